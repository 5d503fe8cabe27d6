"""The questions to send to the other side: what is asked of whom and why, with ids alone."""

import csv
import re
from copy import deepcopy
from dataclasses import replace
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from pairs_by_hand import answered, pair, removal, submitted
from python_calamine import CalamineWorkbook

from servanda.language.formula import Constant, Name, Premises
from servanda.language.ruleset import Ruleset
from servanda.report.addressee import addressees
from servanda.report.escape import literal, markdown
from servanda.report.layout import Frame
from servanda.report.letter_files import WRITERS, letter
from servanda.report.wire import Submitted
from servanda.report.words import LANGUAGES, words

Json = dict[str, Any]
EVENTS = [SimpleNamespace(id="E1", actor="RUS"), SimpleNamespace(id="E2", actor="UKR")]
ADVICE = "The person falls in none of the agreed categories."


@pytest.fixture
def both(verdict: Json) -> Json:
    return answered(verdict)


@pytest.fixture
def ruled(ruleset: Ruleset) -> Ruleset:
    """The ruleset with the rules that findings name."""
    premises = Premises(("young",), Constant(True), Constant(False), Name(0))
    more = {"of": "prisoner", "level": "binding", "premises": premises}
    rule: Any = SimpleNamespace(name="agreed-category", clause="IST2-C03", message={"en": ADVICE}, **more)
    young: Any = SimpleNamespace(clause="IST2-C03", shown=True)
    return replace(ruleset, rules={"agreed-category": rule}, definitions={"young": young})


def written(verdict: Json, ruleset: Ruleset, kind: str = "md", to: str = "RUS", **more: Any) -> bytes:
    language, lists = more.get("language", "en"), more.get("lists")
    frame = Frame(words(language), ruleset, language, None)
    return letter(kind, verdict, Submitted(submitted() if lists is None else lists, None, EVENTS), frame, to)


def text(*given: Any, **options: Any) -> str:
    return written(*given, **options).decode()


def missing(pointer: str, *fields: str, **more: str) -> Json:
    return {"subject": pointer, **more, "fields": list(fields), "may_settle": ["agreed-category"]}


def test_all_questions_stand_by_list_and_person_and_are_numbered(both: Json, ruled: Ruleset) -> None:
    both["clarifications"] = [missing("/lists/1/entries/2", "health", "header.date"), missing("/lists/0", "date")]
    assert (
        text(both, ruled)
        == """\
# Questions on lists, to RUS

- agreement: Istanbul talks, second round, 2 June 2025
- ruleset: `istanbul-2025@2.0.0`
- standing: agreed
- as of: 2025-06-07
- 7 questions

People are named by their ids alone; nothing else of the lists is repeated here. {PLEASE}

## List `V`

1. List `V`: the field `date` is missing or not precise enough. What is it?
   - whether clause IST2-C03 is kept depends on the answer
2. Lists `U` and `V` differ in the field `health` of `P2`. Which of the two is right?
3. Lists `U` and `V` differ in the field `rank` of `P2`. Which of the two is right?
4. Why is `P3` of list `U` not on list `V`? No reason is given.
5. Is `P6` of list `U` the same person as `Q2` of list `V`?
6. On what ground was `Q1` added to list `V`? It is not on list `U`. Grounds under the agreement: clause IST2-C03.
   - clause IST2-C03, going by list `V`: {ADVICE}
7. `Q4` of list `V`: the field `health` is missing or not precise enough. What is it?
   - whether clause IST2-C03 is kept depends on the answer

## The clauses

- clause IST2-C03 (agreed): Every person on a list falls in one of the agreed categories.
""".replace("{ADVICE}", ADVICE).replace("{PLEASE}", "Please answer by the numbers of the questions.")
    )


