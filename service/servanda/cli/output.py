"""Where a result goes: standard output, or a file that is there as a whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from servanda.cli.source import files_of
from servanda.cli.terminal import Status, fail, write

Output: TypeAlias = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file, which nobody else can read if it is new."),
]


def ready(output: Path | None, binary: bool = False, inputs: Iterable[str] = (), option: str = "--output") -> None:
    """Refuses what cannot be written, or would take the place of what is read, before any work is done for it."""
    if output is None:
        if binary and sys.stdout.isatty():
            fail(Status.USAGE, "--format: a terminal cannot show a workbook, name a file with --output FILE")
    elif output.is_dir():
        fail(Status.USAGE, f"{option}: `{output}` is a directory")
    elif not output.parent.is_dir():
        fail(Status.USAGE, f"{option}: no directory `{output.parent}`")
    elif output.exists() and any(_is(output, name) for argument in inputs for name in files_of(argument)):
        fail(Status.USAGE, f"{option}: `{output}` is one of the files that are read")


def _is(output: Path, name: str) -> bool:
    return Path(name).exists() and output.samefile(name)


def deliver(content: str | bytes, output: Path | None) -> None:
    """Writes a result, at once."""
    if output is not None:
        write_file(output, content if isinstance(content, bytes) else (content.removesuffix("\n") + "\n").encode())
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write(content)


def write_file(output: Path, data: bytes, option: str = "--output") -> None:
    """Writes a file that is there as a whole or not at all; a new one is for its owner alone."""
    try:
        _put(output.resolve(), data)  # where the name is that of a link, the link stays
    except OSError as error:
        fail(Status.SERVICE, f"{option}: {output}: {error.strerror or error}")


def _put(file: Path, data: bytes) -> None:
    if file.exists() and not file.is_file():  # a device or a pipe cannot be replaced
        file.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(prefix=".servanda-", dir=file.parent)
    try:
        with open(handle, "wb") as temporary:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
        if file.exists():
            os.chmod(name, stat.S_IMODE(file.stat().st_mode))
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
