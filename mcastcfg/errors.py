"""Every error a user can cause, in one tree; each is one sentence that names the place and the fix.

McastcfgError
|-- UsageError            wrong verb, option or argument                         exit 2
|-- InventoryError        what was written cannot be read or makes no sense      exit 2
|   `-- SecretError       a secret reference that cannot be resolved             exit 2
|-- UnsupportedFeature    the platform cannot do what was asked, with the reason exit 2
|-- RenderError           a template asks for what is not there                  exit 2
|-- LintFailed            the linter's answer is no                              exit 1
|-- TransportError        a router cannot be reached or read                     exit 4
|   |-- LoginRefused      wrong user, password or key                            exit 4
|   |-- HostKeyRejected   the router's host key is unknown or has changed        exit 4
|   |-- CommandRefused    a router refused a line                                exit 4
|   `-- CouldNotRead      a router's answer is not what it should look like      exit 4
`-- LabError              the kernel lab cannot do what was asked                exit 4
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NodePath = tuple[str | int, ...]
"""Where a value stands in the merged inventory: keys and list indexes from the root."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{visible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: where, what, and how to mend it."""

    message: str
    place: Place | None = None
    path: NodePath = ()
    fix: str = ""

    def __str__(self) -> str:
        at = f"{self.place}: " if self.place else ""
        key = f"{dotted(self.path)}: " if self.path else ""
        fix = f" ({self.fix})" if self.fix else ""
        return f"{at}{key}{self.message}{fix}"


def visible(text: str) -> str:
    """Return the text with every character a terminal would obey or hide written as an escape."""
    return text if text.isprintable() else repr(text)[1:-1]


def dotted(path: NodePath) -> str:
    """Return a node path as people write it: `sites.main.routers.r1` or `streams[0]`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            out += f".{visible(part)}" if out else visible(part)
    return out


class McastcfgError(Exception):
    """The root: anything mcastcfg says no to; `exit_code` is what the command line returns."""

    exit_code = 2


class UsageError(McastcfgError):
    """The command was called in a way it does not take."""


class InventoryError(McastcfgError):
    """The inventory cannot be read or makes no sense; `problems` lists everything found."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SecretError(InventoryError):
    """A secret reference that cannot be resolved; the secret itself is never in the text."""


class UnsupportedFeature(McastcfgError):
    """The platform cannot do what was asked."""

    def __init__(self, platform: str, feature: str, reason: str, place: Place | None = None) -> None:
        self.platform = platform
        self.feature = feature
        self.reason = reason
        self.place = place
        at = f"{place}: " if place else ""
        super().__init__(f"{at}{platform} cannot do {feature}: {reason}")


class RenderError(McastcfgError):
    """A template asked for something that the context does not hold, or did something forbidden."""


class LintFailed(McastcfgError):
    """The inventory has findings that stop what was asked."""

    exit_code = 1


class TransportError(McastcfgError):
    """A router could not be reached, or what it said could not be read."""

    exit_code = 4

    def __init__(self, router: str, message: str) -> None:
        self.router = router
        self.reason = message
        super().__init__(f"{router}: {message}")


class LoginRefused(TransportError):
    """The router refused the user name, password or key."""


class HostKeyRejected(TransportError):
    """The router's SSH host key is unknown or differs from the one recorded."""


class CommandRefused(TransportError):
    """The router refused a line; `line` is that line with secrets masked."""

    def __init__(self, router: str, line: str, answer: str) -> None:
        self.line = line
        self.answer = answer
        super().__init__(router, f"refused {line!r}: {answer}")


class CouldNotRead(TransportError):
    """A router answered a question, and the answer cannot be understood; `command` is what it was asked."""

    def __init__(self, router: str, command: str, message: str) -> None:
        self.command = command
        super().__init__(router, f"cannot read the answer to {command!r}: {message}")


class LabError(McastcfgError):
    """The kernel lab cannot do what was asked."""

    exit_code = 4
