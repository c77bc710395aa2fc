"""Programs that the lab runs in a node: to completion, or in the background until someone asks for the output.

Output goes to files, not pipes: a daemon that keeps its standard output open must not hold up the caller.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
}

_KILL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program left: `exit_code` is None while it runs, and minus the signal's number if one ended it."""

    exit_code: int | None
    stdout: bytes
    stderr: bytes
    timed_out: bool = False


class Job:
    """A running program; `close` ends it with its process group and forgets its output."""

    def __init__(self, argv: Sequence[str], stdin: bytes = b"") -> None:
        self._stdout, self._stderr = _spool(), _spool()
        with _spool() as source:
            source.write(stdin)
            source.seek(0)
            try:
                self._process = subprocess.Popen(
                    argv,
                    stdin=source,
                    stdout=self._stdout,
                    stderr=self._stderr,
                    env=ENVIRONMENT,
                    cwd="/",
                    start_new_session=True,
                )
            except BaseException:
                self._stdout.close()
                self._stderr.close()
                raise
        self._pidfd = os.pidfd_open(self._process.pid)

    def wait(self, timeout: float, caller: int | None = None) -> bool:
        """Wait for the end, at most `timeout` seconds; False when it still runs, or when `caller` hangs up."""
        watched = [self._pidfd] if caller is None else [self._pidfd, caller]
        ready, _, _ = select.select(watched, [], [], timeout)
        return self._pidfd in ready

    def outcome(self, *, timed_out: bool = False) -> Outcome:
        """Return what there is so far."""
        return Outcome(self._process.poll(), _content(self._stdout), _content(self._stderr), timed_out)

    def stop(self, grace: float) -> None:
        """Interrupt the program as Ctrl-C would, and kill what of its process group is still there later."""
        if self._process.returncode is not None:
            return  # its number may belong to someone else by now
        if grace > 0:
            leader = self._process.pid
            # nsenter leads the group but has no handler; it must live to pass the program's exit code on
            for member in _group(leader) - {leader} or {leader}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, signal.SIGINT)
            self.wait(grace)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.wait(_KILL_SECONDS)
        self._process.poll()

    def close(self) -> None:
        """Kill the program if it runs and free what it held."""
        if self._process.poll() is None:
            self.stop(grace=0)
        os.close(self._pidfd)
        self._stdout.close()
        self._stderr.close()


def _group(leader: int) -> set[int]:
    """Return the processes of a group, wherever their namespaces are."""
    members = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # after the name in parentheses: state, parent, group
            if (entry / "stat").read_text().rpartition(")")[2].split()[2] == str(leader):
                members.add(int(entry.name))
    return members


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile(buffering=0)


def _content(spool: IO[bytes]) -> bytes:
    size = os.fstat(spool.fileno()).st_size
    return os.pread(spool.fileno(), size, 0) if size else b""


def run(argv: Sequence[str], stdin: bytes, timeout: float, caller: int | None = None) -> Outcome:
    """Run a program to its end; it is killed after `timeout` seconds, or when `caller` hangs up."""
    job = Job(argv, stdin)
    try:
        finished = job.wait(timeout, caller)
        if not finished:
            job.stop(grace=0)
        return job.outcome(timed_out=not finished)
    finally:
        job.close()


class Background:
    """The programs that were started to be asked about later, by number."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def start(self, argv: Sequence[str], stdin: bytes) -> int:
        """Start a program and return its number."""
        job = Job(argv, stdin)
        with self._lock:
            number = next(self._numbers)
            self._jobs[number] = job
        return number

    def poll(self, number: int, wait: float, caller: int | None) -> Outcome:
        """Return what a program has said so far, after waiting up to `wait` seconds for its end."""
        job = self._job(number)
        if wait > 0:
            job.wait(wait, caller)
        return job.outcome()

    def stop(self, number: int, grace: float) -> Outcome:
        """End a program, return all it said, and forget it."""
        job = self._job(number)
        job.stop(grace)
        outcome = job.outcome()
        with self._lock:
            self._jobs.pop(number, None)
        job.close()
        return outcome

    def clear(self) -> None:
        """End and forget everything."""
        with self._lock:
            jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.close()

    def _job(self, number: int) -> Job:
        with self._lock:
            job = self._jobs.get(number)
        if job is None:
            raise LookupError(f"no background program has the number {number}; it was stopped, or the lab was rebuilt")
        return job
