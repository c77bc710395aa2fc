"""Printing: progress on standard error, answers on standard output, colour only on a terminal."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""What --format json prints."""


def console(*, stderr: bool = False) -> Console:
    """Return a rich console; rich honours NO_COLOR and stays plain where the stream is no terminal."""
    from rich.console import Console  # noqa: PLC0415 # 33 ms that a JSON answer need not pay

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, highlight=False, soft_wrap=not stream.isatty(), emoji=False)


def say(text: str) -> None:
    """Print one line of progress to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def print_json(value: Json) -> None:
    """Print one JSON document to standard output."""
    sys.stdout.write(json.dumps(value, indent=2, sort_keys=False) + "\n")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show that something is under way, and how long it took when it is done."""
    started = time.monotonic()
    terminal = console(stderr=True)
    with terminal.status(f"{text} ...") if terminal.is_terminal else _line(text):
        yield
    say(f"{text}: done in {time.monotonic() - started:.1f} s")


@contextmanager
def _line(text: str) -> Iterator[None]:
    say(f"{text} ...")
    yield
