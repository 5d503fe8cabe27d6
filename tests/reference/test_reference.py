"""The reference evaluator itself, on examples that were worked out by hand."""

from datetime import date
from typing import Any

import pytest
import yaml

from servanda.language import compile_text
from servanda.language.ruleset import Ruleset

from .derived import DERIVED, held, individuals
from .evaluator import World
from .subjects import KINDS, Subject
from .values import (
    Member,
    Members,
    Span,
    Unknown,
    age,
    arithmetic,
    choice,
    distinct,
    extreme,
    is_sorted,
    later,
    size,
    total,
)
from .verdict import judge
from .worlds import all_readings, boxes, fold

MISSING, OPEN, SILENT = Unknown("missing"), Unknown("open"), Unknown("silent")
HEADER = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "AAA", "date": "2025-06-02"}
TERMS = {
    "limit": {"type": "int", "is": "25"},
    "unset": {"type": "int", "is": "open"},
    "start": {"type": "date", "is": "open"},
    "quota": {"type": {"party": "int"}, "is": {"AAA": "5", "BBB": "open"}},
    "number": {
        "type": "int",
        "readings": {"TEN": {"held_by": ["AAA"], "is": "10"}, "NO": {"held_by": ["BBB"], "is": "none"}},
    },
}
FIELDS = {"number": {"type": "int", "text": {"en": "A number."}}, "flag": {"type": "bool", "text": {"en": "A flag."}}}


def ruleset_with(definitions: dict[str, Any], rules: dict[str, Any], terms: dict[str, Any] | None = None) -> Ruleset:
    """A ruleset of two parties whose one clause is cited by everything."""

    def cited(items: dict[str, Any]) -> dict[str, Any]:
        return {name: {"clause": "C", **item} for name, item in items.items()}

    document = {
        "language": "1",
        "agreement": "example",
        "version": "1.0.0",
        "title": {"en": "An example"},
        "standing": "agreed",
        "in_force": {"from": "2025-06-02"},
        "parties": ["AAA", "BBB"],
        "conventions": {"time_zone": "Europe/Istanbul", "leap_day": "mar-1"},
        "clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed"}},
        "terms": cited(TERMS if terms is None else terms),
        "definitions": cited(definitions),
        "rules": {name: {"message": {"en": "Wrong."}, **rule} for name, rule in cited(rules).items()},
        "fields": {"prisoner": FIELDS},
    }
    return compile_text(yaml.safe_dump(document, sort_keys=False)).ruleset


def value_of(
    expression: str, entries: list[dict[str, Any]], of: str = "prisoner", world: dict[str, str] | None = None
) -> Any:
    """The value of an expression for the first entry, or for the list of all."""
    ruleset = ruleset_with(
        {"it": {"of": of, "is": expression, "shown": "true"}, "is_flagged": {"of": "prisoner", "is": "flag"}},
        {"any": {"of": "prisoner", "requires": "is_flagged"}},
    )
    header = {**HEADER, "entries": entries}
    subject = Subject("prisoner", entries[0], header) if of == "prisoner" else Subject("list", header, header)
    return World(ruleset, "2025-06-07", world or {"number": "TEN"}).definition("it", subject)


def days(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last), None if first == last else "missing")


