from pathlib import Path

import pytest
from golden import BAD, diagnose

from servanda.language.document import CODES

BAD_RULESETS = sorted(BAD.glob("*.yaml"))
TOO_BIG_FOR_A_FILE = {"yaml-too-large", "yaml-too-many-nodes", "yaml-too-many-errors"}  # test_document.py has them


@pytest.mark.parametrize("path", BAD_RULESETS, ids=lambda path: path.stem)
def test_a_bad_ruleset_is_told_what_its_golden_file_says(path: Path, accept: bool) -> None:
    told, golden = diagnose(path), path.with_suffix(".txt")
    if accept:
        golden.write_bytes(told.encode())
    assert told, "a bad ruleset without a diagnostic"
    assert told == golden.read_bytes().decode()


def test_no_golden_file_stands_alone() -> None:
    assert {path.stem for path in BAD.glob("*.txt")} <= {path.stem for path in BAD_RULESETS}


@pytest.mark.parametrize("code", sorted(CODES.keys() - TOO_BIG_FOR_A_FILE))
def test_every_diagnostic_of_the_parser_has_a_golden_file(code: str) -> None:
    golden = BAD / f"{code}.txt"
    assert f": {code}: " in golden.read_bytes().decode()
