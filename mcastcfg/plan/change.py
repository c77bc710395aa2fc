"""What will be done to one router: frozen values that can be printed and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from mcastcfg.plan.applied import Applied

Merge: TypeAlias = Literal["replace", "assignments", "config_tree"]
Action: TypeAlias = Literal["create", "change", "remove", "repair"]
"""repair: the file is right, and what runs does not agree with it."""
STAGED = "/run/mcastcfg/staged"
"""Where the target of a running configuration lies on the router while it is loaded."""
STAGED_ADDED = f"{STAGED}-added"
"""Where the lines lie that it gains, where it loses none."""


@dataclass(frozen=True, slots=True)
class IntendedFile:
    """A file as it is meant to be, secrets filled in."""

    path: str
    mode: int
    merge: Merge
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileState:
    """What the router has."""

    path: str
    content: bytes | None = field(default=None, repr=False)
    """The file, or None where there is none."""
    mode: int | None = None
    broken: tuple[str, ...] = ()
    """Probes that failed: what runs does not agree with the file."""
    running: str | None = field(default=None, repr=False)
    """The running configuration that a `config_tree` file meets, or None where nothing answers."""


@dataclass(frozen=True, slots=True)
class Running:
    """How the running configuration behind a `config_tree` file changes."""

    old: str | None = field(repr=False)
    """None where nothing answered; then it is read again once the daemons run."""
    target: str = field(repr=False)
    intended: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file, and the commands that make it count."""

    path: str
    action: Action
    old: bytes | None = field(repr=False)
    old_mode: int | None
    new: bytes | None = field(repr=False)
    mode: int
    diff: str
    """For people, secrets masked."""
    reason: str = ""
    """Why, where no difference of texts says it."""
    before: tuple[str, ...] = ()
    """Commands run while the old file is still in place."""
    adding: tuple[str, ...] = ()
    """Commands that load the lines a running configuration gains, where it loses none; empty where it does."""
    commands: tuple[str, ...] = ()
    """Commands run once the new file is in place, or gone; for a running configuration, where `adding` is empty or
    did not bring it where it should be."""
    undo_before: tuple[str, ...] = ()
    """Commands run before the old file is put back, while the new one is still in place."""
    undo: tuple[str, ...] = ()
    """Commands run once the old file is in place again, or gone again."""
    running: Running | None = None


@dataclass(frozen=True, slots=True)
class RouterPlan:
    """Everything that will be done to one router, in order."""

    router: str
    changes: tuple[Change, ...]
    applied: Applied = field(repr=False)
    """The record to be kept once it is done."""
    previous: Applied = field(repr=False)
    """The record found on the router."""

    @property
    def is_empty(self) -> bool:
        """Whether the router has what is intended already."""
        return not self.changes

    @property
    def commands(self) -> tuple[str, ...]:
        """Return every command in the order it will run."""
        first = [command for change in reversed(self.changes) for command in change.before]
        return (*first, *(command for change in self.changes for command in change.adding or change.commands))
