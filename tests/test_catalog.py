"""The catalogue: what it loads, in which order, and what it does with files that are wrong."""

import re
from pathlib import Path

import pytest

from servanda import catalog as module
from servanda.catalog import CODES, Catalog, is_in_force
from servanda.errors import EngineError, UnknownRuleset

BUNDLED = Path(__file__).parents[1] / "rulesets"
FILE = (BUNDLED / "istanbul-2025/2.0.0.yaml").read_text()
SOURCE = re.sub(r"^(includes|overrides):.*\n([ ].*\n)*", "", FILE, flags=re.M)
"""The bundled ruleset by itself, as tests copy it to folders where there is nothing to include."""


def put(folder: Path, name: str, *changes: tuple[str, str]) -> None:
    """A copy of the bundled ruleset, with changes of its text."""
    text = SOURCE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)


def put_versions(folder: Path, *versions: str) -> None:
    for version in versions:
        put(folder, f"istanbul-2025/{version}.yaml", ("version: 2.0.0", f"version: {version}"))


def names(catalog: Catalog) -> list[str]:
    return [f"{program.ruleset.agreement}@{program.ruleset.version}" for program in catalog]


def test_every_bundled_ruleset_is_loaded() -> None:
    catalog = Catalog.load(BUNDLED)
    assert catalog.failures == {}
    assert len(catalog) == len(list(BUNDLED.glob("*/*.yaml"))) > 0
    assert catalog.source("istanbul-2025", "2.0.0") == FILE.encode()


def test_rulesets_come_in_order_of_agreement_and_then_of_version(tmp_path: Path) -> None:
    put_versions(tmp_path, "2.0.0", "10.0.0", "2.0.0-rc.1", "2.10.0", "2.9.0", "2.0.0+b", "2.0.0+a")
    put(
        tmp_path,
        "aachen-1999/3.0.0.yaml",
        ("agreement: istanbul-2025", "agreement: aachen-1999"),
        ("version: 2.", "version: 3."),
    )
    catalog = Catalog.load(tmp_path)
    versions = ["2.0.0-rc.1", "2.0.0", "2.0.0+a", "2.0.0+b", "2.9.0", "2.10.0", "10.0.0"]
    assert names(catalog) == ["aachen-1999@3.0.0", *(f"istanbul-2025@{version}" for version in versions)]


def test_what_is_not_there_is_unknown() -> None:
    catalog = Catalog.load(BUNDLED)
    for agreement, version in (("istanbul-2025", "2.0.1"), ("nowhere", "2.0.0"), ("istanbul-2025", "2.0.0+x")):
        for look_up in (catalog.program, catalog.source, catalog.published):
            with pytest.raises(UnknownRuleset):
                look_up(agreement, version)
        assert not catalog.has_failed(agreement, version)


def test_a_folder_without_rulesets_is_an_empty_catalogue(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        catalog = Catalog.load(folder)
        assert (len(catalog), list(catalog), catalog.failures) == (0, [], {})


def test_cases_and_notes_are_no_rulesets(tmp_path: Path) -> None:
    put_versions(tmp_path, "2.0.0")
    put(tmp_path, "istanbul-2025/cases/2.0.0.yaml")
    (tmp_path / "istanbul-2025/README.md").write_text("notes")
    (tmp_path / "2.0.0.yaml").write_text("notes")
    catalog = Catalog.load(tmp_path)
    assert (names(catalog), catalog.failures) == (["istanbul-2025@2.0.0"], {})


@pytest.mark.parametrize(
    "name",
    ["istanbul-2025/2.0.1.yaml", "istanbul-2026/2.0.0.yaml", "istanbul-2025/2.0.0.yml", "istanbul-2025/latest.yaml"],
)
def test_a_file_that_is_not_named_after_what_is_in_it_is_left_out(tmp_path: Path, name: str) -> None:
    put_versions(tmp_path, "2.0.0")
    put(tmp_path, name)
    catalog = Catalog.load(tmp_path)
    assert names(catalog) == ["istanbul-2025@2.0.0"]
    [diagnostic] = catalog.failures[name]
    assert diagnostic.code == "wrong-place"
    assert str(diagnostic) == f"{name}:1:1: wrong-place: the file holds the ruleset of `istanbul-2025/2.0.0.yaml`"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"agreement: [",
        SOURCE[:5000].encode(),
        b"x" * 300_000,
        SOURCE.replace("age < 25", "age < ").encode(),
    ],
    ids=["empty", "bytes", "syntax", "truncated", "large", "expression"],
)
def test_a_broken_file_is_told_of_and_takes_nothing_from_the_others(tmp_path: Path, content: bytes) -> None:
    put_versions(tmp_path, "2.0.0")
    (tmp_path / "istanbul-2025/2.1.0.yaml").write_bytes(content)
    catalog = Catalog.load(tmp_path)
    assert names(catalog) == ["istanbul-2025@2.0.0"]
    diagnostics = catalog.failures["istanbul-2025/2.1.0.yaml"]
    assert any(d.severity == "error" for d in diagnostics)
    assert all(d.path == "istanbul-2025/2.1.0.yaml" for d in diagnostics)
    assert catalog.has_failed("istanbul-2025", "2.1.0")
    assert not catalog.has_failed("istanbul-2025", "2.0.0")


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    put_versions(tmp_path, "2.0.0")
    (tmp_path / "istanbul-2025/2.1.0.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "istanbul-2025/2.2.0.yaml").mkdir()
    catalog = Catalog.load(tmp_path)
    assert names(catalog) == ["istanbul-2025@2.0.0"]
    assert [found[0].code for found in catalog.failures.values()] == ["unreadable", "unreadable"]


@pytest.mark.parametrize("part", ["warm", "evaluate", "encode"])
@pytest.mark.parametrize("error", [EngineError("the engine and the chainer disagree"), ZeroDivisionError("secret")])
def test_a_ruleset_under_which_nothing_can_be_judged_is_left_out(
    monkeypatch: pytest.MonkeyPatch, part: str, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, part, fail)
    catalog = Catalog.load(BUNDLED)
    assert len(catalog) == 0
    [diagnostic] = catalog.failures["istanbul-2025/2.0.0.yaml"]
    assert diagnostic.code == "not-evaluable"
    assert diagnostic.message.endswith(str(error) if isinstance(error, EngineError) else "ZeroDivisionError")


def test_every_code_is_explained() -> None:
    assert CODES.keys() == {"wrong-place", "unreadable", "not-evaluable"}


@pytest.mark.parametrize(
    ("day", "versions"),
    [
        ("2025-06-01", []),
        ("2025-06-02", ["2.0.0"]),
        ("2025-06-30", ["2.0.0", "2.1.0"]),
        ("2025-07-01", ["2.1.0"]),
    ],
)
def test_a_version_is_in_force_from_its_first_to_its_last_day(tmp_path: Path, day: str, versions: list[str]) -> None:
    until = ("in_force: {from: 2025-06-02}", "in_force: {from: 2025-06-02, until: 2025-06-30}")
    put(tmp_path, "istanbul-2025/2.0.0.yaml", until)
    since = ("in_force: {from: 2025-06-02}", "in_force: {from: 2025-06-30}")
    put(tmp_path, "istanbul-2025/2.1.0.yaml", ("version: 2.0.0", "version: 2.1.0"), since)
    catalog = Catalog.load(tmp_path)
    assert catalog.failures == {}
    found = catalog.in_force("istanbul-2025", day)
    assert [program.ruleset.version for program in found] == versions
    assert [p.ruleset.version for p in catalog if is_in_force(p.ruleset, day)] == versions
    assert catalog.in_force("nowhere", day) == []
