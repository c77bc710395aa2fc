"""Topologies to tunnels: one step between what is written and everything that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Readable
from dataclasses import dataclass, replace
from itertools import combinations

from mcastcfg.errors import NodePath, Problem, dotted
from mcastcfg.model.base import NAME_PATTERN
from mcastcfg.model.network import Network
from mcastcfg.model.ospf_references import timer_problems
from mcastcfg.model.topology import HUB_COST, Hub, Topology
from mcastcfg.model.tunnel import Tunnel, TunnelEnd, TunnelSettings
from mcastcfg.model.unknown import unknown

_is_name = re.compile(NAME_PATTERN).match
_SETTINGS = frozenset(TunnelSettings.model_fields)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a generated tunnel comes from: the line that asked for it, and the topology with its settings."""

    asked: NodePath
    topology: NodePath

    def of(self, path: NodePath) -> NodePath:
        """Return the written path behind a path into the generated tunnel (`tunnels`, its name, and so on)."""
        inside = path[2:]
        return (*self.topology, *inside) if inside and inside[0] in _SETTINGS else self.asked


@dataclass(frozen=True, slots=True)
class Expansion:
    """A network whose topologies have become tunnels."""

    network: Network
    origins: Readable[str, Origin]
    """Name of each generated tunnel -> where it comes from."""
    problems: tuple[Problem, ...]


def expanded(network: Network, spot: Callable[[NodePath], str] = dotted) -> Expansion:
    """Return the network with a tunnel for each spoke and hub, and what stands in the way of that.

    A topology with a problem gives no tunnels, so that one wrong hub is told once and not once a spoke. `spot` says
    where another path stands.
    """
    problems = [problem for name, topology in network.topologies.items() for problem in _hubs(network, name, topology)]
    problems += _sites(network)
    faulty = {problem.path[1] for problem in problems if problem.path[0] == "topologies"}
    tunnels = dict(network.tunnels)
    origins: dict[str, Origin] = {}
    for topology_name, topology in network.topologies.items():
        if topology_name in faulty:
            continue
        at: NodePath = ("topologies", topology_name)
        ranks = {hub.router: rank for rank, hub in enumerate(topology.hubs, 1)}
        for spoke, hub, asked in _pairs(network, topology_name, topology):
            name = f"{topology_name}-{spoke.router}-{hub.router}"
            if not _is_name(name):
                fix = f"{len(name)} characters are more than a name has; shorten the topology's or a router's"
                problems.append(Problem(f"asks for the tunnel {name!r}", path=asked, fix=fix))
            elif name in tunnels:
                taken = origins[name].asked if name in origins else ("tunnels", name)
                wrong = f"asks for the tunnel {name!r}, which is there already at {spot(taken)}"
                problems.append(Problem(wrong, path=asked, fix="give one of the two another name"))
            else:
                tunnels[name] = _tunnel(topology, hub, spoke, max(ranks[hub.router], ranks.get(spoke.router, 1)))
                origins[name] = Origin(asked, at)
    if not origins:
        return Expansion(network, origins, tuple(problems))
    return Expansion(network.model_copy(update={"tunnels": tunnels}), origins, tuple(problems))


def _hubs(network: Network, name: str, topology: Topology) -> Iterator[Problem]:
    at: NodePath = ("topologies", name)
    routers = network.routers()
    profiles = [*network.ipsec_profiles, "none"]
    if topology.ipsec not in profiles:
        yield unknown("IPsec profile", topology.ipsec, profiles, (*at, "ipsec"))
    yield from timer_problems(network, topology.ospf, (*at, "ospf"))
    seen: set[str] = set()
    for index, hub in enumerate(topology.hubs):
        here: NodePath = (*at, "hubs", index)
        if hub.router not in routers:
            yield unknown("router", hub.router, routers, (*here, "router"))
        elif hub.interface not in (interfaces := routers[hub.router][1].interfaces):
            found = unknown("interface", hub.interface, interfaces, (*here, "interface"))
            yield replace(found, message=f"{hub.router} has no interface {hub.interface!r}")
        elif hub.router in seen:
            yield Problem(f"the hub {hub.router!r} is named twice", path=(*here, "router"), fix="keep one")
        seen.add(hub.router)


def _sites(network: Network) -> Iterator[Problem]:
    for name, site in network.sites.items():
        at: NodePath = ("sites", name, "topology")
        if site.topology is None:
            continue
        if site.topology not in network.topologies:
            yield unknown("topology", site.topology, network.topologies, at)
        elif not list(_spokes(network, name, network.topologies[site.topology])):
            fix = "give a router a wan interface, or remove the line"
            yield Problem("no router here has a wan interface and is not a hub itself", path=at, fix=fix)


def _spokes(network: Network, site: str, topology: Topology) -> Iterator[Hub]:
    hubs = {hub.router for hub in topology.hubs}
    for name, router in network.sites[site].routers.items():
        wans = [interface for interface, written in router.interfaces.items() if written.role == "wan"]
        if wans and name not in hubs:
            yield Hub(router=name, interface=wans[0])


def _pairs(network: Network, name: str, topology: Topology) -> Iterator[tuple[Hub, Hub, NodePath]]:
    """Yield (spoke, hub, the line that asks for a tunnel between them), the hubs among each other first."""
    if topology.hubs_joined:
        for (_, first), (index, second) in combinations(enumerate(topology.hubs), 2):
            yield second, first, ("topologies", name, "hubs", index)
    for site_name, site in network.sites.items():
        if site.topology == name:
            for spoke in _spokes(network, site_name, topology):
                for hub in topology.hubs:
                    yield spoke, hub, ("sites", site_name, "topology")


def _tunnel(topology: Topology, hub: Hub, spoke: Hub, rank: int) -> Tunnel:
    """Return the tunnel between two routers; of two hubs the later one decides the cost, so that the direct way to it
    from a spoke is the shortest."""
    settings = {name: getattr(topology, name) for name in _SETTINGS}
    cost = topology.hubs[rank - 1].cost or HUB_COST * rank
    settings["ospf"] = topology.ospf.model_copy(update={"cost": cost})
    ends = tuple(TunnelEnd(router=end.router, interface=end.interface) for end in (hub, spoke))
    return Tunnel(**settings, ends=ends)
