"""Arista EOS 4.30 and later: rendered, not pushed yet.

What is refused as not published has no command in the EOS manual or in Arista's own pyavd 6.4 that could be found; it
may exist all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from mcastcfg.model.ipsec import EncrAlg, EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.ascii_text import one_line, one_word
from mcastcfg.platforms.base import RFC_DEFAULTS, SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "arista_eos"
NETMIKO_DEVICE_TYPE = "arista_eos"
COMMENT = "!"
SHOW: Show | str = "this version verifies only routers it pushes to, which are of platform `frr`"
ESP_MODE: Literal["transport", "tunnel"] = "transport"

_NO_MVPN = (
    "no published EOS configuration carries a VRF's multicast across a core by RFC 6037 or RFC 6514; "
    "join the customer's routers by GRE tunnels across the VPN"
)

FEATURES: Mapping[Feature, bool | str] = {
    "gre": SUPPORTED,
    "gre_key": SUPPORTED,
    "gre_mss": SUPPORTED,
    "gre_mss_above_1460": SUPPORTED,
    "gre_mss_of_single_tunnel": SUPPORTED,
    "dpd_delay_above_60": SUPPORTED,
    "ipsec_psk": SUPPORTED,
    "ipsec_certificate": (
        "EOS authenticates IPsec by certificates, and the commands for it are not published; use auth_method pre_shared"
    ),
    "ike_aead": "EOS encrypts the IKE SA by AES-CBC only; set the profile's ike to aes-256-cbc with intr_alg",
    "ike_prf_of_its_own": "EOS derives keys by the hash of the IKE SA's integrity; set prf_alg to intr_alg",
    "ipsec_lifetime_of_part_hours": (
        "EOS counts lifetimes of security associations in hours; set rekey_time to 3600, 7200 and so on"
    ),
    "pim_sm": SUPPORTED,
    "pim_dm": "EOS has no PIM dense mode; set pim_mode to sm and name a rendezvous point",
    "dense_groups": "EOS has no PIM dense mode; leave dense_groups out",
    "sm_dm_without_dense_groups": "EOS has no PIM dense mode; set pim_mode to sm",
    "dm_with_dense_groups": "EOS has no PIM dense mode; leave dense_groups out",
    "boundary": SUPPORTED,
    "ssm": SUPPORTED,
    "static_rp": SUPPORTED,
    "igmp": SUPPORTED,
    "igmp_robustness": "EOS has a robustness variable in IGMP snooping only, not in the querier; leave it out",
    "igmp_without_pim": SUPPORTED,
    "igmp_timers_of_single_lan": SUPPORTED,
    "igmp_denied_groups": SUPPORTED,
    "igmp_static_groups": SUPPORTED,
    "igmp_join_groups": "EOS lets no program of its own join a group; use static_groups",
    "igmp_access_groups": SUPPORTED,
    "igmp_immediate_leave": "EOS leaves at once in IGMP snooping of VLANs only, not in the querier; leave it out",
    "igmp_immediate_leave_v3": "EOS leaves at once in IGMP snooping of VLANs only, not in the querier; leave it out",
    "igmp_max_groups": "EOS limits groups in IGMP snooping of VLANs only, not in the querier; use access_groups",
    "igmp_max_groups_above_32767": (
        "EOS limits groups in IGMP snooping of VLANs only, not in the querier; use access_groups"
    ),
    "igmp_max_sources": "EOS does not limit the sources of a group; leave max_sources out",
    "ssm_map": (
        "no published EOS configuration maps IGMPv2 reports to a source; "
        "let the hosts speak IGMPv3, or give the LAN static_groups with their source"
    ),
    "pim_neighbor_filter": SUPPORTED,
    "pim_dr_priority_0": SUPPORTED,
    "pim_passive": (
        "no published EOS configuration makes a PIM interface passive; name the neighbours in neighbor_filter"
    ),
    "pim_passive_dense": "EOS has no PIM dense mode; set pim_mode to sm",
    "spt_never": SUPPORTED,
    "spt_never_ranges": "no published EOS configuration keeps single groups on the shared tree; write 224.0.0.0/4",
    "register_sources": (
        "EOS filters the groups of an RP, not the sources that register; filter the sources' packets at their first hop"
    ),
    "route_limit": "no published EOS configuration limits multicast routes; use sa_limit and access_groups",
    "route_limit_above_200000": (
        "no published EOS configuration limits multicast routes; use sa_limit and access_groups"
    ),
    "static_multicast_rpf": SUPPORTED,
    "extra_loopback": SUPPORTED,
    "multicast_interfaces_above_31": SUPPORTED,
    "msdp": SUPPORTED,
    "msdp_password": "EOS signs no MSDP sessions; leave the password out, and filter TCP port 639 to the peer",
    "msdp_default_peer": SUPPORTED,
    "msdp_holdtime_above_75": SUPPORTED,
    "msdp_sa_limit_above_40000": "`sa-limit` takes at most 40000 on EOS; set it to 40000 or less",
    "msdp_sa_limit_above_1000000": "`sa-limit` takes at most 40000 on EOS; set it to 40000 or less",
    "msdp_source_secondary": (
        "EOS speaks MSDP from the first address of an interface; write the address first, or on another loopback"
    ),
    "msdp_originating_rp": SUPPORTED,
    "msdp_connect_retry_interval": SUPPORTED,
    "msdp_short_timers": SUPPORTED,
    "anycast_rp_pim": SUPPORTED,
    "second_local_rp": SUPPORTED,
    "bgp": SUPPORTED,
    "bgp_multicast": SUPPORTED,
    "bgp_keepalive_interval": SUPPORTED,
    "pim_join_prune_interval": "no published EOS configuration changes the 60 s between Joins; leave it out",
    "pim_keepalive_timer": "no published EOS configuration changes how long (S,G) state is kept; leave it out",
    "pim_keepalive_timer_below_180": (
        "no published EOS configuration changes how long (S,G) state is kept; leave it out"
    ),
    "bfd": SUPPORTED,
    "bsr": SUPPORTED,
    "bsr_candidate": SUPPORTED,
    "bsr_border": "no published EOS configuration stops bootstrap messages at an interface; use static_rps on one side",
    "bsr_candidate_rp_ranges": (
        "the EOS candidates that are published stand for every group; write groups [224.0.0.0/4], or use static_rps"
    ),
    "bsr_candidate_rp_interval": (
        "no published EOS candidate announces itself other than every 60 s; leave interval out"
    ),
    "bsr_hash_mask_length": SUPPORTED,
    "auto_rp": "EOS has no Auto-RP; use bsr or static_rps",
    "auto_rp_holdtime": "EOS has no Auto-RP; use bsr or static_rps",
    "auto_rp_timers": "EOS has no Auto-RP; use bsr or static_rps",
    "ospf": SUPPORTED,
    "mpls_ldp": SUPPORTED,
    "ldp_hello_timers": "no published EOS configuration changes the times of LDP's hellos; leave them out",
    "l3vpn": SUPPORTED,
    "vrf_name_like_interface": SUPPORTED,
    "vrf_name_above_15": SUPPORTED,
    "vrf_multicast": _NO_MVPN,
    "vrf_pim_options": _NO_MVPN,
    "mvpn_draft_rosen": _NO_MVPN,
    "mvpn_without_mdt_link": _NO_MVPN,
    "mdt_link": _NO_MVPN,
    "mvpn_data_mdt": _NO_MVPN,
    "mvpn_ssm_mdt": _NO_MVPN,
    "mvpn_mldp": _NO_MVPN,
    "mvpn_mldp_mp2mp": _NO_MVPN,
    "mvpn_rsvp_te": _NO_MVPN,
    "mvpn_ingress_replication": _NO_MVPN,
    "mvpn_s_pmsi_of_other_type": _NO_MVPN,
    "mvpn_s_pmsi_threshold": _NO_MVPN,
    "push": "this version renders EOS and pushes only to `frr`; copy what `mcastcfg render` prints",
}

FILES: tuple[RenderedFile, ...] = (RenderedFile("running-config", "main.j2", mode=0o600, merge="config_tree"),)
ACTIVATIONS: tuple[Activation, ...] = ()
ERROR_MARKERS: tuple[str, ...] = (r"^% ",)

# IGMP: EOS User Manual, chapter IGMP and IGMP Snooping; it agrees with RFC 3376 section 8.
DEFAULTS: Mapping[Timer, int] = RFC_DEFAULTS
PREFERRED: Mapping[Timer, int] = {}

_IKE_ENCR: Mapping[EncrAlg, str] = {"aes-128-cbc": "aes128", "aes-256-cbc": "aes256"}
_ESP_ENCR: Mapping[EncrAlg, str] = {
    "aes-128-gcm": "aes128gcm128",
    "aes-256-gcm": "aes256gcm128",
    "aes-128-cbc": "aes128",
    "aes-256-cbc": "aes256",
}
_HOUR = 3600


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: Tunnel1, Tunnel2 and so on."""
    return f"Tunnel{number}"


