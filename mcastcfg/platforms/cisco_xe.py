"""Cisco IOS-XE 17: rendered, not pushed yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from mcastcfg.errors import SecretError
from mcastcfg.model.ipsec import EncrAlg, EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.ascii_text import one_line, one_word
from mcastcfg.platforms.base import RFC_DEFAULTS, SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "cisco_xe"
NETMIKO_DEVICE_TYPE = "cisco_xe"
COMMENT = "!"
SHOW: Show | str = "this version verifies only routers it pushes to, which are of platform `frr`"

ESP_MODE: Literal["transport", "tunnel"] = "transport"

FEATURES: Mapping[Feature, bool | str] = {
    "gre": SUPPORTED,
    "gre_key": SUPPORTED,
    "gre_mss": SUPPORTED,
    "gre_mss_above_1460": "`ip tcp adjust-mss` takes at most 1460 on IOS-XE; set the tunnel's mss to 1460 or less",
    "ipsec_psk": SUPPORTED,
    "ipsec_certificate": SUPPORTED,
    "ike_aead": SUPPORTED,
    "ipsec_lifetime_of_part_hours": SUPPORTED,
    "pim_sm": SUPPORTED,
    "pim_dm": SUPPORTED,
    "dense_groups": "IOS-XE floods every group without a rendezvous point; leave dense_groups out",
    "boundary": SUPPORTED,
    "ssm": SUPPORTED,
    "static_rp": SUPPORTED,
    "igmp": SUPPORTED,
    "igmp_robustness": "the robustness variable of the IGMP querier is fixed at 2 on IOS-XE; leave it out",
    "igmp_without_pim": "IOS-XE runs IGMP only where PIM runs; enable PIM on the interface",
    "igmp_denied_groups": SUPPORTED,
    "igmp_static_groups": SUPPORTED,
    "igmp_join_groups": SUPPORTED,
    "igmp_access_groups": SUPPORTED,
    "igmp_immediate_leave": SUPPORTED,
    "igmp_immediate_leave_v3": "`ip igmp immediate-leave` acts on IGMPv2 only on IOS-XE; set igmp version to 2",
    "pim_passive_dense": "a passive interface of IOS-XE is sparse; give it pim_mode sm",
    "igmp_max_groups": SUPPORTED,
    "igmp_max_groups_above_32767": SUPPORTED,
    "igmp_max_sources": "IOS-XE limits groups, not the sources of one; use max_groups",
    "ssm_map": SUPPORTED,
    "pim_neighbor_filter": SUPPORTED,
    "pim_dr_priority_0": SUPPORTED,
    "pim_passive": SUPPORTED,
    "spt_never": SUPPORTED,
    "spt_never_ranges": SUPPORTED,
    "register_sources": SUPPORTED,
    "route_limit": SUPPORTED,
    "route_limit_above_200000": SUPPORTED,
    "static_multicast_rpf": SUPPORTED,
    "extra_loopback": SUPPORTED,
    "multicast_interfaces_above_31": SUPPORTED,
    "msdp": SUPPORTED,
    "msdp_password": SUPPORTED,
    "msdp_sa_limit_above_40000": SUPPORTED,
    "msdp_sa_limit_above_1000000": SUPPORTED,
    "msdp_default_peer": SUPPORTED,
    "msdp_holdtime_above_75": "`ip msdp keepalive` takes a hold time of at most 75 s on IOS-XE; set it to 75 or less",
    "msdp_source_secondary": (
        "IOS-XE speaks MSDP from the first address of an interface; write the address first, or on another loopback"
    ),
    "anycast_rp_pim": (
        "IOS-XE passes no IPv4 Registers on between RPs (RFC 4610); write mechanism: msdp and a mesh_group"
    ),
    "bgp": SUPPORTED,
    "bgp_multicast": SUPPORTED,
    "pim_join_prune_interval": "IOS-XE 17 has no command for it in its model and sends Joins every 60 s; leave it out",
    "pim_keepalive_timer": SUPPORTED,
    "pim_keepalive_timer_below_180": "`ip pim sparse sg-expiry-timer` takes 180 to 57600 s; set 180 or more",
    "bfd": SUPPORTED,
    "bsr": SUPPORTED,
    "bsr_candidate": SUPPORTED,
    "bsr_border": SUPPORTED,
    "bsr_candidate_rp_ranges": SUPPORTED,
    "bsr_hash_mask_length": SUPPORTED,
    "auto_rp": SUPPORTED,
    "auto_rp_holdtime": "IOS-XE holds Auto-RP messages for three intervals; leave `holdtime` out",
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
    "mdt_link": "IOS-XE has MDTs of its own and sends them from the address of its BGP sessions; remove the interface",
    "mvpn_data_mdt": SUPPORTED,
    "mvpn_ssm_mdt": SUPPORTED,
    "mvpn_mldp": SUPPORTED,
    "mvpn_rsvp_te": "IOS-XE 17 takes no RSVP-TE tunnel as default MDT; use mldp_p2mp or ingress_replication",
    "mvpn_ingress_replication": SUPPORTED,
    "mvpn_s_pmsi_of_other_type": "IOS-XE signals data MDTs of the type of the default MDT; give both the same type",
    "mvpn_s_pmsi_threshold": "this version renders labelled data MDTs for every stream; set the threshold to 0",
    "push": "this version renders IOS-XE and pushes only to `frr`; copy what `mcastcfg render` prints",
    "gre_mss_of_single_tunnel": SUPPORTED,
    "dpd_delay_above_60": SUPPORTED,
    "ike_prf_of_its_own": SUPPORTED,
    "igmp_timers_of_single_lan": SUPPORTED,
    "sm_dm_without_dense_groups": SUPPORTED,
    "dm_with_dense_groups": "IOS-XE floods every group on a dense interface; leave dense_groups out",
    "second_local_rp": SUPPORTED,
    "bsr_candidate_rp_interval": SUPPORTED,
    "auto_rp_timers": SUPPORTED,
    "msdp_originating_rp": SUPPORTED,
    "msdp_connect_retry_interval": SUPPORTED,
    "msdp_short_timers": SUPPORTED,
    "bgp_keepalive_interval": SUPPORTED,
    "mvpn_mldp_mp2mp": SUPPORTED,
}

FILES: tuple[RenderedFile, ...] = (RenderedFile("running-config", "main.j2", mode=0o600, merge="config_tree"),)
ACTIVATIONS: tuple[Activation, ...] = ()
ERROR_MARKERS: tuple[str, ...] = (r"^% ?(Invalid|Incomplete|Ambiguous|Unrecognized|Bad|Error)", r"^%\S+-[0-4]-\S+:")

DEFAULTS: Mapping[Timer, int] = {
    **RFC_DEFAULTS,
    "igmp_version": 2,
    "query_interval": 60,
    "keepalive_timer": 180,
    "bfd_min_interval": 0,  # it has none: without `bfd interval` there is no session
    "bfd_multiplier": 0,
}
PREFERRED: Mapping[Timer, int] = {}

_IKE_ENCR: Mapping[EncrAlg, str] = {
    "aes-128-gcm": "aes-gcm-128",
    "aes-256-gcm": "aes-gcm-256",
    "aes-128-cbc": "aes-cbc-128",
    "aes-256-cbc": "aes-cbc-256",
}
_ESP_ENCR: Mapping[EncrAlg, str] = {
    "aes-128-gcm": "esp-gcm",
    "aes-256-gcm": "esp-gcm 256",
    "aes-128-cbc": "esp-aes",
    "aes-256-cbc": "esp-aes 256",
}
_TYPES = (
    "(Fast|Gigabit|TwoGigabit|FiveGigabit|TenGigabit|FortyGigabit)?Ethernet|AppGigabitEthernet"
    "|(TwentyFive|Fifty|Hundred|TwoHundred|FourHundred)GigE|Port-channel|Vlan|Loopback|BDI|Serial|Cellular"
)


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: Tunnel1, Tunnel2 and so on."""
    return f"Tunnel{number}"