def test_what_ones_own_list_lacks_is_not_asked_of_the_other_side(both: Json, ruled: Ruleset) -> None:
    both["clarifications"] = [missing("/lists/0/entries/2", "health", "header.date")]
    assert "health` is missing" not in text(both, ruled) and "List `U`" not in text(both, ruled)
    asked = text(both, ruled, to="UKR")
    assert "# Questions on lists, to UKR" in asked and "- 2 questions\n" in asked
    assert "`P3` of list `U`: the field `health`" in asked and "List `U`: the field `date`" in asked


def test_the_questions_go_to_whose_list_answers_another_else_to_whose_list_it_is() -> None:
    lists = [SimpleNamespace(**{"in_reply_to": None, **vars(list_)}) for list_ in submitted()]
    assert addressees(lists) == ["UKR", "RUS"] and addressees(lists[:1]) == ["UKR"] and addressees([]) == []
    lists[1].in_reply_to = ["U"]
    assert addressees(lists) == ["RUS"]
    back = SimpleNamespace(**{**vars(lists[0]), "id": "W", "in_reply_to": ["V"]})
    assert addressees([*lists, back]) == ["RUS", "UKR"]
    back.kind = "remains"  # answers nothing of its kind
    assert addressees([*lists, back]) == ["RUS"]
    lists[1].role = "register"
    assert addressees(lists) == ["UKR"] and addressees(lists[1:]) == ["RUS"]


def test_where_nothing_is_to_be_asked_it_says_so(verdict: Json, ruleset: Ruleset) -> None:
    verdict["clarifications"] = []
    assert "- there is nothing to ask\n" in text(verdict, ruleset, lists=())
    assert "there is nothing to ask" in text(verdict, ruleset, "csv", lists=())
    book = CalamineWorkbook.from_filelike(BytesIO(written(verdict, ruleset, "xlsx", lists=())))
    assert ["", "there is nothing to ask"] in book.get_sheet_by_name("summary").to_python()
    assert "запитань немає" in text(verdict, ruleset, language="uk", lists=())
    assert "вопросов нет" in text(verdict, ruleset, language="ru", lists=())


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "0 questions", 1: "1 question", 2: "2 questions", 11: "11 questions", 21: "21 questions"}),
        ("uk", {1: "1 запитання", 2: "2 запитання", 5: "5 запитань", 11: "11 запитань", 22: "22 запитання"}),
        (
            "ru",
            {1: "1 вопрос", 4: "4 вопроса", 5: "5 вопросов", 111: "111 вопросов"},
        ),
    ],
)
def test_a_number_has_the_form_that_goes_with_it(language: str, forms: dict[int, str]) -> None:
    say = words(language)
    assert {n: say(say.plural("letter.count", n), count=n) for n in forms} == forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_field_and_several_are_asked_for_in_their_forms(both: Json, ruled: Ruleset, language: str) -> None:
    texts = LANGUAGES[language]
    both["clarifications"] = [missing("/lists/1/entries/2", "health"), missing("/lists/1/entries/3", "health", "rank")]
    both["pairs"][5]["candidates"] = ["Q1", "Q2"]
    shown = text(both, ruled, language=language)
    for key in ("letter.missing.one", "letter.missing.many"):
        assert texts[key].partition("{fields}")[2] in shown
    assert "`Q1`" + texts["or"] + "`Q2`" in shown
    del both["pairs"][5]
    assert texts["letter.review.one"].partition("{")[0] in text(both, ruled, language=language)


def test_who_has_a_reason_or_is_kept_is_not_asked_about(both: Json, ruled: Ruleset) -> None:
    shown = text(both, ruled)
    assert "P5" not in shown and "P1" not in shown


