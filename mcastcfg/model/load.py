"""An inventory directory, or one file, to a validated Network that knows where everything was written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from mcastcfg.errors import InventoryError, NodePath, Place, Problem
from mcastcfg.model.allocations import FILE_NAME, Allocations, allocate, capacity, read_allocations
from mcastcfg.model.explain import problems_of
from mcastcfg.model.merge import merge
from mcastcfg.model.network import Network
from mcastcfg.model.references import problems_in
from mcastcfg.model.tree import MAX_BYTES, Mapping, Value, parse, place_of

NORNIR_FILES = ("hosts.yaml", "groups.yaml", "defaults.yaml")
"""Nornir's own files; they say how routers are reached and are read by the inventory plugin."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was read: the validated network, the numbers of its tunnels, and the place of every value."""

    root: Path
    """The inventory directory; secret files and Nornir's files are relative to it."""
    network: Network
    allocations: Allocations
    tree: Mapping = field(repr=False)

    def place(self, path: NodePath) -> Place:
        """Return where the value at a path is written, or its nearest written parent."""
        return place_of(self.tree, path, self.tree.place, key=True)


def load(where: Path) -> Inventory:
    """Read an inventory; raises InventoryError with every problem found."""
    root = where if where.is_dir() else where.parent
    files = list(_files(where))
    if not files:
        fix = "start one with: mcastcfg init DIRECTORY --example two-office"
        missing = "there is no such file or directory" if not where.exists() else "holds no YAML file"
        raise InventoryError([Problem(missing, Place(str(where), 1, 1), fix=fix)])
    problems: list[Problem] = []
    trees: list[Mapping] = []
    for file in files:
        try:
            trees.append(_mapping(read_yaml(file), file))
        except InventoryError as error:
            problems.extend(error.problems)
    if problems:
        raise InventoryError(problems)
    beside = root / FILE_NAME
    known = (beside, read_yaml(beside)) if where.is_dir() and beside.is_file() else None
    return _inventory(root, trees, files[0], known)


def loads(text: str, name: str = "inventory.yaml", root: Path = Path()) -> Inventory:
    """Read an inventory from one YAML text; raises InventoryError like `load`."""
    return _inventory(root, [_mapping(parse(text, name), Path(name))], Path(name), None)


def read_yaml(file: Path) -> Value:
    """Return the located tree of one file; raises InventoryError when it cannot be read."""
    place = Place(str(file), 1, 1)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InventoryError([Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MiB", place, fix="split it")])
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise InventoryError([Problem(f"cannot be read: {error.strerror}", place)]) from None
    except UnicodeDecodeError as error:
        raise InventoryError([Problem(f"is not UTF-8: byte {error.start}", place, fix="save it as UTF-8")]) from None
    return parse(text, str(file))


def _files(where: Path) -> Iterator[Path]:
    if where.is_file():
        yield where
        return
    for folder, folders, names in os.walk(where):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "secrets")
        here = Path(folder)
        for name in sorted(names):
            own = here == where and name in (*NORNIR_FILES, FILE_NAME)
            if name.endswith((".yaml", ".yml")) and not name.startswith(".") and not own:
                yield here / name


def _mapping(tree: Value, file: Path) -> Mapping:
    place = Place(str(file), 1, 1)
    if tree is None:
        raise InventoryError([Problem("is empty", place, fix="write at least one key, or delete the file")])
    if not isinstance(tree, Mapping):
        raise InventoryError([Problem("must hold a mapping of keys", place)])
    return tree


def _inventory(root: Path, trees: list[Mapping], first: Path, known: tuple[Path, Value] | None) -> Inventory:
    start = Place(str(first), 1, 1)
    tree, problems = merge(trees, start)
    if problems:
        raise InventoryError(problems)
    try:
        network = Network.model_validate(tree)
    except ValidationError as error:
        raise InventoryError(problems_of(error, tree, start)) from None
    if problems := list(problems_in(network)):
        raise InventoryError(_placed(problems, tree, start))
    numbers: dict[str, int] = {}
    if known is not None:
        file, value = known
        numbers = read_allocations(value, Place(str(file), 1, 1), capacity(network.pools.tunnel_addresses))
    try:
        allocations = allocate(network, numbers)
    except InventoryError as error:
        raise InventoryError(_placed(error.problems, tree, start)) from None
    return Inventory(root, network, allocations, tree)


def _placed(problems: list[Problem] | tuple[Problem, ...], tree: Mapping, start: Place) -> list[Problem]:
    placed = [replace(problem, place=place_of(tree, problem.path, start)) for problem in problems]
    return sorted(placed, key=lambda problem: problem.place or start)
