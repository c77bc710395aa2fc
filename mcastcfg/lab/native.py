"""The lab on the host's own kernel: the same agent and the same Debian, in namespaces instead of a guest.

Nothing in there sees the host's interfaces. The kernel is shared, though: the modules it loads for the lab (GRE, ESP)
stay loaded, and with GRE come its three idle interfaces gre0, gretap0 and erspan0 in the host's own list.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

from mcastcfg.errors import LabError
from mcastcfg.lab import initramfs
from mcastcfg.lab.backend import Ground
from mcastcfg.lab.client import AgentClient
from mcastcfg.lab.image import Image, Progress, ensure_image
from mcastcfg.lab.ports import listen
from mcastcfg.lab.process import ProcessRef
from mcastcfg.lab.spawn import Record, spawn
from mcastcfg.lab.tools import require

_START_SECONDS = 60.0
_NAMESPACES = ("--mount", "--net", "--pid", "--ipc", "--uts", "--cgroup")


class NativeBackend:
    """The agent on the host's kernel; `process` is the launcher of one that runs, `record` notes a new one's."""

    def __init__(self, ground: Ground, record: Record, process: ProcessRef | None = None) -> None:
        self._ground = ground
        self._record = record
        self._process = process

    def start(self, progress: Progress) -> None:
        """Unpack the image if need be, start the launcher, and wait for the agent."""
        root = unpacked(ensure_image(progress), progress)
        work = self._ground.folder / "native"
        work.mkdir()
        sockets = {port: listen(port) for port in (self._ground.control_port, *self._ground.ssh_ports)}
        try:
            for sock in sockets.values():
                sock.set_inheritable(True)
            numbers = {port: sock.fileno() for port, sock in sockets.items()}
            argv = launcher_command(root, work, self._ground, numbers)
            progress("starting on this host's own kernel")
            self._process = spawn(argv, self._ground.folder / "console.log", self._record)
        finally:
            for sock in sockets.values():
                sock.close()
        self.agent().await_ready(_START_SECONDS, self._require_alive)

    def _require_alive(self) -> None:
        if not self.is_running():
            said = (self._ground.folder / "console.log").read_text(errors="replace").strip().splitlines()
            raise LabError(f"the lab's agent ended right after its start: {' / '.join(said[-6:]) or 'it said nothing'}")

    def stop(self) -> None:
        """End the launcher; the kernel ends everything in its namespaces with it."""
        if self._process is not None:
            self._process.end()

    def agent(self) -> AgentClient:
        """Return the way to talk to the agent."""
        return self._ground.client

    def is_running(self) -> bool:
        """Say whether that launcher lives."""
        return self._process is not None and self._process.is_alive()


def launcher_command(root: Path, work: Path, ground: Ground, sockets: dict[int, int]) -> list[str]:
    """Return the command that starts the agent in fresh namespaces, on the sockets given by port."""
    script = initramfs.AGENT / "launcher.py"
    nodes = [f"{port}:{sockets[port]}" for port in ground.ssh_ports]
    return [
        *(require(["unshare"])["unshare"], *_NAMESPACES, "--fork", "--kill-child=SIGKILL", "--"),
        *(sys.executable, "-I", str(script), str(root), str(work), str(ground.folder / "authkey")),
        *(str(sockets[ground.control_port]), *nodes),
    ]


def unpacked(image: Image, progress: Progress) -> Path:
    """Return the image's root as a folder, unpacking it the first time."""
    target = image.folder / "root"
    with FileLock(image.folder / "unpack.lock"):
        if not target.is_dir():
            progress("unpacking the root file system")
            program = require(["unsquashfs"])["unsquashfs"]
            with tempfile.TemporaryDirectory(prefix="unpacking-", dir=image.folder) as name:
                out = Path(name) / "root"
                done = subprocess.run(
                    [program, "-quiet", "-no-progress", "-dest", str(out), str(image.root)],
                    capture_output=True,
                    check=False,
                )
                if done.returncode != 0 or os.geteuid() != out.stat().st_uid:
                    said = done.stderr.decode(errors="replace").strip()[-500:]
                    shutil.rmtree(out, ignore_errors=True)
                    raise LabError(f"the lab image could not be unpacked into {image.folder}: {said}")
                out.rename(target)
    return target
