"""A customer's tunnels across an MPLS VPN: labels outside, multicast inside, and nothing of it in the core's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import ScenarioLab, failures, scenario_lab, troubles, until, verdicts

pytestmark = [pytest.mark.lab, pytest.mark.scenarios, pytest.mark.timeout(1800)]

LABELLED_GRE = re.compile(
    r"MPLS \(label \d+[^)]*\) *\(label \d+[^)]*\[S\][^)]*\).*198\.51\.100\.2 > 198\.51\.100\.6: GREv0.*"
    r"10\.1\.0\.10\.\d+ > 239\.1\.1\.1\.5001",
    re.DOTALL,
)
LABELLED_ESP = re.compile(
    r"MPLS \(label \d+[^)]*\) *\(label \d+[^)]*\[S\][^)]*\).*198\.51\.100\.2 > 198\.51\.100\.10: ESP", re.DOTALL
)


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "mpls", tmp_path_factory) as running:
        yield running


def captured(scenario: ScenarioLab, interface: str) -> str:
    """Return what tcpdump of the P router makes of labelled packets on one of its links."""
    script = f"timeout 20 tcpdump -lnvi {interface} -c 60 mpls 2>/dev/null || true"
    return " ".join(scenario.shell("p", script).split())


def test_the_streams_cross_the_core_under_two_labels(scenario: ScenarioLab) -> None:
    seen: dict[str, str] = {}

    def look() -> None:
        seen.update({interface: captured(scenario, interface) for interface in ("core0", "core2")})

    result = scenario.traffic(while_flowing=look)
    assert verdicts(result) == {
        ("camera", "branch-desk"): "delivered",
        ("camera", "depot-desk"): "delivered",
        ("alarm", "camera"): "delivered",
        ("alarm", "head-desk"): "delivered",
        ("alarm", "depot-desk"): "quiet",
        ("prices", "branch-desk"): "delivered",
        ("prices", "depot-desk"): "quiet",
    }
    assert not result.matrix.failed
    assert LABELLED_GRE.search(seen["core0"]), seen["core0"][-3000:]
    assert LABELLED_ESP.search(seen["core0"]), seen["core0"][-3000:]
    # From the P router to the last edge only the label of the VPN is left (RFC 3032 section 3.10).
    assert "198.51.100.2 > 198.51.100.10: ESP" in seen["core2"]
    assert "239.1.1.1" not in seen["core2"], "towards the depot nothing is in clear"
    assert not scenario.vtysh("p", "show ip mroute").count("239."), "the core routes no group"


def test_while_the_streams_flow_the_routers_are_as_predicted(scenario: ScenarioLab) -> None:
    scenario.assert_proven()


def test_without_labels_the_vpn_is_cut_and_verify_says_where(scenario: ScenarioLab) -> None:
    scenario.vtysh("pe2", "configure terminal", "mpls ldp", "address-family ipv4", "no interface core0")
    try:
        until(
            lambda: {("pe2", "ldp-neighbor"), ("p", "ldp-neighbor")} <= failures(scenario.verify(settle=0)),
            "the session of labels goes",
        )
        found = failures(scenario.verify(settle=0))
        assert ("pe3", "ldp-neighbor") not in found
        result = scenario.traffic(seconds=4, settle=15)
        seen = verdicts(result)
        assert seen["camera", "branch-desk"] == "lost"
        assert seen["camera", "depot-desk"] == "delivered"
    finally:
        scenario.vtysh("pe2", "configure terminal", "mpls ldp", "address-family ipv4", "interface core0")
    assert not troubles(scenario.verify())
    assert scenario.deploy() == dict.fromkeys(scenario.design.configs, "unchanged")
