"""YAML text to plain values that remember where they were written.

Read from libyaml's events with an explicit stack, so that depth cannot exhaust the interpreter's, and with
YAML 1.2 scalars only: `on` stays text and `010` is no octal number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from mcastcfg.errors import InventoryError, NodePath, Place, Problem

MAX_BYTES = 32 * 1024 * 1024
"""Largest file read, in bytes."""
MAX_DEPTH = 40
"""Deepest nesting read; the model needs eight."""
MAX_NODES = 5_000_000
"""Most values one file may hold once its aliases are counted out."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS = 20


class Mapping(dict[str, "Value"]):
    """A mapping that knows where it starts and where each key and value stands."""

    __slots__ = ("keys_at", "place", "size", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}
        self.size = 1


class Items(list["Value"]):
    """A sequence that knows where it starts and where each item stands."""

    __slots__ = ("place", "size", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.values_at: list[Place] = []
        self.size = 1


Value: TypeAlias = "Mapping | Items | str | int | float | bool | None"


@dataclass(slots=True)
class _Open:
    """A container that is still being read."""

    container: Mapping | Items
    key: str | None = None
    key_place: Place | None = None
    anchor: str | None = None


def place_of(tree: Value, path: NodePath, fallback: Place, *, key: bool = False) -> Place:
    """Return where a path stands, or the nearest parent that was written.

    With `key`, the place of the last key itself rather than of its value.
    """
    place = fallback
    here: Value = tree
    if isinstance(here, Mapping | Items):
        place = here.place
    for part in path:
        if isinstance(here, Mapping) and isinstance(part, str) and part in here:
            last = key and part == path[-1]
            place = here.keys_at[part] if last or here[part] is None else here.values_at[part]
            here = here[part]
            if isinstance(here, Mapping | Items):
                place = place if last else here.place
        elif isinstance(here, Items) and isinstance(part, int) and 0 <= part < len(here):
            place = here.values_at[part]
            here = here[part]
        else:
            break
    return place


def parse(text: str, file: str) -> Value:
    """Return the one document of a YAML text; raises InventoryError with the place of what cannot be read."""
    try:
        return _Reader(file).read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        why = ", ".join(part for part in (error.context, error.problem) if part)
        raise InventoryError([Problem(f"not YAML: {why}", place)]) from None
    except yaml.YAMLError as error:
        detail = str(error).splitlines()[0]
        raise InventoryError([Problem(f"not YAML: {detail}", Place(file, 1, 1))]) from None


class _Reader:
    """Builds one document from events."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.stack: list[_Open] = []
        self.anchors: dict[str, Value] = {}
        self.nodes = 0
        self.done = False
        self.root: Value = None

    def read(self, text: str) -> Value:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            mark = event.start_mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, place)
            elif isinstance(event, yaml.MappingStartEvent):
                self._open(Mapping(place), event.anchor, event.tag, place)
            elif isinstance(event, yaml.SequenceStartEvent):
                self._open(Items(place), event.anchor, event.tag, place)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event.anchor or "", place)
            elif isinstance(event, yaml.DocumentStartEvent) and self.done:
                self._fail("a second document starts here", place, "keep one document per file")
        return self.root

    def _fail(self, message: str, place: Place, fix: str = "") -> None:
        raise InventoryError([Problem(message, place, fix=fix)])

    def _count(self, size: int, place: Place) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._fail(f"more than {MAX_NODES} values once aliases are counted out", place, "write less")

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        if event.tag is not None and event.tag not in {"!", "tag:yaml.org,2002:str"}:
            self._fail(f"the tag {event.tag} is not known", place, "write the value without a tag")
        plain = event.implicit[0] and not event.style  # libyaml says "", the pure reader None
        is_key = bool(self.stack) and isinstance(self.stack[-1].container, Mapping) and self.stack[-1].key is None
        if is_key:
            if not event.value and plain:
                self._fail("a key is empty", place)
            self._key(event.value, place)
            return
        value = self._plain(event.value, place) if plain else event.value
        self._count(1, place)
        if event.anchor:
            self.anchors[event.anchor] = value
        self._put(value, place, 1)

    def _plain(self, text: str, place: Place) -> Value:
        if text in {"", "~", "null", "Null", "NULL"}:
            return None
        if text in {"true", "True", "TRUE"}:
            return True
        if text in {"false", "False", "FALSE"}:
            return False
        if len(text) > _MAX_DIGITS or not (text[0].isdigit() or text[0] in "+-."):
            return text
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text) and not text.isdigit():
            value = float(text)
            if value in {float("inf"), float("-inf")}:
                self._fail(f"the number {text} is too large", place)
            return value
        return text

    def _key(self, key: str, place: Place) -> None:
        top = self.stack[-1]
        if not isinstance(top.container, Mapping):
            raise TypeError("a key outside a mapping")
        if key == "<<":
            self._fail("merge keys (<<) are not part of YAML 1.2", place, "write the keys out")
        if key in top.container:
            first = top.container.keys_at[key]
            self._fail(f"the key {key!r} is here twice; it stands first at {first}", place, "keep one of them")
        top.key, top.key_place = key, place

    def _open(self, container: Mapping | Items, anchor: str | None, tag: str | None, place: Place) -> None:
        if tag is not None and tag not in {"!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}:
            self._fail(f"the tag {tag} is not known", place, "write the value without a tag")
        if len(self.stack) >= MAX_DEPTH:
            self._fail(f"nested more than {MAX_DEPTH} deep", place, "write it flatter")
        if self._awaits_key():
            self._fail("a key must be text, not a list or a mapping", place)
        self._count(1, place)
        self.stack.append(_Open(container, anchor=anchor))

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, Mapping) and self.stack[-1].key is None

    def _close(self) -> None:
        closed = self.stack.pop()
        if closed.anchor:
            self.anchors[closed.anchor] = closed.container
        self._put(closed.container, closed.container.place, closed.container.size)

    def _alias(self, anchor: str, place: Place) -> None:
        if anchor not in self.anchors:
            self._fail(f"the alias *{anchor} stands before or inside its anchor", place)
        if self._awaits_key():
            self._fail("a key must be text, not an alias", place)
        value = self.anchors[anchor]
        size = value.size if isinstance(value, Mapping | Items) else 1
        self._count(size, place)
        self._put(value, place, size)

    def _put(self, value: Value, place: Place, size: int) -> None:
        if not self.stack:
            self.root, self.done = value, True
            return
        top = self.stack[-1]
        top.container.size += size
        if isinstance(top.container, Items):
            top.container.append(value)
            top.container.values_at.append(place)
            return
        if top.key is None or top.key_place is None:
            raise TypeError("a value without a key")
        top.container[top.key] = value
        top.container.keys_at[top.key] = top.key_place
        top.container.values_at[top.key] = place
        top.key = None
