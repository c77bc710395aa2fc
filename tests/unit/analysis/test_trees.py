"""Trees: the prediction that lint, the lab and verify compare against."""

from __future__ import annotations

import pytest

from generated import hub_and_spoke, site, triangle
from mcastcfg.analysis.tree_parts import Delivery
from mcastcfg.analysis.trees import states_by_router, trees
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Prefix


def shown(states):
    return {
        (state.router, state.key): (state.incoming_interface, str(state.rpf_neighbor), set(state.outgoing_interfaces))
        for state in states
    }


def test_two_offices_camera_to_both(two_office_fabric):
    tree = next(tree for tree in trees(two_office_fabric) if tree.stream == "lobby-camera")
    assert shown(tree.shared) == {
        ("main-r1", "(*,239.1.1.1)"): ("lo", "None", {"lan0", "main-remote"}),
        ("remote-r1", "(*,239.1.1.1)"): ("main-remote", "172.31.0.1", {"lan0"}),
    }
    assert shown(tree.shortest) == {
        ("main-r1", "(10.1.0.10,239.1.1.1)"): ("lan0", "None", {"main-remote"}),
        ("remote-r1", "(10.1.0.10,239.1.1.1)"): ("main-remote", "172.31.0.1", {"lan0"}),
    }
    assert (tree.first_hop, str(tree.rp_address)) == ("main-r1", "10.255.0.1")
    assert tree.register is None, "the first hop is the RP and registers with nobody"
    assert tree.breaks == ()
    assert tree.deliveries == (
        Delivery("main", Prefix("10.1.0.0/24"), None, None, 0),
        Delivery("remote", Prefix("10.2.0.0/24"), "remote-r1", "lan0", 2),
    )


def test_two_offices_stream_that_stays_on_its_lan(two_office_fabric):
    tree = next(tree for tree in trees(two_office_fabric) if tree.stream == "board-room")
    assert shown(tree.shared) == {("main-r1", "(*,239.1.1.2)"): ("lo", "None", {"lan0"})}
    assert shown(tree.shortest) == {("main-r1", "(10.1.0.10,239.1.1.2)"): ("lan0", "None", set())}
    assert [delivery.router for delivery in tree.deliveries] == [None]


def test_two_offices_towards_the_rp(two_office_fabric):
    tree = next(tree for tree in trees(two_office_fabric) if tree.stream == "door-alarm")
    assert shown(tree.shared) == {("main-r1", "(*,239.1.1.3)"): ("lo", "None", {"lan0"})}
    assert shown(tree.shortest) == {
        ("main-r1", "(10.2.0.20,239.1.1.3)"): ("main-remote", "172.31.0.2", {"lan0"}),
        ("remote-r1", "(10.2.0.20,239.1.1.3)"): ("lan0", "None", {"main-remote"}),
    }
    assert tree.register is not None
    assert tree.register.routers == ("remote-r1", "main-r1")


def test_two_offices_source_specific(two_office_fabric):
    tree = next(tree for tree in trees(two_office_fabric) if tree.stream == "price-feed")
    assert tree.shared == ()
    assert tree.register is None
    assert tree.rp_address is None
    assert shown(tree.shortest) == {
        ("main-r1", "(10.1.0.10,232.1.1.1)"): ("lan0", "None", {"main-remote"}),
        ("remote-r1", "(10.1.0.10,232.1.1.1)"): ("main-remote", "172.31.0.1", {"lan0"}),
    }


def test_spoke_to_spoke_over_a_hub(predict):
    text = hub_and_spoke(3, ["a: {group: 239.1.1.1, port: 5001, source: {host: h0}, receivers: [s1, s2, s0]}"])
    tree = predict(text)["a"]
    assert {key: (iif, out) for key, (iif, _, out) in shown(tree.shortest).items()} == {
        ("hub-r", "(10.0.0.10,239.1.1.1)"): ("t0", {"t1", "t2"}),
        ("r0", "(10.0.0.10,239.1.1.1)"): ("lan0", {"t0"}),
        ("r1", "(10.0.0.10,239.1.1.1)"): ("t1", {"lan0"}),
        ("r2", "(10.0.0.10,239.1.1.1)"): ("t2", {"lan0"}),
    }
    # The sender's own site has only the sender's host, so its LAN receives for hosts that are not declared.
    assert {key: (iif, out) for key, (iif, _, out) in shown(tree.shared).items()} == {
        ("hub-r", "(*,239.1.1.1)"): ("lo", {"t0", "t1", "t2"}),
        ("r0", "(*,239.1.1.1)"): ("t0", {"lan0"}),
        ("r1", "(*,239.1.1.1)"): ("t1", {"lan0"}),
        ("r2", "(*,239.1.1.1)"): ("t2", {"lan0"}),
    }
    assert {(d.site, d.router, d.routers) for d in tree.deliveries} == {
        ("s1", "r1", 3),
        ("s2", "r2", 3),
        ("s0", None, 0),
    }
    assert tree.register is not None
    assert tree.register.routers == ("r0", "hub-r")


