"""What mcastcfg put on a router before: kept on the router, so that it takes out only what it put in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from mcastcfg.plan.tree import LinePath

VERSION = 1


@dataclass(frozen=True, slots=True)
class OwnedLines:
    """Lines of a `config_tree` file that are there because of us."""

    file: frozenset[LinePath] = frozenset()
    """In the file."""
    running: frozenset[LinePath] = frozenset()
    """In the running configuration."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The record of the last deploy."""

    files: frozenset[str] = frozenset()
    """Paths of the files that are wholly ours."""
    owned: Mapping[str, OwnedLines] = field(default_factory=dict)
    """Path of a `config_tree` file -> our lines in it."""

    def to_json(self) -> str:
        """Return the record's text, sorted, so that equal records are equal texts."""
        owned = {
            path: {"file": sorted(map(list, lines.file)), "running": sorted(map(list, lines.running))}
            for path, lines in sorted(self.owned.items())
        }
        return json.dumps({"version": VERSION, "files": sorted(self.files), "owned": owned}, indent=1) + "\n"


def read_applied(text: str | None) -> Applied:
    """Return the record in a text, or an empty one for None; raises ValueError for what is no record."""
    if text is None:
        return Applied()
    value = json.loads(text)
    if not isinstance(value, dict) or value.get("version") != VERSION:
        raise ValueError(f"it is no record of version {VERSION}")
    files, owned = value.get("files"), value.get("owned")
    if not isinstance(files, list) or not isinstance(owned, dict):
        raise ValueError("`files` or `owned` is missing")
    return Applied(frozenset(map(str, files)), {str(path): _owned(lines) for path, lines in owned.items()})


def _owned(value: object) -> OwnedLines:
    if not isinstance(value, dict):
        raise ValueError("`owned` holds what is no mapping")
    return OwnedLines(_paths(value.get("file")), _paths(value.get("running")))


def _paths(value: object) -> frozenset[LinePath]:
    if not isinstance(value, list) or not all(isinstance(path, list) and path for path in value):
        raise ValueError("`owned` holds what is no list of lines")
    return frozenset(tuple(str(line) for line in path) for path in value)
