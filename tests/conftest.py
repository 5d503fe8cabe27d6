import pytest
from hypothesis import settings

# The processes of `make test` share the cores, so that the time one example takes says nothing.
settings.register_profile("servanda", deadline=None)
settings.load_profile("servanda")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files instead of comparing with them")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether a golden file is to be rewritten (`make accept`)."""
    return bool(request.config.getoption("--accept"))
