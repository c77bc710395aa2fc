"""Which rendezvous points hear of a source: how source-active messages flood from the one it registered with.

As FRR 10.7 does it (pimd/pim_msdp_packet.c, pim_msdp.c), after RFC 3618 section 10: a message from a peer of a mesh
group is taken as it is; any other only from the peer the peer-RPF check selects for the RP named in it: the peer that
is that RP, else the peer that is the next hop towards it, else the peer in the first system of the BGP path to it,
among several the one with the lowest address (RFC 3618 section 10.1.3 takes the highest). It is passed on to every
other peer, never inside the mesh group it came from. FRR compares the numbers of systems also where it knows none: a
peer without one is selected for a route that BGP did not bring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.register import registering_rp
from mcastcfg.analysis.routes import first_as
from mcastcfg.analysis.rpf import rpf
from mcastcfg.analysis.tree_parts import Break
from mcastcfg.analysis.unicast import unicast_path
from mcastcfg.config.msdp import SaFilterLine
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address


@dataclass(frozen=True, slots=True)
class MsdpSession:
    """One router's view of a peering or of another member of its mesh group."""

    router: str
    peer: str
    address: Address
    """The peer's."""
    source: Address
    asn: int | None
    mesh_group: str | None
    sa_filter_in: Sequence[SaFilterLine] | None
    sa_filter_out: Sequence[SaFilterLine] | None
    sa_limit: int | None
    origin: NodePath


@dataclass(slots=True)
class Flood:
    """How far the news of one source gets."""

    rp: Address
    """The RP named in the messages."""
    known: dict[str, MsdpSession | None] = field(default_factory=dict)
    """Router -> the session it heard it by first, None for the one where the source registered."""
    refused: list[Break] = field(default_factory=list)
    """Where a message was not sent or not taken."""


def sessions(fabric: Fabric, router: str) -> tuple[MsdpSession, ...]:
    """Return a router's MSDP sessions by the peers' addresses."""
    msdp = fabric.configs[router].msdp
    if msdp is None:
        return ()
    found = [
        MsdpSession(
            router, p.router, p.address, p.source, p.asn, None, p.sa_filter_in, p.sa_filter_out, p.sa_limit, p.origin
        )
        for p in msdp.peers
    ]
    found += [
        MsdpSession(router, m.router, m.address, group.source, None, group.name, None, None, None, group.origin)
        for group in msdp.mesh_groups
        for m in group.members
    ]
    return tuple(sorted(found, key=lambda session: session.address))


def connected(fabric: Fabric, session: MsdpSession) -> bool:
    """Return whether the TCP connection finds its way, there and back."""
    key = ("msdp session", session.router, session.address)
    if key not in fabric.memo:
        there = unicast_path(fabric, session.router, session.address, "MSDP")
        back = unicast_path(fabric, session.peer, session.source, "MSDP")
        ways = [way for way in (there, back) if not isinstance(way, Break)]
        ends = [way[-1] for way in ways]
        # What leaves to the provider is its business: it may carry the sites' addresses, and is not counted on.
        fabric.memo[key] = ends == [session.peer, session.router]
    return fabric.memo[key] is True


def flood(fabric: Fabric, start: str, source: Address, group: Address, *, limits: bool = True) -> Flood:
    """Return where the news of (S,G) gets from the RP where the source registered; `limits` may be left aside."""
    msdp = fabric.configs[start].msdp
    if msdp is None:
        return Flood(Address(0), {start: None})
    found = Flood(msdp.originating_rp, {start: None})
    waiting = [(start, session) for session in sessions(fabric, start)]
    done: set[tuple[str, Address]] = set()
    while waiting:
        sender, out = waiting.pop(0)
        if (sender, out.address) in done or not connected(fabric, out):
            continue
        done.add((sender, out.address))
        if not _permits(out.sa_filter_out, source, group):
            message = f"{sender} does not tell {out.peer} about ({source},{group}): sa_filter_out denies it"
            found.refused.append(Break("sa_filtered", sender, None, message, out.origin))
            continue
        session = next(s for s in sessions(fabric, out.peer) if s.address == out.source)
        problem = _refusal(fabric, session, found.rp, source, group)
        if problem is not None:
            found.refused.append(problem)
            continue
        if limits and (session.router, session.address) in _crowded(fabric):
            message = f"{session.router} keeps at most {session.sa_limit} source-active entries of {session.peer}"
            found.refused.append(Break("sa_limit", session.router, None, message, session.origin))
        else:
            found.known.setdefault(session.router, session)
        waiting += [(session.router, other) for other in _passed_on(fabric, session, found.rp)]
    return found


