"""Where the news of a source stops on its way between two rendezvous points."""

from __future__ import annotations

from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.msdp_flood import flood
from mcastcfg.analysis.rp_map import RpMapping
from mcastcfg.analysis.tree_parts import Break
from mcastcfg.model.base import Address


def sa_break(
    fabric: Fabric, registered: str, waiting: str, source: Address, group: Address, rp: RpMapping
) -> Break | None:
    """Return what keeps the RP where receivers wait from knowing a source that registered elsewhere, or None.

    The refusal nearest to the receivers is named; where nothing refuses, no MSDP leads there.
    """
    found = flood(fabric, registered, source, group)
    if waiting in found.known:
        return None
    at_the_end = [problem for problem in found.refused if problem.router == waiting]
    if found.refused:
        return (at_the_end or found.refused)[-1]
    message = f"{waiting}, where receivers of {group} wait, is told nothing by MSDP about the sources of {registered}"
    return Break("sa_lost", waiting, None, message, rp.origin, rp.rp_address)
