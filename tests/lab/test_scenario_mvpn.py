"""inventory/mvpn on a real kernel: two customers with the same source and group, each in its own (emulated) MDT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import ScenarioLab, failures, scenario_lab, troubles, until, verdicts

pytestmark = [pytest.mark.lab, pytest.mark.scenarios, pytest.mark.timeout(1800)]

RED_IN_ITS_MDT = re.compile(r"10\.255\.100\.2 > 239\.192\.0\.1: GREv0.*?10\.1\.0\.10\.\d+ > 239\.1\.1\.1\.5001")
BLUE_IN_ITS_MDT = re.compile(r"10\.255\.100\.6 > 239\.192\.0\.2: GREv0.*?10\.1\.0\.10\.\d+ > 239\.1\.1\.1\.5002")


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "mvpn", tmp_path_factory) as running:
        yield running


def test_each_customer_hears_its_own_streams_alone(scenario: ScenarioLab) -> None:
    result = scenario.assert_proven()
    assert verdicts(result) == {
        ("red-camera", "red-desk"): "delivered",
        ("red-camera", "red-depot"): "delivered",
        ("red-camera", "blue-desk"): "quiet",
        ("red-camera", "blue-camera"): "quiet",
        ("blue-camera", "blue-desk"): "delivered",
        ("blue-camera", "red-camera"): "quiet",
        ("blue-camera", "red-desk"): "quiet",
        ("blue-camera", "red-depot"): "quiet",
        ("red-alarm", "red-camera"): "delivered",
        ("red-alarm", "red-desk"): "quiet",
        ("red-alarm", "blue-desk"): "quiet",
        ("red-alarm", "blue-camera"): "quiet",
        ("red-prices", "red-depot"): "delivered",
        ("red-prices", "red-desk"): "quiet",
        ("red-prices", "blue-desk"): "quiet",
        ("red-prices", "blue-camera"): "quiet",
    }


def test_groups_cross_the_core_in_mdts_and_unicast_under_labels(scenario: ScenarioLab) -> None:
    seen: list[str] = []

    def look() -> None:
        text = scenario.shell("p", "timeout 20 tcpdump -lnvi any -c 400 'ip proto 47' 2>/dev/null || true")
        seen.append(" ".join(text.split()))

    scenario.traffic(while_flowing=look)
    assert RED_IN_ITS_MDT.search(seen[0]), seen[0][:3000]
    assert BLUE_IN_ITS_MDT.search(seen[0]), seen[0][:3000]
    for host, other in (("red-camera", "10.2.0.10"), ("blue-camera", "10.2.0.10"), ("red-depot", "10.1.0.10")):
        until(lambda host=host, other=other: _answers(scenario, host, other), f"{host} reaches {other}")
    labelled = scenario.lab.start("p", ["tcpdump", "-lni", "core0", "mpls"])
    labelled.wait_for("listening")
    assert _answers(scenario, "red-camera", "10.2.0.10")
    labelled.wait_for("10.1.0.10 > 10.2.0.10: ICMP echo request")
    labelled.stop()


def _answers(scenario: ScenarioLab, host: str, other: str) -> bool:
    return scenario.lab.exec(host, ["ping", "-c", "2", "-W", "2", other]).exit_code == 0


def test_an_edge_that_leaves_an_mdt_is_named_and_nobody_else_suffers(scenario: ScenarioLab) -> None:
    scenario.vtysh("pe3", "configure terminal", "interface mdt0", "no ip igmp")
    wanted = {("pe3", "mdt-tree"), ("p", "mdt-tree"), ("pe3:red", "pim-neighbor")}
    last: set[tuple[str, str]] = set()

    def told() -> bool:
        last.clear()
        last.update(failures(scenario.verify(settle=0)))
        return wanted <= last

    until(told, "verify names the edge", lambda: sorted(last))
    seen = verdicts(scenario.traffic(seconds=4, settle=15))
    assert seen["red-camera", "red-depot"] == "lost"
    assert seen["red-camera", "red-desk"] == "delivered"
    assert seen["blue-camera", "blue-desk"] == "delivered"
    assert "leaked" not in seen.values()
    assert scenario.deploy() == {"p": "unchanged", "pe1": "unchanged", "pe2": "unchanged", "pe3": "changed"}
    assert not troubles(scenario.verify())
    assert not scenario.traffic(seconds=2).matrix.failed