@pytest.mark.parametrize(
    ("expression", "entry", "expected"),
    [
        # truth: false decides, and among the undecided missing outranks open, and open silent
        ("number > 1 && flag", {"number": 1}, False),
        ("number > 1 || flag", {"number": 2}, True),
        ("number > 1 && flag", {"number": 2}, MISSING),
        ("flag && terms.unset > 1", {}, MISSING),
        ("flag && terms.unset > 1", {"flag": True}, OPEN),
        ("flag && terms.unset > 1", {"flag": False}, False),
        ("!(terms.unset > 1)", {}, OPEN),
        # strict: what can never be known outranks what is missing
        ("number == terms.unset", {}, OPEN),
        ("number < terms.limit", {}, MISSING),
        ("number < terms.limit", {"number": 24}, True),
        ("number < terms.limit", {"number": 25}, False),
        ("flag == is_flagged", {"flag": False}, True),
        ("flag == is_flagged", {}, MISSING),
        # partial dates are intervals of days
        ('date_of_birth < date("2000-01-01")', {"date_of_birth": "1999"}, True),
        ('date_of_birth < date("1999-12-31")', {"date_of_birth": "1999"}, MISSING),
        ('date_of_birth <= date("1999-12-31")', {"date_of_birth": "1999"}, True),
        ('date_of_birth > date("1999-12-31")', {"date_of_birth": "1999"}, False),
        ('date_of_birth == date("1999-05-01")', {"date_of_birth": "1999-05"}, MISSING),
        ('date_of_birth != date("1999-06-01")', {"date_of_birth": "1999-05"}, True),
        ('age_on(date_of_birth, date("2025-06-02"))', {"date_of_birth": "2000-06-02"}, Span(25, 25)),
        ('age_on(date_of_birth, date("2025-06-02"))', {"date_of_birth": "2000-06-03"}, Span(24, 24)),
        ('age_on(date_of_birth, date("2025-06-02"))', {"date_of_birth": "2000"}, Span(24, 25, "missing")),
        ('age_on(date_of_birth, date("2025-06-02"))', {"date_of_birth": "2000-05"}, Span(25, 25)),
        ("age_on(date_of_birth, header.date)", {"date_of_birth": "2000-06-02"}, Span(25, 25)),
        ("age_on(date_of_birth, terms.start)", {}, OPEN),
        ("year(date_of_birth)", {"date_of_birth": "1999"}, Span(1999, 1999)),
        ("month(date_of_birth)", {"date_of_birth": "1999"}, Span(1, 12, "missing")),
        ("day(date_of_birth)", {"date_of_birth": "2000-02"}, Span(1, 29, "missing")),
        ("days_between(captured_on, header.date)", {"captured_on": "2025-06"}, Span(-28, 1, "missing")),
        ('plus(date_of_birth, "P1M")', {"date_of_birth": "2001-01-31"}, days("2001-02-28", "2001-02-28")),
        ('plus(date_of_birth, "P1M")', {"date_of_birth": "2001-01"}, days("2001-02-01", "2001-02-28")),
        ('plus(date_of_birth, "P9999Y")', {"date_of_birth": "2001"}, MISSING),
        # arithmetic
        ("-number / 2", {"number": 3}, Span(-1, -1)),
        ("-number % 2", {"number": 3}, Span(-1, -1)),
        ("terms.limit / number", {"number": 0}, MISSING),
        ("terms.unset / number", {"number": 0}, OPEN),
        ("9223372036854775807 + number", {"number": 0}, Span(2**63 - 1, 2**63 - 1)),
        ("9223372036854775807 + number", {"number": 1}, MISSING),
        # words and lists
        ('service_number.startsWith("7")', {"service_number": "71"}, True),
        ('service_number.startsWith("7")', {}, MISSING),
        ('service_number.matches("7")', {"service_number": "17"}, True),
        ('status in ["pow", "hostage"]', {"status": "civilian"}, False),
        ("nationality in third_parties", {}, False),  # an empty list holds nothing
        ("nationality in parties", {}, MISSING),
        ("terms.quota[power] > 4", {"power": "AAA"}, True),
        ("terms.quota[power] > 4", {"power": "BBB"}, OPEN),
        ("terms.quota[power] > 4", {}, MISSING),
        ("health_codes.exists(c, c == nationality)", {"health_codes": ["A"], "nationality": "B"}, False),
        ("health_codes.exists(c, c == nationality)", {"nationality": "B"}, MISSING),
        ("health_codes.all(c, c == nationality)", {"health_codes": []}, True),
        # has
        ("has(health)", {}, False),
        ("has(health)", {"health": None}, False),
        ("has(health)", {"on_record": ["health"]}, True),
        ('has(health) && health == "fit"', {"on_record": ["health"]}, MISSING),
        # a choice
        ("(flag ? number : 3)", {"number": 3}, Span(3, 3)),
        ("(flag ? number : 4)", {"number": 3}, MISSING),
        ("(flag ? number : 4)", {"flag": False, "number": 3}, Span(4, 4)),
        ("(terms.unset > 1 ? number : 4)", {"number": 3}, OPEN),
        ("(terms.unset > 1 ? number : 4)", {}, MISSING),
    ],
)  # fmt: skip
def test_an_expression_of_an_entry_means_what_the_page_says(
    expression: str, entry: dict[str, Any], expected: Any
) -> None:
    assert value_of(expression, [{"id": "P", **entry}]) == expected


