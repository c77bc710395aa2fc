"""Routes that point RPF into the tunnels: towards every LAN that sources a stream, every RP and every MSDP peer.

Each router takes the fewest hops to the destination; among equals a tunnel before a link of its own site, and the
tunnel with the lower number. Tunnels with PIM at both ends come first; one without is taken only where nothing
else leads there, so that the linter can name it. Inside a site the site's own routing leads on: links between its
routers are reckoned with, and never get a route from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mcastcfg.config.msdp import msdp_addresses
from mcastcfg.config.router_config import StaticRouteConfig, TunnelConfig
from mcastcfg.config.rp_discovery import discovery_addresses
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.network import Network

Tunnels = Mapping[str, Sequence[TunnelConfig]]

_REASONS_SHOWN = 3
_HOST_LENGTH = 32


def rpf_routes(network: Network, tunnels: Tunnels) -> dict[str, tuple[StaticRouteConfig, ...]]:
    """Return router name -> its routes over tunnels, sorted by prefix."""
    graph = _graph(network, tunnels)
    routes: dict[str, list[StaticRouteConfig]] = {}
    for prefix, destination in sorted(_destinations(network, graph).items()):
        reason = destination.reason
        for router, tunnel in _towards(destination, graph.connected[prefix], graph):
            rpf = network.tunnels[tunnel.name].rpf
            if rpf in {"external", "bgp", "ospf"}:
                continue
            routes.setdefault(router, []).append(
                StaticRouteConfig(
                    prefix=prefix,
                    next_hop=tunnel.peer_address,
                    tunnel=tunnel.name,
                    multicast_only=rpf == "static_multicast",
                    reason=reason,
                    origin=("tunnels", tunnel.name),
                )
            )
    return {router: tuple(found) for router, found in routes.items()}


@dataclass(slots=True)
class _Destination:
    """A prefix RPF must find: the routers it is wanted at, the domains it matters to (None: all), and why."""

    targets: set[str] = field(default_factory=set)
    domains: set[str] | None = field(default_factory=set)
    why: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        more = len(self.why) - _REASONS_SHOWN
        return ", ".join(self.why[:_REASONS_SHOWN]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class _Graph:
    """Routers, the tunnels and links between them, and what is connected where."""

    domain_of: Mapping[str, str]
    site_of: Mapping[str, str]
    connected: Mapping[Prefix, frozenset[str]]
    """Network of a LAN or loopback -> the routers that have it."""
    lengths: tuple[int, ...]
    """Prefix lengths in use, longest first."""
    into: Mapping[str, Sequence[tuple[str, TunnelConfig]]]
    """Router -> (peer, the tunnel's end as the peer has it) of each of its tunnels."""
    links: Mapping[str, Sequence[str]]
    """Router -> the routers that share a LAN of its site or a core link with it."""
    without_pim: frozenset[str]
    """Tunnels that lack PIM at one end or both."""

    def network_of(self, address: Address) -> Prefix | None:
        """Return the longest connected network that holds an address."""
        number = int(address)
        for length in self.lengths:
            shift = _HOST_LENGTH - length
            network = Prefix((number >> shift << shift, length))
            if network in self.connected:
                return network
        return None


def _graph(network: Network, tunnels: Tunnels) -> _Graph:
    routers = network.routers()
    site_of = {name: site for name, (site, _) in routers.items()}
    connected: dict[Prefix, set[str]] = {}
    core: dict[Prefix, set[str]] = {}
    on_link: dict[Prefix, set[str]] = {}
    for name, (_, router) in routers.items():
        for interface in router.interfaces.values():
            if interface.role != "wan" and interface.vrf is None:
                for written in interface.addresses:
                    connected.setdefault(written.network, set()).add(name)
                    if interface.role == "core" and interface.runs_pim:
                        core.setdefault(written.network, set()).add(name)
                    if interface.role != "loopback":
                        on_link.setdefault(written.network, set()).add(name)
    links: dict[str, set[str]] = {}
    for prefix, owners in on_link.items():
        if len(owners) > 1:
            joined = core.get(prefix, set())
            for here in owners:
                # A LAN of another site with the same prefix is another LAN; a core link joins routers of any sites.
                links.setdefault(here, set()).update(
                    o for o in owners if o != here and (site_of[o] == site_of[here] or {o, here} <= joined)
                )
    ends = {(router, end.name): end for router, found in tunnels.items() for end in found}
    return _Graph(
        domain_of={name: network.sites[site].pim_domain for name, site in site_of.items()},
        site_of=site_of,
        connected={prefix: frozenset(owners) for prefix, owners in connected.items()},
        lengths=tuple(sorted({prefix.prefixlen for prefix in connected}, reverse=True)),
        into={
            router: [(end.peer_router, ends[end.peer_router, end.name]) for end in found]
            for router, found in tunnels.items()
        },
        links={router: sorted(found) for router, found in links.items()},
        without_pim=frozenset(end.name for end in ends.values() if end.pim is None),
    )


def _destinations(network: Network, graph: _Graph) -> dict[Prefix, _Destination]:
    found: dict[Prefix, _Destination] = {}
    hosts = network.hosts()
    for name, stream in network.streams.items():
        host = stream.source.host or next(iter(network.sites[stream.source.site or ""].hosts))
        site, written = hosts[host]
        prefix = graph.network_of(written.address)
        if prefix is not None:
            destination = found.setdefault(prefix, _Destination())
            # Where two sites have the same LAN, only the sender's site is meant.
            destination.targets |= {router for router in graph.connected[prefix] if graph.site_of[router] == site}
            destination.domains = None
            destination.why.append(f"source of {name}")
    for domain_name, address, what in (*_configured_rps(network), *discovery_addresses(network)):
        prefix = graph.network_of(address)
        if prefix is not None:
            destination = found.setdefault(prefix, _Destination())
            destination.targets |= graph.connected[prefix]
            if destination.domains is not None:
                destination.domains.add(domain_name)
            destination.why.append(what)
    for address, router in msdp_addresses(network).items():
        prefix = graph.network_of(address)
        if prefix is not None:
            destination = found.setdefault(prefix, _Destination())
            destination.targets.add(router)
            destination.domains = None
            destination.why.append(f"MSDP peer {router}")
    return found


def _configured_rps(network: Network) -> Iterator[tuple[str, Address, str]]:
    for domain_name, domain in network.pim_domains.items():
        for rp_name, rp in domain.static_rps.items():
            yield domain_name, rp.rp_address, f"RP {rp_name}"
        for rp_name, shared in domain.anycast_rps.items():
            yield domain_name, shared.rp_address, f"RP {rp_name}"


def _towards(destination: _Destination, connected: frozenset[str], graph: _Graph) -> Iterator[tuple[str, TunnelConfig]]:
    """Yield (router, the tunnel it uses towards the targets), breadth first from the targets.

    A router of a PIM domain the destination does not matter to is not passed through, because it would not know the
    RP; nor is one that has the same network connected, because its own RPF would look there.
    """
    seen = set(connected)
    reached = sorted(destination.targets)
    for pim_only in (True, False) if graph.without_pim else (True,):
        level = reached
        while level:
            by_tunnel: dict[str, TunnelConfig] = {}
            by_link: set[str] = set()
            for here in level:
                for router, end in graph.into.get(here, ()):
                    if pim_only and end.name in graph.without_pim:
                        continue
                    if router not in seen and _matters(router, destination, graph):
                        known = by_tunnel.get(router)
                        if known is None or end.number < known.number:
                            by_tunnel[router] = end
                by_link.update(
                    router
                    for router in graph.links.get(here, ())
                    if router not in seen and _matters(router, destination, graph)
                )
            yield from by_tunnel.items()
            level = sorted(by_tunnel.keys() | by_link)
            seen.update(level)
            reached = [*reached, *level]


def _matters(router: str, destination: _Destination, graph: _Graph) -> bool:
    return destination.domains is None or graph.domain_of[router] in destination.domains
