"""A process that may outlive us, named so that it can never be mistaken for another one."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from mcastcfg.errors import LabError

_ZOMBIE = "Z"


def boot_id() -> str:
    """Return what names this boot of the host."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _stat(pid: int) -> list[str]:
    try:
        # the name in parentheses may hold anything, so count from its end: state is field 3
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class ProcessRef:
    """A process by pid, start time (in clock ticks since the boot) and boot: a reused pid never matches."""

    pid: int
    started: int
    boot: str

    def is_alive(self) -> bool:
        """Say whether that very process still runs; one that ended and was not collected yet does not."""
        fields = _stat(self.pid)
        if not fields or self.boot != boot_id():
            return False
        return fields[0] != _ZOMBIE and int(fields[19]) == self.started

    def end(self, grace: float = 5.0) -> None:
        """Ask the process to end, kill it after `grace` seconds, and wait until it is gone."""
        for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 10.0)):
            if self.is_alive():
                os.kill(self.pid, number)
            deadline = time.monotonic() + patience
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(0.02)
        if self.is_alive():
            raise LabError(f"process {self.pid} does not end even when killed; look at it with `ps {self.pid}`")
        self._collect()

    def _collect(self) -> None:
        """Take a child's exit status, so that a long-lived caller gathers no zombies."""
        try:
            os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return


def reference(pid: int) -> ProcessRef:
    """Return the reference of a process that runs now."""
    fields = _stat(pid)
    if not fields:
        raise LabError(f"process {pid} ended right after its start; start the lab again")
    return ProcessRef(pid, int(fields[19]), boot_id())
