"""Links between routers of different sites."""

from __future__ import annotations

from pathlib import Path

from mcastcfg.analysis.adjacency import adjacencies
from mcastcfg.analysis.endpoints import links_of_site
from mcastcfg.config.build import build
from mcastcfg.model.load import loads

CORE_LINK = (Path(__file__).parents[2] / "golden/core-link/inventory.yaml").read_text()


def test_routers_of_two_sites_are_neighbours_on_a_core_link(fabric):
    (pair,) = adjacencies(fabric(CORE_LINK))
    assert (pair.first.router, pair.second.router, pair.first.interface, pair.pim) == ("r1", "r2", "core0", True)


def test_the_tree_crosses_the_core_link(predict):
    tree = predict(CORE_LINK)["video"]
    assert tree.breaks == ()
    states = {(s.key, s.router): (s.incoming_interface, s.outgoing_interfaces) for s in (*tree.shared, *tree.shortest)}
    assert states == {
        ("(*,239.1.1.1)", "r1"): ("lo", ("core0",)),
        ("(*,239.1.1.1)", "r2"): ("core0", ("lan0",)),
        ("(10.1.0.10,239.1.1.1)", "r1"): ("lan0", ("core0",)),
        ("(10.1.0.10,239.1.1.1)", "r2"): ("core0", ("lan0",)),
    }


def test_without_pim_on_the_core_link_the_tree_breaks_there(predict):
    text = CORE_LINK.replace("addresses: [192.0.2.2/30]", "addresses: [192.0.2.2/30], pim: {enabled: false}")
    assert [(b.kind, b.router) for b in predict(text)["video"].breaks] == [("rpf_without_pim", "r2")]


def test_a_core_link_is_no_lan_to_receive_on(fabric):
    assert [prefix.with_prefixlen for _, prefix in links_of_site(fabric(CORE_LINK), "b")] == ["10.2.0.0/24"]


def test_among_equals_a_tunnel_before_a_core_link():
    tunnel = (
        "tunnels:\n  ab:\n    ends: [{router: r1, interface: core0}, {router: r2, interface: core0}]\n    ipsec: none\n"
    )
    inventory = loads(CORE_LINK.replace("streams:", tunnel + "streams:"))
    routes = build(inventory.network, inventory.allocations)["r2"].static_routes
    assert [str(route.prefix) for route in routes] == ["10.1.0.0/24", "10.255.0.1/32"]
