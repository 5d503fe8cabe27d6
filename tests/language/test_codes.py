"""Every code of a diagnostic: declared where it is given, documented, and shown by a golden file."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from golden import BAD
from tiny import text_of

from servanda import language
from servanda.language import check_text
from servanda.language.document import CODES as YAML_CODES

CODE = re.compile("[a-z]+(-[a-z]+)+|repeated")
DOCUMENTATION = Path(__file__).parents[2] / "docs/language.md"
SOURCES = sorted(Path(language.__file__).parent.glob("*.py"))
MODULES = [import_module(f"servanda.language.{module.name}") for module in iter_modules(language.__path__)]
DECLARED = {code: meaning for module in MODULES for code, meaning in getattr(module, "CODES", {}).items()}

TWO_READINGS = {
    "readings": {"A": {"held_by": ["AAA"], "is": "pregnant"}, "B": {"held_by": ["BBB"], "is": "fit_to_travel"}}
}
TOO_BIG_FOR_A_FILE = {
    "too-many-errors": "".join(f"k{i}: 1\n" for i in range(101)),
    "too-many": text_of(rules={f"r{i}": {"of": "prisoner", "requires": "pregnant"} for i in range(401)}),
    "too-complex": text_of(
        {f"d{i}": {"of": "prisoner", **(TWO_READINGS if i < 8 else {"is": "pregnant"})} for i in range(64)},
        {f"r{i}": {"of": "prisoner", "requires": " || ".join(f"d{j}" for j in range(64))} for i in range(7)},
    ),
}


def given(path: Path) -> Iterator[str]:
    """The codes that a file gives: what it passes to a report, or makes a diagnostic or an error of."""
    takes = {"report", "_report", "_fail", "stop", "Diagnostic", "ExpressionError", "Fault", "known"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in takes:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and is_code(a.value))
            yield from (w for a in node.args for w in words_of(a))


def words_of(node: ast.expr) -> Iterator[str]:
    """The words between which a conditional argument chooses."""
    if isinstance(node, ast.IfExp):
        yield from (n.value for n in (node.body, node.orelse) if isinstance(n, ast.Constant) and is_code(n.value))


def is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def documented() -> dict[str, list[str]]:
    """The rows of the tables of codes, by code: meaning and how to mend it."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", DOCUMENTATION.read_text("utf-8"), re.MULTILINE)
    return {code: [meaning, mending] for code, meaning, mending in rows if CODE.fullmatch(code)}


def test_the_search_for_codes_finds_those_of_every_module() -> None:
    assert {path.stem for path in SOURCES if list(given(path))} >= {
        "check",
        "compile",
        "document",
        "expression",
        "names",
        "shape",
        "validate",
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_code_that_is_given_is_declared(path: Path) -> None:
    assert set(given(path)) <= DECLARED.keys()


def test_every_code_that_is_declared_is_documented_and_no_other() -> None:
    assert set(documented()) == set(DECLARED)


def test_a_documented_code_says_what_to_do() -> None:
    assert [code for code, texts in documented().items() if not all(text.strip(" –-") for text in texts)] == []


def test_every_code_that_is_declared_is_given() -> None:
    assert DECLARED.keys() - {code for path in SOURCES for code in given(path)} == set()


@pytest.mark.parametrize("code", sorted(DECLARED.keys() - YAML_CODES.keys() - TOO_BIG_FOR_A_FILE.keys()))
def test_every_code_is_shown_by_a_golden_file_of_its_name(code: str) -> None:
    assert f": {code}: " in (BAD / f"{code}.txt").read_text("utf-8")


@pytest.mark.parametrize("code", TOO_BIG_FOR_A_FILE)
def test_a_code_that_takes_a_big_text_is_given_too(code: str) -> None:
    told = {d.code for d in check_text(TOO_BIG_FOR_A_FILE[code]) if d.severity == "error"}
    assert told - {"unknown-key"} == {code}


def test_every_code_in_a_golden_file_is_declared() -> None:
    shown = {
        found
        for path in BAD.glob("*.txt")
        for found in re.findall(r"^\d+:\d+: ([a-z-]+): ", path.read_text("utf-8"), re.M)
    }
    assert shown <= DECLARED.keys()


def test_diagnostics_come_in_the_order_of_the_text() -> None:
    told = [tuple(map(int, line.split(":")[:2])) for line in (BAD / "several.txt").read_text("utf-8").splitlines()]
    assert len(told) > 5
    assert told == sorted(told)