@pytest.mark.parametrize(
    ("expression", "numbers", "expected"),
    [
        ("entries.exists(e, e.number > 1)", [1, None, 2], True),
        ("entries.exists(e, e.number > 1)", [1, None], MISSING),
        ("entries.all(e, e.number > 1)", [2, None], MISSING),
        ("entries.all(e, e.number > 1)", [1, None], False),
        ("entries.exists_one(e, e.number > 1)", [2, 3, None], False),
        ("entries.exists_one(e, e.number > 1)", [2, None], MISSING),
        ("entries.exists_one(e, e.number > 1)", [2, 1], True),
        ("entries.filter(e, e.number > 1).size()", [2, None, 1], Span(1, 2, "missing")),
        ("entries.filter(e, e.number > terms.unset).size()", [2, None, 1], Span(0, 3, "open")),
        ("entries.filter(e, e.flag).map(e, e.number).sum()", [2, 3], Span(0, 5, "missing")),
        ("entries.filter(e, e.flag).map(e, e.number).sum()", [2, None], MISSING),
        ("entries.filter(e, e.flag).map(e, e.number).sum()", [-2, 3], Span(-2, 3, "missing")),
        ("entries.map(e, e.number).max()", [2, 3], Span(3, 3)),
        ("entries.map(e, e.number + terms.unset).max()", [2, 3], OPEN),
        ("entries.filter(e, e.flag).map(e, e.number).min()", [2, 3], MISSING),
        ("entries.map(e, e.number).distinct().size()", [2, 3, 2], Span(2, 2)),
        ("entries.map(e, e.number).distinct().size()", [2, None, 2], Span(1, 2, "missing")),
        ("entries.map(e, e.number).isSorted()", [1, 1, 2], True),
        ("entries.map(e, e.number).isSorted()", [2, None, 1], False),
        ("entries.map(e, e.number).isSorted()", [1, None, 2], MISSING),
        ("entries.exists(e, e.is_flagged)", [1], MISSING),
        ("individuals", [1, 2, 3], Span(3, 3)),
    ],
)
def test_an_expression_of_a_list_means_what_the_page_says(
    expression: str, numbers: list[int | None], expected: Any
) -> None:
    entries = [{"id": f"P{i}", "number": number} for i, number in enumerate(numbers)]
    assert value_of(expression, entries, of="list") == expected


def test_individuals_are_counted_from_all_that_share_a_number_being_one_to_none_being_it() -> None:
    entries = [{"id": "A", "service_number": "7"}, {"id": "B", "service_number": "7"}, {"id": "C"}]
    assert value_of("individuals", entries, of="list") == Span(2, 3, "missing")


def computed(name: str, *lists: dict[str, Any]) -> list[Any]:
    """A derived field of each entry of the first list."""
    header = lists[0]
    return [DERIVED[KINDS[header["kind"]]][name](entry, header, lists) for entry in header["entries"]]


def of_prisoners(name: str, role: str, *entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**HEADER, "id": name, "role": role, "entries": list(entries), **changes}


