"""What is said of a verdict as a whole, a line each: what it rests on, and what weakens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from servanda.language.ruleset import Ruleset
from servanda.report.escape import flowing, visible
from servanda.report.wire import Wire
from servanda.report.words import Words


def remarks(verdict: Wire, ruleset: Ruleset, say: Words) -> Iterator[str]:
    """Everything without which a row of a table, taken alone, would say too much."""
    yield from narrowed(verdict, say)
    yield from rested(verdict, ruleset, say)
    yield from standing(verdict, ruleset, say)
    yield from messages(verdict)


def identity(verdict: Wire, say: Words) -> str:
    """Under which ruleset, of what standing, and as of when."""
    mark = verdict["ruleset"]
    draft = [say("draft")] if verdict.get("draft") else []
    standing_ = say(f"standing.{mark['standing']}")
    as_of = say("as-of", time=verdict["as_of"])
    return visible(
        " · ".join([f"{mark['agreement']}@{mark['version']}", *draft, standing_, as_of, mark["digest"][:19]])
    )


def narrowed(verdict: Wire, say: Words) -> Iterator[str]:
    """What alone was taken into account, where that was asked: without it the verdict would say too much."""
    if parts := list(_narrowings(verdict, say)):
        yield visible(say("only", what=" · ".join(parts)))


def _narrowings(verdict: Wire, say: Words) -> Iterator[str]:
    readings = verdict["readings"]
    if isinstance(readings, Mapping):
        chosen = (f"{name} {say.joined('or', names)}" for name, names in readings.items())
        yield say("only.chosen", chosen=", ".join(chosen))
    elif readings != "all":
        yield say("only.common") if readings == "common" else say("only.party", party=readings)
    if verdict["account"] != "all":
        yield say("only.account", party=verdict["account"])
    if verdict["conduct_of"] is not None:
        yield say("only.conduct", party=verdict["conduct_of"])


def rested(verdict: Wire, ruleset: Ruleset, say: Words) -> Iterator[str]:
    """How little a verdict may rest on: the rules that judged something, and the clauses that no rule is of."""
    rules: Sequence[Wire] = verdict.get("rules", ())
    did: dict[str, list[Wire]] = {"rules.judged": [], "rules.waived": [], "rules.idle": []}
    for row in rules:
        if statuses := set(row["statuses"]) - {"not_applicable"}:
            did["rules.waived" if statuses == {"waived"} else "rules.judged"].append(row)
        elif row["statuses"]:
            did["rules.idle"].append(row)
    none = [say("rules.judged", rules=say("rules.none"))] if rules and not did["rules.judged"] else []
    write = {"rules.judged": _by_clause, "rules.waived": _by_clause, "rules.idle": _in_short}
    if said := none + [say(what, rules=write[what](rows)) for what, rows in did.items() if rows]:
        yield visible(" · ".join(said))
    unruled = ruleset.clauses.keys() - {row["clause"] for row in rules}
    if rules and unruled and not verdict["findings"]:  # before the agreement nothing is checked at all
        yield say("unruled", count=len(unruled), total=len(ruleset.clauses))


def _by_clause(rows: Sequence[Wire]) -> str:
    """``own-rule (C1); gc3-1949: record-rank, record-number (GC3-122-4)``: rulesets and clauses are named once."""
    groups: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        included, _, name = row["rule"].rpartition("/")
        groups.setdefault(included, {}).setdefault(row["clause"], []).append(name)
    said = []
    for included, clauses in groups.items():
        names = ", ".join(f"{', '.join(names)} ({clause})" for clause, names in clauses.items())
        said.append(f"{included}: {names}" if included else names)
    return "; ".join(said)


def _in_short(rows: Sequence[Wire]) -> str:
    """``own-rule (C1); gc3-1949 (12)``: of what is included only how many."""
    own = [row for row in rows if "/" not in row["rule"]]
    return "; ".join([*([_by_clause(own)] if own else []), *_counted(row["rule"] for row in rows)])


def _counted(rules: Iterable[str]) -> list[str]:
    """``gc3-1949 (12)``: how many rules of each included ruleset there are among these."""
    included = Counter(rule.rpartition("/")[0] for rule in rules if "/" in rule)
    return [f"{visible(name)} ({count})" for name, count in included.items()]


def standing(verdict: Wire, ruleset: Ruleset, say: Words) -> Iterator[str]:
    """Why an agreement may not bind, whatever the verdict under it."""
    until = ruleset.in_force_until
    if ruleset.standing in ("draft", "withdrawn"):
        yield say(f"beware.{ruleset.standing}")
    if until and _day(verdict["as_of"], ruleset.conventions.zone) > until:
        yield say("beware.past", day=until)


def _day(time: str, zone: str) -> str:
    """The day of a day or of an instant in a time zone, as YYYY-MM-DD."""
    return time if len(time) == 10 else datetime.fromisoformat(time).astimezone(ZoneInfo(zone)).date().isoformat()


def messages(verdict: Wire) -> Iterator[str]:
    """What stands against judging at all, such as: not yet in force."""
    yield from (flowing(finding["message"]) for finding in verdict["findings"])


def left_out(verdict: Wire, names: Mapping[str, str], lists: Sequence[Any], say: Words) -> Iterator[str]:
    """Rules without a subject, and lists that were not judged, with the reason."""
    by_reason: dict[str, list[Wire]] = {}
    for item in verdict["not_checked"]:
        by_reason.setdefault(item["reason"], []).append(item)
    for reason, items in by_reason.items():
        rules = [item["rule"] for item in items if item.get("rule")]
        own = [visible(rule) for rule in rules if "/" not in rule]
        left = [names.get(item["subject"], visible(item["subject"])) for item in items if not item.get("rule")]
        yield say("not-checked", names=", ".join([*own, *_counted(rules), *left]), reason=flowing(reason))
    if registers := _registers(verdict, lists):
        yield say("not-judged", lists=", ".join(registers))


def _registers(verdict: Wire, lists: Sequence[Any]) -> list[str]:
    """The lists that are data for others and not judged, where the verdict does not say so itself."""
    told = {item.get("subject") for item in verdict["not_checked"]}
    found = [(f"/lists/{place}", item.id) for place, item in enumerate(lists) if item.role == "register"]
    return [visible(id_) for pointer, id_ in found if pointer not in told]
