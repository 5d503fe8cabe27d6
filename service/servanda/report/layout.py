"""How a verdict is laid out on a terminal: words with colours that only repeat them, columns, and long rows of ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from servanda.language.ruleset import Ruleset
from servanda.report.escape import flowing, visible
from servanda.report.reasons import is_warning, status_of
from servanda.report.wire import VERDICTS, Wire
from servanda.report.words import Words

STYLES = {
    "compliant": "green",
    "satisfied": "green",
    "non_compliant": "bold red",
    "violated": "bold red",
    "disputed": "magenta",
    "indeterminate": "yellow",
    "pending": "blue",
}
SHOWN = 12  # how many of a group are named before "and 1,234 more"


@dataclass(frozen=True)
class Frame:
    """What every part of the table needs: the words, the ruleset, and how many of a group are named."""

    say: Words
    ruleset: Ruleset
    language: str
    limit: int | None

    @cached_property
    def _tails(self) -> tuple[Counter[str], Counter[str]]:
        """How many rules or obligations, and how many other names, are the same without the ruleset they came from."""
        named = {**self.ruleset.terms, **self.ruleset.definitions}
        rules = [*self.ruleset.rules, *self.ruleset.obligations]
        return Counter(map(_tail, rules)), Counter(map(_tail, named))

    def rule(self, name: str) -> str:
        """A rule's name, without the ruleset that it was included from where no other has the same."""
        return visible(_tail(name) if self._tails[0][_tail(name)] <= 1 else name)

    def name(self, name: str) -> str:
        """A definition's or term's name, likewise."""
        return visible(_tail(name) if self._tails[1][_tail(name)] <= 1 else name)

    def verdict(self, word: str, upper: bool = False) -> Text:
        """A verdict in words and in its colour."""
        said = self.say(f"verdict.{word}")
        return Text(said.upper() if upper else said, STYLES.get(word, ""))

    def status(self, finding: Wire) -> Text:
        """A rule is met or broken; whether somebody is in or out is for all rules together to say."""
        status, said = finding["status"], status_of(finding, finding["status"], self.say)
        return Text(said, STYLES["indeterminate"] if is_warning(finding, status) else STYLES.get(status, ""))

    def counts(self, counts: Wire) -> Text:
        """How many have which verdict, and how many warnings there are."""
        said = [self._counted(name, count) for name, count in counts.items() if count]
        return Text(", ").join(said) if said else Text(self.say("counted.nothing"))

    def _counted(self, name: str, count: int) -> Text:
        one = "warning" if (name, count) == ("warnings", 1) else f"counted.{name}"
        what = self.say(f"verdict.{name}" if name in VERDICTS else one)
        return Text(self.say("counted", count=self.say.number(count), what=what), STYLES.get(name, ""))

    def ids(self, ids: Iterable[str]) -> str:
        """Names in a row, cut where there are too many."""
        ids = list(ids)
        shown = ids if self.limit is None else ids[: self.limit]
        more = len(ids) - len(shown)
        return ", ".join(shown) + (self.say("more", count=self.say.number(more)) if more else "")

    def localised(self, text: Mapping[str, str]) -> str:
        """A ruleset's text in the reader's language, where it has it."""
        return flowing(text.get(self.language) or text["en"])


def _tail(name: str) -> str:
    return name.rpartition("/")[2]


def grid(wide: int = 2) -> Table:
    """Columns: a word, a number, and then texts that share the width."""
    columns = Table.grid(padding=(0, 2, 0, 0))
    columns.add_column(no_wrap=True)
    columns.add_column(justify="right", no_wrap=True)
    for place in range(wide):
        columns.add_column(ratio=1 if place else wide - 1, overflow="fold")
    return columns


def aligned(*ratios: int) -> Table:
    """Columns: a word, a name, and then texts that share the width in these proportions."""
    columns = Table.grid(padding=(0, 2, 0, 0))
    columns.add_column(no_wrap=True)
    columns.add_column(overflow="fold")
    for ratio in ratios:
        columns.add_column(ratio=ratio, overflow="fold")
    return columns


def indented(block: Table | Text, by: int = 2) -> Padding:
    """A block that belongs to what stands above it."""
    return Padding(block, (0, 0, 0, by))
