"""Routes that point RPF into the tunnels: towards every LAN that sources a stream and every rendezvous point.

Each router takes the fewest tunnels to the destination; among equals, the tunnel with the lower number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from mcastcfg.config.router_config import StaticRouteConfig, TunnelConfig
from mcastcfg.model.base import Prefix
from mcastcfg.model.network import Network

Tunnels = Mapping[str, Sequence[TunnelConfig]]


def rpf_routes(network: Network, tunnels: Tunnels) -> dict[str, tuple[StaticRouteConfig, ...]]:
    """Return router name -> its routes over tunnels, sorted by prefix."""
    routes: dict[str, list[StaticRouteConfig]] = {}
    for prefix, reason, targets, domain in _destinations(network):
        for router, tunnel in _towards(targets, tunnels, network, domain):
            rpf = network.tunnels[tunnel.name].rpf
            if rpf == "external":
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
    return {router: tuple(sorted(found, key=lambda r: (r.prefix, r.tunnel))) for router, found in routes.items()}


def _destinations(network: Network) -> Iterator[tuple[Prefix, str, frozenset[str], str | None]]:
    """Yield (prefix, why, the routers that have it connected, the PIM domain it matters to or None for all)."""
    connected: dict[Prefix, set[str]] = {}
    for name, (_, router) in network.routers().items():
        for interface in router.interfaces.values():
            if interface.role != "wan":
                for written in interface.addresses:
                    connected.setdefault(written.network, set()).add(name)
    reasons: dict[Prefix, tuple[list[str], str | None]] = {}
    hosts = network.hosts()
    for name, stream in network.streams.items():
        site = stream.source.site
        host = stream.source.host or (next(iter(network.sites[site].hosts)) if site is not None else "")
        address = hosts[host][1].address
        for prefix in (prefix for prefix in connected if address in prefix):
            reasons.setdefault(prefix, ([], None))[0].append(f"source of {name}")
    for domain_name, domain in network.pim_domains.items():
        for rp_name, rp in domain.static_rps.items():
            for prefix in (prefix for prefix in connected if rp.rp_address in prefix):
                reasons.setdefault(prefix, ([], domain_name))[0].append(f"RP {rp_name}")
    for prefix, (why, only_domain) in sorted(reasons.items()):
        yield prefix, ", ".join(why), frozenset(connected[prefix]), only_domain


def _towards(
    targets: frozenset[str], tunnels: Tunnels, network: Network, domain: str | None
) -> Iterator[tuple[str, TunnelConfig]]:
    """Yield (router, the tunnel it uses towards the targets), breadth first from the targets."""
    sites = {name: site for name, (site, _) in network.routers().items()} if domain is not None else {}
    queue = deque(sorted(targets))
    seen = set(targets)
    while queue:
        here = queue.popleft()
        for tunnel in tunnels.get(here, ()):
            router = tunnel.peer_router
            if router in seen:
                continue
            seen.add(router)
            queue.append(router)
            if domain is not None and network.sites[sites[router]].pim_domain != domain:
                continue
            back = next(t for t in tunnels[router] if t.name == tunnel.name)
            yield router, back
