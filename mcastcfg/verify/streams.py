"""What the streams need right now: predicted for the receivers that have asked, as the routers' IGMP tells."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import origin_of, receiving_lans
from mcastcfg.analysis.fabric import fabric_of
from mcastcfg.analysis.tree_parts import Tree
from mcastcfg.analysis.trees import tree_of
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream
from mcastcfg.platforms.state import IgmpMembershipState
from mcastcfg.verify.facts import Facts, Need
from mcastcfg.verify.scope import Scope

LATELY = 10
"""Seconds after which a source counts as silent: its routes outlive it by minutes, with what was asked for then."""

LanMember = tuple[str, str, str]
"""Site, router and interface that serve a receiving LAN."""


def lan_members(scope: Scope, name: str, stream: Stream) -> Iterator[LanMember]:
    """Yield where hosts of a stream's receiving sites can ask for it."""
    for lan in receiving_lans(scope.fabric, name, stream):
        if lan.last_hop is not None and lan.last_hop.igmp is not None:
            yield lan.site, lan.last_hop.router, lan.last_hop.interface


def membership_needs(scope: Scope, group: Address) -> tuple[Need, ...]:
    """Return the questions that tell who has asked for a group."""
    routers = dict.fromkeys(
        router for name, stream in _of_group(scope, group).items() for _, router, _ in lan_members(scope, name, stream)
    )
    return tuple((router, scope.show(router).igmp_memberships) for router in routers)


def asked_for(membership: IgmpMembershipState, stream: Stream, source: Address) -> bool:
    """Return whether a membership asks for a stream: its group, from any source or (SSM) from its own."""
    if membership.group != stream.group:
        return False
    return membership.source_address == source if stream.mode == "ssm" else membership.source_address is None


def prediction(scope: Scope, facts: Facts, name: str) -> Tree:
    """Return the trees for the sites that have asked, or for all of them while every stream flows."""
    stream = scope.design.network.streams[name]
    if scope.streams_flow:
        return tree_of(scope.fabric, name, stream)
    # Streams of one group share routes, so what counts is who has asked for any of them.
    asked = {other: _asked(scope, facts, other, its) for other, its in _of_group(scope, stream.group).items()}
    network = scope.design.network.model_copy(update={"streams": {**scope.design.network.streams, **asked}})
    return tree_of(fabric_of(network, scope.design.configs), name, asked[name])


def _of_group(scope: Scope, group: Address) -> dict[str, Stream]:
    return {name: stream for name, stream in scope.design.network.streams.items() if stream.group == group}


def _asked(scope: Scope, facts: Facts, name: str, stream: Stream) -> Stream:
    """Return the stream as if it had only those receivers of which a host has asked."""
    source = origin_of(scope.fabric, stream).address
    sites = {
        site
        for site, router, interface in lan_members(scope, name, stream)
        if any(
            membership.interface == interface and asked_for(membership, stream, source)
            for membership in facts.of(router, scope.show(router).igmp_memberships)
        )
    }
    return stream.model_copy(update={"receivers": tuple(site for site in stream.receivers if site in sites)})


def sends(scope: Scope, facts: Facts, stream: Stream, first_hop: str | None) -> bool:
    """Return whether the first hop hears the source: (S,G) with packets, the last one not long ago."""
    if first_hop is None:
        return False
    routes = facts.of(first_hop, scope.show(first_hop).multicast_routes)
    return any(
        route.packets > 0 and route.idle_seconds is not None and route.idle_seconds <= LATELY
        for route in routes
        if route.group == stream.group and route.source_address is not None
    )
