"""The inventories that ship with mcastcfg."""

from __future__ import annotations

from pathlib import Path

import mcastcfg
from mcastcfg.errors import UsageError
from mcastcfg.model.load import load


def examples() -> dict[str, Path]:
    """Return name -> directory of every shipped example: package data in a wheel, the repository's in a checkout."""
    package = Path(mcastcfg.__file__).parent
    installed = package / "_data" / "inventory"
    root = installed if installed.is_dir() else package.parent / "inventory"
    if not root.is_dir():
        return {}
    return {path.name: path for path in sorted(root.iterdir()) if path.is_dir() and not path.name.startswith(".")}


def example(name: str) -> Path:
    """Return the directory of one example; raises UsageError when there is none of that name."""
    known = examples()
    if name not in known:
        listed = ", ".join(known) or "none is installed"
        raise UsageError(f"there is no example {name!r}; known: {listed}")
    return known[name]


def described(directory: Path) -> str:
    """Return the one line an example says of itself."""
    return load(directory).network.description