def test_rp_aside_is_pruned_off_the_source_tree(predict):
    tree = predict(triangle(["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [b]}"]))["a"]
    assert {(s.router, s.incoming_interface, s.outgoing_interfaces) for s in tree.shared} == {
        ("rc", "lo", ("bc",)),
        ("rb", "bc", ("lan0",)),
    }
    assert {(s.router, s.incoming_interface, s.outgoing_interfaces) for s in tree.shortest} == {
        ("ra", "lan0", ("ab",)),
        ("rb", "ab", ("lan0",)),
    }
    assert tree.register is not None
    assert tree.register.routers == ("ra", "rc")


def test_the_longer_tree_counts_for_the_ttl(predict):
    streams = [
        "near: {group: 232.1.1.1, port: 5001, mode: ssm, source: {host: camera}, receivers: [s0]}",
        "far: {group: 239.1.1.1, port: 5001, source: {host: h1}, receivers: [s0]}",
    ]
    trees_by_name = predict(hub_and_spoke(2, streams))
    assert trees_by_name["near"].deliveries[0].routers == 2
    assert trees_by_name["far"].deliveries[0].routers == 3


def test_streams_of_one_group_share_routes(predict):
    streams = [
        "one: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [s0]}",
        "two: {group: 239.1.1.1, port: 5002, source: {host: camera}, receivers: [s1]}",
        "feed: {group: 232.1.1.1, port: 5002, mode: ssm, source: {host: camera}, receivers: [s0]}",
        "feed-too: {group: 232.1.1.1, port: 5002, mode: ssm, source: {host: h0}, receivers: [s1]}",
    ]
    found = predict(hub_and_spoke(2, streams))
    hub = next(state for state in found["one"].shared if state.router == "hub-r")
    assert hub.outgoing_interfaces == ("t0", "t1")
    assert [delivery.site for delivery in found["one"].deliveries] == ["s0"]
    assert [delivery.site for delivery in found["one"].overheard] == ["s1"]
    assert found["feed"].overheard == (), "another source is another route"


def test_states_by_router_holds_each_route_once(fabric):
    streams = [
        "one: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [s0]}",
        "two: {group: 239.1.1.1, port: 5002, source: {host: camera}, receivers: [s1]}",
    ]
    states = states_by_router(trees(fabric(hub_and_spoke(2, streams))))
    assert [state.key for state in states["hub-r"]] == ["(*,239.1.1.1)", "(192.168.0.10,239.1.1.1)"]
    assert set(states) == {"hub-r", "r0", "r1"}


TWO_ROUTERS_ON_A_LAN = changed(
    TWO_OFFICES,
    (
        "    hosts:\n      desk:",
        "      remote-r2:\n"
        "        platform: frr\n"
        "        interfaces:\n"
        "          lan0: {role: lan, addresses: [10.2.0.2/24]}\n"
        "    hosts:\n      desk:",
    ),
)


def test_designated_router_serves_the_lan(predict):
    """The router with the higher address serves the LAN; RPF over the LAN itself finds no way out of this one."""
    tree = predict(TWO_ROUTERS_ON_A_LAN)["video"]
    assert [problem.kind for problem in tree.breaks] == ["no_route"]
    assert tree.breaks[0].router == "remote-r2"
    with_priority = changed(
        TWO_ROUTERS_ON_A_LAN,
        ("addresses: [10.2.0.1/24]}", "addresses: [10.2.0.1/24], pim: {dr_priority: 10}}"),
    )
    tree = predict(with_priority)["video"]
    assert tree.breaks == ()
    assert tree.deliveries[0].router == "remote-r1"


def test_joins_cross_a_lan_between_routers(predict):
    text = changed(
        TWO_ROUTERS_ON_A_LAN,
        (
            "          lan0: {role: lan, addresses: [10.2.0.2/24]}\n",
            "          lan0: {role: lan, addresses: [10.2.0.2/24]}\n"
            "          lan1: {role: lan, addresses: [10.3.0.1/24]}\n"
            "        routes:\n"
            "          - {prefix: 10.1.0.0/24, next_hop: 10.2.0.1}\n"
            "          - {prefix: 10.255.0.1/32, next_hop: 10.2.0.1}\n",
        ),
        ("desk: {address: 10.2.0.10}", "desk: {address: 10.3.0.10}"),
    )
    tree = predict(text)["video"]
    assert tree.breaks == ()
    assert {(s.router, s.incoming_interface, s.outgoing_interfaces) for s in tree.shortest} == {
        ("main-r1", "lan0", ("main-remote",)),
        ("remote-r1", "main-remote", ("lan0",)),
        ("remote-r2", "lan0", ("lan1",)),
    }
    assert tree.deliveries[0].routers == 3


