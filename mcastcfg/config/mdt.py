"""MDTs as a router has them that must build them out of GRE, because its PIM knows none (RFC 6037, emulated).

The GRE packets come into the core as those of a host on a link within the router, the interface of role mdt. Of that
link's two addresses the router itself has one; the other is the source of all its MDTs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mcastcfg.config.router_config import IgmpConfig, RouterConfig
from mcastcfg.config.vpn import VrfConfig
from mcastcfg.config.vpn_routes import local_prefixes, vpn_routes
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, InterfaceAddress, Prefix

_IGMP = IgmpConfig(version=3, query_interval=10, query_max_response_time=1, robustness_variable=2)
"""The kernel joins the group of each MDT as a host does; asked often, it has joined again soon after pimd came back."""
_VPN_TABLES = 300
"""What the table of VPN routes is above that of the VRF, whose numbers end at 250."""


@dataclass(frozen=True, slots=True)
class MdtRouteConfig:
    """Where RPF of a VRF leads over the MDT (RFC 6037 section 5): a network behind another edge."""

    prefix: Prefix
    next_hop: Address


@dataclass(frozen=True, slots=True)
class MdtConfig:
    """The default MDT of one VRF on one router."""

    interface: str
    group: Address
    source: Address
    """Source of the GRE packets."""
    address: Address
    """Address of PIM on the MDT: the one that names the router in the core (RFC 6037 section 4.3)."""
    vpn: str
    """A second VRF that holds the VPN routes, by which unicast packets go, as RPF needs the first one for itself."""
    vpn_table: int
    routes: tuple[MdtRouteConfig, ...]
    exported: tuple[Prefix, ...]
    """What the other edges are told: the customer's networks, and not those routes."""


@dataclass(frozen=True, slots=True)
class MdtLinkConfig:
    """The link within the router from which its MDTs come into the core."""

    interface: str
    address: InterfaceAddress
    source: InterfaceAddress
    origin: NodePath


def with_mdts(configs: Mapping[str, RouterConfig]) -> dict[str, RouterConfig]:
    """Return the configurations with the MDTs of every router that has a link for them."""
    links = {name: link for name, config in configs.items() if (link := _link(config)) is not None}
    return {
        name: _with_mdts(configs, config, links[name]) if name in links else config for name, config in configs.items()
    }


def _link(config: RouterConfig) -> MdtLinkConfig | None:
    for interface in config.interfaces:
        if interface.role == "mdt":
            address = interface.addresses[0]
            other = next(host for host in address.network.hosts() if host != address.ip)
            source = InterfaceAddress(f"{other}/{address.network.prefixlen}")
            return MdtLinkConfig(interface.name, address, source, interface.origin)
    return None


def _with_mdts(configs: Mapping[str, RouterConfig], config: RouterConfig, link: MdtLinkConfig) -> RouterConfig:
    return replace(
        config,
        mdt_link=link,
        vrfs=tuple(replace(vrf, mdt=_mdt(configs, config, vrf, link)) for vrf in config.vrfs),
        interfaces=tuple(replace(one, igmp=_IGMP) if one.role == "mdt" else one for one in config.interfaces),
    )


def _mdt(
    configs: Mapping[str, RouterConfig], config: RouterConfig, vrf: VrfConfig, link: MdtLinkConfig
) -> MdtConfig | None:
    rosen = vrf.multicast.draft_rosen if vrf.multicast is not None else None
    if rosen is None or config.vpn is None:
        return None
    return MdtConfig(
        interface=f"mdt{vrf.number}",
        group=rosen.default_mdt,
        source=link.source.ip,
        address=config.vpn.router_id,
        vpn=f"vpn{vrf.number}",
        vpn_table=vrf.table + _VPN_TABLES,
        routes=tuple(MdtRouteConfig(route.prefix, route.next_hop) for route in vpn_routes(configs, config.name, vrf)),
        exported=tuple(sorted(set(local_prefixes(config, vrf)))),
    )
