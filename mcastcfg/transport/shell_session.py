"""A session to a router that is a Linux system: commands and files over one SSH connection opened by Netmiko.

Commands run on SSH exec channels (RFC 4254 section 6.5) of Netmiko's connection instead of its interactive shell:
there is no prompt, echo, pager or terminal escape to be mistaken for output, and the exit status is the protocol's.
"""

from __future__ import annotations

import math
import posixpath
import secrets as random_names
import shlex
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import paramiko
from netmiko.linux.linux_ssh import LinuxSSH

from mcastcfg.errors import TransportError
from mcastcfg.model.secret import Secret, masked
from mcastcfg.transport.failures import CAUGHT, Door, UnknownHostKey, login_failure, session_failure
from mcastcfg.transport.nornir_files import Plain
from mcastcfg.transport.session import Answer

MAX_BYTES = 64 * 1024 * 1024
"""Most that one command may print and the largest file read, in bytes."""
_GRACE = 20.0
"""Seconds beyond a command's own timeout until the session itself is given up."""
_DRAIN = 0.5
"""Seconds of silence after a command's exit before its output counts as complete, where a child keeps it open."""
_POLL = 0.25


class _ShowUnknownKey(paramiko.MissingHostKeyPolicy):
    """Refuses a host key that no file holds, and hands it on so that the sentence can show its fingerprint."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002 # paramiko's signature
        raise UnknownHostKey(key)


class _RouterSSH(LinuxSSH):
    """Netmiko's Linux connection without its search for a prompt, which odd prompts defeat."""

    def session_preparation(self) -> None:
        """Do nothing: the interactive shell is not used."""

    def _build_ssh_client(self) -> paramiko.SSHClient:
        client = super()._build_ssh_client()
        client.set_missing_host_key_policy(_ShowUnknownKey())
        return client


