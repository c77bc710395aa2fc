"""What a session to one router can do; ssh.py opens real ones."""

from __future__ import annotations

from contextlib import AbstractContextManager
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

    def capture(self, command: str, *, timeout: float = 60.0) -> tuple[str, int]:
        """Run one command and return its output as it is, and its exit code; for merging, never for printing."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return a file of the router, or None where there is none."""
        ...

    def write(self, path: str, data: bytes, mode: int) -> None:
        """Put a file on the router whole or not at all (temporary file and rename)."""
        ...

    def mode(self, path: str) -> int | None:
        """Return a file's permission bits, or None where there is none."""
        ...

    def remove(self, path: str) -> None:
        """Delete a file of the router; one that is not there is no error."""
        ...

    def shielded(self) -> AbstractContextManager[None]:
        """Let what is inside finish even after Ctrl-C: putting back what was there, letting go of a lock."""
        ...

    def revive(self) -> None:
        """Log in again where the connection is gone; raises TransportError when that cannot be done."""
        ...
