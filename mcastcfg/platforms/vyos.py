"""VyOS 1.5, in `set` lines: rendered, not pushed yet.

Under its command line VyOS runs FRRouting and strongSwan, and has words for a part of what they can do. Ranges that
must not cross an interface are kept off it by its firewall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from mcastcfg.errors import SecretError
from mcastcfg.model.ipsec import EncrAlg, EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.ascii_text import one_line
from mcastcfg.platforms.base import RFC_DEFAULTS, SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "vyos"
NETMIKO_DEVICE_TYPE = "vyos"
COMMENT = "#"
SHOW: Show | str = "this version verifies only routers it pushes to, which are of platform `frr`"
ESP_MODE: Literal["transport", "tunnel"] = "transport"

_NO_MSDP = "VyOS has no MSDP; place the rendezvous points on routers of another make"
_NO_CANDIDATE = "VyOS listens to bootstrap routers and cannot be a candidate; name routers of another make"
_NO_AUTO_RP = "VyOS has no words for Auto-RP; tell it static_rps"
_NO_DENSE = "VyOS has no dense mode; write pim_mode sm"
_NO_PIM_IN_VRF = "VyOS has no PIM in a VRF; join the customer's routers by GRE tunnels across the VPN"
_NO_MVPN = "VyOS has no multicast VPN; join the customer's routers by GRE tunnels across the VPN"

FEATURES: Mapping[Feature, bool | str] = {
    "gre": SUPPORTED,
    "gre_key": SUPPORTED,
    "gre_mss": SUPPORTED,
    "gre_mss_above_1460": SUPPORTED,
    "gre_mss_of_single_tunnel": SUPPORTED,
    "ipsec_psk": SUPPORTED,
    "ipsec_certificate": SUPPORTED,
    "dpd_delay_above_60": SUPPORTED,
    "ike_prf_of_its_own": SUPPORTED,
    "ike_aead": SUPPORTED,
    "ipsec_lifetime_of_part_hours": SUPPORTED,
    "pim_sm": SUPPORTED,
    "pim_dm": _NO_DENSE,
    "dense_groups": _NO_DENSE,
    "sm_dm_without_dense_groups": _NO_DENSE,
    "dm_with_dense_groups": _NO_DENSE,
    "boundary": SUPPORTED,
    "ssm": SUPPORTED,
    "static_rp": SUPPORTED,
    "second_local_rp": SUPPORTED,
    "igmp": SUPPORTED,
    "igmp_robustness": "VyOS has no word for the robustness variable; leave it out",
    "igmp_timers_of_single_lan": SUPPORTED,
    "igmp_without_pim": "VyOS runs IGMP only where PIM runs; enable PIM on the interface",
    "igmp_denied_groups": SUPPORTED,
    "igmp_static_groups": "VyOS forwards no group without a host that asks; let the router ask itself by join_groups",
    "igmp_join_groups": SUPPORTED,
    "igmp_access_groups": "VyOS filters no IGMP reports; keep single ranges off the LAN by boundary",
    "igmp_immediate_leave": "VyOS has no word for it and asks for the last member first; leave it out",
    "igmp_immediate_leave_v3": "VyOS has no word for it and asks for the last member first; leave it out",
    "igmp_max_groups": "VyOS has no limit of groups on an interface; leave it out",
    "igmp_max_groups_above_32767": "VyOS has no limit of groups on an interface; leave it out",
    "igmp_max_sources": "VyOS has no limit of sources of a group; leave it out",
    "ssm_map": "VyOS has no SSM mapping; let the hosts speak IGMPv3, or let the router ask itself by join_groups",
    "pim_neighbor_filter": "VyOS takes every PIM neighbour; keep others off the link, or use passive",
    "pim_dr_priority_0": "VyOS takes a designated router priority of 1 or more; set dr_priority to 1",
    "pim_passive": SUPPORTED,
    "pim_passive_dense": _NO_DENSE,
    "spt_never": SUPPORTED,
    "spt_never_ranges": SUPPORTED,
    "register_sources": SUPPORTED,
    "route_limit": "VyOS has no limit of multicast routes; leave route_limit out",
    "route_limit_above_200000": "VyOS has no limit of multicast routes; leave route_limit out",
    "static_multicast_rpf": SUPPORTED,
    "extra_loopback": SUPPORTED,
    "multicast_interfaces_above_31": (
        "Linux forwards multicast between at most 32 interfaces of a routing table, and PIM takes one for itself; use "
        "fewer tunnels and LANs here, or another router for some of them"
    ),
    "msdp": _NO_MSDP,
    "msdp_password": _NO_MSDP,
    "msdp_default_peer": _NO_MSDP,
    "msdp_holdtime_above_75": _NO_MSDP,
    "msdp_short_timers": _NO_MSDP,
    "msdp_source_secondary": _NO_MSDP,
    "msdp_sa_limit_above_40000": _NO_MSDP,
    "msdp_sa_limit_above_1000000": _NO_MSDP,
    "msdp_originating_rp": _NO_MSDP,
    "msdp_connect_retry_interval": _NO_MSDP,
    "anycast_rp_pim": "VyOS passes no Registers on between RPs (RFC 4610) and has no MSDP; give the domain one RP",
    "bgp": SUPPORTED,
    "bgp_multicast": SUPPORTED,
    "bgp_keepalive_interval": SUPPORTED,
    "pim_join_prune_interval": SUPPORTED,
    "pim_keepalive_timer": SUPPORTED,
    "pim_keepalive_timer_below_180": SUPPORTED,
    "bfd": SUPPORTED,
    "bsr": SUPPORTED,
    "bsr_candidate": _NO_CANDIDATE,
    "bsr_candidate_rp_ranges": _NO_CANDIDATE,
    "bsr_candidate_rp_interval": _NO_CANDIDATE,
    "bsr_border": SUPPORTED,
    "bsr_hash_mask_length": _NO_CANDIDATE,
    "auto_rp": _NO_AUTO_RP,
    "auto_rp_holdtime": _NO_AUTO_RP,
    "auto_rp_timers": _NO_AUTO_RP,
    "ospf": SUPPORTED,
    "mpls_ldp": SUPPORTED,
    "ldp_hello_timers": SUPPORTED,
    "l3vpn": SUPPORTED,
    "vrf_name_like_interface": (
        "VyOS takes no VRF whose name begins like that of an interface (`br`, `eth`, `lan`); give it another name"
    ),
    "vrf_name_above_15": (
        "a VRF is an interface of Linux, whose names have at most 15 characters; give it a shorter name"
    ),
    "vrf_multicast": _NO_PIM_IN_VRF,
    "vrf_pim_options": _NO_PIM_IN_VRF,
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
    "push": "this version renders VyOS and pushes only to `frr`; copy what `mcastcfg render` prints",
}

FILES: tuple[RenderedFile, ...] = (RenderedFile("set-lines", "main.j2", mode=0o600, merge="config_tree"),)
ACTIVATIONS: tuple[Activation, ...] = ()
ERROR_MARKERS: tuple[str, ...] = (
    r"^\s*(Set|Delete|Commit) failed",
    r"^\s*(Invalid command|Invalid value|Ambiguous command|Configuration path: |Error: )",
    r"is not valid$",
)

DEFAULTS: Mapping[Timer, int] = RFC_DEFAULTS
# Like FRR itself: a neighbour of a restarted pimd sends the next Join only after this time.
PREFERRED: Mapping[Timer, int] = {"join_prune_interval": 10}

_ENCR: Mapping[EncrAlg, str] = {
    "aes-128-gcm": "aes128gcm128",
    "aes-256-gcm": "aes256gcm128",
    "aes-128-cbc": "aes128",
    "aes-256-cbc": "aes256",
}


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: tun1, tun2 and so on."""
    return f"tun{number}"


