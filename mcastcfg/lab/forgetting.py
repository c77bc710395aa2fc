"""How long hosts wait before they ask again for a group that they have left, so that routers have forgotten it."""

from __future__ import annotations

from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS

# RFC 3376 section 8.10, the Last Member Query Time: 2 s by default; the last report of a leave follows up to a second
# later, and the emulated processor takes its time.
_LAST_MEMBER = 4.0
_HOLDTIME_PER_INTERVAL = 3.5
"""RFC 7761 section 4.11: how long a Join holds, in intervals between two of them."""


def forget_seconds(design: Design) -> float:
    """Return after how many seconds no router keeps anything that a host once asked for.

    FRR does not serve a host that asks again within the Last Member Query Time. A last hop that leaves the tree of a
    source also sends one Join of the shared tree too many, and a rendezvous point that has the source by MSDP takes up
    a Join that comes while that one holds without joining the source: docs/deviations.md has both.
    """
    intervals = []
    for config in design.configs.values():
        if config.msdp is not None and config.pim is not None:
            platform = PLATFORMS[config.platform]
            usual = platform.PREFERRED.get("join_prune_interval", platform.DEFAULTS["join_prune_interval"])
            intervals.append(config.pim.join_prune_interval or usual)
    return _LAST_MEMBER + _HOLDTIME_PER_INTERVAL * max(intervals, default=0)
