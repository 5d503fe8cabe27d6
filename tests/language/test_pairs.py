"""Pairs: who was kept, changed, dropped and added by a list that answers another, and what rules say of it."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import Json, compiled, whole

from servanda.errors import RulesetError, SubmissionError, tell
from servanda.evaluation import replies
from servanda.evaluation.pairing import Pair
from servanda.language import Program

YOUNG: Json = {"of": "prisoner", "is": 'age_on(date_of_birth, date("2025-06-02")) <= 25'}
REASONED: Json = {"of": "pair", "is": "in_after || has(removal_reason)"}
REASON: Json = {"of": "pair", "applies": "in_before", "requires": "reasoned", "level": "binding"}
U: Json = {"id": "U", "kind": "prisoners", "role": "proposed", "by": "AAA", "date": "2025-06-01"}
V: Json = {"id": "V", "kind": "prisoners", "role": "returned", "by": "BBB", "in_reply_to": ["U"]}


def person(id_: str, **more: Any) -> Json:
    return {"id": id_, **more}


def judged(program: Program, before: list[Json], after: list[Json], **request: Any) -> Json:
    """The verdict on a list and the one that answers it."""
    more = request.pop("reply", {})
    return whole(program, lists=[{**U, "entries": before}, {**V, **more, "entries": after}], **request)


def holds(expression: str, before: list[Json], after: list[Json], **more: Any) -> list[Any]:
    """What an expression of pairs comes to, pair by pair."""
    definitions = {"it": {"of": "pair", "is": expression, "shown": "true"}, "young": YOUNG}
    rules = {"r": {"of": "prisoner", "requires": "young"}}
    found = judged(compiled(definitions, rules), before, after, **more)["pairs"]
    return [{**pair["holds"], **pair["values"]}["it"] for pair in found]


def test_of_whoever_is_on_one_list_alone_the_other_sides_definitions_are_not_known() -> None:
    definitions = {
        "origin": {"of": "prisoner", "is": "nationality"},
        "same": {"of": "pair", "is": "before.origin == after.origin", "shown": "true"},
        "ours": {"of": "pair", "is": 'before.origin == "x"', "shown": "true"},
    }
    program = compiled(definitions, {"any": {"of": "prisoner", "requires": "pregnant"}})
    here, other = person("A", nationality="x"), person("Z", nationality="y")
    found = [
        [pair["holds"] for pair in judged(program, *lists)["pairs"]]
        for lists in (([here, other], [other]), ([other], [here, other]), ([here, other], [here, other]))
    ]
    both, nowhere = {"same": "true", "ours": "false"}, {"same": "unknown", "ours": "unknown"}
    assert found == [
        [{"same": "unknown", "ours": "true"}, both],
        [both, nowhere],
        [{"same": "true", "ours": "true"}, both],
    ]


RULED = compiled({"reasoned": REASONED}, {"reason": REASON})


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_every_pair_that_violates_an_advisory_rule_is_a_warning(kept: int) -> None:
    program = compiled({"reasoned": REASONED}, {"reason": {**REASON, "level": "advisory"}})
    people = [person(id_) for id_ in ("A", "B", "C")]
    assert judged(program, people, people[:kept] or [person("Z")])["counts"]["warnings"] == 3 - kept


def test_people_are_kept_changed_dropped_and_added() -> None:
    before = [person("P1"), person("P2", health="fit"), person("P3", health="ill")]
    after = [person("Q1"), person("P2", health="ill"), person("P1")]
    found = judged(RULED, before, after)["pairs"]
    assert [(pair["id"], pair["status"], pair["changed"], pair["subject"]) for pair in found] == [
        ("P1", "kept", [], "/lists/1/entries/2"),
        ("P2", "changed", ["health"], "/lists/1/entries/1"),
        ("P3", "dropped", [], "/lists/0/entries/2"),
        ("Q1", "added", [], "/lists/1/entries/0"),
    ]
    assert [(pair["base"], pair["reply"]) for pair in found] == [("U", "V")] * 4


def test_whom_a_list_leaves_out_it_gives_a_reason_for() -> None:
    removals = {"removals": [{"id": "P2", "reason": "died"}, {"id": "P3"}]}
    found = judged(RULED, [person("P1"), person("P2"), person("P3")], [person("Q")], reply=removals)
    assert [(pair["id"], pair["verdict"]) for pair in found["pairs"]] == [
        ("P1", "non_compliant"),
        ("P2", "compliant"),
        ("P3", "non_compliant"),
        ("Q", "not_applicable"),
    ]
    assert found["verdict"] == "non_compliant"
    assert found["rules"][0]["statuses"] == {"not_applicable": 1, "satisfied": 1, "violated": 2}
    assert (found["counts"]["compliant"], found["counts"]["non_compliant"]) == (1, 2)
    assert found["pairs"][0]["findings"][0]["subject"] == "/lists/0/entries/0"


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"health": "fit"}, {}, []),  # what is not told again is not told otherwise
        ({}, {"health": "fit"}, []),
        ({"date_of_birth": "2000"}, {"date_of_birth": "2000-05-02"}, []),
        ({"date_of_birth": "2000-06"}, {"date_of_birth": "2000-05-02"}, ["date_of_birth"]),
        ({"fit_to_travel": True}, {"fit_to_travel": False}, ["fit_to_travel"]),
        ({"health_codes": ["a", "b"]}, {"health_codes": ["b", "a"]}, []),
        ({"health_codes": ["a"]}, {"health_codes": []}, ["health_codes"]),
        ({"rank": "Major", "unit": "A1"}, {"rank": "Colonel", "unit": "A2"}, ["rank", "unit"]),
        ({"surname": "Шевченко"}, {"surname": "Shevchenko"}, []),  # another script is no change, another name is one
        ({"given_names": "Микола"}, {"given_names": "Nikolai"}, []),
        ({"service_number": "АВ-12"}, {"service_number": "ab-12"}, []),
        ({"service_number": "АВ-12"}, {"service_number": "AB 12"}, ["service_number"]),
        ({"service_number": "АВ-12"}, {"service_number": "-"}, []),
        ({"surname": "Шевченко", "given_names": "Олег"}, {"surname": "Олег", "given_names": "Шевченко"}, []),
        ({"on_record": ["health"]}, {"on_record": ["rank"]}, []),
    ],
)
def test_what_has_changed_is_what_both_tell_and_surely_otherwise(before: Json, after: Json, changed: list[str]) -> None:
    (pair,) = judged(RULED, [person("P", **before)], [person("P", **after)])["pairs"]
    assert pair["changed"] == changed
    assert pair["status"] == ("changed" if changed else "kept")


@pytest.mark.parametrize(
    ("before", "after", "is_changed"),
    [
        (["2000"], ["2000-05-02"], False),
        (["2000"], ["2001-05-02"], True),
        (["2000", "2000-05-02"], ["2000-05-02", "2000-07"], False),
        (["2000-05", "2000"], ["2000", "2000-05-02"], False),
        (["2000-05-02", "2000-05"], ["2000-05-02", "2000-07-01"], True),
        (["2000-05-02", "2000-05-03"], ["2000", "2001"], True),
        (["2000", "2000"], ["2000"], True),
        (["2000", "1999"], ["1999-01-01", "2000-01-01"], False),
        ([], [], False),
    ],
)
def test_lists_of_dates_have_changed_where_they_cannot_be_the_same_days(
    before: list[str], after: list[str], is_changed: bool
) -> None:
    program = compiled(
        rules={"r": {"of": "prisoner", "requires": "pregnant"}}, fields={"prisoner": {"visits": ["date"]}}
    )
    for told in ((before, after), (after, before)):
        (pair,) = judged(program, *([person("P", visits=days)] for days in told))["pairs"]
        assert pair["changed"] == (["visits"] if is_changed else [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"surname": "Шевченко"}, {"surname": "Бондар"}),
        ({"given_names": "Микола"}, {"given_names": "Андрій"}),
        ({"patronymic": "Петрович"}, {"patronymic": "Ivanovych"}),
        ({"date_of_birth": "1990-05-02"}, {"date_of_birth": "1971-03-03"}),
        ({"sex": "male"}, {"sex": "female"}),
        ({"power": "AAA"}, {"power": "BBB"}),
        ({"service_number": "A-11"}, {"service_number": "B-22"}),
    ],
)
def test_an_id_does_not_make_one_of_two_who_are_plainly_others(before: Json, after: Json) -> None:
    first, second = judged(RULED, [person("P", **before)], [person("P", **after)])["pairs"]
    assert (first["status"], second["status"]) == ("review", "review")
    assert first["candidates"] == second["candidates"] == ["P"]
    assert (first["verdict"], first["findings"][0]["missing"][0]) == ("indeterminate", "in_after")


def test_a_service_number_does_not_either_and_a_dash_is_none() -> None:
    pairs = judged(
        RULED,
        [person("P1", service_number="A-11", sex="male"), person("P2", service_number="-")],
        [person("Q1", service_number="A-11", sex="female"), person("Q2", service_number="-")],
    )["pairs"]
    assert [pair["status"] for pair in pairs] == ["review", "dropped", "review", "added"]


@pytest.mark.parametrize("reason", ["-", "\u00a0", " . "])
def test_a_reason_without_a_word_is_none(reason: str) -> None:
    removals = {"removals": [{"id": "P1", "reason": reason}]}
    assert judged(RULED, [person("P1")], [person("Q")], reply=removals)["pairs"][0]["verdict"] == "non_compliant"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("in_before && before.young", ["true", "true", "unknown", "false"]),
        ("before.young", ["true", "true", "unknown", "unknown"]),
        ("in_after && after.young", ["true", "false", "false", "unknown"]),
        ("has(before.date_of_birth)", ["true", "true", "false", "false"]),
        ('before.id == "P1"', ["true", "false", "false", "unknown"]),
        ("has(after.id)", ["true", "false", "false", "true"]),
        ("has(after.same_number)", ["true", "false", "false", "true"]),
        ("has(after.on_record)", ["false"] * 4),
        ("after.same_number", [0, None, None, 0]),
        ("has(after.register_event)", ["false"] * 4),
        ('base.by == "AAA" && reply.role == "returned"', ["true"] * 4),
        ("base.date == reply.date", ["unknown"] * 4),
        ('"rank" in changed', ["true", "false", "false", "false"]),
        ("changed.size()", [1, 0, 0, 0]),
        ("removal_reason", [None, "sick", None, None]),
        ("before.date_of_birth", ["2003-01-01", "2004-01-01", None, None]),
        ("lists.size()", [2, 2, 2, 2]),
        ('before.completeness == "partial"', ["unknown"] * 4),  # of remains: a prisoner has no such field
        ("has(before.completeness)", ["false"] * 4),
    ],
)
def test_an_expression_sees_both_entries_and_both_headers(expression: str, expected: list[Any]) -> None:
    before = [
        person("P1", date_of_birth="2003-01-01", rank="Major"),
        person("P2", date_of_birth="2004-01-01"),
        person("P3"),
    ]
    after = [person("P1", date_of_birth="2003-01-01", rank="Colonel"), person("Q")]
    assert holds(expression, before, after, reply={"removals": [{"id": "P2", "reason": "sick"}]}) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("in_before", ["true", "unknown"]),
        ("in_after", ["unknown", "true"]),
        ("changed.size()", [None, None]),
        ("has(before.id)", ["true", "unknown"]),
        ("has(before.date_of_birth)", ["true", "unknown"]),
        ("!has(before.refusal_ground)", ["true", "unknown"]),
        ("in_before && has(before.refusal_ground)", ["false", "unknown"]),
        ("has(before.same_number)", ["true", "unknown"]),
        ("has(after.register_event)", ["unknown", "false"]),
        ("has(after.completeness)", ["false", "false"]),  # no prisoner has it
        ("before.young", ["true", "unknown"]),
        ("has(removal_reason)", ["true", "unknown"]),
        ("in_after || has(removal_reason)", ["true", "true"]),
    ],
)
def test_what_depends_on_who_it_is_stays_undecided(
    expression: str, expected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    too_close = [Pair(0, None, candidates=(0,)), Pair(None, 0, candidates=(0,))]
    monkeypatch.setattr(replies, "pairs", lambda *_: too_close)
    before, after = [person("P", date_of_birth="2003-01-01")], [person("Q")]
    assert holds(expression, before, after, reply={"removals": [{"id": "P", "reason": "sick"}]}) == expected
    found = judged(RULED, before, after)["pairs"]
    assert [(pair["status"], pair["candidates"], pair["verdict"]) for pair in found] == [
        ("review", ["Q"], "indeterminate"),
        ("review", ["P"], "compliant"),
    ]


def test_what_is_missing_says_on_which_side() -> None:
    both = {"both_young": {"of": "pair", "is": "before.young && after.young"}, "young": YOUNG}
    program = compiled(both, {"r": {"of": "pair", "applies": "in_after", "requires": "both_young"}})
    found = judged(program, [person("P1"), person("P2")], [person("P1", date_of_birth="2003-01-01")])
    (first, second) = found["pairs"]
    assert first["findings"][0]["missing"] == ["before.date_of_birth"]
    assert second["verdict"] == "not_applicable"
    (asked,) = [item for item in found["clarifications"] if "base" in item]
    assert asked == {
        "subject": "/lists/1/entries/0",
        "base": "U",
        "reply": "V",
        "fields": ["before.date_of_birth"],
        "may_settle": ["r"],
    }


def test_what_is_missing_of_the_headers_says_of_which() -> None:
    late: Json = {"of": "prisoner", "is": "captured_on > header.transfer_on"}
    both: Json = {"of": "pair", "is": "before.late && after.late && base.channel == reply.channel"}
    program = compiled({"late": late, "both": both}, {"r": {"of": "pair", "requires": "both"}})
    (pair,) = judged(program, [person("P", captured_on="2024-05-01")], [person("P")], reply={"channel": "regular"})[
        "pairs"
    ]
    fields = ["after.captured_on", "base.transfer_on", "base.channel", "reply.transfer_on"]
    assert pair["findings"][0]["missing"] == fields


def test_readings_of_what_entries_are_make_pairs_disputed() -> None:
    readings = {
        "STRICT": {"held_by": ["AAA"], "is": "age_on(date_of_birth, as_of) < 25"},
        "LOOSE": {"held_by": ["BBB"], "is": "age_on(date_of_birth, as_of) <= 25"},
    }
    definitions = {
        "young": {"of": "prisoner", "readings": readings},
        "left": {"of": "pair", "is": "in_after || !before.young"},
    }
    program = compiled(definitions, {"r": {"of": "pair", "applies": "in_before", "requires": "left"}})
    (pair,) = judged(program, [person("P", date_of_birth="2000-01-01")], [person("Q")])["pairs"][:1]
    assert pair["verdict"] == "disputed"
    assert pair["findings"][0]["under"] == {"satisfied": [{"young": ["STRICT"]}], "violated": [{"young": ["LOOSE"]}]}


def test_a_list_answers_registers_and_several_lists_but_a_register_answers_nothing() -> None:
    register = {**U, "id": "R", "role": "register", "entries": [person("P1"), person("P9")]}
    lists = [
        {**U, "entries": [person("P1")]},
        register,
        {**V, "role": "delivered", "in_reply_to": ["R", "U"], "entries": [person("P1")]},
        {**register, "id": "S", "in_reply_to": ["U"]},
    ]
    found = whole(RULED, lists=lists)["pairs"]
    assert [(pair["base"], pair["reply"], pair["id"], pair["status"]) for pair in found] == [
        ("R", "V", "P1", "kept"),
        ("R", "V", "P9", "dropped"),
        ("U", "V", "P1", "kept"),
    ]


def answering(*bases: Json, entries: list[Json], **more: Any) -> list[tuple[str, str, str]]:
    """Of a list that answers all of these: the list answered, the id and the status of each pair."""
    lists = [{**U, "id": f"U{n}", **base} for n, base in enumerate(bases)]
    reply = {**V, "in_reply_to": [item["id"] for item in lists], "entries": entries, **more}
    found = whole(RULED, lists=[*lists, reply])["pairs"]
    return [(pair["base"], pair["id"], pair["status"]) for pair in found]


def test_whoever_is_on_one_of_several_lists_answered_was_not_added_to_the_others() -> None:
    bases = [{"entries": [person("P1"), person("P2")]}, {"entries": [person("P3"), person("P4")]}]
    assert answering(*bases, entries=[person("P1"), person("P3"), person("Q")]) == [
        ("U0", "P1", "kept"),
        ("U0", "P2", "dropped"),
        ("U0", "Q", "added"),
        ("U1", "P3", "kept"),
        ("U1", "P4", "dropped"),
        ("U1", "Q", "added"),
    ]


def test_what_was_proposed_is_not_agreed_where_both_are_answered() -> None:
    bases = [{"role": "agreed", "entries": [person("P1")]}, {"role": "proposed", "entries": [person("P2")]}]
    assert answering(*bases, entries=[person("P2")]) == [
        ("U0", "P1", "dropped"),
        ("U0", "P2", "added"),
        ("U1", "P2", "kept"),
    ]


JOHN: Json = {"surname": "Коваленко", "given_names": "Микола", "patronymic": "Петрович"}


def test_whoever_may_be_on_another_of_the_lists_answered_is_not_known_to_be_added() -> None:
    near = person("Q", **JOHN, date_of_birth="1990-05")
    bases = [{"entries": [person("P1", **JOHN, date_of_birth="1990-05-12")]}, {"entries": [person("P2")]}]
    assert answering(*bases, entries=[near]) == [
        ("U0", "P1", "review"),
        ("U0", "Q", "review"),
        ("U1", "P2", "dropped"),
        ("U1", "Q", "review"),
    ]
    lists = [{**U, "id": f"U{n}", **base} for n, base in enumerate(bases)]
    agreed = {"of": "pair", "applies": "in_after", "requires": "in_before"}
    found = whole(compiled(rules={"r": agreed}), lists=[*lists, {**V, "in_reply_to": ["U0", "U1"], "entries": [near]}])
    last = found["pairs"][-1]
    assert (last["verdict"], last["findings"][0]["missing"]) == ("indeterminate", ["in_before"])
    assert "candidates" not in last and "changed" not in last


def test_a_reason_counts_on_each_list_that_has_the_id() -> None:
    bases = [{"id": f"U{n}", "entries": [person("P1"), person(f"X{n}")]} for n in range(2)]
    reply = {**V, "in_reply_to": ["U0", "U1"], "entries": [person("Q")], "removals": [{"id": "P1", "reason": "died"}]}
    found = whole(RULED, lists=[*({**U, **base} for base in bases), reply])["pairs"]
    assert [(pair["id"], pair["verdict"]) for pair in found if pair["status"] == "dropped"] == [
        ("P1", "compliant"),
        ("X0", "non_compliant"),
        ("P1", "compliant"),
        ("X1", "non_compliant"),
    ]


def test_of_two_people_who_have_the_id_of_a_removal_only_the_reason_is_in_doubt() -> None:
    who = [{**JOHN, "date_of_birth": "1990-05-12"}, {"surname": "Бойко", "given_names": "Степан"}]
    lists = [{**U, "id": f"U{n}", "entries": [person("P1", **who[n]), person(f"X{n}")]} for n in range(2)]
    removals = [{"id": "P1", "reason": "died"}, {"id": "X0", "reason": "died"}]
    reply = {**V, "in_reply_to": ["U0", "U1"], "entries": [person("Q")], "removals": removals}
    found = whole(RULED, lists=[*lists, reply])["pairs"]
    assert [(pair["id"], pair["status"], pair["verdict"]) for pair in found if pair["id"] != "Q"] == [
        ("P1", "dropped", "indeterminate"),
        ("X0", "dropped", "compliant"),
        ("P1", "dropped", "indeterminate"),
        ("X1", "dropped", "non_compliant"),
    ]
    assert found[0]["findings"][0]["missing"] == ["removal_reason"] and found[0]["changed"] == []


@pytest.mark.parametrize("reason", ["-", " ", None])
def test_a_removal_without_a_reason_leaves_two_people_dropped_without_one(reason: str | None) -> None:
    who = [{**JOHN, "date_of_birth": "1990-05-12"}, {"surname": "Бойко", "given_names": "Степан"}]
    lists = [{**U, "id": f"U{n}", "entries": [person("P1", **who[n])]} for n in range(2)]
    reply = {**V, "in_reply_to": ["U0", "U1"], "entries": [person("Q")], "removals": [{"id": "P1", "reason": reason}]}
    found = whole(RULED, lists=[*lists, reply])["pairs"]
    assert [(pair["status"], pair["verdict"]) for pair in found if pair["id"] == "P1"] == [
        ("dropped", "non_compliant"),
        ("dropped", "non_compliant"),
    ]


def test_remains_are_paired_by_their_ids() -> None:
    lists = [
        {**U, "kind": "remains", "entries": [{"id": "B1"}, {"id": "B2"}]},
        {**V, "kind": "remains", "entries": [{"id": "B2"}]},
    ]
    assert [(pair["id"], pair["status"]) for pair in whole(RULED, lists=lists)["pairs"]] == [
        ("B1", "dropped"),
        ("B2", "kept"),
    ]


def test_without_a_list_that_answers_no_pair_is_judged() -> None:
    found = whole(RULED, lists=[{**U, "entries": [person("P1")]}])
    assert found["pairs"] == []
    assert found["not_checked"] == [
        {"rule": "reason", "reason": "no list in the submission answers another of its kind"}
    ]
    assert found["verdict"] == "not_applicable"


def test_pairs_are_the_conduct_of_who_answers() -> None:
    before, after = [person("P1")], [person("Q")]
    assert judged(RULED, before, after, conduct_of="BBB")["verdict"] == "non_compliant"
    left_out = judged(RULED, before, after, conduct_of="AAA")
    assert left_out["pairs"] == []
    assert {"rule": "reason", "reason": "conduct of another party"} in left_out["not_checked"]


def test_what_another_party_answers_to_a_list_of_the_other_kind_makes_no_pair() -> None:
    lists = [{**U, "entries": [person("P1")]}, {**V, "kind": "remains", "entries": [{"id": "P1"}]}]
    found = whole(RULED, lists=lists, conduct_of="AAA")
    assert {"rule": "reason", "reason": "no list in the submission answers another of its kind"} in found["not_checked"]


def test_before_the_agreement_was_in_force_pairs_are_not_judged() -> None:
    lists = [{**U, "date": None, "entries": [person("P1")]}, {**V, "entries": [person("Q")]}]
    found = whole(RULED, lists=lists, as_of="2019-12-31")
    assert [(pair["status"], pair["verdict"]) for pair in found["pairs"]] == [
        ("dropped", "not_applicable"),
        ("added", "not_applicable"),
    ]


def test_pairs_stand_in_findings_and_traces_and_not_in_summaries() -> None:
    before, after = [person("P1")], [person("Q")]
    assert judged(RULED, before, after, detail="summary")["pairs"] == []
    (pair, _) = judged(RULED, before, after, detail="trace")["pairs"]
    (rule,) = pair["rules"]
    assert rule["status"] == "violated"
    assert rule["because"][0] == {"field": "in_before", "value": "true"}
    assert rule["because"][1]["value"] == "false"


@pytest.mark.parametrize(
    ("of", "expression", "code"),
    [
        ("prisoner", "before.health == after.health", "unknown-name"),
        ("list", "entries.exists(e, e.in_after)", "unknown-name"),
        ("pair", "before.heath == after.health", "unknown-name"),
        ("pair", "health == after.health", "unknown-name"),
        ("pair", "before == after", "wrong-type"),
        ("pair", "base.individuals == 1", "unknown-name"),
        ("pair", "entries.size() == 1", "unknown-name"),
        ("pair", "held.exists(h, h.id == before.id)", "nested-macro"),
    ],
)
def test_what_no_pair_or_only_a_pair_has_is_refused(of: str, expression: str, code: str) -> None:
    with pytest.raises(RulesetError) as refused:
        compiled(
            {"it": {"of": of, "is": expression, "shown": "true"}}, {"r": {"of": "prisoner", "requires": "pregnant"}}
        )
    assert code in str(refused.value)


@pytest.mark.parametrize("of", ["pair", "prisoner"])
def test_what_is_the_same_for_all_of_them_may_go_through_registers(of: str) -> None:
    several: Json = {"of": "record", "is": "lists.size() > 1"}
    body = "held.exists(h, h.pregnant && several) || lists.exists(l, l.final && several)"
    for expression in (body, "held.map(h, several ? as_of : as_of).size() > 0"):
        compiled({"several": several, "it": {"of": of, "is": expression}}, {"r": {"of": of, "requires": "it"}})


@pytest.mark.parametrize("name", ["in_before", "changed", "removal_reason", "before", "reply"])
def test_names_of_pairs_are_taken(name: str) -> None:
    with pytest.raises(RulesetError, match="name-taken"):
        compiled({name: {"of": "prisoner", "is": "pregnant", "shown": "true"}})


@pytest.mark.parametrize(("limit", "detail", "refused"), [(8, "findings", False), (7, "findings", True)])
def test_answers_come_to_so_many_entries_and_no_more(
    limit: int, detail: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOST_COMPARED", limit)
    lists = [
        {**U, "id": f"L{n}", "in_reply_to": [f"L{m}" for m in range(n)], "entries": [person("P")]} for n in range(3)
    ]
    lists[2]["entries"].append(person("Q"))
    if not refused:
        assert len(whole(RULED, lists=lists, detail=detail)["pairs"]) == 5
        return
    with pytest.raises(SubmissionError) as found:
        whole(RULED, lists=lists, detail=detail)
    (problem,) = found.value.problems
    assert problem.slug == "too-many-items"
    assert (problem.code, problem.pointer, problem.limit) == ("too-many", "/lists/2/in_reply_to", limit)
    assert len({tell(problem.message, language) for language in ("en", "uk", "ru")}) == 3
