"""YAML text to plain values that remember where they were written.

Read from libyaml's events with an explicit stack, so that depth cannot exhaust the interpreter's, and with
YAML 1.2 scalars only: `on` stays text and `010` is no octal number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from mcastcfg.errors import InventoryError, NodePath, Place, Problem, visible
from mcastcfg.model.secret import NOT_A_REFERENCE, SECRET_KEYS

MAX_BYTES = 32 * 1024 * 1024
"""Largest file read, in bytes."""
MAX_DEPTH = 40
"""Deepest nesting read; the model needs eight."""
MAX_ALIASED = 100_000
"""Most values of one file that may come from aliases; what is written out is bounded by MAX_BYTES."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS = 20
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)


class Mapping(dict[str, "Value"]):
    """A mapping that knows where it starts and where each key and value stands."""

    __slots__ = ("height", "keys_at", "place", "size", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}
        self.size = 1
        self.height = 1


class Items(list["Value"]):
    """A sequence that knows where it starts and where each item stands."""

    __slots__ = ("height", "place", "size", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.values_at: list[Place] = []
        self.size = 1
        self.height = 1


Value: TypeAlias = "Mapping | Items | str | int | float | bool | None"


@dataclass(slots=True)
class _Open:
    """A container that is still being read."""

    container: Mapping | Items
    key: str | None = None
    key_place: Place | None = None
    anchor: str | None = None


def place_of(tree: Value, path: NodePath, fallback: Place, *, key: bool = False) -> Place:
    """Return where a path stands, or its nearest parent that was written.

    A plain value is shown where it stands; with `key`, and for a mapping or a list, the key before it is.
    """
    place = tree.place if isinstance(tree, Mapping | Items) else fallback
    here: Value = tree
    for part in path:
        if isinstance(here, Mapping) and isinstance(part, str) and part in here:
            value = here[part]
            by_key = key or value is None or isinstance(value, Mapping | Items)
            place = here.keys_at[part] if by_key else here.values_at[part]
        elif isinstance(here, Items) and isinstance(part, int) and 0 <= part < len(here):
            value = here[part]
            place = here.values_at[part]
        else:
            break
        here = value
    return place


def parse(text: str, file: str) -> Value:
    """Return the one document of a YAML text; raises InventoryError with the place of what cannot be read."""
    try:
        return _Reader(file).read(text)
    except yaml.MarkedYAMLError as error:
        raise InventoryError([_syntax_problem(error, text, file)]) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        found = _UNREADABLE.search(text)
        if found is None:
            raise InventoryError([Problem(f"not YAML: {str(error).splitlines()[0]}", Place(file, 1, 1))]) from None
        what = f"holds the control character U+{ord(found[0]):04X}"
        raise InventoryError([Problem(what, _place_in(text, found.start(), file), fix="remove it")]) from None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    if conflict := _CONFLICT.search(text):
        fix = "keep the lines that are right and delete the lines of markers"
        return Problem("a merge conflict of git stands here", _place_in(text, conflict.start(), file), fix=fix)
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    why = error.problem or error.context or "cannot be read"
    if error.context and error.context_mark and error.context_mark.line != place.line - 1:
        start = Place(file, error.context_mark.line + 1, error.context_mark.column + 1)
        why += f" {error.context}, which starts at {start}"
    line = text.splitlines()[place.line - 1] if place.line <= len(text.splitlines()) else ""
    if line[: place.column].endswith("\t"):
        fix = "indent with spaces, not with tabs"
    elif "cannot start any token" in why:
        fix = "put the value in quotes"
    elif "quoted scalar" in why:
        fix = "close the quotes"
    elif "flow" in (error.context or ""):
        fix = "close every [ and {, put commas between the items, and quotes around text"
    else:
        fix = "check the indentation, and put a value that holds `: ` or ` #` in quotes"
    return Problem(f"not YAML: {why}", place, fix=fix)


def _place_in(text: str, offset: int, file: str) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


class _Reader:
    """Builds one document from events."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.stack: list[_Open] = []
        self.anchors: dict[str, Value] = {}
        self.aliased = 0
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

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        if event.tag is not None and event.tag not in {"!", "tag:yaml.org,2002:str"}:
            self._refuse_tag(event.tag, place)
        # libyaml says "" where the pure reader says None; the tag `!` makes text of a plain scalar.
        plain = event.implicit[0] and not event.style and event.tag is None
        is_key = bool(self.stack) and isinstance(self.stack[-1].container, Mapping) and self.stack[-1].key is None
        if is_key:
            if not event.value and plain:
                self._fail("a key is empty", place, "write a key before the colon")
            self._key(event.value, place)
            return
        value = self._plain(event.value, place) if plain else event.value
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
                self._fail("the number is too large", place, "write a smaller one, or put it in quotes")
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
            self._refuse_tag(tag, place)
        if len(self.stack) >= MAX_DEPTH:
            self._fail(f"nested more than {MAX_DEPTH} deep", place, "write it flatter")
        if self._awaits_key():
            fix = "put quotes around a value that starts with { or ["
            self._fail("a key must be text, not a list or a mapping", place, fix)
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
            if self._at_secret():
                self._fail(NOT_A_REFERENCE, place)
            fix = "put quotes around a value that starts with *"
            self._fail(f"the alias *{anchor} has no anchor (&) before it", place, fix)
        if self._awaits_key():
            self._fail("a key must be text, not an alias", place, "write the key out")
        value = self.anchors[anchor]
        size, height = (value.size, value.height) if isinstance(value, Mapping | Items) else (1, 0)
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self._fail(f"more than {MAX_ALIASED} values come from aliases", place, "write fewer aliases")
        if len(self.stack) + height > MAX_DEPTH:
            self._fail(f"nested more than {MAX_DEPTH} deep", place, "write it flatter")
        self._put(value, place, size)

    def _refuse_tag(self, tag: str, place: Place) -> None:
        written = tag.replace("tag:yaml.org,2002:", "!!", 1)
        if self._at_secret():
            self._fail(NOT_A_REFERENCE, place)
        fix = "write the value without a tag, or put quotes around it"
        self._fail(f"the tag {visible(written)} is not known", place, fix)

    def _at_secret(self) -> bool:
        """Whether what comes next may be a secret someone typed; it is not repeated."""
        return any(level.key in SECRET_KEYS for level in self.stack)

    def _put(self, value: Value, place: Place, size: int) -> None:
        if not self.stack:
            self.root, self.done = value, True
            return
        top = self.stack[-1]
        top.container.size += size
        if isinstance(value, Mapping | Items) and value.height >= top.container.height:
            top.container.height = value.height + 1
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
