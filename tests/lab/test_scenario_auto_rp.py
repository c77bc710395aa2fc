"""Auto-RP on a real kernel: learnt over two tunnels, and the other one takes over."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import PATIENCE, ScenarioLab, scenario_lab, troubles, until, verdicts

from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.failures import without
from mcastcfg.analysis.rp_map import mappings
from mcastcfg.platforms.frr_show_rp import AUTO_RP

pytestmark = [pytest.mark.lab, pytest.mark.scenarios, pytest.mark.timeout(1800)]

SURVIVORS = ("hq-r1", "branch-r1", "outlet-r1")


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "auto-rp", tmp_path_factory) as running:
        yield running


def learnt(scenario: ScenarioLab, router: str) -> set[tuple[str, str]]:
    """Return (range, rendezvous point), as a router tells."""
    found = AUTO_RP.parse(scenario.vtysh(router, "show ip pim autorp json"), 0)
    return {(str(groups), str(address)) for groups, address in found.learnt}


def announced(fabric: Fabric, router: str) -> set[tuple[str, str]]:
    """Return what a router should learn; the two groups of Auto-RP itself have a rendezvous point by configuration."""
    found = {(str(rp.groups), str(rp.rp_address)) for rp in mappings(fabric, router)}
    return {(groups, address) for groups, address in found if not groups.startswith("224.0.1.")}


def test_every_stream_arrives_over_the_announced_rps(scenario: ScenarioLab) -> None:
    scenario.assert_proven()


def test_the_other_one_takes_over(scenario: ScenarioLab) -> None:
    left = without(fabric_of(scenario.design.network, scenario.design.configs), {"dc-r1"})
    wanted = {router: announced(left, router) for router in SURVIVORS}
    assert wanted["outlet-r1"] == {("239.10.0.0/16", "10.255.90.1"), ("239.30.0.0/16", "10.255.90.1")}
    started = time.monotonic()
    scenario.shell("dc-r1", "ip link set dev wan0 down")
    try:
        until(
            lambda: all(learnt(scenario, router) == wanted[router] for router in SURVIVORS),
            "headquarters take over",
            lambda: {router: learnt(scenario, router) for router in SURVIVORS},
        )
        sys.stdout.write(f"headquarters served the shared range {time.monotonic() - started:.0f} s later\n")
        seen = verdicts(scenario.traffic(settle=60))
    finally:
        scenario.shell("dc-r1", "ip link set dev wan0 up")
    assert seen["announcements", "outlet-screen"] == seen["announcements", "hq-desk"] == "delivered"
    assert seen["lobby-camera", "outlet-screen"] == "delivered"
    assert seen["backup-beacon", "outlet-screen"] == "lost", "nobody else offers 239.20.0.0/16"
    healed = time.monotonic()
    assert not troubles(scenario.verify(PATIENCE))
    sys.stdout.write(f"the data centre serves again {time.monotonic() - healed:.0f} s after the link came back\n")
    scenario.assert_proven()


def test_a_router_that_no_longer_listens_forgets(scenario: ScenarioLab) -> None:
    """FRR does not print that it listens, so deploy has to tell it."""
    scenario.vtysh("outlet-r1", "configure terminal", "router pim", "no autorp discovery")
    assert ("outlet-r1", "auto-rp") in {(o.router, o.check) for o in scenario.verify(5) if o.status == "failed"}
    assert scenario.deploy()["outlet-r1"] == "changed"
    assert set(scenario.deploy().values()) == {"unchanged"}
    assert not troubles(scenario.verify(PATIENCE))
