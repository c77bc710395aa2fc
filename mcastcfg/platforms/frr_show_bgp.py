"""BGP as FRR tells it: each session as each of the two address families sees it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, TypeAdapter

from mcastcfg.model.base import Address
from mcastcfg.platforms.frr_json import CamelJson, documents, read
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BgpSessionState


class _Peer(CamelJson):
    state: str
    pfx_rcd: int = 0


class _Summary(CamelJson):
    # A family without any neighbour is an empty object, or one that says so.
    peers: dict[Address, _Peer] = Field(default_factory=dict)


_SUMMARY = TypeAdapter(_Summary)
_FAMILIES: tuple[Literal["unicast", "multicast"], ...] = ("unicast", "multicast")


def _sessions(output: str, exit_code: int) -> tuple[BgpSessionState, ...]:
    found = documents(output, exit_code, len(_FAMILIES))
    return tuple(
        BgpSessionState(address, family, peer.state.lower(), peer.pfx_rcd)
        for family, document in zip(_FAMILIES, found, strict=True)
        for address, peer in read(_SUMMARY, document).peers.items()
    )


BGP_SESSIONS = Question(
    "vtysh " + " ".join(f"-c 'show bgp ipv4 {family} summary json'" for family in _FAMILIES), _sessions
)
