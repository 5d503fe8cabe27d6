"""What is computed of entries from the entries and lists beside them, as verdicts show it."""

import json
from itertools import permutations
from typing import Any

import pytest
import yaml

from servanda.errors import SubmissionError
from servanda.evaluation import derived, encode, evaluate
from servanda.evaluation.submission import Reader
from servanda.language import Program, compile_text

COMPUTED = {
    "prisoner": (
        *("same_number", "same_number_elsewhere", "same_person"),
        *("register_event", "register_event_on", "as_remains"),
    ),
    "remains": ("other_containers", "profiles_in_container"),
}


def program() -> Program:
    """A ruleset that shows every derived field, and whether it is there."""
    definitions = {}
    for of, names in COMPUTED.items():
        for name in names:
            definitions[f"its_{name}"] = {"of": of, "clause": "C", "shown": "true", "is": name}
            definitions[f"has_{name}"] = {"of": of, "clause": "C", "shown": "true", "is": f"has({name})"}
    document = {
        "language": "1",
        "agreement": "derived",
        "version": "1.0.0",
        "title": {"en": "Derived fields"},
        "standing": "agreed",
        "in_force": {"from": "2025-06-02"},
        "parties": ["UKR", "RUS"],
        "conventions": {"time_zone": "UTC"},
        "clauses": {"C": {"text": {"en": "Something."}, "standing": "agreed", "not_checkable": "nothing is asked"}},
        "definitions": definitions,
        "rules": {},
    }
    return compile_text(yaml.safe_dump(document, sort_keys=False))


PROGRAM = program()


def a_list(name: str, role: str, *entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    header = {"id": name, "kind": "prisoners", "role": role, "by": "UKR"}
    return {**header, "entries": list(entries), **changes}


def register(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**a_list("R", "register", *entries), **changes}


def remains(name: str, role: str, *entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return a_list(name, role, *entries, **{"kind": "remains", **changes})


def shown(*lists: dict[str, Any]) -> list[dict[str, Any]]:
    """What is shown of the entries of the first list."""
    body = json.dumps({"as_of": "2025-06-30", "lists": lists}).encode()
    verdict = json.loads(encode(evaluate(PROGRAM, Reader(PROGRAM.ruleset).read(body), "en")))
    return [{**entry["values"], **entry["holds"]} for entry in verdict["lists"][0]["entries"]]


def values(name: str, *lists: dict[str, Any]) -> list[Any]:
    return [entry[f"its_{name}"] for entry in shown(*lists)]


def numbered(name: str, number: str) -> dict[str, Any]:
    return {"id": name, "service_number": number}


ON_RECORD = {"id": "H", "on_record": ["service_number"]}


# --- service numbers


def test_copies_of_a_number_are_counted_and_an_entry_is_no_copy_of_itself() -> None:
    own = a_list("L", "proposed", *(numbered(name, number) for name, number in ("A7", "B7", "C8", "D7")), {"id": "E"})
    assert values("same_number", own) == [2, 2, 0, 2, 0]


def test_a_number_that_is_only_on_record_may_be_anybodys() -> None:
    assert values("same_number", a_list("L", "proposed", numbered("A", "7"), ON_RECORD)) == [0, None]
    assert values("same_number_elsewhere", a_list("L", "proposed", numbered("A", "7"), ON_RECORD)) == [0, None]
    sent = a_list("L", "proposed", {**numbered("A", "7"), "on_record": ["service_number"]}, numbered("B", "7"))
    assert values("same_number", sent) == [1, 1]


def test_a_count_is_always_there() -> None:
    [entry] = shown(a_list("L", "proposed", ON_RECORD))
    counts = ("same_number", "same_number_elsewhere", "as_remains")
    assert [entry[f"has_{name}"] for name in counts] == ["true"] * 3
    [entry] = shown(remains("L", "proposed", {"id": "B"}))
    assert [entry[f"has_{name}"] for name in COMPUTED["remains"]] == ["true"] * 2


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ({}, 1),
        ({"by": "RUS"}, 0),
        ({"role": "register"}, 0),
        ({"role": "agreed"}, 1),
        ({"in_reply_to": ["L"]}, 0),
        ({"role": "returned", "in_reply_to": ["L"]}, 0),
        ({"role": "delivered", "in_reply_to": ["N"]}, 1),  # it answers another list, and N answers none
    ],
)
def test_numbers_on_other_lists_of_the_party_count_unless_one_answers_the_other(other: Any, count: int) -> None:
    own, beside = a_list("L", "proposed", numbered("A", "7")), a_list("M", "proposed", numbered("B", "7"))
    third = a_list("N", "proposed", {"id": "C"})
    assert values("same_number_elsewhere", own, {**beside, **other}, third) == [count]


