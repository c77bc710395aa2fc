"""VRFs that carry multicast are routers of their own; the VPN is a link between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.analysis.adjacency import adjacencies
from mcastcfg.analysis.rpf import rpf
from mcastcfg.model.base import Address

GOLDEN = Path(__file__).parents[2] / "golden"
ROSEN = (GOLDEN / "mvpn-draft-rosen/inventory.yaml").read_text()
L3VPN = (GOLDEN / "l3vpn/inventory.yaml").read_text()


def test_each_vrf_with_multicast_is_an_instance(fabric):
    found = fabric(ROSEN)
    assert list(found.configs) == ["pe1", "pe1:red", "pe2", "pe2:red", "ce1", "ce2"]
    assert set(found.attachments["pe1"]) == {"core0", "lo"}
    assert set(found.attachments["pe1:red"]) == {"core1", "MVPN red"}


def test_a_vrf_without_multicast_is_none(fabric):
    assert [name for name in fabric(L3VPN).configs if ":" in name] == []


def test_the_edges_of_a_vpn_are_neighbours_and_each_of_its_customers_router(fabric):
    pairs = {frozenset((pair.first.router, pair.second.router)) for pair in adjacencies(fabric(ROSEN)) if pair.pim}
    assert pairs == {
        frozenset({"pe1", "pe2"}),
        frozenset({"pe1:red", "pe2:red"}),
        frozenset({"pe1:red", "ce1"}),
        frozenset({"pe2:red", "ce2"}),
    }


def test_rpf_of_an_edge_leads_over_the_vpn_to_the_other_one(fabric):
    answer = rpf(fabric(ROSEN), "pe2:red", Address("10.1.0.10"))
    assert answer is not None
    assert (answer.interface, answer.neighbor) == ("MVPN red", Address("10.255.0.1"))


@pytest.mark.parametrize("case", ["mvpn-draft-rosen", "mvpn-mldp", "mvpn-ingress-replication"])
def test_a_stream_crosses_the_vpn_whatever_carries_it(predict, case):
    tree = predict((GOLDEN / case / "inventory.yaml").read_text())["video"]
    assert tree.breaks == ()
    assert {
        (s.key, s.router): (s.incoming_interface, s.outgoing_interfaces) for s in (*tree.shared, *tree.shortest)
    } == {
        ("(*,239.1.1.1)", "ce1"): ("lo", ("core0",)),
        ("(*,239.1.1.1)", "pe1:red"): ("core1", ("MVPN red",)),
        ("(*,239.1.1.1)", "pe2:red"): ("MVPN red", ("core1",)),
        ("(*,239.1.1.1)", "ce2"): ("core0", ("lan0",)),
        ("(10.1.0.10,239.1.1.1)", "ce1"): ("lan0", ("core0",)),
        ("(10.1.0.10,239.1.1.1)", "pe1:red"): ("core1", ("MVPN red",)),
        ("(10.1.0.10,239.1.1.1)", "pe2:red"): ("MVPN red", ("core1",)),
        ("(10.1.0.10,239.1.1.1)", "ce2"): ("core0", ("lan0",)),
    }


def test_without_a_tunnel_of_the_provider_the_stream_ends_at_the_edge(predict):
    text = ROSEN.replace(
        "    mvpn:\n      draft_rosen:\n        default_mdt: 239.192.0.1\n"
        "        data_mdt: {groups: 239.193.0.0/24, threshold: 100}\n",
        "",
    )
    assert text != ROSEN
    (problem,) = predict(text)["video"].breaks
    assert (problem.kind, problem.router) == ("no_route", "pe2:red")
