"""Where the files of an inventory are."""

from __future__ import annotations

from pathlib import Path

from mcastcfg.errors import InventoryError


def inventory_file(path: str, root: Path) -> Path:
    """Return a file of the inventory; raises InventoryError for a link that leads out of it."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        raise InventoryError(f"{file} leads out of the inventory; copy the file into it")
    return file
