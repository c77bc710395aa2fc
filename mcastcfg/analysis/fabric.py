"""The routers as one value that answers questions fast: indexes over every configuration, built once.

Every question of this layer takes a Fabric. Building one is linear in the interfaces and tunnels of the network; the
routing table of a router is made when it is first asked for and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mcastcfg.analysis.instances import instances
from mcastcfg.config.ospf import OspfInterfaceConfig
from mcastcfg.config.router_config import (
    BfdConfig,
    IgmpConfig,
    InterfaceConfig,
    PimInterfaceConfig,
    RouterConfig,
    TunnelConfig,
)
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, InterfaceAddress, Prefix
from mcastcfg.model.network import Network

LinkKey = tuple[str, Prefix]
"""Site and prefix of a LAN; the same prefix at two sites is two links (and a finding). A core link joins routers of any
sites, so no site stands in its key."""
_ANYWHERE = Prefix("0.0.0.0/0")
CORE_SITE = ""
"""Stands for the site in the key of a core link; no site can be called so."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One interface or tunnel end of one router, seen from the network."""

    router: str
    interface: str
    kind: Literal["wan", "lan", "core", "loopback", "mdt", "pmsi", "tunnel"]
    addresses: tuple[InterfaceAddress, ...]
    mtu: int
    pim: PimInterfaceConfig | None
    igmp: IgmpConfig | None
    tunnel: TunnelConfig | None
    """This end of the tunnel, where it is one."""
    origin: NodePath
    boundary: tuple[Prefix, ...] = ()
    """Groups that neither enter nor leave here."""
    ospf: OspfInterfaceConfig | None = None
    bfd: BfdConfig | None = None

    def bounds(self, group: Address) -> bool:
        """Return whether a group is held back here."""
        return any(group in prefix for prefix in self.boundary)

    @property
    def address(self) -> Address:
        """Return the primary address, the one PIM speaks from."""
        return self.addresses[0].ip

    @property
    def peer(self) -> str | None:
        """Return the router at the other end of a tunnel."""
        return self.tunnel.peer_router if self.tunnel is not None else None

    def has(self, address: Address) -> bool:
        """Return whether an address stands on this interface."""
        return any(written.ip == address for written in self.addresses)


@dataclass(frozen=True, slots=True)
class Fabric:
    """The network's routers and how they hang together."""

    network: Network
    configs: Mapping[str, RouterConfig]
    """Every routing instance: routers, and their VRFs that carry multicast (`analysis/instances.py`)."""
    attachments: Mapping[str, Mapping[str, Attachment]]
    """Router -> interface or tunnel name -> attachment."""
    links: Mapping[LinkKey, tuple[Attachment, ...]]
    """LAN or core link -> the routers' attachments on it."""
    owners: Mapping[Address, Attachment]
    """Address -> where it stands."""
    memo: dict[tuple[str, str, object], object] = field(default_factory=dict, repr=False, compare=False)
    """Answers kept: (question, router, subject) -> answer; only this layer writes it."""
    shared: Mapping[Address, tuple[Attachment, ...]] = field(default_factory=dict)
    """Address that stands on several routers -> each place."""

    def owner_at(self, router: str, address: Address) -> Attachment | None:
        """Return where an address stands on one router, or None where it is not that router's."""
        if address in self.shared:
            return next((owner for owner in self.shared[address] if owner.router == router), None)
        owner = self.owners.get(address)
        return owner if owner is not None and owner.router == router else None

    def attachment(self, router: str, interface: str) -> Attachment:
        """Return an attachment by names that come from this fabric."""
        return self.attachments[router][interface]

    def links_of(self, attachment: Attachment) -> Iterator[tuple[LinkKey, tuple[Attachment, ...]]]:
        """Yield the LANs or core links an attachment stands on, with everyone there."""
        for key in _link_keys(self.configs[attachment.router].site, attachment):
            yield key, self.links[key]

    def across(self, here: Attachment, address: Address) -> Attachment | None:
        """Return who has an address at the other side of a tunnel or on the same link, PIM or not."""
        if here.peer is not None:
            there = self.attachments.get(here.peer, {}).get(here.interface)
            return there if there is not None and there.has(address) else None
        for _, members in self.links_of(here):
            for member in members:
                if member.router != here.router and member.has(address):
                    return member
        return None


def fabric_of(network: Network, configs: Mapping[str, RouterConfig]) -> Fabric:
    """Return the indexes over a network's configurations."""
    attachments: dict[str, dict[str, Attachment]] = {}
    links: dict[LinkKey, list[Attachment]] = {}
    owners: dict[Address, Attachment] = {}
    shared: dict[Address, tuple[Attachment, ...]] = {}
    everything = instances(configs)
    for name, config in everything.items():
        mine = attachments.setdefault(name, {})
        for attachment in _attachments(config):
            mine[attachment.interface] = attachment
            for written in attachment.addresses:
                first = owners.setdefault(written.ip, attachment)
                if first is not attachment:
                    shared[written.ip] = (*shared.get(written.ip, (first,)), attachment)
            for key in _link_keys(config.site, attachment):
                links.setdefault(key, []).append(attachment)
    by_link = {key: tuple(found) for key, found in links.items()}
    return Fabric(network, everything, attachments, by_link, owners, shared=shared)


def _link_keys(site: str, attachment: Attachment) -> Iterator[LinkKey]:
    """Yield the keys of the links an attachment stands on; tunnels, loopbacks and the provider are none."""
    if attachment.kind in {"lan", "core"}:
        where = site if attachment.kind == "lan" else CORE_SITE
        for prefix in dict.fromkeys(written.network for written in attachment.addresses):
            yield where, prefix
    if attachment.kind == "pmsi":
        yield attachment.interface, _ANYWHERE


def _attachments(config: RouterConfig) -> Iterator[Attachment]:
    for interface in config.interfaces:
        yield _physical(config.name, interface)
    for tunnel in config.tunnels:
        yield _tunnel(config.name, tunnel)


def _physical(router: str, interface: InterfaceConfig) -> Attachment:
    return Attachment(
        router=router,
        interface=interface.name,
        kind=interface.role,
        addresses=interface.addresses,
        mtu=interface.mtu,
        pim=interface.pim,
        igmp=interface.igmp,
        tunnel=None,
        origin=interface.origin,
        ospf=interface.ospf,
        bfd=interface.bfd,
        boundary=interface.boundary,
    )


def _tunnel(router: str, tunnel: TunnelConfig) -> Attachment:
    return Attachment(
        router=router,
        interface=tunnel.name,
        kind="tunnel",
        addresses=(tunnel.address,),
        mtu=tunnel.mtu,
        pim=tunnel.pim,
        igmp=None,
        tunnel=tunnel,
        origin=tunnel.origin,
        ospf=tunnel.ospf,
        bfd=tunnel.bfd,
        boundary=tunnel.boundary,
    )
