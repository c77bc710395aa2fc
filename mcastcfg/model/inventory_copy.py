"""A copy of an inventory with keys of its own: what `mcastcfg init` gives people, and what a scenario runs on."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from mcastcfg.errors import UsageError
from mcastcfg.model.load import load
from mcastcfg.model.network import Network
from mcastcfg.model.secret import SECRET_KEYS
from mcastcfg.model.write import write_atomically

_NOT_COPIED = frozenset({"secrets"})
_DRAWN = SECRET_KEYS - {"private_key"}
"""Keys that are any random text; a private key is made with its certificate."""
_KEY_BYTES = 32


def copy_inventory(source: Path, target: Path) -> None:
    """Copy an inventory to a directory that is not there yet, and draw every key that it keeps in files anew."""
    _copy(source, target)
    for reference in key_files(load(target).network):
        file = target / reference
        if not file.resolve().is_relative_to(target.resolve()):
            raise UsageError(f"the example keeps a key outside its directory: {reference}")
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(file, secrets.token_urlsafe(_KEY_BYTES) + "\n", mode=0o600)


def key_files(network: Network) -> list[str]:
    """Return the files of all keys and passwords that the inventory refers to, each once."""
    return sorted({text.removeprefix("file:") for text in _references(network) if text.startswith("file:")})


def _references(node: object) -> Iterator[str]:
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            value = getattr(node, name)
            if name in _DRAWN and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _references(value)


def _copy(source: Path, target: Path) -> None:
    """Copy files without their modes and times: an installed example may be read-only."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.name.startswith(".") or path.name in _NOT_COPIED:
            continue
        if path.is_dir():
            _copy(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
