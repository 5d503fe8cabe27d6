"""What every model has in common: it keeps what it does not know, and shows nothing that was submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A JSON object. Members that this version does not know are in ``model_extra``, and can be read as attributes.

    A member whose name is a word of Python's has an underscore behind it: ``from_``, ``is_``.
    """

    model_config = ConfigDict(
        alias_generator=lambda name: name.removesuffix("_"),
        extra="allow",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        strict=True,
    )

    in_repr: ClassVar[tuple[str, ...]] = ()
    """The members that `repr` may show: none that was submitted, and none that was found out from it."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield from ((name, getattr(self, name)) for name in self.in_repr)
        yield None, _HIDDEN

    def __str__(self) -> str:
        return repr(self)


class _Hidden:
    def __repr__(self) -> str:
        return "…"


_HIDDEN = _Hidden()
