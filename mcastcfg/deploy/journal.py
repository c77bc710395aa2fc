"""What a router had before, kept on the router itself: the last ten deploys, files with modes, and what ran."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime

from mcastcfg.deploy.observe import RECORD, STATE
from mcastcfg.errors import TransportError, visible
from mcastcfg.plan.change import RouterPlan
from mcastcfg.transport.session import Session

BACKUPS = f"{STATE}/backup"
KEPT = 10
"""Backups kept on a router."""
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z")


def keep_backup(session: Session, plan: RouterPlan) -> str:
    """Write down what the router has of everything the plan touches; return the folder on the router."""
    now = datetime.now(UTC)
    folder = f"{BACKUPS}/{now:%Y%m%dT%H%M%S.%fZ}"
    answer = session.run(f"umask 077 && mkdir -p {BACKUPS} {STATE}/applied && chmod 700 {STATE} && mkdir {folder}")
    if answer.exit_code != 0:
        why = visible(answer.output.strip())
        raise TransportError(session.router, f"the backup folder {folder} cannot be made: {why}; log in as root")
    files: list[dict[str, str | None]] = []
    for change in plan.changes:
        kept = running = None
        if change.old is not None:
            kept = f"files{change.path}"
            session.write(f"{folder}/{kept}", change.old, 0o600)
        if change.running is not None and change.running.old is not None:
            running = f"running{change.path}"
            session.write(f"{folder}/{running}", change.running.old.encode("utf-8", "surrogateescape"), 0o600)
        mode = None if change.old_mode is None else f"{change.old_mode:04o}"
        files.append({"path": change.path, "mode": mode, "kept": kept, "running": running})
    manifest = {"router": plan.router, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "files": files}
    session.write(f"{folder}/record.json", plan.previous.to_json().encode(), 0o600)
    session.write(f"{folder}/manifest.json", (json.dumps(manifest, indent=1) + "\n").encode(), 0o600)
    return folder


def prune_backups(session: Session) -> None:
    """Delete all but the newest backups."""
    names = sorted(name for name in session.capture(f"ls -1 {BACKUPS}")[0].split() if _NAME.fullmatch(name))
    if old := names[:-KEPT]:
        session.run("rm -r -- " + " ".join(shlex.quote(f"{BACKUPS}/{name}") for name in old))


def write_record(session: Session, plan: RouterPlan) -> None:
    """Write down what the router has from us now."""
    session.write(RECORD, plan.applied.to_json().encode(), 0o600)
