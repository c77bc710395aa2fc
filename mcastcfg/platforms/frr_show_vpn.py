"""How FRR is asked about labels and VPN routes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, TypeAdapter

from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import LdpNeighborState, VpnSessionState, VrfRouteState


class _LdpNeighbor(CamelJson):
    neighbor_id: Address
    state: str


class _LdpNeighbors(BaseModel):
    neighbors: list[_LdpNeighbor]


class _Peer(BaseModel):
    state: str


class _Summary(BaseModel):
    peers: dict[Address, _Peer] = {}


class _Nexthop(CamelJson):
    ip: Address | None = None
    vrf: str | None = None
    active: bool = False
    fib: bool = False
    labels: tuple[int, ...] = ()


class _Route(CamelJson):
    protocol: str
    installed: bool = False
    selected: bool = False
    nexthops: tuple[_Nexthop, ...] = ()


_LDP = TypeAdapter(_LdpNeighbors)
_SUMMARY = TypeAdapter(_Summary)
_ROUTES = TypeAdapter(dict[Prefix, list[_Route]])


def _ldp_neighbors(output: str, exit_code: int) -> tuple[LdpNeighborState, ...]:
    found = one(_LDP, output, exit_code).neighbors
    return tuple(LdpNeighborState(neighbor.neighbor_id, neighbor.state == "OPERATIONAL") for neighbor in found)


def _vpn_sessions(output: str, exit_code: int) -> tuple[VpnSessionState, ...]:
    peers = one(_SUMMARY, output, exit_code).peers
    return tuple(VpnSessionState(address, peer.state) for address, peer in peers.items())


def _vrf_routes(output: str, exit_code: int) -> tuple[VrfRouteState, ...]:
    return tuple(
        VrfRouteState(prefix, _protocol(route), _edge(route), _labels(route))
        for prefix, routes in one(_ROUTES, output, exit_code).items()
        for route in routes
        if route.selected and route.installed
    )


def _protocol(route: _Route) -> Literal["vpn", "connected", "static", "other"]:
    if route.protocol == "bgp":
        return "vpn"
    return "connected" if route.protocol == "connected" else "static" if route.protocol == "static" else "other"


def _edge(route: _Route) -> Address | None:
    """Return the first next hop: of a VPN route, the address that names the other edge."""
    return next((hop.ip for hop in route.nexthops if hop.ip is not None), None)


def _labels(route: _Route) -> tuple[int, ...]:
    """Return the labels that packets leave with, the outer one first."""
    return next((hop.labels for hop in route.nexthops if hop.fib), ())


LDP_NEIGHBORS = Question("vtysh -c 'show mpls ldp neighbor json'", _ldp_neighbors)
"""Every LDP session."""
VPN_SESSIONS = Question("vtysh -c 'show bgp ipv4 vpn summary json'", _vpn_sessions)
"""Every BGP session that carries VPN routes."""


def vrf_routes(vrf: str) -> Question[tuple[VrfRouteState, ...]]:
    """Ask for the routes of a VRF that packets take."""
    return Question(f"vtysh -c 'show ip route vrf {vrf} json'", _vrf_routes)
