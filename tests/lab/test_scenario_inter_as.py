"""Three autonomous systems: streams cross by BGP and MSDP, and what must stay in its system has two guards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import PATIENCE, ScenarioLab, failures, scenario_lab, troubles, until

from mcastcfg.lab.flow import flowing

pytestmark = [pytest.mark.lab, pytest.mark.scenarios, pytest.mark.timeout(1800)]

KEPT = "239.255.1.1"
ENOUGH = 12.0
"""Seconds in which a Join comes again and packets would follow."""
FILTER = "msdp peer 10.255.2.1 sa-filter MCASTCFG-SA-north-centre-OUT out"
ENDS = (("north-r1", "north-centre"), ("centre-r1", "north-centre"))
"""Where the boundary between the north and the centre stands: at both ends of the tunnel."""


@pytest.fixture(scope="module")
def systems(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "inter-as", tmp_path_factory) as running:
        yield running


def cache(systems: ScenarioLab, router: str) -> dict[str, object]:
    return json.loads(systems.vtysh(router, "show ip msdp sa json"))  # type: ignore[no-any-return] # it is JSON


def forwarded(systems: ScenarioLab) -> set[str]:
    """Interfaces the centre sends the kept group out of."""
    routes = json.loads(systems.vtysh("centre-r1", "show ip mroute json")).get(KEPT, {})
    return {name for route in routes.values() for name in route.get("oil", {}) if name != route.get("iif")}


def test_every_stream_crosses_and_what_must_stay_stays(systems: ScenarioLab) -> None:
    systems.assert_proven()
    for router in ("centre-r1", "south-r1"):
        assert KEPT not in cache(systems, router), f"{router} has been told about a source that must stay in the north"
    rpf = systems.vtysh("south-r1", "show ip rpf")
    assert "B>* 10.1.0.0/24" in rpf, "the multicast address family feeds RPF"


def test_one_guard_holds_without_the_other_and_without_both_it_leaks(systems: ScenarioLab) -> None:
    """The LAN's own filters of the centre are taken away first, so that nothing but the two guards is left."""
    never = "MCASTCFG-NEVER"
    systems.vtysh("centre-r1", "configure terminal", "interface lan0", f"no ip igmp access-list {never}")
    systems.shell("centre-r1", "nft flush chain inet mcastcfg lan_out")
    try:
        with flowing(systems.lab, systems.design) as flow:

            def heard() -> int:
                return flow.heard({"centre-desk"})["staff-meeting", "centre-desk"]

            assert not flow.settle(PATIENCE)
            flow.run_on(ENOUGH)
            assert heard() == 0
            boundaries(systems, "no ", "flush chain inet mcastcfg boundary")
            flow.run_on(ENOUGH)
            assert heard() == 0, "the SA filter holds alone"
            systems.shell("north-r1", "nft -f /etc/mcastcfg/guard.nft")
            systems.shell("centre-r1", "nft -f /etc/mcastcfg/guard.nft; nft flush chain inet mcastcfg lan_out")
            boundaries(systems, "", None)
            systems.vtysh("north-r1", "configure terminal", "router pim", f"no {FILTER}")
            until(
                lambda: KEPT in cache(systems, "centre-r1"),
                "the centre is told about the source",
                lambda: cache(systems, "centre-r1"),
            )
            flow.run_on(ENOUGH)
            assert heard() == 0, "the boundary holds alone"
            assert ("centre-r1", "msdp-sa") in failures(systems.verify(0)), (
                "verify knows what the filter would keep out"
            )
            boundaries(systems, "no ", "flush chain inet mcastcfg boundary")
            until(lambda: heard() > 0, "without both it leaks, so the test can tell", lambda: forwarded(systems))
            leaking = flow.mark()
            flow.run_on(ENOUGH)
            flow.end()
        cell = flow.matrix(leaking).cell("staff-meeting", "centre-desk")
        assert (cell.role, cell.verdict) == ("forbidden", "leaked")
    finally:
        for router, _ in ENDS:
            systems.shell(router, "nft -f /etc/mcastcfg/guard.nft")
        boundaries(systems, "", None)
        systems.vtysh("centre-r1", "configure terminal", "interface lan0", f"ip igmp access-list {never}")
        systems.vtysh("north-r1", "configure terminal", "router pim", FILTER)
    assert systems.deploy() == dict.fromkeys(systems.design.configs, "unchanged")


def boundaries(systems: ScenarioLab, no: str, nft: str | None) -> None:
    """Take PIM's boundary away at both ends of the tunnel, or give it back, and run an nft command there."""
    for router, tunnel in ENDS:
        interface = systems.tunnel_interface(router, tunnel)
        running = systems.shell(router, "cat /etc/frr/frr.conf")
        line = next(text.strip() for text in running.splitlines() if "ip multicast boundary" in text)
        systems.vtysh(router, "configure terminal", f"interface {interface}", f"{no}{line}")
        if nft is not None:
            systems.shell(router, f"nft {nft}")


def test_without_the_password_the_peers_part(systems: ScenarioLab) -> None:
    systems.vtysh("south-r1", "configure terminal", "router pim", "msdp peer 10.255.2.1 password another-one")
    # A session that stands goes on with the password it began with: docs/deviations.md.
    systems.vtysh("south-r1", "clear ip msdp peer 10.255.2.1")
    try:
        until(
            lambda: ("south-r1", "msdp-peer") in failures(systems.verify(0)),
            "south-r1 has lost its peer",
            lambda: systems.vtysh("south-r1", "show ip msdp peer"),
        )
    finally:
        text = (systems.inventory / "secrets" / "centre-south.msdp").read_text().strip()
        systems.vtysh("south-r1", "configure terminal", "router pim", f"msdp peer 10.255.2.1 password {text}")
        systems.vtysh("south-r1", "clear ip msdp peer 10.255.2.1")
    assert not troubles(systems.verify())


def test_a_restarted_bgpd_announces_for_rpf_again_after_a_deploy(systems: ScenarioLab) -> None:
    """FRR 10.7 takes the networks of the multicast family for unreachable when it starts; RPF falls back to unicast."""
    systems.shell("south-r1", "service frr restart")

    def lost() -> bool:
        found = failures(systems.verify(0))
        return ("centre-r1", "bgp-session") in found and ("centre-r1", "rpf") not in found

    until(lost, "centre-r1 misses the networks for RPF, and looks the same way by the unicast ones")
    outcomes = systems.deploy()
    assert outcomes == {**dict.fromkeys(systems.design.configs, "unchanged"), "south-r1": "changed"}
    assert not troubles(systems.verify())
