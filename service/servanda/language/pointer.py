"""JSON pointers (RFC 6901) into the tree of a text."""

from __future__ import annotations

from servanda.language.diagnostic import Span
from servanda.language.document import Mapping, Node, Scalar, Sequence


def pointer(*steps: str | int) -> str:
    """The pointer that takes these steps from the top."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def find(node: Node, path: str) -> tuple[Scalar | None, Node]:
    """The node that a pointer names, or the last one on the way to it, and its key, if it has one."""
    key: Scalar | None = None
    for step in path.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        found: tuple[Scalar | None, Node] | None = None
        if isinstance(node, Mapping):
            found = next(((at, inner) for at, inner in node if at.text == name), None)
        elif isinstance(node, Sequence) and name.isdigit() and int(name) < len(node.items):
            found = None, node.items[int(name)]
        if found is None:
            break
        key, node = found
    return key, node


def place(node: Node, path: str) -> Span:
    """Where to look for what a pointer names: a text itself, of anything else its key."""
    key, found = find(node, path)
    return found.span if key is None or isinstance(found, Scalar) else key.span
