"""What VRFs need of other parts: names that exist, a core under them, and tables that stay apart."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.base import Prefix
from mcastcfg.model.interface import Interface
from mcastcfg.model.mdt_references import mdt_problems
from mcastcfg.model.network import Network
from mcastcfg.model.site import Router
from mcastcfg.model.unknown import unknown
from mcastcfg.model.vrf_hosts import stream_vrf


def vrf_problems(network: Network) -> Iterator[Problem]:
    """Yield every VRF that is not there, stands where none can, or lacks what joins it to the others."""
    numbers: dict[int, str] = {}
    for name, vrf in network.vrfs.items():
        if vrf.number in numbers:
            taken = f"number {vrf.number} is that of VRF {numbers[vrf.number]} already"
            yield Problem(taken, path=("vrfs", name, "number"), fix="give each VRF a number of its own")
        numbers.setdefault(vrf.number, name)
        if vrf.pim_domain is not None and vrf.pim_domain not in network.pim_domains:
            yield unknown("PIM domain", vrf.pim_domain, network.pim_domains, ("vrfs", name, "pim_domain"))
        if vrf.mvpn is not None and vrf.pim_domain is None:
            wrong = f"{name} has no pim_domain, so there is no multicast to carry"
            yield Problem(wrong, path=("vrfs", name, "mvpn"), fix="name the PIM domain of the customer's routers")
    for name, (site, router) in network.routers().items():
        at: NodePath = ("sites", site, "routers", name)
        yield from _interfaces(network, router, at)
        yield from _routes(network, router, at)
        yield from _core(network, site, name, router, at)
    yield from mdt_problems(network)
    yield from _lans(network)
    yield from _sources(network)
    yield from _tunnels(network)


def in_vrf(router: Router) -> dict[str, Interface]:
    """Return a router's interfaces that stand in a VRF."""
    return {name: interface for name, interface in router.interfaces.items() if interface.vrf is not None}


def _interfaces(network: Network, router: Router, at: NodePath) -> Iterator[Problem]:
    for name, interface in in_vrf(router).items():
        path: NodePath = (*at, "interfaces", name, "vrf")
        if interface.vrf not in network.vrfs:
            yield unknown("VRF", interface.vrf or "", network.vrfs, path)
        if interface.role not in {"lan", "core"}:
            yield Problem(f"a {interface.role} interface stands in no VRF", path=path, fix="remove it, or make it core")
        if interface.ospf.enabled:
            path = (*at, "interfaces", name, "ospf", "enabled")
            yield Problem("OSPF runs in no VRF", path=path, fix="remove it, and write `routes` with this VRF")


def _routes(network: Network, router: Router, at: NodePath) -> Iterator[Problem]:
    for index, route in enumerate(router.routes):
        if route.vrf is None:
            continue
        path: NodePath = (*at, "routes", index)
        if route.vrf not in network.vrfs:
            yield unknown("VRF", route.vrf, network.vrfs, (*path, "vrf"))
            continue
        links = [a.network for i in in_vrf(router).values() if i.vrf == route.vrf for a in i.addresses]
        if not any(route.next_hop in link for link in links):
            listed = ", ".join(str(link) for link in links) or "none"
            yield Problem(
                f"{route.next_hop} is on no link of this router in VRF {route.vrf}",
                path=(*path, "next_hop"),
                fix=f"its links there: {listed}",
            )


def _core(network: Network, site: str, name: str, router: Router, at: NodePath) -> Iterator[Problem]:
    """Yield what a router of the core lacks: the name that labels and routes of VPNs are bound to, and links."""
    loopback = any(interface.role == "loopback" for interface in router.interfaces.values())
    links = [i for i in router.interfaces.values() if i.role == "core" and i.vrf is None]
    inside = in_vrf(router)
    if router.mpls is not None:
        if not loopback:
            yield Problem(f"{name} has no loopback to name it", path=(*at, "mpls"), fix="give it one, with a /32")
        if not links:
            yield Problem(f"{name} has no core link outside VRFs", path=(*at, "mpls"), fix="remove it, or add a link")
    elif inside:
        path: NodePath = (*at, "interfaces", next(iter(inside)), "vrf")
        yield Problem(f"{name} has a VRF and no mpls to carry it", path=path, fix=f"write mpls: {{}} on {name}")
    if inside and network.sites[site].asn is None:
        path = (*at, "interfaces", next(iter(inside)), "vrf")
        fix = f"give sites.{site} its asn"
        yield Problem(f"the VPN routes of {name} need the number of its autonomous system", path=path, fix=fix)


def _lans(network: Network) -> Iterator[Problem]:
    """Yield LANs of one site that hosts could not tell apart: a host stands on the LAN that holds its address."""
    for site_name, site in network.sites.items():
        seen: list[tuple[Prefix, str | None, str]] = []
        for name, router in site.routers.items():
            for interface_name, interface in router.interfaces.items():
                at: NodePath = ("sites", site_name, "routers", name, "interfaces", interface_name, "addresses")
                for index, written in enumerate(interface.addresses if interface.role == "lan" else ()):
                    for prefix, vrf, owner in seen:
                        if vrf != interface.vrf and prefix.overlaps(written.network):
                            wrong = f"{written.network} overlaps {prefix} of {owner} in another VRF of this site"
                            fix = "give one of the LANs another prefix, or put it into a site of its own"
                            yield Problem(wrong, path=(*at, index), fix=fix)
                    seen.append((written.network, interface.vrf, f"{name} {interface_name}"))


def _sources(network: Network) -> Iterator[Problem]:
    hosts = network.hosts()
    for name, stream in network.streams.items():
        site = network.sites.get(stream.source.site or "")
        known = stream.source.host in hosts or (site is not None and site.hosts)
        vrf = network.vrfs.get(stream_vrf(network, stream) or "") if known else None
        if vrf is not None and vrf.pim_domain is None:
            wrong = f"the source of {name} stands in a VRF that carries no multicast"
            yield Problem(wrong, path=("streams", name, "source"), fix="give the VRF its pim_domain")


def _tunnels(network: Network) -> Iterator[Problem]:
    routers = network.routers()
    for name, tunnel in network.tunnels.items():
        for index, end in enumerate(tunnel.ends):
            if end.router not in routers:
                continue
            interfaces = in_vrf(routers[end.router][1])
            if end.interface in interfaces:
                path: NodePath = ("tunnels", name, "ends", index, "interface")
                vrf = interfaces[end.interface].vrf
                wrong = f"{end.interface} stands in VRF {vrf}, where no tunnel starts"
                yield Problem(wrong, path=path, fix="name an interface outside VRFs")
            elif interfaces and tunnel.rpf == "bgp":
                yield Problem(
                    f"{end.router} has VRFs, and its BGP is that of their VPN alone",
                    path=("tunnels", name, "rpf"),
                    fix="write rpf: static, or end the tunnel at another router",
                )
