"""Which files make up an inventory, and the text of one of them; whatever cannot be read is said, never skipped."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mcastcfg.errors import InventoryError, Place, Problem
from mcastcfg.model.allocations import FILE_NAME
from mcastcfg.model.tree import MAX_BYTES, Value, parse

NORNIR_FILES = ("hosts.yaml", "groups.yaml", "defaults.yaml")
"""Nornir's own files; they say how routers are reached and are read by the inventory plugin."""
SCENARIO_FILE = "scenario.yaml"
"""What a scenario has to survive; read by the lab."""
_ENDINGS = (".yaml", ".yml")
_SKIPPED_FOLDERS = frozenset({"secrets", "templates"})


@dataclass(frozen=True, slots=True)
class InventoryFiles:
    """What an inventory consists of on disk."""

    root: Path
    """The directory secret files and Nornir's files are relative to."""
    written: tuple[Path, ...]
    """The engineer's YAML files, sorted."""
    allocations: Path
    """Where the numbers are kept, whether or not the file is there yet."""


def find_files(where: Path) -> InventoryFiles:
    """Return the files of an inventory directory or one-file inventory; raises InventoryError when there is none."""
    place = Place(str(where), 1, 1)
    fix = "start one with: mcastcfg init DIRECTORY --example two-office"
    try:
        mode = where.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise InventoryError([Problem("there is no such file or directory", place, fix=fix)]) from None
    except OSError as error:
        raise _unreadable(where, error) from None
    if not stat.S_ISDIR(mode):
        beside = where.with_name(f"{where.stem}.{FILE_NAME}")
        return InventoryFiles(where.parent, (where,), beside)
    written = tuple(_walk(where))
    if not written:
        raise InventoryError([Problem("the directory holds no YAML file", place, fix=fix)])
    return InventoryFiles(where, written, where / FILE_NAME)


def read_yaml(file: Path) -> Value:
    """Return the located tree of one file; raises InventoryError when it cannot be read."""
    place = Place(str(file), 1, 1)
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InventoryError([Problem("is not a file", place, fix="name a YAML file or a directory of them")])
        if status.st_size > MAX_BYTES:
            raise InventoryError([Problem(f"is larger than {MAX_BYTES // 1024 // 1024} MiB", place, fix="split it")])
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8")) + 1
        at = Place(str(file), before.count(b"\n") + 1, column)
        byte = error.object[error.start]
        raise InventoryError([Problem(f"the byte 0x{byte:02x} is not UTF-8", at, fix="save it as UTF-8")]) from None
    return parse(text, str(file))


def _walk(where: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename), error)

    for folder, folders, names in os.walk(where, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        here = Path(folder)
        for name in folders:
            if (here / name).is_symlink():
                place = Place(str(here / name), 1, 1)
                fix = "put the files here, or link them one by one"
                raise InventoryError([Problem("is a link to a directory, which is not followed", place, fix=fix)])
        for name in sorted(names):
            own = here == where and name in (*NORNIR_FILES, SCENARIO_FILE, FILE_NAME)
            if name.endswith(_ENDINGS) and not name.startswith(".") and not own:
                yield here / name


def _unreadable(file: Path, error: OSError) -> InventoryError:
    return InventoryError([Problem(f"cannot be read: {error.strerror}", Place(str(file), 1, 1))])
