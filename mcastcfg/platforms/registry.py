"""The list of platforms; adding one is one module and one word here."""

from __future__ import annotations

from collections.abc import Mapping

from mcastcfg.platforms import arista_eos, cisco_xe, frr, juniper_junos, vyos
from mcastcfg.platforms.base import Platform

_ALL: tuple[Platform, ...] = (frr, arista_eos, cisco_xe, juniper_junos, vyos)

PLATFORMS: Mapping[str, Platform] = {platform.NAME: platform for platform in _ALL}
"""Platform id -> module."""
