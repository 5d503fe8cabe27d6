"""A list and the one that came back, judged together, and the questions to send to the other side."""

import csv
import json
import os
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from servanda.cli import app

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ["--ruleset", "istanbul-2025@2.0.0", "--as-of", "2025-06-07", "--by", "UKR"]
BEFORE = "P1,pow,1990-05-02,seriously_wounded\nP2,pow,1988-01-19,seriously_ill\n"
AFTER = "P2,pow,1988-01-19,ill\nQ1,pow,1984-02-20,fit\n"
SECRETS = {
    "date_of_birth": "1977-07-17",
    "surname": "Sekretenko",
    "service_number": "SN-998877",
    "rank": "Praporshchik",
    "unit": "A1234",
    "place_of_birth": "Mistechko",
}


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("SERVANDA_RULESETS", raising=False)


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    head = "id,status,date_of_birth,health\n"
    before, after = tmp_path / "U.csv", tmp_path / "V.csv"
    before.write_text(head + BEFORE, "utf-8")
    after.write_text(head + AFTER, "utf-8")
    return before, after


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def verdict(*arguments: str | Path) -> Any:
    return json.loads(run(*arguments, *OPTIONS, "--format", "json")[1])


def test_a_reply_is_judged_beside_the_list_that_it_answers(lists: tuple[Path, Path]) -> None:
    found = verdict(lists[0], "--reply", lists[1])
    assert [list_["id"] for list_ in found["lists"]] == ["U", "V"]
    assert [(pair["id"], pair["base"], pair["reply"], pair["status"]) for pair in found["pairs"]] == [
        ("P1", "U", "V", "dropped"),
        ("P2", "U", "V", "changed"),
        ("Q1", "U", "V", "added"),
    ]


def test_a_reply_is_what_the_same_list_file_says_in_full(lists: tuple[Path, Path]) -> None:
    before, after = lists
    date = "date=2025-06-06"
    short = verdict(before, "--reply", f"{after}:{date}", "--date", "2025-06-05")
    long = verdict(f"{before}:date=2025-06-05", f"{after}:by=RUS,role=returned,in_reply_to=U,{date}")
    assert short == long


def test_the_table_tells_what_became_of_everybody_with_and_without_the_option(lists: tuple[Path, Path]) -> None:
    before, after = lists
    code, out, _ = run(before, "--reply", after, *OPTIONS)
    told = "\nList V, which answers list U: non-compliant\n  1 changed, 1 dropped (1 without a reason), 1 added\n"
    assert (code, told in out) == (1, True)
    assert told in run(before, f"{after}:by=RUS,role=returned,in_reply_to=U", *OPTIONS)[1]
    demo = run("rulesets/istanbul-2025/submissions/june-2025.json", *OPTIONS[:2])[1]
    assert "List V, which answers list U: non-compliant\n  3 kept, 7 dropped (7 without a reason), 5 added\n" in demo


def test_a_reason_that_a_submission_gives_is_told_without_its_words(tmp_path: Path) -> None:
    submission = json.loads(Path("rulesets/istanbul-2025/submissions/june-2025.json").read_text("utf-8"))
    submission["lists"][1]["removals"] = [{"id": "P1", "reason": "sekret"}, {"id": "P2"}]
    (tmp_path / "s.json").write_text(json.dumps(submission), "utf-8")
    _, out, _ = run(tmp_path / "s.json", *OPTIONS[:2], "--clarifications", tmp_path / "q.md")
    assert "7 dropped (1 with a reason, 6 without a reason)" in out
    asked = (tmp_path / "q.md").read_text("utf-8")
    assert "`P2` of list `U` not on list `V`? No reason" in asked and "sekret" not in asked + out
    told = "A reason is given why `P1` of list `U` is not on list `V`. Which of the agreed reasons does it come under?"
    assert told in asked and "Why is `P1`" not in asked


