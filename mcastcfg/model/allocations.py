"""The committed file of numbers: tunnel name -> number, which also says which /30 of the pool it has.

A new tunnel takes the free number nearest to a hash of its name, so adding one never renumbers another and two
branches that each add a tunnel rarely take the same. When they do, loading says so and names both lines: delete
the line of the tunnel that is not deployed yet and run `mcastcfg allocate`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping as Readable
from dataclasses import dataclass, field

from mcastcfg.errors import InventoryError, NodePath, Place, Problem
from mcastcfg.model.base import InterfaceAddress, Prefix
from mcastcfg.model.network import Network
from mcastcfg.model.quote import shown
from mcastcfg.model.tree import Mapping, Value

FILE_NAME = "allocations.yaml"
TUNNEL_PREFIX_LENGTH = 30

_RESTORE = "take the file back from version control; numbers of deployed tunnels must not change"
_HEADER = """\
# Numbers that mcastcfg gave away. Written by `mcastcfg allocate`; commit it with the inventory.
# After a merge that gave one number to two tunnels: delete the line of the one that is not
# deployed yet and run `mcastcfg allocate`.
"""


@dataclass(frozen=True, slots=True)
class Allocations:
    """Numbers of the tunnels; `pending` names those that are not in the file yet, `stale` those only the file has."""

    tunnels: Readable[str, int] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()
    stale: Readable[str, int] = field(default_factory=dict)

    def to_yaml(self) -> str:
        """Return the file's text, sorted so that merges touch only the lines of their own tunnels."""
        lines = [f"  {name}: {number}\n" for name, number in sorted(self.tunnels.items())]
        return _HEADER + ("tunnels:\n" + "".join(lines) if lines else "tunnels: {}\n")


def capacity(pool: Prefix) -> int:
    """Return how many tunnels a pool holds."""
    return int(2 ** max(0, TUNNEL_PREFIX_LENGTH - pool.prefixlen)) if pool.prefixlen <= TUNNEL_PREFIX_LENGTH else 0


def tunnel_addresses(pool: Prefix, number: int) -> tuple[InterfaceAddress, InterfaceAddress]:
    """Return the addresses of a tunnel's two ends; numbers count from 1."""
    base = int(pool.network_address) + (number - 1) * 4
    return (
        InterfaceAddress((base + 1, TUNNEL_PREFIX_LENGTH)),
        InterfaceAddress((base + 2, TUNNEL_PREFIX_LENGTH)),
    )


def read_allocations(tree: Value, place: Place, limit: int) -> dict[str, int]:
    """Return the numbers in the file; raises InventoryError for what is not a number or is there twice."""
    if tree is None:
        return {}
    problems: list[Problem] = []
    tunnels = tree.get("tunnels") if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping) or set(tree) - {"tunnels"} or not isinstance(tunnels, Mapping | None):
        raise InventoryError([Problem("must hold one mapping, `tunnels`", place, fix=_RESTORE)])
    numbers: dict[str, int] = {}
    owners: dict[int, str] = {}
    for name, number in (tunnels or Mapping(place)).items():
        here = tunnels.keys_at[name] if tunnels is not None else place
        path: NodePath = ("tunnels", name)
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= limit:
            wrong = f"must be a whole number from 1 to {limit}, the size of the pool, got {shown(number)}"
            problems.append(Problem(wrong, here, path, "write the number it was deployed with, or delete the line"))
        elif number in owners:
            first = tunnels.keys_at[owners[number]] if tunnels is not None else place
            fix = "delete the line of the tunnel that is not deployed yet and run mcastcfg allocate"
            problems.append(
                Problem(f"the number {number} belongs to {owners[number]} at {first} already", here, path, fix)
            )
        else:
            owners[number] = name
            numbers[name] = number
    if problems:
        raise InventoryError(problems)
    return numbers


def allocate(network: Network, known: Readable[str, int]) -> Allocations:
    """Return numbers for every tunnel of the network: the known ones as they are, the rest newly chosen.

    Raises InventoryError when the pool is full.
    """
    size = capacity(network.pools.tunnel_addresses)
    kept = {name: known[name] for name in network.tunnels if name in known}
    missing = [name for name in sorted(network.tunnels) if name not in kept]
    if len(kept) + len(missing) > size:
        raise InventoryError(
            [
                Problem(
                    f"{network.pools.tunnel_addresses} holds {size} tunnels and {len(network.tunnels)} are declared",
                    path=("pools", "tunnel_addresses"),
                    fix="give a larger pool",
                )
            ]
        )
    numbers = dict(sorted(kept.items() | _chosen(missing, kept.values(), size)))
    stale = {name: number for name, number in sorted(known.items()) if name not in network.tunnels}
    return Allocations(numbers, frozenset(missing), stale)


def _chosen(names: Iterable[str], taken: Iterable[int], size: int) -> set[tuple[str, int]]:
    used = set(taken)
    chosen: set[tuple[str, int]] = set()
    for name in names:
        slot = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % size
        while slot + 1 in used:
            slot = (slot + 1) % size
        used.add(slot + 1)
        chosen.add((name, slot + 1))
    return chosen
