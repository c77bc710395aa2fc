"""The topology of an inventory: what is plugged where."""

from __future__ import annotations

from pathlib import Path

import pytest

from generated import hub_and_spoke
from mcastcfg.errors import LabError
from mcastcfg.lab.derive import lab_hosts, topology_of, wan_links
from mcastcfg.lab.topology import Nic, Node, Route, Topology, check
from mcastcfg.lab.wire import _chain, _taps
from mcastcfg.model.load import loads
from mcastcfg.platforms.design import Design, design_of, open_design


def node(topology: Topology, name: str) -> Node:
    return next(node for node in topology.nodes if node.name == name)


def test_two_offices(two_office: Path) -> None:
    topology = topology_of(open_design(two_office))
    check(topology)
    assert [(n.name, n.kind, n.ssh_port) for n in topology.nodes] == [
        ("main-r1", "router", 2201), ("remote-r1", "router", 2202), ("provider", "provider", None),
        ("camera", "host", None), ("main-desk", "host", None), ("remote-desk", "host", None), ("sensor", "host", None),
    ]  # fmt: skip
    assert node(topology, "main-r1").interfaces == (
        Nic("lan0", ("10.1.0.1/24",), 1500, "main-r1-lan0"),
        Nic("wan0", ("203.0.113.1/30",), 1500, "main-r1-wan0"),
    )
    assert node(topology, "main-r1").routes == (Route("0.0.0.0/0", "203.0.113.2"),)
    assert node(topology, "provider").interfaces == (
        Nic("wan0", ("203.0.113.2/30",), 1500, "main-r1-wan0"),
        Nic("wan1", ("198.51.100.2/30",), 1500, "remote-r1-wan0"),
    )
    assert node(topology, "sensor").interfaces == (Nic("eth0", ("10.2.0.20/24",), 1500, "remote-r1-lan0"),)
    assert node(topology, "sensor").routes == (Route("0.0.0.0/0", "10.2.0.1"),)
    assert wan_links(topology) == ("main-r1-wan0", "remote-r1-wan0")


def design(change: dict[str, str]) -> Design:
    text = SITES
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    return design_of(loads(text))


SITES = """\
name: small
pim_domains: {one: {}}
sites:
  a:
    pim_domain: one
    routers:
      ra:
        platform: frr
        routes: [{prefix: 10.99.0.0/16, next_hop: 10.1.0.254}]
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/29], gateway: 192.0.2.6}
          lan0: {role: lan, addresses: [10.1.0.1/24], mtu: 9000}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
    hosts:
      camera: {address: 10.1.0.10}
  b:
    pim_domain: one
    routers:
      rb:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.2/29], gateway: 192.0.2.6}
          lan0: {role: lan, addresses: [10.2.0.254/24]}
          lan1: {role: lan, addresses: [10.3.0.1/24]}
      rb2:
        platform: frr
        interfaces:
          lan0: {role: lan, addresses: [10.2.0.253/24]}
streams:
  s: {group: 232.1.1.1, port: 5000, mode: ssm, source: {host: camera}, receivers: [b]}
"""


def test_wans_of_one_subnet_share_a_link() -> None:
    topology = topology_of(design({}))
    check(topology)
    assert wan_links(topology) == ("ra-wan0",)
    assert node(topology, "provider").interfaces == (Nic("wan0", ("192.0.2.6/29",), 1500, "ra-wan0"),)
    assert node(topology, "rb").interfaces[-1].link == "ra-wan0"
    (tap,) = _taps(topology)
    assert (tap.node, tap.family) == (None, "bridge")
    assert tap.match.count("p") == 2, "the ports of the two routers, and not the provider's"
    assert "gre_clear" in _chain(tap, 0, [])


def test_written_routes_become_the_routers_own() -> None:
    assert node(topology_of(design({})), "ra").routes == (
        Route("10.99.0.0/16", "10.1.0.254"),
        Route("0.0.0.0/0", "192.0.2.6"),
    )


