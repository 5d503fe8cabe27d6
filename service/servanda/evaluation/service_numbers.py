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
_OF_A_NUMBER = re.compile(r"^(?:NO?|NR)(?=\d)")  # №, and what is written for it
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def on_paper(text: str) -> str:
    """What a reader sees of a text: letters in one case, those that look alike as one, and single blanks."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    seen = " ".join(plain.upper().split())
    return seen if seen.isascii() else seen.translate(_ON_PAPER)


def as_read(text: str) -> str:
    """The number that a text is on paper; nothing where the text only stands for one, such as a dash or `0`."""
    if _PLAIN.fullmatch(text):
        return text
    number = on_paper(text)
    return number if {*filter(str.isdigit, number)} - {"0"} else ""


def number_of(entry: Any) -> str:
    """The service number that an entry tells; empty where it tells none."""
    text = entry.service_number
    return as_read(text) if text.__class__ is str else ""


def nearly(number: str) -> str:
    """What numbers (as read) that are easily taken for one another have in common.

    Letters and digits alone, in one script; no O for 0, no zeros before a number, and no № before it all.
    """
    marks = "".join(filter(str.isalnum, number)).translate(_IN_LATIN).replace("KH", "H").replace("TS", "C")
    return _ZEROS.sub("", _OF_A_NUMBER.sub("", marks).translate(_NEARLY))
