"""Fixtures that several layers share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No time limit per example: machines under load differ fivefold, and speed is the benchmarks' business. CI runs the
# same examples every time, so that a landing never fails for a find that belongs into an issue of its own.
settings.register_profile("mcastcfg", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("mcastcfg"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "mcastcfg")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden with what is rendered now")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused where CI is set: golden texts are reviewed by people")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the lab's tests last: what is quick to say is said first, and the guest is up no longer than it is needed."""
    items.sort(key=lambda item: item.get_closest_marker("lab") is not None)


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden texts are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]


@pytest.fixture
def two_office(repository: Path) -> Path:
    """The shipped example of two offices."""
    return repository / "inventory" / "two-office"