def test_numbers_are_counted_on_the_list_and_on_lists_that_have_nothing_to_do_with_it() -> None:
    seven, hidden = {"id": "A", "service_number": "7"}, {"id": "B", "on_record": ["service_number"]}
    own = of_prisoners("L", "proposed", seven, {**seven, "id": "C"}, hidden, {"id": "D"})
    answer = of_prisoners("M", "returned", seven, in_reply_to=["L"], by="BBB")
    second = of_prisoners("N", "agreed", seven, in_reply_to=["M"])
    apart, register = of_prisoners("O", "agreed", seven), of_prisoners("R", "register", seven)
    assert computed("same_number", own) == [Span(1, 1), Span(1, 1), MISSING, Span(0, 0)]
    assert computed("same_number_elsewhere", own, answer, second)[0] == Span(0, 0)
    assert computed("same_number_elsewhere", own, answer, second, apart, register)[0] == Span(1, 1)


def test_the_event_of_a_register_is_the_one_that_was_surely_last() -> None:
    own, early = of_prisoners("L", "proposed", {"id": "A"}), {"last_event": "exchanged", "last_event_on": "2024"}
    told = [of_prisoners("R", "register", {"id": "A", **early})]
    assert computed("register_event", own) == [MISSING]
    assert computed("register_event", own, *told) == ["exchanged"]
    assert computed("register_event_on", own, *told) == [days("2024-01-01", "2024-12-31")]
    for day, event in (("2025-01-01", "died"), ("2024-12-31", MISSING), (None, MISSING)):
        late = of_prisoners("S", "register", {"id": "A", "last_event": "died", "last_event_on": day})
        assert computed("register_event", own, *told, late) == [event]


def test_containers_and_profiles_are_compared_within_the_list() -> None:
    bodies = [("b1", ["p", "q"]), ("b2", ["q"]), (None, ["p"]), ("b3", [])]
    entries = [{"id": str(i), "container": bag, "profiles": told} for i, (bag, told) in enumerate(bodies)]
    own = {**HEADER, "kind": "remains", "entries": entries}
    assert computed("other_containers", own) == [Span(1, 2, "missing"), Span(1, 1), Span(0, 1, "missing"), Span(0, 0)]
    assert computed("profiles_in_container", own) == [Span(2, 2), Span(1, 1), Span(1, 1), Span(0, 0)]
    dead = {**own, "entries": [{"id": "1", "person": "A"}, {"id": "2", "person": "A"}]}
    assert computed("as_remains", of_prisoners("L", "proposed", {"id": "A"}, {"id": "1"}), dead) == [
        Span(2, 2),
        Span(0, 0),
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([{"profiles": ["p"]}, {"profiles": ["p", "q"]}], Span(2, 2)),
        ([{}, {}], Span(1, 2, "missing")),
        ([{"profiles": ["p"]}, {"completeness": "whole"}, {}], Span(2, 3, "missing")),
        ([{"profiles": ["p"], "completeness": "commingled"}], MISSING),
        ([{"completeness": "commingled", "confirmed_power": "AAA"}], Span(0, 0)),
    ],
)
def test_bodies_are_counted_by_profiles(entries: list[dict[str, Any]], expected: Any) -> None:
    assert individuals({**HEADER, "kind": "remains", "entries": entries}) == expected


def test_who_was_delivered_is_held_no_more() -> None:
    people = [{"id": "A"}, {"id": "B", "service_number": "7"}, {"id": "C", "service_number": "8"}]
    register = of_prisoners("R", "register", *people)
    delivered = of_prisoners("M", "delivered", {"id": "A"}, {"id": "D", "service_number": "7"})
    assert [entry["id"] for _, entry in held([delivered, register])] == ["C"]
    assert len(held([{**delivered, "role": "agreed"}, register])) == 3


