"""MSDP and BGP resolved: both ends from the same values, addresses of one's own, what is announced."""

from __future__ import annotations

from ipaddress import IPv4Address as A
from ipaddress import IPv4Network as N

from mcastcfg.lint.example_systems import THREE_RPS, TWO_SYSTEMS
from mcastcfg.lint.examples import example_design


def test_peers_mirror_each_other() -> None:
    configs = example_design(TWO_SYSTEMS).configs
    east, west = configs["main-r1"].msdp, configs["remote-r1"].msdp
    assert east is not None
    assert west is not None
    (there,), (back,) = east.peers, west.peers
    assert (there.address, there.source, there.asn) == (back.source, back.address, 65002)
    assert there.password == back.password == "file:secrets/msdp"
    assert (there.sa_limit, back.sa_limit) == (None, 100)
    assert [line.permit for line in there.sa_filter_out or ()] == [False, True]


def test_a_shared_address_is_nobodys_to_speak_from() -> None:
    configs = example_design(THREE_RPS).configs
    for number, name in enumerate(("main-r1", "remote-r1", "third-r1"), 1):
        msdp = configs[name].msdp
        assert msdp is not None
        (group,) = msdp.mesh_groups
        assert group.source == msdp.originating_rp == A(f"10.255.0.{number}")
        assert len(group.members) == 2
        assert all(route.prefix != N("10.255.0.100/32") for route in configs[name].static_routes)


def test_sessions_announce_lans_and_loopbacks_and_never_the_providers_links() -> None:
    configs = example_design(TWO_SYSTEMS).configs
    bgp = configs["main-r1"].bgp
    assert bgp is not None
    assert bgp.networks == (N("10.1.0.0/24"), N("10.255.0.1/32"))
    assert bgp.foreign == (N("10.2.0.0/24"), N("10.255.0.2/32"))
    assert [(neighbor.asn, neighbor.tunnel) for neighbor in bgp.neighbors] == [(65002, "main-remote")]
    assert configs["main-r1"].static_routes == (), "BGP brings the routes"
