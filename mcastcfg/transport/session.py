"""What a session to one router can do; ssh.py opens real ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What a router said to one command; secrets are masked in both texts."""

    command: str
    output: str
    exit_code: int


class Session(Protocol):
    """An open session to one router; every method raises TransportError (or a child of it) naming the router."""

    @property
    def router(self) -> str:
        """Return the router's name in the inventory."""
        ...

    def run(self, command: str, *, timeout: float = 60.0) -> Answer:
        """Run one command and return its output and exit code; `timeout` in seconds."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return a file of the router, or None where there is none."""
        ...

    def write(self, path: str, data: bytes, mode: int) -> None:
        """Put a file on the router whole or not at all (temporary file and rename)."""
        ...