CONFIRM = {
    "en": "going by list `V`, `Q4` comes under clause IST2-C03: please confirm",
    "uk": "за даними списку `V`, запис `Q4` підпадає під пункт IST2-C03: просимо підтвердити",
    "ru": "по данным списка `V`, запись `Q4` подпадает под пункт IST2-C03: просим подтвердить",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_whoever_is_added_and_eligible_the_ground_is_asked_to_be_confirmed(
    both: Json, ruled: Ruleset, language: str
) -> None:
    both["pairs"] = [pair("Q4", "added", "/lists/1/entries/2")]
    asked = text(both, ruled, language=language)
    assert "`Q4`" in asked.partition("1. ")[2] and f"   - {CONFIRM[language]}\n" in asked
    entry = both["lists"][1]["entries"][2]
    entry["holds"]["young"] = "true"
    assert CONFIRM[language] in text(both, ruled, language=language)
    entry["verdict"] = "not_applicable"
    entry["holds"]["young"] = "false"
    shown = text(both, ruled, language=language)
    assert CONFIRM[language] not in shown and "`Q4`" in shown


def test_of_somebody_added_who_is_disputed_the_readings_are_told(both: Json, ruled: Ruleset) -> None:
    both["lists"][1]["entries"][3] = {**both["lists"][0]["entries"][2], "id": "Q1"}
    told = "disputed: met under UA-1825, UA-LE25, UA-BY-LOOSE; broken under UA-BY-STRICT, RU-LT25"
    assert told in text(both, ruled) and "please confirm" not in text(both, ruled)


REASON = {
    "en": "A reason is given why `P5` of list `U` is not on list `V`. Which of the agreed reasons does it come under?",
    "uk": "Причину, з якої `P5` зі списку `U` немає у списку `V`, зазначено. "
    "До якої з узгоджених причин вона належить?",
    "ru": "Причина, по которой `P5` из списка `U` нет в списке `V`, указана. "
    "К какой из согласованных причин она относится?",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["violated", "disputed", "indeterminate", "pending", ""])
def test_of_a_reason_that_a_rule_is_not_content_with_it_is_asked_which_it_is(
    both: Json, ruled: Ruleset, language: str, status: str
) -> None:
    for level in ("binding", "review", "advisory") if status else ():
        found = {"rule": "agreed-category", "clause": "IST2-C03", "level": level, "status": status, "missing": []}
        both["pairs"][4]["findings"] = [found]
        assert (REASON[language] in text(both, ruled, language=language)) is (level != "advisory")
    if not status:
        assert REASON[language] not in text(both, ruled, language=language)


def test_who_may_be_whom_is_asked_once_and_from_either_side(both: Json, ruled: Ruleset) -> None:
    assert text(both, ruled).count("the same person") == 1
    both["pairs"] = [both["pairs"][7]]
    assert "Is `Q2` of list `V` the same person as `P6` of list `U`?" in text(both, ruled)


def test_on_what_ground_somebody_was_added_is_asked_once_of_all_lists_that_are_answered(
    both: Json, ruled: Ruleset
) -> None:
    lists = submitted()
    lists.append(SimpleNamespace(**{**vars(lists[0]), "id": "T", "entries": []}))
    added = both["pairs"][6]
    both["pairs"].append({**added, "base": "T"})
    told = text(both, ruled, lists=lists)
    assert told.count("On what ground was `Q1` added to list `V`? It is on none of the lists `U` and `T`.") == 1
    for status in ("kept", "review"):
        both["pairs"][-1]["status"] = status
        assert "On what ground" not in text(both, ruled, lists=lists)


def test_whoever_may_be_on_another_list_is_asked_about_where_that_list_is(both: Json, ruled: Ruleset) -> None:
    elsewhere = pair("Q2", "review", "/lists/1/entries/4", base="T")
    del elsewhere["changed"]
    both["pairs"].append(elsewhere)
    assert text(both, ruled).count("the same person") == 1


def test_of_somebody_who_is_on_the_list_and_said_to_be_left_out_it_is_asked_which_is_so(
    both: Json, ruled: Ruleset
) -> None:
    lists = submitted()
    lists[1].removals.append(removal("P4", None))
    told = "`P4` of list `U` is on list `V`, which also says that it leaves `P4` out. Which is so?"
    assert told in text(both, ruled, lists=lists) and told not in text(both, ruled)


def test_what_was_changed_of_somebody_with_two_ids_names_both(both: Json, ruled: Ruleset) -> None:
    both["pairs"][3] |= {"status": "changed", "changed": ["rank"]}
    assert "\n4. Lists `U` and `V` differ in the field `rank` of `P4` as `Q4`." in text(both, ruled)


def test_what_is_missing_of_a_pair_is_asked_of_whose_list_it_is(both: Json, ruled: Ruleset) -> None:
    fields = ("before.health", "after.rank", "base.date", "reply.date", "removal_reason")
    both["clarifications"] = [missing("/lists/1/entries/2", *fields, base="U", reply="V")]
    first, second = text(both, ruled, to="UKR"), text(both, ruled)
    assert "`P4` of list `U`: the field `health` is" in first and "List `U`: the field `date` is" in first
    assert "`Q4` of list `V`: the field `rank` is" in second and "List `V`: the field `date` is" in second
    assert "`P4` of list `V`: the field `removal_reason` is" in second


def test_a_field_is_asked_for_because_of_the_rules_that_lack_it(both: Json, ruled: Ruleset) -> None:
    other = replace(ruled, rules={**ruled.rules, "unwilling": ruled.rules["agreed-category"]})
    entry, pointer = both["lists"][1]["entries"][2], "/lists/1/entries/2"
    lacking = {"agreed-category": ["health"], "unwilling": ["header.date", "consent"]}
    shared = {"level": "advisory", "status": "indeterminate", "subject": pointer, "clause": "IST2-C03"}
    entry["findings"] = [{**shared, "rule": rule, "missing": fields} for rule, fields in lacking.items()]
    item = {**missing(pointer, "header.date", "health", "rank"), "may_settle": list(lacking)}
    both["clarifications"] = [item]
    settled = {row[5]: row[6] for row in rows(both, other) if "missing" in row[4]}
    assert settled == {"date": "unwilling", "health rank": "agreed-category unwilling"}


def test_what_is_of_no_list_goes_to_whose_it_is_and_else_to_whom_is_asked(both: Json, ruled: Ruleset) -> None:
    duties = [("RUS", None), ("RUS", "/events/1"), ("UKR", "2025-06-07"), ("UKR", "/lists/1/entries/0")]
    both["obligations"] = [{"obligation": "answer", "party": party, "trigger": on} for party, on in duties]
    more = [missing("", "events"), missing("/events", "count", party="RUS"), missing("/events", "at", party="UKR")]
    more += [missing("/events/0", "date"), missing("/events/1", "list"), missing("/events", "x", obligation="answer")]
    both["clarifications"] = more
    last = text(both, ruled).partition("## Of no single list\n")[2]
    assert "record: the field `events` is" in last and "party `UKR`" not in last
    assert "party `RUS`: the field `count` is" in last and "duty `answer`: the field `x` is" in last
    assert "`E1`: the field `date`" in last and "`E2`" not in last
    own = text(both, ruled, to="UKR").partition("## Of no single list\n")[2]
    assert "`RUS`" not in own and "`UKR`: the field `at`" in own and "`E2`: the field `list`" in own
    both["clarifications"] = [missing("/lists/1/entries/0", "y", obligation="answer")]
    assert "`answer`" in text(both, ruled) and "`answer`" in text(both, ruled, to="UKR")
    both["clarifications"] = [missing("/events/1", "y", obligation="answer")]
    assert "`answer`" in text(both, ruled) and "`answer`" in text(both, ruled, to="UKR")
    both["obligations"] = [{"obligation": "answer", "party": "UKR", "trigger": "/events/1"}]
    assert "`answer`" not in text(both, ruled) and "`answer`" in text(both, ruled, to="UKR")


def test_what_narrows_the_verdict_stands_at_the_top(both: Json, ruled: Ruleset) -> None:
    both["readings"] = "UKR"
    assert "- only the readings of UKR\n" in text(both, ruled)
    assert "only the readings of UKR" in text(both, ruled, "csv")
    assert "draft, not in force" in text({**both, "draft": True}, ruled)


def rows(verdict: Json, ruleset: Ruleset, **options: Any) -> list[list[str]]:
    data = written(verdict, ruleset, "csv", **options).decode("utf-8-sig")
    return list(csv.reader(StringIO(data, newline=""), strict=True))


def test_a_table_of_the_questions_says_the_same(both: Json, ruled: Ruleset) -> None:
    head, top, *asked = rows(both, ruled)
    assert head == ["number", "to", "list", "id", "question", "ask for", "may settle", "why"]
    assert top[4].startswith("agreement: Istanbul talks, second round, 2 June 2025; ruleset: istanbul-2025@2.0.0; ")
    assert top[1] == "RUS" and top[4].endswith("; as of: 2025-06-07") and "non-compliant" not in str(top)
    assert "clause IST2-C03 (agreed): Every person on a list falls in one of the agreed categories." in top[7]
    differ = "Lists U and V differ in the field health of P2. Which of the two is right?"
    assert asked[0][:6] == ["1", "RUS", "V", "P2", differ, "health"]
    assert asked[4][:4] == ["5", "RUS", "V", "Q1"] and asked[4][6] == "agreed-category"
    book = CalamineWorkbook.from_filelike(BytesIO(written(both, ruled, "xlsx")))
    assert book.sheet_names == ["summary", "questions"]
    sheet = book.get_sheet_by_name("questions").to_python()
    assert [[str(cell).removesuffix(".0") for cell in row] for row in sheet] == [head, *asked]
    summary = [row[:2] for row in book.get_sheet_by_name("summary").to_python()]
    assert summary[0] == ["Questions on lists, to RUS", ""] and ["as of", "2025-06-07"] in summary
    assert any(row[1].startswith("clause IST2-C03 (agreed): Every person") for row in summary)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_verdict_gives_the_same_bytes(both: Json, ruled: Ruleset, kind: str) -> None:
    assert written(both, ruled, kind) == written(deepcopy(both), ruled, kind)


HOSTILE = [
    "=1+1",
    "-5",
    "@SUM(A1)",
    "# P",
    "[x](http://e.example)",
    "<b>",
    "`",
    "``",
    "a`b",
    "*P*",
    "\x1b\n1. P",
    "|",
]


@pytest.mark.parametrize("id_", HOSTILE)
def test_hostile_ids_do_nothing_in_any_of_the_files(both: Json, ruled: Ruleset, id_: str) -> None:
    both["pairs"][2]["id"] = id_
    shown = text(both, ruled)
    assert f"Why is {literal(id_)} of" in shown
    assert "\x1b" not in shown and len(re.findall(r"^\d+\. ", shown, re.M)) == 5
    cells = [cell for row in rows(both, ruled) for cell in row]
    assert not [cell for cell in cells if re.match("[=+@-]", cell) or "\x1b" in cell]
    with ZipFile(BytesIO(written(both, ruled, "xlsx"))) as archive:
        sheets = "".join(archive.read(name).decode() for name in archive.namelist())
    assert not re.search("<f[ >]|<hyperlink|quotePrefix", sheets)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("P1", "`P1`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), (" P", "`  P `"), ("\n", "`\\n`"), ("*", "`*`")],
)
def test_a_name_is_code_in_which_nothing_is_markup(given: str, shown: str) -> None:
    assert literal(given) == shown


def test_running_text_is_no_markup() -> None:
    assert markdown("a_b *c* [d](e) <f> `g` \\ #|~!\n&") == (
        "a\\_b \\*c\\* \\[d\\](e) \\<f\\> \\`g\\` \\\\ \\#\\|\\~\\!\\\\n\\&"
    )
