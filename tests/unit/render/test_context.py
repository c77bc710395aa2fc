from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.config.router_config import IgmpConfig, PimConfig, RouterConfig, RpConfig
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms import cisco_xe, frr
from mcastcfg.platforms.design import open_design
from mcastcfg.render.context import context_of
from mcastcfg.render.render import render_router


@pytest.fixture
def config(two_office: Path) -> RouterConfig:
    return open_design(two_office).configs["main-r1"]


def ranges() -> st.SearchStrategy[IPv4Network]:
    # Few bits, so that ranges nest and repeat often.
    return st.builds(
        lambda bits, length: IPv4Network((0xEF000000 | bits << 24 - 4, length), strict=False),
        st.integers(0, 15),
        st.integers(4, 12),
    )


@given(st.lists(st.sets(ranges(), min_size=1, max_size=4), min_size=1, max_size=3), st.integers(0, 0xFFFFFF))
def test_the_first_match_of_a_list_says_what_the_longest_match_says(wanted: list[set[IPv4Network]], low: int) -> None:
    # A range belongs to one RP only; the first that names it keeps it.
    owner = {group: index for index, groups in reversed(list(enumerate(wanted))) for group in groups}
    rps = tuple(
        RpConfig(f"rp{i}", Address(f"10.0.0.{i + 1}"), tuple(sorted(g for g in owner if owner[g] == i)), ())
        for i in range(len(wanted))
    )
    config = RouterConfig("r", "s", "frr", "", (), (), (), (), PimConfig("d", rps, (), ()), ())
    group = Address(0xEF000000 | low)
    matching = [(prefix.prefixlen, rp.name) for rp in rps for prefix in rp.groups if group in prefix]
    expected = max(matching)[1] if matching else None
    lists = context_of(config, frr)["pim"]["rps"]
    permitting = [
        rp["name"]
        for rp in lists
        if next((e["permit"] for e in rp["entries"] if group in IPv4Network(e["prefix"])), False)
    ]
    assert permitting == ([expected] if expected else [])


def test_settings_that_are_the_platforms_default_are_left_to_it(config: RouterConfig) -> None:
    lan = config.interface("lan0")
    assert lan is not None
    usual = replace(lan, igmp=IgmpConfig(3, 125, 10, 2), pim=replace(lan.pim, hello_interval=30, hello_holdtime=105))
    config = replace(config, interfaces=(usual,))
    of_frr, of_xe = (context_of(config, platform)["interfaces"][0] for platform in (frr, cisco_xe))
    # Options that are lists or switches are empty; what has a default of the platform is None.
    assert not any(of_frr["igmp"].values())
    assert of_frr["pim"]["hello_interval"] is None
    assert (of_xe["igmp"]["version"], of_xe["igmp"]["query_interval"]) == (3, 125)


def test_a_dr_priority_of_zero_is_said(config: RouterConfig) -> None:
    lan = config.interface("lan0")
    assert lan is not None
    silent = replace(lan, pim=replace(lan.pim, dr_priority=0))
    text = render_router(replace(config, interfaces=(silent,))).files[-1].text
    assert " ip pim drpriority 0\n" in text


def test_tunnels_between_the_same_addresses_share_one_connection(config: RouterConfig) -> None:
    tunnel = config.tunnels[0]
    second = replace(tunnel, name="other", number=9, key=9)
    context = context_of(replace(config, tunnels=(tunnel, second)), frr)
    assert [c["tunnel"] for c in context["connections"]] == ["main-remote"]
    assert [t["connection"] for t in context["tunnels"]] == ["mcastcfg-main-remote"] * 2
    text = render_router(replace(config, platform="cisco_xe", interfaces=(), tunnels=(tunnel, second))).files[0].text
    assert text.count(" tunnel protection ipsec profile MCASTCFG-main-remote shared\n") == 2


def test_ipsec_cannot_differ_between_the_same_addresses(config: RouterConfig) -> None:
    tunnel = config.tunnels[0]
    second = replace(tunnel, name="other", number=9, ipsec=None)
    with pytest.raises(UnsupportedFeature, match="other of main-r1: main-remote joins the same two addresses"):
        context_of(replace(config, tunnels=(tunnel, second)), frr)


def test_denied_ranges_reach_filter_and_guard(config: RouterConfig) -> None:
    lan = config.interface("lan0")
    assert lan is not None and lan.igmp is not None
    denied = (Prefix("232.5.0.0/16"), Prefix("239.1.1.2/32"))
    config = replace(config, interfaces=(replace(lan, igmp=replace(lan.igmp, denied_groups=denied)),))
    artifact = render_router(config)
    assert artifact.files[-1].text.startswith(
        "! Written by mcastcfg for main-r1.\n"
        "access-list MCASTCFG-NEVER seq 5 deny ip any 232.5.0.0 0.0.255.255\n"
        "access-list MCASTCFG-NEVER seq 10 deny ip any 239.1.1.2 0.0.0.0\n"
        "access-list MCASTCFG-NEVER seq 15 permit ip any any\n"
    )
    guard = artifact.file(frr.GUARD)
    assert guard is not None
    for prefix in denied:
        assert f'oifname "lan0" ip daddr {prefix} counter drop\n' in guard.text
