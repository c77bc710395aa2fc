"""Where a stream starts and ends: its source's LAN and first hop, its receivers' LANs and last hops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcastcfg.analysis.adjacency import designated_router
from mcastcfg.analysis.fabric import Attachment, Fabric, LinkKey
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream


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
    """Return the LANs of a site, in the order of its routers."""
    key = ("links", site, None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    found: dict[LinkKey, None] = {}
    for router in fabric.network.sites[site].routers:
        for attachment in fabric.attachments[router].values():
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
    other host receives on all its LANs. A site without any LAN yields nothing.
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
        keys = {key: None for address in hosts if (key := link_of(fabric, site, address)) is not None}
        lans.extend(ReceivingLan(site, key, fabric.links[key], origin) for key in keys or links_of_site(fabric, site))
    fabric.memo[kept] = tuple(lans)
    return tuple(lans)


def sharing(fabric: Fabric, name: str, stream: Stream) -> Iterator[tuple[str, Stream]]:
    """Yield the other streams whose receivers join the same route: the same group, and with SSM the same source."""
    for other, its_stream in _by_group(fabric).get(stream.group, ()):
        same_mode = other != name and its_stream.mode == stream.mode
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
