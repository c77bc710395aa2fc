"""Reverse path forwarding: where a router expects packets from an address, and whom it sends its joins to.

FRR looks into the multicast table first and takes the longest match there; only where that has none does it look into
the unicast table (`mrib-then-urib`, its default). IOS-XE agrees for what mcastcfg renders: a static multicast route has
distance 0 and wins over any unicast route. Neither compares prefix lengths across the two tables, so a longer unicast
route loses to a shorter multicast one; where the longest match of both wins (FRR set to `longer-prefix`, for one), the
answers agree only while both tables hold the same prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.routes import routing_tables
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix


@dataclass(frozen=True, slots=True)
class Rpf:
    """The RPF answer of one router for one address (RFC 7761 section 4.1.5)."""

    interface: str
    neighbor: Address | None
    """The next router; None where the address is on a connected link or on the router itself."""
    local: bool
    """Whether the address is the router's own."""
    table: Literal["multicast", "unicast"]
    prefix: Prefix
    origin: NodePath
    """What in the inventory decided it."""


def rpf(fabric: Fabric, router: str, address: Address) -> Rpf | None:
    """Return the RPF interface and neighbour, or None where the router has no route at all."""
    key = ("rpf", router, address)
    if key in fabric.memo:
        known = fabric.memo[key]
        return known if isinstance(known, Rpf) else None
    answer = _rpf(fabric, router, address)
    fabric.memo[key] = answer
    return answer


def _rpf(fabric: Fabric, router: str, address: Address) -> Rpf | None:
    owner = fabric.owner_at(router, address)
    if owner is not None:
        return Rpf(owner.interface, None, True, "multicast", Prefix(address), owner.origin)
    tables = routing_tables(fabric, router)
    hop = tables.multicast.lookup(address)
    if hop is not None:
        return Rpf(hop.interface, hop.next_hop, False, "multicast", hop.prefix, hop.origin)
    hop = tables.unicast.lookup(address)
    if hop is not None:
        return Rpf(hop.interface, hop.next_hop, False, "unicast", hop.prefix, hop.origin)
    return None
