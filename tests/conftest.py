"""Fixtures that several layers share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]


@pytest.fixture
def two_office(repository: Path) -> Path:
    """The shipped example of two offices."""
    return repository / "inventory" / "two-office"
