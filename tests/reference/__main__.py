"""The campaign: a million random evaluations, production against the reference, on all cores (make campaign)."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from itertools import count
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from .tally import ONE_IN, REACHED, Tally, tally

FIRST = 10**6
MILLION = 10**6
AT_ONCE = 20  # seeds
PATIENCE = 1200  # seconds for so many seeds: one that hangs is a failure too
RENEWED = 50  # times so many seeds, after which a process makes way for a new one
TOLD_EVERY = 15  # seconds
MOST_FAILURES = 5
COLUMNS = 2


def asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reference", description=__doc__)
    parser.add_argument("--first", type=int, default=FIRST, help="the first seed; other seeds give other rulesets")
    parser.add_argument("--evaluations", type=int, default=MILLION, help="how many, at least")
    parser.add_argument("--least", type=int, help="how often each thing is reached; else once in a thousand")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def outcome(seeds: range, future: ProcessFuture) -> Tally:
    """What some seeds came to, or that they came to nothing."""
    try:
        found: Tally = future.result()
    except (ProcessExpired, TookTooLong) as error:
        return Tally(failures=[f"seeds {seeds.start} to {seeds.stop - 1}: {type(error).__name__}: {error}"])
    return found


def run(first: int, evaluations: int, processes: int) -> tuple[Tally, int]:
    """What the seeds from the first one on came to, up to so many evaluations, and the last seed of them."""
    total, last, begun, told = Tally(), first - 1, time.monotonic(), 0.0
    with ProcessPool(max_workers=processes, max_tasks=RENEWED, context=get_context("spawn")) as pool:
        with suppress(KeyboardInterrupt):  # what was counted until then is told
            for seeds, found in tallies(pool, first, 3 * processes):
                for failure in found.failures:
                    print(f"\n{failure}\n", flush=True)
                total += found
                last = seeds.stop - 1
                if (now := time.monotonic() - begun) - told > TOLD_EVERY:
                    told = now
                    print(progress(first, last, total, evaluations, now), file=sys.stderr, flush=True)
                if total.evaluations >= evaluations or len(total.failures) >= MOST_FAILURES:
                    break
        pool.stop()
    return total, last


def tallies(pool: ProcessPool, first: int, ahead: int) -> Iterator[tuple[range, Tally]]:
    """What some seeds after others come to: in order, so that the same ones are counted wherever it runs."""
    waiting = deque[tuple[range, ProcessFuture]]()
    for begin in count(first, AT_ONCE):
        seeds = range(begin, begin + AT_ONCE)
        waiting.append((seeds, pool.schedule(tally, args=[seeds], timeout=PATIENCE)))
        if len(waiting) > ahead:
            seeds, future = waiting.popleft()
            yield seeds, outcome(seeds, future)


def progress(first: int, last: int, total: Tally, evaluations: int, seconds: float) -> str:
    left = seconds * max(evaluations - total.evaluations, 0) / max(total.evaluations, 1) / 60
    counted = f"{total.evaluations:,} evaluations, {len(total.failures)} failures"
    return f"seeds {first} to {last}: {counted}, some {left:.0f} minutes left"


def table(total: Tally) -> str:
    """How often each thing was reached, the rarest first."""
    every = sorted(REACHED, key=lambda name: (total.reached[name], name))
    rows = [f"{total.reached[name]:>11,}  {name or 'its own fields'}" for name in every]
    height, wide = -(-len(rows) // COLUMNS), max(map(len, rows)) + 2
    return "\n".join("".join(f"{row:<{wide}}" for row in rows[i::height]).rstrip() for i in range(height))


def main(arguments: list[str]) -> int:
    given = asked(arguments)
    least = given.evaluations // ONE_IN if given.least is None else given.least
    begun = time.monotonic()
    total, last = run(given.first, given.evaluations, given.processes)
    print(f"{table(total)}\n")
    print(f"seeds {given.first} to {last}, {(time.monotonic() - begun) / 60:.1f} minutes")
    print(f"{total.valid:,} of {total.rulesets:,} random rulesets valid ({total.valid / max(total.rulesets, 1):.1%})")
    print(f"{total.evaluations:,} evaluations, {len(total.failures)} seeds failed")
    wanting = total.wanting(given.evaluations, least)
    print("\n".join(f"wanting: {line}" for line in wanting) or f"each thing was reached at least {least:,} times")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
