"""Patches: other values in a ruleset's text, and nothing else."""

from typing import Any

import pytest

from servanda.errors import PatchError, RulesetError
from servanda.language.document import parse
from servanda.language.patch import patched

TEXT = """\
# kept: every comment
terms:
  least: {clause: C1, type: int, is: 5}   # five
  quota:
    clause: C1
    type: {party: int}
    is:
      UKR: 1
      RUS: 2

  days:
    clause: C1
    type: int
    readings:
      SHORT: {held_by: [], is: 3}
      LONG:
        held_by: []
        is: 30
  bare: 5
  void: {clause: C1, type: int}
definitions:
  young:
    of: prisoner
    clause: C2
    readings:
      A: {held_by: [], is: 'age < 25'}
      B-1:
        is: >-
          age <
          26
        held_by: []
  old: {of: prisoner, clause: C2, is: age > 60}
"""


def value(text: str, *path: str) -> Any:
    """What stands at a path of the text, read anew."""
    document, diagnostics = parse(text)
    assert document, diagnostics
    found: Any = document.plain()
    for key in path:
        found = found[key]
    return found


@pytest.mark.parametrize(
    ("patch", "path", "found"),
    [
        ({"terms": {"least": 6}}, ("terms", "least", "is"), "6"),
        ({"terms": {"least": -6}}, ("terms", "least", "is"), "-6"),
        ({"terms": {"least": "none"}}, ("terms", "least", "is"), "none"),
        ({"terms": {"least": True}}, ("terms", "least", "is"), "true"),
        ({"terms": {"quota": {"UKR": 7}}}, ("terms", "quota", "is"), {"UKR": "7"}),
        ({"terms": {"quota": ["UKR", 7]}}, ("terms", "quota", "is"), ["UKR", "7"]),
        ({"terms": {"days": {"LONG": 31}}}, ("terms", "days", "readings", "LONG", "is"), "31"),
        ({"definitions": {"young": {"A": "age < 26"}}}, ("definitions", "young", "readings", "A", "is"), "age < 26"),
        ({"definitions": {"young": {"B-1": "age < 9"}}}, ("definitions", "young", "readings", "B-1", "is"), "age < 9"),
        ({"definitions": {"old": 'rank == "\\" # ї\n"'}}, ("definitions", "old", "is"), 'rank == "\\" # ї\n"'),
    ],
)
def test_a_value_takes_the_place_of_another(patch: Any, path: tuple[str, ...], found: Any) -> None:
    result = patched(TEXT.encode(), patch)
    assert value(result.text, *path) == found
    before, after = (value(text) for text in (TEXT, result.text))
    for key in path[:-1]:  # beside the path everything is as it was
        assert {k: v for k, v in before.items() if k != key} == {k: v for k, v in after.items() if k != key}
        before, after = before[key], after[key]
    assert result.text.count("#") == TEXT.count("#") + str(found).count("#")


def test_several_values_change_at_once_and_each_has_its_place() -> None:
    patch = {"definitions": {"old": "age > 70", "young": {"A": "age < 26"}}, "terms": {"least": 66}}
    result = patched(TEXT, patch)
    assert {result.text[start:end]: pointer for start, end, pointer in result.places} == {
        "66": "/terms/least",
        '"age < 26"': "/definitions/young/A",
        '"age > 70"': "/definitions/old",
    }


def test_an_empty_patch_changes_nothing() -> None:
    assert patched(TEXT, {}).text == patched(TEXT, {"terms": {}}).text == TEXT


@pytest.mark.parametrize(
    ("patch", "pointer", "message"),
    [
        ([], "", "a patch is an object"),
        ({"term": {}}, "/term", "a patch has no `term`, did you mean `terms`?"),
        ({"rules": {}}, "/rules", "a patch has no `rules`, it changes `terms` and `definitions`"),
        ({"terms": 1}, "/terms", "`terms` is an object, by name"),
        ({"terms": {"lest": 1}}, "/terms/lest", "the ruleset has no term `lest`, did you mean `least`?"),
        (
            {"definitions": {"gc3/age": "1"}},
            "/definitions/gc3~1age",
            "the ruleset has no definition `gc3/age`, what is included is changed in its own ruleset",
        ),
        (
            {"definitions": {"young": "age < 1"}},
            "/definitions/young",
            "definition `young` has readings, name those that change: `A`, `B-1`",
        ),
        (
            {"definitions": {"young": {"B": "1"}}},
            "/definitions/young/B",
            "definition `young` has no reading `B`, there is `A`, `B-1`",
        ),
        ({"terms": {"least": {"A": 1}}}, "/terms/least", "a single value stands here"),
        ({"terms": {"bare": 1}}, "/terms/bare", "term `bare` cannot be read"),
        ({"terms": {"void": 1}}, "/terms/void", "term `void` has neither `is` nor `readings`"),
        *(
            ({"terms": {"least": wrong}}, "/terms/least", "a value is a text, a whole number, true or false, or an "
             "object or list of such")
            for wrong in (None, 1.5, "", " ", [], [None], {"A": None})
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(patch: Any, pointer: str, message: str) -> None:
    with pytest.raises(PatchError) as refused:
        patched(TEXT, patch)
    assert [(problem.pointer, problem.message) for problem in refused.value.problems] == [(pointer, message)]


def test_everything_that_is_wrong_is_said() -> None:
    with pytest.raises(PatchError) as refused:
        patched(TEXT, {"terms": {"lest": 1, "least": None}, "definition": {}})
    assert len(refused.value.problems) == 3


def test_a_text_that_is_no_ruleset_is_no_ruleset_with_a_patch_either() -> None:
    with pytest.raises(RulesetError):
        patched("a: &x 1", {})


@pytest.mark.parametrize("hostile", ["\x00", "\u202e", "\ud800", "\u2028", "]}\n- *x", "'\"\\", "\x85", "!!python/x"])
def test_a_value_stays_one_value_whatever_it_holds(hostile: str) -> None:
    result = patched(TEXT, {"definitions": {"old": f"age {hostile}"}})
    document, diagnostics = parse(result.text)
    assert diagnostics or (document and value(result.text, "definitions", "old", "is") == f"age {hostile}")
    assert all(result.pointer(found.span) == "/definitions/old" for found in diagnostics)
