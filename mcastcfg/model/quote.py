"""A value as a message repeats it: in YAML's words, short, and with nothing a terminal would obey."""

from __future__ import annotations

MAX_SHOWN = 60
"""Most characters of a value that a message repeats."""


def shown(value: object) -> str:
    """Return a value as an engineer would recognise it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value[: MAX_SHOWN + 1] if isinstance(value, str) else value)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "..."
