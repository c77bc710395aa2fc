"""A guard drops GRE in clear for every encrypted tunnel, in both directions, whatever becomes of IPsec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import GuardState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "clear-text-guard"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each encrypted tunnel end."""
    for config in scope.configs():
        question = scope.show(config.name).guards
        for tunnel in config.tunnels:
            if tunnel.ipsec is not None:
                yield Expectation(
                    router=config.name,
                    subject=tunnel.name,
                    expected="drops clear GRE in and out",
                    path=tunnel.origin,
                    needs=((config.name, question),),
                    judge=partial(_judge, config.name, question, tunnel),
                )


def _judge(router: str, question: Question[tuple[GuardState, ...]], tunnel: TunnelConfig, facts: Facts) -> Judgement:
    ends = (tunnel.source, tunnel.destination)
    guards = [guard for guard in facts.of(router, question) if (guard.local, guard.remote) == ends]
    directions = {guard.direction for guard in guards}
    missing = [direction for direction in ("in", "out") if direction not in directions]
    if missing:
        there = f"drops clear GRE {' and '.join(sorted(directions))} only" if directions else "no guard"
        return failed(there, f"GRE could go {' and '.join(missing)} in clear for {tunnel.destination}")
    dropped = sum(guard.packets for guard in guards)
    return passed("drops clear GRE in and out" + (f", {dropped} packets so far" if dropped else ""))
