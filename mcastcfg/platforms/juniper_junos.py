"""Juniper Junos 24, in `set` lines: rendered, not pushed yet.

A router with encrypted tunnels is taken for an SRX, which alone encrypts by `security ipsec`; any other for an MX. On
an SRX, GRE runs inside an IPsec tunnel that is an interface (st0) with addresses of its own. Zones and policies towards
LAN and WAN are the site's; ours holds the tunnels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from mcastcfg.errors import SecretError
from mcastcfg.model.ipsec import EspSuite, HashAlg, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.ascii_text import one_line
from mcastcfg.platforms.base import RFC_DEFAULTS, SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "juniper_junos"
NETMIKO_DEVICE_TYPE = "juniper_junos"
COMMENT = "#"
SHOW: Show | str = "this version verifies only routers it pushes to, which are of platform `frr`"
ESP_MODE: Literal["transport", "tunnel"] = "tunnel"

FEATURES: Mapping[Feature, bool | str] = {
    "gre": SUPPORTED,
    "gre_key": SUPPORTED,
    "gre_mss": SUPPORTED,
    "gre_mss_above_1460": SUPPORTED,
    "gre_mss_of_single_tunnel": (
        "an SRX has one MSS for all GRE inside IPsec; give all tunnels of the router the same mss and IPsec, or none"
    ),
    "ipsec_psk": SUPPORTED,
    "ipsec_certificate": SUPPORTED,
    "dpd_delay_above_60": "`dead-peer-detection interval` takes 2 to 60 s on Junos; set dpd_delay to 60 or less",
    "ike_prf_of_its_own": "Junos has no word for the PRF and takes the hash of integrity; give prf_alg the same",
    "ike_aead": SUPPORTED,
    "ipsec_lifetime_of_part_hours": SUPPORTED,
    "pim_sm": SUPPORTED,
    "pim_dm": SUPPORTED,
    "dense_groups": SUPPORTED,
    "sm_dm_without_dense_groups": (
        "a sparse-dense interface of Junos floods the groups it is told and no others; list them as dense_groups"
    ),
    "dm_with_dense_groups": "a dense interface of Junos floods every group; give it pim_mode sm_dm",
    "boundary": SUPPORTED,
    "ssm": SUPPORTED,
    "static_rp": SUPPORTED,
    "second_local_rp": "a router of Junos is rendezvous point under one address; give it one RP address",
    "igmp": SUPPORTED,
    "igmp_robustness": SUPPORTED,
    "igmp_timers_of_single_lan": "Junos has one set of IGMP timers for all interfaces; give all LANs the same",
    "igmp_without_pim": SUPPORTED,
    "igmp_denied_groups": SUPPORTED,
    "igmp_static_groups": SUPPORTED,
    "igmp_join_groups": "Junos joins no group as a host but session announcements (SAP); use static_groups",
    "igmp_access_groups": SUPPORTED,
    "igmp_immediate_leave": SUPPORTED,
    "igmp_immediate_leave_v3": SUPPORTED,
    "igmp_max_groups": SUPPORTED,
    "igmp_max_groups_above_32767": "`group-limit` takes at most 32767 on Junos; set max_groups to 32767 or less",
    "igmp_max_sources": "Junos limits groups and sources of an interface together; use max_groups",
    "ssm_map": SUPPORTED,
    "pim_neighbor_filter": SUPPORTED,
    "pim_dr_priority_0": SUPPORTED,
    "pim_passive": "Junos has passive PIM on all interfaces or none; use neighbor_filter",
    "pim_passive_dense": "Junos has passive PIM on all interfaces or none; use neighbor_filter",
    "spt_never": SUPPORTED,
    "spt_never_ranges": SUPPORTED,
    "register_sources": SUPPORTED,
    "route_limit": SUPPORTED,
    "route_limit_above_200000": (
        "Junos limits its forwarding cache to at most 200000; set route_limit to 200000 or less"
    ),
    "static_multicast_rpf": SUPPORTED,
    "extra_loopback": "Junos has one loopback in each routing table, a unit of lo0; write the addresses on one",
    "multicast_interfaces_above_31": SUPPORTED,
    "msdp": SUPPORTED,
    "msdp_password": SUPPORTED,
    "msdp_sa_limit_above_40000": SUPPORTED,
    "msdp_sa_limit_above_1000000": "Junos limits active sources to at most 1000000; set sa_limit to 1000000 or less",
    "msdp_default_peer": SUPPORTED,
    "msdp_holdtime_above_75": SUPPORTED,
    "msdp_short_timers": (
        "Junos sends MSDP keepalives every 10 s or more and holds peers for 15 s or more; set both so"
    ),
    "msdp_source_secondary": SUPPORTED,
    "msdp_originating_rp": (
        "Junos names its own RP address in source-active messages and takes no other; leave originating_rps out"
    ),
    "msdp_connect_retry_interval": "Junos has no word for MSDP's connect retry; leave connect_retry_interval out",
    "anycast_rp_pim": SUPPORTED,
    "bgp": SUPPORTED,
    "bgp_multicast": SUPPORTED,
    "bgp_keepalive_interval": "Junos sends BGP keepalives three times a hold time; set hold_time to three intervals",
    "pim_join_prune_interval": "Junos sends Joins every 60 s and has no word for it; leave join_prune_interval out",
    "pim_keepalive_timer": "Junos times out (S,G) by its forwarding cache, in minutes; leave keepalive_timer out",
    "pim_keepalive_timer_below_180": (
        "Junos times out (S,G) by its forwarding cache, in minutes; leave keepalive_timer out"
    ),
    "bfd": SUPPORTED,
    "bsr": SUPPORTED,
    "bsr_candidate": SUPPORTED,
    "bsr_border": SUPPORTED,
    "bsr_candidate_rp_ranges": SUPPORTED,
    "bsr_hash_mask_length": "Junos has no word for the hash mask length of a bootstrap router; leave it out",
    "bsr_candidate_rp_interval": "Junos advertises a candidate RP every 60 s and has no word for it; leave it out",
    "auto_rp": SUPPORTED,
    "auto_rp_holdtime": "Junos holds Auto-RP messages for three intervals; leave `holdtime` out",
    "auto_rp_timers": "Junos has no word for scope and interval of Auto-RP; leave them out",
    "ospf": SUPPORTED,
    "mpls_ldp": SUPPORTED,
    "ldp_hello_timers": SUPPORTED,
    "l3vpn": SUPPORTED,
    "vrf_name_like_interface": SUPPORTED,
    "vrf_name_above_15": SUPPORTED,
    "vrf_multicast": SUPPORTED,
    "vrf_pim_options": (
        "this version renders static rendezvous points, sparse mode and the default SSM range inside a VRF, no more"
    ),
    "mvpn_draft_rosen": SUPPORTED,
    "mvpn_without_mdt_link": SUPPORTED,
    "mdt_link": "Junos has MDTs of its own and sends them from its loopback; remove the interface",
    "mvpn_data_mdt": SUPPORTED,
    "mvpn_ssm_mdt": (
        "this version has not judged a source-specific default MDT against Junos's published configuration; take a "
        "group that has a rendezvous point in the core"
    ),
    "mvpn_mldp": SUPPORTED,
    "mvpn_mldp_mp2mp": "Junos signals point-to-multipoint trees by mLDP, no MP2MP ones; use mldp_p2mp",
    "mvpn_rsvp_te": SUPPORTED,
    "mvpn_ingress_replication": SUPPORTED,
    "mvpn_s_pmsi_of_other_type": SUPPORTED,
    "mvpn_s_pmsi_threshold": SUPPORTED,
    "push": "this version renders Junos and pushes only to `frr`; copy what `mcastcfg render` prints",
}

FILES: tuple[RenderedFile, ...] = (RenderedFile("set-lines", "main.j2", mode=0o600, merge="config_tree"),)
ACTIVATIONS: tuple[Activation, ...] = ()
ERROR_MARKERS: tuple[str, ...] = (
    r"^(syntax error|unknown command|missing argument|invalid |error:)",
    r"error: (configuration check-out|commit) failed",
)

DEFAULTS: Mapping[Timer, int] = {
    **RFC_DEFAULTS,
    "igmp_version": 2,
    "bfd_min_interval": 0,  # it has none: without `minimum-interval` there is no session
}
PREFERRED: Mapping[Timer, int] = {}

_HASH: Mapping[HashAlg, str] = {"sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}
_HMAC: Mapping[HashAlg, str] = {"sha256": "hmac-sha-256-128", "sha384": "hmac-sha-384", "sha512": "hmac-sha-512"}
_PORTS = r"(ge|xe|et|fe|mge|so|t1|t3|e1|e3|fxp|em)-?[0-9]+(/[0-9]+/[0-9]+)?(:[0-9]+)?"
_OTHERS = r"lo0|irb|vlan|ae[0-9]+|reth[0-9]+|fti[0-9]+"
_LONGEST_NAME = 32  # of IKE and IPsec objects (junos-es-conf-security.yang 24.4R1)
_DIGEST = 8


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: gr-0/0/0.1, gr-0/0/0.2 and so on, units of the first tunnel interface."""
    return f"gr-0/0/0.{number}"


