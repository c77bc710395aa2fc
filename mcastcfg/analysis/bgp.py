"""The BGP routes every router ends up with: the shortest AS path, then the neighbour with the lowest router id.

That is RFC 4271 section 9.1.2.2 for routes that differ in nothing else; mcastcfg has routers compare router ids also
between neighbours of other systems, so that it does not matter which route came first. All sessions are external: what
a border router learns, the rest of its system learns by other means or not at all. Of its own system's prefixes a
router announces for unicast only those it has a route to; for RPF all of them, because FRR checks only the former.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from mcastcfg.analysis.fabric import Fabric
from mcastcfg.config.bgp import BgpConfig, BgpNeighborConfig
from mcastcfg.model.base import Address, Prefix


@dataclass(frozen=True, slots=True)
class BgpPath:
    """A router's best path to a prefix."""

    as_path: tuple[int, ...]
    """The nearest system first; empty for what the router announces of its own system."""
    via: BgpNeighborConfig | None
    """The neighbour it was learnt from, or None."""
    router_id: Address
    """The neighbour's router id, or the router's own."""

    @property
    def rank(self) -> tuple[int, Address]:
        """Return what decides between paths; the lowest wins."""
        return len(self.as_path), self.router_id


Family = Literal["unicast", "multicast"]
"""What the routes are for: forwarding, or RPF alone (RFC 4760 section 6)."""
BgpPaths = Mapping[str, Mapping[Prefix, BgpPath]]


def bgp_paths(fabric: Fabric, family: Family, interior: Callable[[str], Collection[Prefix]]) -> BgpPaths:
    """Return router -> prefix -> best path; `interior` says which prefixes a router has without BGP."""
    key = ("bgp", "", family)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    paths: dict[str, dict[Prefix, BgpPath]] = {}
    for name, config in fabric.configs.items():
        if config.bgp is not None:
            there = interior(name) if family == "unicast" else config.bgp.networks
            own = BgpPath((), None, config.bgp.router_id)
            paths[name] = {prefix: own for prefix in config.bgp.networks if prefix in there}
    while _exchange(fabric, paths):
        pass
    fabric.memo[key] = paths
    return paths


def _exchange(fabric: Fabric, paths: dict[str, dict[Prefix, BgpPath]]) -> bool:
    """Let every router hear its neighbours once; return whether any took a better path.

    Paths only get better, so this ends.
    """
    changed = False
    for name, mine in paths.items():
        bgp = fabric.configs[name].bgp
        for neighbor in bgp.neighbors if bgp is not None else ():
            theirs = fabric.configs[neighbor.router].bgp
            if bgp is None or theirs is None:
                continue
            for prefix, offer in offered(paths, bgp, neighbor, theirs.router_id).items():
                if prefix not in mine or offer.rank < mine[prefix].rank:
                    mine[prefix] = offer
                    changed = True
    return changed


def offered(paths: BgpPaths, bgp: BgpConfig, neighbor: BgpNeighborConfig, router_id: Address) -> dict[Prefix, BgpPath]:
    """Return what a router takes from a neighbour: foreign prefixes whose path does not lead through its own system."""
    return {
        prefix: BgpPath((neighbor.asn, *path.as_path), neighbor, router_id)
        for prefix, path in paths[neighbor.router].items()
        if prefix in bgp.foreign and bgp.asn not in path.as_path
    }
