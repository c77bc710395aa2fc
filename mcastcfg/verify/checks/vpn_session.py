"""Every provider edge router exchanges VPN routes with every other (RFC 4364 section 4.3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.vpn import VpnNeighborConfig
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import VpnSessionState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "vpn-session"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each other provider edge router."""
    for config in scope.configs():
        if config.vpn is None:
            continue
        question = scope.show(config.name).vpn_sessions
        for neighbor in config.vpn.neighbors:
            yield Expectation(
                router=config.name,
                subject=neighbor.router,
                expected=f"{neighbor.address} established",
                path=config.vpn.origin,
                needs=((config.name, question),),
                judge=partial(_judge, config.name, question, neighbor),
            )


def _judge(
    router: str, question: Question[tuple[VpnSessionState, ...]], wanted: VpnNeighborConfig, facts: Facts
) -> Judgement:
    found = next((each for each in facts.of(router, question) if each.address == wanted.address), None)
    if found is None:
        return failed("no session", f"{router} does not know {wanted.address} as a BGP peer for VPN routes")
    if found.state != "Established":
        return failed(
            f"{wanted.address} {found.state.lower()}", f"{router} exchanges no VPN routes with {wanted.router}"
        )
    return passed(f"{wanted.address} established")