def test_lists_are_connected_through_others_of_any_party_kind_and_role() -> None:
    own = a_list("L", "proposed", numbered("A", "7"))
    again = a_list("M", "agreed", numbered("A", "7"), in_reply_to=["N"])
    for between in (
        a_list("N", "returned", {"id": "A"}, by="RUS", in_reply_to=["L"]),
        a_list("N", "register", {"id": "A"}, in_reply_to=["L"]),
        remains("N", "returned", {"id": "A"}, in_reply_to=["L"]),
    ):
        assert values("same_number_elsewhere", own, again, between) == [0]
        assert values("same_number_elsewhere", own, again, {**between, "role": "agreed", "in_reply_to": None}) == [1]


def test_two_lists_that_answer_the_same_one_are_connected() -> None:
    base = a_list("N", "proposed", {"id": "A"}, by="RUS")
    first, second = (a_list(name, "agreed", numbered("A", "7"), in_reply_to=["N"]) for name in ("L", "M"))
    assert values("same_number_elsewhere", first, second, base) == [0]


def test_a_number_counts_once_for_each_entry_of_each_other_list() -> None:
    own = a_list("L", "proposed", numbered("A", "7"), numbered("B", "7"))
    first = a_list("M", "proposed", numbered("A", "7"), numbered("B", "7"))
    second = a_list("N", "agreed", numbered("A", "7"))
    assert values("same_number_elsewhere", own, first, second) == [3, 3]
    assert values("same_number", own, first, second) == [1, 1]


# --- registers

EXCHANGED = {"last_event": "exchanged", "last_event_on": "2025-05-10"}
HIDDEN = {"on_record": ["last_event"]}
DIED = {"last_event": "died", "last_event_on": "2025-05-20"}