def _refusal(fabric: Fabric, session: MsdpSession, rp: Address, source: Address, group: Address) -> Break | None:
    """Return why a router does not take the news from a peer."""
    if session.mesh_group is None and (chosen := selected(fabric, session.router, rp)) != session.address:
        message = (
            f"{session.router} refuses ({source},{group}) from {session.peer}: the peer-RPF check for the RP {rp} "
            + (f"selects {chosen}" if chosen is not None else "selects no peer")
        )
        return Break("peer_rpf", session.router, None, message, session.origin, rp)
    if not _permits(session.sa_filter_in, source, group):
        message = f"{session.router} does not take ({source},{group}) from {session.peer}: sa_filter_in denies it"
        return Break("sa_filtered", session.router, None, message, session.origin)
    return None


def selected(fabric: Fabric, router: str, rp: Address) -> Address | None:
    """Return the peer whose messages a router takes for an RP (RFC 3618 section 10.1.3), as FRR selects it."""
    answer = rpf(fabric, router, rp)
    if answer is None or fabric.attachment(router, answer.interface).pim is None:
        return None
    mine = [session for session in sessions(fabric, router) if connected(fabric, session)]
    addresses = [session.address for session in mine]
    if rp in addresses:
        return rp
    if answer.neighbor in addresses:
        return answer.neighbor
    asn = first_as(fabric, router, rp)
    return min((session.address for session in mine if session.asn == asn), default=None)


def _passed_on(fabric: Fabric, heard: MsdpSession, rp: Address) -> Iterator[MsdpSession]:
    chosen = selected(fabric, heard.router, rp)
    for session in sessions(fabric, heard.router):
        same_group = session.mesh_group is not None and session.mesh_group == heard.mesh_group
        if session.address != chosen and not same_group:
            yield session


def _permits(lines: Sequence[SaFilterLine] | None, source: Address, group: Address) -> bool:
    if lines is None:
        return True
    return next((line.permit for line in lines if source in line.source and group in line.groups), False)


def _crowded(fabric: Fabric) -> frozenset[tuple[str, Address]]:
    """Return (router, peer address) where more streams are told than the limit lets in: which get in, nobody knows."""
    key = ("msdp crowded", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, frozenset):
        return known
    heard: dict[tuple[str, Address], set[tuple[Address, Address]]] = {}
    limits: dict[tuple[str, Address], int] = {}
    limited = any(s.sa_limit is not None for name in fabric.configs for s in sessions(fabric, name))
    for stream in fabric.network.streams.values() if limited else ():
        origin = origin_of(fabric, stream)
        start = registering_rp(fabric, origin.first_hop, stream.group) if origin.first_hop is not None else None
        if stream.mode != "asm" or not isinstance(start, str):
            continue
        for session in flood(fabric, start, origin.address, stream.group, limits=False).known.values():
            if session is not None and session.sa_limit is not None:
                at = session.router, session.address
                heard.setdefault(at, set()).add((origin.address, stream.group))
                limits[at] = session.sa_limit
    crowded = frozenset(at for at, entries in heard.items() if len(entries) > limits[at])
    fabric.memo[key] = crowded
    return crowded
