"""Entity tags and the conditions on them (RFC 9110, sections 8.8.3 and 13.1)."""

from __future__ import annotations

import re
from typing import Literal

from servanda.api.problems import Refusal, bad_request

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_LIST = re.compile(rf"[ \t,]*{_TAG.pattern}[ \t]*(,[ \t]*({_TAG.pattern}[ \t]*)?)*")


def check(name: Literal["If-Match", "If-None-Match"], values: list[str], tag: str, *, weak: bool) -> bool | None:
    """Whether one of the header's tags is the strong ``tag``; None without the header, a Refusal if it is malformed."""
    if not values:
        return None
    value = ",".join(values).strip(" \t")
    if value == "*":
        return True
    if not _LIST.fullmatch(value):
        raise bad_request("malformed-header", f"{name} must be `*` or a list of entity tags in quotation marks")
    return any(found == tag and (weak or not is_weak) for is_weak, found in _TAG.findall(value))


def require_match(values: list[str], tag: str) -> None:
    """Refuses unless `If-Match`, where it is there, names the tag, strongly; the refusal tells the tag."""
    if check("If-Match", values, tag, weak=False) is False:
        raise Refusal("precondition-failed", headers={"ETag": tag})


def is_known(values: list[str], tag: str) -> bool:
    """Whether `If-None-Match` says that the caller already has what the tag stands for."""
    return check("If-None-Match", values, tag, weak=True) is True
