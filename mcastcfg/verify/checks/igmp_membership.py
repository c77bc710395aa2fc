"""The router of every receiving LAN knows that a host there has asked for the stream (RFC 3376)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.standing import stands
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import IgmpMembershipState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed, skipped
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.streams import asked_for, lan_members

NAME = "igmp-membership"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each stream and receiving LAN."""
    for name, stream in scope.design.network.streams.items():
        source = origin_of(scope.fabric, stream).address
        for _, router, interface in lan_members(scope, name, stream):
            here = scope.fabric.attachment(router, interface)
            # Where the configuration says it, nobody has to ask.
            if scope.judges(router) and not (here.igmp is not None and stands(here.igmp, stream, source)):
                question = scope.show(router).igmp_memberships
                yield Expectation(
                    router=router,
                    subject=name,
                    expected=_text(stream, source, interface),
                    path=("streams", name),
                    needs=((router, question),),
                    judge=partial(_judge, scope, router, question, interface, stream, source),
                )


def _judge(
    scope: Scope,
    router: str,
    question: Question[tuple[IgmpMembershipState, ...]],
    interface: str,
    stream: Stream,
    source: Address,
    facts: Facts,
) -> Judgement:
    here = [membership for membership in facts.of(router, question) if membership.interface == interface]
    asked = [membership for membership in here if asked_for(membership, stream, source)]
    if any(membership.forwarded for membership in asked):
        return passed(_text(stream, source, interface))
    if asked:
        # What FRR makes of a host that asks again too soon after it left: see docs/deviations.md.
        reason = f"{router} knows that a host asks for {stream.group}, and does not serve it until its next query"
        return failed(f"{_text(stream, source, interface)}, not forwarded", reason)
    reason = f"no host on {interface} asks for {stream.group}"
    if scope.streams_flow:
        seen = ", ".join(sorted({str(membership.group) for membership in here})) or "no group"
        return failed(f"{seen} on {interface}", reason)
    return skipped(reason)


def _text(stream: Stream, source: Address, interface: str) -> str:
    return f"({source if stream.mode == 'ssm' else '*'},{stream.group}) on {interface}"
