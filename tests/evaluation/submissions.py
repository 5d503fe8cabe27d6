"""A ruleset with fields of its own, submissions under it, and ways to damage them."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from servanda.language import compile_text

RULESET = compile_text("""
language: 1
agreement: demo
version: 1.0.0
title: {en: "Demo"}
standing: agreed
in_force: {from: 2025-06-02}
parties: [UKR, RUS]
third_parties: [ICRC]
conventions: {time_zone: UTC, leap_day: mar-1}
sources: {S1: {date: 2025-06-02, title: "Report", url: "https://example.org/report"}}
clauses: {C1: {text: {en: "The young are exchanged."}, standing: agreed, sources: [S1]}}
definitions:
  young:
    of: prisoner
    clause: C1
    readings:
      UA-1825: {held_by: [UKR], is: 'age_on(date_of_birth, date("2025-06-02")) <= 25', sources: [S1]}
      RU-LT25: {held_by: [RUS], is: 'age_on(date_of_birth, date("2025-06-02")) < 25', sources: [S1]}
rules:
  agreed-category: {of: prisoner, clause: C1, requires: 'young', level: binding, message: {en: "Not agreed."}}
fields:
  prisoner:
    served_months: {type: int}
    medals: {type: [text]}
    seen_on: {type: [date], text: {en: "Days on which the person was seen"}}
  list: {round: {type: int}}
  event:
    seats: {type: int}
    stops: {type: [id]}
event_kinds: [inspect]
""").ruleset


def submission(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A submission of one list of prisoners, with other members at its top."""
    return {"as_of": "2025-06-07", "lists": [a_list(*entries)], **changes}


