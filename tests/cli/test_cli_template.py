"""Empty lists: their columns, what is said of them, and that a filled one is judged."""

import io
import re
import sys
import zipfile
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

import pytest
from typer.testing import CliRunner

from servanda.catalog import Catalog
from servanda.cli import app, output
from servanda.cli.field_texts import LANGUAGES, MEANINGS, PERSONAL, WORDS, Texts
from servanda.cli.template import columns, read_by
from servanda.cli.template_book import Column, workbook
from servanda.language import compile_text
from servanda.language.types import BOOL, TEXT, enumeration
from servanda.language.vocabulary import KINDS, standard_fields

ROOT = Path(__file__).resolve().parents[2]
TALKS = """\
language: 1
agreement: talks
version: 1.0.0
title: {en: Talks}
standing: agreed
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
conventions: {time_zone: Europe/Istanbul}
clauses:
  C1: {text: {en: Who is handed over.}, standing: agreed}
fields:
  prisoner:
    camp: {type: id, text: {en: The camp by a token., uk: Табір.}}
    bare: {type: bool}
definitions:
  is_pow: {of: prisoner, clause: C1, is: status == "pow"}
  young: {of: prisoner, clause: C1, is: date_of_birth > date("2000-01-01")}
  named: {of: prisoner, clause: C1, is: has(surname)}
rules:
  pow-only: {of: prisoner, clause: C1, level: binding, requires: is_pow && young, message: {en: Not so.}}
  named: {of: prisoner, clause: C1, level: advisory, requires: named, message: {en: No name.}}
"""
RULESET = ["--ruleset", "talks@1.0.0"]
HEADER = ["--as-of", "2025-06-07", "--by", "UKR", "--to", "RUS", "--date", "2025-06-05"]


@pytest.fixture(autouse=True)
def _talks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    (tmp_path_factory.getbasetemp() / "rulesets/talks").mkdir(parents=True, exist_ok=True)
    (tmp_path_factory.getbasetemp() / "rulesets/talks/1.0.0.yaml").write_text(TALKS, "utf-8")
    monkeypatch.setenv("SERVANDA_RULESETS", str(tmp_path_factory.getbasetemp() / "rulesets"))


def run(*arguments: str | Path) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout_bytes, result.stderr


def made(*options: str) -> bytes:
    code, data, err = run("template", *RULESET, "--format", "xlsx", *options)
    assert (code, err) == (0, "")
    return data


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def filled(data: bytes, *rows: dict[str, str]) -> bytes:
    """The workbook as a person would leave it: with texts under the columns."""
    columns = list(dict.fromkeys(["id", *(name for row in rows for name in row)]))
    names = re.findall(r"<t>([a-z_]+)</t>", parts(data)["xl/sharedStrings.xml"])
    assert set(columns) <= set(names)
    lines = []
    for number, row in enumerate(rows, 2):
        cells = (
            f'<c r="{chr(65 + names.index(name))}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for name, text in sorted(row.items(), key=lambda item: names.index(item[0]))
        )
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, text in parts(data).items():
            added = "".join(lines) + "</sheetData>"
            package.writestr(name, text.replace("</sheetData>", added) if name.endswith("sheet1.xml") else text)
    return written.getvalue()


PERSON = {"id": "P1", "status": "pow", "date_of_birth": "2001-04-11"}


def test_the_columns_are_the_id_and_what_rules_read() -> None:
    assert run("template", *RULESET)[1].decode().strip().split(",") == [
        "id",
        "status",
        "surname",
        "date_of_birth",
        "on_record",
    ]
    assert run("template", *RULESET, "--kind", "remains")[1] == b"id\n"


REGISTERS = (
    TALKS.partition("fields:")[0]
    + """\
definitions:
  told: {of: SUBJECT, clause: C1, is: 'TOLD'}
  gone: {of: SUBJECT, clause: C1, is: told}
rules:
  gone: {of: SUBJECT, clause: C1, level: advisory, requires: gone, message: {en: Gone.}}
"""
)


@pytest.mark.parametrize(
    ("of", "definition", "prisoners", "remains"),
    [
        ("prisoner", 'register_event == "died"', ["service_number", "last_event", "last_event_on"], []),
        ("prisoner", "register_event_on < as_of", ["service_number", "last_event", "last_event_on"], []),
        ("prisoner", "as_remains == 0", [], ["person"]),
        ("record", 'held.all(h, h.health != "fit")', ["health"], []),
        ("prisoner", "has(rank)", ["rank"], []),
    ],
)
def test_what_rules_read_of_other_lists_has_columns_too(
    of: str, definition: str, prisoners: list[str], remains: list[str]
) -> None:
    """Through derived fields and the entries of registers, and however deep in definitions."""
    program = compile_text(REGISTERS.replace("SUBJECT", of).replace("TOLD", definition))
    found = [column.name for column in columns(program, "prisoners", False, "en")]
    assert sorted(found) == sorted(["id", *prisoners])
    assert [column.name for column in columns(program, "remains", False, "en")] == ["id", *remains]
    kind = "prisoners" if prisoners else "remains"
    assert {rule for rules in read_by(program, kind).values() for rule in rules} == {"gone"}


