"""Exit codes, and the one place where exceptions become a sentence and a code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

import click

from mcastcfg.errors import McastcfgError


class Exit(IntEnum):
    """What the command line returns."""

    FINE = 0
    """Done, and the answer is yes."""
    NO = 1
    """Done, and the answer is no: findings, drift, a failed check, an undelivered stream."""
    INPUT = 2
    """Unreadable or invalid input, wrong usage."""
    BUG = 3
    """A bug in mcastcfg; the traceback is in a log file."""
    TROUBLE = 4
    """A router or the lab gave trouble."""
    INTERRUPTED = 130
    """Ctrl-C."""


def guarded(command: Callable[[], int | None]) -> int:
    """Run a command and return its exit code; errors go to standard error, one sentence each."""
    try:
        return int(command() or Exit.FINE)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return Exit.INPUT
    except McastcfgError as error:
        click.echo(f"mcastcfg: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("mcastcfg: interrupted", err=True)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is still buffered goes nowhere, or the interpreter's own flush
        # at exit would fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    except Exception as error:  # noqa: BLE001 # the border: a bug becomes a log file, never a traceback on a terminal
        log = _write_log(error)
        kept = f"the details are in {log}" if log else "the details could not be written"
        click.echo(f"mcastcfg: a bug in mcastcfg ({type(error).__name__}); {kept}; please report it", err=True)
        return Exit.BUG


def _write_log(error: Exception) -> Path | None:
    try:
        with tempfile.NamedTemporaryFile("w", prefix="mcastcfg-bug-", suffix=".log", delete=False) as stream:
            # No local variables in it: they may hold secrets.
            stream.writelines(traceback.format_exception(error))
            return Path(stream.name)
    except OSError:
        return None
