"""Which features a router's configuration uses, and what its platform refuses of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcastcfg.config.router_config import (
    IgmpConfig,
    InterfaceConfig,
    IpsecConfig,
    PimConfig,
    PimInterfaceConfig,
    RouterConfig,
    TunnelConfig,
)
from mcastcfg.config.rp_discovery import AutoRpConfig, BsrConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.addresses import GROUPS
from mcastcfg.model.pim_mode import PimMode
from mcastcfg.platforms.base import Feature, Platform
from mcastcfg.platforms.features_limits import of_limits
from mcastcfg.platforms.features_mvpn import of_vrf_multicast
from mcastcfg.platforms.refusal import Refusal, refusal

_LARGEST_MSS_OF_ETHERNET = 1460
_MODES: Mapping[PimMode, Feature] = {"sm": "pim_sm", "dm": "pim_dm", "sm_dm": "pim_dm"}
_MULTICAST_INTERFACES_OF_LINUX = 31
_LARGEST_MSDP_HOLDTIME = 75  # RFC 3618 section 5.4 recommends it
_LARGEST_SA_LIMIT = 40000
_SHORTEST_SG_EXPIRY = 180
_IGMPV3 = 3
_USUAL_ROBUSTNESS = 2  # RFC 3376 section 8.1
_INTERVALS_HELD = 3  # of Auto-RP messages
_USUAL_HASH_MASK_LENGTH = 30  # RFC 5059 section 5
_USUAL_LDP_HELLOS = (5, 15)  # RFC 5036 section 2.5.5
_HOUR = 3600


def features_used(config: RouterConfig) -> dict[Feature, NodePath]:
    """Return feature -> the place in the inventory that asks for it first; `push` is asked for by deploying."""
    found: dict[Feature, NodePath] = {}
    for feature, origin in _used(config):
        found.setdefault(feature, origin)
    return found


def refused(config: RouterConfig, platform: Platform) -> Iterator[tuple[Feature, Refusal, NodePath]]:
    """Yield (feature, why, where) for each feature the configuration uses and the platform refuses."""
    for feature, origin in features_used(config).items():
        if (answer := refusal(platform, feature)) is not None:
            yield feature, answer, origin


def interface_faults(config: RouterConfig, platform: Platform) -> Iterator[tuple[str, str, NodePath]]:
    """Yield (interface, why, where) for each interface name a router of this make cannot have."""
    for interface in config.interfaces:
        if (why := platform.interface_fault(interface.name)) is not None:
            yield interface.name, why, interface.origin


def _used(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    bootstraps = config.pim.bsr is not None
    for tunnel in config.tunnels:
        yield from _of_tunnel(tunnel, bootstraps)
    for interface in config.interfaces:
        yield from _of_interface(interface, bootstraps)
    loopbacks = [interface for interface in config.interfaces if interface.role == "loopback"]
    for extra in loopbacks[1:]:
        yield "extra_loopback", extra.origin
    parts: list[InterfaceConfig | TunnelConfig] = [*config.interfaces, *config.tunnels]
    multicast = [part for part in parts if _forwards_multicast(part)]
    for beyond in multicast[_MULTICAST_INTERFACES_OF_LINUX:]:
        yield "multicast_interfaces_above_31", beyond.origin
    for route in config.static_routes:
        if route.multicast_only:
            yield "static_multicast_rpf", route.origin
    yield from _of_routing(config)
    yield from _of_msdp(config)
    for rp in config.pim.rps:
        if rp.passes_registers:
            yield "anycast_rp_pim", (*rp.origin, "mechanism")
    yield from _of_vpn(config)
    yield from _of_domain(config.pim)
    yield from _of_timers(config.pim)
    yield from of_limits(config)


def _of_routing(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    if config.bgp is not None:
        yield "bgp", config.bgp.origin
        if config.bgp.multicast:
            yield "bgp_multicast", config.bgp.origin
    if config.ospf is not None:
        yield "ospf", config.ospf.origin


def _of_vpn(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    if config.ldp is not None:
        yield "mpls_ldp", config.ldp.origin
        if (config.ldp.hello_interval, config.ldp.hello_holdtime) != _USUAL_LDP_HELLOS:
            yield "ldp_hello_timers", config.ldp.origin
    for vrf in config.vrfs:
        yield "l3vpn", vrf.origin
        if vrf.multicast is not None:
            yield from of_vrf_multicast(vrf.multicast, config)
    if config.mdt_link is not None:
        yield "mdt_link", config.mdt_link.origin


def _of_timers(pim: PimConfig) -> Iterator[tuple[Feature, NodePath]]:
    if pim.join_prune_interval is not None:
        yield "pim_join_prune_interval", (*pim.origin, "join_prune_interval")
    if pim.keepalive_timer is not None:
        yield "pim_keepalive_timer", (*pim.origin, "keepalive_timer")
        if pim.keepalive_timer < _SHORTEST_SG_EXPIRY:
            yield "pim_keepalive_timer_below_180", (*pim.origin, "keepalive_timer")


def _forwards_multicast(part: InterfaceConfig | TunnelConfig) -> bool:
    return part.pim is not None or (isinstance(part, InterfaceConfig) and part.igmp is not None)


def _of_msdp(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    msdp = config.msdp
    if msdp is None:
        return
    yield "msdp", msdp.origin
    if msdp.holdtime_interval > _LARGEST_MSDP_HOLDTIME:
        yield "msdp_holdtime_above_75", ("msdp", "holdtime_interval")
    for peer in msdp.peers:
        if peer.password is not None:
            yield "msdp_password", (*peer.origin, "password")
        if peer.default_peer:
            yield "msdp_default_peer", peer.origin
        if peer.sa_limit is not None and peer.sa_limit > _LARGEST_SA_LIMIT:
            yield "msdp_sa_limit_above_40000", peer.origin
    sources = [(peer.source_interface, peer.source, peer.origin) for peer in msdp.peers]
    sources += [(group.source_interface, group.source, group.origin) for group in msdp.mesh_groups]
    sources.append((msdp.originating_interface, msdp.originating_rp, msdp.origin))
    for name, address, origin in sources:
        interface = config.interface(name)
        if interface is not None and interface.addresses[0].ip != address:
            yield "msdp_source_secondary", origin


def _of_tunnel(tunnel: TunnelConfig, bootstraps: bool) -> Iterator[tuple[Feature, NodePath]]:
    yield "gre", tunnel.origin
    if tunnel.key is not None:
        yield "gre_key", (*tunnel.origin, "key")
    if tunnel.mss is not None:
        yield "gre_mss", (*tunnel.origin, "mss")
        if tunnel.mss > _LARGEST_MSS_OF_ETHERNET:
            yield "gre_mss_above_1460", (*tunnel.origin, "mss")
    if tunnel.ipsec is not None:
        yield from _of_ipsec(tunnel.ipsec)
    if tunnel.pim is not None:
        yield from _of_pim(tunnel.pim, tunnel.origin, bootstraps)
    if tunnel.boundary:
        yield "boundary", tunnel.origin
    if tunnel.bfd is not None:
        yield "bfd", (*tunnel.origin, "bfd")


def _of_ipsec(ipsec: IpsecConfig) -> Iterator[tuple[Feature, NodePath]]:
    signed = ipsec.auth_method == "digital_signature"
    yield "ipsec_certificate" if signed else "ipsec_psk", ipsec.origin
    if ipsec.ike.is_aead:
        yield "ike_aead", (*ipsec.origin, "ike", "encr_alg")
    for word, suite in (("ike", ipsec.ike), ("esp", ipsec.esp)):
        if suite.rekey_time % _HOUR:
            yield "ipsec_lifetime_of_part_hours", (*ipsec.origin, word, "rekey_time")


def _of_interface(interface: InterfaceConfig, bootstraps: bool) -> Iterator[tuple[Feature, NodePath]]:
    if interface.pim is not None:
        yield from _of_pim(interface.pim, interface.origin, bootstraps)
    if interface.boundary:
        yield "boundary", interface.origin
    if interface.bfd is not None:
        yield "bfd", (*interface.origin, "bfd")
    if interface.igmp is not None:
        yield "igmp", interface.origin
        if interface.pim is None:
            yield "igmp_without_pim", interface.origin
        if interface.igmp.robustness_variable != _USUAL_ROBUSTNESS:
            yield "igmp_robustness", (*interface.origin, "igmp", "robustness_variable")
        if interface.igmp.denied_groups:
            yield "igmp_denied_groups", interface.origin
        yield from _of_igmp_options(interface.igmp, (*interface.origin, "igmp"))


def _of_igmp_options(igmp: IgmpConfig, origin: NodePath) -> Iterator[tuple[Feature, NodePath]]:
    options: tuple[tuple[Feature, str, bool], ...] = (
        ("igmp_static_groups", "static_groups", bool(igmp.static_groups)),
        ("igmp_join_groups", "join_groups", bool(igmp.join_groups)),
        ("igmp_access_groups", "access_groups", bool(igmp.access_groups)),
        ("igmp_immediate_leave", "immediate_leave", igmp.immediate_leave),
        ("igmp_immediate_leave_v3", "immediate_leave", igmp.immediate_leave and igmp.version == _IGMPV3),
        ("igmp_max_groups", "max_groups", igmp.max_groups is not None),
        ("igmp_max_sources", "max_sources", igmp.max_sources is not None),
    )
    yield from ((feature, (*origin, key)) for feature, key, used in options if used)


def _of_pim(pim: PimInterfaceConfig, origin: NodePath, bootstraps: bool) -> Iterator[tuple[Feature, NodePath]]:
    yield _MODES[pim.mode], origin
    # Where another domain begins, the side that has bootstrap routers keeps their messages in.
    if pim.bsr_border and (pim.bsr_border_written or bootstraps):
        yield "bsr_border", origin
    if pim.neighbor_filter:
        yield "pim_neighbor_filter", (*origin, "pim", "neighbor_filter")
    if pim.passive:
        yield "pim_passive", (*origin, "pim", "passive")
        if pim.mode != "sm":
            yield "pim_passive_dense", (*origin, "pim", "passive")


def _of_domain(pim: PimConfig) -> Iterator[tuple[Feature, NodePath]]:
    if pim.rps:
        yield "static_rp", pim.rps[0].origin
    if pim.ssm_range:
        yield "ssm", pim.origin
    if pim.bsr is not None:
        yield from _of_bsr(pim.bsr)
    if pim.auto_rp is not None:
        yield from _of_auto_rp(pim.auto_rp)
    options: tuple[tuple[Feature, str, bool], ...] = (
        ("dense_groups", "dense_groups", bool(pim.dense_groups)),
        ("spt_never", "spt_switch", bool(pim.spt_never)),
        ("spt_never_ranges", "spt_switch", pim.spt_never not in {(), (GROUPS,)}),
        ("register_sources", "register_sources", bool(pim.register_sources)),
        ("route_limit", "route_limit", pim.route_limit is not None),
        ("ssm_map", "ssm_map", bool(pim.ssm_map)),
    )
    yield from ((feature, (*pim.origin, key)) for feature, key, used in options if used)


def _of_bsr(bsr: BsrConfig) -> Iterator[tuple[Feature, NodePath]]:
    yield "bsr", bsr.origin
    candidate = bsr.candidate_bsr
    if candidate is not None and candidate.hash_mask_length != _USUAL_HASH_MASK_LENGTH:
        yield "bsr_hash_mask_length", candidate.origin
    rp = bsr.candidate_rp
    if rp is not None and rp.groups != (GROUPS,):
        yield "bsr_candidate_rp_ranges", rp.origin


def _of_auto_rp(auto_rp: AutoRpConfig) -> Iterator[tuple[Feature, NodePath]]:
    yield "auto_rp", auto_rp.origin
    for role in (auto_rp.mapping_agent, auto_rp.candidate_rp):
        if role is not None and role.holdtime != _INTERVALS_HELD * role.interval:
            yield "auto_rp_holdtime", (*role.origin, "holdtime")
