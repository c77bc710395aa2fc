"""Several files to one tree, merged by key; a value given twice is an error that names both places."""

from __future__ import annotations

from mcastcfg.errors import NodePath, Place, Problem
from mcastcfg.model.tree import Mapping


def merge(trees: list[Mapping], root: Place) -> tuple[Mapping, list[Problem]]:
    """Return the merged tree and what is written in more than one file."""
    merged = Mapping(root)
    problems: list[Problem] = []
    for tree in trees:
        _merge_into(merged, tree, (), problems)
    return merged, problems


def _merge_into(target: Mapping, source: Mapping, path: NodePath, problems: list[Problem]) -> None:
    for key, value in source.items():
        if key not in target:
            if isinstance(value, Mapping):
                # A copy of the level, so that merging never writes into a tree another alias shares.
                fresh = Mapping(value.place)
                target[key] = fresh
                _merge_into(fresh, value, (*path, key), problems)
            else:
                target[key] = value
            target.keys_at[key] = source.keys_at[key]
            target.values_at[key] = source.values_at[key]
            continue
        known = target[key]
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            _merge_into(known, value, (*path, key), problems)
        else:
            problems.append(
                Problem(
                    f"is given twice; it stands first at {target.keys_at[key]}",
                    source.keys_at[key],
                    (*path, key),
                    "keep one of them",
                )
            )
