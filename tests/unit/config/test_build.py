"""What is written becomes what is meant: nothing left to decide, both ends of one mind."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from mcastcfg.config.build import build
from mcastcfg.config.router_config import RouterConfig, TunnelConfig
from mcastcfg.model.load import load, loads
from mcastcfg.platforms.design import design_of

PAIR = """\
name: pair
pools: {tunnel_addresses: 172.31.0.0/30}
pim_domains:
  d:
    hello_interval: 10
    static_rps:
      z: {rp_address: 10.255.0.1, groups: [239.2.0.0/16, 239.1.0.0/16]}
      a: {rp_address: 10.255.0.1, groups: [239.3.0.0/16]}
    ssm_range: [232.2.0.0/16, 232.1.0.0/16]
ipsec_profiles:
  p: {pre_shared_key: file:secrets/p.psk, dpd_delay: 30, ike: {encr_alg: aes-128-cbc, intr_alg: sha256}}
  q: {pre_shared_key: env:Q}
sites:
  a:
    pim_domain: d
    routers:
      r1:
        platform: frr
        description: In the cellar
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/30, 192.0.2.9/30], gateway: 192.0.2.2}
          lan0: {role: lan, addresses: [10.1.0.1/24], igmp: {version: 2}, pim: {dr_priority: 9, hello_interval: 3}}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
        routes: [{prefix: 10.9.0.0/16, next_hop: 10.1.0.9}]
    hosts: {h1: {address: 10.1.0.10}}
  b:
    pim_domain: d
    routers:
      r2:
        platform: cisco_xe
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.5/30], gateway: 192.0.2.6, pim: {enabled: true}}
          lan0: {role: lan, addresses: [10.2.0.1/24], igmp: {enabled: false}, pim: {enabled: false}}
tunnels:
  t:
    ends: [{router: r2, interface: wan0}, {router: r1, interface: wan0}]
    ipsec: p
    key: 42
    mtu: 1380
    mss: 1300
    ttl: 200
streams:
  video: {group: 239.1.1.1, port: 5001, source: {host: h1}, receivers: [a], never: [b]}
  audio: {group: 239.1.1.0, port: 5002, source: {site: a}, receivers: [a], never: [b]}
