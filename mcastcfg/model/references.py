"""What one field cannot know by itself: names that must exist, names and addresses that must be unique."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.base import Address
from mcastcfg.model.network import Network


def problems_in(network: Network) -> Iterator[Problem]:
    """Yield every reference to nothing and every clash, each with its path (places are added by the loader)."""
    yield from _names(network)
    yield from _sites(network)
    yield from _tunnels(network)
    yield from _streams(network)
    yield from _addresses(network)


def unknown(kind: str, name: str, known: Iterable[str], path: NodePath) -> Problem:
    """Return the problem of a name that is not there, with the nearest one that is."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    listed = ", ".join(sorted(names)[:8]) or "none is defined"
    fix = f"did you mean {near[0]!r}?" if near else f"known: {listed}"
    return Problem(f"there is no {kind} {name!r}", path=path, fix=fix)


def _names(network: Network) -> Iterator[Problem]:
    seen: dict[str, tuple[str, NodePath]] = {}
    for site_name, site in network.sites.items():
        for kind, names in (("routers", site.routers), ("hosts", site.hosts)):
            for name in names:
                path: NodePath = ("sites", site_name, kind, name)
                if name in seen:
                    first = seen[name]
                    yield Problem(
                        f"the name {name!r} is taken by {first[0]}",
                        path=path,
                        fix="names of routers and hosts are unique",
                    )
                else:
                    seen[name] = (".".join(str(part) for part in path), path)
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
        for host_name, host in site.hosts.items():
            if not any(host.address in lan for lan in lans):
                listed = ", ".join(sorted({str(lan) for lan in lans})) or "none"
                yield Problem(
                    f"{host.address} is on no LAN of the site",
                    path=("sites", name, "hosts", host_name, "address"),
                    fix=f"its LANs: {listed}",
                )


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
                yield unknown(f"interface of {end.router}", end.interface, interfaces, (*here, "interface"))
            if end.ipsec is not None and end.ipsec not in profiles:
                yield unknown("IPsec profile", end.ipsec, profiles, (*here, "ipsec"))
        first, second = tunnel.ends
        if first.router == second.router:
            yield Problem(f"both ends are {first.router!r}", path=(*at, "ends", 1, "router"), fix="name another router")
        if (first.address is None) != (second.address is None):
            yield Problem("one end has an address and the other none", path=(*at, "ends"), fix="give both or neither")


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
        for field, sites in (("receivers", stream.receivers), ("never", stream.never)):
            for index, site in enumerate(sites):
                if site not in network.sites:
                    yield unknown("site", site, network.sites, (*at, field, index))
                elif field == "never" and site in stream.receivers:
                    yield Problem(f"the site {site!r} is a receiver too", path=(*at, field, index), fix="keep one")


def _addresses(network: Network) -> Iterator[Problem]:
    owners: dict[Address, str] = {}

    def claim(address: Address, owner: str, path: NodePath) -> Iterator[Problem]:
        if address in owners:
            yield Problem(
                f"{address} is claimed by {owners[address]} already", path=path, fix="give it another address"
            )
        else:
            owners[address] = owner

    for site_name, site in network.sites.items():
        for router_name, router in site.routers.items():
            for interface_name, interface in router.interfaces.items():
                path: NodePath = ("sites", site_name, "routers", router_name, "interfaces", interface_name)
                for index, written in enumerate(interface.addresses):
                    yield from claim(written.ip, f"{router_name} {interface_name}", (*path, "addresses", index))
                if interface.gateway is not None and not any(
                    interface.gateway in a.network for a in interface.addresses
                ):
                    yield Problem(
                        f"{interface.gateway} is on no network of this interface",
                        path=(*path, "gateway"),
                        fix="the gateway is the next router on the same link",
                    )
        for host_name, host in site.hosts.items():
            yield from claim(host.address, host_name, ("sites", site_name, "hosts", host_name, "address"))
    for name, tunnel in network.tunnels.items():
        for index, end in enumerate(tunnel.ends):
            if end.address is not None:
                yield from claim(end.address.ip, f"tunnel {name}", ("tunnels", name, "ends", index, "address"))
