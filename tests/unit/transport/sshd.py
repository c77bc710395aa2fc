"""A real OpenSSH server on a loopback port, with its own keys, for the transport tests."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import textwrap
import time
from dataclasses import dataclass, field
from pathlib import Path

NETWORK = """
name: office
pim_domains: {office: {}}
sites:
  main:
    pim_domain: office
    routers:
      %s
"""
ROUTER = "r%d: {platform: frr, interfaces: {lo: {role: loopback, addresses: [10.255.0.%d/32]}}}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def keygen(file: Path, passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", file], check=True)
    return file


@dataclass
class Sshd:
    folder: Path
    options: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Sshd:
        program = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin")
        assert program, "the transport tests need OpenSSH's server: apt-get install openssh-server"
        # Run by root, sshd insists on this folder for its unprivileged part.
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        if not (self.folder / "hostkey").exists():
            keygen(self.folder / "hostkey")
            keygen(self.folder / "id")
            shutil.copy(self.folder / "id.pub", self.folder / "authorized_keys")
        # An option that is given first wins in sshd_config.
        (self.folder / "sshd_config").write_text(
            textwrap.dedent(self.options)
            + textwrap.dedent(f"""
            ListenAddress 127.0.0.1
            Port {self.port}
            HostKey {self.folder}/hostkey
            PidFile none
            AuthorizedKeysFile {self.folder}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            UseDNS no
            MaxStartups 100
            Subsystem sftp internal-sftp
            SetEnv HOME={self.folder}
            """)
        )
        argv = [program, "-D", "-E", self.folder / "log", "-f", self.folder / "sshd_config"]
        self.process = subprocess.Popen(argv, start_new_session=True)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)
        raise AssertionError("sshd does not listen")

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.kill_sessions()
            self.process = None

    def sessions(self) -> list[int]:
        """Return the server's processes for logged-in clients; each leads a session of its own."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                status = (entry / "stat").read_text()
                parent = int(status.rpartition(")")[2].split()[1])
                if self.process is not None and parent == self.process.pid:
                    found.append(int(entry.name))
        return found

    def kill_sessions(self) -> None:
        for pid in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def known_hosts(self, key: Path | None = None) -> str:
        kind, value, *_ = (key or self.folder / "hostkey").with_suffix(".pub").read_text().split()
        return f"[127.0.0.1]:{self.port} {kind} {value}\n"


def write_inventory(folder: Path, *servers: Sshd, extras: str = "", host: str = "") -> Path:
    """Write an inventory with one router (r1, r2, ...) per server, reached with the server's own key."""
    folder.mkdir(exist_ok=True)
    routers = "\n      ".join(ROUTER % (n, n) for n, _ in enumerate(servers, 1))
    (folder / "network.yaml").write_text(NETWORK % routers)
    lines = []
    for number, server in enumerate(servers, 1):
        key = f"use_keys: true, key_file: {server.folder}/id, " if "key_file" not in extras else ""
        lines.append(
            f"r{number}: {{hostname: 127.0.0.1, port: {server.port}, username: {getpass.getuser()}, {host}"
            f"connection_options: {{netmiko: {{extras: {{{key}alt_key_file: known_hosts, {extras}}}}}}}}}\n"
        )
    (folder / "hosts.yaml").write_text("".join(lines))
    (folder / "known_hosts").write_text(
        "".join(s.known_hosts() for s in servers if (s.folder / "hostkey.pub").exists())
    )
    return folder
