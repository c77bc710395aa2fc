"""mount(2) and its friends: Python's standard library has none of them."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

BIND = 0x1000
MOVE = 0x2000
RECURSIVE = 0x4000
PRIVATE = 1 << 18
_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None) -> None:
    """Mount `source` on `target`; OSError names the target."""
    result = _libc.mount(_encoded(source), _encoded(target), _encoded(kind), ctypes.c_ulong(flags), _encoded(options))
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"cannot mount {source}: {os.strerror(number)}", target)


def unmount(target: str) -> None:
    """Detach whatever is mounted on `target`; nothing mounted there is fine."""
    _libc.umount2(_encoded(target), _DETACH)


def mount_overlay(lower: str, work: str, target: str) -> None:
    """Mount a writable view of `lower` on `target`; what is written goes to two folders below `work`."""
    upper, scratch = f"{work}/upper", f"{work}/scratch"
    for folder in (upper, scratch, target):
        Path(folder).mkdir(parents=True, exist_ok=True)
    mount("overlay", target, "overlay", 0, f"lowerdir={lower},upperdir={upper},workdir={scratch}")


def mount_devices(target: str) -> None:
    """Fill an empty /dev: bind the few harmless devices, and give it terminals of its own."""
    mount("dev", target, "tmpfs", 0, "mode=755,size=64k")
    for name in _DEVICES:
        os.close(os.open(f"{target}/{name}", os.O_CREAT | os.O_WRONLY, 0o666))
        mount(f"/dev/{name}", f"{target}/{name}", None, BIND)
    for folder in ("pts", "shm"):
        Path(target, folder).mkdir()
    mount("devpts", f"{target}/pts", "devpts", 0, "newinstance,gid=5,mode=620,ptmxmode=666")
    mount("shm", f"{target}/shm", "tmpfs", 0, "mode=1777")
    links = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
    for name, points_to in links.items():
        Path(target, name).symlink_to(points_to)


def become_root(folder: str) -> None:
    """Make the mount point `folder` the root of this mount namespace, as switch_root does.

    Moving it over the old root (instead of chroot alone) makes processes that join the namespace later see it.
    """
    os.chdir(folder)
    mount(".", "/", None, MOVE)
    os.chroot(".")
    os.chdir("/")