@pytest.fixture
def gone(tmp_path: Path) -> Path:
    (tmp_path / "gone.csv").write_text("id,reason\nP1,sekret\n", "utf-8")
    return tmp_path / "gone.csv"


def test_whom_a_list_leaves_out_stands_in_a_file_of_its_own(lists: tuple[Path, Path], gone: Path) -> None:
    before, after = lists
    questions = before.with_name("q.md")
    _, out, _ = run(before, "--reply", f"{after}:removals={gone}", *OPTIONS, "--clarifications", questions)
    assert "1 dropped (1 with a reason)" in out and "sekret" not in out + questions.read_text("utf-8")
    long = verdict(before, f"{after}:by=RUS,role=returned,in_reply_to=U,removals={gone}")
    assert long == verdict(before, "--reply", f"{after}:removals={gone}")


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("id,reason\nP1,died\nP9,died\n", 3, ":3: id: no list that is answered has an entry of that id"),
        ("id,reason\nP2,died\n", 3, ":2: id: the list has an entry of that id: nobody is both on it and left out"),
        ("id,reason\nP1,died\nP1,ill\n", 3, ":3: id: has the id of line 2"),
        ("id,reason\nP1,a\u202eb\n", 3, ":2: reason: must not hold control characters"),
        ("id,raeson\nP1,died\n", 3, ":1: column 2: unknown field `raeson`, did you mean `reason`?"),
        ("reason\ndied\n", 3, ":1: no column `id`"),
        ("id,reason\n", 3, ": no entries"),
    ],
)
def test_what_is_wrong_with_removals_is_told_of_their_file(
    lists: tuple[Path, Path], gone: Path, text: str, status: int, told: str
) -> None:
    before, after = lists
    gone.write_text(text, "utf-8")
    code, out, err = run(before, "--reply", f"{after}:removals={gone}", *OPTIONS)
    assert (code, out, f"{gone}{told}" in err) == (status, "", True), err


def test_a_column_of_reasons_says_where_they_stand(lists: tuple[Path, Path]) -> None:
    before, after = lists
    for column in ("removal_reason", "reason"):
        after.write_text(f"id,{column}\nP2,died\n", "utf-8")
        code, _, err = run(before, "--reply", after, *OPTIONS)
        assert code == 3 and "in a file of its own, with the columns id and reason: FILE:removals=OTHER" in err


def test_removals_are_of_a_list_and_not_overwritten(lists: tuple[Path, Path], gone: Path) -> None:
    before, after = lists
    code, _, err = run(f"rulesets/istanbul-2025/submissions/june-2025.json:removals={gone}", *OPTIONS[:2])
    assert (code, "removals: a submission in JSON says this itself" in err) == (2, True)
    code, _, err = run(before, "--reply", f"{after}:removals={gone}", *OPTIONS, "--output", gone)
    assert (code, f"`{gone}` is one of the files that are read" in err) == (2, True)
    code, _, err = run("-", "--reply", f"{after}:removals=-", *OPTIONS)
    assert (code, "can be read once only" in err) == (2, True)
    code, _, err = run(before, "--reply", f"{after}:removals=nowhere.csv", *OPTIONS)
    assert code != 0 and "nowhere.csv" in err


def test_what_stands_behind_the_name_of_a_reply_goes_first(lists: tuple[Path, Path]) -> None:
    before, after = lists
    found = verdict(before, "--reply", f"{after}:id=W,role=delivered,by=UKR,date=2025-06-06")
    assert {pair["reply"] for pair in found["pairs"]} == {"W"}
    _, out, _ = run(before, "--reply", f"{after}:role=delivered,by=UKR", *OPTIONS, "--to", "RUS")
    assert "prisoners, delivered by UKR, no date" in out  # options of the lists say nothing of a reply


