"""Resolve a network into one RouterConfig per router; both ends of a tunnel come from the same values."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from ipaddress import IPv4Network
from typing import TypeAlias

from mcastcfg.config.bgp import bgp_of
from mcastcfg.config.certificate import certificates_of
from mcastcfg.config.ldp import ldp_of
from mcastcfg.config.mdt import with_mdts
from mcastcfg.config.msdp import msdp_of
from mcastcfg.config.mvpn import vrf_multicast
from mcastcfg.config.ospf import (
    ospf_interface,
    ospf_network,
    ospf_router,
    ospf_tunnel,
)
from mcastcfg.config.router_config import (
    BfdConfig,
    DaemonRestartConfig,
    IgmpConfig,
    IgmpGroupConfig,
    InterfaceConfig,
    IpsecConfig,
    KnownRoute,
    PimConfig,
    PimInterfaceConfig,
    RouterConfig,
    RpConfig,
    SsmMappingConfig,
    TunnelConfig,
)
from mcastcfg.config.rp_discovery import auto_rp_of, bsr_of
from mcastcfg.config.rpf_routes import rpf_routes
from mcastcfg.config.vpn import VrfConfig, provider_edges, vpn_of, vrfs_of
from mcastcfg.errors import NodePath
from mcastcfg.model.allocations import Allocations, tunnel_addresses
from mcastcfg.model.anycast import AnycastRp, own_address
from mcastcfg.model.authentication import authorities_by_router
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.bfd import Bfd
from mcastcfg.model.igmp import Igmp
from mcastcfg.model.igmp_groups import IgmpGroup
from mcastcfg.model.interface import Interface
from mcastcfg.model.network import Network
from mcastcfg.model.pim import PimDomain, PimInterface
from mcastcfg.model.site import Router, Site
from mcastcfg.model.tunnel import Tunnel
from mcastcfg.model.vrf_hosts import meet, stream_vrf

_Denied: TypeAlias = "Mapping[str, Mapping[str | None, AbstractSet[Prefix]]]"
"""Site -> VRF of the streams (None outside VRFs) -> the groups that must never be heard there."""
DEFAULT_ROUTE = IPv4Network("0.0.0.0/0")


def build(network: Network, allocations: Allocations) -> dict[str, RouterConfig]:
    """Return router name -> RouterConfig, in the order written."""
    ospf = ospf_network(network)
    tunnels = _tunnels(network, allocations)
    routes = rpf_routes(network, tunnels)
    denied = _denied_groups(network)
    authorities = authorities_by_router(network)
    watch = network.daemon_restart
    restart = DaemonRestartConfig(watch.check_interval, watch.min_interval, watch.max_interval)
    edges = provider_edges(network)
    configs: dict[str, RouterConfig] = {}
    for name, (site_name, router) in network.routers().items():
        site = network.sites[site_name]
        origin: NodePath = ("sites", site_name, "routers", name)
        configs[name] = RouterConfig(
            name=name,
            site=site_name,
            platform=router.platform,
            description=router.description,
            interfaces=tuple(
                replace(
                    _interface(
                        interface_name,
                        interface,
                        _domain(network, site, interface),
                        _denied_at(denied, site_name, interface),
                        origin,
                    ),
                    ospf=ospf_interface(ospf, site_name, name, interface),
                )
                for interface_name, interface in sorted(router.interfaces.items())
            ),
            tunnels=tuple(tunnels.get(name, ())),
            static_routes=routes.get(name, ()),
            known_routes=_known_routes(router, origin),
            pim=_pim(network, site.pim_domain, name, router),
            origin=origin,
            msdp=msdp_of(network, name),
            bgp=bgp_of(network, site_name, router, tunnels.get(name, ())),
            certificates=certificates_of(network, name, router, authorities.get(name, ()), origin),
            daemon_restart=restart,
            ospf=ospf_router(ospf, name, router),
            ldp=ldp_of(site_name, name, router),
            vpn=vpn_of(network, edges, name),
            vrfs=_vrfs(network, name, router, origin),
        )
    return with_mdts(configs)


def _vrfs(network: Network, name: str, router: Router, origin: NodePath) -> tuple[VrfConfig, ...]:
    return tuple(
        replace(
            vrf,
            multicast=vrf_multicast(
                network.vrfs[vrf.name],
                _pim(network, domain, name, router),
                vrf.name,
                network.pim_domains[domain].hello_interval,
            ),
        )
        if (domain := network.vrfs[vrf.name].pim_domain) is not None
        else vrf
        for vrf in vrfs_of(network, router, origin)
    )


def _domain(network: Network, site: Site, interface: Interface) -> PimDomain | None:
    """Return the PIM domain that an interface is part of: its VRF's, where it stands in one."""
    name = site.pim_domain if interface.vrf is None else network.vrfs[interface.vrf].pim_domain
    return network.pim_domains[name] if name is not None else None


