"""TCP ports on the host's loopback address; the lab listens nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from mcastcfg.errors import LabError

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a loopback port; 0 lets the kernel choose."""
    return socket.create_server((LOOPBACK, port), backlog=64)


def require_free(ports: Mapping[str, int]) -> None:
    """Raise LabError naming the first port that cannot be listened on, and the node that wants it."""
    for node, port in ports.items():
        try:
            listen(port).close()
        except PermissionError:
            raise LabError(f"port {port} of node {node} needs root; choose one above 1023") from None
        except OSError:
            raise LabError(
                f"port {port} of node {node} is taken on {LOOPBACK}; stop what listens there "
                f"(`ss -ltnp sport = :{port}` names it) or give the node another port"
            ) from None


def unused_port() -> int:
    """Return a port that was free a moment ago."""
    with listen(0) as probe:
        port: int = probe.getsockname()[1]
    return port
