"""Faults that were found and mended, each with its smallest example."""

import sys
from typing import Any

import pytest
from tiny import Json, compiled, text_of, verdict
from worker import read

from servanda.errors import RulesetError
from servanda.language import check_text, compile_text

ANY: Json = {"any": {"of": "prisoner", "requires": "pregnant"}}
FIELDS = {"prisoner": {"flag": "bool", "flags": ["bool"]}}


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in check_text(text)]


def holds(expression: str, entry: Json, of: str = "prisoner", **more: Any) -> Any:
    program = compiled({"it": {"of": of, "is": expression, "shown": "true"}}, ANY, **{"fields": FIELDS, **more})
    found = verdict(program, [{"id": "P", **entry}])
    found = found if of == "list" else found["entries"][0]
    return found["holds"].get("it", found["values"].get("it"))


def refused(expression: str, of: str = "prisoner", **more: Any) -> bool:
    """Whether an expression is refused with a diagnostic."""
    try:
        compile_text(text_of({"it": {"of": of, "is": expression, "shown": "true"}}, ANY, **more))
    except RulesetError:
        return True
    return False


@pytest.mark.parametrize("part", ["applies", "unless", "requires"])
def test_a_premise_that_is_none_does_not_make_its_rule_vanish(part: str) -> None:
    rule = {"of": "prisoner", "requires": "pregnant", part: "none"}
    assert "error" in {d.severity for d in check_text(text_of(rules={**ANY, "it": rule}))}


def test_a_bool_in_a_list_of_a_field_is_compared() -> None:
    assert holds("flag in flags", {"flag": True, "flags": [False]}) == "false"


def test_a_bool_in_a_list_of_a_term_is_compared() -> None:
    assert holds("flag in terms.f", {"flag": False}, terms={"f": {"type": ["bool"], "is": ["false"]}}) == "true"


@pytest.mark.parametrize(
    ("expression", "of"),
    [
        ("health_codes.filter(c, true) != health_codes", "prisoner"),
        ("entries.map(e, e.power) != parties", "list"),
        ("entries.filter(e, e.flag) != entries", "list"),
    ],
)
def test_lists_that_may_be_equal_do_not_differ(expression: str, of: str) -> None:
    assert refused(expression, of, fields=FIELDS) or holds(expression, {"health_codes": ["A"]}, of) != "true"


def test_a_choice_between_lists_of_entries_is_judged_or_refused() -> None:
    expression = '(date > date("2000") ? entries : entries.filter(e, e.flag)).size()'
    if not refused(expression, "list", fields=FIELDS):
        program = compiled({"it": {"of": "list", "is": expression, "shown": "true"}}, ANY, fields=FIELDS)
        assert verdict(program, [{"id": "P"}], {"date": "2025-01-01"})["values"]["it"] == 1


def test_a_value_of_a_map_may_be_open() -> None:
    terms = {"m": {"type": {"party": "int"}, "is": {"AAA": "5", "BBB": "open"}}}
    assert (
        refused("terms.m[power] > 4", terms=terms)
        or holds("terms.m[power] > 4", {"power": "BBB"}, terms=terms) == "unknown"
    )


@pytest.mark.parametrize("word", ["none", "open"])
def test_a_word_in_a_list_of_a_term_means_itself(word: str) -> None:
    terms = {"w": {"type": ["id"], "is": [word, "other"]}}
    assert holds("nationality in terms.w", {"nationality": word}, terms=terms) == "true"


def test_a_map_of_lists_is_looked_up_or_refused() -> None:
    terms = {"m": {"type": {"party": ["id"]}, "is": {"AAA": ["x"]}}}
    entry, expression = {"power": "AAA", "nationality": "x"}, "nationality in terms.m[power]"
    assert refused(expression, terms=terms) or holds(expression, entry, terms=terms) == "true"


