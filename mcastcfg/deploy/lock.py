"""One deploy at a time on a router: a directory on it, which only one can make."""

from __future__ import annotations

import getpass
import os
import secrets
import shlex
import socket
from datetime import UTC, datetime

from mcastcfg.errors import TransportError, visible
from mcastcfg.transport.session import Session

LOCK = "/run/mcastcfg.lock"
"""Below /run, so that a router that restarts has no lock."""


class LockTaken(TransportError):
    """Another deploy holds the router, or one died holding it."""


def new_token() -> str:
    """Return a token that tells our lock from anyone else's."""
    return secrets.token_hex(8)


def take_lock(session: Session, token: str) -> None:
    """Take the router's lock; raises LockTaken naming the holder. Let go with the same token, whatever happens."""
    holder = (
        f"{getpass.getuser()}@{socket.gethostname()} process {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    )
    command = f"mkdir -m 700 {LOCK} && printf '%s\\n' {shlex.quote(holder)} {token} > {LOCK}/holder"
    made = session.run(command)
    if made.exit_code == 0:
        return
    there = session.run(
        f"test -d {LOCK} && echo $(( ($(date +%s) - $(stat -c %Y {LOCK})) / 60 )) && head -n 1 {LOCK}/holder"
    )
    minutes, _, who = there.output.partition("\n")
    if there.exit_code != 0:
        raise TransportError(
            session.router, f"the lock {LOCK} cannot be made: {visible(made.output.strip())}; log in as root"
        )
    raise LockTaken(
        session.router,
        f"another deploy holds it: {visible(who.strip()) or 'nobody known'}, {minutes} min ago; "
        f"if that deploy is gone, remove its lock on the router: rm -r {LOCK}",
    )


def release_lock(session: Session, token: str) -> None:
    """Let go of the router's lock, unless someone else holds it by now; raises TransportError where that fails."""
    with session.shielded():
        session.revive()
        answer = session.run(f"if grep -qx {token} {LOCK}/holder; then rm -r {LOCK}; fi")
    if answer.exit_code != 0:
        raise TransportError(session.router, f"its lock could not be removed; on the router: rm -r {LOCK}")
