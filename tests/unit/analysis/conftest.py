"""Fabrics of the networks the tests ask about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.tree_parts import Tree
from mcastcfg.analysis.trees import trees
from mcastcfg.config.build import build
from mcastcfg.model.load import load, loads


def fabric_from(text: str) -> Fabric:
    inventory = loads(text)
    return fabric_of(inventory.network, build(inventory.network, inventory.allocations))


@pytest.fixture
def fabric() -> Callable[[str], Fabric]:
    """Text of an inventory -> fabric."""
    return fabric_from


@pytest.fixture
def predict() -> Callable[[str], dict[str, Tree]]:
    """Text of an inventory -> stream -> prediction."""
    return lambda text: {tree.stream: tree for tree in trees(fabric_from(text))}


@pytest.fixture
def two_office_fabric(two_office) -> Fabric:
    inventory = load(two_office)
    return fabric_of(inventory.network, build(inventory.network, inventory.allocations))
