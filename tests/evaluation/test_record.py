"""The record: what follows of all lists of a submission, and what expressions may look at beside their own subject."""

import json
from typing import Any

import pytest
import yaml

from servanda.errors import RulesetError
from servanda.evaluation import encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program, compile_text

Json = dict[str, Any]
DEFINITIONS = {
    "wounded": {"of": "prisoner", "is": 'health == "seriously_wounded"'},
    "early": {"of": "prisoner", "is": "captured_on < header.date"},
    "long_enough": {"of": "list", "is": "individuals >= 2"},
    "of_early": {"of": "list", "is": "entries.all(e, e.early)"},
    "one_day": {"of": "record", "is": "lists.map(l, l.transfer_on).distinct().size() == 1"},
    "left": {"of": "record", "shown": "true", "is": "held.filter(h, h.wounded).size()"},
    "people": {"of": "record", "shown": "true", "is": "lists.map(l, l.individuals).sum()"},
    "nobody_left": {"of": "record", "shown": "true", "is": "!held.exists(h, h.wounded)"},
    "nobody_early": {"of": "record", "is": "!held.exists(h, h.early)"},
    "all_long": {"of": "record", "is": "lists.all(l, l.long_enough)"},
    "all_early": {"of": "record", "is": "lists.all(l, l.of_early)"},
}
RULES = {"on-one-day": {"of": "record", "requires": "one_day"}}


def program(rules: Json, definitions: Json | None = None) -> Program:
    """A ruleset of two parties whose one clause everything cites."""

    def cited(items: Json) -> Json:
        return {name: {"clause": "C", **item} for name, item in items.items()}

    document = {
        "language": "1",
        "agreement": "record",
        "version": "1.0.0",
        "title": {"en": "The record"},
        "standing": "agreed",
        "in_force": {"from": "2025-06-02"},
        "parties": ["UKR", "RUS"],
        "conventions": {"time_zone": "UTC"},
        "clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed"}},
        "definitions": cited(DEFINITIONS if definitions is None else definitions),
        "rules": {name: {"message": {"en": f"Not {name}."}, **rule} for name, rule in cited(rules).items()},
    }
    return compile_text(yaml.safe_dump(document, sort_keys=False))


def judged(rules: Json, *lists: Json, definitions: Json | None = None, **options: Any) -> Json:
    """The verdict on some lists."""
    made = program(rules, definitions)
    body = json.dumps({"as_of": "2025-06-07", "lists": lists, **options}).encode()
    return json.loads(encode(evaluate(made, Reader(made.ruleset).read(body), "en")))


def a_list(name: str, *entries: Json, **changes: Any) -> Json:
    header = {"id": name, "kind": "prisoners", "role": "proposed", "by": "UKR", "date": "2025-06-05"}
    return {**header, "entries": list(entries) or [{"id": f"{name}1"}], **changes}


TODAY, TOMORROW = {"transfer_on": "2025-06-07"}, {"transfer_on": "2025-06-08"}


# --- the verdict


def test_the_record_has_a_verdict_of_its_own_without_a_place() -> None:
    verdict = judged(RULES, a_list("L", **TODAY), a_list("M", **TOMORROW, by="RUS"))
    record = verdict["record"]
    assert record["verdict"] == verdict["verdict"] == "non_compliant"
    assert record["values"] == {"left": 0, "people": 2}
    assert record["holds"] == {"nobody_left": "true"}
    [finding] = record["findings"]
    assert (finding["rule"], finding["subject"], finding["message"]) == ("on-one-day", "", "Not on-one-day.")
    assert [item["verdict"] for item in verdict["lists"]] == ["not_applicable", "not_applicable"]


def test_the_record_counts_as_one_subject_and_its_warnings_count() -> None:
    advisory = {
        "on-one-day": {**RULES["on-one-day"], "level": "advisory"},
        "long": {"of": "record", "requires": "all_long"},
    }
    lists = a_list("L", {"id": "A"}, {"id": "B"}, **TODAY), a_list("M", {"id": "A"}, {"id": "B"}, **TOMORROW)
    counts = judged(advisory, *lists)["counts"]
    assert {name: number for name, number in counts.items() if number} == {
        "compliant": 1,
        "not_applicable": 4,
        "warnings": 1,
    }


def test_rules_of_the_record_are_tallied_and_traced() -> None:
    verdict = judged(RULES, a_list("L", **TODAY), detail="trace")
    assert [row["statuses"] for row in verdict["rules"]] == [{"satisfied": 1}]
    assert [(row["rule"], row["status"]) for row in verdict["record"]["rules"]] == [("on-one-day", "satisfied")]
    assert "rules" not in judged(RULES, a_list("L", **TODAY))["record"]


