"""Random obligations: who owes what, by when."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from .expressions import CODES, EVENT_KINDS, HOURS, Expressions, Piece, Scope, leaf, op, quoted

Json = dict[str, Any]

DEADLINES = ("P1D", "P2D", "P7D", "P1M", "P0D")
DAYS_NEAR = ("2025-05-26", "2025-05-30", "2025-06-01", "2025-06-02", "2025-07-01")
"""Near the time of judgement of most submissions."""


class Obligations:
    """Random obligations of a ruleset: ``within`` gives the names and expressions of a subject."""

    def __init__(
        self, rng: Random, within: Callable[[str], tuple[Expressions, Scope]], fields: Callable[[str], list[Piece]]
    ) -> None:
        self.rng = rng
        self.within = within
        self.fields = fields

    def obligation(self, premise: Callable[[str], Piece | None]) -> Json:
        """An obligation; ``premise`` makes a premise of a subject, if it has names for one."""
        rng = self.rng
        of = rng.choice(("action", "action", "action", "record", "record", rng.choice(("prisoner", "remains"))))
        found: Json = {"clause": "C1", "when": self.trigger(of)}
        ways = [self.no_deadline, self.deadline, self.deadline, self.deadline]
        ways += {"record": [self.repeated] * 3, "action": [self.ahead] * 2}.get(of, [])
        if of in ("prisoner", "remains") and "on" not in found["when"]:
            ways = [self.no_deadline]
        found |= rng.choice(ways)(of)
        if "every" in found:
            found["when"] = {"on": self.near()}
            found["when"] |= {"until": self.near()} if rng.random() < 0.4 else {}
        found |= {"duty_of": self.holder(of), "do": self.performance(of)}
        for part, share in (("applies", 0.3), ("unless", 0.2)):
            made = premise(of) if rng.random() < share else None
            found |= {part: made} if made else {}
        if rng.random() < 0.3:
            found["awaited"] = rng.choice(("true", "true", "false"))
        if rng.random() < 0.8:
            found["level"] = rng.choice(("binding", "binding", "review", "advisory"))
        return {**found, "message": {"en": "Owed.", "uk": "Винні."}}

    # When

    def trigger(self, of: str) -> Json:
        rng = self.rng
        if of == "record":
            return {"on": self.day("duty")}
        expressions, scope = self.within(of)
        where = expressions.of("bool", scope, rng.randint(0, 2))
        if of == "action":
            found: Json = {"event": self.kinds()}
            return {**found, "where": where} if rng.random() < 0.4 else found
        found = {"entry": of, "where": where}
        return {**found, "on": self.day(of)} if rng.random() < 0.7 else found

    def day(self, of: str) -> Piece:
        """The day on which something begins."""
        rng, (expressions, scope) = self.rng, self.within(of)
        if of != "duty" and rng.random() < 0.6:
            return leaf("date", "header.date")
        terms = [piece for piece in scope.of("date") if piece.form.startswith("terms.")]
        if rng.random() < 0.7:
            return rng.choice([leaf("date", f'date("{rng.choice(DAYS_NEAR)}")'), *terms])
        return expressions.of(rng.choice(("date", "time")), scope, rng.randint(0, 2))

    def near(self) -> Piece:
        """A day near the time of judgement: there are not too many periods since."""
        terms = [piece for piece in self.within("duty")[1].of("date") if piece.form.startswith("terms.n")]
        literal = leaf("date", f'date("{self.rng.choice(DAYS_NEAR)}")')
        first = leaf("time", f"events.map(v1, v1.at).{self.rng.choice(('min', 'max'))}()")
        return self.rng.choice([*terms, literal, literal, first])

    def kinds(self) -> list[str]:
        return self.rng.sample(EVENT_KINDS, self.rng.choice((1, 1, 2)))

    def no_deadline(self, _: str) -> Json:
        return {}

    def deadline(self, of: str) -> Json:
        return {"within": self.length(hours=of == "action")}

    def ahead(self, _: str) -> Json:
        return {"ahead": self.length(hours=True)}

    def repeated(self, _: str) -> Json:
        terms = [str(piece) for piece in self.within("duty")[1].of("duration")]
        found = {"every": self.rng.choice(("P1D", "P2D", "P2D", "P7D", "P7D", "P1M", "PT48H", *terms))}
        return {**found, "within": self.rng.choice(("P0D", "P1D", "P2D"))} if self.rng.random() < 0.5 else found

    def length(self, hours: bool) -> Any:
        rng, (_, scope) = self.rng, self.within("duty")
        terms = [str(piece) for name in ("duration", *(["hours"] if hours else [])) for piece in scope.of(name)]
        if terms and rng.random() < 0.5:
            return rng.choice(terms)
        return rng.choice(HOURS[:3] if hours and rng.random() < 0.4 else DEADLINES)

    # Who and what

    def holder(self, of: str) -> Piece:
        rng = self.rng
        if of != "action" or rng.random() < 0.2:
            terms = [piece for piece in self.within("duty")[1].of("word") if piece.form.startswith("terms.c")]
            plain = [leaf("word", quoted(code)) for code in CODES[:2]]
            return rng.choice([*plain, leaf("[word]", "parties"), *terms])
        return leaf(
            "word",
            rng.choice(
                (
                    *("trigger.actor", "trigger.actor", "trigger.to"),
                    *("parties", "parties.filter(v1, v1 != trigger.actor)", "parties.filter(v1, v1 != trigger.to)"),
                    '["AAA", trigger.to]',
                )
            ),
        )

    def performance(self, of: str) -> Json:
        rng = self.rng
        found: Json = {"event": self.kinds()}
        if rng.random() < 0.75:
            found["where"] = self.condition(of)
        if rng.random() < 0.25:
            found["total"] = self.total(of)
        return found

    def scope(self, of: str, event: bool) -> tuple[Expressions, Scope]:
        """What is in scope of a duty: its holder, what triggers it, and an event that may perform it."""
        expressions, scope = self.within("duty")
        leaves = [leaf("word", "duty", CODES[:2])] * 3
        for variable, subject in (("trigger", of), ("event", "action" if event else "")):
            if subject not in ("", "record"):
                leaves += [leaf(p.type, f"{variable}.{p.form}", p.domain) for p in self.fields(subject)]
        return expressions, Scope("duty", [*leaves, *scope.leaves], shared=scope.shared, eventful=True)

    def condition(self, of: str) -> Piece:
        """Which events perform a duty."""
        rng = self.rng
        expressions, scope = self.scope(of, event=True)
        forms = ["event.actor == duty", "event.actor == duty", "event.to == duty"]
        if of == "action":
            forms += ["event.batch == trigger.batch", "event.list == trigger.list", "event.actor != trigger.actor"]
        parts = [leaf("bool", form) for form in rng.sample(forms, rng.choice((0, 1, 1, 2)))]
        if not parts or rng.random() < 0.3:
            parts.append(op("bool", "({})", expressions.of("bool", scope, rng.randint(0, 2))))
        return op("bool", " && ".join(["{}"] * len(parts)), *parts)

    def total(self, of: str) -> Piece:
        rng = self.rng
        if of == "action" and rng.random() < 0.5:
            return leaf("int", rng.choice(("trigger.count", "2 * trigger.count")))
        if rng.random() < 0.6:
            return leaf("int", str(rng.choice((1, 2, 3, 25))))
        expressions, scope = self.scope(of, event=False)
        return expressions.of("int", scope, rng.randint(0, 2))
