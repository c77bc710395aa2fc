"""FRRouting 10 with iproute2, nftables, ifupdown and strongSwan on a Debian router."""

from __future__ import annotations

from collections.abc import Mapping

from mcastcfg.platforms.base import Activation, Feature, RenderedFile

NAME = "frr"
NETMIKO_DEVICE_TYPE = "linux"
FEATURES: Mapping[Feature, bool | str] = {}
FILES: tuple[RenderedFile, ...] = ()
ERROR_MARKERS: tuple[str, ...] = ()
COMMENT = "!"
ACTIVATIONS: tuple[Activation, ...] = ()


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: gre1, gre2 and so on."""
    return f"gre{number}"
