"""One guest for all tests of the lab: two routers behind a provider, and hosts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_topology import two_offices

from mcastcfg.lab.lifecycle import lab_down, lab_up
from mcastcfg.lab.running import RunningLab


@pytest.fixture(scope="session", autouse=True)
def termination_tears_down() -> Iterator[None]:
    """Let SIGTERM (a time limit around the tests) end the labs as Ctrl-C does; a lab outlives who started it."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, previous)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    """The running lab; tests leave it as they found it, or reboot what they changed."""
    inventory: Path = tmp_path_factory.mktemp("lab")
    running = lab_up(inventory, two_offices(), print)
    try:
        yield running
    finally:
        assert lab_down(inventory) == (inventory.resolve(),)