def test_several_replies_answer_the_lists_and_not_registers_or_each_other(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    before, after = lists
    for name in ("W", "held"):
        (tmp_path / f"{name}.csv").write_bytes(after.read_bytes())
    register = f"{tmp_path / 'held.csv'}:role=register,by=RUS"
    given = [before, register, "--reply", after, "--reply", tmp_path / "W.csv"]
    found = verdict(*given)["pairs"]
    assert list(dict.fromkeys((pair["base"], pair["reply"]) for pair in found)) == [("U", "V"), ("U", "W")]
    chained = verdict(*given[:-1], f"{tmp_path / 'W.csv'}:in_reply_to=V")
    assert ("V", "W") in {(pair["base"], pair["reply"]) for pair in chained["pairs"]}
    _, out, _ = run(*given[:-1], f"{tmp_path / 'W.csv'}:in_reply_to=V", *OPTIONS)
    assert "prisoners, returned by UKR, no date" in out  # the party that the reply to it is not of


def test_a_reply_says_which_of_several_lists_it_answers(lists: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = lists
    (tmp_path / "W.csv").write_text("id\nQ1\nP7\n", "utf-8")
    code, _, err = run(before, tmp_path / "W.csv", "--reply", after, *OPTIONS)
    told = f"servanda: --reply: {after}: say which lists it answers: one, such as {after}:in_reply_to=U, or all, "
    assert (code, err) == (2, f"{told}in_reply_to=U,in_reply_to=W\n")
    found = verdict(before, tmp_path / "W.csv", "--reply", f"{after}:in_reply_to=U,in_reply_to=W")["pairs"]
    assert [(pair["base"], pair["id"], pair["status"]) for pair in found] == [
        ("U", "P1", "dropped"),
        ("U", "P2", "changed"),
        ("W", "Q1", "kept"),
        ("W", "P7", "dropped"),
    ]


def test_a_reply_is_of_the_kind_of_what_it_answers(tmp_path: Path) -> None:
    for name in ("B", "C"):
        (tmp_path / f"{name}.csv").write_text("id\nB1\n", "utf-8")
    (tmp_path / "U.csv").write_text("id\nP1\n", "utf-8")
    found = verdict(tmp_path / "B.csv", "--reply", tmp_path / "C.csv", "--kind", "remains")
    assert [pair["id"] for pair in found["pairs"]] == ["B1"]
    both = [tmp_path / "U.csv", f"{tmp_path / 'B.csv'}:kind=remains", "--reply"]
    code, _, err = run(*both, tmp_path / "C.csv", *OPTIONS)
    assert (code, "say of which kind it is, such as " in err) == (2, True)
    found = verdict(*both, f"{tmp_path / 'C.csv'}:kind=remains")
    assert [(pair["base"], pair["id"]) for pair in found["pairs"]] == [("B", "B1")]
    assert [pair["base"] for pair in verdict(*both, f"{tmp_path / 'C.csv'}:in_reply_to=B")["pairs"]] == ["B"]


@pytest.mark.parametrize(
    ("saying", "status", "message"),
    [
        (":by=FRA", 2, "V.csv: by: "),
        (":in_reply_to=W", 2, "V.csv: in_reply_to: "),
        (":kind=dogs", 2, "V.csv: there is no list of its kind that it could answer"),
        (":kind=remains", 2, "V.csv: there is no list of its kind that it could answer"),
        (":bye=RUS", 2, "a list has no `bye`"),
        (":role=resent", 2, "V.csv: role: "),
    ],
)
def test_what_is_wrong_with_a_reply_is_told_of_its_file(
    lists: tuple[Path, Path], saying: str, status: int, message: str
) -> None:
    code, out, err = run(lists[0], "--reply", f"{lists[1]}{saying}", *OPTIONS)
    assert (code, out) == (status, "")
    assert message in err


def test_a_reply_needs_a_list_and_stands_by_no_submission(lists: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = lists
    code, _, err = run("--reply", after, *OPTIONS)
    assert code == 2 and "Missing argument" in err
    told = "servanda: --reply: only with lists; a submission in JSON says `in_reply_to` in the header of a list\n"
    assert run("rulesets/istanbul-2025/submissions/june-2025.json", "--reply", after, *OPTIONS[:2]) == (2, "", told)
    assert run(before, "--reply", "rulesets/istanbul-2025/submissions/june-2025.json", *OPTIONS) == (2, "", told)
    code, _, err = run(before, "--role", "register", "--reply", after, *OPTIONS)
    assert (code, "no list of its kind that it could answer" in err) == (2, True)
    code, _, err = run(before, "--reply", tmp_path / "nowhere.csv", *OPTIONS)
    assert code in (2, 3, 4) and "nowhere.csv" in err


def test_whose_a_reply_is_must_be_said_where_it_cannot_be_known(lists: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = lists
    (tmp_path / "W.csv").write_bytes(after.read_bytes())
    both = f"{after}:in_reply_to=U,in_reply_to=W"
    code, _, err = run(before, f"{tmp_path / 'W.csv'}:by=RUS", "--reply", both, *OPTIONS)
    assert (code, f"say whose it is, such as {after}:by=RUS" in err) == (2, True)
    (tmp_path / "three").mkdir()
    made = {"language": "1", "agreement": "three", "version": "1.0.0", "title": {"en": "T"}, "standing": "agreed"}
    made |= {"in_force": {"from": "2025-06-02"}, "parties": ["UKR", "RUS", "TUR"]}
    made |= {"conventions": {"time_zone": "UTC", "leap_day": "mar-1"}}
    made |= {"clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed"}}}
    made |= {"rules": {"r": {"of": "prisoner", "clause": "C", "requires": "pregnant", "message": {"en": "Wrong."}}}}
    (tmp_path / "three/1.0.0.yaml").write_text(json.dumps(made), "utf-8")
    more = ["--ruleset", "three@1.0.0", "--rulesets", tmp_path, *OPTIONS[2:]]
    code, _, err = run(before, "--reply", after, *more)
    assert (code, "say whose it is" in err) == (2, True)
    assert run(before, "--reply", f"{after}:by=TUR", *more)[0] == 5


def test_the_name_of_the_list_can_be_said_and_a_reply_is_not_overwritten(lists: tuple[Path, Path]) -> None:
    before, after = lists
    found = verdict(before, "--id", "L", "--reply", after)
    assert {(pair["base"], pair["reply"]) for pair in found["pairs"]} == {("L", "V")}
    kept = after.read_bytes()
    for option in ("--output", "--clarifications"):
        code, _, err = run(before, "--reply", f"{after}:by=RUS", *OPTIONS, option, after)
        assert (code, f"{option}: `{after}` is one of the files that are read" in err) == (2, True)
    assert after.read_bytes() == kept


def test_a_verdict_in_csv_has_a_row_for_every_pair(lists: tuple[Path, Path]) -> None:
    _, out, _ = run(lists[0], "--reply", lists[1], *OPTIONS, "--format", "csv")
    found = [row for row in csv.DictReader(StringIO(out.lstrip("\ufeff"))) if row["subject"] == "pair"]
    assert [(row["id"], row["pair"], row["changed"]) for row in found] == [
        ("P1", "dropped", ""),
        ("P2", "changed", "health"),
        ("Q1", "added", ""),
    ]


def questions(file: Path) -> list[str]:
    """The questions in a file, each with why it is asked, without what marks names in Markdown."""
    if file.suffix == ".md":
        asked = re.split(r"^\d+\. ", file.read_text("utf-8").partition("\n## ")[2], flags=re.M)[1:]
        return [re.sub(r"\s+-?\s*", " ", one.replace("`", "")) for one in asked]
    if file.suffix == ".csv":
        rows = list(csv.reader(StringIO(file.read_text("utf-8-sig"))))[2:]
    else:
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(1).to_python()[1:]
    return [f"{row[4]} {row[7]}" for row in rows]


ELIGIBLE = "Q2,pow,1990-05-02,seriously_ill\n"
ASKED = {
    "en": [
        "A reason is given why P1 of list U is not on list V. Which of the agreed reasons does it come under?",
        "On what ground was Q1 added to list V? It is not on list U. Grounds under the agreement: clauses IST2-C01, ",
        "On what ground was Q2 added to list V? It is not on list U. Grounds under the agreement: clauses IST2-C01, ",
        "going by list V, Q2 comes under clause IST2-C01: please confirm",
    ],
    "uk": [
        "Причину, з якої P1 зі списку U немає у списку V, зазначено. До якої з узгоджених причин вона належить?",
        "На якій підставі до списку V додано запис Q1? У списку U його немає. Підстави за домовленістю: пункти ",
        "На якій підставі до списку V додано запис Q2? У списку U його немає. Підстави за домовленістю: пункти ",
        "за даними списку V, запис Q2 підпадає під пункт IST2-C01: просимо підтвердити",
    ],
    "ru": [
        "Причина, по которой P1 из списка U нет в списке V, указана. К какой из согласованных причин она относится?",
        "На каком основании в список V добавлена запись Q1? В списке U её нет. Основания по договорённости: пункты ",
        "На каком основании в список V добавлена запись Q2? В списке U её нет. Основания по договорённости: пункты ",
        "по данным списка V, запись Q2 подпадает под пункт IST2-C01: просим подтвердить",
    ],
}


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx"])
@pytest.mark.parametrize("language", ASKED)
def test_grounds_of_everybody_added_and_reasons_are_asked_for_in_every_language_and_format(
    lists: tuple[Path, Path], gone: Path, tmp_path: Path, language: str, kind: str
) -> None:
    lists[1].write_text(lists[1].read_text("utf-8") + ELIGIBLE, "utf-8")
    file = tmp_path / f"q.{kind}"
    run(lists[0], "--reply", f"{lists[1]}:removals={gone}", *OPTIONS, "--lang", language, "--clarifications", file)
    asked = questions(file)
    reason, first, second = (next(one for one in asked if id_ in one) for id_ in ("P1", "Q1", "Q2"))
    told = ASKED[language]
    assert told[0] in reason and told[1] in first and told[2] in second and told[3] in second
    assert told[3].partition(":")[2] not in first


def test_reasons_that_a_ruleset_knows_need_no_question(lists: tuple[Path, Path], gone: Path, tmp_path: Path) -> None:
    made: Any = {"language": "1", "agreement": "known", "version": "1.0.0", "title": {"en": "T"}, "standing": "agreed"}
    made |= {"in_force": {"from": "2025-06-02"}, "parties": ["UKR", "RUS"]}
    made |= {"conventions": {"time_zone": "UTC", "leap_day": "mar-1"}}
    made |= {"clauses": {"C1": {"text": {"en": "Whoever died or was released is left out."}, "standing": "agreed"}}}
    known = 'in_after || has(removal_reason) && removal_reason in ["died", "released"]'
    made |= {"definitions": {"left_out_as_agreed": {"of": "pair", "clause": "C1", "is": known}}}
    rule = {"of": "pair", "clause": "C1", "applies": "in_before", "requires": "left_out_as_agreed"}
    made |= {"rules": {"reasons": {**rule, "message": {"en": "Left out for a reason that was not agreed."}}}}
    (tmp_path / "draft.yaml").write_text(json.dumps(made), "utf-8")
    more = ["--draft", tmp_path / "draft.yaml", *OPTIONS[2:], "--clarifications", tmp_path / "q.md"]
    asked = []
    for reason in ("sekret", "died"):
        gone.write_text(f"id,reason\nP1,{reason}\n", "utf-8")
        assert run(lists[0], "--reply", f"{lists[1]}:removals={gone}", *more)[0] in (0, 1, 5)
        asked.append((tmp_path / "q.md").read_text("utf-8"))
    assert ASKED["en"][0] in asked[0].replace("`", "") and "- clause C1 (agreed): Whoever died" in asked[0]
    assert "P1" not in asked[1] and "sekret" not in asked[0]


TWO = {
    "en": (
        "Why is P5 of list U not on list V? No reason is given.",
        "P5 stands on lists U and W, and these may be two people. Which of them is the reason in list V about?",
    ),
    "uk": (
        "Чому P5 зі списку U немає у списку V? Причину не зазначено.",
        "P5 є у списках U і W, і це можуть бути дві особи. Якої з них стосується причина, зазначена у списку V?",
    ),
    "ru": (
        "Почему P5 из списка U нет в списке V? Причина не указана.",
        "P5 есть в списках U и W, и это могут быть два лица. К кому из них относится причина, указанная в списке V?",
    ),
}


@pytest.mark.parametrize("language", TWO)
def test_where_two_people_have_the_id_of_a_removal_it_is_asked_whom_it_is_about(tmp_path: Path, language: str) -> None:
    told = {"status": "pow", "health": "seriously_wounded"}
    first, second = {"surname": "Коваль", "given_names": "Іван", "date_of_birth": "1990-01-01"}, {"surname": "Шевченко"}
    second |= {"given_names": "Олег", "date_of_birth": "1980-07-07"}
    stays = {"id": "P1", "surname": "Зозуля", "given_names": "Петро", **told}
    own = {"kind": "prisoners", "role": "proposed", "by": "UKR", "date": "2025-06-05"}
    lists: list[Any] = [
        {**own, "id": "U", "entries": [{"id": "P5", **first, **told}, stays]},
        {**own, "id": "W", "entries": [{"id": "P5", **second, **told}]},
    ]
    reply = {**own, "id": "V", "role": "returned", "by": "RUS", "date": "2025-06-06", "in_reply_to": ["U", "W"]}
    asked = {}
    for reason in ("-", "sekret"):
        whole = [*lists, {**reply, "entries": [stays], "removals": [{"id": "P5", "reason": reason}]}]
        (tmp_path / "s.json").write_text(json.dumps({"as_of": "2025-06-07", "lists": whole}), "utf-8")
        file = tmp_path / "q.md"
        _, out, _ = run(
            tmp_path / "s.json", *OPTIONS[:2], "--format", "json", "--clarifications", file, "--lang", language
        )
        found = [pair for pair in json.loads(out)["pairs"] if pair["id"] == "P5"]
        assert [pair["status"] for pair in found] == ["dropped", "dropped"]
        assert {pair["verdict"] for pair in found} == {"non_compliant" if reason == "-" else "indeterminate"}
        asked[reason] = [one for one in questions(file) if "P5" in one]
    assert len(asked["-"]) == 2 and asked["-"][0].startswith(TWO[language][0])
    (about,) = asked["sekret"]
    assert about.startswith(TWO[language][1]) and "sekret" not in about


def test_whom_a_removal_may_be_about_is_asked_of_somebody_who_may_be_on_the_answer_too(tmp_path: Path) -> None:
    name = {"surname": "Шевченко", "given_names": "Олег", "patronymic": "Петрович", "status": "pow"}
    own = {"kind": "prisoners", "role": "proposed", "by": "UKR", "date": "2025-06-05"}
    near = {**name, "id": "P5", "date_of_birth": "1980-07-07"}
    lists = [
        {**own, "id": "W", "entries": [near]},
        {**own, "id": "U", "entries": [{"id": "P5", "surname": "Коваль", "given_names": "Іван", "status": "pow"}]},
    ]
    reply = {**own, "id": "V", "role": "returned", "by": "RUS", "date": "2025-06-06", "in_reply_to": ["W", "U"]}
    reply |= {"entries": [{**near, "id": "Q", "date_of_birth": "1980-07-08"}]}
    reply |= {"removals": [{"id": "P5", "reason": "sekret"}]}
    (tmp_path / "s.json").write_text(json.dumps({"as_of": "2025-06-07", "lists": [*lists, reply]}), "utf-8")
    run(tmp_path / "s.json", *OPTIONS[:2], "--clarifications", tmp_path / "q.md")
    asked = [one for one in questions(tmp_path / "q.md") if "P5" in one and "field" not in one]
    assert [one.partition(",")[0].partition(" of list V")[0] for one in asked] == [
        "Is P5 of list W the same person as Q",
        "P5 stands on lists U and W",
    ]


LACKING = "P3,pow,,\n"


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "P3 of list V: the fields date_of_birth and health are missing or not precise enough. What are they?"),
        ("uk", "P3 зі списку V: поля date_of_birth і health не зазначено або зазначено недостатньо точно. Які їхні"),
        ("ru", "P3 из списка V: поля date_of_birth и health не указаны или указаны недостаточно точно. Каковы их"),
    ],
)
def test_what_is_missing_is_asked_of_the_other_side_alone(
    lists: tuple[Path, Path], tmp_path: Path, language: str, told: str, kind: str
) -> None:
    for file in lists:
        file.write_text(file.read_text("utf-8") + LACKING, "utf-8")
    file = tmp_path / f"q.{kind}"
    _, out, _ = run(lists[0], "--reply", lists[1], *OPTIONS, "--lang", language, "--clarifications", file)
    asked = questions(file)
    assert sum(told in one for one in asked) == 1
    own = told.replace("V", "U", 1)
    assert not [one for one in asked if own in one] and ("P3 of list U" in out or language != "en")
    run(lists[0], "--reply", lists[1], *OPTIONS, "--lang", language, "--clarifications", file, "--ask", "UKR")
    assert sum(own in one for one in questions(file)) == 1 and not [one for one in questions(file) if told in one]
    run(lists[0], *OPTIONS, "--lang", language, "--clarifications", file)  # a list alone: whoever made it is asked
    assert sum(own in one for one in questions(file)) == 1 and not [one for one in questions(file) if told in one]


