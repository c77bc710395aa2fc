"""Who sees whom."""

from __future__ import annotations

from generated import hub_and_spoke, triangle
from mcastcfg.analysis.adjacency import adjacencies, designated_router, islands, neighbors_of
from mcastcfg.lint.examples import TWO_OFFICES, changed

SHARED_LAN = changed(
    TWO_OFFICES,
    (
        "    hosts:\n      desk:",
        "      remote-r2: {platform: frr, interfaces: {lan0: {role: lan, addresses: [10.2.0.2/24]}}}\n"
        "    hosts:\n      desk:",
    ),
)


def pairs(found):
    return {(pair.first.router, pair.second.router, pair.first.interface, pair.pim) for pair in adjacencies(found)}


def test_tunnels_and_lans_each_once(fabric):
    assert pairs(fabric(SHARED_LAN)) == {
        ("main-r1", "remote-r1", "main-remote", True),
        ("remote-r1", "remote-r2", "lan0", True),
    }


def test_pim_at_one_end_is_no_neighbour(fabric):
    text = changed(
        TWO_OFFICES, ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: wan0, pim: {enabled: false}}")
    )
    assert pairs(fabric(text)) == {("main-r1", "remote-r1", "main-remote", False)}


def test_neighbors_of_one_router(fabric):
    found = fabric(triangle(["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [b]}"]))
    assert {(pair.first.interface, pair.second.router) for pair in neighbors_of(found, "ra")} == {
        ("ab", "rb"),
        ("ca", "rc"),
    }


def test_highest_address_then_priority_is_designated(fabric):
    (members,) = [members for (site, _), members in fabric(SHARED_LAN).links.items() if site == "remote"]
    assert designated_router(members).router == "remote-r2"
    text = changed(SHARED_LAN, ("addresses: [10.2.0.1/24]", "addresses: [10.2.0.1/24], pim: {dr_priority: 2}"))
    (members,) = [members for (site, _), members in fabric(text).links.items() if site == "remote"]
    assert designated_router(members).router == "remote-r1"
    assert designated_router(()) is None


def test_islands(fabric):
    text = changed(
        hub_and_spoke(2, []), ("  t1:\n    ends:\n      - {router: hub-r", "  t1:\n    ends:\n      - {router: r0")
    )
    assert len(set(islands(fabric(text)).values())) == 1
    alone = hub_and_spoke(2, []).split("  t1:")[0]
    found = islands(fabric(alone))
    assert found["hub-r"] == found["r0"] != found["r1"]
