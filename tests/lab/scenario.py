"""A scenario of inventory/ in a lab of its own, deployed and settled: what every scenario test stands on.

@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "two-office", tmp_path_factory) as running:
        yield running

def test_the_matrix(scenario: ScenarioLab) -> None:
    scenario.assert_proven()
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mcastcfg.deploy.deploy import deploy
from mcastcfg.lab.derive import topology_of
from mcastcfg.lab.flow import SETTLE_SECONDS
from mcastcfg.lab.lifecycle import lab_down, lab_up
from mcastcfg.lab.private_copy import private_copy
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.traffic import DEFAULT_SECONDS, TrafficResult, run_traffic
from mcastcfg.platforms import frr
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.verify.outcome import Outcome
from mcastcfg.verify.run import verify

PATIENCE = 240.0
"""Seconds until routers on a busy machine must be as predicted; polled, so a quiet machine never takes them."""
AT_ONCE = 3
"""Routers worked on at once: more sessions than that only stand in each other's way on an emulated processor, until
BFD and SSH take them for dead."""


@dataclass(frozen=True, slots=True)
class ScenarioLab:
    """One scenario that runs; faults made by a test are undone by that test."""

    inventory: Path
    """The copy that runs: change files here, open it with `reopened`."""
    design: Design
    lab: RunningLab

    def reopened(self) -> Design:
        """Return the design anew, after a test has changed the inventory's files."""
        return open_design(self.inventory)

    def deploy(self, design: Design | None = None) -> dict[str, str]:
        """Deploy, and return what became of each router: changed, unchanged, or what went wrong."""
        outcomes = deploy(design or self.design, workers=AT_ONCE)
        return {name: outcome.error or outcome.status for name, outcome in outcomes.items()}

    def verify(self, settle: float = PATIENCE, *, streams_flow: bool = False) -> list[Outcome]:
        """Ask the routers until all is as predicted, or `settle` seconds have passed."""
        return verify(self.design, settle=settle, workers=AT_ONCE, streams_flow=streams_flow)

    def traffic(
        self,
        seconds: float = DEFAULT_SECONDS,
        *,
        settle: float = SETTLE_SECONDS,
        while_flowing: Callable[[], None] | None = None,
    ) -> TrafficResult:
        """Send all streams; where some are to be lost, give `settle` the seconds that the others need."""
        return run_traffic(self.lab, self.design, seconds=seconds, settle=settle, while_flowing=while_flowing)

    def tunnel_interface(self, router: str, tunnel: str) -> str:
        """Return what a tunnel is called on a router."""
        config = self.design.configs[router].tunnel(tunnel)
        assert config is not None
        return frr.tunnel_interface(config.number)

    def shell(self, node: str, script: str, timeout: float = 120) -> str:
        """Run a script in a node to its end, which must be a good one, and return what it printed."""
        return self.lab.exec(node, ["sh", "-ec", script], check=True, timeout=timeout).text

    def vtysh(self, router: str, *commands: str) -> str:
        """Run vtysh commands on a router and return what they printed."""
        argv = ["vtysh"]
        for command in commands:
            argv += ["-c", command]
        return self.lab.exec(router, argv, check=True, timeout=120).text

    def assert_proven(self, *, seconds: float = DEFAULT_SECONDS) -> TrafficResult:
        """Assert that every stream arrives, every other cell is quiet, nothing crosses in clear, and the routers are as
        predicted while the streams flow; returns the traffic."""
        outcomes: list[Outcome] = []
        result = self.traffic(seconds, while_flowing=lambda: outcomes.extend(self.verify(streams_flow=True)))
        assert not [f"{cell.stream} at {cell.host}: {cell.verdict} ({cell})" for cell in result.matrix.failed]
        assert result.wire.faults == ()
        assert not troubles(outcomes)
        return result


@contextmanager
def scenario_lab(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    """Run a copy of a scenario with keys and ports of its own: up, deployed, deployed again without change, settled."""
    inventory = tmp_path_factory.mktemp("scenario") / source.name
    private_copy(source, inventory)
    design = open_design(inventory)
    lab = lab_up(inventory, topology_of(design), print)
    try:
        running = ScenarioLab(inventory, design, lab)
        assert running.deploy() == dict.fromkeys(design.configs, "changed")
        assert running.deploy() == dict.fromkeys(design.configs, "unchanged")
        assert not troubles(running.verify())
        yield running
    finally:
        lab_down(inventory)


def troubles(outcomes: list[Outcome]) -> list[str]:
    """Return one line for each failed outcome."""
    return [f"{o.router} {o.check} {o.subject}: {o.reason}; expected {o.expected}, seen {o.actual}"
            for o in outcomes if o.status == "failed"]  # fmt: skip


def failures(outcomes: list[Outcome]) -> set[tuple[str, str]]:
    """Return router and check of each failed outcome."""
    return {(outcome.router, outcome.check) for outcome in outcomes if outcome.status == "failed"}


def verdicts(result: TrafficResult) -> dict[tuple[str, str], str]:
    """Return the verdict of each cell that has one: by stream and host."""
    return {(cell.stream, cell.host): cell.verdict for cell in result.matrix.cells if cell.verdict != "none"}


def until(condition: Callable[[], bool], what: str, seen: Callable[[], object] | None = None) -> None:
    """Poll until a condition holds; fails with `what`, and with what is `seen` then, after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never: {what}" + (f"; last seen: {seen()}" if seen is not None else ""))
        time.sleep(0.5)