def test_the_columns_of_every_ruleset_are_fields_of_it() -> None:
    for program in Catalog.load(ROOT / "rulesets"):
        for kind, subject in KINDS.items():
            found = [column.name for column in columns(program, kind, False, "uk")]
            assert found[0] == "id" and len(found) == len(set(found))
            assert set(found) <= program.ruleset.fields[subject].keys()


def test_every_field_is_there_if_all_are_wanted() -> None:
    few = run("template", *RULESET)[1].decode().strip().split(",")
    everything = run("template", *RULESET, "--all")[1].decode().strip().split(",")
    assert everything[: len(few)] == few
    assert set(everything) >= set(standard_fields("prisoner", ()))
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("kind", ["prisoners", "remains"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_is_read_back_as_an_empty_list(tmp_path: Path, kind: str, language: str) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(made("--kind", kind, "--all", "--lang", language))
    code, _, err = run("evaluate", file, *RULESET, *HEADER, "--kind", kind)
    assert (code, err) == (3, f"servanda: {file}: no entries\n")


@pytest.mark.parametrize(
    ("row", "status"),
    [(PERSON, 0), ({**PERSON, "date_of_birth": "1984-02-20"}, 1), ({"id": "P1", "status": "pow"}, 5)],
)
def test_a_filled_workbook_is_judged_as_the_same_csv(tmp_path: Path, row: dict[str, str], status: int) -> None:
    book, table = tmp_path / "U.xlsx", tmp_path / "t" / "U.csv"
    table.parent.mkdir()
    book.write_bytes(filled(made("--lang", "uk"), row))
    columns = run("template", *RULESET, "--output", table)[0] or table.read_text().strip().split(",")
    with table.open("a") as written:
        written.write(",".join(row.get(name, "") for name in columns) + "\n")
    from_book = run("evaluate", book, *RULESET, *HEADER, "--format", "json")
    assert from_book == run("evaluate", table, *RULESET, *HEADER, "--format", "json")
    assert from_book[0] == status


def test_a_wrong_cell_of_a_filled_workbook_is_told_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    data = made()
    file.write_bytes(filled(data, PERSON, {**PERSON, "id": "P2", "date_of_birth": "2001-02-30"}))
    names = run("template", *RULESET)[1].decode().strip().split(",")
    place = f"entries!{chr(65 + names.index('date_of_birth'))}3"
    code, _, err = run("evaluate", file, *RULESET, *HEADER)
    assert (code, err) == (3, f"servanda: {file}: {place}: date_of_birth: the calendar has no such day\n")


def test_lists_of_both_parties_stand_in_one_command(tmp_path: Path) -> None:
    (tmp_path / "U.csv").write_text("id;status;date_of_birth\nP1;pow;2001-04-11\n")
    (tmp_path / "V.xlsx").write_bytes(filled(made(), {"id": "Q1", "status": "civilian"}))
    told = [f"{tmp_path}/U.csv:by=UKR,to=RUS", f"{tmp_path}/V.xlsx:by=RUS,role=returned,in_reply_to=U"]
    code, out, err = run("evaluate", *told, *RULESET, "--as-of", "2025-06-07", "--date", "2025-06-05")
    assert (code, err) == (1, "")
    assert "List U: compliant\n  prisoners, proposed by UKR to RUS" in out.decode()
    assert "List V: non-compliant\n  prisoners, returned by RUS" in out.decode()
    wrong = [told[0], told[1].replace("in_reply_to=U", "in_reply_to=W")]
    code, _, err = run("evaluate", *wrong, *RULESET, "--as-of", "2025-06-07", "--date", "2025-06-05")
    assert code == 2
    assert err == f"servanda: {tmp_path}/V.xlsx: in_reply_to: the submission has no list of that id\n"


def test_the_same_template_has_the_same_bytes() -> None:
    assert made("--all", "--lang", "ru") == made("--all", "--lang", "ru")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The date of birth"), ("uk-UA", "Дата народження"), ("RU", "Дата рождения")]
)
def test_what_a_column_means_is_said_in_the_language_that_is_asked_for(language: str, words: str) -> None:
    found = parts(made("--lang", language))
    assert words in found["xl/comments1.xml"]
    assert words in found["xl/sharedStrings.xml"]
    assert "pow-only" in found["xl/comments1.xml"]


def test_another_language_is_refused() -> None:
    code, _, err = run("template", *RULESET, "--lang", "fr")
    assert (code, err) == (2, "servanda: --lang: columns are explained in en, uk, ru, not in `fr`\n")


def test_words_can_be_chosen_from_a_list_and_cells_are_text() -> None:
    sheet = parts(made("--all"))["xl/worksheets/sheet1.xml"]
    assert '<formula1>"pow,retained_personnel,civilian,hostage,detained_other"</formula1>' in sheet
    assert '<formula1>"true,false"</formula1>' in sheet
    assert '<pane xSplit="1" ySplit="1"' in sheet
    assert re.search(r'<dataValidation [^>]*sqref="[A-Z]+2:[A-Z]+10001"', sheet)
    assert '<ignoredError sqref="A2:' in sheet
    assert 'numFmtId="49"' in parts(made())["xl/styles.xml"]  # text, as spreadsheets have it built in


def column(name: str = "tall", **texts: Any) -> Column:
    said = {"type": TEXT, "meaning": "m", "holds": "h", "needed": "n", "rules": (), "read_by": "r", "advice": ""}
    return Column(name, **{**said, **texts})


HOSTILE = ("=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "http://example.org", "{=1}", "12")


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_of_a_ruleset_becomes_a_formula_a_link_or_a_number(words: str) -> None:
    found = parts(workbook(words, [column(meaning=words, holds=words, rules=(words,), advice=words)], "en"))
    for sheet in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert not re.search("<f[ >]|<hyperlink", found[sheet])
        assert all('t="s"' in cell for cell in re.findall("<c [^>]*>", found[sheet]))


@pytest.mark.parametrize(("letters", "listed"), [(123, True), (124, False)])
def test_words_that_the_format_has_no_room_for_are_not_listed(letters: int, listed: bool) -> None:
    """The words of a drop-down list have at most 255 characters, with the commas between them."""
    words = enumeration("a" * letters, "b" * (254 - 123), *([] if letters < 124 else ["c"]))
    found = parts(workbook("x", [column(type=words)], "en"))["xl/worksheets/sheet1.xml"]
    assert ("<dataValidation" in found) is listed
    assert "<dataValidation" in parts(workbook("x", [column(type=BOOL)], "en"))["xl/worksheets/sheet1.xml"]


def test_an_own_field_is_explained_in_its_own_words_or_in_none() -> None:
    assert "Табір." in parts(made("--all", "--lang", "uk"))["xl/comments1.xml"]
    assert "The camp by a token." in parts(made("--all", "--lang", "ru"))["xl/comments1.xml"]
    assert "<t>bare</t>" in parts(made("--all"))["xl/sharedStrings.xml"]


def test_a_file_is_a_workbook_by_its_name_and_written_as_a_whole(tmp_path: Path) -> None:
    assert run("template", *RULESET, "--output", tmp_path / "list.XLSX") == (0, b"", "")
    assert (tmp_path / "list.XLSX").read_bytes() == made()
    assert [path.name for path in tmp_path.iterdir()] == ["list.XLSX"]
    assert run("template", *RULESET, "--output", tmp_path / "no" / "list.csv")[0] == 2


def test_a_workbook_is_not_written_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True)))
    code, out, err = run("template", *RULESET, "--format", "xlsx")
    assert (code, out) == (2, b"")
    assert "--output" in err


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    code, out, err = run("template", *RULESET, "--format", "xlsx")
    assert (code, out, err) == (2, b"", "servanda: XLSX needs the extra `files`: pip install 'servanda[files]'\n")
    assert run("template", *RULESET)[0] == 0


