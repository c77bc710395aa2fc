"""While a source sends, exactly the rendezvous points that should know it have it in their cache (RFC 3618 section 5).

A router that MSDP should not tell is looked at as well: what a filter keeps out must not be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.msdp_flood import flood
from mcastcfg.analysis.register import registering_rp
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream
from mcastcfg.platforms.state import SaState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed, skipped
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.streams import sends

NAME = "msdp-sa"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each ASM stream and router that runs MSDP."""
    routers = [config.name for config in scope.configs() if config.msdp is not None]
    for name, stream in scope.design.network.streams.items() if routers else ():
        origin = origin_of(scope.fabric, stream)
        if stream.mode == "ssm" or origin.first_hop is None:
            continue
        start = registering_rp(scope.fabric, origin.first_hop, stream.group)
        if not isinstance(start, str) or scope.design.configs[start].msdp is None:
            continue
        found = flood(scope.fabric, start, origin.address, stream.group)
        first_hop = origin.first_hop.router
        for router in routers:
            wanted = found.rp if router in found.known else None
            yield Expectation(
                router=router,
                subject=f"{name} ({origin.address},{stream.group})",
                expected=_text(wanted, router == start),
                path=("streams", name),
                needs=(
                    (router, scope.show(router).sa_cache),
                    (first_hop, scope.show(first_hop).multicast_routes),
                ),
                judge=partial(_judge, scope, router, stream, origin.address, wanted, router == start, first_hop),
            )


def _judge(
    scope: Scope,
    router: str,
    stream: Stream,
    source: Address,
    wanted: Address | None,
    local: bool,
    first_hop: str,
    facts: Facts,
) -> Judgement:
    cache = facts.of(router, scope.show(router).sa_cache)
    found = next((sa for sa in cache if (sa.source_address, sa.group) == (source, stream.group)), None)
    if wanted is None and found is not None:
        return failed(_seen(found), f"{router} should not be told about {source} sending to {stream.group}")
    if not scope.streams_flow and not sends(scope, facts, stream, first_hop):
        return skipped(f"no packet to {stream.group} has reached {first_hop} lately")
    if wanted is None:
        return passed(_text(None, local=False))
    if found is None:
        return failed("unknown", f"{router} has not been told about {source} sending to {stream.group}")
    if found.local != local or (not local and found.rp_address != wanted):
        return failed(_seen(found), "the news comes from another rendezvous point")
    return passed(_seen(found))


def _seen(found: SaState) -> str:
    return _text(found.rp_address, found.local)


def _text(rp_address: Address | None, local: bool) -> str:
    if local:
        return "registered here"
    return "unknown" if rp_address is None else f"from RP {rp_address}"
