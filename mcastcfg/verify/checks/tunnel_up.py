"""Every tunnel interface is up, with the addresses, TTL, key and MTU it should have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import TunnelState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "tunnel-up"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each tunnel end."""
    for config in scope.configs():
        question = scope.show(config.name).tunnels
        for tunnel in config.tunnels:
            name = scope.native(config.name, tunnel.name)
            wanted = _wanted(tunnel, name)
            yield Expectation(
                router=config.name,
                subject=tunnel.name,
                expected=_text(wanted),
                path=tunnel.origin,
                needs=((config.name, question),),
                judge=partial(_judge, config.name, question, wanted),
            )


def _wanted(tunnel: TunnelConfig, interface: str) -> TunnelState:
    return TunnelState(
        interface=interface,
        up=True,
        addresses=(tunnel.address,),
        source=tunnel.source,
        destination=tunnel.destination,
        ttl=tunnel.ttl,
        key=tunnel.key,
        mtu=tunnel.mtu,
    )


def _judge(router: str, question: Question[tuple[TunnelState, ...]], wanted: TunnelState, facts: Facts) -> Judgement:
    found = next((state for state in facts.of(router, question) if state.interface == wanted.interface), None)
    if found is None:
        return failed("no such interface", f"{wanted.interface} does not exist")
    if not found.up:
        return failed(_text(found), f"{found.interface} is down")
    fields = ("source", "destination", "addresses", "ttl", "key", "mtu")
    wrong = [field for field in fields if getattr(found, field) != getattr(wanted, field)]
    if wrong:
        return failed(_text(found), f"{' and '.join(wrong)} of {found.interface} differ from what is intended")
    return passed(_text(found))


def _text(state: TunnelState) -> str:
    key = f" key {state.key}" if state.key is not None else ""
    addresses = ", ".join(str(address) for address in state.addresses) or "no address"
    return (
        f"{state.interface} {'up' if state.up else 'down'} {state.source} > {state.destination} "
        f"{addresses} ttl {state.ttl or 'inherited'}{key} mtu {state.mtu}"
    )
