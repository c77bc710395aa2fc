"""The host's end of the control channel: every question to the agent is a method, every answer a value."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from mcastcfg.errors import LabError
from mcastcfg.lab.agent import wire
from mcastcfg.lab.agent.shapes import Topology
from mcastcfg.lab.agent.wire import Message
from mcastcfg.lab.keys import LabKeys

_GREETING_SECONDS = (3.0, 10.0, 30.0)
"""How long to wait for the agent's greeting before dialling again: QEMU's user network was seen to take a connection
and never hand it to the guest. Nothing has been asked by then, so dialling again is safe."""
_SLACK_SECONDS = 60.0
"""What an emulated and busy guest may take on top of what was asked of it."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program in a node left; `exit_code` is None while it runs, negative when a signal ended it."""

    exit_code: int | None
    stdout: bytes
    stderr: bytes
    timed_out: bool = False

    @property
    def text(self) -> str:
        """Standard output as text, without the newline at its end."""
        return self.stdout.decode(errors="replace").rstrip("\n")


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """A node as it runs: the pid of its first process within the guest, and the names of its programs."""

    kind: str
    pid: int | None
    daemons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabStatus:
    """A lab as it runs; memory in kilobytes."""

    nodes: Mapping[str, NodeStatus]
    memory_total_kb: int
    memory_available_kb: int


@dataclass(frozen=True, slots=True)
class AgentClient:
    """Talks to the agent of one lab; each call is a connection of its own, so threads may share a client.

    Hanging up (an exception, Ctrl-C) makes the agent kill what the call was running.
    """

    port: int
    authkey: bytes = field(repr=False)

    def _dial(self) -> wire.Connection:
        for patience in _GREETING_SECONDS[:-1]:
            with contextlib.suppress(TimeoutError):
                return wire.dial("127.0.0.1", self.port, self.authkey, patience)
        return wire.dial("127.0.0.1", self.port, self.authkey, _GREETING_SECONDS[-1])

    def _ask(self, request: Mapping[str, object], timeout: float) -> Message:
        try:
            with self._dial() as connection:
                wire.send(connection, request)
                if not connection.poll(timeout):
                    raise LabError(f"the lab's agent gave no answer to {request['op']!r} within {timeout:g} s")
                answer = wire.receive(connection)
        except wire.AuthenticationError:
            raise LabError("the lab's agent has another key; run `mcastcfg lab down` and `lab up` again") from None
        except (OSError, EOFError) as error:
            raise LabError(
                f"the lab's agent does not answer ({error or type(error).__name__}); "
                "run `mcastcfg lab down` and `lab up` again"
            ) from error
        if "error" in answer:
            raise LabError(f"in the lab: {answer['error']}")
        return answer

    def await_ready(self, timeout: float, still_starting: Callable[[], None]) -> Message:
        """Wait for the agent's first answer; `still_starting` raises when waiting has become pointless."""
        deadline = time.monotonic() + timeout
        while True:
            still_starting()
            with contextlib.suppress(OSError, EOFError), wire.dial("127.0.0.1", self.port, self.authkey, 2.0) as link:
                wire.send(link, {"op": "ping"})
                if link.poll(10):
                    return wire.receive(link)
            if time.monotonic() > deadline:
                raise LabError(f"the lab's agent did not answer within {timeout:g} s of its start")
            time.sleep(0.1)

    def ping(self) -> Message:
        """Return the versions of the kernel and of Python that the agent runs on."""
        return self._ask({"op": "ping"}, _SLACK_SECONDS)

    def up(self, topology: Topology, keys: LabKeys, timeout: float) -> None:
        """Build the topology; returns when every router has its static routes."""
        access = {"authorized_key": keys.public, "password": keys.password}
        request = {"op": "up", "topology": topology.to_json(), "keys": access, "host_keys": dict(keys.host_private)}
        self._ask(request, timeout)

    def down(self) -> None:
        """Take all nodes down; the guest stays."""
        self._ask({"op": "down"}, _SLACK_SECONDS)

    def exec(self, node: str | None, argv: Sequence[str], *, stdin: bytes = b"", timeout: float = 60) -> Completed:
        """Run a program in a node (None: beside the nodes) to its end; killed after `timeout` seconds."""
        request = {**_program("exec", node, argv, stdin), "timeout": timeout}
        return _completed(self._ask(request, timeout + _SLACK_SECONDS))

    def start(self, node: str | None, argv: Sequence[str], *, stdin: bytes = b"") -> int:
        """Start a program in the background and return its number."""
        return cast("int", self._ask(_program("start", node, argv, stdin), _SLACK_SECONDS)["id"])

    def poll(self, number: int, wait: float = 0) -> Completed:
        """Return what a background program has said, after waiting up to `wait` seconds for its end."""
        return _completed(self._ask({"op": "poll", "id": number, "wait": wait}, wait + _SLACK_SECONDS))

    def stop(self, number: int, grace: float = 5) -> Completed:
        """Interrupt a background program, kill it after `grace` seconds, and return all it said."""
        return _completed(self._ask({"op": "stop", "id": number, "grace": grace}, grace + _SLACK_SECONDS))

    def reboot(self, node: str, timeout: float = 300) -> str:
        """Reboot a node: only its disk survives; returns what its start scripts said."""
        return str(self._ask({"op": "reboot", "node": node}, timeout)["said"])

    def cut(self, node: str) -> None:
        """Cut a node's power: only its disk survives."""
        self._ask({"op": "cut", "node": node}, _SLACK_SECONDS)

    def restore(self, node: str, timeout: float = 300) -> str:
        """Give a node its power back; returns what its start scripts said."""
        return str(self._ask({"op": "restore", "node": node}, timeout)["said"])

    def status(self) -> LabStatus:
        """Return the nodes with their programs, and the guest's memory."""
        answer = self._ask({"op": "status"}, _SLACK_SECONDS)
        nodes = cast("dict[str, dict[str, object]]", answer["nodes"])
        return LabStatus(
            nodes={
                name: NodeStatus(
                    str(node["kind"]), cast("int | None", node["pid"]), tuple(cast("list[str]", node["daemons"]))
                )
                for name, node in nodes.items()
            },
            memory_total_kb=cast("int", answer["memory_total_kb"]),
            memory_available_kb=cast("int", answer["memory_available_kb"]),
        )


def _program(op: str, node: str | None, argv: Sequence[str], stdin: bytes) -> dict[str, object]:
    return {"op": op, "node": node, "argv": list(argv), "stdin": base64.b64encode(stdin).decode()}


def _completed(answer: Message) -> Completed:
    return Completed(
        exit_code=cast("int | None", answer["exit_code"]),
        stdout=base64.b64decode(str(answer["stdout"])),
        stderr=base64.b64decode(str(answer["stderr"])),
        timed_out=bool(answer["timed_out"]),
    )
