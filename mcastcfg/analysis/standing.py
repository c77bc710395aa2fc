"""What LANs have without hosts that ask: static and joined groups, and the sources that stand for IGMPv2 reports."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import ReceivingLan, vrf_of_stream
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.instances import vrf_of
from mcastcfg.config.router_config import IgmpConfig
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream
from mcastcfg.model.vrf_hosts import meet


def standing_lans(fabric: Fabric, stream: Stream, source: Address) -> Iterator[ReceivingLan]:
    """Yield the LANs into which a router sends a stream because its configuration says so."""
    vrf = vrf_of_stream(fabric, stream)
    for lan in _lans(fabric):
        if meet(vrf, vrf_of(lan.members[0].router)) and any(
            member.igmp is not None and stands(member.igmp, stream, source) for member in lan.members
        ):
            yield lan


def _lans(fabric: Fabric) -> tuple[ReceivingLan, ...]:
    """Return every LAN with a static or joined group, made once."""
    key = ("standing", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    found = tuple(
        ReceivingLan(link[0], link, members, (*member.origin, "igmp"))
        for link, members in fabric.links.items()
        for member in members
        if member.igmp is not None and (member.igmp.static_groups or member.igmp.join_groups)
    )
    fabric.memo[key] = found
    return found


def named(fabric: Fabric, here: Attachment, stream: Stream, source: Address) -> bool:
    """Return whether a router knows the source of a stream without its hosts: by SSM mapping or a standing group."""
    for mapping in fabric.configs[here.router].pim.ssm_map:
        if any(stream.group in prefix for prefix in mapping.groups):
            return mapping.source_address == source
    return here.igmp is not None and stands(here.igmp, stream, source)


def stands(igmp: IgmpConfig, stream: Stream, source: Address) -> bool:
    """Return whether a stream is on an interface by configuration."""
    wanted = source if stream.mode == "ssm" else None
    return any(
        one.group == stream.group and one.source_address in {wanted, source}
        for one in (*igmp.static_groups, *igmp.join_groups)
    )
