"""Finding prefixes that overlap, in one pass over thousands of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mcastcfg.errors import NodePath
from mcastcfg.model.base import Prefix


@dataclass(frozen=True, slots=True)
class Claim:
    """A network and who says it is connected to it."""

    prefix: Prefix
    owner: str
    path: NodePath
    is_tunnel: bool = False
    vrf: str | None = None
    """The VRF it is in; None for a router's own table."""


def overlaps(claims: Iterable[Claim], matters: Callable[[Claim, Claim], bool]) -> Iterator[tuple[Claim, Claim]]:
    """Yield (inner, outer) for each claim that lies in another one, the nearest outer one that matters.

    Prefixes either nest or are disjoint, so the open ones form a stack no deeper than there are prefix lengths; of
    equal ones the first stays on it.
    """
    stack: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: (int(claim.prefix.network_address), claim.prefix.prefixlen)):
        while stack and not _holds(stack[-1].prefix, claim.prefix):
            stack.pop()
        outer = next((open_one for open_one in reversed(stack) if matters(claim, open_one)), None)
        if outer is not None:
            yield claim, outer
        if not stack or stack[-1].prefix != claim.prefix or (claim.is_tunnel and not stack[-1].is_tunnel):
            stack.append(claim)


def overlaps_by_vrf(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield (inner, outer) like `overlaps`, without the pairs that two VRFs keep apart; each pair once."""
    vrfs: list[str | None] = [*sorted({claim.vrf for claim in claims if claim.vrf is not None})]
    found: dict[tuple[NodePath, NodePath], tuple[Claim, Claim]] = {}
    for vrf in vrfs or [None]:
        together = [claim for claim in claims if claim.vrf in {None, vrf}]
        for inner, outer in overlaps(together, lambda _inner, _outer: True):
            found.setdefault((inner.path, outer.path), (inner, outer))
    yield from found.values()


def _holds(outer: Prefix, inner: Prefix) -> bool:
    return int(inner.network_address) >> (32 - outer.prefixlen) == int(outer.network_address) >> (32 - outer.prefixlen)
