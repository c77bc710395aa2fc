"""The hash that shares a range of groups among rendezvous points of equal priority (RFC 7761 section 4.7.2)."""

from __future__ import annotations

from mcastcfg.model.base import Address

_MULTIPLIER = 1103515245
_INCREMENT = 12345
_MODULUS = 1 << 31
_ALL_ONES = (1 << 32) - 1


def hash_value(group: Address, mask_length: int, rp: Address) -> int:
    """Return Value(G,M,C): the candidate with the highest serves all groups that agree in their first bits."""
    mask = _ALL_ONES ^ (_ALL_ONES >> mask_length)
    inner = _MULTIPLIER * (int(group) & mask) + _INCREMENT
    return (_MULTIPLIER * (inner ^ int(rp)) + _INCREMENT) % _MODULUS