def test_without_rules_or_shown_definitions_of_it_there_is_no_record() -> None:
    young = {"fit": {"of": "prisoner", "is": "fit_to_travel"}}
    rules = {"fit": {"of": "prisoner", "requires": "fit"}}
    assert judged(rules, a_list("L"), definitions=young)["record"] is None
    shown = {**young, "many": {"of": "record", "shown": "true", "is": "lists.size()"}}
    record = judged(rules, a_list("L"), definitions=shown)["record"]
    assert record == {"verdict": "not_applicable", "holds": {}, "values": {"many": 1}, "findings": []}


def test_before_the_agreement_is_in_force_there_is_no_record() -> None:
    lists = a_list("L", **TODAY, date="2025-05-30"), a_list("M", **TOMORROW, date="2025-05-30")
    verdict = judged(RULES, *lists, as_of="2025-06-01")
    assert (verdict["verdict"], verdict["record"]) == ("not_applicable", None)
    reason = "the agreement was not in force on the day of judgement"
    assert verdict["not_checked"] == [{"rule": "on-one-day", "reason": reason}]


def test_the_record_is_the_conduct_of_no_single_party() -> None:
    verdict = judged(RULES, a_list("L", **TODAY), a_list("M", **TOMORROW), conduct_of="UKR")
    assert (verdict["verdict"], verdict["record"]) == ("not_applicable", None)
    reason = "the record is the conduct of no single party"
    assert verdict["not_checked"] == [{"rule": "on-one-day", "reason": reason}]


def test_a_register_is_never_judged_and_the_record_looks_at_it_all_the_same() -> None:
    verdict = judged(RULES, a_list("L", **TODAY), a_list("R", **TOMORROW, role="register"))
    assert [item["id"] for item in verdict["lists"]] == ["L"]
    assert verdict["not_checked"] == [{"subject": "/lists/1", "reason": "a register is data, and is not judged"}]
    assert verdict["record"]["verdict"] == "non_compliant"
    assert judged(RULES, a_list("R", **TODAY, role="register"))["record"]["verdict"] == "compliant"


# --- what is missing


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        ("one_day", ["lists.transfer_on"]),
        ("nobody_left", ["held.health"]),
        ("nobody_early", ["lists.date", "held.captured_on"]),
        ("all_long", ["lists.entries.service_number"]),
        ("all_early", ["lists.entries.captured_on", "lists.date"]),
    ],
)
def test_the_record_asks_for_fields_of_lists_and_their_entries(rule: str, missing: list[str]) -> None:
    same = {"surname": "S", "given_names": "G", "date_of_birth": "1990-01-01"}  # of whom it is not told if they are two
    register = a_list("R", {"id": "C"}, {"id": "D"}, role="register", date=None)
    lists = a_list("L", {"id": "A", **same}, {"id": "B", **same}, date=None), register
    verdict = judged({"it": {"of": "record", "requires": rule}}, *lists)
    [finding] = verdict["record"]["findings"]
    assert (finding["status"], finding["missing"]) == ("indeterminate", missing)
    asked = [{"subject": "", "fields": missing, "may_settle": ["it"]}] if missing else []
    assert verdict["clarifications"] == asked


def test_a_field_is_asked_for_if_one_list_lacks_it_and_that_may_be_a_register() -> None:
    lists = [a_list("L", **TODAY), a_list("M", **TODAY), a_list("R", role="register")]
    for item in (lists, lists[::-1]):
        assert judged(RULES, *item)["record"]["findings"][0]["missing"] == ["lists.transfer_on"]
    lists[2]["transfer_on"] = "2025-06"
    assert judged(RULES, *lists)["record"]["findings"][0]["missing"] == ["lists.transfer_on"]


def test_the_clarification_of_the_record_comes_last() -> None:
    rules = {**RULES, "is-wounded": {"of": "prisoner", "requires": "wounded"}}
    assert [row["subject"] for row in judged(rules, a_list("L"), a_list("M"))["clarifications"]] == [
        "/lists/0/entries/0",
        "/lists/1/entries/0",
        "",
    ]


def test_an_entry_judged_by_a_definition_of_the_record_asks_for_fields_of_lists() -> None:
    rules = {"it": {"of": "prisoner", "requires": "one_day && wounded"}}
    [finding] = judged(rules, a_list("L"))["lists"][0]["entries"][0]["findings"]
    assert finding["missing"] == ["health", "lists.transfer_on"]


# --- who is held

WOUNDED = {"health": "seriously_wounded"}