@pytest.mark.parametrize("subject", ["prisoner", "remains"])
def test_every_standard_field_is_explained_in_every_language(subject: str) -> None:
    assert list(MEANINGS[subject]) == list(standard_fields(subject, ()))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("texts", [*MEANINGS.values(), WORDS])
def test_the_languages_say_the_same(texts: Texts) -> None:
    for said in texts.values():
        assert len(said) == len(LANGUAGES) and all(said)
        assert len({frozenset(placeholders(text)) for text in said}) == 1
        assert re.search("[А-яІіЇїЄє]", said[1]) or said[1].isascii()
        assert not re.search("[ІіЇїЄєҐґ]", said[2])
        assert not re.search("[ЫыЭэЪъЁё]", said[1])


def test_what_is_personal_is_advised_against() -> None:
    known = {name for subject in MEANINGS for name in MEANINGS[subject]}
    assert known >= PERSONAL
    comments = parts(made("--all"))["xl/comments1.xml"]
    assert comments.count("Leave it out.") == len(PERSONAL & set(MEANINGS["prisoner"]) - {"surname"})


def test_names_that_rules_only_look_for_need_not_be_sent() -> None:
    """Where rules ask whether a name is recorded, `on_record` says so without the name."""
    found = parts(made())["xl/comments1.xml"]
    assert "Read by the rules: named." in found
    assert "Leave it out where you can: `on_record` says that you hold it." in found
