"""How FRR is asked about its rendezvous points and its bootstrap router."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, TypeAdapter

from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BsrState, RpSource, RpState

_NONE = Address(0)
_SOURCES: Mapping[str, RpSource] = {"Static": "static", "BSR": "bsr"}


class _Rp(CamelJson):
    rp_address: Address
    group: Prefix
    i_am_rp: bool = Field(alias="iAmRP")
    source: Literal["Static", "BSR"]


class _Bsr(CamelJson):
    bsr: Address
    priority: int
    state: Literal["NO_INFO", "ACCEPT_ANY", "ACCEPT_PREFERRED", "BSR_PENDING", "BSR_ELECTED"]


_RPS = TypeAdapter(dict[str, list[_Rp]])
_BSR = TypeAdapter(_Bsr)


def _rps(output: str, exit_code: int) -> tuple[RpState, ...]:
    found = one(_RPS, output, exit_code)
    return tuple(
        RpState(rp.rp_address, rp.group, rp.i_am_rp, _SOURCES[rp.source]) for rps in found.values() for rp in rps
    )


def _bsr(output: str, exit_code: int) -> BsrState:
    found = one(_BSR, output, exit_code)
    if found.bsr == _NONE:
        return BsrState(None, None, is_self=False)
    return BsrState(found.bsr, found.priority, is_self=found.state == "BSR_ELECTED")


RPS = Question("vtysh -c 'show ip pim rp-info json'", _rps)
"""Every mapping of groups to a rendezvous point."""
BSR = Question("vtysh -c 'show ip pim bsr json'", _bsr)
"""Whom the router obeys as bootstrap router."""