def test_receiving_lans_without_hosts_get_probes_at_free_addresses() -> None:
    """10.2.0.254 and .253 are the routers'; the probes of the site's two LANs have names of their own."""
    probes = [(host.name, str(host.address)) for host in lab_hosts(design({})) if host.probe]
    assert probes == [("b-probe", "10.2.0.252"), ("b-lan1-probe", "10.3.0.254")]
    topology = topology_of(design({}))
    assert node(topology, "b-probe").routes == (Route("0.0.0.0/0", "10.2.0.253"),)


def test_a_host_takes_the_mtu_of_its_lan() -> None:
    assert node(topology_of(design({})), "camera").interfaces[0].mtu == 9000


def test_routers_that_the_inventory_does_not_reach_get_free_ports() -> None:
    ports = [n.ssh_port for n in topology_of(design({})).nodes if n.kind == "router"]
    assert len(set(ports)) == 3
    assert None not in ports


def test_a_full_lan_has_no_place_for_a_probe() -> None:
    with pytest.raises(LabError, match=r"10\.3\.0\.0/31 has no free address"):
        lab_hosts(design({"10.3.0.1/24": "10.3.0.1/31"}))


def test_another_platform_is_refused_with_its_place() -> None:
    text = SITES.replace("      rb2:\n        platform: frr", "      rb2:\n        platform: cisco_xe")
    with pytest.raises(LabError, match=r"inventory\.yaml:\d+:\d+: the lab runs platform 'frr' only"):
        topology_of(design_of(loads(text)))


def test_no_name_of_the_inventory_is_taken() -> None:
    topology = topology_of(design({"      camera:": "      provider:", "host: camera": "host: provider"}))
    check(topology)
    assert {n.name for n in topology.nodes if n.kind == "provider"} == {"lab-provider"}


def test_hub_and_spoke() -> None:
    topology = topology_of(design_of(loads(hub_and_spoke(4, []))))
    check(topology)
    assert len(wan_links(topology)) == len([n for n in topology.nodes if n.kind == "router"])


def test_a_lan_with_its_sender_alone_gets_a_probe() -> None:
    alone = design({"receivers: [b]": "receivers: [a]"})
    assert [(host.name, host.lan) for host in lab_hosts(alone) if host.probe] == [("a-probe", lab_hosts(alone)[0].lan)]


def test_a_lan_without_hosts_beside_one_with_hosts_receives_nothing_and_needs_no_probe() -> None:
    """The prediction gives a site's streams to the LANs where its hosts stand; the lab must not ask elsewhere."""
    hosts = {"streams:\n": "    hosts:\n      desk: {address: 10.2.0.10}\nstreams:\n"}
    assert not [host for host in lab_hosts(design(hosts)) if host.probe]


def test_every_lan_of_a_site_that_must_never_receive_is_probed() -> None:
    never = design({
        "streams:\n": "    hosts:\n      desk: {address: 10.2.0.10}\nstreams:\n",
        "receivers: [b]": "receivers: [a], never: [b]",
    })  # fmt: skip
    assert [str(host.lan) for host in lab_hosts(never) if host.site == "b"] == ["10.2.0.0/24", "10.3.0.0/24"]


def test_the_provider_knows_the_way_to_a_loopback_that_sources_a_tunnel() -> None:
    ends = "[{router: ra, interface: lo}, {router: rb, interface: wan0}]"
    tunnel = f"tunnels: {{t: {{ipsec: none, ends: {ends}}}}}\nstreams:\n"
    assert node(topology_of(design({"streams:\n": tunnel})), "provider").routes == (
        Route("10.255.0.1/32", "192.0.2.1"),
    )


def test_a_core_link_is_one_cable_between_sites_without_the_provider() -> None:
    text = (Path(__file__).parents[2] / "golden/core-link/inventory.yaml").read_text()
    topology = topology_of(design_of(loads(text)))
    check(topology)
    assert node(topology, "r1").interfaces[0] == Nic("core0", ("192.0.2.1/30",), 1500, "r1-core0")
    assert node(topology, "r2").interfaces[0] == Nic("core0", ("192.0.2.2/30",), 1500, "r1-core0")
    assert [n.name for n in topology.nodes if n.kind == "provider"] == []
