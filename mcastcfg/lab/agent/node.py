"""One machine of the lab: a namespace of every kind, and a disk that outlives its reboots."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import debian, jobs, mounts
from .links import CommandFailed, command, ip_batch
from .shapes import Node

_NAMESPACES = ("--mount", "--uts", "--ipc", "--net", "--pid")
_ROUTES_DEADLINE = 180.0


class Machine:
    """A node with its disk below `folder`; `image` is the read-only root that all nodes share."""

    def __init__(self, node: Node, folder: Path, image: str) -> None:
        self.node = node
        self.pid: int | None = None
        self._folder = folder
        self._image = image
        self._root = folder / "root"
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self, access: debian.Access | None) -> None:
        """Make the disk, and write what makes it this node."""
        mounts.mount_overlay(self._image, str(self._folder), str(self._root))
        for file in debian.files(self.node, access):
            self._write(file)
        if access is not None:
            self._set_password(access.password_hash)
        if self.node.kind == "router":
            for level, names in debian.START_LINKS.items():
                folder = self._root / "etc" / level
                for old in folder.glob("S*"):
                    old.unlink()
                for name in names:
                    (folder / name).symlink_to(f"../init.d/{name[3:]}")

    def _write(self, file: debian.File) -> None:
        path = self._root / file.path.lstrip("/")
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700 if file.mode == 0o600 else 0o755)
        path.write_text(file.text)
        path.chmod(file.mode)
        if file.owner != "root":
            uid, gid = _owner(self._root, file.owner)
            os.chown(path, uid, gid)

    def _set_password(self, password_hash: str) -> None:
        path = self._root / "etc/shadow"
        lines = path.read_text().splitlines()
        path.write_text(
            "".join(f"root:{password_hash}:20000:0:99999:7:::\n" if x.startswith("root:") else f"{x}\n" for x in lines)
        )

    def power_on(self) -> None:
        """Start the node's first process in the network namespace of the node's name."""
        reading, writing = os.pipe()
        with (self._folder / "init.log").open("wb") as log:
            argv = ["nsenter", f"--net=/run/netns/{self.node.name}", "unshare", "--mount", "--uts", "--ipc", "--pid"]
            argv += ["--fork", "--kill-child=SIGKILL", "--", sys.executable, "-S", "-m", f"{__package__}.node_init"]
            self._process = subprocess.Popen(
                [*argv, self.node.name, str(self._root), str(writing)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[writing],
                env={**jobs.ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[1])},
                start_new_session=True,
            )
        os.close(writing)
        try:
            # one read, not up to the end: unshare stays and keeps its copy of the pipe open
            answer = os.read(reading, 64)
        finally:
            os.close(reading)
        if not answer:
            text = (self._folder / "init.log").read_text(errors="replace").strip()
            raise CommandFailed(f"node {self.node.name} does not start: {text[-2000:]}")
        self.pid = int(answer)

    def boot(self) -> str:
        """Bring the node up as its own boot would, and return what the start scripts said."""
        if self.node.kind != "router":
            self._configure()
            return ""
        outcome = jobs.run(self.inside(["/bin/sh", "-c", debian.BOOT]), b"", 300)
        said = (outcome.stdout + outcome.stderr).decode(errors="replace").strip()
        if outcome.exit_code != 0:
            raise CommandFailed(f"router {self.node.name} did not boot cleanly: {said[-2000:]}")
        return said

    def _configure(self) -> None:
        lines = ["link set dev lo up"]
        for nic in self.node.interfaces:
            lines += [f"addr add {address} dev {nic.name}" for address in nic.addresses]
            lines.append(f"link set dev {nic.name} up")
        lines += [f"route add {route.destination} via {route.via}" for route in self.node.routes]
        ip_batch(lines, self.node.name)
        if self.node.kind == "provider":
            command(self.inside(["sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]))

    def await_routes(self) -> None:
        """Wait until FRR has put the static routes into the kernel, which is when a router is of use."""
        wanted = {_as_kernel(route.destination) for route in self.node.routes}
        families = {"-6" if ":" in route.destination else "-4" for route in self.node.routes}
        deadline = time.monotonic() + _ROUTES_DEADLINE
        while True:
            shown: list[dict[str, str]] = []
            for family in families:
                shown += json.loads(command(["ip", "-n", self.node.name, family, "-json", "route", "show"]) or "[]")
            missing = wanted - {route["dst"] for route in shown}
            if not missing:
                return
            if time.monotonic() > deadline:
                raise CommandFailed(f"router {self.node.name} has no route to {', '.join(sorted(missing))}")
            # Every look is a process, and takes from the daemons the time they need to get ready.
            time.sleep(0.5)

    def inside(self, argv: Sequence[str]) -> list[str]:
        """Return the command that runs `argv` in the node."""
        if self.pid is None:
            raise CommandFailed(f"node {self.node.name} is not running")
        return ["nsenter", f"--target={self.pid}", *_NAMESPACES, "--", *argv]

    def power_off(self) -> None:
        """Kill everything that runs in the node; its disk stays."""
        if self.pid is not None:
            # the first process of a pid namespace takes all others with it
            os.kill(self.pid, signal.SIGKILL)
            self.pid = None
        if self._process is not None:
            self._process.wait(30)
            self._process = None

    def cut(self) -> None:
        """Cut the power: all that lives in memory is forgotten, and neighbours see the carrier go.

        The interfaces are parked meanwhile, as a card stays in its slot. No power to cut is fine.
        """
        if self.pid is None:
            return
        name = self.node.name
        park = f"{name}.park"
        ip_batch([f"netns add {park}"])
        ip_batch([f"link set dev {nic.name} netns {park}" for nic in self.node.interfaces], name)
        self.power_off()
        ip_batch([f"netns del {name}", f"netns add {name}"])

    def restore(self) -> str:
        """Give the power back and boot from the disk; returns what the boot said. Power already there is fine."""
        if self.pid is not None:
            return ""
        name = self.node.name
        park = f"{name}.park"
        ip_batch([f"link set dev {nic.name} netns {name}" for nic in self.node.interfaces], park)
        ip_batch([f"netns del {park}"])
        self.power_on()
        return self.boot()

    def reboot(self) -> str:
        """Cut the power, give it back at once, and return what the boot said."""
        self.cut()
        return self.restore()

    def remove(self) -> None:
        """Switch the node off and delete its disk."""
        self.power_off()
        mounts.unmount(str(self._root))
        shutil.rmtree(self._folder, ignore_errors=True)


def _as_kernel(destination: str) -> str:
    if destination in ("0.0.0.0/0", "::/0"):
        return "default"
    return destination.removesuffix("/32").removesuffix("/128")


def _owner(root: Path, user: str) -> tuple[int, int]:
    for line in (root / "etc/passwd").read_text().splitlines():
        fields = line.split(":")
        if fields[0] == user:
            return int(fields[2]), int(fields[3])
    raise CommandFailed(f"the lab image has no user {user}")
