"""FRRouting 10.6 or newer with iproute2, nftables, ifupdown and strongSwan on a Debian router.

Interfaces, tunnels and IPsec belong to Debian's own files, so that they survive a reboot; FRR has the rest. The guard
is in place before a tunnel is, also at boot, and refuses GRE that should be encrypted and is not.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Literal

from mcastcfg.errors import SecretError
from mcastcfg.model.ipsec import EncrAlg, EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms import frr_commands, frr_show
from mcastcfg.platforms.base import RFC_DEFAULTS, SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "frr"
NETMIKO_DEVICE_TYPE = "linux"
COMMENT = "!"
SHOW: Show | str = frr_show.SHOW

_NO_MVPN = (
    "FRR has no MVPN by BGP (RFC 6514) and no labelled trees; write mvpn: draft_rosen, which mcastcfg emulates, or "
    "join the customer's routers by GRE tunnels across the VPN"
)

ESP_MODE: Literal["transport", "tunnel"] = "transport"

FEATURES: Mapping[Feature, bool | str] = {
    "gre": SUPPORTED,
    "gre_key": SUPPORTED,
    "gre_mss": SUPPORTED,
    "gre_mss_above_1460": SUPPORTED,
    "ipsec_psk": SUPPORTED,
    "ipsec_certificate": SUPPORTED,
    "ike_aead": SUPPORTED,
    "ipsec_lifetime_of_part_hours": SUPPORTED,
    "pim_sm": SUPPORTED,
    "pim_dm": SUPPORTED,
    "dense_groups": SUPPORTED,
    "boundary": SUPPORTED,
    "ssm": SUPPORTED,
    "static_rp": SUPPORTED,
    "igmp": SUPPORTED,
    "igmp_robustness": SUPPORTED,
    "igmp_without_pim": SUPPORTED,
    "igmp_denied_groups": SUPPORTED,
    "igmp_static_groups": SUPPORTED,
    "igmp_join_groups": SUPPORTED,
    "igmp_access_groups": SUPPORTED,
    "igmp_immediate_leave": SUPPORTED,
    "igmp_immediate_leave_v3": SUPPORTED,
    "pim_passive_dense": SUPPORTED,
    "igmp_max_groups": SUPPORTED,
    "igmp_max_groups_above_32767": SUPPORTED,
    "igmp_max_sources": SUPPORTED,
    "ssm_map": "FRR has no SSM mapping; let the hosts speak IGMPv3, or give the LAN static_groups with their source",
    "pim_neighbor_filter": SUPPORTED,
    "pim_dr_priority_0": SUPPORTED,
    "pim_passive": SUPPORTED,
    "spt_never": SUPPORTED,
    "spt_never_ranges": SUPPORTED,
    "register_sources": SUPPORTED,
    "route_limit": "FRR does not limit multicast routes; limit what hosts may ask for with igmp max_groups",
    "route_limit_above_200000": (
        "FRR does not limit multicast routes; limit what hosts may ask for with igmp max_groups"
    ),
    "static_multicast_rpf": SUPPORTED,
    "extra_loopback": "Linux has one loopback, lo, which takes any number of addresses; write them all there",
    "multicast_interfaces_above_31": (
        "Linux forwards multicast between at most 32 interfaces of one routing table (MAXVIFS), and the register "
        "interface is one of them; turn PIM off where it is not needed, or share the tunnels out over more routers"
    ),
    "msdp": SUPPORTED,
    "msdp_password": SUPPORTED,
    "msdp_sa_limit_above_40000": SUPPORTED,
    "msdp_sa_limit_above_1000000": SUPPORTED,
    "msdp_default_peer": (
        "FRR has no MSDP default peer; give both sites their asn, so that the peer-RPF check finds this peer, or put "
        "the routers into one mesh group"
    ),
    "msdp_holdtime_above_75": SUPPORTED,
    "msdp_source_secondary": SUPPORTED,
    "anycast_rp_pim": ("FRR passes no Registers on between RPs (RFC 4610); write mechanism: msdp and a mesh_group"),
    "bgp": SUPPORTED,
    "bgp_multicast": SUPPORTED,
    "mpls_ldp": SUPPORTED,
    "ldp_hello_timers": SUPPORTED,
    "l3vpn": SUPPORTED,
    "vrf_name_like_interface": SUPPORTED,
    "vrf_name_above_15": (
        "a VRF is an interface of Linux, whose names have at most 15 characters; give it a shorter name"
    ),
    "vrf_multicast": SUPPORTED,
    "vrf_pim_options": "of a VRF's PIM domain mcastcfg renders for FRR the static RPs and what interfaces say, no more",
    # An emulation: multipoint GRE of Linux under FRR's PIM in the VRF (docs/decisions/0016).
    "mvpn_draft_rosen": SUPPORTED,
    "mvpn_without_mdt_link": (
        "FRR has no MDTs (RFC 6037), and their emulation needs a link within the router to send them from; give it an "
        "interface of role mdt, with a /30 of the core"
    ),
    "mdt_link": SUPPORTED,
    "mvpn_ssm_mdt": (
        "the emulation of MDTs on FRR joins their groups from any source; take a group that has a rendezvous point in "
        "the core"
    ),
    "mvpn_data_mdt": "the emulation of MDTs on FRR has the default MDT alone; leave data_mdt out",
    "mvpn_mldp": _NO_MVPN,
    "mvpn_rsvp_te": _NO_MVPN,
    "mvpn_ingress_replication": _NO_MVPN,
    "mvpn_s_pmsi_of_other_type": _NO_MVPN,
    "mvpn_s_pmsi_threshold": _NO_MVPN,
    "push": SUPPORTED,
    "pim_join_prune_interval": SUPPORTED,
    "pim_keepalive_timer": SUPPORTED,
    "pim_keepalive_timer_below_180": SUPPORTED,
    "bfd": SUPPORTED,
    "bsr": SUPPORTED,
    "bsr_candidate": SUPPORTED,
    "bsr_border": SUPPORTED,
    "bsr_candidate_rp_ranges": SUPPORTED,
    "auto_rp": SUPPORTED,
    "auto_rp_holdtime": SUPPORTED,
    "bsr_hash_mask_length": "FRR's bootstrap routers always announce a hash mask length of 30; leave it out",
    "ospf": SUPPORTED,
    "gre_mss_of_single_tunnel": SUPPORTED,
    "dpd_delay_above_60": SUPPORTED,
    "ike_prf_of_its_own": SUPPORTED,
    "igmp_timers_of_single_lan": SUPPORTED,
    "sm_dm_without_dense_groups": SUPPORTED,
    "dm_with_dense_groups": SUPPORTED,
    "second_local_rp": SUPPORTED,
    "bsr_candidate_rp_interval": SUPPORTED,
    "auto_rp_timers": SUPPORTED,
    "msdp_originating_rp": SUPPORTED,
    "msdp_connect_retry_interval": SUPPORTED,
    "msdp_short_timers": SUPPORTED,
    "bgp_keepalive_interval": SUPPORTED,
    "mvpn_mldp_mp2mp": _NO_MVPN,
}

MODULES = "/etc/modules-load.d/mcastcfg.conf"
SYSCTL = "/etc/sysctl.d/90-mcastcfg.conf"
GUARD = "/etc/mcastcfg/guard.nft"
GUARD_AT_BOOT = "/etc/network/if-pre-up.d/mcastcfg-guard"
AUTHORITY_CERTIFICATE = "/etc/swanctl/x509ca/mcastcfg-{authority}.pem"
CERTIFICATE = "/etc/swanctl/x509/mcastcfg.pem"
REVOCATION_LIST = "/etc/swanctl/x509crl/mcastcfg-{authority}.pem"
PRIVATE_KEY = "/etc/swanctl/private/mcastcfg.pem"
SWANCTL = "/etc/swanctl/conf.d/mcastcfg.conf"
REVOKED = "/etc/mcastcfg/revoked-{authority}"
MDT = "/etc/network/interfaces.d/mdt-mcastcfg"
VRF = "/etc/network/interfaces.d/vrf-mcastcfg-{vrf}"
TUNNEL = "/etc/network/interfaces.d/mcastcfg-{interface}"
DAEMONS = "/etc/frr/daemons"
FRR_CONF = "/etc/frr/frr.conf"

FILES: tuple[RenderedFile, ...] = (
    RenderedFile(MODULES, "modules.j2", each="mpls"),
    RenderedFile(SYSCTL, "sysctl.j2"),
    RenderedFile(GUARD, "guard.j2"),
    RenderedFile(GUARD_AT_BOOT, "guard_at_boot.j2", mode=0o755),
    # Before the connections that name them. A change of one changes SWANCTL, which holds their fingerprints, so that
    # all of them are loaded once, when all are there.
    RenderedFile(AUTHORITY_CERTIFICATE, "authority.j2", each="authority"),
    RenderedFile(CERTIFICATE, "certificate.j2", each="certificate"),
    RenderedFile(REVOCATION_LIST, "revocation_list.j2", each="revocation_list"),
    RenderedFile(PRIVATE_KEY, "private_key.j2", mode=0o600, each="certificate"),
    RenderedFile(SWANCTL, "swanctl.j2", mode=0o600),
    RenderedFile(REVOKED, "revoked.j2", each="revocation_list"),
    RenderedFile(MDT, "mdt_link.j2", each="mdt"),
    RenderedFile(VRF, "vrf.j2", each="vrf"),
    RenderedFile(TUNNEL, "tunnel.j2", each="tunnel"),
    RenderedFile(DAEMONS, "daemons.j2", mode=0o640, merge="assignments"),
    RenderedFile(FRR_CONF, "main.j2", mode=0o640, merge="config_tree"),
)

ACTIVATIONS: tuple[Activation, ...] = (
    Activation(
        MODULES,
        # zebra looks for MPLS once, when it starts, and else does without it for ever.
        holds=("vtysh -c 'show mpls status' | grep -q 'enabled: yes'",),
        commands=(
            "grep -v '^#' {file} | xargs modprobe -a",
            "vtysh -c 'show mpls status' | grep -q 'enabled: yes' || service frr restart",
        ),
    ),
    Activation(
        SYSCTL,
        holds=('sed -nE \'s/^([a-z][^ ]*) = (.*)$/test "$(sysctl -n \\1)" = "\\2" || exit 1/p\' {file} | sh',),
        commands=("sysctl -q -p {file}",),
    ),
    Activation(
        GUARD,
        # A flushed table still stands and guards nothing, so its rules are counted.
        holds=(
            "nft list table inet mcastcfg",
            "test $(nft list table inet mcastcfg | grep -cE 'counter|maxseg') = $(grep -cE 'counter|maxseg' {file})",
        ),
        commands=("nft -c -f {file}", "nft -f {file}"),
        after_removal=("nft delete table inet mcastcfg",),
    ),
    Activation(
        SWANCTL,
        # swanctl exits with 0 after a syntax error, with every connection unloaded.
        holds=("test $(swanctl --list-conns | grep -c '^mcastcfg-') = $(grep -c '^    mcastcfg-' {file})",),
        # Without --clear, certificates and lists whose files are gone would stay in force.
        commands=("swanctl --load-all --clear --noprompt", frr_commands.INITIATE),
        after_removal=("swanctl --load-all --clear --noprompt",),
    ),
    # A peer whose certificate was taken back keeps the SA it has, as nobody asks again who it is: so everyone is asked.
    Activation(REVOKED, commands=(frr_commands.ASK_AGAIN,)),
    Activation(
        MDT,
        holds=("ifquery --state $(sed -n 's/^auto //p' {file})", "ip link show dev mdtin up | grep -q mdtvrf"),
        before=("ifdown --force $(sed -n 's/^auto //p' {file})",),
        commands=("ifup $(sed -n 's/^auto //p' {file})", frr_commands.PIM_ANEW),
        after_removal=("ip link delete dev mdtin", "ip link delete dev mdtvrf"),
    ),
    Activation(
        VRF,
        holds=(
            "ip link show dev {vrf} up | grep -q .",
            "ifquery --state {vrf}",
            "! sed -n 's/.* ip link set dev \\(.*\\) master .*/\\1/p' {file} | "
            "while read name; do ip link show dev $name | grep -q 'master {vrf} ' || echo $name; done | grep -q .",
        ),
        before=("ifdown --force {vrf}",),
        commands=("ifup {vrf}", frr_commands.PIM_ANEW),
    ),
    Activation(
        TUNNEL,
        holds=("ip link show dev {interface} up | grep -q .", "ifquery --state {interface}"),
        before=("ifdown --force {interface}",),
        commands=("ifup {interface}",),
    ),
    Activation(
        DAEMONS,
        holds=(frr_commands.EACH_DAEMON_ANSWERS,),
        # Not `restart`, which takes every other protocol's neighbours down; this only starts what is new.
        commands=("service frr reload",),
    ),
    # What runs is compared line by line with `show running-config`, so no probe stands here.
    Activation(
        FRR_CONF,
        # A restart of bgpd undoes what ANNOUNCE did; RPF then follows the unicast routes, until the next deploy.
        holds=(f"! grep -q 'address-family ipv4 multicast' {{file}} || test -z \"$({frr_commands.LOST})\"",),
        running=frr_commands.RUNNING,
        # frr-reload knows how to take lines away and does nothing else better, at a multiple of the time.
        adding=("vtysh -C -f {file}", "vtysh -f {added}", frr_commands.LISTEN_NO_MORE, frr_commands.ANNOUNCE),
        commands=(
            "vtysh -C -f {file}",
            "/usr/lib/frr/frr-reload.py --reload --stdout {file}",
            frr_commands.LISTEN_NO_MORE,
            frr_commands.ANNOUNCE,
        ),
    ),
)

ERROR_MARKERS: tuple[str, ...] = (
    r"^% (Unknown command|Ambiguous command|Command incomplete|Configuration failed|Can't open)",
    r"^line \d+: ",
    r"^Error type: ",
    r"^loading \w+ '.*' failed: ",
    r"^loaded \d+ of \d+ \w+, \d+ failed to load",
    r"^invalid config file ",
)
"""vtysh says `% ... notes` and `% No changes found` where it succeeded, so `%` alone is no refusal."""

# RFC 7761 section 4.11 and RFC 3376 section 8 agree with what FRR leaves out of its running configuration.
DEFAULTS: Mapping[Timer, int] = RFC_DEFAULTS
# A neighbour whose pimd was restarted has lost our Joins. pimd sees its new generation ID, sets the timer of the next
# Join to a second or two as RFC 7761 section 4.3.1 wants, then takes the neighbour for a new one and sets it to a whole
# interval: 63 seconds without packets, measured; 13 with this.
PREFERRED: Mapping[Timer, int] = {"join_prune_interval": 10}

_ENCR: Mapping[EncrAlg, str] = {
    "aes-128-gcm": "aes128gcm16",
    "aes-256-gcm": "aes256gcm16",
    "aes-128-cbc": "aes128",
    "aes-256-cbc": "aes256",
}
_DH: Mapping[int, str] = {14: "modp2048", 15: "modp3072", 16: "modp4096", 19: "ecp256", 20: "ecp384", 21: "ecp521"}

_LONGEST_NAME = 15  # IFNAMSIZ is 16 with the closing zero
# Words that `ip` and `nft` take before a name; every command here says `dev`, those of others may not.
_KEYWORDS = frozenset({"a", "all", "any", "dev", "default", "down", "group", "master", "type", "up", "vrf"})


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: gre1, gre2 and so on."""
    return f"gre{number}"


