"""Bringing a running configuration to its target, and making sure it got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenacity import retry, retry_if_result, stop_after_delay, wait_exponential

from mcastcfg.deploy.observe import running_text
from mcastcfg.deploy.refusal import carry_out
from mcastcfg.errors import CommandRefused, TransportError, visible
from mcastcfg.plan.applied import OwnedLines
from mcastcfg.plan.change import STAGED, STAGED_ADDED, Change, RouterPlan
from mcastcfg.plan.merge import Merged, added_alone, merge_config_tree
from mcastcfg.plan.tree import LinePath, line_paths
from mcastcfg.platforms.base import Activation, Platform, activation_for
from mcastcfg.transport.session import Session

READY_SECONDS = 120.0
"""How long daemons that were just started may take to answer."""


def reach_running(session: Session, platform: Platform, plan: RouterPlan, change: Change) -> RouterPlan:
    """Make the running configuration what the change wants; return the plan with the lines that are ours now.

    Raises CommandRefused naming the line that was refused, or that was taken without complaint and is not there.
    """
    running, activation = change.running, activation_for(platform.ACTIVATIONS, change.path)
    if running is None or activation is None:
        return plan
    owned = plan.previous.owned.get(change.path, OwnedLines())
    comment = platform.COMMENT
    there = _answering(session, activation)
    base = there
    if running.old is not None:
        # What ran when the plan was made may be gone by now: a restarted daemon forgets what nobody saved. What came
        # since then is kept as well.
        base = merge_config_tree(there, (), running.old, comment).text
    merged = merge_config_tree(base, owned.running, running.intended, comment)
    if running.old is None:
        plan = _with_owned(plan, change.path, merged)
    ours = plan.applied.owned[change.path].running | owned.running
    said = ""
    for commands in (change.adding if not merged.removed else (), change.commands):
        if commands:
            said += _load(session, platform, commands, there, merged.text, always=change.action == "repair")
            there = _answering(session, activation)
        result = merge_config_tree(there, ours, running.intended, comment)
        if commands and not result.is_change:
            break
    for path, what in [
        *((p, "does not have it") for p in result.added),
        *((p, "still has it") for p in result.removed),
    ]:
        complaint = "; ".join(visible(line) for line in said.splitlines() if line.startswith("% Fail"))
        raise CommandRefused(
            session.router, " / ".join(path), f"the router {what}" + (f": {complaint}" if complaint else "")
        )
    return plan


def restore_running(session: Session, platform: Platform, change: Change) -> None:
    """Make the running configuration what it was before; raises TransportError where that fails."""
    activation = activation_for(platform.ACTIVATIONS, change.path)
    if activation is None or change.running is None or change.running.old is None:
        return
    target = change.running.old
    _load(session, platform, change.commands, _answering(session, activation), target)
    differs = set(line_paths(target)) ^ set(line_paths(_answering(session, activation)))
    if differs:
        raise TransportError(session.router, f"the running configuration differs at: {_named(differs)}")


def _load(
    session: Session, platform: Platform, commands: Sequence[str], there: str, target: str, *, always: bool = False
) -> str:
    """Load a configuration where it differs from what runs, or `always`: its text may run and not hold."""
    if not always and list(line_paths(there, platform.COMMENT)) == list(line_paths(target, platform.COMMENT)):
        return ""
    added = added_alone(there, target, platform.COMMENT)
    try:
        session.write(STAGED, target.encode("utf-8", "surrogateescape"), 0o600)
        session.write(STAGED_ADDED, added.encode("utf-8", "surrogateescape"), 0o600)
        return "".join(carry_out(session, platform, command, target).output for command in commands)
    finally:
        with session.shielded():
            session.remove(STAGED)
            session.remove(STAGED_ADDED)


def _answering(session: Session, activation: Activation) -> str:
    """Return the running configuration, waiting for daemons that are still starting."""

    @retry(
        retry=retry_if_result(lambda text: text is None),
        stop=stop_after_delay(READY_SECONDS),
        wait=wait_exponential(multiplier=0.2, max=3),
        retry_error_callback=lambda _: None,
    )
    def ask() -> str | None:
        return running_text(session, activation.running)

    text = ask()
    if text is None:
        raise TransportError(session.router, f"nothing answers {activation.running!r}; are the daemons running?")
    return text


def _with_owned(plan: RouterPlan, path: str, merged: Merged) -> RouterPlan:
    owned = {**plan.applied.owned, path: replace(plan.applied.owned[path], running=merged.owned)}
    return replace(plan, applied=replace(plan.applied, owned=owned))


def _named(paths: set[LinePath]) -> str:
    return "; ".join(" / ".join(path) for path in sorted(paths)[:3])