def test_a_map_of_maps_is_looked_up_or_refused() -> None:
    terms = {"m": {"type": {"party": {"id": "int"}}, "is": {"AAA": {"x": "5"}}}}
    entry, expression = {"power": "AAA", "nationality": "x"}, "terms.m[power][nationality] > 4"
    assert refused(expression, terms=terms) or holds(expression, entry, terms=terms) == "true"


def test_a_map_cannot_be_shown() -> None:
    terms = {"m": {"type": {"party": "int"}, "is": {"AAA": "5"}}}
    assert "not-shown" in codes(text_of({"it": {"of": "prisoner", "is": "terms.m", "shown": "true"}}, ANY, terms=terms))


def test_a_field_of_two_types_in_a_macro_over_entries_is_refused_or_judged() -> None:
    fields = {"prisoner": {"x": "int"}, "remains": {"x": "text"}}
    text = text_of({"it": {"of": "list", "is": "entries.exists(e, e.x > 5)", "shown": "true"}}, ANY, fields=fields)
    assert read(text).exception == ""


def test_a_field_may_not_take_the_type_of_a_field_of_remains() -> None:
    text = text_of(
        {"it": {"of": "list", "is": "entries.exists(e, e.container > 5)", "shown": "true"}},
        ANY,
        fields={"prisoner": {"container": "int"}},
    )
    assert read(text).exception == ""


def test_an_empty_list_is_refused() -> None:
    assert "wrong-type" in codes(text_of({"it": {"of": "prisoner", "is": "health in []", "shown": "true"}}, ANY))


