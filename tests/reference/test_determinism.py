"""The same question has the same answer, byte for byte, in every process."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from .answers import answers

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def here() -> list[str]:
    return [sha256(one).hexdigest() for one in answers()]


@pytest.mark.parametrize(
    ("hash_seed", "locale", "zone"),
    [
        ("0", "C", "UTC"),
        ("1", "C.UTF-8", "Asia/Kathmandu"),
        ("2", "tr_TR.UTF-8", "Asia/Kathmandu"),
        ("3", "C", "America/St_Johns"),
    ],
)
def test_an_answer_does_not_depend_on_hashes_locale_or_time_zone(
    here: list[str], hash_seed: str, locale: str, zone: str
) -> None:
    setting = {"PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "TZ": zone}
    path = os.pathsep.join((str(ROOT / "service"), str(ROOT / "tests")))
    command = [sys.executable, "-m", "reference.answers"]
    done = subprocess.run(
        command, env={**os.environ, **setting, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == here


def test_the_answers_differ_from_one_another(here: list[str]) -> None:
    assert len(here) > 10
    assert len(set(here)) > len(here) // 2
