"""What Auto-RP tells a router: which mapping agent it hears, and the rendezvous points that one has heard.

Both kinds of messages are flooded (RFC 3973) from the loopback of who sends them, so they reach whoever has an unbroken
RPF path of interfaces that flood their group. Announcements also leave on every PIM interface by themselves: a mapping
agent next to a candidate hears it whatever the modes are.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.rpf import rpf
from mcastcfg.config.rp_discovery import AnnouncedRpConfig, MappingAgentConfig
from mcastcfg.model.base import Address, Prefix

ANNOUNCEMENTS = Address("224.0.1.39")
DISCOVERIES = Address("224.0.1.40")
FLOODS_SPARSE: AbstractSet[str] = frozenset({"cisco_xe"})
"""Platforms that flood these two groups on sparse interfaces too (`ip pim autorp listener`)."""


@dataclass(frozen=True, slots=True)
class HeardAgent:
    """A mapping agent that a router listens to."""

    router: str
    agent: MappingAgentConfig


def heard_agent(fabric: Fabric, router: str) -> HeardAgent | None:
    """Return the mapping agent with the highest address among those a router hears: lower ones fall silent."""
    if fabric.configs[router].pim.auto_rp is None:
        return None
    heard = [
        HeardAgent(name, config.pim.auto_rp.mapping_agent)
        for name, config in fabric.configs.items()
        if config.pim.auto_rp is not None
        and config.pim.auto_rp.mapping_agent is not None
        and floods_reach(fabric, name, config.pim.auto_rp.mapping_agent.interface, router, DISCOVERIES)
    ]
    return max(heard, key=lambda one: one.agent.address, default=None)


def announced(fabric: Fabric, agent: str) -> dict[Prefix, AnnouncedRpConfig]:
    """Return what a mapping agent tells: for each range the candidate with the highest address, none told twice."""
    key = ("auto-rp", agent, None)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    best: dict[Prefix, AnnouncedRpConfig] = {}
    for name, config in fabric.configs.items():
        candidate = config.pim.auto_rp.candidate_rp if config.pim.auto_rp is not None else None
        if candidate is not None and announcement_reaches(fabric, name, candidate, agent):
            for groups in candidate.groups:
                if groups not in best or candidate.address > best[groups].address:
                    best[groups] = candidate
    told = {
        groups: candidate
        for groups, candidate in best.items()
        if not any(other != groups and groups.subnet_of(other) and best[other] == candidate for other in best)
    }
    fabric.memo[key] = told
    return told


def announcement_reaches(fabric: Fabric, router: str, candidate: AnnouncedRpConfig, agent: str) -> bool:
    """Return whether a mapping agent hears a candidate: a PIM neighbour, or by flooding."""
    near = router == agent or any(pair.pim and pair.second.router == agent for pair in neighbors_of(fabric, router))
    return near or floods_reach(fabric, router, candidate.interface, agent, ANNOUNCEMENTS)


def floods_reach(fabric: Fabric, source: str, interface: str, router: str, group: Address) -> bool:
    """Return whether what a router floods from its loopback comes to another one."""
    root = fabric.attachment(source, interface)
    if router == source:
        return root.pim is not None
    if root.pim is None or not _floods(fabric, root, group):
        return False
    here, passed = router, set[str]()
    while here != source:
        passed.add(here)
        towards = rpf(fabric, here, root.address)
        if towards is None or towards.local:
            return False
        end = fabric.attachment(here, towards.interface)
        upstream = fabric.across(end, towards.neighbor or root.address)
        if upstream is None or upstream.router in passed or not _floods_between(fabric, end, upstream, group):
            return False
        here = upstream.router
    return True


def _floods_between(fabric: Fabric, here: Attachment, there: Attachment, group: Address) -> bool:
    return all(_floods(fabric, end, group) and not end.bounds(group) for end in (here, there))


def _floods(fabric: Fabric, here: Attachment, group: Address) -> bool:
    """Return whether an interface floods a group that has no rendezvous point yet."""
    if here.pim is None:
        return False
    if here.pim.mode == "sm":
        return fabric.configs[here.router].platform in FLOODS_SPARSE
    dense = fabric.configs[here.router].pim.dense_groups
    return not dense or any(group in prefix for prefix in dense)