@pytest.mark.parametrize(
    ("changes", "kind", "router", "origin"),
    [
        ([("groups: [239.0.0.0/8]", "groups: [239.2.0.0/16]")], "no_rp", "remote-r1", ("pim_domains", "offices")),
        (
            [("rp_address: 10.255.0.1", "rp_address: 10.2.0.99")],
            "rp_nowhere",
            "remote-r1",
            ("sites", "remote", "routers", "remote-r1", "interfaces", "lan0"),
        ),
        (
            [("[10.255.0.1/32]", "[10.255.0.1/32], pim: {enabled: false}")],
            "rp_without_pim",
            "main-r1",
            ("sites", "main", "routers", "main-r1", "interfaces", "lo"),
        ),
        (
            [("ipsec: wan\n", "ipsec: wan\n    pim: {enabled: false}\n")],
            "rpf_without_pim",
            "remote-r1",
            ("tunnels", "main-remote"),
        ),
        (
            [("{router: main-r1, interface: wan0}", "{router: main-r1, interface: wan0, pim: {enabled: false}}")],
            "neighbor_without_pim",
            "main-r1",
            ("tunnels", "main-remote"),
        ),
        (
            [("ipsec: wan\n", "ipsec: wan\n    rpf: external\n")],
            "rpf_off_pim",
            "remote-r1",
            ("sites", "remote", "routers", "remote-r1", "interfaces", "wan0", "gateway"),
        ),
        (
            [("ipsec: wan\n", "ipsec: wan\n    rpf: external\n"), (", gateway: 198.51.100.2", "")],
            "no_route",
            "remote-r1",
            ("sites", "remote", "routers", "remote-r1"),
        ),
        (
            [("[10.2.0.1/24]", "[10.2.0.1/24], igmp: {enabled: false}")],
            "no_igmp",
            "remote-r1",
            ("sites", "remote", "routers", "remote-r1", "interfaces", "lan0"),
        ),
        (
            [("[10.1.0.1/24]", "[10.1.0.1/24], pim: {enabled: false}")],
            "rpf_without_pim",
            "main-r1",
            ("sites", "main", "routers", "main-r1", "interfaces", "lan0"),
        ),
        ([("group: 239.1.1.1", "group: 224.0.0.9")], "not_forwardable", "", ("streams", "video", "group")),
    ],
)  # fmt: skip
def test_break_names_the_first_hop_that_fails(predict, changes, kind, router, origin):
    tree = predict(changed(TWO_OFFICES, *changes))["video"]
    first = tree.breaks[0]
    assert (first.kind, first.router, first.origin) == (kind, router, origin)
    assert tree.deliveries == ()


def test_joins_in_a_circle(predict):
    text = changed(
        TWO_ROUTERS_ON_A_LAN,
        ("ipsec: wan\n", "ipsec: wan\n    rpf: external\n"),
        (
            "    hosts:\n      desk:",
            "        routes: [{prefix: 10.0.0.0/8, next_hop: 10.2.0.1}]\n    hosts:\n      desk:",
        ),
        (
            "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
            "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"
            "        routes: [{prefix: 10.0.0.0/8, next_hop: 10.2.0.2}]\n",
        ),
    )
    assert [problem.kind for problem in predict(text)["video"].breaks] == ["loop"]


def test_one_broken_tunnel_breaks_only_its_own_branch(predict):
    text = hub_and_spoke(3, ["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [s0, s1, s2]}"])
    text = text.replace(
        "router: r1, interface: wan0}\n",
        "router: r1, interface: wan0}\n    pim: {enabled: false}\n",
    )
    tree = predict(text)["a"]
    assert [(problem.router, problem.kind) for problem in tree.breaks] == [("r1", "rpf_without_pim")]
    assert {delivery.site for delivery in tree.deliveries} == {"s0", "s2"}
    assert all("t1" not in state.outgoing_interfaces for state in (*tree.shared, *tree.shortest))


def test_registers_that_find_no_way_back(predict):
    """The RP hears the source's router, and its Register-Stop is sent to a machine that is no router."""
    text = triangle(["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [b]}"])
    text = changed(
        text,
        ("    ipsec: wan\n  bc:", "    ipsec: wan\n    rpf: static_multicast\n  bc:"),
        (
            "router: ra, interface: wan0}\n    ipsec: wan\nstreams",
            "router: ra, interface: wan0}\n    ipsec: wan\n    rpf: static_multicast\nstreams",
        ),
        (
            "          lo: {role: loopback, addresses: [192.168.255.1/32]}\n",
            "          lo: {role: loopback, addresses: [192.168.255.1/32]}\n"
            "        routes: [{prefix: 10.1.0.0/24, next_hop: 10.3.0.77}]\n",
        ),
    )
    found = predict(text)["a"]
    assert [problem.kind for problem in found.breaks] == ["register_lost"]
    assert found.breaks[0].origin == ("sites", "c", "routers", "rc", "routes", 0)


def test_site_without_tunnels_is_reached_by_nobody(predict):
    text = hub_and_spoke(1, ["a: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [s0, x]}"])
    text = changed(
        text,
        (
            "tunnels:\n",
            site("x", "rx", "203.0.113.101", "203.0.113.102", "10.9.0.1/24", {"hx": "10.9.0.10"}) + "tunnels:\n",
        ),
    )
    tree = predict(text)["a"]
    assert [(problem.kind, problem.router) for problem in tree.breaks] == [("rpf_off_pim", "rx")]
    assert [delivery.site for delivery in tree.deliveries] == ["s0"]
