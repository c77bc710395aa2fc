"""Every MSDP peer is established, inside the mesh group it belongs to (RFC 3618 sections 10.2 and 11)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.msdp_flood import MsdpSession, sessions
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import MsdpPeerState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "msdp-peer"
_ESTABLISHED = "established"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each peer."""
    for config in scope.configs():
        for session in sessions(scope.fabric, config.name):
            question = scope.show(config.name).msdp_peers
            yield Expectation(
                router=config.name,
                subject=session.peer,
                expected=_text(session, _ESTABLISHED, session.mesh_group),
                path=session.origin,
                needs=((config.name, question),),
                judge=partial(_judge, session, question),
            )


def _judge(session: MsdpSession, question: Question[tuple[MsdpPeerState, ...]], facts: Facts) -> Judgement:
    found = next((peer for peer in facts.of(session.router, question) if peer.address == session.address), None)
    if found is None:
        return failed("no such peer", f"{session.router} does not know the peer {session.address}")
    actual = _text(session, found.state, found.mesh_group)
    if found.state != _ESTABLISHED:
        return failed(actual, f"the connection with {session.peer} is {found.state or 'not there'}")
    if found.mesh_group != session.mesh_group:
        return failed(actual, f"{session.peer} is in another mesh group")
    return passed(actual)


def _text(session: MsdpSession, state: str, mesh_group: str | None) -> str:
    return f"{session.address} {state}" + (f" in {mesh_group}" if mesh_group is not None else "")
