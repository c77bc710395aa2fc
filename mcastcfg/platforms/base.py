"""What a platform module must hold; the module itself satisfies the protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

from mcastcfg.model.ipsec import EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.show import Show

Feature: TypeAlias = Literal[
    "gre", "gre_key", "gre_mss", "gre_mss_above_1460", "ipsec_psk", "ipsec_certificate",
    "pim_sm", "pim_dm", "dense_groups", "ssm", "static_rp", "boundary",
    "igmp", "igmp_robustness", "igmp_without_pim", "igmp_denied_groups",
    "static_multicast_rpf", "extra_loopback", "multicast_interfaces_above_31", "push",
    "msdp", "msdp_password", "msdp_default_peer", "msdp_holdtime_above_75", "msdp_source_secondary",
    "bgp", "bgp_multicast", "anycast_rp_pim",
    "bsr", "bsr_border", "bsr_hash_mask_length", "auto_rp", "auto_rp_holdtime",
    "pim_join_prune_interval", "pim_keepalive_timer", "pim_keepalive_timer_below_180", "bfd", "ospf",
    "mpls_ldp", "l3vpn", "vrf_multicast", "vrf_pim_options", "mvpn_draft_rosen", "mvpn_without_mdt_link",
    "mdt_link", "mvpn_data_mdt", "mvpn_ssm_mdt", "mvpn_mldp", "mvpn_rsvp_te", "mvpn_ingress_replication",
    "mvpn_s_pmsi_of_other_type", "mvpn_s_pmsi_threshold",
    "igmp_static_groups", "igmp_join_groups", "igmp_access_groups", "igmp_immediate_leave",
    "igmp_immediate_leave_v3", "pim_passive_dense", "igmp_max_groups",
    "igmp_max_sources", "ssm_map", "pim_neighbor_filter", "pim_passive", "spt_never", "register_sources", "route_limit",
    "gre_mss_of_single_tunnel", "dpd_delay_above_60", "ike_prf_of_its_own", "igmp_timers_of_single_lan",
    "sm_dm_without_dense_groups", "dm_with_dense_groups", "second_local_rp", "bsr_candidate_rp_interval",
    "auto_rp_timers", "msdp_originating_rp", "msdp_connect_retry_interval", "msdp_short_timers",
    "bgp_keepalive_interval", "mvpn_mldp_mp2mp", "bsr_candidate", "pim_dr_priority_0",
    "igmp_max_groups_above_32767", "route_limit_above_200000", "msdp_sa_limit_above_1000000",
    "vrf_name_above_15", "vrf_name_like_interface",
    "ike_aead", "ipsec_lifetime_of_part_hours", "spt_never_ranges", "bsr_candidate_rp_ranges",
    "ldp_hello_timers", "msdp_sa_limit_above_40000",
]  # fmt: skip
"""What an inventory may ask of a router."""

SUPPORTED = True
"""The value of a feature that is rendered; a string instead says why it is refused."""

Timer: TypeAlias = Literal[
    "hello_interval", "dr_priority", "igmp_version", "query_interval", "query_max_response_time", "robustness_variable",
    "join_prune_interval", "keepalive_timer", "bfd_min_interval", "bfd_multiplier",
    "ospf_hello_interval", "ospf_dead_interval",
]  # fmt: skip
"""A setting that a router does not print while it has its default."""

RFC_DEFAULTS: Mapping[Timer, int] = {
    "hello_interval": 30,
    "dr_priority": 1,
    "igmp_version": 3,
    "query_interval": 125,
    "query_max_response_time": 10,
    "robustness_variable": 2,
    "join_prune_interval": 60,
    "keepalive_timer": 210,
    "bfd_min_interval": 300,
    "bfd_multiplier": 3,
    "ospf_hello_interval": 10,
    "ospf_dead_interval": 40,
}
"""What RFC 7761 section 4.11, RFC 3376 section 8 and RFC 2328 appendix C.3 recommend, and most makes of BFD take; a
platform says where it differs."""

ADDED = "{added}"
INTERFACE = "{interface}"
"""Stands in paths and commands for the tunnel's interface name."""
AUTHORITY = "{authority}"
"""Stands in paths and commands for the name of a certificate authority."""
VRF = "{vrf}"
"""Stands in paths and commands for the name of a VRF."""
FILE = "{file}"
"""Stands in commands for the file's path."""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a router's artifact: where it belongs, which template prints it, who may read it."""

    path: str
    """Path on the router, or a plain name where the router has no files; `{interface}` stands for the interface of the
    tunnel that the file is of, `{authority}` for the certificate authority, `{vrf}` for the VRF."""
    template: str
    """Template below templates/<platform>/."""
    mode: int = 0o644
    """Permission bits."""
    merge: Literal["replace", "assignments", "config_tree"] = "replace"
    """How it meets what the router has: `replace` owns the whole file; `assignments` sets KEY=VALUE lines in a file
    that others own; `config_tree` adds our lines to the running configuration and removes only what we added before."""
    each: Literal["router", "tunnel", "certificate", "authority", "revocation_list", "mpls", "mdt", "vrf"] = "router"
    """What there is one such file for: the router; each of its tunnels; its certificate, where it has one; each
    certificate authority it believes; each of those with a revocation list; its label switching, where it does that;
    its link for MDTs, where it has one; each of its VRFs."""


