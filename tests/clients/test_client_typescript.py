"""The TypeScript client, by Node: its own tests against a served service, the package as a user has it, the README."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "clients/typescript"
BIN = Path(sys.executable).parent
TESTS = sorted(CLIENT.glob("test/*.test.ts"))
README = (CLIENT / "README.md").read_text("utf-8")
FENCED = re.compile(r"^```(js|text) (\S+)\n(.*?)^```$", re.M | re.S)
BLOCKS = {(kind, name): text for kind, name, text in FENCED.findall(README)}
WRONG = """
import { Client } from "servanda-client";
// @ts-expect-error: a submission says when it is about
await new Client("").evaluate("", "", {});
"""
EXAMPLES = [name for kind, name in BLOCKS if kind == "js"]


def run(*command: str | Path, cwd: Path = CLIENT, **environment: str) -> str:
    """What a command of the environment says; fails with that, if it fails."""
    given = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", **environment}
    command = (BIN / command[0], *command[1:])
    found = subprocess.run(command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stdout.partition("failing tests:\n")[2] or found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service is, which is stopped by its process when the tests are done."""
    folder = tmp_path_factory.mktemp("service")
    for agreement in ("istanbul-2025", "list-quality"):  # all of them would take longer to load
        shutil.copytree(ROOT / "rulesets" / agreement, folder / "rulesets" / agreement)
    log = folder / "log"
    with log.open("wb") as written:
        command = [BIN / "servanda", "serve", "--port", "0", "--rulesets", folder / "rulesets"]
        service = subprocess.Popen(command, stderr=written)
    try:
        yield f"http://127.0.0.1:{_port(log, service)}"
    finally:
        service.terminate()
        service.wait(timeout=30)


def _port(log: Path, service: subprocess.Popen[bytes]) -> int:
    for _ in range(2400):
        if listening := re.search(r'"event": "listening".*"port": ([0-9]+)', log.read_text()):
            return int(listening[1])
        assert service.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a user who has installed the packed package."""
    user = tmp_path_factory.mktemp("user")
    copy = user / "copy"
    shutil.copytree(CLIENT, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (copy / "node_modules").symlink_to(CLIENT / "node_modules")
    run("npm", "pack", cwd=copy)
    (packed,) = copy.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(user / "node_modules", filter="data")
    (user / "node_modules/package").rename(user / "node_modules/servanda-client")
    shutil.rmtree(copy)
    return user


@pytest.mark.parametrize("file", TESTS, ids=[file.name for file in TESTS])
def test_node_finds_no_fault(file: Path, url: str) -> None:
    assert re.search(r"^ℹ pass [1-9]", run("node", "--test", "--test-reporter=spec", file, SERVANDA_URL=url), re.M)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_readme_says_what_stands_there(name: str, package: Path, url: str) -> None:
    example = package / f"{name}.mjs"
    example.write_text(BLOCKS["js", name].replace("http://127.0.0.1:8000", url), "utf-8")
    assert run("node", example, cwd=package) == BLOCKS["text", name]


def test_the_examples_are_of_the_types_that_the_package_has(package: Path) -> None:
    for name in EXAMPLES:
        (package / f"{name}.mts").write_text(BLOCKS["js", name], "utf-8")
    (package / "wrong.mts").write_text(WRONG)
    compiler = CLIENT / "node_modules/typescript/bin/tsc"
    options = "--noEmit --strict --target es2022 --lib es2023,dom --module nodenext".split()
    run("node", compiler, *options, *sorted(package.glob("*.mts")), cwd=package)


def test_the_types_are_those_of_the_committed_description() -> None:
    run("npm", "run", "--silent", "openapi", "--", "--check")


def test_the_package_needs_nothing_and_its_lock_names_no_registry() -> None:
    assert "dependencies" not in json.loads((CLIENT / "package.json").read_text())
    packages = json.loads((CLIENT / "package-lock.json").read_text())["packages"]
    for name, pinned in packages.items():
        assert "resolved" not in pinned, name
        assert not name or pinned["integrity"].startswith("sha512-"), name