def a_list(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    header = {"id": "L", "kind": "prisoners", "role": "proposed", "by": "UKR", "to": "RUS", "date": "2025-06-05"}
    return {**header, "entries": list(entries) or [{"id": "P1"}], **changes}


def an_event(**changes: Any) -> dict[str, Any]:
    return {"kind": "transfer", "actor": "RUS", **changes}


def history(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A submission of events alone, with other members at its top."""
    return {"as_of": "2025-06-07", "events": list(events), **changes}


def encode(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


WORDS, WORDS_OF_EVENTS = (
    {name: field.type.values for name, field in RULESET.fields[subject].items() if hasattr(field.type, "values")}
    for subject in ("prisoner", "event")
)
EVENT_KINDS = WORDS_OF_EVENTS["kind"]

ids = st.from_regex(r"\A[A-Za-z0-9._:-]{1,64}\Z")
safe = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn")), min_size=1, max_size=12)
odd_texts = ("И\u0306ван", 'a "b"', "back\\slash", "tab\there", "a\u202eb", "\ufeffx", "\U0001fffe", "\x7f", "")
texts = st.one_of(safe, safe, safe, st.sampled_from(odd_texts))
days = st.dates().map(str).filter(lambda text: text >= "1000")
odd_dates = ("2025-02-29", "2025-13", "0999", "31.12.1990", "19990501", "1999-5-1", "")
dates = st.one_of(days, days, days, st.sampled_from(("1999", "1999-05", "2024-02-29")), st.sampled_from(odd_dates))
good_times = st.sampled_from(("2025-06-07", "2025-06-07T12:00:00Z", "2025-06-07T12:00:00.123456789+03:00"))
odd_times = st.sampled_from(("2025-06-07T12:00:00", "2025-06", "now", "9999-12-31T23:00:00-05:00"))
times = st.one_of(good_times, good_times, good_times, odd_times)
whole = st.integers(-(2**53), 2**53)
anything = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=False) | texts | dates | ids,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ids | texts, inner, max_size=2),
    max_leaves=4,
)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in fields.items()})


def records(fields: st.SearchStrategy[dict[str, Any]], least: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Objects with ids that differ."""
    return st.lists(st.tuples(ids, fields), min_size=least, max_size=3, unique_by=lambda pair: pair[0]).map(
        lambda pairs: [{"id": name, **rest} for name, rest in pairs]
    )


prisoners = optional(
    **{name: st.sampled_from(words) for name, words in WORDS.items()},
    nationality=ids,
    surname=texts,
    date_of_birth=dates,
    captured_on=dates,
    health_codes=st.lists(ids, max_size=2),
    fit_to_travel=st.booleans(),
    on_record=st.lists(st.sampled_from(("surname", "rank", "medals")), max_size=2),
    served_months=whole,
    medals=st.lists(texts, max_size=2),
    seen_on=st.lists(dates, max_size=2),
)
remains = optional(container=ids, profiles=st.lists(ids, max_size=2), died_on=dates, in_captivity=st.booleans())
parties = st.sampled_from(("UKR", "RUS", "ICRC"))
counts = st.one_of(st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1), st.sampled_from((-1, 2**53)))
facts = optional(
    **{name: st.sampled_from(words) for name, words in WORDS_OF_EVENTS.items() if name not in ("kind", "actor")},
    **dict.fromkeys(("category", "batch", "location", "in_reply_to", "list", "person"), ids),
    at=times,
    date=dates,
    count=counts,
    as_agreed=st.booleans(),
    condition=texts,
    third_parties=st.lists(parties, max_size=2),
    stated_by=st.lists(parties, max_size=2),
    seats=whole,
    stops=st.lists(ids, max_size=2),
)


@st.composite
def events(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """An event or an action, with that id or none."""
    needed = {"kind": draw(st.sampled_from(EVENT_KINDS)), "actor": draw(parties)}
    named = draw(st.sampled_from(({"id": name}, {"id": None}, {})))
    return dict(draw(st.permutations(list({**named, **needed, **draw(facts)}.items()))))


@st.composite
def lists(draw: st.DrawFn, name: str, others: list[str]) -> dict[str, Any]:
    kind, entries = draw(st.sampled_from((("prisoners", prisoners), ("remains", remains))))
    found = {
        "id": name,
        "kind": kind,
        "role": draw(
            st.sampled_from(("proposed", "agreed", "register", "delivered", *(("returned",) if others else ())))
        ),
        "by": draw(st.sampled_from(RULESET.parties)),
        "entries": draw(records(entries, 1)),
        **draw(optional(to=st.just("ICRC"), date=dates, final=st.booleans(), round=whole)),
        **draw(optional(removals=records(optional(reason=texts), 0))),
    }
    if found["role"] == "returned":
        found["in_reply_to"] = draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
    return dict(draw(st.permutations(list(found.items()))))


@st.composite
def submissions(draw: st.DrawFn) -> dict[str, Any]:
    """A submission in which only dates, times, texts and numbers may be wrong."""
    acts = draw(acting())
    names = draw(st.lists(ids, min_size=0 if acts.get("action") or acts.get("events") else 1, max_size=3, unique=True))
    readings = st.sampled_from(("all", "common", "UKR", {}, {"young": ["RU-LT25"]}, {"young": ["RU-LT25", "UA-1825"]}))
    found = [draw(lists(name, [other for other in names if other != name])) for name in names]
    for item in found:
        if item.get("removals"):
            answered = [other for other in found if other["id"] in item.get("in_reply_to", ())]
            there = {entry["id"] for other in answered for entry in other["entries"]}
            gone = [removal for removal in item["removals"] if not answered or removal["id"] in there]
            own = {entry["id"] for entry in item["entries"]}
            item["removals"] = [removal for removal in gone if removal["id"] not in own]
    return {
        "as_of": draw(times),
        "lists": found,
        **draw(optional(readings=readings, account=st.sampled_from(("all", "RUS")), conduct_of=st.just("UKR"))),
        **draw(optional(detail=st.just("trace"), history_covers=st.lists(st.sampled_from(EVENT_KINDS), max_size=2))),
        **acts,
    }


@st.composite
def acting(draw: st.DrawFn) -> dict[str, Any]:
    """An action and events with ids that differ, an empty history, or nothing of the kind."""
    first, *names = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    return draw(optional(action=events(first), events=st.tuples(*map(events, names)).map(list)))


def places(node: object) -> list[tuple[Any, Any]]:
    """Every holder and key in a document."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    for holder in waiting:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        found += [(holder, key) for key in keys]
        waiting += [holder[key] for key in keys]
    return found


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A submission in which some value is replaced, taken away, moved, doubled, or under another name."""
    document = deepcopy(draw(submissions()))
    for _ in range(draw(st.integers(1, 2))):
        holder, key = draw(st.sampled_from(places(document)))
        match draw(st.sampled_from(("replace", "remove", "rename", "double", "swap"))):
            case "replace":
                holder[key] = draw(anything)
            case "remove":
                del holder[key]
            case "rename" if isinstance(holder, dict):
                holder[draw(texts | ids | st.sampled_from(("id", "kind", "surnme", "entries", "events", "from")))] = (
                    holder.pop(key)
                )
            case "double" if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case "swap":
                other, name = draw(st.sampled_from(places(document)))
                holder[key] = deepcopy(other[name])
        if not places(document):
            break
    return document


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """The bytes of a submission, whole or damaged, written in one of many ways, sometimes damaged once more."""
    document = draw(submissions() | damaged())
    body = json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from((None, 1)))).encode()
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 40)))
        match draw(st.sampled_from(("insert", "remove", "double"))):
            case "insert":
                body = body[:start] + draw(st.binary(min_size=1, max_size=3) | st.sampled_from(BYTES)) + body[start:]
            case "remove":
                body = body[:start] + body[end:]
            case "double":
                body = body[:end] + body[start:end] + body[end:]
    return body


BYTES = (
    b'"',
    b"\\",
    b"\\u0041",
    b"\\ud800",
    b"{",
    b"[",
    b",",
    b'"id":"x",',
    b"0",
    b"-",
    b".5",
    b"e9",
    b"\x7f",
    b"\xff",
    b"\t",
    b" ",
)
