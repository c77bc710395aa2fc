"""MSDP as FRR tells it: peers with their state, and the cache of sources."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, TypeAdapter

from mcastcfg.model.base import Address
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import MsdpPeerState, SaState


class _Peer(CamelJson):
    state: str
    mesh_group_name: str | None = None


class _Sa(CamelJson):
    source: Address
    group: Address
    rp: Address | Literal["-"]
    local: Literal["yes", "no"] = Field()


_PEERS = TypeAdapter(dict[Address, _Peer])
_CACHE = TypeAdapter(dict[Address, dict[Address, _Sa]])


def _peers(output: str, exit_code: int) -> tuple[MsdpPeerState, ...]:
    found = one(_PEERS, output, exit_code)
    return tuple(MsdpPeerState(address, peer.state, peer.mesh_group_name) for address, peer in found.items())


def _cache(output: str, exit_code: int) -> tuple[SaState, ...]:
    return tuple(
        SaState(sa.source, sa.group, None if sa.rp == "-" else sa.rp, sa.local == "yes")
        for sources in one(_CACHE, output, exit_code).values()
        for sa in sources.values()
    )


MSDP_PEERS = Question("vtysh -c 'show ip msdp peer detail json'", _peers)
SA_CACHE = Question("vtysh -c 'show ip msdp sa json'", _cache)
