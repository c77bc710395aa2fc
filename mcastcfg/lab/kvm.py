"""Can this host run our guest under KVM? Found out by booting its kernel, in a child and with a time limit.

A /dev/kvm that opens proves nothing, and nor does a guest of a few instructions: under some nested hypervisors
those run, and the first modern instruction of a kernel is never finished.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mcastcfg.lab.image import Image
from mcastcfg.lab.paths import cache_dir
from mcastcfg.lab.process import boot_id
from mcastcfg.model.write import write_atomically

_DEVICE = Path("/dev/kvm")
_SECONDS = 10.0
"""A guest under KVM gets there in one or two; this much is lost once per boot of a host where it never does."""

_MARK = "LABPROBE-OK"
"""What the initramfs says when the kernel's command line holds `labprobe`, before it switches off."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether KVM works here, and if not, why."""

    works: bool
    reason: str


def probe_command(qemu: str, image: Image, accelerator: str = "kvm", cpu: str = "host") -> list[str]:
    """Return the command that boots the lab's kernel just far enough to start a program."""
    command = [qemu, "-accel", accelerator, "-cpu", cpu, "-machine", "q35", "-m", "256M"]
    command += ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"]
    command += ["-kernel", str(image.kernel), "-initrd", str(image.initrd)]
    return [*command, "-append", "console=ttyS0 quiet panic=-1 labprobe"]


def judge(command: Sequence[str], seconds: float = _SECONDS) -> Verdict:
    """Run a probe in a child; one that hangs is killed, and not waited for if even that does not end it."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return Verdict(False, f"a guest does not get through its boot under KVM within {seconds:g} s")
        finally:
            child.kill()
            try:
                child.wait(timeout=1)
            except subprocess.TimeoutExpired:
                child.returncode = -9  # stuck in the kernel; it ends when the kernel lets it
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if _MARK in said:
        return Verdict(True, "")
    return Verdict(False, said.splitlines()[-1] if said else f"QEMU ended with exit code {child.returncode}")


def kvm_verdict(qemu: str, image: Image) -> Verdict:
    """Say whether KVM works; what a probe found is remembered until the host reboots."""
    if not _DEVICE.exists():
        return Verdict(False, f"there is no {_DEVICE}")
    if not os.access(_DEVICE, os.R_OK | os.W_OK):
        return Verdict(False, f"no permission on {_DEVICE}; add yourself to its group and log in again")
    return remembered(cache_dir() / "kvm.json", probe_command(qemu, image))


def remembered(memory: Path, command: Sequence[str], seconds: float = _SECONDS) -> Verdict:
    """Return the verdict that `memory` holds for this boot, or judge and write it there."""
    try:
        data = json.loads(memory.read_text())
        if data["boot"] == boot_id():
            return Verdict(bool(data["works"]), str(data["reason"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never probed, or written by another version
    verdict = judge(command, seconds)
    memory.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(memory, json.dumps({"boot": boot_id(), **asdict(verdict)}), 0o600)
    return verdict
