"""The way in over SSH: a listener outside the node, and per connection an sshd inside it.

So a node carries no management interface and no management route, and its own tables stay what its engineer wrote.
"""

from __future__ import annotations

import selectors
import socket
import subprocess
import threading
from collections.abc import Mapping

from . import jobs
from .node import Machine

_SSHD = ["/usr/sbin/sshd", "-i", "-f", "/etc/ssh/sshd_config"]


class Doors:
    """Listens on the nodes' SSH ports; `bound` holds sockets that someone already listens on, by port."""

    def __init__(self, address: str, bound: Mapping[int, socket.socket]) -> None:
        self._address = address
        self._bound = bound
        self._selector = selectors.DefaultSelector()
        self._sessions: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._serve, name="doors", daemon=True).start()

    def open(self, machine: Machine) -> None:
        """Accept connections for a node from now on."""
        port = machine.node.ssh_port
        if port is None:
            return
        listener = self._bound.get(port) or self._listen(port)
        with self._lock:
            self._selector.register(listener, selectors.EVENT_READ, machine)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server((self._address, port), backlog=64)
        listener.setblocking(False)
        return listener

    def close(self) -> None:
        """Stop accepting for every node; sessions end with their nodes."""
        with self._lock:
            for key in list(self._selector.get_map().values()):
                self._selector.unregister(key.fileobj)
                if isinstance(key.fileobj, socket.socket) and key.fileobj not in self._bound.values():
                    key.fileobj.close()

    def _serve(self) -> None:
        while True:
            # an epoll that is waiting notices what is registered meanwhile; with nothing registered, select
            # would return at once, hence the timeout on both
            for key, _ in self._selector.select(timeout=1.0):
                if isinstance(key.fileobj, socket.socket) and isinstance(key.data, Machine):
                    self._admit(key.fileobj, key.data)
            self._sessions = [session for session in self._sessions if session.poll() is None]

    def _admit(self, listener: socket.socket, machine: Machine) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:  # the client left, or the door closed, in between
            return
        with connection:
            connection.setblocking(True)
            if machine.pid is None:  # rebooting: hang up, as a machine that is down would
                return
            self._sessions.append(
                subprocess.Popen(
                    machine.inside(_SSHD),
                    stdin=connection.fileno(),
                    stdout=connection.fileno(),
                    stderr=subprocess.DEVNULL,
                    env=jobs.ENVIRONMENT,
                    start_new_session=True,
                )
            )
