"""The committed OpenAPI document: `python -m servanda.api.openapi --check openapi.yaml`, or `--write`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from servanda.api.app import operations
from servanda.api.capacity import Capacity
from servanda.api.description import document
from servanda.catalog import Catalog, bundled_directory


class _Dumper(yaml.SafeDumper):
    """Without anchors, which readers of OpenAPI documents need not know."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(str, _write_text)


def text_of(found: Mapping[str, Any]) -> str:
    """A document as YAML."""
    return yaml.dump(found, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def described() -> str:
    """What the service says of itself over the bundled rulesets, as YAML."""
    catalog = Catalog.load(bundled_directory())
    return text_of(document(operations(catalog, Capacity()), catalog))


def main(arguments: Sequence[str]) -> int:
    """Writes the document to a file, or says whether the file is true."""
    parser = argparse.ArgumentParser(prog="python -m servanda.api.openapi")
    parser.add_argument("file", type=Path)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--check", action="store_true", help="whether the file is what the service says of itself")
    asked.add_argument("--write", action="store_true", help="make the file")
    given = parser.parse_args(arguments)
    text = described()
    if given.write:
        given.file.write_text(text, encoding="utf-8")
    elif not given.file.is_file() or given.file.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{given.file} is not what the service says of itself: make openapi\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