def test_the_record_looks_back_on_lists_and_registers() -> None:
    definitions = {
        "near": {"of": "list", "is": "entries.exists(e, e.captured_on == transfer_on)"},
        "fit": {"of": "prisoner", "is": "fit_to_travel"},
        "both": {"of": "record", "shown": "true", "is": "lists.exists(l, l.near) || held.exists(h, h.fit)"},
        "sizes": {"of": "record", "shown": "true", "is": "lists.map(l, l.individuals).sum()"},
    }
    ruleset = ruleset_with(definitions, {"it": {"of": "record", "requires": "both"}}, terms={})
    own, register = of_prisoners("L", "proposed", {"id": "A"}), of_prisoners("R", "register", {"id": "B"})
    record = judge(ruleset, {"as_of": "2025-06-07", "lists": [own, register]})["record"]
    assert (record["holds"], record["values"]) == ({"both": "unknown"}, {"sizes": 2})
    assert record["findings"][0]["missing"] == ["lists.entries.captured_on", "lists.transfer_on", "held.fit_to_travel"]
    told = of_prisoners("R", "register", {"id": "B", "fit_to_travel": True})
    found = judge(ruleset, {"as_of": "2025-06-07", "lists": [own, told]})
    assert (found["verdict"], found["counts"]["compliant"]) == ("compliant", 1)
    assert judge(ruleset, {"as_of": "2025-06-07", "lists": [own, told], "conduct_of": "AAA"})["record"] is None


def test_a_silent_reading_silences_what_rests_on_it() -> None:
    assert value_of("number > terms.number", [{"id": "P", "number": 1}], world={"number": "NO"}) == SILENT


@pytest.mark.parametrize(
    ("birth", "on", "convention", "expected"),
    [
        ("2000-02-29", "2018-02-28", "feb-28", 18),
        ("2000-02-29", "2018-02-28", "mar-1", 17),
        ("2000-02-29", "2018-03-01", "mar-1", 18),
        ("2000-02-29", "2020-02-28", "feb-28", 19),
        ("2000-02-29", "2020-02-29", "feb-28", 20),
        ("2000-06-15", "1999-07-01", "mar-1", -1),
        ("2000-06-15", "1999-06-01", "mar-1", -2),
    ],
)
def test_ages_change_on_the_anniversary(birth: str, on: str, convention: str, expected: int) -> None:
    assert age(date.fromisoformat(birth), date.fromisoformat(on), convention) == expected


def test_months_end_with_their_last_day_and_the_calendar_ends() -> None:
    assert later(date(2024, 1, 31), 1, 0) == date(2024, 2, 29)
    assert later(date(2024, 1, 31), 1, 1) == date(2024, 3, 1)
    assert later(date(9999, 12, 31), 0, 0) == date(9999, 12, 31)
    assert later(date(9999, 12, 31), 0, 1) is None
    assert later(date(9999, 12, 31), 1, 0) is None


def test_a_product_is_between_the_least_and_the_greatest_of_its_corners() -> None:
    a, b = Span(-2, 3, "missing"), Span(-5, 4, "open")
    assert arithmetic("*", a, b) == Span(-15, 12, "missing")
    assert arithmetic("-", a, b) == Span(-6, 8, "missing")
    assert arithmetic("/", Span(7, 7), Span(-1, 1, "open")) == MISSING
    assert arithmetic("/", Span(-7, 7, "open"), Span(2, 2)) == Span(-3, 3, "open")
    assert arithmetic("%", b, Span(2, 2)) == OPEN


def test_a_choice_between_the_same_is_that() -> None:
    assert choice(MISSING, "word", "word") == "word"
    assert choice(OPEN, Span(1, 2, "missing"), Span(1, 2, "open")) == Span(1, 2, "missing")
    assert choice(OPEN, Span(1, 2, "missing"), Span(1, 1)) == MISSING
    assert choice(SILENT, OPEN, OPEN) == OPEN


