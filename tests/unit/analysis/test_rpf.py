"""RPF: the multicast table first, the unicast table where it is silent."""

from __future__ import annotations

from mcastcfg.analysis.rpf import rpf
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Address

MULTICAST_ROUTES = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    rpf: static_multicast\n"))
LONGER_UNICAST = changed(
    MULTICAST_ROUTES,
    (
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"
        "        routes: [{prefix: 10.1.0.0/25, next_hop: 10.2.0.9}]\n",
    ),
)


def test_multicast_route_wins_over_a_longer_unicast_one(fabric):
    answer = rpf(fabric(LONGER_UNICAST), "remote-r1", Address("10.1.0.10"))
    assert (answer.interface, answer.table, str(answer.neighbor)) == (
        "main-remote",
        "multicast",
        answer_peer(LONGER_UNICAST, fabric),
    )


def answer_peer(text, fabric):
    return str(fabric(text).configs["remote-r1"].tunnels[0].peer_address)


def test_unicast_where_the_multicast_table_is_silent(fabric):
    answer = rpf(fabric(TWO_OFFICES), "remote-r1", Address("10.1.0.10"))
    assert (answer.interface, answer.table) == ("main-remote", "unicast")
    assert answer.origin == ("tunnels", "main-remote")


def test_own_and_connected_addresses(fabric):
    found = fabric(TWO_OFFICES)
    own = rpf(found, "main-r1", Address("10.255.0.1"))
    assert (own.interface, own.local, own.neighbor) == ("lo", True, None)
    connected = rpf(found, "main-r1", Address("10.1.0.10"))
    assert (connected.interface, connected.local, connected.neighbor) == ("lan0", False, None)


def test_nowhere_to_look(fabric):
    found = fabric(changed(TWO_OFFICES, (", gateway: 198.51.100.2", "")))
    assert rpf(found, "remote-r1", Address("192.0.2.1")) is None
    assert rpf(found, "remote-r1", Address("192.0.2.1")) is None, "the kept answer is the same"


def test_default_route_names_the_gateway_that_decided(fabric):
    answer = rpf(fabric(TWO_OFFICES), "remote-r1", Address("192.0.2.1"))
    assert answer.origin == ("sites", "remote", "routers", "remote-r1", "interfaces", "wan0", "gateway")
