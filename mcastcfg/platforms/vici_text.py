"""What `swanctl --pretty` prints, as plain values.

The pretty form is read because it has one value a line; the raw form does not quote values that hold blanks.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from mcastcfg.platforms.show import Unreadable

Section: TypeAlias = "dict[str, str | list[str] | Section]"

_MESSAGE = re.compile(r"([a-z-]+) (event|reply) \{\Z")
_NOISE = re.compile(r"plugin '[^']*': failed to load|no files found matching ")
"""Said on standard error by a healthy swanctl; some sessions cannot keep the two apart."""


def messages(text: str, reply: str) -> list[Section]:
    """Return the sections of every event, in order; Unreadable unless the named reply stands at the end."""
    lines = [line for line in text.splitlines() if line.strip() and not _NOISE.match(line)]
    events: list[Section] = []
    position = 0
    answered = False
    while position < len(lines):
        opening = _MESSAGE.match(lines[position].rstrip())
        if opening is None:
            raise Unreadable(f"swanctl said {lines[position].strip()!r}")
        section, position = _section(lines, position + 1)
        if opening[2] == "event":
            events.append(section)
        elif opening[1] == reply and section.get("success", "yes") == "yes":
            answered = True
        else:
            raise Unreadable(f"swanctl refused: {section.get('errmsg', opening[1])}")
    if not answered:
        raise Unreadable(f"swanctl's answer ends before its {reply} reply")
    return events


def _section(lines: list[str], position: int) -> tuple[Section, int]:
    root: Section = {}
    stack = [root]
    while stack:
        if position >= len(lines):
            raise Unreadable("swanctl's answer ends in the middle")
        line = lines[position].strip()
        position += 1
        if line == "}":
            stack.pop()
        elif line.endswith(" {"):
            inner: Section = {}
            stack[-1][line[:-2]] = inner
            stack.append(inner)
        elif line.endswith(" = ["):
            items: list[str] = []
            while position < len(lines) and lines[position].strip() != "]":
                items.append(lines[position].strip())
                position += 1
            position += 1
            stack[-1][line[:-4]] = items
        else:
            key, separator, value = line.partition(" =")
            if not separator:
                raise Unreadable(f"swanctl said {line!r}")
            stack[-1][key] = value.strip()
    return root, position


def text_of(section: Section, key: str) -> str:
    """Return a value; Unreadable when it is missing."""
    value = section.get(key)
    if not isinstance(value, str):
        raise Unreadable(f"swanctl's answer has no {key!r}")
    return value


def list_of(section: Section, key: str) -> list[str]:
    """Return a list; one that is missing is empty."""
    value = section.get(key, [])
    return value if isinstance(value, list) else []


def sections_of(section: Section, key: str | None = None) -> dict[str, Section]:
    """Return the sections inside, or inside the section `key`."""
    inside = section if key is None else section.get(key, {})
    if not isinstance(inside, dict):
        raise Unreadable(f"swanctl's {key!r} is no section")
    return {name: value for name, value in inside.items() if isinstance(value, dict)}
