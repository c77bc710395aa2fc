"""How a Debian router with FRR is asked: JSON wherever its programs have it.

Never ask FRR 10.7 for `show ip pim nexthop json`: pimd ends when it prints that.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from ipaddress import AddressValueError

from pydantic import BaseModel, Field, TypeAdapter

from mcastcfg.model.base import Address, InterfaceAddress
from mcastcfg.platforms.frr_json import CamelJson, documents, one, read, succeeded
from mcastcfg.platforms.frr_show_bgp import BGP_SESSIONS
from mcastcfg.platforms.frr_show_certificates import CERTIFICATES
from mcastcfg.platforms.frr_show_guard import GUARDS
from mcastcfg.platforms.frr_show_ipsec import CHILD_SA_POLICIES, IKE_SAS
from mcastcfg.platforms.frr_show_msdp import MSDP_PEERS, SA_CACHE
from mcastcfg.platforms.frr_show_ospf import BFD_SESSIONS, OSPF_NEIGHBORS
from mcastcfg.platforms.frr_show_rp import AUTO_RP, BSR, RPS
from mcastcfg.platforms.frr_show_upstream import UPSTREAMS
from mcastcfg.platforms.frr_show_vpn import LDP_NEIGHBORS, VPN_SESSIONS, vrf_routes
from mcastcfg.platforms.show import Question, Show, Unreadable
from mcastcfg.platforms.state import (
    IgmpMembershipState,
    MulticastRouteState,
    PimNeighborState,
    RpfState,
    TunnelState,
)

_REGISTER = "pimreg"
"""FRR's own interface for Registers, in a VRF with the number of its table; it stands among the outgoing ones of every
(*,G) with IGMP members."""
_RPF = re.compile(
    r"\((?P<address>[0-9.]+), (?:\*|0\.0\.0\.0)\) --- "
    r"(?:Nexthop (?P<neighbor>\S+) Interface (?P<interface>\S+)|(?P<none>Nexthop Lookup failed))"
)


class _Neighbor(CamelJson):
    neighbor: Address
    hold_time_max: int
    dr_priority: int


class _Source(CamelJson):
    source: str
    forwarded: bool


class _Membership(CamelJson):
    group: Address
    sources: list[_Source]


class _Out(CamelJson):
    outbound_interface: str


class _Route(CamelJson):
    iif: str | None = None
    installed: int = 0
    oil: dict[str, _Out] = Field(default_factory=dict)
    flags: str = ""


class _Count(CamelJson):
    packets: int
    last_used: int


class _GreData(BaseModel):
    local: str | None = None
    remote: str | None = None
    ttl: int = 0
    okey: Address | None = None


class _LinkInfo(BaseModel):
    info_data: _GreData = _GreData()


class _AddrInfo(BaseModel):
    family: str
    local: str
    prefixlen: int


class _Link(BaseModel):
    ifname: str
    flags: list[str]
    mtu: int
    linkinfo: _LinkInfo
    addr_info: list[_AddrInfo] = []


_NEIGHBORS = TypeAdapter(dict[str, dict[str, _Neighbor]])
_MEMBERSHIPS = TypeAdapter(dict[str, dict[str, _Membership | str]])
_ROUTES = TypeAdapter(dict[Address, dict[str, _Route]])
_COUNTS = TypeAdapter(dict[Address, dict[str, _Count]])
_LINKS = TypeAdapter(list[_Link])


def _tunnels(output: str, exit_code: int) -> tuple[TunnelState, ...]:
    links = one(_LINKS, output, exit_code)
    return tuple(_tunnel(link) for link in links)


def _tunnel(link: _Link) -> TunnelState:
    data = link.linkinfo.info_data
    inet = [info for info in link.addr_info if info.family == "inet"]
    return TunnelState(
        interface=link.ifname,
        up={"UP", "LOWER_UP"} <= set(link.flags),
        addresses=tuple(InterfaceAddress(f"{info.local}/{info.prefixlen}") for info in inet),
        source=_endpoint(data.local),
        destination=_endpoint(data.remote),
        ttl=data.ttl or None,
        key=None if data.okey is None else int(data.okey),  # iproute2 prints keys as if they were addresses
        mtu=link.mtu,
    )


def _endpoint(text: str | None) -> Address | None:
    try:
        return Address(text) if text is not None else None
    except AddressValueError:  # `any`
        return None


def _pim_neighbors(output: str, exit_code: int) -> tuple[PimNeighborState, ...]:
    found = one(_NEIGHBORS, output, exit_code)
    return tuple(
        PimNeighborState(interface, neighbor.neighbor, neighbor.hold_time_max, neighbor.dr_priority)
        for interface, neighbors in found.items()
        for neighbor in neighbors.values()
    )


def _igmp_memberships(output: str, exit_code: int) -> tuple[IgmpMembershipState, ...]:
    found = one(_MEMBERSHIPS, output, exit_code)
    return tuple(
        IgmpMembershipState(interface, membership.group, _source(source.source), source.forwarded)
        for interface, memberships in found.items()
        for membership in memberships.values()
        if isinstance(membership, _Membership)
        for source in membership.sources
    )


def _multicast_routes(output: str, exit_code: int) -> tuple[MulticastRouteState, ...]:
    printed = documents(output, exit_code, 2)
    counts = read(_COUNTS, printed[1])
    return tuple(
        MulticastRouteState(
            group=group,
            source_address=_source(source),
            incoming_interface=route.iif,
            outgoing_interfaces=tuple(sorted(name for name in route.oil if not name.startswith(_REGISTER))),
            installed=route.installed == 1,
            packets=count.packets if count is not None else 0,
            idle_seconds=count.last_used if count is not None else None,
            # FRR runs the flags of routes together until one is sparse: a D is this route's or an earlier dense one's.
            flooded="D" in route.flags,
        )
        for group, sources in read(_ROUTES, printed[0]).items()
        for source, route in sources.items()
        for count in (counts.get(group, {}).get(source),)
    )


def _source(text: str) -> Address | None:
    if text == "*":
        return None
    try:
        return Address(text)
    except AddressValueError:
        raise Unreadable(f"{text!r} is no source address") from None


def _rpf(address: Address, vrf: str = "") -> Question[RpfState]:
    def parse(output: str, exit_code: int) -> RpfState:
        succeeded(output, exit_code)
        match = _RPF.match(output.strip())
        if match is None or match["address"] != str(address):
            raise Unreadable(f"the answer has an unknown form: {output.strip()[:80]!r}")
        if match["none"]:
            return RpfState(address, None, None)
        return RpfState(address, match["interface"], _endpoint(match["neighbor"]))

    # The first form knows no VRF, and the second is new.
    command = f"show ip pim vrf {vrf} nexthop-lookup {address}" if vrf else f"show ip rpf {address}"
    return Question(f"vtysh -c '{command}'", parse)


def _in_vrf(vrf: str) -> Show:
    return replace(
        SHOW,
        pim_neighbors=Question(f"vtysh -c 'show ip pim vrf {vrf} neighbor json'", _pim_neighbors),
        rps=Question(f"vtysh -c 'show ip pim vrf {vrf} rp-info json'", RPS.parse),
        igmp_memberships=Question(f"vtysh -c 'show ip igmp vrf {vrf} sources json'", _igmp_memberships),
        multicast_routes=Question(
            f"vtysh -c 'show ip mroute vrf {vrf} json' -c 'show ip mroute vrf {vrf} count json'", _multicast_routes
        ),
        pim_upstreams=Question(f"vtysh -c 'show ip pim vrf {vrf} upstream-rpf json'", UPSTREAMS.parse),
        rpf=partial(_rpf, vrf=vrf),
    )


SHOW = Show(
    tunnels=Question("ip -j -d addr show type gre", _tunnels),
    ike_sas=IKE_SAS,
    child_sa_policies=CHILD_SA_POLICIES,
    certificates=CERTIFICATES,
    guards=GUARDS,
    pim_neighbors=Question("vtysh -c 'show ip pim neighbor json'", _pim_neighbors),
    rps=RPS,
    ospf_neighbors=OSPF_NEIGHBORS,
    bfd_sessions=BFD_SESSIONS,
    bsr=BSR,
    auto_rp=AUTO_RP,
    igmp_memberships=Question("vtysh -c 'show ip igmp sources json'", _igmp_memberships),
    multicast_routes=Question("vtysh -c 'show ip mroute json' -c 'show ip mroute count json'", _multicast_routes),
    rpf=_rpf,
    pim_upstreams=UPSTREAMS,
    msdp_peers=MSDP_PEERS,
    sa_cache=SA_CACHE,
    bgp_sessions=BGP_SESSIONS,
    ldp_neighbors=LDP_NEIGHBORS,
    vpn_sessions=VPN_SESSIONS,
    vrf_routes=vrf_routes,
    in_vrf=_in_vrf,
)
"""Question -> command and parser."""
