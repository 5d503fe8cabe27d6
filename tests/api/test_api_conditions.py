"""Entity tags as RFC 9110 compares them."""

import pytest

from servanda.api.conditions import is_known, require_match
from servanda.api.problems import Refusal

TAG = '"sha256:ab"'


@pytest.mark.parametrize(
    ("values", "matches"),
    [
        ([], True),
        (["*"], True),
        ([TAG], True),
        ([f" {TAG}\t"], True),
        ([f'"x", {TAG}'], True),
        ([f'"x",,{TAG},'], True),
        (['"x"', TAG], True),
        (['"a,b", "c"'], False),
        (['"x"'], False),
        (['""'], False),
        ([f"W/{TAG}"], False),
        ([f'W/{TAG}, "x"'], False),
        ([f"W/{TAG}, {TAG}"], True),
        (['"SHA256:AB"'], False),
    ],
)
def test_if_match_compares_strongly(values: list[str], matches: bool) -> None:
    if matches:
        require_match(values, TAG)
    else:
        with pytest.raises(Refusal) as refused:
            require_match(values, TAG)
        assert refused.value.slug == "precondition-failed"
        assert refused.value.headers == {"ETag": TAG}


@pytest.mark.parametrize(
    ("values", "known"),
    [
        ([], False),
        (["*"], True),
        ([TAG], True),
        ([f"W/{TAG}"], True),
        (['"x"', f"W/{TAG}"], True),
        (['"x"'], False),
    ],
)
def test_if_none_match_compares_weakly(values: list[str], known: bool) -> None:
    assert is_known(values, TAG) == known


@pytest.mark.parametrize("value", ["", ",", "sha256:ab", "*, *", f"{TAG}, *", f"{TAG} {TAG}", '"', f"w/{TAG}", '"a b"'])
def test_a_malformed_condition_is_refused_and_never_ignored(value: str) -> None:
    for check in (require_match, is_known):
        with pytest.raises(Refusal) as refused:
            check([value], TAG)
        assert refused.value.slug == "bad-request"