def _interface(
    name: str, interface: Interface, domain: PimDomain | None, denied: tuple[Prefix, ...], router: NodePath
) -> InterfaceConfig:
    return InterfaceConfig(
        name=name,
        role=interface.role,
        description=interface.description,
        addresses=interface.addresses,
        mtu=interface.mtu,
        pim=_pim_interface(interface.pim, domain) if interface.runs_pim and domain is not None else None,
        igmp=_igmp(interface.igmp, denied) if interface.runs_igmp and domain is not None else None,
        origin=(*router, "interfaces", name),
        boundary=tuple(sorted(interface.boundary)),
        bfd=_bfd(interface.bfd),
        vrf=interface.vrf,
    )


def _pim_interface(pim: PimInterface, domain: PimDomain, *, meets_another: bool = False) -> PimInterfaceConfig:
    hello = pim.hello_interval or domain.hello_interval
    # RFC 7761 section 4.11: Default_Hello_Holdtime is 3.5 times the hello period.
    border = meets_another if pim.bsr_border is None else pim.bsr_border
    mode = pim.pim_mode or domain.pim_mode
    return PimInterfaceConfig(
        hello_interval=hello,
        hello_holdtime=hello * 7 // 2,
        dr_priority=pim.dr_priority,
        mode=mode,
        bsr_border=border,
        neighbor_filter=tuple(sorted(pim.neighbor_filter)),
        passive=pim.passive,
        bsr_border_written=bool(pim.bsr_border),
    )


def _igmp(igmp: Igmp, denied: tuple[Prefix, ...]) -> IgmpConfig:
    return IgmpConfig(
        version=igmp.version,
        query_interval=igmp.query_interval,
        query_max_response_time=igmp.query_max_response_time,
        robustness_variable=igmp.robustness_variable,
        denied_groups=denied,
        static_groups=_igmp_groups(igmp.static_groups),
        join_groups=_igmp_groups(igmp.join_groups),
        access_groups=tuple(sorted(igmp.access_groups)),
        immediate_leave=igmp.immediate_leave,
        max_groups=igmp.max_groups,
        max_sources=igmp.max_sources,
    )


def _igmp_groups(written: tuple[IgmpGroup, ...]) -> tuple[IgmpGroupConfig, ...]:
    ordered = sorted(written, key=lambda one: (int(one.group), int(one.source_address or 0)))
    return tuple(dict.fromkeys(IgmpGroupConfig(one.group, one.source_address) for one in ordered))


def _pim(network: Network, name: str, router_name: str, router: Router) -> PimConfig:
    domain = network.pim_domains[name]
    origin: NodePath = ("pim_domains", name)
    rps = tuple(
        RpConfig(rp_name, rp.rp_address, tuple(sorted(rp.groups)), (*origin, "static_rps", rp_name))
        for rp_name, rp in sorted(domain.static_rps.items())
    )
    shared = tuple(
        RpConfig(
            rp_name,
            rp.rp_address,
            tuple(sorted(rp.groups)),
            (*origin, "anycast_rps", rp_name),
            rp.mechanism == "pim",
            _anycast_rp_set(network, rp) if rp.mechanism == "pim" else (),
        )
        for rp_name, rp in sorted(domain.anycast_rps.items())
    )
    return PimConfig(
        domain=name,
        rps=rps + shared,
        ssm_range=tuple(sorted(domain.ssm_range)),
        origin=origin,
        dense_groups=tuple(sorted(domain.dense_groups)),
        join_prune_interval=domain.join_prune_interval,
        keepalive_timer=domain.keepalive_timer,
        bsr=bsr_of(network, name, router_name, router),
        auto_rp=auto_rp_of(network, name, router_name, router),
        spt_never=tuple(sorted(domain.spt_switch.never)),
        register_sources=tuple(sorted(domain.register_sources)),
        route_limit=domain.route_limit,
        ssm_map=tuple(SsmMappingConfig(tuple(sorted(one.groups)), one.source_address) for one in domain.ssm_map),
    )


def _anycast_rp_set(network: Network, rp: AnycastRp) -> tuple[Address, ...]:
    routers = network.routers()
    own = (own_address(network, routers[name][1]) for name in rp.routers)
    return tuple(sorted(address for address in own if address is not None))


