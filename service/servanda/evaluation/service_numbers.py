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
# Of what is left: a digit and a letter, and letters that are one in some script or by some table.
_NEARLY = str.maketrans("OIZVRSGNXU", "013BPCHHHY")
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


def nearly(number: str) -> str:
    """What numbers (as read) that are easily taken for one another have in common.

    Letters and digits alone, in one script; no O for 0, no zeros before a number, and no № before it all.
    """
    marks = "".join(filter(str.isalnum, _OF_A_NUMBER.sub("", number))).translate(_IN_LATIN)
    return _ZEROS.sub("", marks.replace("KH", "H").replace("TS", "C").translate(_NEARLY))
