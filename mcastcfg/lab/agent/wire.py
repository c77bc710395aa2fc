"""The control channel: JSON messages over an authenticated connection.

`multiprocessing.connection` brings the framing and the mutual challenge with a shared key. Only its byte
messages are used, never its objects: unpickling what a peer sends would run the peer's code.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Message: TypeAlias = dict[str, Json]

__all__ = ["AuthenticationError", "Connection", "Json", "Message", "accept", "dial", "receive", "send"]


def send(connection: Connection, message: Mapping[str, object]) -> None:
    """Send one message."""
    connection.send_bytes(json.dumps(message).encode())


def receive(connection: Connection) -> Message:
    """Wait for one message; EOFError when the peer has gone."""
    message = json.loads(connection.recv_bytes())
    if not isinstance(message, dict):
        raise TypeError(f"expected a JSON object on the control channel, got {type(message).__name__}")
    return message


def accept(sock: socket.socket, authkey: bytes) -> Connection:
    """Greet a client that has connected; takes the socket over and closes it when the client's key is wrong."""
    sock.setblocking(True)
    connection = Connection(sock.detach())
    try:
        deliver_challenge(connection, authkey)
        answer_challenge(connection, authkey)
    except BaseException:
        connection.close()
        raise
    return connection


def dial(host: str, port: int, authkey: bytes, timeout: float) -> Connection:
    """Connect to the agent; TimeoutError when it accepts but says nothing within `timeout` seconds.

    A forwarded port accepts before the guest listens, so silence is normal while the guest boots.
    """
    sock = socket.create_connection((host, port), timeout=timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setblocking(True)
    connection = Connection(sock.detach())
    try:
        if not connection.poll(timeout):
            raise TimeoutError(f"nothing answers behind port {port}")
        answer_challenge(connection, authkey)
        deliver_challenge(connection, authkey)
    except BaseException:
        connection.close()
        raise
    return connection