def test_where_several_may_be_asked_it_must_be_said_who_is(lists: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "q.md"
    given = [lists[0], f"{lists[1]}:by=RUS", *OPTIONS, "--clarifications", file]
    told = "servanda: --clarifications: the questions go to one side, say to which: --ask UKR or --ask RUS\n"
    assert run(*given) == (2, "", told) and not file.exists()
    assert run(*given, "--ask", "RSU") == (
        2,
        "",
        "servanda: --ask: `RSU` is none of UKR, RUS, ICRC, TUR, did you mean `RUS`?\n",
    )
    run(*given, "--ask", "RUS")
    assert file.read_text("utf-8").startswith("# Questions on lists, to RUS\n")
    code, out, err = run(*lists, *OPTIONS, "--ask", "RUS")
    assert (code, out, err) == (2, "", "servanda: --ask: only with --clarifications FILE\n")


@pytest.mark.parametrize("name", ["q", "q.txt", "q.json", "q.xls"])
def test_questions_go_into_no_other_kind_of_file(lists: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    code, out, err = run(*lists, *OPTIONS, "--clarifications", tmp_path / name)
    assert (code, out) == (2, "")
    assert err == f"servanda: --clarifications: `{tmp_path / name}` is named neither .md nor .csv nor .xlsx\n"
    assert not (tmp_path / name).exists()


def test_questions_are_not_asked_of_a_summary_or_in_the_place_of_the_verdict(
    lists: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "q.csv"
    for more in (["--detail", "summary"], ["--output", file]):
        code, out, err = run(*lists, *OPTIONS, "--clarifications", file, *more)
        assert (code, out, err.startswith("servanda: --clarifications: ")) == (2, "", True)
    (tmp_path / "s.json").write_text(
        json.dumps(
            {
                **json.loads(Path("rulesets/istanbul-2025/submissions/june-2025.json").read_text("utf-8")),
                "detail": "summary",
            }
        ),
        "utf-8",
    )
    assert run(tmp_path / "s.json", *OPTIONS[:2], "--clarifications", file)[0] == 2
    assert not file.exists()


def test_there_is_a_whole_file_of_questions_or_none(
    lists: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "q.md"
    monkeypatch.setattr("os.replace", fails)
    code, out, err = run(*lists, *OPTIONS, "--clarifications", file)
    assert (code, out, err) == (4, "", f"servanda: --clarifications: {file}: No space left on device\n")
    assert sorted(os.listdir(tmp_path)) == ["U.csv", "V.csv"]


def entry(id_: str, **more: str) -> dict[str, str]:
    return {"id": id_, **SECRETS, **more}


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_nothing_that_was_submitted_but_ids_is_in_the_questions(tmp_path: Path, kind: str, language: str) -> None:
    fields = ["id", *SECRETS, "health"]
    people = {
        "U": [entry("P1", health="seriously_ill"), entry("P2", health="fit"), {"id": "P3", "rank": "Praporshchik"}],
        "V": [entry("P2", health="ill", rank="Leitenant", surname="Sekretenka"), entry("Q1", health="fit")],
    }
    for name, entries in people.items():
        lines = [",".join(fields), *(",".join(one.get(field, "") for field in fields) for one in entries)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    file = tmp_path / f"q.{kind}"
    more = ["--lang", language, "--date", "2025-03-13", "--transfer-on", "2025-09-19", "--clarifications", file]
    assert run(tmp_path / "U.csv", "--reply", f"{tmp_path / 'V.csv'}:date=2025-03-14", *OPTIONS, *more)[0] != 2
    if kind == "xlsx":
        book = CalamineWorkbook.from_path(file)
        asked = repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    else:
        asked = file.read_text("utf-8")
    assert all(id_ in asked for id_ in ("P1", "P2", "P3", "Q1")) and "rank" in asked
    dates = ("2025-03-13", "2025-03-14", "2025-09-19")
    hidden = [*SECRETS.values(), "Leitenant", "Sekretenka", *dates, "47", "seriously_ill"]
    assert not [value for value in hidden if re.search(rf"(?<![\w]){re.escape(value)}(?![\w])", asked)]


def test_who_it_is_is_asked_once_and_says_what_it_may_settle(tmp_path: Path) -> None:
    head = "id,status,surname,given_names,date_of_birth,health\n"
    (tmp_path / "U.csv").write_text(head + "P3,pow,Іваненко,Іван,1985-03,seriously_ill\n", "utf-8")
    (tmp_path / "V.csv").write_text(head + "R2,pow,Ivanenko,Ivan,1985-03-17,seriously_ill\n", "utf-8")
    run(tmp_path / "U.csv", "--reply", tmp_path / "V.csv", *OPTIONS, "--clarifications", tmp_path / "q.md")
    asked = (tmp_path / "q.md").read_text("utf-8")
    assert ". Is `P3` of list `U` the same person as `R2` of list `V`?\n   - whether clauses IST2-C01" in asked
    assert "in_after" not in asked and "in_before" not in asked and "Ivanenko" not in asked


@pytest.mark.parametrize(("more", "asked"), [("", False), (",final=true", True)])
def test_whom_an_open_delivery_leaves_out_may_still_come(lists: tuple[Path, Path], more: str, asked: bool) -> None:
    before, after = lists
    questions = before.with_name("q.md")
    reply = f"{after}:role=delivered,by=UKR{more}"
    run(f"{before}:role=agreed", "--reply", reply, *OPTIONS, "--clarifications", questions)
    assert ("Why is `P1`" in questions.read_text("utf-8")) is asked