def event(*told: dict[str, Any]) -> tuple[Any, ...]:
    """What follows of the register's event, and its day, for one person, from entries of as many registers."""
    registers = [register({"id": "A", **entry}, id=f"R{i}") for i, entry in enumerate(told)]
    [found] = shown(a_list("L", "proposed", {"id": "A"}), *registers)
    names = ("its_register_event", "has_register_event", "its_register_event_on", "has_register_event_on")
    return tuple(found[name] for name in names)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], (None, "false", None, "false")),
        ([{}], (None, "false", None, "false")),
        ([{"last_event_on": "2025-05-10"}], (None, "false", None, "false")),  # a day, and of nothing
        ([EXCHANGED], ("exchanged", "true", "2025-05-10", "true")),
        ([{"last_event": "died"}], ("died", "true", None, "false")),
        ([{"last_event": "died", "last_event_on": "2025-05"}], ("died", "true", ["2025-05-01", "2025-05-31"], "true")),
        ([HIDDEN], (None, "true", None, "false")),
        ([{**HIDDEN, "last_event_on": "2025-05-10"}], (None, "true", "2025-05-10", "true")),
        ([EXCHANGED, EXCHANGED], ("exchanged", "true", "2025-05-10", "true")),
        ([EXCHANGED, DIED], ("died", "true", "2025-05-20", "true")),
        ([DIED, EXCHANGED], ("died", "true", "2025-05-20", "true")),
        ([EXCHANGED, {**DIED, "last_event_on": "2025-05-10"}], (None, "true", None, "false")),  # of one day
        ([EXCHANGED, {**DIED, "last_event_on": "2025-05-11"}], ("died", "true", "2025-05-11", "true")),
        ([EXCHANGED, {**DIED, "last_event_on": "2025-05"}], (None, "true", None, "false")),
        ([EXCHANGED, {**DIED, "last_event_on": "2025-06"}], ("died", "true", ["2025-06-01", "2025-06-30"], "true")),
        ([EXCHANGED, {"last_event": "died"}], (None, "true", None, "false")),
        ([EXCHANGED, {**HIDDEN, "last_event_on": "2025-05-20"}], (None, "true", "2025-05-20", "true")),
        ([{**HIDDEN, "last_event_on": "2025-05-01"}, EXCHANGED], ("exchanged", "true", "2025-05-10", "true")),
        # they agree that the person died, and not on when
        ([DIED, {"last_event": "died"}], ("died", "true", None, "false")),
        ([DIED, {**DIED, "last_event_on": "2025-05-21"}], ("died", "true", "2025-05-21", "true")),
        ([DIED, DIED, EXCHANGED], ("died", "true", "2025-05-20", "true")),  # told twice is told
        # nothing follows a death
        ([DIED, {**EXCHANGED, "last_event_on": "2025-05-21"}], (None, "true", None, "false")),
    ],
)  # fmt: skip
def test_the_event_is_what_registers_agree_on_or_what_was_surely_last(told: Any, expected: Any) -> None:
    assert event(*told) == expected


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"id": "A"}, "died"),
        ({"id": "B"}, None),
        ({"id": "B", "service_number": "7"}, "died"),
        ({"id": "B", "service_number": "8"}, None),
        ({"id": "A", "service_number": "8"}, None),  # two numbers are two people, whatever their ids
    ],
)
def test_an_entry_is_found_in_a_register_by_id_or_number(entry: Any, found: Any) -> None:
    known = register({"id": "A", "service_number": "7", **DIED}, by="RUS")
    assert values("register_event", a_list("L", "proposed", entry), known) == [found]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (EXCHANGED, EXCHANGED, ("exchanged", "2025-05-10")),
        (EXCHANGED, {**EXCHANGED, "last_event_on": "2025-05-12"}, ("exchanged", ["2025-05-10", "2025-05-12"])),
        (EXCHANGED, {"last_event": "exchanged"}, ("exchanged", None)),
        (EXCHANGED, DIED, (None, None)),  # neither party's word is above the other's
        (EXCHANGED, HIDDEN, (None, None)),
    ],
)
def test_registers_of_two_parties_tell_what_they_agree_on(
    first: dict[str, Any], second: dict[str, Any], expected: Any
) -> None:
    told = [register({"id": "A", **entry}, id=by, by=by) for by, entry in (("UKR", first), ("RUS", second))]
    [found] = shown(a_list("L", "proposed", {"id": "A"}), *told)
    assert (found["its_register_event"], found["its_register_event_on"]) == expected


def test_a_number_that_several_entries_share_is_nobodys() -> None:
    own = a_list("L", "proposed", numbered("A", "7"), numbered("B", "7"), numbered("C", "8"))
    for_another = register({**numbered("Z", "7"), **DIED}, {**numbered("Y", "8"), **DIED})
    assert values("register_event", own, for_another) == [None, None, "died"]
    for_one = register({**numbered("A", "7"), **DIED})
    assert values("register_event", own, for_one) == ["died", None, None]


@pytest.mark.parametrize(
    ("told", "event"),
    [
        # the id tells of one person and the number alone of another
        ([{**numbered("A", "7"), **DIED}, {**numbered("Z", "7"), **EXCHANGED}], None),
        ([{"id": "A", **DIED}, {**numbered("Z", "7"), **EXCHANGED}], None),
        ([{**numbered("A", "7"), **DIED}, {**numbered("Z", "7"), **DIED}], "died"),
        # a log with an id for each of its lines
        ([{**numbered("Y", "7"), **EXCHANGED}, {**numbered("Z", "7"), **DIED}], "died"),
    ],
)
def test_registers_that_mean_several_people_tell_nothing(told: Any, event: Any) -> None:
    assert values("register_event", a_list("L", "proposed", numbered("A", "7")), register(*told)) == [event]


def test_one_id_with_two_numbers_is_two_people() -> None:
    first, second = register({**numbered("A", "7"), **DIED}), register({**numbered("A", "8"), **EXCHANGED}, id="S")
    assert values("register_event", a_list("L", "proposed", {"id": "A"}), first, second) == [None]


