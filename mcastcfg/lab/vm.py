"""The lab in a virtual machine: QEMU, as the user who runs us, reachable on the host's loopback only."""

from __future__ import annotations

import os
from pathlib import Path

from mcastcfg.errors import LabError
from mcastcfg.lab import initramfs
from mcastcfg.lab.agent.machine import ADDRESS
from mcastcfg.lab.backend import Ground
from mcastcfg.lab.client import AgentClient
from mcastcfg.lab.image import Image, Progress, ensure_image
from mcastcfg.lab.kvm import kvm_verdict
from mcastcfg.lab.ports import LOOPBACK
from mcastcfg.lab.process import ProcessRef
from mcastcfg.lab.spawn import Record, spawn
from mcastcfg.lab.tools import require
from mcastcfg.model.write import write_atomically

_BOOT_SECONDS = 300.0
"""An idle machine boots in seconds; one that emulates on a busy processor may take minutes."""

_BOOT_ATTEMPTS = 3
"""An emulated kernel was seen to panic in its first seconds, in one boot of about a hundred; the next one was fine."""

_PANIC = "Kernel panic"
_MAX_CPUS = 4
_CONSOLE_LINES = 12
_KERNEL_COMMAND_LINE = (
    "console=ttyS0 quiet panic=-1 "
    # an emulated processor is slow and nobody attacks this one
    "mitigations=off nokaslr random.trust_cpu=on tsc=reliable no_timer_check"
)


class GuestPanicked(LabError):
    """The guest's kernel gave up while it booted."""


class VmBackend:
    """A guest; `process` is the QEMU of one that runs already, and `record` notes a new one's."""

    def __init__(self, ground: Ground, record: Record, process: ProcessRef | None = None) -> None:
        self._ground = ground
        self._record = record
        self._process = process

    def start(self, progress: Progress) -> None:
        """Build the image if need be, boot the guest, and wait for its agent."""
        qemu = require(["qemu-system-x86_64"])["qemu-system-x86_64"]
        image = ensure_image(progress)
        verdict = kvm_verdict(qemu, image)
        progress("booting the guest" if verdict.works else "booting the guest, emulated in software: no KVM here")
        folder, key = self._ground.folder, self._ground.authkey
        injected = initramfs.injection(key, self._ground.control_port)
        write_atomically(folder / "initrd", initramfs.combine(image.initrd.read_bytes(), injected), 0o600)
        argv = qemu_command(qemu, image, self._ground, kvm=verdict.works)
        for attempt in range(1, _BOOT_ATTEMPTS + 1):
            self._process = spawn(argv, folder / "qemu.log", self._record)
            try:
                self.agent().await_ready(_BOOT_SECONDS, self._require_alive)
            except GuestPanicked:
                if attempt == _BOOT_ATTEMPTS:
                    raise
                self.stop()
                progress("the guest's kernel panicked while it booted; booting it again")
            else:
                return

    def _require_alive(self) -> None:
        if self.is_running():
            return
        words = f"the lab's guest ended while it booted: {self._last_words()}"
        raise GuestPanicked(words) if _PANIC in words else LabError(words)

    def _last_words(self) -> str:
        """Return what QEMU or the guest's console said last."""
        for name in ("qemu.log", "console.log"):
            path = self._ground.folder / name
            lines = path.read_text(errors="replace").strip().splitlines() if path.is_file() else []
            if lines:
                return " / ".join(lines[-_CONSOLE_LINES:])
        return "it said nothing"

    def stop(self) -> None:
        """End QEMU, and the guest with it."""
        if self._process is not None:
            self._process.end()

    def agent(self) -> AgentClient:
        """Return the way to talk to the guest's agent."""
        return self._ground.client

    def is_running(self) -> bool:
        """Say whether that QEMU lives."""
        return self._process is not None and self._process.is_alive()


def _value(path: Path) -> str:
    """Return a path as a value of a QEMU option, where a comma must be doubled."""
    return str(path).replace(",", ",,")


def qemu_command(qemu: str, image: Image, ground: Ground, *, kvm: bool) -> list[str]:
    """Return QEMU's command line.

    The guest cannot open connections to anywhere (restrict=on), and its ports are forwarded from loopback only.
    """
    ports = (ground.control_port, *ground.ssh_ports)
    forwards = "".join(f",hostfwd=tcp:{LOOPBACK}:{port}-{ADDRESS}:{port}" for port in ports)
    accelerator, cpu = ("kvm", "host") if kvm else ("tcg,thread=multi,tb-size=512", "max")
    console = _value(ground.folder / "console.log")
    command = [
        qemu,
        "-accel",
        accelerator,
        "-cpu",
        cpu,
        "-machine",
        "q35",
        "-smp",
        str(min(_MAX_CPUS, os.cpu_count() or 1)),
    ]
    command += ["-m", f"{ground.memory_mb}M", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]
    command += ["-kernel", str(image.kernel), "-initrd", str(ground.folder / "initrd")]
    command += ["-append", _KERNEL_COMMAND_LINE]
    command += ["-drive", f"file={_value(image.root)},format=raw,if=none,id=root,readonly=on"]
    command += ["-device", "virtio-blk-pci,drive=root"]
    command += ["-netdev", f"user,id=net,ipv6=off,restrict=on{forwards}", "-device", "virtio-net-pci,netdev=net"]
    command += ["-device", "virtio-rng-pci"]
    command += ["-chardev", f"file,id=console,path={console}", "-serial", "chardev:console"]
    return [*command, "-monitor", "none"]
