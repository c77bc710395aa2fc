"""Start a process that is to outlive us."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from mcastcfg.lab.interrupts import deferred
from mcastcfg.lab.process import ProcessRef, reference

Record = Callable[[ProcessRef], None]
"""Notes a process where it can be found and ended even after we are gone."""

_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


def spawn(argv: list[str], log: Path, record: Record) -> ProcessRef:
    """Start `argv` in a session of its own with its output in `log`, and record it before anything can interrupt.

    It inherits no signal handling and only those of our file descriptors that were made inheritable.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    with deferred():
        # not subprocess: a Popen wants to be waited for, and this process is none of our children's business
        pid = os.posix_spawn(
            argv[0], argv, _ENVIRONMENT, file_actions=files, setsid=True, setsigdef=[signal.SIGPIPE, signal.SIGINT]
        )
        process = reference(pid)
        try:
            record(process)
        except BaseException:
            process.end()
            raise
    return process
