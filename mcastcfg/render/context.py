"""RouterConfig to the plain data a template prints: sorted, joined, masked, derived; nothing is left to decide there.

Only text, numbers, truth values, lists and mappings get in. A setting the router would not print, because it has the
platform's default, is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mcastcfg.config.router_config import (
    IgmpConfig,
    InterfaceConfig,
    IpsecConfig,
    PimConfig,
    PimInterfaceConfig,
    RouterConfig,
    StaticRouteConfig,
    TunnelConfig,
)
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.base import Platform, Timer
from mcastcfg.render.artifact import SecretMark
from mcastcfg.render.bfd import bfd_forms, bfd_profiles
from mcastcfg.render.boundary import BoundaryLists, boundaries, boundary_lists, boundary_of, bounded_ends, scopes
from mcastcfg.render.certificates import certificates_context
from mcastcfg.render.filters import (
    Hosts,
    Neighbors,
    domain_options,
    filters,
    host_lists,
    igmp_options,
    neighbor_lists,
)
from mcastcfg.render.ipsec_link import ipsec_link
from mcastcfg.render.labels import label_switching, labels_of
from mcastcfg.render.ospf import ospf_forms
from mcastcfg.render.plain import Context, Plain, address_forms, list_forms, plain, prefix_forms
from mcastcfg.render.vrf import vpn_families, vrfs_context

SSM_DEFAULT = (Prefix("232.0.0.0/8"),)
"""What every router takes for the SSM range unless told (RFC 4607 section 1)."""
_DPD_QUESTIONS, _LONGEST_DPD = 3, 3600
LISTS = "MCASTCFG-"
"""What the names of our filters begin with, so that they are told apart from the site's own."""


def context_of(config: RouterConfig, platform: Platform) -> Context:
    """Return what the templates of a router get."""
    never = _never_lists(config.interfaces)
    bounded = boundary_lists(config, LISTS)
    neighbors, hosts = neighbor_lists(config, LISTS), host_lists(config, LISTS)
    ours = [interface for interface in config.interfaces if _is_ours(interface)]
    return {
        "router": {
            "name": config.name,
            "site": config.site,
            "description": platform.description(config.description),
            "addresses": [str(written.ip) for interface in config.interfaces for written in interface.addresses],
        },
        "wan": [interface.name for interface in config.interfaces if interface.role == "wan"],
        "interfaces": [
            {
                **_interface(interface, platform, never, bounded, neighbors, hosts),
                "labels": labels_of(config.ldp, interface),
            }
            for interface in ours
        ],
        "tunnels": [*tunnels_of(config, platform)],
        "connections": _connections(config, platform),
        "never": [{"list": name, "groups": list_forms(groups)} for groups, name in never.items()],
        "silent": {"list": f"{LISTS}NO-HOSTS", "any": any(_is_silent(interface) for interface in ours)},
        "certificates": certificates_context(config.certificates),
        "all_groups": {
            "list": f"{LISTS}ALL-GROUPS",
            "used": any(interface.igmp is not None and interface.igmp.immediate_leave for interface in ours),
        },
        "boundaries": boundaries(bounded),
        "scopes": scopes(config, platform),
        "bounded": bounded_ends(config, platform),
        "filters": filters(neighbors, hosts),
        "msdp": plain(config.msdp),
        "bgp": plain(config.bgp),
        "pim": _pim(config, platform),
        "daemon_restart": plain(config.daemon_restart),
        "bfd": bfd_profiles(config, platform),
        "bsr": _bsr(config),
        "auto_rp": {"list": f"{LISTS}AUTO-RP", "part": plain(config.pim.auto_rp)},
        "ospf": plain(config.ospf),
        "ldp": label_switching(config.ldp, {interface.name for interface in ours}),
        "vpn": plain(config.vpn),
        "vpn_families": vpn_families(config.vrfs),
        "mdt_link": plain(config.mdt_link),
        "vrfs": vrfs_context(config.vrfs, platform, _rps),
        "routes": [_route(route, config, platform) for route in config.static_routes if not route.multicast_only],
        "rpf_routes": [_route(route, config, platform) for route in config.static_routes if route.multicast_only],
    }


def _is_ours(interface: InterfaceConfig) -> bool:
    speaks = (interface.pim, interface.igmp, interface.ospf, interface.vrf)
    return interface.role == "loopback" or any(each is not None for each in speaks)


def _is_silent(interface: InterfaceConfig) -> bool:
    """Whether PIM runs towards a LAN whose hosts are not to be heard."""
    return interface.role == "lan" and interface.pim is not None and interface.igmp is None


def _unless_default(platform: Platform, timer: Timer, value: int) -> int | None:
    return None if platform.DEFAULTS[timer] == value else value


