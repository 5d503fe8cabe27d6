"""Commands in one process share the bundled rulesets, which would else be compiled for every one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servanda.catalog import Catalog, bundled_directory

LOAD = Catalog.load


@pytest.fixture(autouse=True, scope="session")
def _bundled_rulesets_once() -> Iterator[None]:
    loaded: dict[str | None, Catalog] = {}

    def load(directory: Path, only: str | None = None) -> Catalog:
        if directory.resolve() != bundled_directory():
            return LOAD(directory, only)
        if only not in loaded:
            loaded[only] = LOAD(directory, only)
        return loaded[only]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalog, "load", load)
        yield
