"""Processes that outlive us, and those that are not ours any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mcastcfg.lab.interrupts import deferred, termination_raises
from mcastcfg.lab.process import ProcessRef, reference
from mcastcfg.lab.spawn import spawn


def test_a_spawned_process_is_recorded_and_ends_completely(tmp_path: Path) -> None:
    noted: list[ProcessRef] = []
    process = spawn(["/bin/sleep", "60"], tmp_path / "log", noted.append)
    assert noted == [process]
    assert process.is_alive()
    assert os.getsid(process.pid) == process.pid
    process.end()
    assert not process.is_alive()
    assert not Path(f"/proc/{process.pid}").exists(), "a zombie is left"


def test_a_process_that_cannot_be_recorded_does_not_stay(tmp_path: Path) -> None:
    started: list[int] = []

    def refuse(process: ProcessRef) -> None:
        started.append(process.pid)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        spawn(["/bin/sleep", "60"], tmp_path / "log", refuse)
    assert not Path(f"/proc/{started[0]}").exists()


def test_a_reused_pid_is_never_touched() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            real = reference(other.pid)
            for stale in (replace(real, started=real.started - 1), replace(real, boot="another")):
                assert not stale.is_alive()
                stale.end()
            assert other.poll() is None
        finally:
            other.kill()


def test_a_process_that_ignores_termination_is_killed(tmp_path: Path) -> None:
    script = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    process = spawn([sys.executable, "-c", script], tmp_path / "log", lambda _: None)
    deadline = time.monotonic() + 20
    while not (tmp_path / "log").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.end(grace=0.2)
    assert not process.is_alive()


def test_an_interruption_waits_for_the_end_of_the_block() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt):
        with deferred():
            signal.raise_signal(signal.SIGINT)
            steps.append("still here")
        steps.append("not here")
    assert steps == ["still here"]


def test_termination_becomes_an_exception_only_within() -> None:
    before = signal.getsignal(signal.SIGTERM)  # the lab's tests may have one of their own
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with pytest.raises(SystemExit) as caught, termination_raises():
            signal.raise_signal(signal.SIGTERM)
        assert caught.value.code == 128 + signal.SIGTERM
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)
