"""A name that is not there, and the one that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from mcastcfg.errors import NodePath, Problem

_WEIGHED = 1000
_LISTED = 8


def unknown(kind: str, name: str, known: Iterable[str], path: NodePath) -> Problem:
    """Return the problem of a name that is not there, with the nearest one that is."""
    names = sorted(known)
    # Likeness costs microseconds a name; where there are thousands, only those that start alike are weighed.
    likely = names if len(names) <= _WEIGHED else [n for n in names if n[:2] == name[:2]][:_WEIGHED]
    near = difflib.get_close_matches(name, likely, n=1)
    listed = ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
    fix = f"did you mean {near[0]!r}?" if near else f"known: {listed or 'none is defined'}"
    return Problem(f"there is no {kind} {name!r}", path=path, fix=fix)
