"""Where a stream starts and ends: its source's LAN and first hop, its receivers' LANs and last hops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcastcfg.analysis.adjacency import designated_router
from mcastcfg.analysis.fabric import Attachment, Fabric, LinkKey
from mcastcfg.analysis.instances import router_of, vrf_of
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream
from mcastcfg.model.vrf_hosts import meet, stream_vrf


@dataclass(frozen=True, slots=True)
class Origin:
    """The sending side: the host, its LAN, and everyone on that LAN."""

    host: str
    address: Address
    link: LinkKey
    members: tuple[Attachment, ...]

    @property
    def first_hop(self) -> Attachment | None:
        """Return the designated router's attachment, or None where nobody there runs PIM."""
        return designated_router(self.members)


@dataclass(frozen=True, slots=True)
class ReceivingLan:
    """A LAN of a receiving site on which hosts listen."""

    site: str
    link: LinkKey
    members: tuple[Attachment, ...]
    origin: NodePath
    """The stream's own line that names the site."""

    @property
    def last_hop(self) -> Attachment | None:
        """Return the designated router's attachment, which serves the LAN; None where nobody there runs PIM."""
        return designated_router(self.members)


def source_host(fabric: Fabric, stream: Stream) -> tuple[str, Address, str]:
    """Return the sending host's name, address and site."""
    if stream.source.host is not None:
        site, host = _hosts(fabric)[stream.source.host]
        return stream.source.host, host, site
    site = stream.source.site or ""
    name, written = next(iter(fabric.network.sites[site].hosts.items()))
    return name, written.address, site


def _hosts(fabric: Fabric) -> dict[str, tuple[str, Address]]:
    """Return host -> (site, address), made once."""
    key = ("hosts", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    hosts = {name: (site, host.address) for name, (site, host) in fabric.network.hosts().items()}
    fabric.memo[key] = hosts
    return hosts


def link_of(fabric: Fabric, site: str, address: Address) -> LinkKey | None:
    """Return the LAN of a site that holds an address, the longest prefix where several do."""
    holding = [key for key in links_of_site(fabric, site) if address in key[1]]
    return max(holding, key=lambda key: key[1].prefixlen) if holding else None


def links_of_site(fabric: Fabric, site: str) -> tuple[LinkKey, ...]:
    """Return the LANs of a site, those of its VRFs with multicast among them, in the order of its routers."""
    key = ("links", site, None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    found: dict[LinkKey, None] = {}
    routers = fabric.network.sites[site].routers
    for instance, attachments in fabric.attachments.items():
        for attachment in attachments.values() if router_of(instance) in routers else ():
            if attachment.kind == "lan":
                found.update((link, None) for link, _ in fabric.links_of(attachment))
    fabric.memo[key] = tuple(found)
    return tuple(found)


def origin_of(fabric: Fabric, stream: Stream) -> Origin:
    """Return where a stream starts; the model has made sure that the host stands on a LAN of its site."""
    host, address, site = source_host(fabric, stream)
    link = link_of(fabric, site, address)
    if link is None:
        raise LookupError(f"{host} is on no LAN of {site}")
    return Origin(host, address, link, fabric.links[link])


def receiving_lans(fabric: Fabric, name: str, stream: Stream) -> tuple[ReceivingLan, ...]:
    """Return the LANs that must receive a stream, in the order of its receivers.

    Of a receiving site these are the LANs on which declared hosts stand, the sender aside; a site that declares no
    other host receives on all its LANs. A site without any LAN yields nothing, and LANs in another VRF than the
    source's are not meant: they belong to another customer.
    """
    kept = ("receiving", "", name)
    known = fabric.memo.get(kept)
    if isinstance(known, tuple):
        return known
    sender, _, _ = source_host(fabric, stream)
    lans: list[ReceivingLan] = []
    for index, site in enumerate(stream.receivers):
        origin: NodePath = ("streams", name, "receivers", index)
        hosts = [host.address for host_name, host in fabric.network.sites[site].hosts.items() if host_name != sender]
        possible = lans_within_reach(fabric, stream, site)
        keys = dict.fromkeys(key for address in hosts if (key := link_of(fabric, site, address)) in possible)
        lans.extend(ReceivingLan(site, key, fabric.links[key], origin) for key in (keys or possible) if key is not None)
    fabric.memo[kept] = tuple(lans)
    return tuple(lans)


def lans_within_reach(fabric: Fabric, stream: Stream, site: str) -> tuple[LinkKey, ...]:
    """Return the LANs of a site that are in no other VRF than the stream's source."""
    vrf = vrf_of_stream(fabric, stream)
    return tuple(key for key in links_of_site(fabric, site) if meet(vrf, vrf_of(fabric.links[key][0].router)))


def vrf_of_stream(fabric: Fabric, stream: Stream) -> str | None:
    """Return the VRF that a stream starts in, or None."""
    return stream_vrf(fabric.network, stream) if fabric.network.vrfs else None


def sharing(fabric: Fabric, name: str, stream: Stream) -> Iterator[tuple[str, Stream]]:
    """Yield the other streams whose receivers join the same route: the same group, and with SSM the same source."""
    vrf = vrf_of_stream(fabric, stream)
    for other, its_stream in _by_group(fabric).get(stream.group, ()):
        same_mode = other != name and its_stream.mode == stream.mode and meet(vrf, vrf_of_stream(fabric, its_stream))
        if same_mode and (stream.mode == "asm" or source_host(fabric, its_stream)[1] == source_host(fabric, stream)[1]):
            yield other, its_stream


def _by_group(fabric: Fabric) -> dict[Address, list[tuple[str, Stream]]]:
    key = ("groups", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    groups: dict[Address, list[tuple[str, Stream]]] = {}
    for name, stream in fabric.network.streams.items():
        groups.setdefault(stream.group, []).append((name, stream))
    fabric.memo[key] = groups
    return groups
