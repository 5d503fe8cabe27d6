"""The command line: `servanda evaluate`, `check`, `diff`, `test`, `template`, `rulesets`, `serve`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from servanda import __version__
from servanda.cli import check, diff, evaluate, impact, rulesets, serve, template, test
from servanda.cli.terminal import Group, write

app = typer.Typer(
    name="servanda",
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        write(f"servanda {__version__}")
        raise typer.Exit


@app.callback()
def servanda(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Judges lists of prisoners against versioned rulesets of agreements."""
    for stream in (sys.stdout, sys.stderr):
        # A clause in Cyrillic on a terminal that is not UTF-8 is shown escaped, not as a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


app.command(epilog=evaluate.EPILOG)(evaluate.evaluate)
app.command("impact", epilog=impact.EPILOG)(impact.compare)
app.command(epilog=check.EPILOG)(check.check)
app.command(epilog=diff.EPILOG)(diff.diff)
app.command(epilog=test.EPILOG)(test.test)
app.command(epilog=template.EPILOG)(template.template)
app.command()(rulesets.rulesets)
app.command()(serve.serve)

__all__ = ["app"]
