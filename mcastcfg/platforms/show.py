"""The questions verify asks a router, and what a platform must hold to answer them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mcastcfg.model.base import Address
from mcastcfg.platforms.state import (
    AutoRpState,
    BfdSessionState,
    BgpSessionState,
    BsrState,
    CertificatesState,
    ChildSaPolicy,
    GuardState,
    IgmpMembershipState,
    IkeSaState,
    LdpNeighborState,
    MsdpPeerState,
    MulticastRouteState,
    OspfNeighborState,
    PimNeighborState,
    PimUpstreamState,
    RpfState,
    RpState,
    SaState,
    TunnelState,
    VpnSessionState,
    VrfRouteState,
)

T_co = TypeVar("T_co", covariant=True)


class Unreadable(ValueError):
    """What a router printed is not what the command prints when all is well; the text says how."""


@dataclass(frozen=True, slots=True)
class Question(Generic[T_co]):
    """A command that changes nothing, and what to make of its output and exit code.

    `parse` raises Unreadable for whatever it does not understand: a half answer is no answer.
    """

    command: str
    parse: Callable[[str, int], T_co]


@dataclass(frozen=True, slots=True)
class Show:
    """Question by question, how a platform is asked."""

    tunnels: Question[tuple[TunnelState, ...]]
    ike_sas: Question[tuple[IkeSaState, ...]]
    child_sa_policies: Question[tuple[ChildSaPolicy, ...]]
    certificates: Question[CertificatesState]
    guards: Question[tuple[GuardState, ...]]
    pim_neighbors: Question[tuple[PimNeighborState, ...]]
    rps: Question[tuple[RpState, ...]]
    igmp_memberships: Question[tuple[IgmpMembershipState, ...]]
    multicast_routes: Question[tuple[MulticastRouteState, ...]]
    bsr: Question[BsrState]
    auto_rp: Question[AutoRpState]
    ospf_neighbors: Question[tuple[OspfNeighborState, ...]]
    bfd_sessions: Question[tuple[BfdSessionState, ...]]
    rpf: Callable[[Address], Question[RpfState]]
    pim_upstreams: Question[tuple[PimUpstreamState, ...]]
    msdp_peers: Question[tuple[MsdpPeerState, ...]]
    sa_cache: Question[tuple[SaState, ...]]
    bgp_sessions: Question[tuple[BgpSessionState, ...]]
    ldp_neighbors: Question[tuple[LdpNeighborState, ...]]
    vpn_sessions: Question[tuple[VpnSessionState, ...]]
    vrf_routes: Callable[[str], Question[tuple[VrfRouteState, ...]]]
    in_vrf: Callable[[str], Show]
    """How the same is asked about multicast in a VRF; all else is the router's."""
