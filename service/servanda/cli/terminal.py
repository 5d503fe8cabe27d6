"""The terminal edge: exit statuses, safe output, and what becomes of errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeAlias

import typer
from rich.console import Console, RenderableType
from typer.core import TyperGroup

from servanda.catalog import Catalog, default_directory
from servanda.errors import ServandaError, UnknownRuleset
from servanda.language import Program
from servanda.report.escape import visible

Format: TypeAlias = Annotated[Literal["table", "json"], typer.Option("--format", help="What is written.")]
Rulesets: TypeAlias = Annotated[
    Path, typer.Option("--rulesets", envvar="SERVANDA_RULESETS", metavar="DIR", help="The catalogue of rulesets.")
]
CATALOGUE = default_directory()
LEAST = 20  # of columns that somebody may mean
WIDTH = 100  # where standard output is no terminal, so that the same input gives the same text everywhere


class Status(IntEnum):
    """The exit statuses. 0 says `go`, so that nothing but a compliant verdict, or success, may have it."""

    OK = 0
    FAILED = 1  # non-compliant; a ruleset with errors; a case that fails
    USAGE = 2
    INVALID = 3  # the input cannot be judged
    SERVICE = 4  # the service itself failed, or its output could not be written
    UNDECIDED = 5  # disputed, indeterminate, pending, not applicable
    INTERRUPTED = 130


class InputError(Exception):
    """Input that cannot be judged; the lines say where and why, and hold no submitted value."""

    def __init__(self, *lines: str, status: Status = Status.INVALID) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.status = status


class Group(TyperGroup):
    """The commands, with errors turned into messages: no traceback, and never by accident the status of a verdict."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read the output is gone; without this Python complains once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(Status.SERVICE) from None
        except KeyboardInterrupt:
            raise typer.Exit(Status.INTERRUPTED) from None
        except InputError as error:
            fail(error.status, *error.lines)
        except ServandaError as error:
            fail(Status.SERVICE, *str(error).splitlines())
        except OSError as error:
            fail(Status.SERVICE, f"{error.filename or 'system'}: {error.strerror or error}")
        except Exception as error:
            if isinstance(error, typer.TyperException | typer.Exit | typer.Abort):
                raise
            fail(Status.SERVICE, f"internal error: {type(error).__name__} at {_place(error)}")


def _place(error: Exception) -> str:
    """Where an error was raised. Its message is left out, because it may hold submitted values."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"


def fail(status: Status, *lines: str) -> NoReturn:
    """Ends the command with a status and these lines on standard error."""
    complain(*lines)
    raise typer.Exit(status)


def complain(*lines: str) -> None:
    """Writes lines to standard error, each with the name of the program."""
    for line in lines:
        print(f"servanda: {visible(line)}", file=sys.stderr, flush=True)  # noqa: T201


def write(text: str) -> None:
    """Writes text to standard output, at once."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def show(what: RenderableType) -> None:
    """Writes something laid out in columns."""
    write(laid_out(what, sys.stdout.isatty()))


def laid_out(what: RenderableType, for_terminal: bool) -> str:
    """The text in columns; without colour and of a fixed width where nobody looks at it."""
    told = os.environ.get("COLUMNS", "")
    width = None if for_terminal or (told.isdecimal() and int(told) >= LEAST) else WIDTH  # None: as it is told
    no_color = True if os.environ.get("NO_COLOR") or not for_terminal else None
    forced = None if for_terminal else False
    console = Console(width=width, highlight=False, markup=False, emoji=False, no_color=no_color, force_terminal=forced)
    with console.capture() as capture:
        console.print(what)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Says on standard error what is going on, while it goes on, if somebody is looking."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True, highlight=False, markup=False).status(visible(message)):
        yield


def load(directory: Path) -> Catalog:
    """The catalogue of rulesets in a directory."""
    with progress("loading the rulesets"):
        return Catalog.load(existing(directory))


def load_one(directory: Path, name: str) -> Program:
    """The program of ``agreement@version``; the others are read only to say which may have been meant."""
    with progress("loading the ruleset"):
        return named(Catalog.load(existing(directory), only=f"{name.replace('@', '/', 1)}.yaml"), name)


def existing(directory: Path) -> Path:
    """The directory of rulesets, where there is one: an empty catalogue would hide a mistyped name."""
    if not directory.is_dir():
        fail(Status.USAGE, f"--rulesets: no directory `{directory}`")
    return directory


def named(catalog: Catalog, name: str) -> Program:
    """The program of ``agreement@version``."""
    agreement, _, version = name.partition("@")
    if failure := catalog.failures.get(f"{agreement}/{version}.yaml"):
        fail(Status.SERVICE, *(str(diagnostic) for diagnostic in failure))
    with suppress(UnknownRuleset):
        return catalog.program(agreement, version)
    unknown(name, (f"{program.ruleset.agreement}@{program.ruleset.version}" for program in catalog))


def unknown(name: str, known: Iterable[str]) -> NoReturn:
    """Says that there is no such ruleset, and which may have been meant."""
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    suggestion = f", did you mean `{near[0]}`?" if near else "; `servanda rulesets` lists what there is"
    fail(Status.USAGE, f"no ruleset `{name}`{suggestion}")
