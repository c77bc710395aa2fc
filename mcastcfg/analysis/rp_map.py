"""Which rendezvous point serves a group, and which groups need none."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from mcastcfg.analysis.auto_rp import announced, heard_agent
from mcastcfg.analysis.bsr import Offer, elected_bsr, rp_set
from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.rp_hash import hash_value
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix

MULTICAST = Prefix("224.0.0.0/4")
"""Every multicast address (RFC 5771)."""
LOCAL_NETWORK_CONTROL = Prefix("224.0.0.0/24")
"""Groups no router ever forwards (RFC 5771 section 4)."""
HASHES_RANGES: AbstractSet[str] = frozenset({"frr"})
"""Platforms that hash a range's own address (FRR 10.7 pim_bsm.c) where RFC 7761 section 4.7.2 hashes the group."""


@dataclass(frozen=True, slots=True)
class RpMapping:
    """A rendezvous point and a range of groups it serves, as one router knows it."""

    name: str
    rp_address: Address
    groups: Prefix
    source: Literal["static", "bsr", "auto_rp"]
    """How the router knows."""
    origin: NodePath


def is_forwardable(group: Address) -> bool:
    """Return whether routers forward packets to this address as multicast."""
    return group in MULTICAST and group not in LOCAL_NETWORK_CONTROL


def is_ssm(config: RouterConfig, group: Address) -> bool:
    """Return whether the router treats a group as source-specific (RFC 4607 section 1)."""
    return any(group in prefix for prefix in config.pim.ssm_range)


def mappings(fabric: Fabric, router: str) -> tuple[RpMapping, ...]:
    """Return every range of groups for which a router has a rendezvous point, with the one it uses.

    On FRR this is its whole table: it hashes the range and not the group, so that a range has one rendezvous point.
    """
    key = ("rp mappings", router, None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    found = _static(fabric.configs[router])
    for groups in _learned(fabric, router):
        # What was configured for the very same range stays (docs/decisions/0014).
        if groups not in found:
            found[groups] = _best(fabric, router, groups, groups.network_address)
    agent = heard_agent(fabric, router)
    for groups, candidate in announced(fabric, agent.router).items() if agent is not None else ():
        # Of Auto-RP FRR takes whatever it hears, also in the place of what was configured (docs/decisions/0014).
        found[groups] = RpMapping(candidate.name, candidate.address, groups, "auto_rp", candidate.origin)
    kept = tuple(found[groups] for groups in sorted(found))
    fabric.memo[key] = kept
    return kept


def rp_for_group(fabric: Fabric, router: str, group: Address) -> RpMapping | None:
    """Return the rendezvous point a router uses for a group (RFC 7761 section 4.7.1), the longest range first."""
    holding = [mapping for mapping in mappings(fabric, router) if group in mapping.groups]
    if not holding:
        return None
    longest = max(holding, key=lambda mapping: mapping.groups.prefixlen)
    if longest.source != "bsr" or fabric.configs[router].platform in HASHES_RANGES:
        return longest
    return _best(fabric, router, longest.groups, group)


def _static(config: RouterConfig) -> dict[Prefix, RpMapping]:
    """Return configured mappings; between equal ranges the highest address, the last tie of RFC 7761 section 4.7.2."""
    found: dict[Prefix, RpMapping] = {}
    for rp in config.pim.rps:
        for groups in rp.groups:
            if groups not in found or rp.rp_address > found[groups].rp_address:
                found[groups] = RpMapping(rp.name, rp.rp_address, groups, "static", rp.origin)
    return found


def _learned(fabric: Fabric, router: str) -> dict[Prefix, list[Offer]]:
    bsr = elected_bsr(fabric, router)
    offers: dict[Prefix, list[Offer]] = {}
    for offer in rp_set(fabric, bsr) if bsr is not None else ():
        offers.setdefault(offer.groups, []).append(offer)
    return offers


def _best(fabric: Fabric, router: str, groups: Prefix, hashed: Address) -> RpMapping:
    """Return the offer for a range with the lowest priority, then the highest hash, then the highest address."""
    bsr = elected_bsr(fabric, router)
    mask_length = bsr.candidate.hash_mask_length if bsr is not None else 0

    def rank(offer: Offer) -> tuple[int, int, int]:
        address = offer.candidate.address
        return -offer.candidate.priority, hash_value(hashed, mask_length, address), int(address)

    best = max(_learned(fabric, router)[groups], key=rank).candidate
    return RpMapping(best.name, best.address, groups, "bsr", best.origin)
