"""What is asked of drafts, from the body of a request to its answer; it is done in a process of its own (`workers`).

Nothing that a caller sends is read anywhere else: the process that serves only passes bytes on.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import msgspec

from servanda.analysis.impact import impact
from servanda.api import body, negotiation
from servanda.api.library import JSON, json_bytes
from servanda.api.problems import MEDIA_TYPE, Refusal, of_submission
from servanda.catalog import tried
from servanda.errors import LANGUAGES, PatchError, Problem, RulesetError, SubmissionError
from servanda.evaluation import Verdict, encode, evaluate
from servanda.evaluation.encode import mark
from servanda.evaluation.strict import SAFE_NAME, read_json
from servanda.evaluation.submission import Reader
from servanda.language import Diagnostic, Program, compile_text
from servanda.language.patch import Patched, patched
from servanda.language.ruleset import languages
from servanda.language.scope import suggest
from servanda.report.diagnostics import wire_of
from servanda.report.impact import impact_document

Operation: TypeAlias = Literal["check", "evaluations", "impact"]
Sources: TypeAlias = Mapping[tuple[str, str], bytes]
"""The texts of the published rulesets, by agreement and version."""

_RULESETS: Mapping[Operation, tuple[str, ...]] = {
    "check": ("ruleset",),
    "evaluations": ("ruleset",),
    "impact": ("before", "after"),
}
_UNSAFE = ("yaml-anchor", "yaml-alias", "yaml-tag", "yaml-merge-key", "yaml-directive")
_COMPLEX = (
    "yaml-too-large",
    "yaml-too-deep",
    "yaml-too-many-nodes",
    "too-many",
    "too-many-worlds",
    "too-many-alternatives",
    "too-complex",
    "definitions-too-deep",
    "expression-too-long",
    "expression-too-deep",
    "nested-macro",
)


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A request about drafts: its body as it was sent, and what its headers say of body and answer."""

    operation: Operation
    body: bytes
    compressed: bool = False
    accept_language: tuple[str, ...] = ()

    @property
    def rulesets(self) -> int:
        """How many rulesets it names."""
        return len(_RULESETS[self.operation])


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """An answer, ready to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    media_type: str = JSON


def answer(asked: Asked, sources: Sources) -> Answered:
    """The answer to a request: a result, or the problem that there is none.

    Whatever nobody expected is raised, so that the process that serves answers and logs it as it does everywhere.
    """
    try:
        return _Desk(asked, sources).answer()
    except SubmissionError as error:
        return _refused_with(of_submission(error, negotiation.language_of(list(asked.accept_language), LANGUAGES)))
    except Refusal as refused:
        return _refused_with(refused)


def _refused_with(refused: Refusal) -> Answered:
    return Answered(refused.status, refused.headers, refused.body, MEDIA_TYPE)


@dataclass(frozen=True, slots=True, repr=False)
class _Chosen:
    """A ruleset that a request names: its text, where a patch stands in it, and whether it is a draft."""

    name: str  # its member of the request
    text: str | bytes
    is_draft: bool
    patch: Patched | None = None

    def pointer(self, diagnostic: Diagnostic) -> str:
        """Where in the request the place of a diagnostic was written."""
        patch = self.patch.pointer(diagnostic.span) if self.patch else None
        return f"/{self.name}/patch{patch or ''}" if self.patch else f"/{self.name}/text"

    def problems(self, error: RulesetError) -> Iterator[Problem]:
        """What is wrong with it. Lines and columns are those of the text, if the caller has sent it."""
        for found in error.diagnostics:
            if found.severity == "error":
                message = found.message + (f", {found.hint}" if found.hint else "")
                place = None if self.patch else found.span.start
                line, column = (place.line, place.column) if place else (None, None)
                yield Problem(_slug(found.code), message, self.pointer(found), found.code, line, column)


def _slug(code: str) -> str:
    if code == "unsafe-regex":
        return code
    return "draft-unsafe-yaml" if code in _UNSAFE else "draft-too-complex" if code in _COMPLEX else "draft-invalid"


class _Desk:
    """One request at work."""

    def __init__(self, asked: Asked, sources: Sources) -> None:
        self._asked, self._sources = asked, sources
        self._names = _RULESETS[asked.operation]
        content = body.inflate(asked.body) if asked.compressed else asked.body
        self._document = read_json(content)
        self._has_submission = asked.operation != "check"
        self._require_members()
        raw = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        self._submission = bytes(raw["submission"]) if self._has_submission else b""

    def _require_members(self) -> None:
        members = (*self._names, *(["submission"] if self._has_submission else []))
        _require_object("", self._document, members, members)

    def answer(self) -> Answered:
        chosen = [self._chosen(name) for name in self._names]
        match self._asked.operation:
            case "check":
                return _answered(json_bytes(self._checked(*chosen)), {})
            case "evaluations":
                return self._evaluated(*chosen)
            case "impact":
                return self._impact(*chosen)

    def _find(self, agreement: str, version: str) -> bytes | None:
        return self._sources.get((agreement, version))

    # The rulesets.

    def _chosen(self, name: str) -> _Chosen:
        """The ruleset that a member of the request names: published, published and patched, or a text."""
        place, choice = f"/{name}", self._document[name]
        is_text = isinstance(choice, dict) and "text" in choice
        known = ("text",) if is_text else ("agreement", "version", "patch")
        needed = ("text",) if is_text else ("agreement", "version")
        _require_object(place, choice, known, needed)
        for member in needed:
            if not isinstance(choice[member], str):
                raise _wrong(f"{place}/{member}", "wrong-type", "must be text")
        if is_text:
            return _Chosen(name, choice["text"], is_draft=True)
        source = self._published(place, choice["agreement"], choice["version"])
        if choice.get("patch") is None:
            return _Chosen(name, source, is_draft=False)
        try:
            patch = patched(source, choice["patch"])
        except PatchError as error:
            raise _draft_refused(replace(p, pointer=f"{place}/patch{p.pointer}") for p in error.problems) from None
        return _Chosen(name, patch.text, is_draft=True, patch=patch)

    def _published(self, place: str, agreement: str, version: str) -> bytes:
        """The text of a published ruleset."""
        if (agreement, version) in self._sources:
            return self._sources[agreement, version]
        versions = [known for of, known in self._sources if of == agreement]
        member, asked, there = ("version", version, versions) if versions else (
            "agreement", agreement, list(dict.fromkeys(of for of, _ in self._sources))
        )  # fmt: skip
        near, names = suggest(asked, there), ", ".join(f"`{name}`" for name in there)
        message = f"there is no such {member}, " + (f"{near} " if near else "") + f"there are: {names}"
        raise _wrong(f"{place}/{member}", f"unknown-{member}", message, "unresolved-reference")

    def _program(self, chosen: _Chosen) -> Program:
        try:
            return compile_text(chosen.text, "", self._find)
        except RulesetError as error:
            raise _draft_refused(chosen.problems(error)) from None

    # The operations.

    def _checked(self, chosen: _Chosen) -> dict[str, Any]:
        """Everything that there is to say of a ruleset, and what it is where nothing of that is an error."""
        source = chosen.text.encode("utf-8", "surrogatepass") if isinstance(chosen.text, str) else chosen.text
        try:
            program = tried(source, "", self._find).program
        except RulesetError as error:
            return {"valid": False, "ruleset": None, "diagnostics": [_told(chosen, d) for d in error.diagnostics]}
        return {
            "valid": True,
            "ruleset": mark(program.ruleset),
            "diagnostics": [_told(chosen, d) for d in program.warnings],
        }

    def _evaluated(self, chosen: _Chosen) -> Answered:
        program = self._program(chosen)
        language = self._language([program])
        verdict = encode(self._verdict(program, language), chosen.is_draft)
        return _answered(verdict, {"Content-Language": language})

    def _impact(self, before: _Chosen, after: _Chosen) -> Answered:
        programs = [self._program(chosen) for chosen in (before, after)]
        language = self._language(programs)
        found = impact(*(self._verdict(program, language) for program in programs))
        document = impact_document(found, (before.is_draft, after.is_draft), language)
        return _answered(json_bytes(document), {"Content-Language": language})

    def _language(self, programs: Collection[Program]) -> str:
        known = frozenset.intersection(*(languages(program.ruleset) for program in programs))
        return negotiation.language_of(list(self._asked.accept_language), known)

    def _verdict(self, program: Program, language: str) -> Verdict:
        try:
            return evaluate(program, Reader(program.ruleset).read(self._submission), language)
        except SubmissionError as error:
            problems = [replace(p, pointer=f"/submission{p.pointer}") for p in error.problems]
            raise SubmissionError(problems, error.total) from None


def _told(chosen: _Chosen, diagnostic: Diagnostic) -> dict[str, Any]:
    told = wire_of(diagnostic)
    del told["path"]
    return {"pointer": chosen.pointer(diagnostic), **told}


def _answered(content: bytes, told: Mapping[str, str]) -> Answered:
    digest = f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"
    vary = {"Vary": "Accept-Language"} if told else {}
    return Answered(200, {"Content-Digest": digest, **told, **vary}, content)


def _draft_refused(problems: Iterator[Problem]) -> SubmissionError:
    return SubmissionError(list(problems))


def _wrong(pointer: str, code: str, message: str, slug: str = "validation-error") -> SubmissionError:
    return SubmissionError([Problem(slug, message, pointer, code)])


def _require_object(place: str, found: Any, known: Collection[str], needed: Collection[str]) -> None:
    """Refuses what is no object, has another member than the known ones, or lacks one that is needed."""
    if not isinstance(found, dict):
        raise _wrong(place, "wrong-type", "must be an object")
    problems = [_unknown(place, name, known) for name in found if name not in known]
    missing = [name for name in needed if found.get(name) is None]
    problems += [Problem("validation-error", f"`{n}` must be there", f"{place}/{n}", "missing-field") for n in missing]
    if problems:
        raise SubmissionError(problems)


def _unknown(place: str, name: str, known: Collection[str]) -> Problem:
    if not SAFE_NAME.fullmatch(name):
        return Problem("validation-error", "there is no such member", place, "unknown-field")
    near = suggest(name, known) or "there is " + ", ".join(f"`{member}`" for member in known)
    return Problem("validation-error", f"there is no `{name}` here, {near}", f"{place}/{name}", "unknown-field")
