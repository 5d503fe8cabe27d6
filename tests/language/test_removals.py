"""What a list leaves out of the list that it answers, in the expressions of lists."""

import pytest
from tiny import Json, text_of, verdict

from servanda.language import compile_text

REASONED, SILENT = {"id": "P1", "reason": "already exchanged"}, {"id": "P2"}


def judged(expression: str, removals: object) -> Json:
    it = {"it": {"of": "list", "is": expression, "shown": "true"}}
    program = compile_text(text_of(it, {"all": {"of": "list", "requires": "it"}}))
    header = {} if removals == "absent" else {"removals": removals}
    return verdict(program, [{"id": "P"}], header)


@pytest.mark.parametrize(
    ("expression", "removals", "expected"),
    [
        ("size(removals) == 0", [], "true"),
        ("size(removals) == 0", [SILENT], "false"),
        ("size(removals) == 0", None, "unknown"),
        ("has(removals)", [], "true"),
        ("has(removals)", "absent", "false"),
        ("removals.all(r, has(r.reason))", [REASONED], "true"),
        ("removals.all(r, has(r.reason))", [REASONED, SILENT], "false"),
        ('removals.exists(r, r.reason.contains("exchanged"))', [SILENT, REASONED], "true"),
        ('removals.exists(r, r.reason.contains("exchanged"))', [SILENT], "unknown"),
        ('removals.map(r, r.id) .exists(i, i == "P2")', [REASONED, SILENT], "true"),
        ('"P3" in removals.map(r, r.id)', [REASONED, SILENT], "false"),
    ],
)
def test_a_list_can_ask_for_reasons(expression: str, removals: object, expected: str) -> None:
    assert judged(expression, removals)["holds"] == {"it": expected}


def test_absent_removals_are_missing() -> None:
    (finding,) = judged("size(removals) == 0", "absent")["findings"]
    assert (finding["status"], finding["missing"]) == ("indeterminate", ["removals"])
