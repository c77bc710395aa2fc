"""Recorded sessions: what a router printed, command by command, and a session that says it again.

A file holds `$ command`, the output as it came (standard error included), and `[exit N]`, as often as needed.
Record one from a running lab with: python tests/sessions/transcript.py INVENTORY ROUTER > tests/sessions/frr/NAME
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from mcastcfg.analysis.instances import router_of
from mcastcfg.lab.lifecycle import find_running
from mcastcfg.platforms.design import open_design
from mcastcfg.transport.session import Answer
from mcastcfg.verify.checks import CHECKS
from mcastcfg.verify.scope import Scope

FOLDER = Path(__file__).parent
_EXIT = re.compile(r"\[exit (\d+)\]\Z")


@dataclass(frozen=True)
class Recorded:
    """A session to a router that answers as it did when it was recorded."""

    router: str
    answers: dict[str, Answer]

    def run(self, command: str, *, timeout: float = 60.0) -> Answer:  # noqa: ARG002 # the protocol's
        return self.answers[command]

    def read(self, path: str) -> bytes | None:
        raise NotImplementedError(path)

    def write(self, path: str, data: bytes, mode: int) -> None:
        raise NotImplementedError(path)

    def remove(self, path: str) -> None:
        raise NotImplementedError(path)


def recorded(name: str, router: str) -> Recorded:
    """Return the session recorded in frr/NAME."""
    answers: dict[str, Answer] = {}
    command, lines = "", []
    for line in (FOLDER / "frr" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("$ "):
            command, lines = line[2:], []
        elif end := _EXIT.match(line):
            answers[command] = Answer(command, "\n".join(lines) + ("\n" if lines else ""), int(end[1]))
        else:
            lines.append(line)
    return Recorded(router, answers)


def _record(inventory: Path, router: str) -> None:
    lab = find_running(inventory)
    assert lab is not None, "no lab is up"
    design = open_design(inventory)
    scope = Scope(design, tuple(design.configs))
    needs = [need for check in CHECKS for expectation in check.expect(scope) for need in expectation.needs]
    for command in dict.fromkeys(question.command for name, question in needs if router_of(name) == router):
        done = lab.exec(router, ["sh", "-c", f"exec 2>&1; {command}"])
        said = f"{done.text}\n" if done.text else ""
        sys.stdout.write(f"$ {command}\n{said}[exit {done.exit_code}]\n")


if __name__ == "__main__":
    _record(Path(sys.argv[1]), sys.argv[2])
