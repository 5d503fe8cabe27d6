"""Servanda and its peers on the core rule: the same bytes in, the same minimal answer out, each in its own process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import lists
from measure import Times
from process import Engine, EngineFailed
from rows import Figure, Goal, Row

PART = "peers"
ENTRIES = 6_000
ROUNDS = 10
WARM_UP = 2  # the first runs, in which just-in-time compilers compile, do not count
MOST = 1_500.0  # milliseconds for all runs of one engine
FASTER = 8.0  # than the fastest other engine, on the rules stage
AHEAD = 1.0
KINDS = {"with names": lists.submission, "ids alone": lists.nameless}

FOLDER = Path(__file__).with_name("peers")
PYTHON, NODE = FOLDER / ".venv/bin/python", Path(sys.executable).with_name("node")
OURS, PLAIN = "Servanda", ("plain Python", "plain JavaScript")
PEERS: dict[str, Sequence[str | Path]] = {
    OURS: [sys.executable, "by_servanda.py"],
    "plain Python": [PYTHON, "by_plain_python.py"],
    "zen-engine, function node": [PYTHON, "by_zen_function.py"],
    "zen-engine, loop expression": [PYTHON, "by_zen_loop.py"],
    "common-expression-language": [PYTHON, "by_cel.py"],
    "clipspy": [PYTHON, "by_clips.py"],
    "cedarpy": [PYTHON, "by_cedar.py"],
    "durable-rules, a fact each": [PYTHON, "by_durable_rules.py"],
    "rule-engine": [PYTHON, "by_rule_engine.py"],
    "regopy": [PYTHON, "by_rego.py"],
    "plain JavaScript": [NODE, "by_plain_javascript.mjs"],
    "json-logic-engine": [NODE, "by_json_logic_engine.mjs"],
    "json-rules-engine": [NODE, "by_json_rules_engine.mjs"],
}


@dataclass
class Found:
    """What is known of one engine, or why nothing is."""

    name: str
    engine: Engine | None = None
    why: str = ""
    runs: list[dict[str, float]] = field(default_factory=list)

    def run(self) -> None:
        if not self.engine or sum(run["whole"] for run in self.runs) > MOST:
            return
        try:
            self.runs.append(self.engine.ask("run"))
        except EngineFailed as error:
            self.engine, self.why = None, str(error)

    def answer(self) -> Any:
        return self.engine.ask("answer") if self.engine else None

    def times(self, stage: str) -> Times:
        warm = self.runs[WARM_UP:] or self.runs[-1:]
        return Times(tuple(run[stage] for run in warm))


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        for kind, body in KINDS.items():
            path = Path(folder) / f"{kind}.json"
            path.write_bytes(body(ENTRIES))
            found = measured(path)
            group = f"the core rule on {ENTRIES:,} entries, {kind}, milliseconds"
            yield from (_row(group, each, found) for each in found)


def measured(body: Path) -> list[Found]:
    """Every engine, run in turn; whose answer is not that of plain Python is not shown."""
    with ExitStack() as stack:
        found = [_started(name, [*command, body], stack) for name, command in PEERS.items()]
        for _ in range(ROUNDS):
            for each in found:
                each.run()
        right = next(each for each in found if each.name == PLAIN[0]).answer()
        for each in found:
            if each.engine and right is not None and each.answer() != right:
                each.engine, each.why = None, "its answer differs from plain Python's"
    return found


def _started(name: str, command: Sequence[str | Path], stack: ExitStack) -> Found:
    program, script, *rest = command
    if not Path(program).exists():
        return Found(name, why="not installed")
    try:
        return Found(name, stack.enter_context(Engine([program, FOLDER / script, *rest])))
    except EngineFailed as error:
        return Found(name, why=str(error))


def _row(group: str, each: Found, found: list[Found]) -> Row:
    if not each.engine:
        return Row(PART, group, each.name, {"rules": f"not shown: {each.why}"})
    figures: dict[str, Figure] = {stage: each.times(stage).median for stage in ("rules", "whole")}
    figures["spread"] = each.times("whole").spread
    if ours := next((one for one in found if one.name == OURS and one.engine), None):
        figures |= {
            f"{stage}/ours": each.times(stage).median / ours.times(stage).median for stage in ("rules", "whole")
        }
    figures["runs"] = len(each.times("whole").runs)
    if each.name == OURS:
        figures["own answer"] = each.times("own answer").median
    told = {stage: each.times(stage).told() for stage in each.runs[0]}
    return Row(PART, group, each.name, figures, _goals(each, found), {"times": told})


def _goals(each: Found, found: list[Found]) -> tuple[Goal, ...]:
    """Ours are held against the fastest engine; plain code is none."""
    others = [one for one in found if one.engine and one.name not in (OURS, *PLAIN)]
    if each.name != OURS or not others:
        return ()
    bounds = {"rules": FASTER, "whole": AHEAD}
    fastest = {stage: min(one.times(stage).median for one in others) for stage in bounds}
    return tuple(
        Goal(f"fastest {stage}/ours", fastest[stage] / each.times(stage).median, bound, at_least=True)
        for stage, bound in bounds.items()
    )
