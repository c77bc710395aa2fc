"""The child SA of every encrypted tunnel is installed: ESP, transport mode, for GRE, with the algorithms asked for.

The first child SA of an IKE SA takes its keys from that (RFC 7296 section 1.2), so its Diffie-Hellman group is seen
only after the first renewal; until then, the group that the router would ask for then is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.router_config import IpsecConfig, TunnelConfig
from mcastcfg.platforms.show import Show
from mcastcfg.platforms.state import ChildSaState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "child-sa"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each encrypted tunnel end."""
    for config in scope.configs():
        show = scope.show(config.name)
        for tunnel in config.tunnels:
            if tunnel.ipsec is not None:
                yield Expectation(
                    router=config.name,
                    subject=tunnel.name,
                    expected=_wanted(tunnel.ipsec),
                    path=tunnel.ipsec.origin,
                    needs=((config.name, show.ike_sas), (config.name, show.child_sa_policies)),
                    judge=partial(_judge, config.name, show, tunnel, tunnel.ipsec),
                )


def _wanted(ipsec: IpsecConfig) -> str:
    return _text("installed", "esp", "transport", ipsec.esp.encr_alg, ipsec.esp.intr_alg, ipsec.esp.dh_group)


def _judge(router: str, show: Show, tunnel: TunnelConfig, ipsec: IpsecConfig, facts: Facts) -> Judgement:
    ends = (tunnel.source, tunnel.destination)
    children = [
        child
        for sa in facts.of(router, show.ike_sas)
        if (sa.local_address, sa.remote_address) == ends
        for child in sa.child_sas
    ]
    installed = [child for child in children if child.state == "installed"]
    if not installed:
        states = ", ".join(sorted({child.state for child in children})) or "no child SA"
        return failed(states, f"nothing can be encrypted for {tunnel.destination}")
    policies = [
        policy
        for policy in facts.of(router, show.child_sa_policies)
        if (policy.local_address, policy.remote_address) == ends
    ]
    later = next((policy.dh_groups[0] for policy in policies if policy.dh_groups), None)
    texts = [_of(child, later) for child in installed]
    wrong = [text for text in texts if text != _wanted(ipsec)]
    return failed(wrong[0], "mode or algorithms differ from the profile's") if wrong else passed(texts[0])


def _of(child: ChildSaState, later: int | None) -> str:
    group = later if child.dh_group is None else child.dh_group
    return _text(child.state, child.protocol, child.mode, child.encr_alg, child.intr_alg, group)


def _text(state: str, protocol: str, mode: str, encr: str, intr: str | None, dh_group: int | None) -> str:
    pfs = f"group {dh_group}" if dh_group is not None else "without perfect forward secrecy"
    return f"{state} {protocol} {mode} {encr}{f' {intr}' if intr else ''} {pfs}"
