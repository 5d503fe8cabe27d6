"""Golden files: what a bad ruleset is told, one diagnostic on a line."""

from pathlib import Path

from servanda.catalog import finder
from servanda.language import check_text

BAD = Path(__file__).parent / "bad"
INCLUDED = finder(BAD / "included")


def diagnose(path: Path) -> str:
    """The diagnostics of the ruleset in the file, without its name."""
    return "".join(f"{diagnostic}\n" for diagnostic in check_text(path.read_bytes(), find=INCLUDED))
