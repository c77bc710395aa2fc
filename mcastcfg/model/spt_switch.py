"""When a last hop leaves the rendezvous point's tree for the source's own."""

from __future__ import annotations

from mcastcfg.model.addresses import GroupRange
from mcastcfg.model.base import Node


class SptSwitch(Node):
    """The switch to the shortest-path tree (RFC 7761 section 4.2.1): with the first packet, or never."""

    never: tuple[GroupRange, ...] = ()
    """Groups that stay on the rendezvous point's tree, such as many small sources of one group; all others switch with
    the first packet."""
