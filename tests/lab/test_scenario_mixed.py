"""inventory/mixed on a real kernel: three ways to build a tree in one domain, and a scope that ends at the tunnels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from late_host import LateHost, join_late
from scenario import ScenarioLab, scenario_lab, verdicts

pytestmark = pytest.mark.lab

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
    heard: list[LateHost] = []

    def ask() -> None:
        heard.append(join_late(scenario.lab, "north-screen", "10.2.0.20", "239.255.1.1", 5005, 8))

    scenario.traffic(seconds=2, while_flowing=ask)
    boundaries(scenario, "no ")
    try:
        scenario.traffic(seconds=2, while_flowing=ask)
        for router in TUNNELS:
            scenario.shell(router, "nft flush chain inet mcastcfg boundary")
        scenario.traffic(seconds=2, while_flowing=ask)
    finally:
        for router in TUNNELS:
            scenario.shell(router, "nft -f /etc/mcastcfg/guard.nft")
        boundaries(scenario, "")
    with_both, guarded, open_ = heard
    assert with_both.packets == 0
    assert guarded.packets == 0, "PIM let the join through, and the guard held the packets back"
    assert open_.packets > 0, "without both the group leaves its scope, so the test can tell"
    assert scenario.deploy() == dict.fromkeys(scenario.design.configs, "unchanged")
