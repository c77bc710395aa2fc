"""Routing tables: preference, longest match, resolution of next hops."""

from __future__ import annotations

from generated import triangle
from mcastcfg.analysis.routes import through_itself, unicast_hop
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Address

ROUTES = "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"


def hop(found, router, address):
    answer = unicast_hop(found, router, Address(address))
    return None if answer is None else (answer.interface, answer.kind, str(answer.next_hop))


def test_connected_static_default(fabric):
    found = fabric(TWO_OFFICES)
    assert hop(found, "remote-r1", "10.2.0.77") == ("lan0", "connected", "None")
    assert hop(found, "remote-r1", "10.1.0.10")[:2] == ("main-remote", "static")
    assert hop(found, "remote-r1", "192.0.2.1") == ("wan0", "known", "198.51.100.2")


def test_no_route_without_a_default(fabric):
    assert hop(fabric(changed(TWO_OFFICES, (", gateway: 198.51.100.2", ""))), "remote-r1", "192.0.2.1") is None


def test_longer_known_route_beats_shorter_static(fabric):
    text = changed(TWO_OFFICES, (ROUTES, ROUTES + "        routes: [{prefix: 10.1.0.0/25, next_hop: 10.2.0.9}]\n"))
    assert hop(fabric(text), "remote-r1", "10.1.0.10") == ("lan0", "known", "10.2.0.9")
    assert hop(fabric(text), "remote-r1", "10.1.0.200")[:2] == ("main-remote", "static")


def test_static_beats_known_of_the_same_length(fabric):
    text = changed(TWO_OFFICES, (ROUTES, ROUTES + "        routes: [{prefix: 10.1.0.0/24, next_hop: 10.2.0.9}]\n"))
    assert hop(fabric(text), "remote-r1", "10.1.0.10")[1] == "static"


def test_next_hops_are_resolved_through_other_routes(fabric):
    listed = "[{prefix: 172.20.0.0/16, next_hop: 172.21.0.1}, {prefix: 172.21.0.0/16, next_hop: 10.2.0.9}]"
    text = changed(TWO_OFFICES, (ROUTES, ROUTES + f"        routes: {listed}\n"), (", gateway: 198.51.100.2", ""))
    assert hop(fabric(text), "remote-r1", "172.20.1.1") == ("lan0", "known", "10.2.0.9")


def test_unresolvable_next_hop_is_no_route(fabric):
    text = changed(
        TWO_OFFICES,
        (ROUTES, ROUTES + "        routes: [{prefix: 172.20.0.0/16, next_hop: 172.21.0.1}]\n"),
        (", gateway: 198.51.100.2", ""),
    )
    assert hop(fabric(text), "remote-r1", "172.20.1.1") is None


def test_tunnel_through_itself(fabric):
    found = fabric(changed(TWO_OFFICES, ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: lo}")))
    assert [hop.interface for hop in through_itself(found, "remote-r1", "main-remote")] == ["main-remote"]
    assert through_itself(found, "main-r1", "main-remote") == ()


def test_two_tunnels_through_each_other(fabric):
    listed = "[{prefix: 203.0.113.1/32, next_hop: 172.31.9.1}, {prefix: 203.0.113.9/32, next_hop: 172.31.8.1}]"
    text = triangle(["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [b]}"])
    text = changed(
        text,
        (
            "router: ra, interface: wan0}\n      - {router: rb, interface: wan0}",
            "router: ra, interface: wan0, address: 172.31.8.1/30}\n"
            "      - {router: rb, interface: wan0, address: 172.31.8.2/30}",
        ),
        (
            "router: rb, interface: wan0}\n      - {router: rc, interface: wan0}",
            "router: rb, interface: wan0, address: 172.31.9.2/30}\n"
            "      - {router: rc, interface: wan0, address: 172.31.9.1/30}",
        ),
        (
            "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
            f"          lan0: {{role: lan, addresses: [10.2.0.1/24]}}\n        routes: {listed}\n",
        ),
    )
    assert [hop.interface for hop in through_itself(fabric(text), "rb", "ab")] == ["bc", "ab"]
