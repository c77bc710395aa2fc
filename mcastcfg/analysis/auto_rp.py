"""What Auto-RP tells a router: which mapping agent it hears, and the rendezvous points that one has heard.

Announcements and discoveries are multicast themselves, from the loopback of who sends them. FRR carries them like any
other group: both need a configured rendezvous point, and every router joins them by IGMP on its own interfaces. (FRR in
dense mode does not count itself as a receiver, prunes the flood, and forgets what it has learnt.) IOS-XE and Junos
flood the two groups wherever PIM runs. Announcements also leave on every PIM interface by themselves: a mapping agent
next to a candidate hears it in any case.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.rpf import rpf
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.config.rp_discovery import AnnouncedRpConfig, MappingAgentConfig
from mcastcfg.model.base import Address, Prefix

ANNOUNCEMENTS = Address("224.0.1.39")
DISCOVERIES = Address("224.0.1.40")
FLOODS: AbstractSet[str] = frozenset({"cisco_xe", "juniper_junos"})
"""Platforms that flood these two groups: sparse interfaces of IOS-XE do too (`ip pim autorp listener`), those of Junos
are made sparse-dense with these two as dense groups."""


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
        and carried(fabric, name, config.pim.auto_rp.mapping_agent.interface, router, DISCOVERIES)
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
    """Return whether a mapping agent hears a candidate: a PIM neighbour, or one whose announcements are carried."""
    own = fabric.configs[agent].pim.auto_rp
    # FRR as agent and candidate at once takes only what comes from the candidate's own address, not its interfaces'.
    near = own is None or own.candidate_rp is None or fabric.configs[agent].platform != "frr"
    if router == agent or (
        near and any(pair.pim and pair.second.router == agent for pair in neighbors_of(fabric, router))
    ):
        return True
    return carried(fabric, router, candidate.interface, agent, ANNOUNCEMENTS)


def carried(fabric: Fabric, source: str, interface: str, router: str, group: Address) -> bool:
    """Return whether what a router sends from its loopback to one of the two groups comes to another one."""
    root = fabric.attachment(source, interface)
    if router == source:
        return root.pim is not None
    if root.pim is None or not _joined_up(fabric, router, root.address, group):
        return False
    if all(fabric.configs[name].platform in FLOODS for name in (source, router)):
        return True
    meeting = {_configured_rp(fabric.configs[name], group) for name in (source, router)}
    rp = meeting.pop()
    owner = fabric.owners.get(rp) if rp is not None else None
    if rp is None or meeting or owner is None or owner.pim is None:
        return False
    return all(_joined_up(fabric, *way, group) for way in ((router, rp), (owner.router, root.address)))


def _joined_up(fabric: Fabric, router: str, address: Address, group: Address) -> bool:
    """Return whether RPF leads from a router to an address over PIM neighbours without a boundary for the group."""
    here, passed = router, set[str]()
    while fabric.owner_at(here, address) is None:
        passed.add(here)
        towards = rpf(fabric, here, address)
        if towards is None:
            return False
        end = fabric.attachment(here, towards.interface)
        upstream = fabric.across(end, towards.neighbor or address)
        if upstream is None or upstream.router in passed or not all(_carries(one, group) for one in (end, upstream)):
            return False
        here = upstream.router
    return True


def _carries(end: Attachment, group: Address) -> bool:
    return end.pim is not None and end.pim.mode != "dm" and not end.bounds(group)


def _configured_rp(config: RouterConfig, group: Address) -> Address | None:
    """Return the configured rendezvous point of a group, the longest range first."""
    holding = [(groups.prefixlen, rp.rp_address) for rp in config.pim.rps for groups in rp.groups if group in groups]
    return max(holding)[1] if holding else None
