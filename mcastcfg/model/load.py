"""An inventory directory, or one file, to a validated Network that knows where everything was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Readable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from mcastcfg.errors import InventoryError, NodePath, Place, Problem
from mcastcfg.model.allocations import FILE_NAME, Allocations, allocate, capacity, read_allocations
from mcastcfg.model.authentication import authentication_problems
from mcastcfg.model.clashes import clashes_in
from mcastcfg.model.expansion import Origin, expanded
from mcastcfg.model.explain import problems_of
from mcastcfg.model.files import NORNIR_FILES, InventoryFiles, find_files, read_yaml
from mcastcfg.model.merge import merge
from mcastcfg.model.network import Network
from mcastcfg.model.references import problems_in
from mcastcfg.model.rp_discovery_references import rp_discovery_problems
from mcastcfg.model.tree import Mapping, Value, parse, place_of

MAX_PROBLEMS = 200
"""Most problems of one kind of check that are told at once; a wrong rename makes one in every file."""

__all__ = ["NORNIR_FILES", "Inventory", "load", "loads", "read_yaml"]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was read: the validated network, the numbers of its tunnels, and the place of every value."""

    root: Path
    """The inventory directory; secret files and Nornir's files are relative to it."""
    network: Network
    allocations: Allocations
    tree: Mapping = field(repr=False)
    allocations_file: Path = Path(FILE_NAME)
    """Where `mcastcfg allocate` writes the numbers."""
    generated: Readable[str, Origin] = field(default_factory=dict, repr=False)
    """Tunnels that a topology made -> where they come from."""

    def place(self, path: NodePath) -> Place:
        """Return where the value at a path is written, or its nearest written parent.

        Of a tunnel that a topology made, it is the topology's own setting, or the line that made it a spoke.
        """
        return place_of(self.tree, _written(path, self.generated), self.tree.place, key=True)


def load(where: Path) -> Inventory:
    """Read an inventory; raises InventoryError with every problem found."""
    files = find_files(where)
    problems: list[Problem] = []
    trees: list[Mapping] = []
    for file in files.written:
        try:
            trees.append(_mapping(read_yaml(file), file))
        except InventoryError as error:
            problems.extend(error.problems)
    numbers: Value = None
    if files.allocations.is_file():
        try:
            numbers = read_yaml(files.allocations)
        except InventoryError as error:
            problems.extend(error.problems)
    if problems:
        raise InventoryError(problems)
    return _inventory(files, trees, numbers)


def loads(text: str, name: str = "inventory.yaml", root: Path = Path()) -> Inventory:
    """Read an inventory from one YAML text; raises InventoryError like `load`."""
    file = Path(name)
    files = InventoryFiles(root, (file,), root / f"{file.stem}.{FILE_NAME}")
    return _inventory(files, [_mapping(parse(text, name), file)], None)


def _mapping(tree: Value, file: Path) -> Mapping:
    place = Place(str(file), 1, 1)
    if tree is None:
        raise InventoryError([Problem("is empty", place, fix="write at least one key, or delete the file")])
    if not isinstance(tree, Mapping):
        fix = "start with keys such as `sites:`"
        raise InventoryError([Problem("must hold a mapping of keys", place, fix=fix)])
    return tree


def _inventory(files: InventoryFiles, trees: list[Mapping], numbers: Value) -> Inventory:
    start = Place(str(files.written[0]), 1, 1)
    tree, problems = merge(trees, start)
    if problems:
        raise InventoryError(problems)
    try:
        network = Network.model_validate(tree)
    except ValidationError as error:
        raise InventoryError(problems_of(error, tree, start)) from None

    expansion = expanded(network, lambda path: str(place_of(tree, path, start)))
    network, origins = expansion.network, expansion.origins

    def place(path: NodePath) -> Place:
        return place_of(tree, _written(path, origins), start)

    def spot(path: NodePath) -> str:
        return str(place(path))

    found = [*problems_in(network, spot), *rp_discovery_problems(network, spot), *expansion.problems]
    _refuse(found, place)
    _refuse(authentication_problems(network), place)
    limit = capacity(network.pools.tunnel_addresses)
    known = read_allocations(numbers, Place(str(files.allocations), 1, 1), limit)
    try:
        allocations = allocate(network, known)
    except InventoryError as error:
        raise InventoryError(_placed(error.problems, place)) from None
    _refuse(clashes_in(network, allocations, spot), place)
    return Inventory(files.root, network, allocations, tree, files.allocations, origins)


def _written(path: NodePath, generated: Readable[str, Origin]) -> NodePath:
    """Return the path that is written behind one that may lead into a generated tunnel."""
    origin = generated.get(str(path[1])) if len(path) > 1 and path[0] == "tunnels" else None
    return path if origin is None else origin.of(path)


def _refuse(problems: Iterable[Problem], place: Callable[[NodePath], Place]) -> None:
    if found := list(islice(problems, MAX_PROBLEMS)):
        raise InventoryError(_placed(found, place))


def _placed(problems: Sequence[Problem], place: Callable[[NodePath], Place]) -> list[Problem]:
    """Return the problems in the order of the files."""
    found = sorted(((place(problem.path), problem) for problem in problems), key=lambda each: each[0])
    return [replace(problem, place=where) for where, problem in found]