def test_a_deep_tree_under_its_limits_is_compiled_wherever_it_is_called() -> None:
    expression = "individuals"
    for _ in range(15):
        expression = f"({expression})" + " + 1" * 15
    text = text_of({"it": {"of": "list", "is": f"{expression} > 3", "shown": "true"}}, ANY)

    def under(frames: int) -> str:
        return under(frames - 1) if frames else read(text).exception

    assert under(sys.getrecursionlimit() // 4) == ""


def test_many_names_that_are_nearly_known_are_refused_quickly() -> None:
    known = {f"abcdefgh{i:03d}": {"of": "prisoner", "is": "pregnant"} for i in range(380)}
    unknown = {
        f"q{j}": {"of": "prisoner", "is": " && ".join(f"abcdefgh{i:03d}x{j}" for i in range(200))} for j in range(4)
    }
    assert read(text_of({**known, **unknown}, ANY)).seconds < 2


def test_messages_do_not_repeat_a_long_enumeration() -> None:
    words = [f"value-{i:05d}" for i in range(2000)]
    definitions = {"it": {"of": "prisoner", "is": " && ".join(['c == "x"'] * 50), "shown": "true"}}
    told = check_text(text_of(definitions, ANY, fields={"prisoner": {"c": words}}))
    assert sum(len(d.message) for d in told) < 100_000


def test_an_end_before_the_beginning_is_refused() -> None:
    assert codes(text_of(rules=ANY, in_force={"from": "2025-06-02", "until": "2025-06-01"})) == ["bad-order"]


@pytest.mark.parametrize("key", ["agreement", "version", "title", "standing"])
def test_what_is_wrong_with_the_head_is_told_together_with_the_rest(key: str) -> None:
    told = check_text(text_of(rules={"any": {"of": "prisoner", "requires": "pregnnt"}}, **{key: ["Wrong"]}))
    assert {"wrong-shape", "unknown-name"} <= {d.code for d in told}


@pytest.mark.parametrize("name", ["as_of", "parties", "terms", "header", "true", "in", "null"])
def test_a_field_may_not_take_a_name_that_means_something(name: str) -> None:
    assert codes(text_of(rules=ANY, fields={"prisoner": {name: "int"}})) == ["name-taken"]


@pytest.mark.parametrize("zone", ["localtime", "posixrules"])
def test_the_zone_of_the_machine_is_no_zone_of_an_agreement(zone: str) -> None:
    assert codes(text_of(rules=ANY, conventions={"time_zone": zone})) == ["no-such-zone"]


def test_no_definition_may_be_called_as_a_field_of_another_subject_is() -> None:
    expression = 'entries.exists(e, e.health == "fit")'
    assert codes(text_of({"health": {"of": "list", "is": expression, "shown": "true"}}, ANY)) == ["name-taken"]


HAS_FITNESS = 'health == "fit"'


@pytest.mark.parametrize("later", ["big", "lists.exists(l, l.big)", "held.exists(h, h.fit)", "header.fit"])
def test_a_name_that_cannot_be_meant_is_told_whatever_comes_first(later: str) -> None:
    d = {"d": {"of": "prisoner", "is": later}}
    others = {
        "big": {"of": "list", "shown": "true", "is": "entries.size() > 3"},
        "fit": {"of": "prisoner", "shown": "true", "is": HAS_FITNESS},
    }
    rules = {"r": {"of": "prisoner", "requires": "d"}, **ANY}
    for definitions in ({**d, **others}, {**others, **d}):
        assert codes(text_of(definitions, rules)) == ["unknown-name"]


@pytest.mark.parametrize("name", ["self", "header"])
def test_no_variable_may_take_the_name_of_whose_fields_are_meant(name: str) -> None:
    expression = f'lists.all({name}, {name}.by == "AAA")'
    assert codes(text_of({"d": {"of": "list", "shown": "true", "is": expression}}, ANY)) == ["name-taken"]


@pytest.mark.parametrize(
    "expression",
    [
        "lists.all(l, has(l.individuals))",
        'entries.exists(e, e.m["AAA"] > 1)',
        "lists.exists(l, l.m[l.by] > 1)",
    ],
)
def test_what_no_variable_can_reach_is_refused(expression: str) -> None:
    of = "record" if "l.m" in expression else "list"
    m = {"m": {"of": "prisoner" if of == "list" else "list", "is": "terms.q", "shown": "false"}}
    terms = {"q": {"type": {"party": "int"}, "is": {"AAA": "5"}}}
    told = codes(text_of({**m, "d": {"of": of, "shown": "true", "is": expression}}, ANY, terms=terms))
    assert set(told) - {"unused-definition"} in ({"wrong-type"}, {"wrong-arguments"})


@pytest.mark.parametrize(
    ("of", "expression"),
    [
        ("prisoner", "id in held.map(h, h.id)"),
        ("prisoner", "held.map(h, h.id).exists(x, x == id)"),
        ("prisoner", "[id].exists(x, held.exists(h, h.id == x))"),
        ("list", "entries.exists(e, held.exists(h, h.id == e.id))"),
        ("list", "entries.exists(e, e.id in held.map(h, h.id))"),
        ("record", "held.exists(h, held.exists(o, o.id == h.id))"),
    ],
)
def test_two_long_lists_are_not_multiplied(of: str, expression: str) -> None:
    assert codes(text_of({"d": {"of": of, "shown": "true", "is": expression}}, ANY)) == ["nested-macro"]


@pytest.mark.parametrize("named", ["before.pregnant", "before.young", "young"])
def test_a_long_list_is_not_gone_through_for_each_of_many_by_what_is_of_one_of_them(named: str) -> None:
    young = {"of": "pair" if named == "young" else "prisoner", "shown": "true", "is": 'as_of < date("2025-01-01")'}
    definitions = {"young": young, "d": {"of": "pair", "shown": "true", "is": f"held.exists(h, {named})"}}
    assert codes(text_of(definitions, ANY)) == ["nested-macro"]


@pytest.mark.parametrize(
    "expression",
    [
        'lists.filter(l, l.role == "register").exists(m, m.by == header.by)',
        'parties.filter(l, l == "AAA").exists(m, m == header.by)',
        "third_parties.filter(v, header.final).filter(v, header.final).size() == 1",
    ],
)
def test_a_macro_over_a_macro_is_worked_out_once(expression: str) -> None:
    assert codes(text_of({"d": {"of": "prisoner", "shown": "true", "is": expression}}, ANY)) == []


def test_an_error_in_a_definition_is_told_once() -> None:
    definitions = {"a": {"of": "prisoner", "is": "pregnnt"}, "b": {"of": "prisoner", "is": "a"}}
    rules = {"any": {"of": "prisoner", "requires": "a && b"}}
    assert codes(text_of(definitions, rules)) == ["unknown-name"]


def test_an_error_in_a_rule_does_not_make_its_clause_unchecked() -> None:
    assert codes(text_of(rules={"any": {"of": "prisoner", "requires": "pregnnt"}})) == ["unknown-name"]


def test_a_definition_that_fails_does_not_make_others_unused() -> None:
    definitions = {f"d{i}": {"of": "prisoner", "is": f"d{i - 1}" if i else "pregnant"} for i in range(33)}
    rules = {**ANY, "r": {"of": "prisoner", "requires": "d32"}}
    assert set(codes(text_of(definitions, rules))) == {"definitions-too-deep"}


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("header", "did you mean `header`"),
        ("terms", "did you mean `terms`"),
        ('startsWith(surname, "M")', "`startsWith`?"),
    ],
)
def test_no_suggestion_is_what_was_written(expression: str, wrong: str) -> None:
    told = check_text(text_of({"it": {"of": "prisoner", "is": expression, "shown": "true"}}, ANY))
    assert not any(wrong in str(d) for d in told)