def interface_fault(name: str) -> str | None:
    """Return why Linux cannot have an interface of this name, or why it would be trouble."""
    if len(name) > _LONGEST_NAME:
        return f"Linux takes at most {_LONGEST_NAME} characters, and this has {len(name)}"
    if "/" in name or ":" in name:
        return "Linux takes no `/` and no `:` in the name of an interface"
    if name in _KEYWORDS:
        return "the `ip` command takes it for a keyword"
    if re.fullmatch(r"gre[0-9]+|gretap0|erspan0|pimreg[0-9]*|mdt[1-9][0-9]*|vpn[0-9]+|mdtin|mdtvrf", name):
        return "it is taken: gre1 and so on are tunnels, mdt1 and so on MDTs, the others the kernel makes by itself"
    return None


def ipsec_connection(tunnel: str) -> str:
    """Return the name of a tunnel's connection in swanctl; the prefix keeps it apart from what others configure."""
    return f"mcastcfg-{tunnel}"


def description(text: str) -> str:
    """Return free text as FRR prints it back: words with one space between them, and no `|`, which starts a filter."""
    return " ".join(text.replace("|", "/").split())


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return the IKE proposal in strongSwan's words."""
    parts = (_ENCR[suite.encr_alg], suite.intr_alg, f"prf{suite.prf_alg}", _DH[suite.dh_group])
    return {"proposal": "-".join(part for part in parts if part)}


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return the ESP proposal in strongSwan's words."""
    parts = (_ENCR[suite.encr_alg], suite.intr_alg, _DH[suite.dh_group])
    return {"proposal": "-".join(part for part in parts if part)}


def secret_text(secret: Secret, reference: str, path: str) -> str:
    """Return a secret for swanctl.conf in base64, so that none can end its line, and for FRR as one plain word.

    Raises SecretError for what FRR's command line would read otherwise, or the kernel's TCP MD5 cannot hold.
    """
    value = secret.reveal()
    if path != FRR_CONF:
        return "0s" + base64.b64encode(value.encode()).decode("ascii")
    if not re.fullmatch(r"[!-~]{1,80}", value) or "|" in value or "?" in value:
        raise SecretError(
            f"{reference}: FRR takes passwords of 1 to 80 printable ASCII characters "
            "without space, `|` and `?`; choose another one"
        )
    return value