class ShellSession:
    """Session over SSH to a Linux router; `interrupted` is asked before anything new is begun."""

    def __init__(
        self, door: Door, options: dict[str, Plain], secrets: Iterable[Secret], interrupted: Callable[[], bool]
    ) -> None:
        self.door = door
        self._secrets = tuple(secrets)
        self._interrupted = interrupted
        self._shielded = False
        self._mark = f"mcastcfg-{random_names.token_hex(8)}"
        self._sftp: paramiko.SFTPClient | None = None
        self._options = options
        self._netmiko, self._client = self._login()

    def _login(self) -> tuple[_RouterSSH, paramiko.SSHClient]:
        try:
            netmiko = _RouterSSH(**self._options)  # type: ignore[arg-type] # names checked by nornir_files, values by netmiko
        except (*CAUGHT, TypeError) as error:
            raise self.masked_error(login_failure(error, self.door)) from None
        if netmiko.remote_conn_pre is None:
            raise TransportError(self.router, f"{self.door}: no SSH session")
        return netmiko, netmiko.remote_conn_pre

    def revive(self) -> None:
        """Log in again where the connection is gone; raises TransportError when that cannot be done."""
        transport = self._client.get_transport()
        if transport is None or not transport.is_active():
            self.close()
            self._sftp = None
            self._netmiko, self._client = self._login()

    @property
    def router(self) -> str:
        """Return the router's name in the inventory."""
        return self.door.router

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Let what is inside finish even after Ctrl-C: putting back what was there, letting go of a lock."""
        before, self._shielded = self._shielded, True
        try:
            yield
        finally:
            self._shielded = before

    def run(self, command: str, *, timeout: float = 60.0) -> Answer:
        """Run one command with /bin/sh and return its output and exit code; `timeout` in seconds."""
        output, exit_code = self._finished(command, timeout)
        text = output.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return Answer(masked(command, self._secrets), masked(text, self._secrets), exit_code)

    def capture(self, command: str, *, timeout: float = 60.0) -> tuple[str, int]:
        """Run one command and return its output as it is, and its exit code; for merging, never for printing."""
        return self._finished(command, timeout)

    def _finished(self, command: str, timeout: float) -> tuple[str, int]:
        self._check()
        started = time.monotonic()
        # `timeout` ends the command on the router as well: closing the channel alone would leave it running.
        # What the login shell's own start-up files print stands before the mark.
        marked = shlex.quote(f"echo {self._mark}\n{command}")
        line = f"LC_ALL=C exec timeout -k 5 {math.ceil(timeout)} sh -c {marked}"
        shown = masked(command, self._secrets)
        with self._failures(f"run {shown!r}"):
            output, exit_code = self._exec(line, started + timeout + _GRACE)
        if exit_code in {124, 137} and time.monotonic() - started >= timeout:
            raise TransportError(self.router, f"{shown!r} did not finish within {timeout:g} s and was stopped")
        if exit_code < 0:
            raise TransportError(self.router, f"the session to {self.door} was lost while asked to run {shown!r}")
        text = output.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
        noise, mark, said = text.partition(f"{self._mark}\n")
        return said if mark else noise, exit_code

    def _exec(self, line: str, deadline: float) -> tuple[bytes, int]:
        channel = self._transport().open_session(timeout=max(1.0, deadline - time.monotonic()))
        try:
            channel.set_combine_stderr(True)
            channel.exec_command(line)
            channel.shutdown_write()
            channel.settimeout(_POLL)
            output = self._until_exit(channel, deadline)
            if not channel.status_event.wait(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            return output, channel.recv_exit_status()
        finally:
            channel.close()

    def _until_exit(self, channel: paramiko.Channel, deadline: float) -> bytes:
        output = bytearray()
        heard = time.monotonic()
        while True:
            try:
                data = channel.recv(65536)
            except TimeoutError:
                now = time.monotonic()
                if channel.exit_status_ready() and now - heard >= _DRAIN:
                    return bytes(output)
                if now > deadline:
                    raise
                continue
            if not data:
                return bytes(output)
            heard = time.monotonic()
            output += data
            if len(output) > MAX_BYTES:
                raise OSError(f"it prints more than {MAX_BYTES // 1024 // 1024} MiB")

    def read(self, path: str) -> bytes | None:
        """Return a file of the router as it is (no secret is masked), or None where there is none."""
        self._check()
        with self._failures(f"read {path}"):
            sftp = self._files()
            try:
                size = sftp.stat(path).st_size or 0
            except FileNotFoundError:
                return None
            if size > MAX_BYTES:
                raise OSError(27, f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
            with sftp.open(path, "rb") as stream:
                stream.prefetch(size)
                return stream.read()

    def write(self, path: str, data: bytes, mode: int) -> None:
        """Put a file on the router whole or not at all; a file that is there keeps its owner."""
        self._check()
        with self._failures(f"write {path}"):
            sftp = self._files()
            owner: tuple[int, int] | None = None
            try:
                there = sftp.stat(path)
                path = sftp.normalize(path)  # through a symbolic link to the file it names
                if there.st_uid is not None and there.st_gid is not None:
                    owner = (there.st_uid, there.st_gid)
            except FileNotFoundError:
                self._make_folders(sftp, posixpath.dirname(path))
            folder, name = posixpath.split(path)
            temporary = posixpath.join(folder, f".{name}.mcastcfg-{random_names.token_hex(4)}")
            try:
                # Empty until nobody but the right ones can read it.
                with sftp.open(temporary, "wbx") as stream:
                    stream.chmod(mode & 0o700)
                    if owner is not None:
                        stream.chown(*owner)
                    stream.chmod(mode)
                    stream.write(data)
                sftp.posix_rename(temporary, path)
            except BaseException:
                with suppress(*CAUGHT):
                    sftp.remove(temporary)
                raise

    def remove(self, path: str) -> None:
        """Delete a file of the router; one that is not there is no error."""
        self._check()
        with self._failures(f"remove {path}"), suppress(FileNotFoundError):
            self._files().remove(path)

    def mode(self, path: str) -> int | None:
        """Return a file's permission bits, or None where there is none."""
        self._check()
        with self._failures(f"look at {path}"):
            try:
                return stat.S_IMODE(self._files().stat(path).st_mode or 0)
            except FileNotFoundError:
                return None

    def close(self) -> None:
        """End the session; a router that is gone already is no error."""
        with suppress(*CAUGHT):
            self._netmiko.disconnect()
        with suppress(*CAUGHT):
            self._client.close()

    def masked_error(self, error: TransportError) -> TransportError:
        """Return an error without the session's secrets, should a library have quoted one."""
        return type(error)(error.router, masked(error.reason, self._secrets))

    def _check(self) -> None:
        if self._interrupted() and not self._shielded:
            raise KeyboardInterrupt

    def _transport(self) -> paramiko.Transport:
        transport = self._client.get_transport()
        if transport is None or not transport.is_active():
            raise EOFError
        return transport

    def _files(self) -> paramiko.SFTPClient:
        self._transport()
        if self._sftp is None:
            self._sftp = self._client.open_sftp()
            if (channel := self._sftp.get_channel()) is not None:
                channel.settimeout(120.0)
        return self._sftp

    def _make_folders(self, sftp: paramiko.SFTPClient, folder: str) -> None:
        try:
            sftp.stat(folder)
        except FileNotFoundError:
            self._make_folders(sftp, posixpath.dirname(folder))
            sftp.mkdir(folder, 0o755)

    @contextmanager
    def _failures(self, doing: str) -> Iterator[None]:
        try:
            yield
        except CAUGHT as error:
            transport = self._client.get_transport()
            alive = transport is not None and transport.is_active() and not isinstance(error, ConnectionError)
            raise self.masked_error(session_failure(error, self.door, doing, alive=alive)) from None
