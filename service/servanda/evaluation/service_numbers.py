"""Service numbers as people read them: which of two that are written in other letters are one, and which may be."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Letters that look alike in both scripts, dashes, and blanks.
_ON_PAPER = str.maketrans("АВЕЅІЈКМНОРСТУХ‐‑‒–—−", "ABESIJKMHOPCTYX------")
_PLAIN = re.compile(r"[A-Z0-]*[1-9][A-Z0-9-]*")  # what is read as it stands
_IN_LATIN = str.maketrans(
    dict(zip("БГҐДЄЁЭЖЗИЙЇЫЛПФЦЧШЩЮЯ", "B H G D E E E ZH Z I I I I L P F C CH SH SH YU YA".split(), strict=True))
)
# Of what is left: letters that are one in some script or by some table; and those that are taken for digits.
_IN_ONE_SCRIPT = str.maketrans("VRSGNXUZ", "BPCHHHY3")
_DIGITS = str.maketrans("OI", "01")
_OF_A_NUMBER = re.compile(r"^(?:NO?|NR)(?:\W+|(?=\d))")  # №, and what is written for it
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def as_read(text: str) -> str:
    """The number that a text is on paper; nothing where the text only stands for one, such as a dash or `0`."""
    if _PLAIN.fullmatch(text):
        return text
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    number = " ".join(plain.upper().split())
    if not number.isascii():
        number = number.translate(_ON_PAPER)
    return number if {*filter(str.isdigit, number)} - {"0"} else ""


def number_of(entry: Any) -> str:
    """The service number that an entry tells; empty where it tells none."""
    text = entry.service_number
    return as_read(text) if text.__class__ is str else ""


def is_one_mark(numbers: tuple[str, str], ids: tuple[str, str]) -> bool:
    """Whether two have one number or, where one of the two has none, one id."""
    return numbers[0] == numbers[1] if all(numbers) else ids[0] == ids[1]


def nearly(number: str) -> str:
    """What numbers (as read) that are easily taken for one another have in common: also № and the other script."""
    marks = _OF_A_NUMBER.sub("", number).translate(_IN_LATIN).replace("KH", "H").replace("TS", "C")
    return nearly_id(marks.translate(_IN_ONE_SCRIPT))


def nearly_id(name: str) -> str:
    """What ids that are easily taken for one another have in common: no case, marks, O for 0, leading zeros."""
    return _ZEROS.sub("", "".join(filter(str.isalnum, name.upper())).translate(_DIGITS))
