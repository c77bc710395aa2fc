"""The guest as a whole: what its first program must do before there can be nodes."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from . import jobs, mounts
from .links import ip_batch

ADDRESS = "10.0.2.15"
"""The address that QEMU's user network forwards the host's ports to."""

_MODULES = ("mpls_router", "mpls_iptunnel", "veth", "xfrm_user")
"""What must be there before a node starts; GRE, ESP and the others the kernel loads when first asked for.

zebra looks for MPLS once, when it starts, and else does without it for ever.
"""

_UNCLAIMED_SECONDS = 900.0
"""A guest whose starter was killed outright is told nothing; after this long it switches itself off."""


def boot() -> threading.Timer:
    """Set the guest up: mounts, kernel modules, the interface to the host; cancel the result when claimed."""
    mounts.mount("run", "/run", "tmpfs", 0, "mode=755")
    mounts.mount("tmp", "/tmp", "tmpfs", 0, "mode=1777")  # noqa: S108 - this is where /tmp is made
    for folder in ("/dev/pts", "/dev/shm"):  # noqa: S108 - likewise
        Path(folder).mkdir(exist_ok=True)
    mounts.mount("devpts", "/dev/pts", "devpts", 0, "gid=5,mode=620,ptmxmode=666")
    mounts.mount("shm", "/dev/shm", "tmpfs", 0, "mode=1777")  # noqa: S108 - likewise
    load_modules()
    ip_batch(["link set dev lo up", f"addr add {ADDRESS}/24 dev eth0", "link set dev eth0 up"])
    timer = threading.Timer(_UNCLAIMED_SECONDS, _power_off)
    timer.daemon = True
    timer.start()
    return timer


def load_modules() -> None:
    """Load what the kernel would not load by itself; one that lacks a module says so when that is needed."""
    subprocess.run(["modprobe", "-q", "-a", *_MODULES], env=jobs.ENVIRONMENT, check=False)


def _power_off() -> None:
    Path("/proc/sysrq-trigger").write_text("o")
