"""The reverse path towards every source and rendezvous point leaves by the interface that the trees need."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.rp_map import rp_for_group
from mcastcfg.analysis.rpf import Rpf, rpf
from mcastcfg.analysis.trees import trees
from mcastcfg.model.base import Address
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import RpfState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "rpf"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each router on a tree and each root it looks towards."""
    roots: dict[tuple[str, Address], list[str]] = {}
    for tree in trees(scope.fabric):
        for state in tree.shortest:
            roots.setdefault((state.router, tree.source_address), []).append(f"source of {tree.stream}")
        if tree.rp_address is not None:
            registers = [tree.register.first_hop] if tree.register is not None else []
            for router in (*(state.router for state in tree.shared), *registers):
                rp = rp_for_group(scope.fabric, router, tree.group)
                if rp is not None:
                    roots.setdefault((router, rp.rp_address), []).append("RP")
    for (router, address), why in roots.items():
        wanted = rpf(scope.fabric, router, address)
        if not scope.judges(router) or wanted is None:
            continue
        question = scope.show(router).rpf(address)
        interface = scope.native(router, wanted.interface)
        yield Expectation(
            router=router,
            subject=f"{address} ({', '.join(dict.fromkeys(why))})",
            expected=_text(interface, wanted.neighbor),
            path=wanted.origin,
            needs=((router, question),),
            judge=partial(_judge, router, question, interface, wanted),
        )


def _judge(router: str, question: Question[RpfState], interface: str, wanted: Rpf, facts: Facts) -> Judgement:
    found = facts.of(router, question)
    if found.interface is None:
        return failed("no route", f"{router} has no way back to {found.address}")
    # A router names the address itself as next hop where it is on a connected link; that is no neighbour.
    neighbor = None if found.neighbor == found.address and wanted.neighbor is None else found.neighbor
    actual = _text(found.interface, neighbor)
    if found.interface != interface:
        return failed(actual, f"packets from {found.address} are accepted from {found.interface} only")
    if neighbor != wanted.neighbor:
        return failed(actual, f"joins towards {found.address} go to another router")
    return passed(actual)


def _text(interface: str, neighbor: Address | None) -> str:
    return interface if neighbor is None else f"{interface} via {neighbor}"
