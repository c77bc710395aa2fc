"""What became of one router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcastcfg.plan.change import RouterPlan

Status: TypeAlias = Literal["changed", "unchanged", "would change", "failed", "not tried"]
"""failed: something went wrong on this router; not tried: another router's trouble came first."""


@dataclass(frozen=True, slots=True)
class RouterOutcome:
    """What became of one router, and what it was to become."""

    router: str
    status: Status
    plan: RouterPlan | None = None
    """The changes made, or that would be made; None where the router could not be read."""
    error: str = ""
    """One sentence, secrets masked; empty unless failed."""
    put_back: bool | None = None
    """After a failure: whether the router has again what it had; None where nothing had been changed on it."""
    backup: str = ""
    """Folder on the router that keeps what it had before."""

    @property
    def summary(self) -> str:
        """Return the status as a table shows it."""
        if self.status != "failed":
            return self.status
        return {None: "failed (nothing changed)", True: "failed (put back)", False: "failed (NOT put back)"}[
            self.put_back
        ]
