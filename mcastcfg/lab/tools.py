"""The programs the lab needs on the host, and the Debian package that brings each."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from mcastcfg.errors import LabError

PACKAGE_OF = {
    "mmdebstrap": "mmdebstrap",
    "newuidmap": "uidmap",
    "sqfstar": "squashfs-tools",
    "unsquashfs": "squashfs-tools",
    "qemu-system-x86_64": "qemu-system-x86",
    "ssh": "openssh-client",
    "ip": "iproute2",
    "unshare": "util-linux",
}
_SBIN = "/usr/local/sbin:/usr/sbin:/sbin"


def find(program: str) -> str | None:
    """Return the program's path; looks in the sbin folders too, which a plain user's PATH often lacks."""
    return shutil.which(program) or shutil.which(program, path=_SBIN)


def require(programs: Iterable[str]) -> dict[str, str]:
    """Return the path of each program, or say in one error which packages to install."""
    found = {program: find(program) for program in programs}
    missing = sorted(program for program, path in found.items() if path is None)
    if missing:
        packages = " ".join(sorted({PACKAGE_OF[program] for program in missing}))
        raise LabError(f"the lab needs {', '.join(missing)}, missing here: run `apt install {packages}`")
    return {program: path for program, path in found.items() if path is not None}