"""


def configs(text: str = PAIR) -> dict[str, RouterConfig]:
    inventory = loads(text)
    return build(inventory.network, inventory.allocations)


def ends(text: str = PAIR, tunnel: str = "t") -> tuple[TunnelConfig, TunnelConfig]:
    built = configs(text)
    first, second = built["r1"].tunnel(tunnel), built["r2"].tunnel(tunnel)
    assert first is not None
    assert second is not None
    return first, second


def changed(*pairs: tuple[str, str]) -> str:
    text = PAIR
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_both_ends_agree() -> None:
    one, two = ends()
    assert (one.source, one.destination) == (two.destination, two.source)
    assert (one.source, two.source) == (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.5"))
    assert (one.address.ip, one.peer_address) == (two.peer_address, two.address.ip)
    assert one.address.network == two.address.network == IPv4Network("172.31.0.0/30")
    assert two.address == IPv4Interface("172.31.0.1/30"), "the first end gets the lower address"
    for name in ("number", "key", "ttl", "mtu", "mss", "origin", "pim"):
        assert getattr(one, name) == getattr(two, name), name
    assert (one.key, one.ttl, one.mtu, one.mss) == (42, 200, 1380, 1300)
    assert (one.peer_router, one.peer_site, two.peer_router, two.peer_site) == ("r2", "b", "r1", "a")
    assert one.ipsec is not None
    assert two.ipsec is not None
    assert (one.ipsec.local_id, one.ipsec.remote_id) == (two.ipsec.remote_id, two.ipsec.local_id)
    assert (one.ipsec.ike, one.ipsec.esp) == (two.ipsec.ike, two.ipsec.esp)
    assert one.ipsec.pre_shared_key == two.ipsec.pre_shared_key == "file:secrets/p.psk"
    assert (one.ipsec.profile, one.ipsec.dpd_delay, one.ipsec.origin) == ("p", 30, ("ipsec_profiles", "p"))


def test_one_end_may_differ_and_the_other_does_not() -> None:
    override = "{router: r1, interface: wan0, mtu: 1200, ttl: 9, mss: 1100, key: 0, ipsec: none, pim: {enabled: false}}"
    one, two = ends(changed(("{router: r1, interface: wan0}", override)))
    assert (one.mtu, one.ttl, one.mss, one.key, one.ipsec, one.pim) == (1200, 9, 1100, 0, None, None)
    assert (two.mtu, two.ttl, two.mss, two.key) == (1380, 200, 1300, 42)
    assert two.ipsec is not None
    assert two.pim is not None


def test_one_end_may_have_another_profile_and_hello() -> None:
    override = "{router: r1, interface: wan0, ipsec: q, pim: {hello_interval: 1, dr_priority: 0}}"
    one, two = ends(changed(("{router: r1, interface: wan0}", override)))
    assert one.ipsec is not None
    assert (one.ipsec.profile, one.ipsec.pre_shared_key) == ("q", "env:Q")
    assert one.pim is not None
    assert (one.pim.hello_interval, one.pim.hello_holdtime, one.pim.dr_priority) == (1, 3, 0)
    assert two.pim is not None
    assert (two.pim.hello_interval, two.pim.hello_holdtime) == (10, 35)


def test_a_tunnel_may_have_its_own_key_and_addresses() -> None:
    text = changed(
        ("    ipsec: p\n", "    ipsec: p\n    pre_shared_key: env:T\n    description: To the cellar\n"),
        ("{router: r2, interface: wan0}", "{router: r2, interface: wan0, address: 172.16.0.2/29}"),
        ("{router: r1, interface: wan0}", "{router: r1, interface: wan0, address: 172.16.0.1/29}"),
    )
    one, two = ends(text)
    assert one.ipsec is not None
    assert one.ipsec.pre_shared_key == "env:T"
    assert (one.address, one.peer_address) == (IPv4Interface("172.16.0.1/29"), IPv4Address("172.16.0.2"))
    assert (two.address, two.peer_address) == (IPv4Interface("172.16.0.2/29"), IPv4Address("172.16.0.1"))
    assert one.description == two.description == "To the cellar"


def test_a_tunnel_in_clear_and_without_clamp() -> None:
    one, two = ends(changed(("    ipsec: p", "    ipsec: none"), ("mss: 1300", "mss: null")))
    assert one.ipsec is None
    assert two.ipsec is None
    assert one.mss is None
    assert (one.description, two.description) == ("t to r2", "t to r1")


def test_interfaces_get_what_their_role_gives() -> None:
    r1, r2 = configs().values()
    assert [interface.name for interface in r1.interfaces] == ["lan0", "lo", "wan0"], "sorted"
    wan, lan, loopback = r1.interface("wan0"), r1.interface("lan0"), r1.interface("lo")
    assert wan is not None
    assert lan is not None
    assert loopback is not None
    assert (wan.pim, wan.igmp) == (None, None)
    assert lan.pim is not None
    assert (lan.pim.dr_priority, lan.pim.hello_interval, lan.pim.hello_holdtime) == (9, 3, 10)
    assert lan.igmp is not None
    assert lan.igmp.version == 2
    assert (loopback.pim is not None, loopback.igmp) == (True, None)
    other = r2.interface("lan0")
    assert other is not None
    assert (other.pim, other.igmp) == (None, None)
    assert r2.interface("wan0").pim is None, "never on wan, whatever is written"  # type: ignore[union-attr]
    assert r1.interface("wan1") is None
    assert r1.tunnel("u") is None
    assert lan.origin == ("sites", "a", "routers", "r1", "interfaces", "lan0")


def test_what_a_site_must_never_receive_is_denied_on_its_lans() -> None:
    built = configs(changed(("igmp: {enabled: false}, ", "")))
    lan = built["r2"].interface("lan0")
    assert lan is not None
    assert lan.igmp is not None
    assert lan.igmp.denied_groups == (IPv4Network("239.1.1.0/32"), IPv4Network("239.1.1.1/32"))
    other = built["r1"].interface("lan0")
    assert other is not None
    assert other.igmp is not None
    assert other.igmp.denied_groups == ()


def test_the_domain_is_the_same_on_every_router_and_sorted() -> None:
    r1, r2 = configs().values()
    assert r1.pim == r2.pim
    assert [rp.name for rp in r1.pim.rps] == ["a", "z"]
    assert r1.pim.rps[1].groups == (IPv4Network("239.1.0.0/16"), IPv4Network("239.2.0.0/16"))
    assert r1.pim.ssm_range == (IPv4Network("232.1.0.0/16"), IPv4Network("232.2.0.0/16"))
    assert r1.pim.rps[1].origin == ("pim_domains", "d", "static_rps", "z")


def test_known_routes_are_the_written_ones_and_the_gateway() -> None:
    r1 = configs()["r1"]
    assert [(str(route.prefix), str(route.next_hop)) for route in r1.known_routes] == [
        ("10.9.0.0/16", "10.1.0.9"),
        ("0.0.0.0/0", "192.0.2.2"),
    ]
    assert [route.origin[4:] for route in r1.known_routes] == [("routes", 0), ("interfaces", "wan0", "gateway")]


def test_every_origin_leads_to_a_line(two_office: Path) -> None:
    inventory = load(two_office)
    for config in design_of(inventory).configs.values():
        parts = [config, config.pim, *config.interfaces, *config.tunnels, *config.static_routes, *config.known_routes]
        for part in parts:
            place = inventory.place(part.origin)
            written = Path(place.file).read_text(encoding="utf-8").splitlines()[place.line - 1][place.column - 1 :]
            assert written.startswith(str(part.origin[-1])), (part.origin, written)


def test_the_order_of_writing_does_not_matter() -> None:
    head, sites = PAIR.split("sites:\n")
    sites, rest = sites.split("tunnels:\n")
    a, b = sites.split("  b:\n")
    swapped = configs(f"{head}sites:\n  b:\n{b}{a}tunnels:\n{rest}")
    straight = configs()
    assert list(swapped) == ["r2", "r1"]
    assert swapped == straight


def test_tunnels_are_sorted_by_number(two_office: Path) -> None:
    text = changed(
        ("172.31.0.0/30", "172.31.0.0/16"),
        ("tunnels:\n", "tunnels:\n" + "".join(
            f"  {name}: {{ends: [{{router: r1, interface: wan0}}, {{router: r2, interface: lan0}}], ipsec: none}}\n"
            for name in ("x", "y", "z")
        )),
    )  # fmt: skip
    numbers = [tunnel.number for tunnel in configs(text)["r1"].tunnels]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 4


@pytest.mark.parametrize("hello", [1, 2, 30, 180])
def test_the_holdtime_is_three_and_a_half_hellos(hello: int) -> None:
    lan = configs(changed(("hello_interval: 3}", f"hello_interval: {hello}}}")))["r1"].interface("lan0")
    assert lan is not None
    assert lan.pim is not None
    assert lan.pim.hello_holdtime == int(3.5 * hello)
