"""Answers the host: one request per connection, one thread per request."""

from __future__ import annotations

import base64
import dataclasses
import platform
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from . import wire
from .jobs import Outcome, run
from .lab import Keys, Lab
from .shapes import TopologyJson, topology_from_json
from .wire import Connection, Message

_GREETING_SECONDS = 10.0


class Server:
    """Serves one lab on a listening socket; `claimed` is called once a host has taken charge."""

    def __init__(self, lab: Lab, authkey: bytes, claimed: Callable[[], None]) -> None:
        self._lab = lab
        self._authkey = authkey
        self._claimed = claimed
        self._operations: Mapping[str, Callable[[Message, Connection], Mapping[str, object]]] = {
            "ping": self._ping,
            "up": self._up,
            "down": self._down,
            "exec": self._exec,
            "start": self._start,
            "poll": self._poll,
            "stop": self._stop,
            "reboot": self._reboot,
            "cut": self._cut,
            "restore": self._restore,
            "status": self._status,
        }

    def serve_forever(self, listener: socket.socket) -> None:
        """Answer until the process ends."""
        listener.setblocking(True)
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            with wire.accept(sock, self._authkey) as connection:
                if not connection.poll(_GREETING_SECONDS):
                    return
                request = wire.receive(connection)
                wire.send(connection, self._answer(request, connection))
        except (OSError, EOFError, wire.AuthenticationError):
            return  # the caller has gone, or is not ours

    def _answer(self, request: Message, connection: Connection) -> Mapping[str, object]:
        try:
            return self._operations[str(request["op"])](request, connection)
        except Exception as error:  # noqa: BLE001 - the host must hear of everything that goes wrong here
            traceback.print_exc(file=sys.stderr)
            return {"error": str(error) or type(error).__name__}

    def _ping(self, _request: Message, _connection: Connection) -> Mapping[str, object]:
        return {"kernel": platform.release(), "python": platform.python_version()}

    def _up(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        self._claimed()
        keys = cast("dict[str, str]", request["keys"])
        host_keys = cast("dict[str, str]", request["host_keys"])
        topology = topology_from_json(cast("TopologyJson", request["topology"]))
        self._lab.up(topology, Keys(keys["authorized_key"], keys["password"], host_keys))
        return {}

    def _down(self, _request: Message, _connection: Connection) -> Mapping[str, object]:
        self._lab.down()
        return {}

    def _exec(self, request: Message, connection: Connection) -> Mapping[str, object]:
        timeout = float(cast("float", request["timeout"]))
        return _outcome(run(self._argv(request), _stdin(request), timeout, connection.fileno()))

    def _start(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        return {"id": self._lab.background.start(self._argv(request), _stdin(request))}

    def _poll(self, request: Message, connection: Connection) -> Mapping[str, object]:
        number, wait = int(cast("int", request["id"])), float(cast("float", request["wait"]))
        return _outcome(self._lab.background.poll(number, wait, connection.fileno()))

    def _stop(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        number, grace = int(cast("int", request["id"])), float(cast("float", request["grace"]))
        return _outcome(self._lab.background.stop(number, grace))

    def _reboot(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        return {"said": self._lab.reboot(str(request["node"]))}

    def _cut(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        self._lab.cut(str(request["node"]))
        return {}

    def _restore(self, request: Message, _connection: Connection) -> Mapping[str, object]:
        return {"said": self._lab.restore(str(request["node"]))}

    def _status(self, _request: Message, _connection: Connection) -> Mapping[str, object]:
        memory = {}
        for line in Path("/proc/meminfo").read_text().splitlines():
            name, _, value = line.partition(":")
            memory[name] = int(value.split()[0])
        return {
            "nodes": self._lab.nodes(),
            "memory_total_kb": memory["MemTotal"],
            "memory_available_kb": memory["MemAvailable"],
        }

    def _argv(self, request: Message) -> list[str]:
        argv, node = cast("list[str]", request["argv"]), request["node"]
        return argv if node is None else self._lab.machine(str(node)).inside(argv)


def _stdin(request: Message) -> bytes:
    return base64.b64decode(str(request["stdin"]))


def _outcome(outcome: Outcome) -> dict[str, object]:
    data = dataclasses.asdict(outcome)
    return {**data, **{name: base64.b64encode(data[name]).decode() for name in ("stdout", "stderr")}}