def test_lists_with_possible_members() -> None:
    members = Members((Member(Span(1, 1)), Member(Span(5, 5), "open"), Member(Span(2, 3, "missing"))))
    assert size(members) == Span(2, 3, "open")
    assert total(members) == Span(3, 9, "missing")
    assert extreme(members, "min") == Span(1, 1)
    assert extreme(members, "max") == Span(2, 5, "missing")
    assert is_sorted(members) == MISSING
    twice = Members((Member("a", "open"), Member("b", "silent"), Member("a"), Member(MISSING)))
    assert distinct(twice) == Members((Member("a"), Member("b", "silent"), Member(MISSING, "missing")))


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["silent"], "not_applicable"),
        (["violated", "silent"], "violated"),
        (["violated", "pending"], "disputed"),
        (["violated", "not_applicable"], "disputed"),
        (["violated", "indeterminate"], "indeterminate"),
        (["violated", "indeterminate", "waived"], "disputed"),
        (["pending", "satisfied"], "pending"),
        (["waived", "satisfied", "not_applicable"], "satisfied"),
        (["waived", "not_applicable"], "waived"),
    ],
)
def test_statuses_fold_over_worlds(statuses: list[str], expected: str) -> None:
    assert fold(statuses) == fold(statuses[::-1]) == expected


YOUNG = {
    "young": {
        "of": "prisoner",
        "shown": "true",
        "readings": {
            "UP-TO-25": {"held_by": ["AAA"], "is": 'age_on(date_of_birth, date("2025-06-02")) <= 25'},
            "UNDER-25": {"held_by": ["BBB"], "is": 'age_on(date_of_birth, date("2025-06-02")) < 25'},
            "BY-YEAR": {"held_by": ["AAA"], "is": "year(date_of_birth) >= 2000"},
        },
    },
    "ill": {"of": "prisoner", "is": 'health == "ill"'},
    "years": {"of": "prisoner", "shown": "true", "is": "age_on(date_of_birth, header.date)"},
}
CATEGORY = {"category": {"of": "prisoner", "requires": "young || ill"}}


def example(*entries: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"as_of": "2025-06-07", "lists": [{**HEADER, "entries": list(entries)}], **options}


def test_a_person_of_25_is_disputed_and_the_worlds_say_why() -> None:
    verdict = judge(ruleset_with(YOUNG, CATEGORY), example({"id": "P", "date_of_birth": "2000-01-01", "health": "fit"}))
    entry = verdict["lists"][0]["entries"][0]
    assert verdict["verdict"] == entry["verdict"] == "disputed"
    assert entry["holds"] == {"young": "disputed"}
    assert entry["values"] == {"years": 25}
    [finding] = entry["findings"]
    assert finding["under"] == {
        "satisfied": [{"young": ["UP-TO-25", "BY-YEAR"]}],
        "violated": [{"young": ["UNDER-25"]}],
    }
    assert finding["by_party"] == {"AAA": "satisfied", "BBB": "violated"}
    assert finding["missing"] == []
    assert verdict["counts"] == {**dict.fromkeys(verdict["counts"], 0), "disputed": 1}


def test_what_is_missing_is_what_would_change_the_status() -> None:
    ruleset = ruleset_with(YOUNG, CATEGORY)
    nothing, partial = {"id": "P"}, {"id": "Q", "date_of_birth": "2000", "health": "fit"}
    verdict = judge(ruleset, example(nothing, partial))
    first, second = verdict["lists"][0]["entries"]
    assert first["findings"][0]["missing"] == ["date_of_birth", "health"]
    assert second["findings"][0]["missing"] == ["date_of_birth"]
    assert second["values"] == {"years": [24, 25]}
    assert second["findings"][0]["under"] == {
        "satisfied": [{"young": ["UP-TO-25", "BY-YEAR"]}],
        "indeterminate": [{"young": ["UNDER-25"]}],
    }
    assert verdict["clarifications"] == [
        {"subject": "/lists/0/entries/0", "fields": ["date_of_birth", "health"], "may_settle": ["category"]},
        {"subject": "/lists/0/entries/1", "fields": ["date_of_birth"], "may_settle": ["category"]},
    ]