def interface_fault(name: str) -> str | None:
    """Return why Junos does not print a logical interface by this name."""
    if re.fullmatch(rf"({_PORTS}|{_OTHERS})\.[0-9]+", name):
        return None
    return "write the logical interface: the port, a dot and the unit, such as ge-0/0/1.0 or lo0.0"


def ipsec_connection(tunnel: str) -> str:
    """Return what the IKE and IPsec objects of a tunnel are called; Junos takes 32 characters."""
    name = f"MCASTCFG-{tunnel}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - _DIGEST - 1]}-{sha256(tunnel.encode()).hexdigest()[:_DIGEST]}"


def description(text: str) -> str:
    r"""Return free text in ASCII for between double quotes, without `"` and `\`; `?` and `|` mean more at a prompt."""
    return re.sub(r'["\\|]', "_", one_line(text))


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return the words of an IKE proposal; integrity is empty where encryption brings its own."""
    return {
        "encryption": _encryption(suite),
        "integrity": _HASH[suite.intr_alg] if suite.intr_alg else "",
        "group": f"group{suite.dh_group}",
    }


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return the words of an IPsec proposal and policy; integrity is empty where encryption brings its own."""
    return {
        "encryption": _encryption(suite),
        "integrity": _HMAC[suite.intr_alg] if suite.intr_alg else "",
        "group": f"group{suite.dh_group}",
    }


def _encryption(suite: IkeSuite | EspSuite) -> str:
    """Return Junos's word for the encryption, which is ours."""
    return suite.encr_alg


def secret_text(secret: Secret, reference: str, path: str) -> str:  # noqa: ARG001 # there is one file
    """Return a secret as it stands between double quotes; raises SecretError for what Junos would read otherwise."""
    value = secret.reveal()
    if not re.fullmatch(r"[!-~]{1,126}", value) or any(c in value for c in '"\\?|') or re.match(r"\$\d+\$", value):
        raise SecretError(
            f"{reference}: Junos takes keys of 1 to 126 printable ASCII characters without space, quotation mark, "
            "backslash, `?` and `|`, that do not begin like `$9$`; choose another key"
        )
    return value
