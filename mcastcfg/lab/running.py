"""A lab that runs: what the command line and the tests do with it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from mcastcfg.errors import LabError
from mcastcfg.lab.client import AgentClient, Completed, LabStatus
from mcastcfg.lab.ports import LOOPBACK
from mcastcfg.lab.state import LabFolder, LabState
from mcastcfg.lab.tools import require
from mcastcfg.lab.topology import Topology, ssh_ports


@dataclass(frozen=True, slots=True)
class Background:
    """A program that runs in a node while the caller does other things."""

    client: AgentClient
    number: int

    def poll(self, wait: float = 0) -> Completed:
        """Return what it has said so far, after waiting up to `wait` seconds for its end."""
        return self.client.poll(self.number, wait)

    def wait_for(self, text: str, timeout: float = 60) -> Completed:
        """Return as soon as its output (or errors) holds `text`; LabError when it ends or time runs out first."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self.poll()
            said = (seen.stdout + seen.stderr).decode(errors="replace")
            if text in said:
                return seen
            if seen.exit_code is not None or time.monotonic() > deadline:
                raise LabError(f"a program in the lab never said {text!r}; it said: {said.strip()[-500:] or 'nothing'}")
            time.sleep(0.1)

    def stop(self, grace: float = 5) -> Completed:
        """Interrupt it as Ctrl-C would, kill it after `grace` seconds, and return all it said; once only."""
        return self.client.stop(self.number, grace)


@dataclass(frozen=True, slots=True)
class RunningLab:
    """One lab that is up; any number of programs may hold one of these."""

    folder: LabFolder
    state: LabState
    agent: AgentClient

    @classmethod
    def attach(cls, folder: LabFolder, state: LabState) -> RunningLab:
        """Return the running lab that a state describes."""
        return cls(folder, state, AgentClient(state.control_port, bytes.fromhex(folder.authkey.read_text())))

    @property
    def topology(self) -> Topology:
        """What was put up."""
        return self.state.topology

    @property
    def password(self) -> str:
        """Root's password on every node."""
        return self.folder.password.read_text().strip()

    def exec(
        self,
        node: str | None,
        argv: Sequence[str],
        *,
        stdin: bytes = b"",
        timeout: float = 60,
        check: bool = False,
    ) -> Completed:
        """Run a program in a node to its end; it is killed after `timeout` seconds.

        With `check`, anything but exit code 0 is a LabError with what the program said.
        """
        done = self.agent.exec(node, argv, stdin=stdin, timeout=timeout)
        if check and (done.timed_out or done.exit_code != 0):
            why = f"ran longer than {timeout:g} s" if done.timed_out else f"exit code {done.exit_code}"
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise LabError(f"{node or 'the lab'}: `{' '.join(argv)}`: {why}: {said[-1000:]}")
        return done

    def start(self, node: str | None, argv: Sequence[str], *, stdin: bytes = b"") -> Background:
        """Start a program in a node and return at once."""
        return Background(self.agent, self.agent.start(node, argv, stdin=stdin))

    def reboot(self, node: str) -> str:
        """Reboot a node, keeping only its disk, and return what its start scripts said."""
        return self.agent.reboot(node)

    def cut(self, node: str) -> None:
        """Cut a node's power; what lives in its memory is gone."""
        self.agent.cut(node)

    def restore(self, node: str) -> str:
        """Give a node its power back, and return what its start scripts said."""
        return self.agent.restore(node)

    def status(self) -> LabStatus:
        """Return the nodes with their programs, and the memory there is."""
        return self.agent.status()

    def ssh_argv(self, node: str, *command: str) -> list[str]:
        """Return the ssh command that logs in to a node as root, or runs `command` there.

        The host key must be the one that the lab made, and none of the user's own SSH settings apply.
        """
        port = ssh_ports(self.topology).get(node)
        if port is None:
            raise LabError(f"node {node} has no SSH port in this lab; its nodes: {', '.join(self.node_names())}")
        options = [
            f'UserKnownHostsFile="{self.folder.known_hosts}"',
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
        ]
        ssh = require(["ssh"])["ssh"]
        argv = [ssh, "-F", "/dev/null", "-i", str(self.folder.identity), "-p", str(port)]
        for option in options:
            argv += ["-o", option]
        return [*argv, f"root@{LOOPBACK}", *command]

    def node_names(self) -> tuple[str, ...]:
        """Return the names of the nodes, in the topology's order."""
        return tuple(node.name for node in self.topology.nodes)
