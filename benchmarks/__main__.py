"""Measures what judging costs: `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import cases
import collection
import comparison
import growth
import over_http
import scale
from rich.console import Console
from rows import Row, row_of
from tables import groups, markdown, table, written_into

Part = Callable[[argparse.Namespace], Iterator[Row]]
PARTS: dict[str, Part] = {
    "lists": lambda arguments: scale.rows(arguments.large),
    "http": lambda _: over_http.rows(),
    "peers": lambda _: comparison.rows(),
    "growth": lambda _: growth.rows(),
    "collection": lambda _: collection.rows(),
    "cases": lambda arguments: cases.rows(not arguments.likely),
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--large", action="store_true", help="lists of a million entries, too")
    parser.add_argument("--likely", action="store_true", help="leave out what is made to cost")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument(
        "--from", type=Path, nargs="+", metavar="FILE", dest="saved", help="measure nothing, show these"
    )
    parser.add_argument("--markdown", action="store_true", help="show tables in Markdown")
    parser.add_argument("--document", type=Path, metavar="FILE", help="write the tables where a document marks them")
    return parser.parse_args()


def measured(arguments: argparse.Namespace, console: Console) -> Iterator[Row]:
    """The rows of every part; what is measured is said meanwhile."""
    for name in arguments.only:
        with console.status(f"measuring {name}"):
            yield from PARTS[name](arguments)


def saved(files: Iterable[Path]) -> list[Row]:
    """The rows of the files; a part of a later one takes the place of that of an earlier one."""
    parts: dict[str, list[Row]] = {}
    for file in files:
        found = [row_of(told) for told in json.loads(file.read_text("utf-8"))["rows"]]
        parts |= {name: list(of_part) for name, of_part in groupby(found, key=lambda row: row.part)}
    return [row for name in PARTS for row in parts.get(name, ())]


def main() -> None:
    arguments = _arguments()
    console, progress = Console(width=160 if not os.isatty(1) else None), Console(stderr=True)
    rows = saved(arguments.saved) if arguments.saved else list(measured(arguments, progress))
    for title, of_group in groups(rows):
        if arguments.markdown:
            print(markdown(title, of_group))
        else:
            console.print(table(title, of_group))
    if arguments.json:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        told = {**machine, "rows": [row.told() for row in rows]}
        arguments.json.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    if arguments.document:
        text = written_into(arguments.document.read_text("utf-8"), rows)
        arguments.document.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