def _interface(
    interface: InterfaceConfig,
    platform: Platform,
    never: Mapping[tuple[Prefix, ...], str],
    bounded: BoundaryLists,
    neighbors: Neighbors,
    hosts: Hosts,
) -> Context:
    denied = interface.igmp.denied_groups if interface.igmp else ()
    refused = never[denied] if denied else None
    return {
        "name": interface.name,
        "role": interface.role,
        "description": platform.description(interface.description),
        "addresses": [address_forms(a) for a in interface.addresses] if interface.role == "loopback" else [],
        "vrf": interface.vrf,
        "vrf_addresses": [address_forms(a) for a in interface.addresses] if interface.vrf is not None else [],
        "bfd": bfd_forms(interface.bfd, platform),
        "ospf": ospf_forms(interface.ospf, platform),
        "pim": _pim_interface(interface.pim, platform, neighbors),
        "igmp": _igmp(interface.igmp, platform, hosts, refused),
        "hears_itself": interface.role == "loopback",
        "never": refused,
        "never_groups": list_forms(denied),
        "silent": _is_silent(interface),
        "boundary": boundary_of(interface.boundary, bounded),
    }


def _pim_interface(pim: PimInterfaceConfig | None, platform: Platform, neighbors: Neighbors) -> Context | None:
    if pim is None:
        return None
    return {
        "mode": pim.mode,
        "hello_interval": _unless_default(platform, "hello_interval", pim.hello_interval),
        "hello_holdtime": pim.hello_holdtime,
        "dr_priority": _unless_default(platform, "dr_priority", pim.dr_priority),
        "bsr_border": pim.bsr_border,
        "neighbor_list": neighbors.get(pim.neighbor_filter),
        "passive": pim.passive,
    }


def _igmp(igmp: IgmpConfig | None, platform: Platform, hosts: Hosts, never: str | None) -> Context | None:
    if igmp is None:
        return None
    robustness = _unless_default(platform, "robustness_variable", igmp.robustness_variable)
    response = _unless_default(platform, "query_max_response_time", igmp.query_max_response_time)
    return {
        "version": _unless_default(platform, "igmp_version", igmp.version),
        "query_interval": _unless_default(platform, "query_interval", igmp.query_interval),
        "query_max_response_time": response,
        "query_max_response_deciseconds": None if response is None else response * 10,
        "robustness_variable": robustness,
        # RFC 3376 section 8.9: the last member is asked as often as reports may be lost.
        "last_member_query_count": robustness,
        **igmp_options(igmp, hosts, never),
    }


def tunnels_of(config: RouterConfig, platform: Platform) -> list[Context]:
    """Return what templates get of each tunnel; it is all that the template of a tunnel's own file gets."""
    sharing: dict[tuple[Address, Address], list[TunnelConfig]] = {}
    for tunnel in config.tunnels:
        sharing.setdefault(_pair(tunnel), []).append(tunnel)
    bounded, neighbors = boundary_lists(config, LISTS), neighbor_lists(config, LISTS)
    return [_tunnel(tunnel, sharing[_pair(tunnel)], platform, bounded, neighbors) for tunnel in config.tunnels]


def _tunnel(
    tunnel: TunnelConfig, same: list[TunnelConfig], platform: Platform, bounded: BoundaryLists, neighbors: Neighbors
) -> Context:
    return {
        "name": tunnel.name,
        "interface": platform.tunnel_interface(tunnel.number),
        "description": platform.description(tunnel.description),
        "source": str(tunnel.source),
        "source_interface": tunnel.source_interface,
        "destination": str(tunnel.destination),
        "address": address_forms(tunnel.address),
        "peer_address": str(tunnel.peer_address),
        "peer_router": tunnel.peer_router,
        "key": tunnel.key,
        "ttl": tunnel.ttl,
        "mtu": tunnel.mtu,
        "mss": tunnel.mss,
        "connection": platform.ipsec_connection(same[0].name) if tunnel.ipsec else None,
        "shares_connection": len(same) > 1,
        "link": ipsec_link(same[0], platform),
        "pim": _pim_interface(tunnel.pim, platform, neighbors),
        "hears_itself": True,
        "boundary": boundary_of(tunnel.boundary, bounded),
        "bfd": bfd_forms(tunnel.bfd, platform),
        "ospf": ospf_forms(tunnel.ospf, platform),
    }


def _pair(tunnel: TunnelConfig) -> tuple[Address, Address]:
    return tunnel.source, tunnel.destination


def _connections(config: RouterConfig, platform: Platform) -> list[Plain]:
    """Return one IPsec connection per pair of addresses; tunnels between the same two share the first one's."""
    first: dict[tuple[Address, Address], TunnelConfig] = {}
    for tunnel in config.tunnels:
        known = first.setdefault(_pair(tunnel), tunnel)
        if known.ipsec != tunnel.ipsec:
            raise UnsupportedFeature(
                platform.NAME,
                f"the tunnel {tunnel.name} of {config.name}",
                f"{known.name} joins the same two addresses with other IPsec settings, and IPsec cannot tell GRE of "
                "one from GRE of the other; give both the same settings or one of them other addresses",
            )
    return [
        _connection(config, tunnel, tunnel.ipsec, platform) for tunnel in first.values() if tunnel.ipsec is not None
    ]