@pytest.mark.parametrize(
    ("delivered", "left"),
    [
        ({"id": "A"}, 0),
        ({"id": "B"}, 1),
        ({"id": "B", "service_number": "7"}, 0),
        ({"id": "B", "service_number": "8"}, 1),
        ({"id": "A", "service_number": "8"}, 1),  # two numbers are two people, whatever their ids
    ],
)
def test_who_was_delivered_by_id_or_number_is_held_no_more(delivered: Json, left: int) -> None:
    register = a_list("R", {"id": "A", "service_number": "7", **WOUNDED}, role="register", by="RUS")
    base = a_list("L", {"id": "A", **WOUNDED})
    lists = register, base, a_list("M", delivered, role="delivered", in_reply_to=["L"])
    assert judged(RULES, *lists)["record"]["values"]["left"] == left


@pytest.mark.parametrize(
    ("held", "delivered", "left"),
    [
        # a number that the register gives to two people tells of neither without the id
        ([("A", "5", None), ("B", "5", None)], ("B", "5", "UKR"), 1),
        ([("A", "5", None), ("B", "6", None)], ("C", "5", "UKR"), 1),
        # an id is the other side's own where it is said to hold the person
        ([("A", None, "RUS")], ("A", "7", "UKR"), 1),
        ([("A", None, "UKR")], ("A", "7", "UKR"), 0),
        ([("A", None, None)], ("A", "7", "UKR"), 0),
        ([("A", "7", "RUS")], ("B", "7", "UKR"), 0),
    ],
)
def test_nobody_is_taken_off_a_register_for_another(held: Any, delivered: Any, left: int) -> None:
    def person(name: str, number: str | None, by: str | None) -> Json:
        return {"id": name, "service_number": number, "held_by": by, **WOUNDED}

    people = [person(*one) for one in held]
    name, number, by = delivered
    lists = (
        a_list("R", *people, role="register"),
        a_list("D", {"id": name, "service_number": number}, role="delivered", by=by),
    )
    assert judged(RULES, *lists)["record"]["values"]["left"] == left


ONE = {"surname": "Коваленко", "given_names": "Микола", "date_of_birth": "1990-05-12"}


@pytest.mark.parametrize(
    ("held", "delivered", "left"),
    [
        ({"id": "A", **ONE}, {"id": "A", "surname": "Kovalenko", "given_names": "Nikolai"}, 0),
        ({"id": "A", **ONE}, {"id": "A", "surname": "Бойко", "given_names": "Степан"}, 1),
        ({"id": "A", **ONE}, {"id": "A"}, 0),
        ({"id": "A", "service_number": "АВ-1"}, {"id": "B", "service_number": "AB-1"}, 0),
        ({"id": "A", "service_number": "-"}, {"id": "B", "service_number": "-"}, 1),
    ],
)
def test_nobody_is_taken_off_a_register_for_one_who_is_plainly_another(held: Json, delivered: Json, left: int) -> None:
    lists = a_list("R", {**held, **WOUNDED}, role="register"), a_list("D", delivered, role="delivered")
    assert judged(RULES, *lists)["record"]["values"]["left"] == left


def test_only_lists_of_prisoners_that_were_delivered_take_people_off_a_register() -> None:
    register, base = a_list("R", {"id": "A", **WOUNDED}, role="register"), a_list("L", {"id": "A"})
    for changes in ({"role": "returned"}, {"role": "agreed"}, {"role": "delivered", "kind": "remains"}):
        other = a_list("M", {"id": "A"}, in_reply_to=["L"], **changes)
        assert judged(RULES, register, base, other)["record"]["values"]["left"] == 1


def test_two_people_without_a_number_have_none_in_common() -> None:
    register, base = a_list("R", {"id": "A", **WOUNDED}, role="register"), a_list("L", {"id": "C"})
    delivered = a_list("M", {"id": "B", "service_number": None}, role="delivered", in_reply_to=["L"])
    assert judged(RULES, register, base, delivered)["record"]["values"]["left"] == 1


def test_each_register_that_holds_a_person_counts_and_registers_of_remains_hold_nobody() -> None:
    registers = [a_list(name, {"id": "A", **WOUNDED}, role="register") for name in ("R", "S")]
    dead = a_list("T", {"id": "A"}, role="register", kind="remains")
    record = judged(RULES, *registers, dead)["record"]
    assert (record["values"]["left"], record["holds"]["nobody_left"]) == (2, "false")
    unknown = a_list("U", {"id": "B"}, role="register")
    assert judged(RULES, *registers, unknown)["record"]["values"]["left"] == [2, 3]


def test_definitions_of_a_held_prisoner_look_at_the_header_of_the_register() -> None:
    definitions = {**DEFINITIONS, "all_early_held": {"of": "record", "shown": "true", "is": "held.all(h, h.early)"}}
    register = a_list("R", {"id": "A", "captured_on": "2025-01-01"}, role="register", date="2024-12-31")
    for day, answer in (("2025-01-01", "false"), ("2025-01-02", "true")):
        lists = a_list("L"), {**register, "date": day}
        assert judged(RULES, *lists, definitions=definitions)["record"]["holds"]["all_early_held"] == answer