@pytest.mark.parametrize("type_", ["time", "duration"])
def test_no_type_that_is_refused_is_suggested(type_: str) -> None:
    parts: Json = (
        {"terms": {"t": {"type": "time", "is": "2025"}}} if type_ == "time" else {"fields": {"list": {"f": type_}}}
    )
    assert not any(f"`{type_}`" in d.hint for d in check_text(text_of(rules=ANY, **parts)))


def test_a_party_is_called_a_party() -> None:
    clauses = {"C": {"text": "x", "standing": "asserted", "asserted_by": ["XYZ"]}}
    assert any("unknown party `XYZ`" in d.message for d in check_text(text_of(rules=ANY, clauses=clauses)))


def test_a_shown_duration_is_shown_as_it_is_written_or_refused() -> None:
    terms = {"d": {"type": "duration", "is": "P7D"}}
    assert refused("terms.d", terms=terms) or holds("terms.d", {}, terms=terms) == "P7D"


def test_a_message_stays_on_its_line_and_short() -> None:
    told = check_text(text_of(rules=ANY, signed="x\n" * 20_000))
    assert all(len(d.message) < 1000 and d.message.isprintable() for d in told)


def test_the_last_instants_of_the_calendar_are_days() -> None:
    program = compiled(rules=ANY)
    assert verdict(program, [{"id": "P"}], as_of="9999-12-31T23:00:00Z")["verdict"] == "indeterminate"


@pytest.mark.parametrize("name", ["in", "if", "true"])
def test_a_term_may_not_take_a_word_of_the_expressions(name: str) -> None:
    assert codes(text_of(rules=ANY, terms={name: {"type": "int", "is": "1"}})) == ["name-taken"]


def test_two_kinds_of_entries_with_the_same_code_are_traced_apart() -> None:
    definitions = {
        "of_prisoners": {"of": "prisoner", "is": "has(on_record)"},
        "of_remains": {"of": "remains", "is": "has(on_record)"},
    }
    rules = {
        "a": {"of": "prisoner", "requires": "of_prisoners"},
        "b": {"of": "remains", "requires": "of_remains"},
    }
    program = compiled(definitions, rules)
    assert program.subjects.entries["prisoner"].facts.source == program.subjects.entries["remains"].facts.source
    for kind, name in (("prisoners", "of_prisoners"), ("remains", "of_remains")):
        (rule,) = verdict(program, [{"id": "A"}], kind=kind, detail="trace")["entries"][0]["rules"]
        assert [reason["definition"] for reason in rule["because"]] == [name]
