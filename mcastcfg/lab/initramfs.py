"""The initramfs: a generic base built once with the image, and a second archive with what one lab brings."""

from __future__ import annotations

import gzip
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mcastcfg.errors import LabError
from mcastcfg.lab import cpio, recipe

AGENT = Path(__file__).parent / "agent"
"""The guest's half of the lab, injected at boot so that a change in it needs no new image."""

_INITTAB = "::once:/bin/sh /lab/main\n"
_MAIN = """\
# The guest is nothing without its agent: when that ends, the guest ends, and the host sees why on the console.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/lab PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 -m agent guest >/dev/console 2>&1
echo "the agent has ended" >/dev/console
/bin/busybox poweroff -f
"""


def kernel_release(names: set[str]) -> str:
    """Return the release of the only kernel among an image's paths."""
    found = sorted(name.removeprefix("./boot/vmlinuz-") for name in names if name.startswith("./boot/vmlinuz-"))
    if len(found) != 1:
        raise LabError(f"the lab image holds {len(found)} kernels instead of one: {', '.join(found) or 'none'}")
    return found[0]


def module_order(modules_dep: str, wanted: tuple[str, ...]) -> list[str]:
    """Return the module files to insert, dependencies first; a module that is built in is not in modules.dep."""
    needs: dict[str, list[str]] = {}
    by_name: dict[str, str] = {}
    for line in modules_dep.splitlines():
        path, _, rest = line.partition(":")
        needs[path] = rest.split()
        by_name[PurePosixPath(path).name.split(".")[0].replace("-", "_")] = path
    order: list[str] = []
    for path in (by_name[name] for name in wanted if name in by_name):
        # depmod lists the deepest dependency last
        order += [step for step in [*reversed(needs[path]), path] if step not in order]
    return order


def build_base(root: tarfile.TarFile, names: set[str]) -> bytes:
    """Return the compressed base: a static busybox, the modules needed to mount the root, and /init."""

    def read(path: str) -> bytes:
        member = root.extractfile(path)
        if member is None:
            raise LabError(f"the lab image has no {path}; delete the lab's cache folder and build again")
        return member.read()

    folder = f"./usr/lib/modules/{kernel_release(names)}"
    modules = module_order(read(f"{folder}/modules.dep").decode(), recipe.EARLY_MODULES)
    entries = [cpio.directory(name) for name in recipe.INITRAMFS_FOLDERS]
    entries.append(cpio.file("bin/busybox", read("./usr/bin/busybox"), 0o755))
    entries.append(cpio.file("init", recipe.INITRAMFS_INIT.encode(), 0o755))
    for number, path in enumerate(modules):
        data = read(f"{folder}/{path}")
        # busybox's insmod does not unpack
        plain = lzma.decompress(data) if path.endswith(".xz") else data
        entries.append(cpio.file(f"modules/{number:02}-{PurePosixPath(path).name.split('.')[0]}.ko", plain))
    return gzip.compress(cpio.archive(entries), compresslevel=1, mtime=0)


def agent_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and text of every module of the agent."""
    for path in sorted(AGENT.glob("*.py")):
        yield path.name, path.read_bytes()


def injection(authkey: bytes, control_port: int) -> bytes:
    """Return the archive to append to the base: the agent, and the key that opens its control channel."""
    entries = [cpio.directory("lab"), cpio.directory("lab/agent")]
    entries += [cpio.file(f"lab/agent/{name}", data) for name, data in agent_files()]
    entries.append(cpio.file("lab/authkey", authkey.hex().encode(), 0o600))
    entries.append(cpio.file("lab/control_port", str(control_port).encode()))
    entries.append(cpio.file("lab/inittab", _INITTAB.encode()))
    entries.append(cpio.file("lab/main", _MAIN.encode()))
    return cpio.archive(entries)


def combine(base: bytes, injected: bytes) -> bytes:
    """Return the initramfs to boot; the kernel finds a plain archive behind a packed one at multiples of 4 only."""
    return base + b"\0" * (-len(base) % 4) + injected
