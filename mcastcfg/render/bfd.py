"""BFD as templates get it: each interface names a profile, and equal settings share one."""

from __future__ import annotations

from mcastcfg.config.router_config import BfdConfig, RouterConfig
from mcastcfg.platforms.base import Platform
from mcastcfg.render.plain import Context, Plain


def bfd_forms(bfd: BfdConfig | None, platform: Platform) -> Context | None:
    """Return the settings of one interface, with those that differ from the platform's own under `set`."""
    if bfd is None:
        return None
    interval, multiplier = bfd.min_interval, bfd.multiplier
    return {
        "profile": f"MCASTCFG-{interval}-{multiplier}",
        "min_interval": interval,
        "multiplier": multiplier,
        "set": {
            "min_interval": None if platform.DEFAULTS["bfd_min_interval"] == interval else interval,
            "multiplier": None if platform.DEFAULTS["bfd_multiplier"] == multiplier else multiplier,
        },
    }


def bfd_profiles(config: RouterConfig, platform: Platform) -> list[Plain]:
    """Return each setting in use once, in the order of the intervals."""
    everywhere = [interface.bfd for interface in config.interfaces] + [tunnel.bfd for tunnel in config.tunnels]
    used = {bfd for bfd in everywhere if bfd is not None}
    return [bfd_forms(bfd, platform) for bfd in sorted(used, key=lambda bfd: (bfd.min_interval, bfd.multiplier))]
