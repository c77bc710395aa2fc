"""What one field cannot know by itself: names that must exist, names that must be unique, ends that must fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from mcastcfg.errors import NodePath, Problem, dotted
from mcastcfg.model.bgp_references import bgp_problems
from mcastcfg.model.boundary_references import misplaced_boundaries
from mcastcfg.model.msdp_references import anycast_problems, msdp_problems
from mcastcfg.model.network import Network
from mcastcfg.model.ospf_references import ospf_problems
from mcastcfg.model.pim_references import overlapping_mappings
from mcastcfg.model.site import Router
from mcastcfg.model.unknown import unknown
from mcastcfg.model.vrf_references import vrf_problems

__all__ = ["problems_in", "unknown"]


def problems_in(network: Network, spot: Callable[[NodePath], str] = dotted) -> Iterator[Problem]:
    """Yield every reference to nothing and every clash of names, each with its path.

    Places are added by the loader; `spot` says where another path stands.
    """
    yield from _names(network, spot)
    for name, domain in network.pim_domains.items():
        yield from overlapping_mappings(domain, ("pim_domains", name))
    yield from _sites(network)
    yield from _tunnels(network)
    yield from _streams(network)
    yield from bgp_problems(network)
    yield from anycast_problems(network)
    yield from msdp_problems(network)
    yield from ospf_problems(network)
    yield from vrf_problems(network)


def _names(network: Network, spot: Callable[[NodePath], str]) -> Iterator[Problem]:
    seen: dict[str, NodePath] = {}
    for site_name, site in network.sites.items():
        for kind, names in (("routers", site.routers), ("hosts", site.hosts)):
            for name in names:
                path: NodePath = ("sites", site_name, kind, name)
                if name in seen:
                    taken = f"the name is taken already at {spot(seen[name])}"
                    yield Problem(taken, path=path, fix="names of routers and hosts are unique in the network")
                else:
                    seen[name] = path
    if "none" in network.ipsec_profiles:
        yield Problem("the name 'none' means no IPsec", path=("ipsec_profiles", "none"), fix="choose another name")


def _sites(network: Network) -> Iterator[Problem]:
    for name, site in network.sites.items():
        if site.pim_domain not in network.pim_domains:
            yield unknown("PIM domain", site.pim_domain, network.pim_domains, ("sites", name, "pim_domain"))
        lans = [
            address.network
            for router in site.routers.values()
            for interface in router.interfaces.values()
            if interface.role == "lan"
            for address in interface.addresses
        ]
        for router_name, router in site.routers.items():
            yield from _gateways(router, ("sites", name, "routers", router_name, "interfaces"))
            yield from misplaced_boundaries(router, ("sites", name, "routers", router_name, "interfaces"))
        for host_name, host in site.hosts.items():
            if not any(host.address in lan for lan in lans):
                listed = ", ".join(sorted({str(lan) for lan in lans})) or "none"
                yield Problem(
                    f"{host.address} is on no LAN of the site",
                    path=("sites", name, "hosts", host_name, "address"),
                    fix=f"its LANs: {listed}",
                )


def _gateways(router: Router, at: NodePath) -> Iterator[Problem]:
    for name, interface in router.interfaces.items():
        gateway = interface.gateway
        if gateway is None:
            continue
        if interface.role != "wan":
            yield Problem(f"a {interface.role} interface has no gateway", path=(*at, name, "gateway"), fix="remove it")
        elif not any(gateway in address.network for address in interface.addresses):
            links = ", ".join(str(address.network) for address in interface.addresses)
            fix = f"the gateway is the next router on the same link: {links}"
            yield Problem(f"{gateway} is on no network of this interface", path=(*at, name, "gateway"), fix=fix)


def _tunnels(network: Network) -> Iterator[Problem]:
    routers = network.routers()
    profiles = [*network.ipsec_profiles, "none"]
    for name, tunnel in network.tunnels.items():
        at: NodePath = ("tunnels", name)
        if tunnel.ipsec not in profiles:
            yield unknown("IPsec profile", tunnel.ipsec, profiles, (*at, "ipsec"))
        for index, end in enumerate(tunnel.ends):
            here: NodePath = (*at, "ends", index)
            if end.router not in routers:
                yield unknown("router", end.router, routers, (*here, "router"))
            elif end.interface not in (interfaces := routers[end.router][1].interfaces):
                found = unknown("interface", end.interface, interfaces, (*here, "interface"))
                yield replace(found, message=f"{end.router} has no interface {end.interface!r}")
            if end.ipsec is not None and end.ipsec not in profiles:
                yield unknown("IPsec profile", end.ipsec, profiles, (*here, "ipsec"))
        first, second = tunnel.ends
        if first.router == second.router:
            yield Problem(f"both ends are {first.router!r}", path=(*at, "ends", 1, "router"), fix="name another router")
        if (first.address is None) != (second.address is None):
            yield Problem("one end has an address and the other none", path=(*at, "ends"), fix="give both or neither")
        elif first.address is not None and second.address is not None:
            link, other = first.address.network, second.address.network
            if link != other:
                wrong = f"{second.address} is on {other} and the other end on {link}"
                yield Problem(wrong, path=(*at, "ends", 1, "address"), fix="give both ends addresses of one network")


def _streams(network: Network) -> Iterator[Problem]:
    hosts = network.hosts()
    for name, stream in network.streams.items():
        at: NodePath = ("streams", name)
        if stream.source.host is not None and stream.source.host not in hosts:
            yield unknown("host", stream.source.host, hosts, (*at, "source", "host"))
        if (site := stream.source.site) is not None:
            if site not in network.sites:
                yield unknown("site", site, network.sites, (*at, "source", "site"))
            elif not network.sites[site].hosts:
                yield Problem(f"the site {site!r} has no host to send", path=(*at, "source", "site"), fix="add a host")
        receivers = frozenset(stream.receivers)
        for field, sites in (("receivers", stream.receivers), ("never", stream.never)):
            seen: set[str] = set()
            for index, site in enumerate(sites):
                if site not in network.sites:
                    yield unknown("site", site, network.sites, (*at, field, index))
                elif site in seen:
                    yield Problem(f"the site {site!r} is named twice", path=(*at, field, index), fix="keep one")
                elif field == "never" and site in receivers:
                    yield Problem(f"the site {site!r} is a receiver too", path=(*at, field, index), fix="keep one")
                seen.add(site)
