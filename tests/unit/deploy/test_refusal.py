"""How a refused line is found in what routers say; the texts are real answers of FRR 10.7 and nftables 1.1."""

from __future__ import annotations

import subprocess
from contextlib import AbstractContextManager, nullcontext

import pytest

from mcastcfg.deploy.refusal import carry_out
from mcastcfg.errors import CommandRefused
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.transport.session import Answer

CONFIG = "hostname r1\ninterface lan0\n ip pim\nexit\ninterface wan\n ip pim bogus\n ip pim\nexit\n"


class LocalShell:
    """A session whose router is this machine's /bin/sh."""

    router = "r1"

    def run(self, command: str, *, timeout: float = 60.0) -> Answer:
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=timeout, check=False)
        return Answer(command, done.stdout + done.stderr, done.returncode)

    def capture(self, command: str, *, timeout: float = 60.0) -> tuple[str, int]:
        answer = self.run(command, timeout=timeout)
        return answer.output, answer.exit_code

    def read(self, path: str) -> bytes | None:
        raise NotImplementedError

    def write(self, path: str, data: bytes, mode: int) -> None:
        raise NotImplementedError

    def mode(self, path: str) -> int | None:
        raise NotImplementedError

    def remove(self, path: str) -> None:
        raise NotImplementedError

    def shielded(self) -> AbstractContextManager[None]:
        return nullcontext()

    def revive(self) -> None:
        pass


def said(text: str, exit_code: int) -> str:
    return f"printf '%s\\n' '{text}'; exit {exit_code}"


@pytest.mark.parametrize(
    ("text", "exit_code", "line", "answer"),
    [
        ("line 6: % Unknown command[21]:  ip pim bogus", 2, "interface wan / ip pim bogus", "% Unknown command"),
        ("line 6: % Unknown command:  ip pim bogus", 0, "interface wan / ip pim bogus", "% Unknown command"),
        ("line 3: % Ambiguous command[16]: no such line", 1, "no such line", "% Ambiguous command"),
    ],
)
def test_the_line_of_the_configuration_is_named_with_its_block(
    text: str, exit_code: int, line: str, answer: str
) -> None:
    with pytest.raises(CommandRefused) as refused:
        carry_out(LocalShell(), PLATFORMS["frr"], said(text, exit_code), CONFIG)
    assert (refused.value.line, refused.value.answer) == (line, answer)
    assert str(refused.value) == f"r1: refused {line!r}: {answer}"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("one\ntwo\nthree\nfour", "two / three / four"),
        ("on\nx:8:9-13: Error: syntax error\nbogus\n^^^^^\nmore", "x:8:9-13: Error: syntax error / bogus / ^^^^^"),
    ],
)  # fmt: skip
def test_without_a_line_the_command_is_named_with_what_it_says(text: str, answer: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        carry_out(LocalShell(), PLATFORMS["frr"], said(text, 1))
    assert refused.value.answer == answer


def test_silence_and_an_exit_code_is_a_refusal_too() -> None:
    with pytest.raises(CommandRefused, match="exit code 7"):
        carry_out(LocalShell(), PLATFORMS["frr"], "exit 7")


@pytest.mark.parametrize(
    "text",
    [
        "% Configuration applied with notes:\nNo changes found to be committed!",
        "",
        "[79|pimd] done",
        "% No changes found",
    ],
)
def test_what_frr_says_when_it_is_content_is_no_refusal(text: str) -> None:
    assert carry_out(LocalShell(), PLATFORMS["frr"], said(text, 0)).exit_code == 0


def test_a_refusal_cannot_steer_a_terminal() -> None:
    with pytest.raises(CommandRefused) as refused:
        carry_out(LocalShell(), PLATFORMS["frr"], "printf '\\033[2Jboo'; exit 1")
    assert "\x1b" not in str(refused.value)