@dataclass(frozen=True, slots=True)
class Activation:
    """How a changed file of a file-based platform takes effect; commands run in the order of the tuple.

    First the `before` commands of every file that changes or goes, in the reverse order of FILES, while the old files
    are still in place. Then, in the order of FILES, each file is put in place and its `commands` run; a file that
    goes is removed and its `after_removal` commands run. `{file}` in a command stands for the file's path. A command
    that exits other than 0, or prints a line one of the platform's ERROR_MARKERS matches, was refused.
    """

    path: str
    """The file that, once changed, needs these commands; as written in FILES."""
    holds: tuple[str, ...] = ()
    """Commands that all exit 0 while the running state agrees with an unchanged file."""
    before: tuple[str, ...] = ()
    """Commands run before the new file is put in place (taking down what the old file set up)."""
    commands: tuple[str, ...] = ()
    """Commands run once the new file is in place."""
    after_removal: tuple[str, ...] = ()
    """Commands run once the file is gone."""
    adding: tuple[str, ...] = ()
    """Commands tried before `commands` where the running configuration gains lines and loses none; `{added}` stands for
    a staged file with those lines alone and the blocks around them."""
    running: str = ""
    """Command that prints the running configuration a `config_tree` file meets. Where it is given, `{file}` stands
    for a staged file that holds that configuration with our lines in it; it is removed afterwards."""


def activation_for(activations: Sequence[Activation], path: str) -> Activation | None:
    """Return the activation of a file on a router with `{file}` and `{interface}` filled in, or None."""
    for activation in activations:
        names = names_in(activation.path, path)
        if names is not None:
            return replace(
                activation,
                path=path,
                holds=_filled(activation.holds, path, names),
                before=_filled(activation.before, path, names),
                commands=_filled(activation.commands, path, names),
                adding=_filled(activation.adding, path, names),
                after_removal=_filled(activation.after_removal, path, names),
            )
    return None


def names_in(pattern: str, path: str) -> Mapping[str, str] | None:
    """Return what stands in a path for the placeholder of a pattern such as FILES hold, or None where it is another."""
    placeholder = next((word for word in (INTERFACE, AUTHORITY, VRF) if word in pattern), "")
    if not placeholder:
        return {} if path == pattern else None
    head, _, tail = pattern.partition(placeholder)
    name = path[len(head) : len(path) - len(tail)]
    return {placeholder: name} if name and path == f"{head}{name}{tail}" else None


def _filled(commands: tuple[str, ...], path: str, names: Mapping[str, str]) -> tuple[str, ...]:
    done = [command.replace(FILE, path) for command in commands]
    for placeholder, name in names.items():
        done = [command.replace(placeholder, name) for command in done]
    return tuple(done)


class Platform(Protocol):
    """One router make; see the frr module for the fullest one."""

    NAME: str
    """Platform id: Netmiko's device type, or `frr`."""
    NETMIKO_DEVICE_TYPE: str
    """Netmiko driver that speaks to it."""
    FEATURES: Mapping[Feature, bool | str]
    """Feature -> SUPPORTED, or the reason it is refused in one sentence."""
    FILES: tuple[RenderedFile, ...]
    """What an artifact consists of, in the order it is put in place."""
    ACTIVATIONS: tuple[Activation, ...]
    """How changed files take effect; empty where the router has no files."""
    ERROR_MARKERS: tuple[str, ...]
    """Regular expressions: how this CLI refuses a line."""
    COMMENT: str
    """What starts a comment in the platform's main configuration."""
    DEFAULTS: Mapping[Timer, int]
    """Settings the router does not print while they have these values; seconds where they are times, milliseconds for
    BFD."""
    PREFERRED: Mapping[Timer, int]
    """Settings made where the inventory says nothing, because the router's own value serves badly; seconds."""

    ESP_MODE: Literal["transport", "tunnel"]
    """How it encrypts GRE: between the routers themselves, or inside a tunnel of its own (RFC 4301 section 3.2); both
    ends must do the same."""

    SHOW: Show | str
    """How it is asked about its state, or the reason in one sentence why it cannot be."""

    def tunnel_interface(self, number: int) -> str:
        """Return the platform's interface name of a tunnel."""
        ...

    def interface_fault(self, name: str) -> str | None:
        """Return why a router of this make cannot have an interface of this name, or None."""
        ...

    def ipsec_connection(self, tunnel: str) -> str:
        """Return the router's name of the IPsec connection of a tunnel."""
        ...

    def description(self, text: str) -> str:
        """Return free text as this CLI takes it and prints it back: one line that cannot be taken for anything else."""
        ...

    def ike_words(self, suite: IkeSuite) -> Mapping[str, str]:
        """Return the platform's words for the algorithms of an IKE SA."""
        ...

    def esp_words(self, suite: EspSuite) -> Mapping[str, str]:
        """Return the platform's words for the algorithms of a child SA."""
        ...

    def secret_text(self, secret: Secret, reference: str, path: str) -> str:
        """Return a secret as it stands in the file of this path; raises SecretError when that cannot hold it."""
        ...
