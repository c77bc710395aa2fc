"""What a router has: its files, what runs, and what mcastcfg put there before."""

from __future__ import annotations

from collections.abc import Sequence

from mcastcfg.errors import TransportError
from mcastcfg.plan.applied import Applied, read_applied
from mcastcfg.plan.change import FileState, IntendedFile
from mcastcfg.platforms.base import Platform, activation_for
from mcastcfg.transport.session import Session

STATE = "/var/lib/mcastcfg"
"""mcastcfg's own folder on a router."""
RECORD = f"{STATE}/applied/record.json"
"""What the last deploy put there."""
PROBE_TIMEOUT = 60.0


def observe(
    session: Session, platform: Platform, intended: Sequence[IntendedFile]
) -> tuple[dict[str, FileState], Applied]:
    """Return the state of every file that is intended or was applied, and the record of the last deploy."""
    applied = read_record(session)
    paths = dict.fromkeys([*(file.path for file in intended), *sorted(applied.files)])
    return {path: _state(session, platform, path) for path in paths}, applied


def read_record(session: Session) -> Applied:
    """Return the record of the last deploy; raises TransportError for one that cannot be understood."""
    found = session.read(RECORD)
    try:
        return read_applied(None if found is None else found.decode())
    except ValueError as error:
        fix = "compare it with a backup beside it, or delete it and tidy up by hand what older deploys left"
        raise TransportError(session.router, f"{RECORD} cannot be understood ({error}); {fix}") from None


def running_text(session: Session, command: str) -> str | None:
    """Return a running configuration, or None where nothing answers."""
    text, exit_code = session.capture(command, timeout=PROBE_TIMEOUT)
    return text if exit_code == 0 else None


def failed_probes(session: Session, probes: Sequence[str]) -> tuple[str, ...]:
    """Return the probes that do not hold; all are asked in one command, because each takes a round trip."""
    if not probes:
        return ()
    script = "\n".join(f"( {probe}\n) >/dev/null 2>&1 || echo {number}" for number, probe in enumerate(probes))
    said, exit_code = session.capture(script, timeout=PROBE_TIMEOUT)
    failed = set(said.split())
    return tuple(probe for number, probe in enumerate(probes) if str(number) in failed or exit_code != 0)


def _state(session: Session, platform: Platform, path: str) -> FileState:
    content = session.read(path)
    activation = activation_for(platform.ACTIVATIONS, path)
    if activation is None:
        return FileState(path, content, session.mode(path))
    return FileState(
        path,
        content,
        session.mode(path),
        failed_probes(session, activation.holds) if content is not None else (),
        running_text(session, activation.running) if activation.running else None,
    )
