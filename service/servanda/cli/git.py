"""Files as they were at a revision of a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from servanda.cli.terminal import Status, fail

REGULAR = ("100644", "100755")  # no links, no submodules


def files_at(revision: str, directory: Path) -> dict[str, bytes]:
    """The files below a directory at a revision, by their paths from there."""
    if not revision:
        fail(Status.USAGE, "--against: the revision is empty")
    if _git(directory, "rev-parse", "--is-inside-work-tree") is None:
        fail(Status.USAGE, f"--against: `{directory}` is in no git repository")
    named = _git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if named is None:
        fail(Status.USAGE, f"--against: no revision `{revision}` here; a shallow clone lacks what it was not given")
    found: dict[str, bytes] = {}  # path → the name of its content
    for line in (_git(directory, "ls-tree", "-r", "-z", named.decode().strip()) or b"").split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, name = about.split(b" ")
        if mode.decode() in REGULAR:
            found[path.decode(errors="replace")] = name
    return dict(zip(found, _contents(directory, list(found.values())), strict=True))


def _contents(directory: Path, names: list[bytes]) -> list[bytes]:
    """What objects hold, all of them from one process: `name type size`, a line break, the content, a line break."""
    told = _git(directory, "cat-file", "--batch", given=b"".join(name + b"\n" for name in names)) or b""
    found, start = [], 0
    for _ in names:
        end = told.index(b"\n", start)
        size = int(told[start:end].split(b" ")[2])
        found.append(told[end + 1 : end + 1 + size])
        start = end + 1 + size + 1
    return found


def _git(directory: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What git writes; None where it fails."""
    command = ["git", "-C", str(directory), *arguments]
    try:
        result = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        fail(Status.USAGE, "--against: git is not there")
    return None if result.returncode else result.stdout
