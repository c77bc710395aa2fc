"""Nornir's own files (hosts.yaml, groups.yaml, defaults.yaml), read with the place of everything that is wrong."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from netmiko import BaseConnection

from mcastcfg.errors import InventoryError, NodePath, Place, Problem
from mcastcfg.model.load import read_yaml
from mcastcfg.model.secret import STORES
from mcastcfg.model.tree import Items, Mapping, Value, place_of

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | None"
"""A value without places, as Nornir and Netmiko take it."""

_CONNECTION = {"hostname": str, "port": int, "username": str, "password": str, "platform": str}
_KINDS: dict[type, str] = {str: "text", int: "a whole number", Mapping: "a mapping", Items: "a list"}
SECRET_KEYS = frozenset({"password", "secret", "passphrase"})
"""Keys whose values are references to secrets, also among Netmiko's own options."""
ALWAYS_CHECKED = "host keys are always checked: delete the line, and record the router's key in known_hosts"


@dataclass(frozen=True, slots=True)
class NornirFiles:
    """What the three files say; a file that is not there says nothing."""

    hosts: dict[str, dict[str, Plain]]
    groups: dict[str, dict[str, Plain]]
    defaults: dict[str, Plain]
    places: dict[str, Place]
    """Where each host is written."""


def read_nornir_files(root: Path) -> NornirFiles:
    """Read the files beside an inventory; raises InventoryError with every problem found."""
    problems: list[Problem] = []
    hosts, groups, defaults = (_read(root / f"{name}.yaml") for name in ("hosts", "groups", "defaults"))
    for tree in (hosts, groups):
        for name, entry in tree.items():
            if entry is not None:  # `r1:` alone is an entry without options, as in Nornir
                problems += _placed(_entry(entry, (name,), {"groups": Items}), tree)
    problems += _placed(_entry(defaults, (), {}), defaults)
    if not problems:
        problems += [*_placed(_groups(hosts, groups), hosts), *_placed(_groups(groups, groups), groups)]
        problems += _placed(_circles(groups), groups)
    if problems:
        raise InventoryError(problems)
    return NornirFiles(
        {name: _mapping(plain(entry)) for name, entry in hosts.items()},
        {name: _mapping(plain(entry)) for name, entry in groups.items()},
        _mapping(plain(defaults)),
        dict(hosts.keys_at),
    )


def plain(value: Value) -> Plain:
    """Return a value without its places."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, Items) else value


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _read(file: Path) -> Mapping:
    place = Place(str(file), 1, 1)
    tree = read_yaml(file) if file.exists() else None
    if tree is None:
        return Mapping(place)
    if not isinstance(tree, Mapping):
        raise InventoryError([Problem("must hold a mapping of keys", place)])
    return tree


def _placed(problems: Iterable[Problem], tree: Mapping) -> Iterator[Problem]:
    for problem in problems:
        place = place_of(tree, problem.path, tree.place, key="known key" in problem.message)
        yield Problem(problem.message, place, problem.path, problem.fix)


def _entry(entry: Value, path: NodePath, more: dict[str, type]) -> Iterator[Problem]:
    known = {**_CONNECTION, **more, "data": Mapping, "connection_options": Mapping}
    yield from _typed(entry, path, known)
    options = entry.get("connection_options") if isinstance(entry, Mapping) else None
    for name, option in options.items() if isinstance(options, Mapping) else ():
        here = (*path, "connection_options", name)
        yield from _typed(option, here, {**_CONNECTION, "extras": Mapping})
        extras = option.get("extras") if isinstance(option, Mapping) else None
        if isinstance(extras, Mapping):
            yield from _extras(extras, (*here, "extras"), netmiko=name == "netmiko")


def _typed(entry: Value, path: NodePath, known: dict[str, type]) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem("must be a mapping of keys", path=path)
        return
    for key, value in entry.items():
        here = (*path, key)
        if key not in known:
            yield Problem("is not a known key", path=here, fix=_nearest(key, known))
        elif value is not None and (not isinstance(value, known[key]) or isinstance(value, bool)):
            shown = "" if key in SECRET_KEYS else f", got {value!r}"
            yield Problem(f"must be {_KINDS[known[key]]}{shown}", path=here)
        elif key == "port" and isinstance(value, int) and not 1 <= value <= 65535:
            yield Problem(f"must be a port from 1 to 65535, got {value}", path=here)
        elif key in SECRET_KEYS and value is not None:
            yield from _secret(value, here)


def _extras(extras: Mapping, path: NodePath, *, netmiko: bool) -> Iterator[Problem]:
    known = set(inspect.signature(BaseConnection.__init__).parameters) - {"self"}
    for key, value in extras.items():
        here = (*path, key)
        if netmiko and key not in known:
            yield Problem("is not a known key of Netmiko's connections", path=here, fix=_nearest(key, known))
        elif netmiko and key == "ssh_strict" and value is not True:
            yield Problem(f"must be true, got {value!r}", path=here, fix=ALWAYS_CHECKED)
        elif key in SECRET_KEYS and value is not None:
            yield from _secret(value, here)


def _secret(value: Value, path: NodePath) -> Iterator[Problem]:
    scheme, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if scheme not in STORES or not rest:
        # The value is not repeated: it may be the secret itself, typed in the wrong place.
        fix = "write " + " or ".join(f"{name}:..." for name in STORES)
        yield Problem("must be a reference to a secret, never the secret itself", path=path, fix=fix)


def _groups(tree: Mapping, groups: Mapping) -> Iterator[Problem]:
    for name, entry in tree.items():
        wanted = entry.get("groups") if isinstance(entry, Mapping) else None
        for index, group in enumerate(wanted if isinstance(wanted, Items) else ()):
            if group not in groups:
                here = (name, "groups", index)
                yield Problem(f"groups.yaml has no group {group!r}", path=here, fix=_nearest(str(group), groups))


def _circles(groups: Mapping) -> Iterator[Problem]:
    def parents(name: str) -> list[str]:
        entry = groups.get(name)
        found = entry.get("groups") if isinstance(entry, Mapping) else None
        return [str(parent) for parent in found] if isinstance(found, Items) else []

    for name in groups:
        seen: set[str] = set()
        waiting = parents(name)
        while waiting:
            parent = waiting.pop()
            if parent == name:
                yield Problem("the group contains itself", path=(name, "groups"), fix="take one of the groups out")
                break
            if parent not in seen:
                seen.add(parent)
                waiting += parents(parent)


def _nearest(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(names[:12])}" if names else "none is defined"
