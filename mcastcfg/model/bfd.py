"""BFD: neighbours on a link notice within a second or so that the other one is gone."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.base import Node, Whole


class Bfd(Node):
    """One session for each neighbour on the link, shared by every protocol that runs there (RFC 5881)."""

    min_interval: Whole = Field(default=300, ge=50, le=9999)
    """Milliseconds between control packets, sent and asked for (RFC 5880 section 6.8.1)."""
    multiplier: Whole = Field(default=3, ge=3, le=50)
    """Packets that must be missed in a row before the neighbour counts as gone (RFC 5880 section 6.8.1)."""
