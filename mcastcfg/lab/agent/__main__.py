"""The agent's own start: `python3 -m agent guest`, or `python3 -m agent native CONTROL_FD PORT:FD...`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from . import machine
from .lab import Lab
from .server import Server

_HOME = Path("/lab")


def guest() -> None:
    """Serve as the only program of a virtual machine."""
    timer = machine.boot()
    authkey = bytes.fromhex((_HOME / "authkey").read_text())
    port = int((_HOME / "control_port").read_text())
    listener = socket.create_server((machine.ADDRESS, port), backlog=64)
    print("LABREADY", Path("/proc/uptime").read_text().split()[0], flush=True)  # noqa: T201 - for the console log
    lab = Lab(str(_HOME / "image"), machine.ADDRESS, {})
    Server(lab, authkey, timer.cancel).serve_forever(listener)


def native(control: int, bound: dict[int, int]) -> None:
    """Serve on the host's own kernel, on sockets that were opened before its network was left behind."""
    authkey = bytes.fromhex((_HOME / "authkey").read_text())
    sockets = {port: socket.socket(fileno=number) for port, number in bound.items()}
    lab = Lab(str(_HOME / "image"), "127.0.0.1", sockets)
    Server(lab, authkey, lambda: None).serve_forever(socket.socket(fileno=control))


def main(arguments: list[str]) -> None:
    """Choose by the first argument."""
    if arguments[0] == "guest":
        guest()
    else:
        pairs = (pair.split(":") for pair in arguments[2:])
        native(int(arguments[1]), {int(port): int(number) for port, number in pairs})


if __name__ == "__main__":
    main(sys.argv[1:])
