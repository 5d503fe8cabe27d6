"""Who may import whom: the contracts in pyproject.toml hold, and notice when they are broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

WRONG = {
    "language/wrong.py": ["servanda.evaluation", "pathlib"],
    "evaluation/wrong.py": ["servanda.analysis", "durable_rules_engine", "time"],
    "analysis/wrong.py": ["servanda.report", "httpx"],
    "report/wrong.py": ["servanda.analysis", "servanda.api"],
    "api/wrong.py": ["servanda.cli"],
    "cli/wrong.py": ["durable.lang"],
}


def lint(service: Path) -> tuple[int, str]:
    """The exit code and the report of import-linter on the package in a folder."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo", "--config", ROOT / "pyproject.toml"],
        capture_output=True,
        text=True,
        check=False,
        cwd=service,
        env={**os.environ, "PYTHONPATH": str(service), "COLUMNS": "200"},
    )
    return result.returncode, result.stdout + result.stderr


def test_every_module_imports_only_what_its_layer_may() -> None:
    code, report = lint(ROOT / "service")
    assert code == 0, report


def test_wrong_imports_and_modules_of_no_layer_are_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "service", tmp_path / "service")
    package = tmp_path / "service/servanda"
    for file, imports in WRONG.items():
        (package / file).write_text("".join(f"import {name}\n" for name in imports))
    code, report = lint(tmp_path / "service")
    assert code == 1, report
    for file, imports in WRONG.items():
        for name in imports:
            importer, imported = f"servanda.{file[:-3].replace('/', '.')}", name.removesuffix(".lang")
            assert f"{importer} -> {imported} (" in report, report
    (package / "newcomer.py").touch()
    assert "servanda.newcomer" in lint(tmp_path / "service")[1]