def interface_fault(name: str) -> str | None:
    """Return why IOS-XE does not print an interface by this name."""
    if re.fullmatch(rf"({_TYPES})[0-9]+(/[0-9]+)*(:[0-9]+)?(\.[0-9]+)?", name):
        return None
    return "write it as `show running-config` does: the type in full and the number, such as GigabitEthernet0/0/1"


def ipsec_connection(tunnel: str) -> str:
    """Return what the IKEv2 and IPsec objects of a tunnel are called."""
    return f"MCASTCFG-{tunnel}"


def description(text: str) -> str:
    """Return free text as IOS-XE takes it: ASCII without `?`, which asks for help."""
    return one_line(text)


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return the words of an IKEv2 proposal; integrity is empty where encryption brings its own."""
    return {
        "encryption": _IKE_ENCR[suite.encr_alg],
        "integrity": suite.intr_alg or "",
        "prf": suite.prf_alg,
        "group": str(suite.dh_group),
    }


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return the words of an IPsec transform set."""
    integrity = f" esp-{suite.intr_alg}-hmac" if suite.intr_alg else ""
    return {"transforms": _ESP_ENCR[suite.encr_alg] + integrity, "group": f"group{suite.dh_group}"}


def secret_text(secret: Secret, reference: str, path: str) -> str:  # noqa: ARG001 # there is one file
    """Return a secret as IOS-XE takes it: plain; raises SecretError for what its command line would read otherwise."""
    value = one_word(secret, reference, "IOS-XE", 2)
    if value == "hex":
        raise SecretError(f"{reference}: IOS-XE takes `hex` for the keyword of a hexadecimal key; choose another key")
    return value