@pytest.mark.parametrize("size", [1, 300])
def test_however_many_tell_of_one_number_the_latest_counts(size: int) -> None:
    days = [f"{year}-{month:02}-01" for year in range(2000, 2025) for month in range(1, 13)]
    told = [
        {**numbered(f"R{i}", "7"), "last_event": "transferred", "last_event_on": day}
        for i, day in enumerate(days[:size])
    ]
    own = a_list("L", "proposed", numbered("A", "7"))
    [found] = shown(own, register(*told, {**numbered("Z", "7"), **EXCHANGED}))
    assert (found["its_register_event"], found["its_register_event_on"]) == ("exchanged", "2025-05-10")


@pytest.mark.parametrize("number", ["-", "0", "б/н"])
def test_what_only_stands_for_a_number_is_nobodys(number: str) -> None:
    own = a_list("L", "proposed", numbered("A", number), numbered("B", number))
    assert values("same_number", own) == values("same_number_elsewhere", own) == [None, None]
    told = register({**numbered("Z", number), **DIED})
    assert [entry["has_register_event"] for entry in shown(own, told)] == ["false", "false"]


def test_numbers_that_look_alike_are_one() -> None:
    own = a_list("L", "proposed", numbered("A", "АВ-1"), numbered("B", "ab-1"), numbered("C", "AB-2"))
    assert values("same_number", own) == [1, 1, 0]


@pytest.mark.parametrize("role", ["proposed", "agreed"])
def test_only_registers_tell_events(role: str) -> None:
    told = register({"id": "A", **DIED}, role=role)
    assert values("register_event", a_list("L", "proposed", {"id": "A"}), told) == [None]


def test_what_an_entry_says_of_itself_is_no_event_of_a_register() -> None:
    assert values("register_event", a_list("L", "proposed", {"id": "A", **DIED})) == [None]


def test_an_entry_of_a_register_that_is_found_by_both_its_id_and_number_is_one() -> None:
    own = a_list("L", "proposed", numbered("A", "7"))
    assert values("register_event", own, register({**numbered("A", "7"), **DIED})) == ["died"]


JOHN = {"surname": "Коваленко", "given_names": "Микола", "patronymic": "Петрович", "date_of_birth": "1990-05-12"}
LATIN = {"surname": "KOVALENKO", "given_names": "Nikolai", "patronymic": "Petrovich", "date_of_birth": "1990-05-12"}
OTHER = {"surname": "Бойко", "given_names": "Степан", "patronymic": "Іванович", "date_of_birth": "1970-11-23"}


@pytest.mark.parametrize(
    ("why", "entry", "told", "event", "is_there"),
    [
        ("by name", JOHN, [{"id": "R1", **LATIN, **DIED}], "died", "true"),
        (
            "by a number that looks alike",
            {"service_number": "АВ-1"},
            [{**numbered("R1", "AB-1"), **DIED}],
            "died",
            "true",
        ),
        ("only the year", JOHN, [{"id": "R1", **LATIN, "date_of_birth": "1990", **DIED}], None, "true"),
        ("only the surname", JOHN, [{"id": "R1", "surname": "Коваленко", **DIED}], None, "true"),
        ("twice", JOHN, [{"id": "R1", **LATIN, **DIED}, {"id": "R2", **JOHN, **DIED}], "died", "true"),
        ("two of the name", JOHN, [{"id": "R1", **LATIN, **DIED}, {"id": "R2", **JOHN, **EXCHANGED}], None, "true"),
        ("somebody else", JOHN, [{"id": "R1", **OTHER, **DIED}], None, "false"),
        ("nothing is told of who it is", JOHN, [{"id": "R1", **LATIN}, {"id": "R2", **OTHER, **DIED}], None, "false"),
        ("who it may be tells nothing", JOHN, [{"id": "R1", **LATIN, "date_of_birth": "1990"}], None, "false"),
        ("the id of somebody else", JOHN, [{"id": "A", **OTHER, **DIED}], None, "true"),
        (
            "the id of somebody else, and by name",
            JOHN,
            [{"id": "A", **OTHER, **DIED}, {"id": "R1", **LATIN, **EXCHANGED}],
            "exchanged",
            "true",
        ),
        (
            "the same id and name, another number",
            {**JOHN, "service_number": "1"},
            [{"id": "A", "service_number": "2", **JOHN, **DIED}],
            None,
            "true",
        ),
        (
            "the id, beside a namesake",
            JOHN,
            [{"id": "A", **JOHN, **DIED}, {"id": "R1", **LATIN, **EXCHANGED}],
            None,
            "true",
        ),
    ],
)
def test_an_entry_is_found_in_a_register_by_name_too(
    why: str, entry: Any, told: Any, event: Any, is_there: str
) -> None:
    [found] = shown(a_list("L", "proposed", {"id": "A", **entry}), register(*told))
    assert (found["its_register_event"], found["has_register_event"]) == (event, is_there), why


