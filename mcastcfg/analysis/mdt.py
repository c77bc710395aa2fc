"""The trees of the core's own multicast that carry MDTs: each edge a source, and every edge of the VPN a receiver.

PIM's hellos pass the MDT all the time, so each of these routes stands as long as the VPN does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.instances import vrf_of
from mcastcfg.analysis.joins import Growing
from mcastcfg.analysis.rp_map import is_ssm, rp_for_group
from mcastcfg.analysis.tree_parts import Break, MulticastState
from mcastcfg.config.mdt import MdtLinkConfig
from mcastcfg.model.base import Address


@dataclass(frozen=True, slots=True)
class MdtTree:
    """What the core needs for the default MDT of one VRF."""

    vrf: str
    group: Address
    states: tuple[MulticastState, ...]
    """(*,G), unless the group is source-specific, and (S,G) of every edge."""
    breaks: tuple[Break, ...]


def mdt_trees(fabric: Fabric) -> Iterator[MdtTree]:
    """Yield the tree of every default MDT whose edges send it from links of their own; others are their routers' own
    business."""
    edges: dict[tuple[str, Address], dict[str, MdtLinkConfig]] = {}
    for name, config in fabric.configs.items():
        for vrf in config.vrfs if vrf_of(name) is None else ():
            if vrf.mdt is not None and config.mdt_link is not None:
                edges.setdefault((vrf.name, vrf.mdt.group), {})[name] = config.mdt_link
    for (vrf_name, group), links in edges.items():
        yield _tree(fabric, vrf_name, group, links)


def _tree(fabric: Fabric, vrf: str, group: Address, links: dict[str, MdtLinkConfig]) -> MdtTree:
    states: list[MulticastState] = []
    breaks: list[Break] = []
    shared: dict[Address, Growing] = {}
    for name, link in links.items():
        rp = rp_for_group(fabric, name, group) if not is_ssm(fabric.configs[name], group) else None
        if rp is not None:
            new = Growing(fabric, group, rp.rp_address, "shared")
            problem = shared.setdefault(rp.rp_address, new).join(name, link.interface)
            breaks.extend([problem] if problem is not None else [])
    for growing in shared.values():
        states.extend(growing.states())
    for name, link in links.items():
        growing = Growing(fabric, group, link.source.ip, "shortest")
        for other, its in links.items():
            problem = growing.join(other, its.interface if other != name else None)
            breaks.extend([problem] if problem is not None else [])
        states.extend(growing.states())
    return MdtTree(vrf, group, tuple(states), tuple(dict.fromkeys(breaks)))
