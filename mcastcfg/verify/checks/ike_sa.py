"""The IKE SA of every encrypted tunnel is established with the algorithms asked for (RFC 7296)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.router_config import IpsecConfig, TunnelConfig
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import IkeSaState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "ike-sa"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each encrypted tunnel end."""
    for config in scope.configs():
        question = scope.show(config.name).ike_sas
        for tunnel in config.tunnels:
            if tunnel.ipsec is not None:
                yield Expectation(
                    router=config.name,
                    subject=tunnel.name,
                    expected=_wanted(tunnel.ipsec),
                    path=tunnel.ipsec.origin,
                    needs=((config.name, question),),
                    judge=partial(_judge, config.name, question, tunnel, tunnel.ipsec),
                )


def _wanted(ipsec: IpsecConfig) -> str:
    ike = ipsec.ike
    return _text("established", ike.encr_alg, ike.intr_alg, ike.prf_alg, ike.dh_group)


def _judge(
    router: str, question: Question[tuple[IkeSaState, ...]], tunnel: TunnelConfig, ipsec: IpsecConfig, facts: Facts
) -> Judgement:
    between = [
        sa
        for sa in facts.of(router, question)
        if (sa.local_address, sa.remote_address) == (tunnel.source, tunnel.destination)
    ]
    if not between:
        return failed("no IKE SA", f"nothing is negotiated with {tunnel.destination}")
    established = [sa for sa in between if sa.state == "established"]
    if not established:
        states = ", ".join(sorted({sa.state for sa in between}))
        return failed(states, f"{tunnel.destination} and this router have not authenticated each other")
    texts = [_text(sa.state, sa.encr_alg, sa.intr_alg, sa.prf_alg, sa.dh_group) for sa in established]
    # Two may stand side by side when both ends began at once; each of them carries keys, so each must be right.
    wrong = [text for text in texts if text != _wanted(ipsec)]
    return failed(wrong[0], "the algorithms differ from the profile's") if wrong else passed(texts[0])


def _text(state: str, encr: str | None, intr: str | None, prf: str | None, dh_group: int | None) -> str:
    return f"{state} {encr}{f' {intr}' if intr else ''} prf {prf} group {dh_group}"
