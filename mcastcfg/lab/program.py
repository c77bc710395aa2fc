"""Programs of ours (`lab.programs`) in the nodes: started in many at once, watched, and asked for their reports."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from mcastcfg.errors import LabError
from mcastcfg.lab import programs
from mcastcfg.lab.running import Background, RunningLab

T = TypeVar("T")

_START_SECONDS = 120.0
_END_SECONDS = 120.0
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Program:
    """A program of ours that runs in a node; signals go to its own pid, and not to nsenter's before it."""

    lab: RunningLab
    node: str
    pid: str
    job: Background

    def signal(self, name: str) -> None:
        """Send a signal."""
        self.lab.exec(self.node, ["kill", f"-{name}", self.pid], check=True)

    def run_until(self, deadline: float) -> None:
        """Wait for the deadline; LabError when the program ends before."""
        seen = self.job.poll(max(0.0, deadline - time.monotonic()))
        if seen.exit_code is not None:
            said = seen.stderr.decode(errors="replace").strip()
            raise LabError(f"the sender on {self.node} ended by itself: {said[-500:] or 'it said nothing'}")

    def last_line(self, word: str) -> str:
        """Return the last whole line it printed that begins with the word, without the word; empty if there is none."""
        whole = self.job.poll().stdout.rpartition(b"\n")[0].decode(errors="replace")
        lines = [line for line in whole.split("\n") if line.startswith(f"{word} ")]
        return lines[-1].removeprefix(f"{word} ") if lines else ""

    def end(self) -> str:
        """Interrupt the program and return the report it prints then."""
        self.signal("INT")
        seen = self.job.poll(_END_SECONDS)
        if seen.exit_code != 0:
            said = seen.stderr.decode(errors="replace").strip()
            raise LabError(f"a program on {self.node} gave no report: {said[-500:] or 'it does not end'}")
        return seen.text.rsplit("\n", 1)[-1]


def start_all(
    lab: RunningLab,
    running: list[Program],
    program: str,
    ready: str,
    plans: Sequence[Mapping[str, object]],
    *,
    late: float = 0.0,
) -> dict[str, Program]:
    """Start a program in the node of each plan at once; each has said `ready` and its pid when this returns.

    A program may take `late` seconds longer than its start does. Whatever has been started stands in `running`, also
    when another one fails.
    """
    text = (Path(programs.__file__).parent / f"{program}.py").read_text(encoding="utf-8")

    def start(plan: Mapping[str, object]) -> Program:
        node = str(plan["node"])
        job = lab.start(node, ["python3", "-S", "-c", text, json.dumps(plan)])
        try:
            seen = job.wait_for(f"{ready} ", _START_SECONDS + late)
            while b"\n" not in seen.stdout:
                seen = job.poll()
        except BaseException:
            job.stop(grace=0)
            raise
        started = Program(lab, node, seen.text.split("\n")[0].split(" ")[1], job)
        running.append(started)
        return started

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {started.node: started for started in pool.map(start, plans)}


def end_all(running: Collection[Program]) -> list[str]:
    """Interrupt programs and return their reports."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(Program.end, running))


def parsed(adapter: TypeAdapter[T], report: str) -> T:
    """Return a report as the value it describes; LabError when it describes none."""
    try:
        return adapter.validate_json(report)
    except ValidationError as error:
        raise LabError(f"a program in the lab reported nonsense: {error.errors()[0]['msg']}") from None
