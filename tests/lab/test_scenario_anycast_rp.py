"""Three rendezvous points of one address: each site joins the nearest, and one may die."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import PATIENCE, ScenarioLab, failures, scenario_lab, troubles, until

from mcastcfg.lab.faults import PowerCut
from mcastcfg.lab.faults.book import injected
from mcastcfg.lab.flow import flowing

pytestmark = pytest.mark.lab

SHARED = "10.255.0.100"
BEHIND = {
    ("lecture", "branch-desk"),
    ("lecture", "branch-mike"),
    ("recording", "branch-desk"),
    ("questions", "west-desk"),
    ("questions", "archive"),
}
"""What passes the middle while that lives."""


@pytest.fixture(scope="module")
def campus(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "anycast-rp", tmp_path_factory) as running:
        yield running


def test_each_site_joins_the_nearest_and_all_know_every_source(campus: ScenarioLab) -> None:
    campus.assert_proven()
    for router in ("west-r1", "middle-r1", "east-r1"):
        known = json.loads(campus.vtysh(router, "show ip msdp sa json"))
        assert {"239.1.1.1", "239.1.1.2", "239.1.1.3"} <= set(known), router


def test_receivers_behind_a_dead_rendezvous_point_keep_receiving(campus: ScenarioLab) -> None:
    there = campus.tunnel_interface("branch-r1", "branch-east")

    def way() -> str:
        return campus.vtysh("branch-r1", f"show ip rpf {SHARED}").strip()

    with flowing(campus.lab, campus.design) as flow:
        assert not flow.settle(PATIENCE)
        with injected(campus.lab, PowerCut(node="middle-r1")):
            until(lambda: f"Interface {there}" in way(), "the branch turns to the east", way)
            assert not flow.settle(PATIENCE, BEHIND), "who still hears nothing"
            first = flow.mark()
            flow.run_on(4)
            last = flow.mark()
            assert ("west-r1", "msdp-peer") in failures(campus.verify(0)), "verify names the peer that is gone"
            flow.end()
        matrix = flow.matrix(first, last)
        for stream, host in BEHIND:
            cell = matrix.cell(stream, host)
            assert cell.verdict == "delivered", cell
            assert cell.received > 30, cell
        assert matrix.cell("recording", "west-desk").verdict == "quiet"
        assert [count.gre_clear + count.multicast for count in flow.wire()] == [0] * len(flow.wire())
    assert not troubles(campus.verify())


def test_outside_the_mesh_group_a_router_hears_of_no_new_source(campus: ScenarioLab) -> None:
    """The classic mistake: the address is shared, and one of the three was forgotten in the mesh group."""
    members = ("10.255.0.1", "10.255.0.2")
    for address in members:
        campus.vtysh("east-r1", "configure terminal", "router pim", f"no msdp mesh-group rps member {address}")
    try:
        found = failures(campus.verify(0))
        assert ("east-r1", "msdp-peer") in found
        until(
            lambda: {("west-r1", "msdp-peer"), ("middle-r1", "msdp-peer")} <= failures(campus.verify(0)),
            "its peers miss it",
        )
    finally:
        for address in members:
            campus.vtysh("east-r1", "configure terminal", "router pim", f"msdp mesh-group rps member {address}")
    assert not troubles(campus.verify())
    assert campus.deploy() == dict.fromkeys(campus.design.configs, "unchanged")
