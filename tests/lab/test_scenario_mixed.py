"""inventory/mixed on a real kernel: three ways to build a tree in one domain, and a scope that ends at the tunnels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from late_host import join_late
from scenario import PATIENCE, ScenarioLab, scenario_lab, verdicts

from mcastcfg.lab.flow import flowing

pytestmark = [pytest.mark.lab, pytest.mark.scenarios, pytest.mark.timeout(1800)]

BOUNDARY = "ip multicast boundary oil MCASTCFG-BOUNDARY"
TUNNELS = {"main-r1": ("gre1", "gre2"), "north-r1": ("gre1",)}


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "mixed", tmp_path_factory) as running:
        yield running


def test_each_range_is_carried_in_its_own_way(scenario: ScenarioLab) -> None:
    result = scenario.assert_proven()
    seen = verdicts(result)
    delivered = {cell for cell, verdict in seen.items() if verdict == "delivered"}
    assert delivered == {
        ("lecture", "main-desk"), ("lecture", "main-screen"), ("lecture", "south-desk"), ("lecture", "south-screen"),
        ("sensors", "north-desk"), ("sensors", "north-screen"),
        ("alarm", "south-desk"), ("alarm", "south-screen"),
        ("prices", "north-desk"), ("prices", "north-screen"),
        ("lunch", "main-screen"),
    }  # fmt: skip
    assert set(seen.values()) == {"delivered", "quiet"}


def boundaries(scenario: ScenarioLab, word: str) -> None:
    """Take PIM's boundaries away (`no `), or put them back."""
    for router, interfaces in TUNNELS.items():
        for interface in interfaces:
            scenario.vtysh(router, "configure terminal", f"interface {interface}", f"{word}{BOUNDARY}")


def test_the_scope_holds_by_the_guard_alone_and_only_without_both_it_leaks(scenario: ScenarioLab) -> None:
    """A host in the north asks for a group of the main building: PIM refuses the join, the guard drops the packets."""
    with flowing(scenario.lab, scenario.design) as flow:
        assert not flow.settle(PATIENCE)

        def asked() -> int:
            # What it left a moment ago it must not ask for again at once: docs/deviations.md.
            flow.run_on(4)
            return join_late(scenario.lab, "north-screen", "10.2.0.20", "239.255.1.1", 5005, 8).packets

        assert asked() == 0
        boundaries(scenario, "no ")
        try:
            assert asked() == 0, "PIM let the join through, and the guard held the packets back"
            for router in TUNNELS:
                scenario.shell(router, "nft flush chain inet mcastcfg boundary")
            assert asked() > 0, "without both the group leaves its scope, so the test can tell"
        finally:
            for router in TUNNELS:
                scenario.shell(router, "nft -f /etc/mcastcfg/guard.nft")
            boundaries(scenario, "")
    assert scenario.deploy() == dict.fromkeys(scenario.design.configs, "unchanged")
