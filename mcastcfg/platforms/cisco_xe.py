"""Cisco IOS-XE 17."""

from __future__ import annotations

from collections.abc import Mapping

from mcastcfg.platforms.base import Feature, RenderedFile

NAME = "cisco_xe"
NETMIKO_DEVICE_TYPE = "cisco_xe"
FEATURES: Mapping[Feature, bool | str] = {}
FILES: tuple[RenderedFile, ...] = ()
ERROR_MARKERS: tuple[str, ...] = ()
COMMENT = "!"


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel: Tunnel1, Tunnel2 and so on."""
    return f"Tunnel{number}"