@pytest.mark.parametrize(
    ("event", "birth", "expected"),
    [
        ("exchanged", "1990-05-12", "exchanged"),
        ("transferred", "1990-05-12", None),  # the id and the name tell different events
        ("exchanged", "1990", None),  # the second may be anybody's, and later
    ],
)
def test_of_an_id_in_one_register_and_a_name_in_another(event: str, birth: str, expected: Any) -> None:
    first = register({"id": "A", **JOHN, "last_event": event, "last_event_on": "2025-01-01"})
    second = register({"id": "R1", **LATIN, "date_of_birth": birth, **EXCHANGED}, id="S")
    assert values("register_event", a_list("L", "proposed", {"id": "A", **JOHN}), first, second) == [expected]


def test_whom_another_of_the_list_is_the_register_does_not_mean() -> None:
    own = a_list("L", "proposed", {"id": "A", **JOHN}, {"id": "B", **JOHN, "date_of_birth": "1990"})
    assert values("register_event", own, register({"id": "A", **LATIN, **DIED})) == ["died", None]


# --- the dead


def test_remains_name_persons_by_id_on_every_list() -> None:
    own = a_list("L", "proposed", {"id": "A"}, {"id": "B"}, numbered("C", "D"))
    dead = remains("M", "proposed", {"id": "1", "person": "A"}, {"id": "2", "person": "A"}, {"id": "B"})
    known = remains("N", "register", {"id": "3", "person": "A"}, {"id": "4", "person": "D"}, by="RUS")
    assert values("as_remains", own, dead, known) == [3, 0, 0]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], 0),
        ([("b1", "p")], 0),  # the same bag
        ([("b2", "p")], 1),
        ([("b2", "q")], 0),
        ([("b2", "p"), ("b2", "p")], 1),
        ([("b2", "p"), ("b3", "q p")], 2),
        ([("b1", "q"), ("b2", "q")], 0),  # what shares a bag with it, and no profile, says nothing of it
        ([("b2", "p"), ("", "p")], [1, 2]),
        ([("", "p"), ("", "p")], [0, 2]),
        ([("", "q")], 0),
    ],
)
def test_other_containers_are_those_that_hold_one_of_its_profiles(others: Any, expected: Any) -> None:
    entries = [
        {"id": f"E{i}", "profiles": told.split(), "container": container or None}
        for i, (container, told) in enumerate(others)
    ]
    own = {"id": "own", "container": "b1", "profiles": ["p"]}
    assert values("other_containers", remains("L", "proposed", own, *entries))[0] == expected
    assert values("other_containers", remains("L", "proposed", {**own, "profiles": []}, *entries))[0] == 0


@pytest.mark.parametrize(
    ("containers", "expected"),
    [([], 0), (["b1"], [0, 1]), (["b1", "b2"], [1, 2]), ([None], [0, 1]), (["b1", None], [0, 2])],
)
def test_an_entry_without_a_container_may_be_in_one_of_the_others(containers: Any, expected: Any) -> None:
    own = {"id": "own", "profiles": ["p", "q"]}
    entries = [{"id": f"E{i}", "profiles": ["p"], "container": c} for i, c in enumerate(containers)]
    assert values("other_containers", remains("L", "proposed", own, *entries))[0] == expected


def test_profiles_are_counted_by_container_and_of_a_loose_entry_alone() -> None:
    bag = [
        {"id": "1", "container": "b1", "profiles": ["p", "q"]},
        {"id": "2", "container": "b1", "profiles": ["q", "r"]},
    ]
    loose = [{"id": "3", "profiles": ["p", "p"]}, {"id": "4"}, {"id": "5", "container": "b2"}]
    elsewhere = remains("M", "proposed", {"id": "6", "container": "b1", "profiles": ["s"]})
    assert values("profiles_in_container", remains("L", "proposed", *bag, *loose), elsewhere) == [3, 3, 1, 0, 0]


