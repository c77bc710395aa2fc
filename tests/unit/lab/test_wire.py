"""The control channel between this Python and itself; the guest's Python is met by the lab tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab.agent import wire
from mcastcfg.lab.client import AgentClient


def serve(listener: socket.socket, answer: dict[str, object]) -> None:
    sock, _ = listener.accept()
    try:
        with wire.accept(sock, b"right") as connection:
            wire.receive(connection)
            wire.send(connection, answer)
    except (wire.AuthenticationError, EOFError, OSError):
        return


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def ask(listener: socket.socket, key: bytes, answer: dict[str, object]) -> wire.Message:
    thread = threading.Thread(target=serve, args=(listener, answer))
    thread.start()
    try:
        return AgentClient(listener.getsockname()[1], key).ping()
    finally:
        thread.join(20)


def test_a_question_and_its_answer(listener: socket.socket) -> None:
    assert ask(listener, b"right", {"kernel": "7"}) == {"kernel": "7"}


def test_the_wrong_key_is_refused(listener: socket.socket) -> None:
    with pytest.raises(LabError, match="another key"):
        ask(listener, b"wrong", {})


def test_an_error_over_there_is_an_error_here(listener: socket.socket) -> None:
    with pytest.raises(LabError, match="no node r9"):
        ask(listener, b"right", {"error": "the lab has no node r9"})


def test_nobody_there_is_said_with_the_fix() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LabError, match="lab down"):
        AgentClient(port, b"key").ping()
