"""The first process of a node: gives it a machine's private mounts, tells its pid, and becomes init.

Called as `python3 -m agent.node_init NAME ROOT READY_FD` in fresh mount, uts, ipc and pid namespaces.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from . import mounts

_VOLATILE = {"run": "mode=755", "tmp": "mode=1777", "var/tmp": "mode=1777"}
"""What a reboot empties. (/var/tmp too, as FRR's per-process files there would meet those of other nodes.)"""


def main(name: str, root: str, ready: int) -> None:
    """Build the node's world below `root`, write the pid that outsiders see to `ready`, and run busybox's init."""
    mounts.mount("none", "/", None, mounts.RECURSIVE | mounts.PRIVATE)
    # this /proc still belongs to the parent, so it shows the pid that the agent needs
    pid = str(Path("/proc/self").readlink())
    mounts.mount(root, root, None, mounts.BIND)
    for folder in ("dev", "proc", "sys"):
        Path(root, folder).mkdir(exist_ok=True)
    mounts.mount_devices(f"{root}/dev")
    mounts.mount("proc", f"{root}/proc", "proc")
    mounts.mount("sysfs", f"{root}/sys", "sysfs")
    for folder, options in _VOLATILE.items():
        mounts.mount(folder.replace("/", "-"), f"{root}/{folder}", "tmpfs", 0, options)
    for folder in ("lock", "sshd", "network"):
        Path(root, "run", folder).mkdir()
    socket.sethostname(name)
    mounts.become_root(root)
    os.write(ready, pid.encode())
    os.close(ready)
    # init does nothing here but collect orphans, which is what a pid namespace cannot do without
    os.execve("/bin/busybox", ["init"], {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