def test_fixed_readings_narrow_the_worlds_but_not_what_each_party_says() -> None:
    ruleset, person = ruleset_with(YOUNG, CATEGORY), {"id": "P", "date_of_birth": "2000-01-01", "health": "fit"}
    entry = judge(ruleset, example(person, readings="BBB"))["lists"][0]["entries"][0]
    assert (entry["verdict"], entry["holds"]) == ("non_compliant", {"young": "false"})
    assert entry["findings"][0]["under"] == {"violated": [{}]}
    assert entry["findings"][0]["by_party"] == {"AAA": "satisfied", "BBB": "violated"}
    common = judge(ruleset, example(person, readings="common"))["lists"][0]["entries"][0]
    assert (common["verdict"], common["holds"]) == ("indeterminate", {"young": "unknown"})
    assert common["findings"][0]["under"] == {"indeterminate": [{"young": ["none"]}]}
    assert common["findings"][0]["missing"] == []  # nothing that could be sent settles what a text means


def test_registers_and_the_lists_of_others_are_not_judged() -> None:
    ruleset, entry = ruleset_with(YOUNG, CATEGORY), {"id": "P", "health": "ill"}
    register = {**HEADER, "id": "R", "role": "register", "entries": [entry]}
    theirs = {**HEADER, "id": "T", "by": "BBB", "entries": [entry]}
    own = {**HEADER, "entries": [entry]}
    verdict = judge(ruleset, {"as_of": "2025-06-07", "conduct_of": "AAA", "lists": [register, theirs, own]})
    assert [item["id"] for item in verdict["lists"]] == ["L"]
    assert verdict["verdict"] == "compliant"
    register_row = {"subject": "/lists/0", "reason": "a register is data, and is not judged"}
    assert verdict["not_checked"] == [register_row, {"subject": "/lists/1", "reason": "conduct of another party"}]


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2025-06-01", "not_applicable"),
        ("2025-06-02", "compliant"),
        ("2025-06-01T20:59:59Z", "not_applicable"),  # 23:59:59 in the time zone of the ruleset
        ("2025-06-01T21:00:00Z", "compliant"),
    ],
)
def test_nothing_is_judged_before_the_agreement_is_in_force(as_of: str, verdict: str) -> None:
    found = judge(ruleset_with(YOUNG, CATEGORY), {**example({"id": "P", "health": "ill"}), "as_of": as_of})
    assert found["verdict"] == verdict
    assert [finding["rule"] for finding in found["findings"]] == (["in-force"] if verdict == "not_applicable" else [])


def test_boxes_are_merged_one_name_at_a_time() -> None:
    ruleset = ruleset_with(
        {
            "low": {"of": "prisoner", "readings": {n: {"held_by": [], "is": "number > 1"} for n in ("A", "B")}},
            "high": {"of": "prisoner", "readings": {n: {"held_by": [], "is": "number < 9"} for n in ("C", "D", "E")}},
        },
        {"both": {"of": "prisoner", "requires": "low && high"}},
        terms={},
    )
    readings = all_readings(ruleset)
    every = [World(ruleset, "2025-06-07", {"low": low, "high": high}) for low in "AB" for high in "CDE"]
    statuses = ["violated", "violated", "satisfied", "violated", "violated", "satisfied"]
    expected = {"satisfied": [{"high": ["E"]}], "violated": [{"high": ["C", "D"]}]}
    assert boxes(readings, list(zip(every, statuses, strict=True))) == expected
    corner = ["satisfied", *["violated"] * 5]
    assert boxes(readings, list(zip(every, corner, strict=True)))["violated"] == [
        {"high": ["D", "E"]},
        {"low": ["B"], "high": ["C"]},
    ]
