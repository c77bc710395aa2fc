"""All machines of one lab: put up, taken down, looked at."""

from __future__ import annotations

import ctypes
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import debian, jobs
from .doors import Doors
from .links import CommandFailed, connect, ip_batch
from .node import Machine
from .shapes import Topology

_FOLDER = Path("/run/lab")
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the nodes: root's public key and password everywhere, and each node's own host key."""

    authorized_key: str
    password: str
    host_keys: Mapping[str, str]


class Lab:
    """The machines, their cables and their doors; one change at a time."""

    def __init__(self, image: str, address: str, bound: Mapping[int, socket.socket]) -> None:
        self._image = image
        self._doors = Doors(address, bound)
        self._machines: dict[str, Machine] = {}
        self._changing = threading.Lock()
        self.background = jobs.Background()

    def up(self, topology: Topology, keys: Keys) -> None:
        """Build the topology and wait until its routers route; what was there before goes."""
        with self._changing:
            self._down()
            try:
                self._up(topology, keys)
            except BaseException:
                self._down()
                raise

    def _up(self, topology: Topology, keys: Keys) -> None:
        Path("/run/netns").mkdir(exist_ok=True)
        ip_batch([f"netns add {node.name}" for node in topology.nodes])
        self._machines = {node.name: Machine(node, _FOLDER / node.name, self._image) for node in topology.nodes}
        connect(topology)
        password_hash = crypted(keys.password)

        def start(machine: Machine) -> None:
            host_key = keys.host_keys.get(machine.node.name)
            access = debian.Access(keys.authorized_key, password_hash, host_key) if host_key else None
            machine.prepare(access)
            machine.power_on()
            machine.boot()

        def settle(machine: Machine) -> None:
            if machine.node.kind == "router":
                machine.await_routes()

        self._each(start)
        self._each(settle)
        for machine in self._machines.values():
            self._doors.open(machine)

    def _each(self, action: Callable[[Machine], None]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(action, self._machines.values()):
                pass

    def down(self) -> None:
        """Take everything down; nothing up is fine."""
        with self._changing:
            self._down()

    def _down(self) -> None:
        self._doors.close()
        self.background.clear()
        for machine in self._machines.values():
            machine.remove()
        self._machines = {}
        folder = Path("/run/netns")
        ip_batch([f"netns del {path.name}" for path in sorted(folder.glob("*"))] if folder.is_dir() else [])

    def reboot(self, name: str) -> str:
        """Reboot a node and return what its start scripts said."""
        with self._changing:
            return self.machine(name).reboot()

    def cut(self, name: str) -> None:
        """Cut a node's power."""
        with self._changing:
            self.machine(name).cut()

    def restore(self, name: str) -> str:
        """Give a node its power back and return what its start scripts said."""
        with self._changing:
            return self.machine(name).restore()

    def machine(self, name: str) -> Machine:
        """Return the machine of that name."""
        found = self._machines.get(name)
        if found is None:
            known = ", ".join(sorted(self._machines)) or "none is up"
            raise CommandFailed(f"the lab has no node {name} (nodes: {known})")
        return found

    def nodes(self) -> dict[str, dict[str, object]]:
        """Return for each node its first process's pid and the names of the programs that run in it."""
        spaces = {_pid_namespace(m.pid): name for name, m in self._machines.items() if m.pid is not None}
        daemons: dict[str, list[str]] = {name: [] for name in self._machines}
        for process in Path("/proc").glob("[0-9]*"):
            name = spaces.get(_pid_namespace(int(process.name)))
            if name is None or int(process.name) == self._machines[name].pid:
                continue
            try:
                daemons[name].append((process / "comm").read_text().strip())
            except OSError:  # ended meanwhile
                continue
        return {
            name: {"pid": machine.pid, "kind": machine.node.kind, "daemons": sorted(daemons[name])}
            for name, machine in self._machines.items()
        }


def _pid_namespace(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    except OSError:  # ended meanwhile
        return ""


def crypted(password: str) -> str:
    """Return the password as /etc/shadow holds it, by the C library's crypt (Python has none any more)."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    # few rounds: the password is random and dies with the lab, and every login on an emulated processor pays
    answer: bytes | None = library.crypt(password.encode(), f"$6$rounds=1000${secrets.token_hex(8)}".encode())
    if not answer or answer.startswith(b"*"):
        raise CommandFailed("the C library refuses to crypt the lab's password")
    return answer.decode()
