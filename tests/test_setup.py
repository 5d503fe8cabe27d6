"""The environment is the same everywhere: pinned, hashed, naming no registry, made by a Python that can carry it."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CLIENT = tomllib.loads((ROOT / "clients/python/pyproject.toml").read_text())

PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)( ; [^\\]+)? \\\n"
    r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+",
    re.MULTILINE,
)
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "requirements.txt": [*PROJECT["project"]["dependencies"], *GROUPS["dev"], *CLIENT["project"]["dependencies"]],
    "build-constraints.txt": [*GROUPS["build"], *PROJECT["build-system"]["requires"]],
}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_with_hashes_and_nothing_else(lock: str) -> None:
    assert PIN.sub("", (ROOT / lock).read_text()) == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_to_a_version_it_allows(lock: str) -> None:
    pins = {pin["name"]: pin["version"] for pin in PIN.finditer((ROOT / lock).read_text())}
    for requirement in map(Requirement, LOCKS[lock]):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


def test_every_verb_of_the_makefile_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    verbs = re.search(r"^\.PHONY: always (.+)$", makefile, re.MULTILINE)
    assert verbs
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in shown.splitlines()] == verbs[1].split()


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine without any Python, and a fresh copy of what the set-up reads: `make env` runs in it."""
    (tmp_path / "bin").mkdir()
    for tool in ("make", "sh", "cat", "cksum", "grep", "rm", "test"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def give(machine: Path, name: str, version: str, supported: bool) -> None:
    """Puts a Python there that tells its version, and writes down what else it is asked to do."""
    script = machine / "bin" / name
    script.write_text(
        "#!/bin/sh\n"
        f'case "$1" in --version) echo Python {version};; -c) exit {int(not supported)};;\n'
        f'*) echo {name} "$@" >>asked; exit 9;; esac\n'
    )
    script.chmod(0o755)


def make_env(machine: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine / "bin"), "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [machine / "bin/make", "env"], cwd=machine, env=environment, capture_output=True, text=True, check=False
    )


def test_without_a_python_that_will_do_the_set_up_says_which_it_needs(machine: Path) -> None:
    give(machine, "python3", "3.13.0", supported=False)
    result = make_env(machine)
    assert result.returncode != 0
    assert "Python 3.11 or 3.12 (with venv) is needed on the PATH; python3 is Python 3.13.0\n" in result.stderr
    assert not (machine / ".venv").exists()


def test_without_any_python_the_set_up_says_so(machine: Path) -> None:
    assert "is needed on the PATH; python3 is absent\n" in make_env(machine).stderr


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3": True, "python3.12": True}, "python3"),
        ({"python3": False, "python3.12": True, "python3.11": True}, "python3.12"),
        ({"python3": False, "python3.12": False, "python3.11": True}, "python3.11"),
        ({"python3.11": True}, "python3.11"),
    ],
)
def test_the_first_python_that_will_do_makes_the_environment(
    machine: Path, pythons: dict[str, bool], chosen: str
) -> None:
    for name, supported in pythons.items():
        give(machine, name, "3.x", supported)
    make_env(machine)
    assert (machine / "asked").read_text() == f"{chosen} -m venv --clear .venv\n"


def test_an_environment_without_its_mark_is_made_anew(machine: Path) -> None:
    give(machine, "python3", "3.12.1", supported=True)
    (machine / ".venv/bin").mkdir(parents=True)
    shutil.copy(machine / "bin/python3", machine / ".venv/bin/python")
    make_env(machine)
    assert (machine / "asked").read_text() == "python3 -m venv --clear .venv\n"


@pytest.mark.parametrize("made_in", ["here", "elsewhere"])
def test_an_environment_of_older_pins_is_synchronised_where_it_was_made_and_made_anew_elsewhere(
    machine: Path, made_in: str
) -> None:
    give(machine, "python3", "3.12.1", supported=True)
    (machine / ".venv/bin").mkdir(parents=True)
    shutil.copy(machine / "bin/python3", machine / ".venv/bin/python")
    (machine / ".venv/.made-from-1").write_text(f"{machine if made_in == 'here' else machine.parent}\n")
    make_env(machine)
    assert ("-m venv" in (machine / "asked").read_text()) == (made_in == "elsewhere")
