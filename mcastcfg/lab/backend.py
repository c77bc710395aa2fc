"""What a lab runs on: a virtual machine, or the host's own kernel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from mcastcfg.lab.client import AgentClient
from mcastcfg.lab.image import Progress

BackendName = Literal["vm", "native"]


class Backend(Protocol):
    """Starts and stops the agent of one lab."""

    def start(self, progress: Progress) -> None:
        """Start, and return when the agent answers; when that fails, `stop` still cleans up."""

    def stop(self) -> None:
        """End it with everything in it; not running is fine."""

    def agent(self) -> AgentClient:
        """Return the way to talk to the agent."""

    def is_running(self) -> bool:
        """Say whether the process behind it lives."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every backend needs to know: a folder for its files, its ports, and the key of its control channel."""

    folder: Path
    control_port: int
    ssh_ports: tuple[int, ...]
    authkey: bytes
    memory_mb: int

    @property
    def client(self) -> AgentClient:
        """The way to talk to the agent, once there is one."""
        return AgentClient(self.control_port, self.authkey)
