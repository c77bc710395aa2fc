"""How FRR is asked which routes PIM knows: a dense route that is pruned never gets into the forwarding plane.

Never `show ip pim upstream json`: FRR 10.7 prints into that the rendezvous point of a group that may have none.
"""

from __future__ import annotations

from ipaddress import AddressValueError

from pydantic import TypeAdapter

from mcastcfg.model.base import Address
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import PimUpstreamState

_UNRESOLVED = "<ifname?>"
_ANY = "*"


class _Upstream(CamelJson):
    source: str
    group: Address
    rpf_interface: str


_UPSTREAMS = TypeAdapter(dict[str, dict[str, _Upstream]])


def _upstreams(output: str, exit_code: int) -> tuple[PimUpstreamState, ...]:
    found = one(_UPSTREAMS, output, exit_code)
    return tuple(_state(upstream) for sources in found.values() for upstream in sources.values())


def _state(upstream: _Upstream) -> PimUpstreamState:
    try:
        source = None if upstream.source == _ANY else Address(upstream.source)
    except AddressValueError:
        raise Unreadable(f"{upstream.source!r} is no source address") from None
    interface = None if upstream.rpf_interface == _UNRESOLVED else upstream.rpf_interface
    return PimUpstreamState(upstream.group, source, interface)


UPSTREAMS = Question("vtysh -c 'show ip pim upstream-rpf json'", _upstreams)
"""Every route that pimd knows, with its RPF interface."""
