"""Push a design to its routers: everything ready and everyone reached before the first is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mcastcfg.deploy.apply import Progress, apply_plan
from mcastcfg.deploy.gate import Intent, intent_of
from mcastcfg.deploy.lock import new_token, release_lock, take_lock
from mcastcfg.deploy.observe import observe
from mcastcfg.deploy.outcome import RouterOutcome
from mcastcfg.errors import TransportError
from mcastcfg.model.secret import masked
from mcastcfg.plan.change import RouterPlan
from mcastcfg.plan.plan import plan_router
from mcastcfg.platforms.base import Platform
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.transport.session import Session
from mcastcfg.transport.ssh import WORKERS, Routers, open_routers


def _silent(_: str) -> None:
    """Say nothing."""


def deploy(
    design: Design,
    routers: Iterable[str] | None = None,
    *,
    dry_run: bool = False,
    workers: int = WORKERS,
    progress: Progress = _silent,
) -> dict[str, RouterOutcome]:
    """Push the configuration to the routers (all, or those named) and return what became of each.

    A dry run takes the same way up to the first change. Raises what `intent_of` raises before any router is touched,
    and KeyboardInterrupt after Ctrl-C, once every router that was being changed has again what it had.
    """
    intent = intent_of(design, routers)
    with open_routers(design, intent.files, workers=workers, secrets=intent.secrets) as reached:
        work = _Deploy(design, intent, reached, progress)
        return work.dry_run() if dry_run else work.run()


class _Deploy:
    """One deploy over open sessions."""

    def __init__(self, design: Design, intent: Intent, routers: Routers, progress: Progress) -> None:
        self.design = design
        self.intent = intent
        self.routers = routers
        self.progress = progress
        self._tokens: dict[str, str] = {}

    def dry_run(self) -> dict[str, RouterOutcome]:
        """Read and plan, change nothing."""
        outcomes = {}
        for name, plan in self.routers.each(self._plan).items():
            if isinstance(plan, TransportError):
                outcomes[name] = RouterOutcome(name, "failed", error=plan.reason)
            else:
                outcomes[name] = RouterOutcome(name, "unchanged" if plan.is_empty else "would change", plan)
        return outcomes

    def run(self) -> dict[str, RouterOutcome]:
        """Lock, read and plan on every router; only when all have succeeded, change."""
        try:
            plans = self.routers.each(self._lock_and_plan)
            failed = {name: plan for name, plan in plans.items() if isinstance(plan, TransportError)}
            if failed:
                return {name: self._not_begun(name, plan) for name, plan in plans.items()}
            ready = {name: plan for name, plan in plans.items() if not isinstance(plan, TransportError)}
            done = self.routers.each(lambda session: self._apply(session, ready[session.router]))
            return {
                name: RouterOutcome(name, "failed", ready[name], outcome.reason)
                if isinstance(outcome, TransportError)
                else outcome
                for name, outcome in done.items()
            }
        finally:
            self._let_go()

    def _platform(self, router: str) -> Platform:
        return PLATFORMS[self.design.configs[router].platform]

    def _plan(self, session: Session) -> RouterPlan:
        platform, files = self._platform(session.router), self.intent.files[session.router]
        states, applied = observe(session, platform, files)
        return plan_router(session.router, platform, files, states, applied, self.intent.secrets)

    def _lock_and_plan(self, session: Session) -> RouterPlan:
        token = self._tokens[session.router] = new_token()
        take_lock(session, token)
        plan = self._plan(session)
        self.progress(
            f"{session.router}: " + ("nothing to change" if plan.is_empty else f"{len(plan.changes)} files to change")
        )
        return plan

    def _apply(self, session: Session, plan: RouterPlan) -> RouterOutcome:
        outcome = apply_plan(session, self._platform(session.router), plan, self.progress)
        return replace(outcome, error=masked(outcome.error, self.intent.secrets))

    @staticmethod
    def _not_begun(router: str, plan: RouterPlan | TransportError) -> RouterOutcome:
        if isinstance(plan, TransportError):
            return RouterOutcome(router, "failed", error=plan.reason)
        return RouterOutcome(router, "unchanged" if plan.is_empty else "not tried", plan)

    def _let_go(self) -> None:
        released = self.routers.each(lambda session: release_lock(session, self._tokens[session.router]), self._tokens)
        for error in released.values():
            if isinstance(error, TransportError):
                self.progress(str(error))
