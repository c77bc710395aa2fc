"""How soon a routing daemon that died runs again, where routing runs in daemons that a watchdog starts anew."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.base import Node, Whole


class DaemonRestart(Node):
    """Settings of FRR's watchfrr; platforms without such daemons have nothing to set."""

    check_interval: Whole = Field(default=5, ge=1, le=60)
    """Seconds between looks at daemons that do not answer; the end of one that died is seen at once."""
    min_interval: Whole = Field(default=5, ge=1, le=600)
    """Seconds between two starts; FRR's own 60 count from the watchdog's start too, so a first crash may wait them."""
    max_interval: Whole = Field(default=120, ge=1, le=3600)
    """Seconds the time between starts doubles up to while a daemon keeps dying."""