def interface_fault(name: str) -> str | None:
    """Return why VyOS has no interface of this name that hosts or routers stand on."""
    if re.fullmatch(r"lo|dum[0-9]+|(eth|bond|br)[0-9]+(\.[0-9]+)?", name):
        return None
    return "write eth0, bond0 or br0, with .100 for a VLAN of it, or a loopback: lo or dum0"


def ipsec_connection(tunnel: str) -> str:
    """Return what the groups, the key and the peer of a tunnel are called."""
    return f"MCASTCFG-{tunnel}"


def description(text: str) -> str:
    r"""Return free text in ASCII for between single quotes, without quotes, `\`, `?` and `|`."""
    return re.sub(r"""['"\\|]""", "_", one_line(text))


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return the words of an IKE proposal; a hash has to be there, strongSwan drops it beside GCM."""
    return {
        "encryption": _ENCR[suite.encr_alg],
        "hash": suite.intr_alg or suite.prf_alg,
        "prf": f"prf{suite.prf_alg}",
        "group": str(suite.dh_group),
    }


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return the words of an ESP proposal; a hash has to be there, strongSwan drops it beside GCM."""
    return {
        "encryption": _ENCR[suite.encr_alg],
        "hash": suite.intr_alg or "sha256",
        "group": str(suite.dh_group),
    }


def secret_text(secret: Secret, reference: str, path: str) -> str:  # noqa: ARG001 # there is one file
    """Return a secret as it stands between single quotes; raises SecretError for what VyOS would read otherwise."""
    value = secret.reveal()
    if not re.fullmatch(r"[!-~]{1,80}", value) or any(c in value for c in "'\"\\?|"):
        raise SecretError(
            f"{reference}: VyOS takes keys of 1 to 80 printable ASCII characters without space, quotation marks, "
            "backslash, `?` and `|`; choose another key"
        )
    return value