def interface_fault(name: str) -> str | None:
    """Return why EOS does not print an interface by this name."""
    if re.fullmatch(r"Ethernet\d+(/\d+){0,2}(\.\d+)?|Port-Channel\d+(\.\d+)?|(Vlan|Loopback)\d+", name):
        return None
    return "write it as `show running-config` does: the type in full and the number, such as Ethernet1 or Ethernet1/1"


def ipsec_connection(tunnel: str) -> str:
    """Return what the IKE policy, the SA policy and the profile of a tunnel are called."""
    return f"MCASTCFG-{tunnel}"


def description(text: str) -> str:
    """Return free text as EOS takes it: ASCII without `?`, which asks for help."""
    return one_line(text)


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return the words of an IKE policy; EOS has none for the AES-GCM that it refuses."""
    return {
        "encryption": _IKE_ENCR.get(suite.encr_alg, ""),
        "integrity": suite.intr_alg or "",
        "group": str(suite.dh_group),
        "hours": str(suite.rekey_time // _HOUR),
    }


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return the words of an SA policy; integrity is null where encryption brings its own."""
    return {
        "encryption": _ESP_ENCR[suite.encr_alg],
        "integrity": suite.intr_alg or "null",
        "group": str(suite.dh_group),
        "hours": str(suite.rekey_time // _HOUR),
    }


def secret_text(secret: Secret, reference: str, path: str) -> str:  # noqa: ARG001 # there is one file
    """Return a secret as EOS takes it: plain; raises SecretError for what its command line would read otherwise."""
    return one_word(secret, reference, "EOS", 1)
