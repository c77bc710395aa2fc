"""Which bootstrap router each router obeys, and the set of rendezvous points that it hears from it (RFC 5059).

Bootstrap messages travel hop by hop between PIM neighbours. A router takes them from its RPF neighbour towards the
bootstrap router only and passes on those of the one it obeys, so they reach whoever has an unbroken RPF path of PIM
neighbours, whatever PIM domain that stands in, unless an interface on the way is a border. What is told to a neighbour
that has just appeared is not reckoned with: it changes who hears first, not who hears.

A dead router is one that the fabric does not hold; ask again with a fabric without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.rpf import rpf
from mcastcfg.analysis.tree_parts import Break
from mcastcfg.analysis.unicast import unicast_path
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.config.rp_discovery import CandidateBsrConfig, CandidateRpConfig
from mcastcfg.model.base import Prefix

_ANNOUNCED: Mapping[str, int] = {"frr": 2}
"""Platform -> how many rendezvous points for one range its bootstrap router announces: FRR the best two."""


@dataclass(frozen=True, slots=True)
class ElectedBsr:
    """A bootstrap router that at least itself obeys."""

    router: str
    candidate: CandidateBsrConfig


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate rendezvous point as the bootstrap router announces it for one range."""

    router: str
    groups: Prefix
    candidate: CandidateRpConfig


def elected_bsr(fabric: Fabric, router: str) -> ElectedBsr | None:
    """Return the bootstrap router that a router obeys, or None where it hears none."""
    return _obedience(fabric).get(router)


def rp_set(fabric: Fabric, bsr: ElectedBsr) -> tuple[Offer, ...]:
    """Return what a bootstrap router announces, range by range, the best offer of each first."""
    key = ("rp set", bsr.router, None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    offers: dict[Prefix, list[Offer]] = {}
    for name, config in fabric.configs.items():
        candidate = config.pim.bsr.candidate_rp if config.pim.bsr is not None else None
        if candidate is not None and elected_bsr(fabric, name) == bsr and refused_advertisement(fabric, name) is None:
            for groups in candidate.groups:
                offers.setdefault(groups, []).append(Offer(name, groups, candidate))
    limit = announced_by(fabric.configs[bsr.router])
    announced = tuple(offer for groups in sorted(offers) for offer in sorted(offers[groups], key=_rank)[:limit])
    fabric.memo[key] = announced
    return announced


def announced_by(config: RouterConfig) -> int | None:
    """Return how many rendezvous points for one range a router announces as bootstrap router; None for all."""
    return _ANNOUNCED.get(config.platform)


def refused_advertisement(fabric: Fabric, router: str) -> str | None:
    """Return why the bootstrap router does not get what a candidate RP sends it by unicast, or None when it does."""
    bsr = elected_bsr(fabric, router)
    if bsr is None:
        return f"{router} hears no bootstrap router"
    path = unicast_path(fabric, router, bsr.candidate.address, "advertisements")
    if isinstance(path, Break):
        return path.message
    if path[-1] != bsr.router:
        return f"advertisements of {router} to {bsr.candidate.address} are left to the provider by {path[-1]}"
    arrival = _arrival(fabric, path, bsr)
    if arrival is not None and not _passes(arrival):
        why = "PIM is off" if arrival.pim is None else "a border is"
        return f"{why} on {arrival.interface} of {bsr.router}, where advertisements of {router} arrive"
    return None


def bsr_candidates(fabric: Fabric) -> Iterator[ElectedBsr]:
    """Yield every candidate bootstrap router, the most preferred first (RFC 5059 section 3.1)."""
    found = [
        ElectedBsr(name, config.pim.bsr.candidate_bsr)
        for name, config in fabric.configs.items()
        if config.pim.bsr is not None and config.pim.bsr.candidate_bsr is not None
    ]
    yield from sorted(found, key=lambda one: (one.candidate.priority, one.candidate.address), reverse=True)


def _obedience(fabric: Fabric) -> Mapping[str, ElectedBsr]:
    """Return router -> whom it obeys; a candidate that hears a better one keeps silent."""
    key = ("bsr", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    obeyed: dict[str, ElectedBsr] = {}
    for bsr in bsr_candidates(fabric):
        if bsr.router not in obeyed:
            heard = {bsr.router: True}
            for router in fabric.configs:
                _hears(fabric, router, bsr, obeyed, heard)
            obeyed.update((router, bsr) for router, yes in heard.items() if yes)
    fabric.memo[key] = obeyed
    return obeyed


def _hears(
    fabric: Fabric, router: str, bsr: ElectedBsr, obeyed: Mapping[str, ElectedBsr], heard: dict[str, bool]
) -> None:
    """Note for a router, and all between it and the bootstrap router, whether its messages come through."""
    path: list[str] = []
    here: str | None = router
    while here is not None and here not in heard and here not in path:
        path.append(here)
        here = None if here in obeyed else _heard_from(fabric, here, bsr)
    comes_through = here is not None and heard.get(here, False)
    heard.update(dict.fromkeys(path, comes_through))


def _heard_from(fabric: Fabric, router: str, bsr: ElectedBsr) -> str | None:
    """Return the RPF neighbour towards a bootstrap router, or None where messages cannot come from it."""
    towards = rpf(fabric, router, bsr.candidate.address)
    if towards is None or towards.local:
        return None
    here = fabric.attachment(router, towards.interface)
    there = fabric.across(here, towards.neighbor or bsr.candidate.address)
    return there.router if there is not None and _passes(here) and _passes(there) else None


def _passes(attachment: Attachment) -> bool:
    return attachment.pim is not None and not attachment.pim.bsr_border


def _rank(offer: Offer) -> tuple[int, int]:
    # Among equals FRR keeps the one it has known longest, which nobody can foretell; after a restart the lower address.
    return offer.candidate.priority, int(offer.candidate.address)


def _arrival(fabric: Fabric, path: tuple[str, ...], bsr: ElectedBsr) -> Attachment | None:
    """Return the interface that unicast to the bootstrap router comes in by; from itself, that is its loopback."""
    if len(path) == 1:
        return fabric.attachment(bsr.router, bsr.candidate.interface)
    hop = unicast_hop(fabric, path[-2], bsr.candidate.address)
    if hop is None:
        return None
    return fabric.across(fabric.attachment(path[-2], hop.interface), hop.next_hop or bsr.candidate.address)
