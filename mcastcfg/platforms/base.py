"""What a platform module must hold; the module itself satisfies the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Feature: TypeAlias = Literal[
    "gre", "gre_key", "gre_mss", "ipsec_psk", "pim_sm", "ssm", "static_rp", "igmp", "igmp_denied_groups",
    "static_multicast_rpf", "push",
]  # fmt: skip
"""What an inventory may ask of a router."""

SUPPORTED = True
"""The value of a feature that is rendered; a string instead says why it is refused."""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a router's artifact: where it belongs, which template prints it, who may read it."""

    path: str
    """Path on the router, or a plain name where the router has no files."""
    template: str
    """Template below templates/<platform>/."""
    mode: int = 0o644
    """Permission bits."""
    merge: Literal["replace", "assignments", "config_tree"] = "replace"
    """How it meets what the router has: `replace` owns the whole file; `assignments` sets KEY=VALUE lines in a file
    that others own; `config_tree` adds our lines to the running configuration and removes only what we added before."""


@dataclass(frozen=True, slots=True)
class Activation:
    """How a changed file of a file-based platform takes effect; commands run in the order of the tuple.

    `{file}` in a command stands for the file's path. A command that exits other than 0, or prints a line one of
    the platform's ERROR_MARKERS matches, was refused.
    """

    path: str
    """The file that, once changed, needs these commands."""
    holds: tuple[str, ...] = ()
    """Commands that all exit 0 while the running state agrees with an unchanged file."""
    before: tuple[str, ...] = ()
    """Commands run before the new file is put in place (taking down what the old file set up)."""
    commands: tuple[str, ...] = ()
    """Commands run once the new file is in place."""


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
    ERROR_MARKERS: tuple[str, ...]
    """Regular expressions: how this CLI refuses a line."""
    COMMENT: str
    """What starts a comment in the platform's main configuration."""

    def tunnel_interface(self, number: int) -> str:
        """Return the platform's interface name of a tunnel."""
        ...
