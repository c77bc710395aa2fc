"""Settings of a router that some platforms have once for all, or not in every combination."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mcastcfg.config.router_config import RouterConfig, TunnelConfig
from mcastcfg.config.rp_discovery import AutoRpConfig
from mcastcfg.errors import NodePath
from mcastcfg.platforms.base import Feature

_LONGEST_DPD = 60
_USUAL_INTERVAL = 60  # of candidate RPs (RFC 5059 section 5) and of Auto-RP
_USUAL_SCOPE = 31
_USUAL_CONNECT_RETRY = 30  # RFC 3618 section 5.6
_SHORTEST_MSDP = (10, 15)
_MOST_GROUPS, _MOST_ROUTES, _MOST_SOURCES = 32767, 200000, 1000000
_LONGEST_NAME_OF_LINUX = 15  # IFNAMSIZ is 16 with the closing zero
# vyos-1x 2024-10 src/validators/vrf-name
_LIKE_INTERFACES = re.compile(
    r"bond|br|dum|eth|lan|en[ospx]|gnv|ipoe|l2tp|vtun|ppp|peth|tun|vti|vxlan|wg|wlan|wwan|lo\Z"
)


def of_limits(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    """Yield each feature with the place that asks for it."""
    for tunnel in config.tunnels:
        yield from _of_ipsec(tunnel)
    yield from _of_mss(config)
    yield from _of_igmp(config)
    yield from _of_pim(config)
    yield from _of_rps(config)
    yield from _of_msdp(config)
    yield from _of_numbers(config)
    yield from _of_vrf_names(config)
    if config.bgp is not None and config.bgp.hold_time != 3 * config.bgp.keepalive_interval:
        yield "bgp_keepalive_interval", ("bgp",)
    if config.vpn is not None and config.vpn.hold_time != 3 * config.vpn.keepalive_interval:
        yield "bgp_keepalive_interval", ("bgp",)


def _of_ipsec(tunnel: TunnelConfig) -> Iterator[tuple[Feature, NodePath]]:
    ipsec = tunnel.ipsec
    if ipsec is None:
        return
    if ipsec.dpd_delay > _LONGEST_DPD:
        yield "dpd_delay_above_60", (*ipsec.origin, "dpd_delay")
    if ipsec.ike.intr_alg is not None and ipsec.ike.prf_alg != ipsec.ike.intr_alg:
        yield "ike_prf_of_its_own", (*ipsec.origin, "ike")


def _of_mss(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    found: set[tuple[int | None, bool]] = set()
    for tunnel in config.tunnels:
        found.add((tunnel.mss, tunnel.ipsec is not None and tunnel.mss is not None))
        if len(found) > 1 and any(one.ipsec is not None for one in config.tunnels):
            yield "gre_mss_of_single_tunnel", tunnel.origin


def _of_igmp(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    queriers = [(interface, interface.igmp) for interface in config.interfaces if interface.igmp is not None]
    for interface, igmp in queriers[1:]:
        first = queriers[0][1]
        if (igmp.query_interval, igmp.query_max_response_time, igmp.robustness_variable) != (
            first.query_interval,
            first.query_max_response_time,
            first.robustness_variable,
        ):
            yield "igmp_timers_of_single_lan", (*interface.origin, "igmp")


def _of_pim(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    running = [(interface.pim, interface.origin) for interface in config.interfaces if interface.vrf is None]
    running += [(tunnel.pim, tunnel.origin) for tunnel in config.tunnels]
    for pim, origin in running:
        if pim is not None and pim.dr_priority == 0:
            yield "pim_dr_priority_0", (*origin, "pim", "dr_priority")
        if pim is not None and pim.mode == "sm_dm" and not config.pim.dense_groups:
            yield "sm_dm_without_dense_groups", origin
        if pim is not None and pim.mode == "dm" and config.pim.dense_groups:
            yield "dm_with_dense_groups", origin


def _of_rps(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    own = {address.ip for interface in config.interfaces for address in interface.addresses}
    local = [(rp.rp_address, rp.origin) for rp in config.pim.rps if rp.rp_address in own]
    bsr, auto_rp = config.pim.bsr, config.pim.auto_rp
    for candidate in (bsr.candidate_bsr, bsr.candidate_rp) if bsr is not None else ():
        if candidate is not None:
            yield "bsr_candidate", candidate.origin
    if bsr is not None and bsr.candidate_rp is not None:
        local.append((bsr.candidate_rp.address, bsr.candidate_rp.origin))
        if bsr.candidate_rp.interval != _USUAL_INTERVAL:
            yield "bsr_candidate_rp_interval", (*bsr.candidate_rp.origin, "interval")
    if auto_rp is not None:
        if auto_rp.candidate_rp is not None:
            local.append((auto_rp.candidate_rp.address, auto_rp.candidate_rp.origin))
        yield from _of_auto_rp(auto_rp)
    for address, origin in local[1:]:
        if address != local[0][0]:
            yield "second_local_rp", origin


def _of_auto_rp(auto_rp: AutoRpConfig) -> Iterator[tuple[Feature, NodePath]]:
    for role in (auto_rp.mapping_agent, auto_rp.candidate_rp):
        if role is not None and (role.scope, role.interval) != (_USUAL_SCOPE, _USUAL_INTERVAL):
            yield "auto_rp_timers", role.origin


def _of_msdp(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    msdp = config.msdp
    if msdp is None:
        return
    if msdp.origin[:2] == ("msdp", "originating_rps"):
        yield "msdp_originating_rp", msdp.origin
    if msdp.connect_retry_interval != _USUAL_CONNECT_RETRY:
        yield "msdp_connect_retry_interval", ("msdp", "connect_retry_interval")
    shortest_keepalive, shortest_holdtime = _SHORTEST_MSDP
    if msdp.keepalive_interval < shortest_keepalive or msdp.holdtime_interval < shortest_holdtime:
        yield "msdp_short_timers", ("msdp",)


def _of_numbers(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    for interface in config.interfaces:
        if interface.igmp is not None and (interface.igmp.max_groups or 0) > _MOST_GROUPS:
            yield "igmp_max_groups_above_32767", (*interface.origin, "igmp", "max_groups")
    if (config.pim.route_limit or 0) > _MOST_ROUTES:
        yield "route_limit_above_200000", (*config.pim.origin, "route_limit")
    for peer in config.msdp.peers if config.msdp is not None else ():
        if (peer.sa_limit or 0) > _MOST_SOURCES:
            yield "msdp_sa_limit_above_1000000", peer.origin


def _of_vrf_names(config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    for vrf in config.vrfs:
        if len(vrf.name) > _LONGEST_NAME_OF_LINUX:
            yield "vrf_name_above_15", vrf.origin
        if _LIKE_INTERFACES.match(vrf.name):
            yield "vrf_name_like_interface", vrf.origin
