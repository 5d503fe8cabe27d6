"""Golden files: what a bad ruleset is told, one diagnostic on a line."""

from pathlib import Path

from servanda import language
from servanda.language.document import parse

BAD = Path(__file__).parent / "bad"


def diagnose(path: Path) -> str:
    """The diagnostics of the ruleset in the file, without its name."""
    data = path.read_bytes()
    try:
        text: str | bytes = data.decode()
    except UnicodeDecodeError:
        text = data  # only the parser itself can say what is wrong with it
    check = getattr(language, "check_text", None)
    found = check(text) if check and isinstance(text, str) else parse(text)[1]
    return "".join(f"{diagnostic}\n" for diagnostic in found)