# --- lists

BESIDE = {
    "same": {
        "of": "list",
        "shown": "true",
        "is": "lists.filter(l, l.by != by && l.transfer_on == transfer_on).map(l, l.individuals).sum() == individuals",
    },
    "registered": {"of": "prisoner", "shown": "true", "is": "held.size()"},
    "several": {"of": "record", "is": "lists.size() > 1"},
    "first": {
        "of": "remains",
        "shown": "true",
        "is": 'several && lists.exists(l, l.id == person && l.kind == "prisoners")',
    },
}
ANY = {"any": {"of": "prisoner", "requires": "fit_to_travel"}}


def test_a_list_compares_itself_with_those_of_the_other_side() -> None:
    own, theirs = a_list("L", {"id": "A"}, {"id": "B"}, **TODAY), a_list("M", {"id": "A"}, by="RUS", **TODAY)
    second, later = a_list("N", {"id": "B"}, by="RUS", **TODAY), a_list("O", {"id": "C"}, by="RUS", **TOMORROW)
    answers = [item["holds"]["same"] for item in judged(ANY, own, theirs, second, later, definitions=BESIDE)["lists"]]
    assert answers == ["true", "false", "false", "false"]


def test_entries_of_either_kind_look_at_lists_and_registers_and_name_what_the_record_says() -> None:
    register = a_list("R", {"id": "A"}, {"id": "B"}, role="register")
    dead = a_list("D", {"id": "1", "person": "L"}, {"id": "2", "person": "D"}, {"id": "3"}, kind="remains")
    verdict = judged(ANY, a_list("L"), dead, register, definitions=BESIDE)
    assert [entry["values"] for entry in verdict["lists"][0]["entries"]] == [{"registered": 2}]
    assert [entry["holds"]["first"] for entry in verdict["lists"][1]["entries"]] == ["true", "false", "unknown"]
    assert [e["holds"]["first"] for e in judged(ANY, dead, definitions=BESIDE)["lists"][0]["entries"]] == ["false"] * 3


def test_what_a_list_was_defined_to_be_holds_of_registers_and_of_remains_too() -> None:
    lists = a_list("L", {"id": "A"}, {"id": "B"}), a_list("R", {"id": "A"}, {"id": "B"}, role="register")
    bodies = [{"id": "1", "profiles": ["p"]}, {"id": "2", "profiles": ["q"]}]
    rules = {"long": {"of": "record", "requires": "all_long"}}
    for remains, verdict in ((bodies, "compliant"), (bodies[:1], "non_compliant")):
        assert judged(rules, *lists, a_list("D", *remains, kind="remains"))["record"]["verdict"] == verdict


# --- who can name whom


@pytest.mark.parametrize("of", ["prisoner", "remains", "list"])
def test_only_the_record_names_what_rests_on_definitions_of_lists_or_prisoners(of: str) -> None:
    for late in ("all_long", "nobody_left"):
        for rule in ({"of": of, "requires": late}, {"of": of, "requires": "other"}):
            definitions = {**DEFINITIONS, "other": {"of": of, "is": late}}
            with pytest.raises(RulesetError):
                program({"it": rule}, definitions)
    assert program({"it": {"of": of, "requires": "one_day"}})
    assert program({"it": {"of": "record", "requires": "all_long && nobody_left"}})


@pytest.mark.parametrize(
    ("of", "expression"),
    [
        ("record", "individuals > 1"),
        ("record", "entries.size() > 1"),
        ("record", "fit_to_travel"),
        ("record", "lists.exists(l, l.entries.size() > 1)"),
        ("record", "lists.exists(l, l.wounded)"),
        ("record", "held.exists(h, h.long_enough)"),
        ("list", "lists.exists(l, l.long_enough)"),
        ("prisoner", "held.exists(h, h.wounded)"),
        ("prisoner", "held.exists(h, h.service_number == service_number)"),
        ("prisoner", "lists.exists(l, held.exists(h, h.id == id))"),
        ("prisoner", "[service_number].exists(n, held.exists(h, h.service_number == n))"),
        ("record", "lists.exists(a, lists.exists(b, held.exists(c, c.id == a.id || c.id == b.id)))"),
        ("list", "entries.exists(a, entries.exists(b, a.id != b.id))"),
    ],
)
def test_these_expressions_name_what_they_cannot(of: str, expression: str) -> None:
    with pytest.raises(RulesetError):
        program(RULES, {**DEFINITIONS, "other": {"of": of, "shown": "true", "is": expression}})
