"""What rules look at: the design, and the answers several rules ask of it, each found once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mcastcfg.analysis.adjacency import islands
from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.tree_parts import Break, BreakKind, Tree
from mcastcfg.analysis.trees import trees
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.model.network import Network, Waiver
from mcastcfg.platforms.design import Design


@dataclass(frozen=True)
class Subject:
    """One design under the linter's eyes."""

    design: Design
    unused_waivers: tuple[tuple[int, Waiver], ...] = ()
    """Filled in by the runner once every other rule has spoken: (position in the list, waiver)."""

    @property
    def network(self) -> Network:
        """Return the validated intent."""
        return self.design.network

    @property
    def configs(self) -> dict[str, RouterConfig]:
        """Return the configuration of every router."""
        return self.design.configs

    @cached_property
    def fabric(self) -> Fabric:
        """Return the indexes over the configurations."""
        return fabric_of(self.network, self.configs)

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """Return the predicted tree of every stream."""
        return tuple(trees(self.fabric))

    @cached_property
    def islands(self) -> dict[str, int]:
        """Return which routers are joined by tunnels and LANs at all."""
        return islands(self.fabric)

    def breaks(self, *kinds: BreakKind) -> Iterator[tuple[Tree, Break]]:
        """Yield the breaks of these kinds with the tree each one stops."""
        for tree in self.trees:
            for problem in tree.breaks:
                if problem.kind in kinds:
                    yield tree, problem


def listed(names: list[str], shown: int = 3) -> str:
    """Return names for a sentence: the first few, and how many more."""
    unique = list(dict.fromkeys(names))
    rest = len(unique) - shown
    return ", ".join(unique[:shown]) + (f" and {rest} more" if rest > 0 else "")
