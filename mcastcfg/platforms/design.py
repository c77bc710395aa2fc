"""A design: an inventory whose platforms are known, with the configuration of every router resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mcastcfg.config.build import build
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import InventoryError, NodePath, Problem
from mcastcfg.model.load import Inventory, load
from mcastcfg.model.network import Network
from mcastcfg.model.unknown import unknown
from mcastcfg.platforms.registry import PLATFORMS


@dataclass(frozen=True, slots=True)
class Design:
    """What every verb works on."""

    inventory: Inventory
    configs: dict[str, RouterConfig]

    @property
    def network(self) -> Network:
        """Return the validated intent."""
        return self.inventory.network


def open_design(where: Path) -> Design:
    """Read an inventory and resolve it; raises InventoryError with every problem found."""
    return design_of(load(where))


def design_of(inventory: Inventory) -> Design:
    """Resolve an inventory that is loaded; raises InventoryError for a platform that is not known."""
    problems: list[Problem] = []
    for name, (site, router) in inventory.network.routers().items():
        if router.platform not in PLATFORMS:
            path: NodePath = ("sites", site, "routers", name, "platform")
            found = unknown("platform", router.platform, PLATFORMS, path)
            problems.append(Problem(found.message, inventory.place(path), path, found.fix))
    if problems:
        raise InventoryError(problems)
    return Design(inventory, build(inventory.network, inventory.allocations))
