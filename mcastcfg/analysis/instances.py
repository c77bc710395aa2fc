"""Routing instances: each VRF that carries multicast is a router of its own to every question of this layer.

The default table of a router keeps the router's name, a VRF is called `router:vrf`. What joins the instances of one
VPN, an MDT or provider tunnels, is a link between them: packets and Joins of the customer pass it from edge to edge,
whatever carries them (RFC 6037 section 2, RFC 6513 section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from mcastcfg.config.router_config import (
    InterfaceConfig,
    KnownRoute,
    PimInterfaceConfig,
    RouterConfig,
    StaticRouteConfig,
)
from mcastcfg.config.vpn import VrfConfig
from mcastcfg.config.vpn_routes import vpn_routes
from mcastcfg.model.base import InterfaceAddress


def instance_name(router: str, vrf: str) -> str:
    """Return the name of a VRF's instance."""
    return f"{router}:{vrf}"


def router_of(instance: str) -> str:
    """Return the router that an instance is part of."""
    return instance.partition(":")[0]


def vrf_of(instance: str) -> str | None:
    """Return the VRF that an instance is, or None for a router's own table."""
    return instance.partition(":")[2] or None


def pmsi_interface(vrf: str) -> str:
    """Return what the link between the instances of a VPN is called; no interface of a router has a space."""
    return f"MVPN {vrf}"


def instances(configs: Mapping[str, RouterConfig]) -> dict[str, RouterConfig]:
    """Return every instance by name, those of a router after its default table."""
    if not any(config.vrfs for config in configs.values()):
        return dict(configs)
    found: dict[str, RouterConfig] = {}
    for name, config in configs.items():
        outside = tuple(interface for interface in config.interfaces if interface.vrf is None)
        found[name] = replace(config, interfaces=outside) if config.vrfs else config
        for vrf in config.vrfs:
            if vrf.multicast is not None:
                found[instance_name(name, vrf.name)] = _instance(configs, config, vrf)
    return found


def _instance(configs: Mapping[str, RouterConfig], config: RouterConfig, vrf: VrfConfig) -> RouterConfig:
    multicast = vrf.multicast
    return replace(
        config,
        name=instance_name(config.name, vrf.name),
        interfaces=tuple(_interfaces(config, vrf)),
        tunnels=(),
        static_routes=tuple(_vpn_routes(configs, config, vrf)),
        known_routes=tuple(KnownRoute(route.prefix, route.next_hop, route.origin) for route in vrf.routes),
        pim=multicast.pim if multicast is not None else config.pim,
        msdp=None,
        bgp=None,
        ospf=None,
        ldp=None,
        vpn=None,
        vrfs=(),
    )


def _interfaces(config: RouterConfig, vrf: VrfConfig) -> Iterator[InterfaceConfig]:
    yield from (interface for interface in config.interfaces if interface.vrf == vrf.name)
    if config.vpn is not None and vrf.multicast is not None and _crosses(vrf):
        hello = vrf.multicast.hello_interval
        yield InterfaceConfig(
            name=pmsi_interface(vrf.name),
            role="pmsi",
            description="",
            addresses=(InterfaceAddress(config.vpn.router_id),),
            mtu=min(interface.mtu for interface in config.interfaces),
            pim=PimInterfaceConfig(hello, hello * 7 // 2, 1),
            igmp=None,
            origin=vrf.origin,
            vrf=vrf.name,
        )


def _vpn_routes(
    configs: Mapping[str, RouterConfig], config: RouterConfig, vrf: VrfConfig
) -> Iterator[StaticRouteConfig]:
    """Yield how RPF leads to the customer's networks behind the other edges (RFC 6037 section 5)."""
    if not _crosses(vrf):
        return
    for route in vpn_routes(configs, config.name, vrf):
        yield StaticRouteConfig(
            prefix=route.prefix,
            next_hop=route.next_hop,
            tunnel=pmsi_interface(vrf.name),
            multicast_only=False,
            reason=f"VPN route of {route.router}",
            origin=vrf.origin,
        )


def _crosses(vrf: VrfConfig) -> bool:
    """Return whether the VRF's multicast crosses the core."""
    multicast = vrf.multicast
    return multicast is not None and (multicast.draft_rosen is not None or multicast.ng_mvpn is not None)
