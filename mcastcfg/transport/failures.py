"""What Netmiko and Paramiko raise, as one sentence of our own with the router's name and the fix."""

from __future__ import annotations

import logging
import shlex
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import paramiko
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException

from mcastcfg.errors import HostKeyRejected, LoginRefused, TransportError

CAUGHT = (NetmikoBaseException, paramiko.SSHException, OSError, EOFError, ValueError)
"""Everything the SSH libraries raise; caught only in this package."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a router is reached, for the sentences about it; no secrets."""

    router: str
    host: str
    port: int
    username: str
    password_given: bool
    key_file: str | None
    known_hosts: str
    """The file a new host key belongs into."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class UnknownHostKey(paramiko.SSHException):
    """No known_hosts file holds the key that the router showed."""

    def __init__(self, key: paramiko.PKey) -> None:
        super().__init__("unknown host key")
        self.key = key


def quiet_libraries() -> None:
    """Keep the libraries' background threads from printing tracebacks where nobody configured logging."""
    for name in ("paramiko", "netmiko", "nornir"):
        logger = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())


def visible(text: str) -> str:
    """Return a router's or library's text on one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def login_failure(error: BaseException, door: Door) -> TransportError:
    """Return what went wrong while a session was opened."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, UnknownHostKey):
            return HostKeyRejected(door.router, _unknown_key(cause.key, door))
        if isinstance(cause, paramiko.BadHostKeyException):
            return HostKeyRejected(door.router, _changed_key(cause, door))
        if isinstance(cause, paramiko.PasswordRequiredException):
            fix = "give its passphrase as a secret reference: passphrase in hosts.yaml, extras"
            return LoginRefused(door.router, f"the key file {door.key_file} is encrypted; {fix}")
    for cause in causes:
        if isinstance(cause, paramiko.AuthenticationException | NetmikoAuthenticationException):
            return LoginRefused(door.router, _refused(door))
        if isinstance(cause, ValueError) and "key_file" in str(cause):
            missing = door.key_file or "(key_file is not set)"
            return LoginRefused(door.router, f"the key file {missing} does not exist; mend key_file in hosts.yaml")
        if isinstance(cause, socket.gaierror):
            return TransportError(door.router, f"{door.host} is no known host name; mend hostname in hosts.yaml")
    for cause in causes:
        if (why := _unreachable(cause)) is not None:
            return TransportError(door.router, f"{door} cannot be reached: {why}; is the router up and the port right?")
    detail = visible(str(causes[-1])) or type(causes[-1]).__name__
    return TransportError(door.router, f"{door}: no SSH session: {detail}")


def session_failure(error: BaseException, door: Door, doing: str, *, alive: bool) -> TransportError:
    """Return what went wrong on a session; `doing` says what was asked of it, `alive` whether the connection stands."""
    if isinstance(error, TimeoutError):
        return TransportError(door.router, f"no answer from {door} in time to {doing}")
    if isinstance(error, OSError) and alive:
        return TransportError(door.router, f"cannot {doing}: {visible(error.strerror or str(error))}")
    detail = visible(str(error))
    return TransportError(
        door.router, f"the session to {door} was lost while asked to {doing}" + (f": {detail}" if detail else "")
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    here: BaseException | None = error
    while here is not None:
        yield here
        if isinstance(here, paramiko.ssh_exception.NoValidConnectionsError):
            yield from here.errors.values()
        here = here.__cause__ or here.__context__


def _unreachable(error: BaseException) -> str | None:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if (
        isinstance(error, OSError)
        and error.strerror
        and not isinstance(error, paramiko.ssh_exception.NoValidConnectionsError)
    ):
        return visible(error.strerror).lower()
    if isinstance(error, EOFError) or "banner" in str(error):
        return "something listens there and does not speak SSH"
    return None


def _refused(door: Door) -> str:
    tried = []
    if door.key_file:
        tried.append(f"the key {door.key_file}")
    if door.password_given:
        tried.append("the password")
    with_what = " and ".join(tried) or "no key and no password (set key_file or password in hosts.yaml)"
    return f"{door} refused user {door.username!r} with {with_what}"


def _scan(door: Door) -> str:
    return f"ssh-keyscan -p {door.port} {shlex.quote(door.host)} >> {shlex.quote(door.known_hosts)}"


def _unknown_key(key: paramiko.PKey, door: Door) -> str:
    return (
        f"the host key of {door} is not known ({key.get_name()} {key.fingerprint}); "
        f"compare it on the router's console, then record it: {_scan(door)}"
    )


def _changed_key(error: paramiko.BadHostKeyException, door: Door) -> str:
    return (
        f"the host key of {door} has changed to {error.key.get_name()} {error.key.fingerprint}; either the router was "
        f"reinstalled or someone stands between; once its console shows the same key, delete the old one: "
        f"ssh-keygen -R '[{door.host}]:{door.port}' -f {shlex.quote(door.known_hosts)}, then: {_scan(door)}"
    )
