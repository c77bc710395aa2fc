"""MSDP as one router runs it: its peers, what it takes from each and tells it."""

from __future__ import annotations

from dataclasses import dataclass

from mcastcfg.errors import NodePath
from mcastcfg.model.anycast import own_address
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.msdp import Msdp, PeeringEnd, SaFilterEntry
from mcastcfg.model.network import Network
from mcastcfg.model.secret import SecretRef
from mcastcfg.model.site import Router

_ANYWHERE = Prefix("0.0.0.0/0")


@dataclass(frozen=True, slots=True)
class SaFilterLine:
    """One line of a filter of source-active entries; the first that matches decides, and the end denies."""

    permit: bool
    source: Prefix
    groups: Prefix


@dataclass(frozen=True, slots=True)
class MsdpPeerConfig:
    """A peer outside every mesh group (RFC 3618 section 4)."""

    name: str
    """The peering's name."""
    router: str
    address: Address
    source: Address
    """Our end of the TCP connection."""
    source_interface: str
    asn: int | None
    """The peer's autonomous system, which the peer-RPF check looks at (RFC 3618 section 10.1.3)."""
    password: SecretRef | None
    sa_filter_in: tuple[SaFilterLine, ...] | None
    sa_filter_out: tuple[SaFilterLine, ...] | None
    sa_limit: int | None
    default_peer: bool
    origin: NodePath


@dataclass(frozen=True, slots=True)
class MeshMember:
    """Another member of a mesh group."""

    router: str
    address: Address


@dataclass(frozen=True, slots=True)
class MeshGroupConfig:
    """A mesh group this router is in (RFC 3618 section 10.2)."""

    name: str
    source: Address
    source_interface: str
    members: tuple[MeshMember, ...]
    origin: NodePath


@dataclass(frozen=True, slots=True)
class MsdpConfig:
    """MSDP on one router; times in seconds."""

    originating_rp: Address
    originating_interface: str
    keepalive_interval: int
    holdtime_interval: int
    connect_retry_interval: int
    peers: tuple[MsdpPeerConfig, ...]
    mesh_groups: tuple[MeshGroupConfig, ...]
    origin: NodePath


def msdp_of(network: Network, name: str) -> MsdpConfig | None:
    """Return a router's MSDP, or None where nobody is its peer."""
    msdp = network.msdp
    ends = {end.router for peering in msdp.peerings.values() for end in peering.ends}
    if name not in ends and not any(name in group.members for group in msdp.mesh_groups.values()):
        return None
    peers = tuple(sorted(_peers(network, msdp, name), key=lambda peer: peer.address))
    groups = tuple(_mesh_groups(network, msdp, name))
    router = network.routers()[name][1]
    first = peers[0].source if peers else groups[0].source
    origin = peers[0].origin if peers else groups[0].origin
    written = msdp.originating_rps.get(name)
    originating = written or own_address(network, router) or first
    return MsdpConfig(
        originating_rp=originating,
        originating_interface=_interface(router, originating),
        keepalive_interval=msdp.keepalive_interval,
        holdtime_interval=msdp.holdtime_interval,
        connect_retry_interval=msdp.connect_retry_interval,
        peers=peers,
        mesh_groups=groups,
        origin=origin if written is None else ("msdp", "originating_rps", name),
    )


def msdp_addresses(network: Network) -> dict[Address, str]:
    """Return every address MSDP speaks from, with the router it stands on."""
    found: dict[Address, str] = {}
    for peering in network.msdp.peerings.values():
        for end in peering.ends:
            found[_source(network, end)] = end.router
    for group in network.msdp.mesh_groups.values():
        for member in group.members:
            found[_source(network, PeeringEnd(router=member))] = member
    return found


def _peers(network: Network, msdp: Msdp, name: str) -> list[MsdpPeerConfig]:
    routers = network.routers()
    found = []
    for peering_name, peering in msdp.peerings.items():
        for index, end in enumerate(peering.ends):
            if end.router != name:
                continue
            other = peering.ends[1 - index]
            source = _source(network, end)
            found.append(
                MsdpPeerConfig(
                    name=peering_name,
                    router=other.router,
                    address=_source(network, other),
                    source=source,
                    source_interface=_interface(routers[name][1], source),
                    asn=network.sites[routers[other.router][0]].asn,
                    password=peering.password,
                    sa_filter_in=_filter(end.sa_filter_in),
                    sa_filter_out=_filter(end.sa_filter_out),
                    sa_limit=end.sa_limit,
                    default_peer=end.default_peer,
                    origin=("msdp", "peerings", peering_name),
                )
            )
    return found


def _mesh_groups(network: Network, msdp: Msdp, name: str) -> list[MeshGroupConfig]:
    router = network.routers()[name][1]
    found = []
    for group_name, group in sorted(msdp.mesh_groups.items()):
        if name in group.members:
            source = _source(network, PeeringEnd(router=name))
            others = (MeshMember(m, _source(network, PeeringEnd(router=m))) for m in group.members if m != name)
            members = tuple(sorted(others, key=lambda member: member.address))
            origin: NodePath = ("msdp", "mesh_groups", group_name)
            found.append(MeshGroupConfig(group_name, source, _interface(router, source), members, origin))
    return found


def _source(network: Network, end: PeeringEnd) -> Address:
    """Return the address an end speaks from; the model has made sure that there is one."""
    address = end.tcp_connection_source or own_address(network, network.routers()[end.router][1])
    if address is None:
        raise LookupError(f"{end.router} has no address of its own")
    return address


def _interface(router: Router, address: Address) -> str:
    return next(
        name
        for name, interface in router.interfaces.items()
        if any(written.ip == address for written in interface.addresses)
    )


def _filter(written: tuple[SaFilterEntry, ...] | None) -> tuple[SaFilterLine, ...] | None:
    if written is None:
        return None
    return tuple(SaFilterLine(e.action == "permit", e.source or _ANYWHERE, e.groups) for e in written)