def _known_routes(router: Router, origin: NodePath) -> tuple[KnownRoute, ...]:
    written = [
        KnownRoute(route.prefix, route.next_hop, (*origin, "routes", index))
        for index, route in enumerate(router.routes)
        if route.vrf is None
    ]
    defaults = [
        KnownRoute(DEFAULT_ROUTE, interface.gateway, (*origin, "interfaces", name, "gateway"))
        for name, interface in router.interfaces.items()
        if interface.gateway is not None
    ]
    return tuple(written + defaults)


def _denied_groups(network: Network) -> _Denied:
    groups: dict[str, dict[str | None, set[Prefix]]] = {}
    for stream in network.streams.values():
        vrf = stream_vrf(network, stream) if stream.never else None
        for site in stream.never:
            groups.setdefault(site, {}).setdefault(vrf, set()).add(Prefix(stream.group))
    return groups


def _denied_at(denied: _Denied, site: str, interface: Interface) -> tuple[Prefix, ...]:
    """Return the groups that a site must never hear, those of another customer's streams left out."""
    here = (groups for vrf, groups in denied.get(site, {}).items() if meet(vrf, interface.vrf))
    return tuple(sorted({group for groups in here for group in groups}))


def _tunnels(network: Network, allocations: Allocations) -> dict[str, list[TunnelConfig]]:
    ends: dict[str, list[TunnelConfig]] = {}
    routers = network.routers()
    for name, tunnel in network.tunnels.items():
        for index in (0, 1):
            end = _tunnel_end(network, name, tunnel, index, allocations.tunnels[name], routers)
            ends.setdefault(tunnel.ends[index].router, []).append(end)
    return {router: sorted(found, key=lambda end: end.number) for router, found in ends.items()}


def _tunnel_end(
    network: Network,
    name: str,
    tunnel: Tunnel,
    index: int,
    number: int,
    routers: dict[str, tuple[str, Router]],
) -> TunnelConfig:
    end, peer = tunnel.ends[index], tunnel.ends[1 - index]
    (site, router), (peer_site, peer_router) = routers[end.router], routers[peer.router]
    pool = tunnel_addresses(network.pools.tunnel_addresses, number)
    address = end.address or pool[index]
    peer_address = peer.address or pool[1 - index]
    source = router.interfaces[end.interface].addresses[0].ip
    destination = peer_router.interfaces[peer.interface].addresses[0].ip
    pim = end.pim or tunnel.pim
    domain, peer_domain = network.sites[site].pim_domain, network.sites[peer_site].pim_domain
    profile = end.ipsec or tunnel.ipsec
    ids = ((end.router, str(source)), (peer.router, str(destination)))
    origin: NodePath = ("tunnels", name)
    return TunnelConfig(
        name=name,
        number=number,
        description=tunnel.description or f"{name} to {peer.router}",
        source=source,
        source_interface=end.interface,
        destination=destination,
        address=address,
        peer_address=peer_address.ip,
        peer_router=peer.router,
        peer_site=peer_site,
        key=end.key if end.key is not None else tunnel.key,
        ttl=end.ttl or tunnel.ttl,
        mtu=end.mtu or tunnel.mtu,
        mss=end.mss or tunnel.mss,
        ipsec=None if profile == "none" else _ipsec(network, tunnel, profile, ids),
        pim=_pim_interface(pim, network.pim_domains[domain], meets_another=domain != peer_domain)
        if pim.enabled
        else None,
        origin=origin,
        boundary=tuple(sorted(tunnel.boundary)),
        bfd=_bfd(tunnel.bfd),
        ospf=ospf_tunnel(network.ospf, tunnel.rpf, tunnel.ospf),
    )


def _bfd(bfd: Bfd | None) -> BfdConfig | None:
    return BfdConfig(bfd.min_interval, bfd.multiplier) if bfd is not None else None


def _ipsec(network: Network, tunnel: Tunnel, profile: str, ids: tuple[tuple[str, str], tuple[str, str]]) -> IpsecConfig:
    """`ids` are what each end is called and where it is, ours first: certificates know names, keys know addresses."""
    written = network.ipsec_profiles[profile]
    signed = written.auth_method == "digital_signature"
    local, remote = (name if signed else address for name, address in ids)
    return IpsecConfig(
        profile=profile,
        local_id=local,
        remote_id=remote,
        pre_shared_key=None if signed else tunnel.pre_shared_key or written.pre_shared_key,
        ike=written.ike,
        esp=written.esp,
        dpd_delay=written.dpd_delay,
        origin=("ipsec_profiles", profile),
        auth_method=written.auth_method,
        certificate_authority=written.certificate_authority,
    )
