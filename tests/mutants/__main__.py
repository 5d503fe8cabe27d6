"""Small errors put into the code that judges, and whether a test notices each (make mutants)."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .selection import LEFT_OUT, tests_of

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".mutants"
PACKAGES = ("language", "evaluation")
MOST_MEMORY = 4 << 30  # bytes: a loop without an end may fill a list
# mutmut reads them where it runs, and names no mutant of a folder `service` as Python does.
SETTINGS = """
[tool.mutmut]
source_paths = ["src/servanda"]
only_mutate = ["src/servanda/{module}.py"]
"""


@dataclass
class Module:
    """A module, its mutants, those that were tried, and those that no test noticed."""

    name: str
    mutants: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    failed: str = ""

    @property
    def place(self) -> Path:
        return PLACE / self.name.replace("/", ".")

    def make(self) -> None:
        """Puts a copy of the package there, with all mutants of the module."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        (self.place / "src").symlink_to(ROOT / "service")
        (self.place / "pyproject.toml").write_text(SETTINGS.format(module=self.name))
        with (self.place / "log").open("w") as log:
            command = [sys.executable, str(Path(__file__).parent / "make.py")]
            subprocess.run(command, cwd=self.place, stdout=log, stderr=log, check=True)
        made = self.place / f"mutants/src/servanda/{self.name}.py.meta"
        self.mutants = sorted(json.loads(made.read_text())["exit_code_by_key"]) if made.exists() else []

    def test(self, mutant: str, patience: float | None) -> bool:
        """Whether the tests pass; they do not where they take too long."""
        mutated = self.place / "mutants/src"
        more = {"MUTANT_UNDER_TEST": mutant, "HYPOTHESIS_STORAGE_DIRECTORY": str(self.place / "hypothesis")}
        path = os.pathsep.join(filter(None, (str(mutated), os.environ.get("PYTHONPATH"))))
        found = f"pythonpath={mutated} clients/python tests/language"
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "-o", found]
        with (self.place / f"log-{mutant or 'none'}").open("w") as log:
            running = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    *options,
                    "-k",
                    f"not ({' or '.join(LEFT_OUT)})",
                    *tests_of(self.name),
                ],
                cwd=ROOT,
                env={**os.environ, **more, "PYTHONPATH": path},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            resource.prlimit(running.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            try:
                return running.wait(patience) == 0
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                return False

    def difference(self, mutant: str) -> str:
        """What a mutant changes."""
        code = f"from mutmut.__main__ import cli; cli(['show', {mutant!r}])"
        command = [sys.executable, "-c", code]
        shown = subprocess.run(command, cwd=self.place, capture_output=True, text=True, check=False).stdout
        return "\n".join([mutant, *(line for line in shown.splitlines()[1:] if line[:3] not in ("---", "+++"))])


def asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as language/truth, or language; else both packages")
    parser.add_argument("--each", type=int, default=10, help="how many mutants of a module, at most; 0: all of them")
    parser.add_argument("--seed", type=int, default=1, help="other seeds choose other mutants")
    parser.add_argument("--only", default="", help="the mutants whose names hold this, such as one that survived")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--least", type=float, default=85.0, help="the score in percent below which this fails")
    return parser.parse_args(arguments)


def modules(named: list[str]) -> list[Module]:
    """The modules that are named, by their own names or those of their packages."""
    every = [
        f"{package}/{path.stem}"
        for package in PACKAGES
        for path in sorted((ROOT / "service/servanda" / package).glob("*.py"))
        if path.stem != "__init__"
    ]
    if unknown := [name for name in named if name not in every and name not in PACKAGES]:
        sys.exit(f"no such module: {', '.join(unknown)}")
    return [Module(name) for name in every if not named or name in named or name.split("/", maxsplit=1)[0] in named]


def attempt(module: Module, options: argparse.Namespace) -> None:
    """Makes the mutants of a module, and tries some of them."""
    module.make()
    wanted = [name for name in module.mutants if options.only in name]
    most = options.each or len(wanted)
    module.tried = random.Random(options.seed).sample(wanted, most) if most < len(wanted) else wanted
    if not module.tried:
        return
    begun = time.monotonic()
    if not module.test("", None):
        module.failed = f"its tests fail without a mutant, see {module.place.relative_to(ROOT)}/log-none"
        return
    patience = 30 + 5 * (time.monotonic() - begun)
    with ThreadPoolExecutor(options.processes) as pool:
        passed = pool.map(lambda name: module.test(name, patience), module.tried)
        module.survivors = [name for name, unnoticed in zip(module.tried, passed, strict=True) if unnoticed]


def row(name: str, mutants: int, tried: int, survivors: int) -> str:
    score = f"{100 * (tried - survivors) / tried:.1f} %" if tried else "–"
    return f"{name:30} {mutants:8} {tried:8} {survivors:10} {score:>9}"


def main() -> None:
    options = asked(sys.argv[1:])
    found = modules(options.modules)
    for module in found:
        attempt(module, options)
        told = module.failed or f"{len(module.survivors)} of {len(module.tried)} survive"
        print(f"{module.name}: {told}", file=sys.stderr, flush=True)
        for name in module.survivors:
            print(f"{module.difference(name)}\n", flush=True)
    measured = [module for module in found if not module.failed]
    print(f"{'module':30} {'mutants':>8} {'tried':>8} {'survivors':>10} {'score':>9}")
    for module in measured:
        print(row(module.name, len(module.mutants), len(module.tried), len(module.survivors)))
    counts = [sum(len(getattr(m, part)) for m in measured) for part in ("mutants", "tried", "survivors")]
    print(row("all", *counts))
    _, tried, survivors = counts
    sys.exit(len(measured) < len(found) or 100 * (tried - survivors) < options.least * tried)


if __name__ == "__main__":
    main()
