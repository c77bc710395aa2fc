"""Starts the agent on the host's own kernel; run by the host's Python in namespaces of its own.

Called as `unshare ... -- python3 -I launcher.py IMAGE WORK AUTHKEY CONTROL_FD PORT:FD...`, on sockets opened in the
host's network namespace: a socket stays where it was made, so the nodes are reached through the host's
loopback while nothing in here can touch the host's interfaces.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# a script has no package to import from, and the host's Python needs none of the host's other packages
sys.path.insert(0, str(Path(__file__).parents[1]))

from agent import machine, mounts  # type: ignore[import-not-found,unused-ignore] # on the path only when run as a script

_PYTHON = "/usr/bin/python3"
_DEVICES = ("dev", "proc", "sys")


def _build_root(image: str, work: Path) -> str:
    """Mount a writable view of the image with the lab's own folder in it, and return where."""
    mounts.mount("none", "/", None, mounts.RECURSIVE | mounts.PRIVATE)
    # what nodes write lives in memory and goes with this namespace
    mounts.mount("lab", str(work), "tmpfs", 0, "mode=700")
    root = f"{work}/root"
    mounts.mount_overlay(image, str(work), root)
    for folder in (*_DEVICES, "lab/image", "lab/agent"):
        Path(root, folder).mkdir(parents=True, exist_ok=True)
    mounts.mount_devices(f"{root}/dev")
    mounts.mount("proc", f"{root}/proc", "proc")
    mounts.mount("sysfs", f"{root}/sys", "sysfs")
    for folder, mode in (("run", "755"), ("tmp", "1777")):
        mounts.mount(folder, f"{root}/{folder}", "tmpfs", 0, f"mode={mode}")
    mounts.mount(image, f"{root}/lab/image", None, mounts.BIND)
    mounts.mount(str(Path(__file__).parent), f"{root}/lab/agent", None, mounts.BIND)
    return root


def main(image: str, work: str, authkey: str, sockets: list[str]) -> None:
    """Become the first process of the lab: start the agent, collect orphans, and end when the agent ends."""
    machine.load_modules()  # here, where the host's modules are to be seen
    key = Path(authkey).read_bytes()
    root = _build_root(image, Path(work))
    Path(root, "lab/authkey").write_bytes(key)
    mounts.become_root(root)
    agent = os.fork()
    if agent == 0:
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": "/lab", "PYTHONDONTWRITEBYTECODE": "1"}
        os.execve(_PYTHON, [_PYTHON, "-m", "agent", "native", *sockets], environment)  # noqa: S606 - no shell wanted
    while True:
        pid, status = os.wait()
        if pid == agent:
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
