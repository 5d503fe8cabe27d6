"""What of a case's expectation a verdict, as a tree of names, does not meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from servanda.cases.case import Case, Fault
from servanda.cases.named import PAIRED, STATUSES, Tree, Whole, in_flow
from servanda.language.document import Mapping as Keys
from servanda.language.document import Node, Plain, Scalar, Sequence
from servanda.language.ruleset import Ruleset
from servanda.language.scope import suggest

VERDICTS = ("compliant", "non_compliant", "disputed", "indeterminate", "pending", "not_applicable")
UNSETTLED = "none"  # stands for the reading of a name of which no reading counts
ACCOUNT = "account"  # stands in boxes beside the disputed names, with parties


def unmet(case: Case, version: str, got: dict[str, Tree]) -> Iterator[Fault]:
    """Everything that the case expects of a version and that is not so."""
    yield from _members(((key, node) for key, node in case.expect if key.text != "by_version"), got, "")
    by_version = case.expect.get("by_version")
    if isinstance(by_version, Keys) and isinstance(own := by_version.get(version), Keys):
        yield from _members(own, got, "")


def misplaced(case: Case) -> Iterator[Fault]:
    """What `by_version` says of versions that the case is not about, or in another form than a mapping."""
    by_version = case.expect.get("by_version")
    if by_version is not None and not isinstance(by_version, Keys):
        yield Fault("`by_version` is a mapping from versions to what is expected", by_version.span)
    for key, node in by_version if isinstance(by_version, Keys) else ():
        if key.text not in {version.text for version in case.versions}:
            yield Fault(f"`{key.text}` is not among the versions of this case", key.span)
        elif not isinstance(node, Keys):
            yield Fault("what is expected of a version is a mapping", node.span)


def unknown_words(case: Case, ruleset: Ruleset) -> Iterator[Fault]:
    """The verdicts, statuses, names and readings that a case expects and that no verdict under the ruleset has."""
    readings = {name: tuple(r.name for r in item.readings) for name, item in ruleset.disputed.items()}
    readings[ACCOUNT] = ruleset.parties
    by_version = case.expect.get("by_version")
    own = by_version.get(ruleset.version) if isinstance(by_version, Keys) else None
    yield from _unknown_words(((key, node) for key, node in case.expect if key.text != "by_version"), readings)
    yield from _unknown_words(own if isinstance(own, Keys) else (), readings)


def _unknown_words(expected: Iterable[tuple[Scalar, Node]], readings: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    for key, value in expected:
        words = {"verdict": VERDICTS, "status": (*STATUSES, *PAIRED)}.get(key.text)
        if words and isinstance(value, Scalar):
            yield from _unless_known(value, words, f"a {key.text}")
        elif key.text.removesuffix("_under") in STATUSES and key.text.endswith("_under"):
            for box in value if isinstance(value, Sequence) else (value,):
                yield from _unknown_readings(box, readings)
        elif key.text not in ("holds", "values"):  # whose names are those of definitions
            yield from _unknown_words(value if isinstance(value, Keys) else (), readings)


def _unknown_readings(box: Node, readings: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    """The names and readings of a box that the ruleset does not have."""
    for name, held in box if isinstance(box, Keys) else ():
        yield from _unless_known(name, readings, "a disputed name")
        for reading in held if isinstance(held, Sequence) else (held,):
            if isinstance(reading, Scalar) and name.text in readings:
                known = (*readings[name.text], UNSETTLED)
                what = "a party" if name.text == ACCOUNT else f"a reading of {name.text}"
                yield from _unless_known(reading, known, what)


def _unless_known(word: Scalar, known: Iterable[str], what: str) -> Iterator[Fault]:
    if word.text not in known:
        near = suggest(word.text, known)
        yield Fault(f"`{word.text}` is not {what}" + (f", {near}" if near else ""), word.span)


def _differences(expected: Node, got: Tree, where: str) -> Iterator[Fault]:
    if isinstance(got, Whole):
        if not got.equals(plain := _plain(expected)):
            yield Fault(where, expected.span, got.said(plain), str(got))
    elif isinstance(expected, Keys) and isinstance(got, dict):
        yield from _members(expected, got, where)
    elif isinstance(expected, Keys) or _plain(expected) != got:
        yield _differs(expected, got, where)


def _members(expected: Iterable[tuple[Scalar, Node]], got: dict[str, Tree], where: str) -> Iterator[Fault]:
    """What differs under the names that are expected; a name that is not there differs."""
    for key, node in expected:
        if key.text in got:
            yield from _differences(node, got[key.text], f"{where}.{key.text}" if where else key.text)
        else:
            yield Fault(f"{where or 'expect'}: nothing is named `{key.text}`{_near(key.text, got)}", key.span)


def _differs(expected: Node, got: Tree, where: str) -> Fault:
    return Fault(where, expected.span, in_flow(_plain(expected)), in_flow(got))


def _near(name: str, known: dict[str, Tree]) -> str:
    """The names that may have been meant: an entry on several lists, one of several duties, or what is spelt alike."""
    longer = [f"`{key}`" for key in known if key.endswith(f"/{name}") or key.startswith(f"{name}/")]
    if longer:
        return f", write {' or '.join(longer)}"
    near = suggest(name, known)
    return f", {near}" if near else ""


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node]
    return {key.text: _plain(value) for key, value in node}