def _connection(config: RouterConfig, tunnel: TunnelConfig, ipsec: IpsecConfig, platform: Platform) -> Context:
    return {
        "name": platform.ipsec_connection(tunnel.name),
        "tunnel": tunnel.name,
        "local": str(tunnel.source),
        "remote": str(tunnel.destination),
        "local_id": ipsec.local_id,
        "remote_id": ipsec.remote_id,
        "pre_shared_key": None if ipsec.pre_shared_key is None else SecretMark(ipsec.pre_shared_key),
        "authority": _believed(config, ipsec),
        "ike": {**platform.ike_words(ipsec.ike), "rekey_time": ipsec.ike.rekey_time},
        "esp": {**platform.esp_words(ipsec.esp), "rekey_time": ipsec.esp.rekey_time},
        "dpd_delay": ipsec.dpd_delay,
        "source_interface": tunnel.source_interface,
        "link": ipsec_link(tunnel, platform),
        # Silence after which the peer is given up: as long as IOS-XE waits with its three questions.
        "dpd_timeout": min(_DPD_QUESTIONS * ipsec.dpd_delay, _LONGEST_DPD),
    }


def _believed(config: RouterConfig, ipsec: IpsecConfig) -> Context | None:
    """Return whom the peer's certificate must come from, or None where a shared key proves who it is."""
    known = config.certificates.authorities if config.certificates is not None else ()
    for authority in known:
        if authority.name == ipsec.certificate_authority:
            return {"name": authority.name, "checks_revocation": authority.revocation_list is not None}
    return None


def _pim(config: RouterConfig, platform: Platform) -> Context:
    pim = config.pim
    running = [interface.pim for interface in config.interfaces] + [tunnel.pim for tunnel in config.tunnels]
    floods = any(one is not None and one.mode != "sm" for one in running)
    preferred = platform.PREFERRED.get("join_prune_interval") if any(running) else None
    interval = pim.join_prune_interval or preferred
    return {
        "rps": _rps(pim),
        "join_prune_interval": interval and _unless_default(platform, "join_prune_interval", interval),
        "keepalive_timer": pim.keepalive_timer and _unless_default(platform, "keepalive_timer", pim.keepalive_timer),
        "ssm": {"is_default": pim.ssm_range == SSM_DEFAULT, "list": f"{LISTS}SSM", "groups": list_forms(pim.ssm_range)},
        **domain_options(pim, LISTS),
        "dense": {"floods": floods, "list": f"{LISTS}DENSE", "groups": list_forms(pim.dense_groups) if floods else []},
    }


def _rps(pim: PimConfig, word: str = "") -> list[Plain]:
    return [
        {
            "name": rp.name,
            "address": str(rp.rp_address),
            "groups": list_forms(rp.groups),
            "anycast_rp_set": [str(address) for address in rp.anycast_rp_set],
            "list": f"{LISTS}{word}RP-{rp.name}",
            "entries": _first_match(rp.groups, [g for other in pim.rps if other is not rp for g in other.groups]),
        }
        for rp in pim.rps
    ]


def _bsr(config: RouterConfig) -> Context:
    bsr = config.pim.bsr
    return {
        "candidate_bsr": plain(bsr.candidate_bsr) if bsr else None,
        "candidate_rp": plain(bsr.candidate_rp) if bsr else None,
        "list": f"{LISTS}BSR-RP",
    }


def _first_match(own: Iterable[Prefix], others: Iterable[Prefix]) -> list[Plain]:
    """Return a list that, read from the top, says what the longest match says: ours, or another's."""
    mine = set(own)
    inside = {other for other in others if other not in mine and any(other.subnet_of(group) for group in mine)}
    ordered = sorted(mine | inside, key=lambda group: (-group.prefixlen, group))
    return [{"permit": group in mine, **prefix_forms(group)} for group in ordered]


def _never_lists(interfaces: Iterable[InterfaceConfig]) -> dict[tuple[Prefix, ...], str]:
    """Return denied groups -> the name of their list; a site has one, so that one name is the rule."""
    distinct = dict.fromkeys(i.igmp.denied_groups for i in interfaces if i.igmp and i.igmp.denied_groups)
    return {groups: f"{LISTS}NEVER" + (f"-{index}" if index > 1 else "") for index, groups in enumerate(distinct, 1)}


def _route(route: StaticRouteConfig, config: RouterConfig, platform: Platform) -> Context:
    tunnel = config.tunnel(route.tunnel)
    return {
        **prefix_forms(route.prefix),
        "next_hop": str(route.next_hop),
        "interface": platform.tunnel_interface(tunnel.number) if tunnel else None,
        "reason": route.reason,
    }
