"""Whether a router took what it was told: exit codes and the platform's words of refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenacity import retry, retry_if_result, stop_after_delay, wait_exponential

from mcastcfg.deploy.observe import failed_probes
from mcastcfg.errors import CommandRefused, visible
from mcastcfg.platforms.base import Platform
from mcastcfg.transport.session import Answer, Session

COMMAND_TIMEOUT = 180.0
"""Seconds one command may take; restarting daemons on a busy router takes long."""
SETTLE_SECONDS = 60.0
"""How long what a file sets up may take until its probes hold."""
_NUMBERED = re.compile(r"line \d+: (?P<answer>% [^:\[]+)(?:\[\d+\])?:\s*(?P<line>.+)")
_SHOWN = 400


def carry_out(session: Session, platform: Platform, command: str, config: str = "") -> Answer:
    """Run a command that must succeed; raises CommandRefused naming the line of `config` that was refused, if any."""
    answer = session.run(command, timeout=COMMAND_TIMEOUT)
    said = _refusal(answer, platform.ERROR_MARKERS)
    if said is not None:
        numbered = _NUMBERED.search(answer.output)
        if numbered and config:
            line = _with_block(config, " ".join(numbered["line"].split()))
            raise CommandRefused(session.router, line, visible(numbered["answer"].strip()))
        raise CommandRefused(session.router, answer.command, said)
    return answer


def must_hold(session: Session, probes: Sequence[str], path: str) -> None:
    """Ask the probes of a file just put in place until they hold; raises CommandRefused for one that never does."""

    @retry(
        retry=retry_if_result(bool),
        stop=stop_after_delay(SETTLE_SECONDS),
        wait=wait_exponential(multiplier=0.2, max=3),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else (),
    )
    def ask() -> tuple[str, ...]:
        return failed_probes(session, probes)

    if failed := ask():
        raise CommandRefused(session.router, failed[0], f"what runs does not agree with {path}")


def _refusal(answer: Answer, markers: Sequence[str]) -> str | None:
    for line in answer.output.splitlines():
        if any(re.search(marker, line) for marker in markers):
            return visible(line.strip())[:_SHOWN]
    if answer.exit_code == 0:
        return None
    said = [line.strip() for line in answer.output.splitlines() if line.strip()]
    # nft and others say what is wrong first and then, at length, what would have been right.
    first = next((index for index, line in enumerate(said) if re.search(r"\berror\b", line, re.IGNORECASE)), -3)
    return visible(" / ".join(said[first:][:3]))[:_SHOWN] or f"exit code {answer.exit_code}"


def _with_block(config: str, line: str) -> str:
    """Return a refused line with the blocks around it, as far as the text says."""
    around: list[tuple[int, str]] = []
    for raw in config.splitlines():
        text, indent = " ".join(raw.split()), len(raw) - len(raw.lstrip())
        around = [outer for outer in around if outer[0] < indent]
        if text == line:
            return " / ".join([*(outer for _, outer in around), line])
        around.append((indent, text))
    return line
