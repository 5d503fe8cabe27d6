"""Service numbers as people read them: which of two that are written in other letters are one, and which may be."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Letters that look alike in both scripts, dashes, and blanks.
_ON_PAPER = str.maketrans("АВЕЅІЈКМНОРСТУХ‐‑‒–—−", "ABESIJKMHOPCTYX------")
_PLAIN = re.compile(r"[A-Z0-]*[1-9][A-Z0-9-]*")  # what is read as it stands
_NEARLY = str.maketrans("OIЗ", "013")


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
    """What numbers that are easily taken for one another have in common: no marks between letters, and no O for 0."""
    return "".join(filter(str.isalnum, number)).translate(_NEARLY)
