"""One router's changes as one transaction: all of them, or what was there before."""

from __future__ import annotations

from collections.abc import Callable

from mcastcfg.deploy.journal import keep_backup, prune_backups, write_record
from mcastcfg.deploy.observe import RECORD
from mcastcfg.deploy.outcome import RouterOutcome
from mcastcfg.deploy.refusal import COMMAND_TIMEOUT, carry_out, must_hold
from mcastcfg.deploy.running import reach_running, restore_running
from mcastcfg.errors import TransportError
from mcastcfg.plan.change import Change, RouterPlan
from mcastcfg.platforms.base import Platform, activation_for
from mcastcfg.transport.session import Session

Progress = Callable[[str], None]


def apply_plan(session: Session, platform: Platform, plan: RouterPlan, progress: Progress) -> RouterOutcome:
    """Carry out a plan and return what became of the router; KeyboardInterrupt goes on once it is put back."""
    router = session.router
    if plan.is_empty:
        if plan.applied != plan.previous:
            write_record(session, plan)
        return RouterOutcome(router, "unchanged", plan)
    try:
        backup = keep_backup(session, plan)
    except TransportError as error:
        return RouterOutcome(router, "failed", plan, error.reason)
    work = _Transaction(session, platform, plan, progress)
    try:
        work.carry_out()
    except BaseException as error:
        with session.shielded():
            problem = work.put_back()
        where = f"what it had before is in {backup} on the router"
        state = "put back to what it had" if not problem else f"NOT put back ({problem}); {where}"
        progress(f"{router}: {state}")
        if not isinstance(error, TransportError):
            raise
        reason = error.reason if not problem else f"{error.reason}; and it could not be put back: {problem}; {where}"
        return RouterOutcome(router, "failed", plan, reason, not problem, backup)
    prune_backups(session)
    return RouterOutcome(router, "changed", work.plan, backup=backup)


class _Transaction:
    """The changes of one router and how far they have come."""

    def __init__(self, session: Session, platform: Platform, plan: RouterPlan, progress: Progress) -> None:
        self.session = session
        self.platform = platform
        self.plan = plan
        self.progress = progress
        self._touched: list[Change] = []

    def carry_out(self) -> None:
        """Take down in reverse order, then put in place in order, each seen to hold before the next."""
        for change in reversed(self.plan.changes):
            if change.before:
                self._touch(change)
            for command in change.before:
                carry_out(self.session, self.platform, command)
        for change in self.plan.changes:
            self._touch(change)
            self._put(change)
        write_record(self.session, self.plan)

    def _touch(self, change: Change) -> None:
        if change not in self._touched:
            self._touched.append(change)

    def _put(self, change: Change) -> None:
        self.progress(f"{self.session.router}: {change.action} {change.path}")
        if change.running is not None:
            # First what runs: the loader writes the running configuration into the file, foreign lines and all.
            self.plan = reach_running(self.session, self.platform, self.plan, change)
        if change.new is None:
            self.session.remove(change.path)
        elif change.action != "repair" or change.running is not None:
            self.session.write(change.path, change.new, change.mode)
        if change.running is None:
            for command in change.commands:
                carry_out(self.session, self.platform, command)
        activation = activation_for(self.platform.ACTIVATIONS, change.path)
        if activation is not None and change.new is not None:
            must_hold(self.session, activation.holds, change.path)

    def put_back(self) -> str:
        """Give the router what it had, as far as it was touched; return what could not be, or nothing."""
        problems: list[str] = []
        try:
            self.session.revive()
            for change in [c for c in reversed(self.plan.changes) if c in self._touched]:
                for command in change.undo_before:
                    # What the new file set up may be there in part or not at all.
                    self.session.run(command, timeout=COMMAND_TIMEOUT)
            for change in [c for c in self.plan.changes if c in self._touched]:
                problems += self._restore(change)
            self.session.write(RECORD, self.plan.previous.to_json().encode(), 0o600)
        except TransportError as error:
            problems.append(error.reason)
        return "; ".join(problems)

    def _restore(self, change: Change) -> list[str]:
        problems: list[str] = []
        if change.running is not None:
            try:
                restore_running(self.session, self.platform, change)
            except TransportError as error:
                problems.append(error.reason)
        if change.old is None:
            self.session.remove(change.path)
        else:
            self.session.write(change.path, change.old, change.old_mode or change.mode)
        if change.running is None:
            for command in change.undo:
                answer = self.session.run(command, timeout=COMMAND_TIMEOUT)
                if answer.exit_code != 0 and change.old is not None:
                    problems.append(f"{answer.command!r} exits {answer.exit_code}")
        return problems
