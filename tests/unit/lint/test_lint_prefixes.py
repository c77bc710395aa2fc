"""Overlapping prefixes in one pass, against the obvious way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.lint.prefixes import Claim, overlaps
from mcastcfg.model.base import Prefix


def _prefix(number, length):
    return Prefix((number >> (32 - length) << (32 - length) if length else 0, length))


prefixes = st.builds(_prefix, st.integers(0, 255).map(lambda low: 0x0A000000 | low), st.integers(0, 32))
claims = st.lists(st.builds(Claim, prefixes, st.just("x"), st.just(()), st.booleans()), max_size=12)


def _numbered(found):
    return [Claim(claim.prefix, str(index), (index,), claim.is_tunnel) for index, claim in enumerate(found)]


@given(claims)
def test_finds_every_claim_that_overlaps_an_earlier_or_wider_one(found):
    numbered = _numbered(found)
    inner = {inner.path for inner, _ in overlaps(numbered, lambda _inner, _outer: True)}
    in_order = sorted(numbered, key=lambda c: (int(c.prefix.network_address), c.prefix.prefixlen))
    expected = {
        claim.path
        for index, claim in enumerate(in_order)
        if any(claim.prefix.overlaps(other.prefix) for other in in_order[:index])
    }
    assert inner == expected


@given(claims)
def test_tunnels_are_found_among_others(found):
    numbered = _numbered(found)
    pairs = list(overlaps(numbered, lambda inner, outer: inner.is_tunnel or outer.is_tunnel))
    assert all(inner.prefix.overlaps(outer.prefix) and (inner.is_tunnel or outer.is_tunnel) for inner, outer in pairs)
    touched = any(
        first.prefix.overlaps(second.prefix) and (first.is_tunnel or second.is_tunnel)
        for index, first in enumerate(numbered)
        for second in numbered[:index]
    )
    assert bool(pairs) == touched
