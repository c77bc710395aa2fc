"""Shortest paths: the hub that is preferred, the one that is left, ties, and who becomes adjacent at all."""

from __future__ import annotations

import pytest

from mcastcfg.analysis.ospf import OspfRoute, ospf_route
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.model.base import Address

HUBS = """\
name: hubs
pim_domains:
  one: {static_rps: {rp: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}}}
topologies:
  wan:
    hubs: [{router: a, interface: wan0}, {router: b, interface: wan0}]
    ipsec: none
sites:
  hub-a:
    pim_domain: one
    routers:
      a:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
  hub-b:
    pim_domain: one
    routers:
      b:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.5/30], gateway: 203.0.113.6}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.2/32]}
"""
SPOKE = """\
  spoke-{n}:
    pim_domain: one
    topology: wan
    routers:
      s{n}:
        platform: frr
        interfaces:
          wan0: {{role: wan, addresses: [198.51.100.{wan}/30], gateway: 198.51.100.{gateway}}}
          lan0: {{role: lan, addresses: [10.{lan}.0.1/24]}}
          lo: {{role: loopback, addresses: [10.255.1.{n}/24]}}
"""
SPOKES = "".join(SPOKE.format(n=n, wan=n * 4 + 1, gateway=n * 4 + 2, lan=10 + n) for n in (1, 2))


def route(fabric, router: str, address: str) -> OspfRoute:
    found = ospf_route(fabric, router, Address(address))
    assert found is not None
    return found


def way(fabric, router: str, address: str) -> tuple[str, int]:
    found = route(fabric, router, address)
    assert len(found.ways) == 1, "one best way"
    return found.ways[0].router, found.distance


def test_spokes_reach_each_other_over_the_first_hub_and_each_hub_directly(fabric):
    found = fabric(HUBS + SPOKES)
    assert way(found, "s1", "10.12.0.7") == ("a", 30)
    assert way(found, "s1", "10.1.0.7") == ("a", 20)
    assert way(found, "s1", "10.2.0.7") == ("b", 30)
    assert way(found, "b", "10.11.0.7") == ("s1", 30)
    assert way(found, "a", "10.255.0.2") == ("b", 20)


def test_a_loopback_is_announced_as_a_host_whatever_its_mask(fabric):
    found = fabric(HUBS + SPOKES)
    assert str(route(found, "s1", "10.255.1.2").prefix) == "10.255.1.2/32"
    assert ospf_route(found, "s1", Address("10.255.1.77")) is None


def test_what_is_connected_or_longer_wins_over_ospf(fabric):
    found = fabric(HUBS + SPOKES)
    hop = unicast_hop(found, "s1", Address("10.11.0.7"))
    assert hop is not None and (hop.kind, hop.interface) == ("connected", "lan0")
    hop = unicast_hop(found, "s1", Address("10.12.0.7"))
    assert hop is not None and (hop.kind, hop.interface) == ("ospf", "wan-s1-a")
    hop = unicast_hop(found, "s1", Address("192.0.2.1"))
    assert hop is not None and hop.kind == "known"


def test_hubs_of_equal_cost_leave_two_ways(fabric):
    text = HUBS.replace("router: b, interface: wan0", "router: b, interface: wan0, cost: 10")
    found = route(fabric(text + SPOKES), "s1", "10.12.0.7")
    assert {way.router for way in found.ways} == {"a", "b"}


@pytest.mark.parametrize(
    "differs", ["ospf: {hello_interval: 5}", "ospf: {dead_interval: 60}", "mtu: 9000", "ospf: {enabled: false}"]
)
def test_routers_on_a_link_that_disagree_do_not_become_neighbors(fabric, differs):
    second = """\
      c:
        platform: frr
        interfaces:
          lan0: {role: lan, addresses: [10.1.0.3/24], ospf: {enabled: true}}
          lan1: {role: lan, addresses: [10.9.0.1/24]}
"""
    together = HUBS.replace("  hub-b:\n", f"{second}  hub-b:\n")
    assert way(fabric(together + SPOKES), "s1", "10.9.0.7") == ("a", 30)
    apart = together.replace("addresses: [10.1.0.1/24]", f"addresses: [10.1.0.1/24], {differs}")
    assert ospf_route(fabric(apart + SPOKES), "s1", Address("10.9.0.7")) is None


def test_a_lan_without_another_router_is_passive_and_a_core_link_is_not(fabric):
    found = fabric(HUBS + SPOKES)
    lan = found.attachment("a", "lan0").ospf
    assert lan is not None and lan.passive
    core = HUBS.replace("role: lan, addresses: [10.1.0.1/24]", "role: core, addresses: [10.1.0.1/30]")
    link = fabric(core + SPOKES).attachment("a", "lan0").ospf
    assert link is not None and not link.passive and link.network_type == "point_to_point"


def test_a_router_without_ospf_knows_nothing_by_it(fabric):
    found = fabric((HUBS + SPOKES).replace("    ipsec: none\n", "    ipsec: none\n    rpf: static\n"))
    assert ospf_route(found, "s1", Address("10.12.0.7")) is None
    assert found.configs["s1"].ospf is None


def test_a_network_of_thousands_of_spokes_is_searched_once_for_each_prefix(fabric):
    text = HUBS.replace("platform: frr", "platform: cisco_xe") + "".join(
        SPOKE.format(n=n, wan=1, gateway=2, lan=1).replace("frr", "cisco_xe")
        .replace("198.51.100.", f"198.{n // 256}.{n % 256}.").replace("10.1.0.1/24", f"11.{n // 256}.{n % 256}.1/24")
        .replace(f"10.255.1.{n}/24", f"12.0.{n // 256}.{n % 256}/32") for n in range(1, 1001)
    )  # fmt: skip
    text = text.replace("name: hubs\n", "name: hubs\npools: {tunnel_addresses: 172.16.0.0/12}\n")
    found = fabric(text)
    assert {way(found, f"s{n}", "10.1.0.7")[0] for n in range(1, 1001)} == {"a"}
    assert sum(key[0] == "ospf routes" for key in found.memo) == 1
