"""Write cpio archives in the `newc` form, the only one the kernel unpacks as an initramfs."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass

_MAGIC = "070701"
_TRAILER = "TRAILER!!!"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or directory of an archive; `path` has no leading slash, and everything belongs to root."""

    path: str
    mode: int
    data: bytes = b""


def directory(path: str) -> Entry:
    """Return the entry of a directory that everyone may read."""
    return Entry(path, stat.S_IFDIR | 0o755)


def file(path: str, data: bytes, mode: int = 0o644) -> Entry:
    """Return the entry of a regular file."""
    return Entry(path, stat.S_IFREG | mode, data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _record(number: int, entry: Entry) -> bytes:
    name = entry.path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    # ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
    fields = (number, entry.mode, 0, 0, links, 0, len(entry.data), 0, 0, 0, 0, len(name), 0)
    header = _MAGIC + "".join(f"{value:08x}" for value in fields)
    return _padded(header.encode() + name) + _padded(entry.data)


def archive(entries: Iterable[Entry]) -> bytes:
    """Return the archive; parents must come before their children, as the kernel creates no directories.

    Equal entries give equal bytes: times are zero and inode numbers count up.
    """
    records = [_record(number, entry) for number, entry in enumerate(entries, start=1)]
    return b"".join(records) + _record(0, Entry(_TRAILER, 0))