def test_profiles_that_are_only_on_record_make_the_counts_of_their_entry_and_container_unknown() -> None:
    hidden = {"id": "H", "container": "b1", "on_record": ["profiles"]}
    bodies = [{"id": name, "container": f"b{name}", "profiles": ["p"]} for name in ("1", "2")]
    own = remains("L", "proposed", hidden, *bodies, {"id": "3"})
    assert values("profiles_in_container", own) == [None, None, 1, 0]
    assert values("other_containers", own) == [None, 1, 1, 0]
    assert values("profiles_in_container", remains("L", "proposed", {**hidden, "container": None}, *bodies)) == [
        None,
        1,
        1,
    ]
    assert values("other_containers", remains("L", "proposed", {**hidden, "profiles": []}, *bodies)) == [0, 1, 1]


def test_a_list_says_nothing_of_the_containers_of_another() -> None:
    own = remains("L", "proposed", {"id": "1", "container": "b1", "profiles": ["p"]})
    other = remains("M", "proposed", {"id": "1", "container": "b2", "profiles": ["p"]})
    assert values("other_containers", own, other) == [0]


@pytest.mark.parametrize(("most", "expected"), [(3, 2), (2, [2, 3])])
def test_so_many_shared_profiles_are_counted_and_no_more(
    most: int, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "MOST_COMPARED", most)
    held = [("b0", ["p", "q"]), ("b1", ["p"]), ("b2", ["p"]), ("b3", [])]
    bags = [{"id": container, "container": container, "profiles": profiles} for container, profiles in held]
    bags[0]["profiles"] = ["p"]
    assert values("other_containers", remains("L", "proposed", *bags))[0] == expected


@pytest.mark.parametrize("name", [name for names in COMPUTED.values() for name in names])
def test_nobody_can_submit_what_is_computed(name: str) -> None:
    make = a_list if name in COMPUTED["prisoner"] else remains
    with pytest.raises(SubmissionError):
        shown(make("L", "proposed", {"id": "A", name: 1}))


def test_of_very_many_shared_profiles_the_count_is_bounded() -> None:
    profiles = [f"p{i}" for i in range(100)]
    bags = [{"id": f"{i}", "container": f"c{i}", "profiles": profiles} for i in range(110)]
    assert set(values("other_containers", remains("L", "proposed", *bags))) == {109}
    more = {"id": "Z", "container": "c0", "profiles": ["q"]}
    assert values("other_containers", remains("L", "proposed", *bags, more))[:2] == [[109, 110]] * 2


# --- the same person twice on one list

MARY = {"surname": "Melnyk", "given_names": "Maria", "date_of_birth": "1990-05-02"}


def test_entries_that_name_one_person_are_counted_and_an_entry_is_not_its_own_double() -> None:
    own = a_list(
        "L", "proposed", {"id": "A", **MARY}, {"id": "B", **MARY}, {"id": "C", "surname": "Bondar"}, {"id": "D"}
    )
    assert values("same_person", own)[:2] == [1, 1]
    assert values("same_person", a_list("L", "proposed", {"id": "A", "rank": "soldier"}, {"id": "B"})) == [0, 0]


@pytest.mark.parametrize("field", list(MARY))
def test_of_a_name_that_is_only_on_record_nobody_knows_how_many_have_it(field: str) -> None:
    hidden = {**{name: value for name, value in MARY.items() if name != field}, "on_record": [field]}
    own = a_list("L", "proposed", {"id": "A", **hidden}, {"id": "B", **MARY, "on_record": [field]}, {"id": "C"})
    first, second, third = values("same_person", own)
    assert first is None  # that it is on record as well does not hide what is sent
    assert second is not None
    assert third is not None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_event_of_some_time_in_the_year_is_not_forgotten_for_later_ones_of_its_kind(order: tuple[int, ...]) -> None:
    days = ("2025", "2025-02-01", "2025-03-01")
    told = [{**numbered(f"R{place}", "7"), "last_event": "exchanged", "last_event_on": days[place]} for place in order]
    (found,) = shown(a_list("L", "proposed", numbered("A", "7")), register(*told))
    assert (found["its_register_event"], found["its_register_event_on"]) == ("exchanged", None)
