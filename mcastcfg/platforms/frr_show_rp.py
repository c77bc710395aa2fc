"""How FRR is asked about its rendezvous points and its bootstrap router."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, Field, TypeAdapter, model_validator

from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import AutoRpState, BsrState, RpSource, RpState

_NONE = Address(0)
_SOURCES: Mapping[str, RpSource] = {"Static": "static", "BSR": "bsr", "AutoRP": "auto_rp"}


class _Rp(CamelJson):
    rp_address: Address
    group: Prefix | None = None
    prefix_list: str | None = None
    i_am_rp: bool = Field(alias="iAmRP")
    source: Literal["Static", "BSR", "AutoRP"]

    @model_validator(mode="after")
    def _says_which_groups(self) -> Self:
        if (self.group is None) == (self.prefix_list is None):
            raise ValueError("needs one of group and prefixList")
        return self


class _Range(CamelJson):
    negative: bool
    prefix: Prefix


class _Learnt(CamelJson):
    rp_address: Address
    group_ranges: list[_Range]


class _Discovery(CamelJson):
    enabled: bool
    rp_list: dict[str, _Learnt] = Field(default_factory=dict)


class _Agent(CamelJson):
    enabled: bool
    active: bool = False


class _AutoRp(BaseModel):
    discovery: _Discovery
    agent: _Agent = Field(alias="mapping-agent")


class _Bsr(CamelJson):
    bsr: Address
    priority: int
    state: Literal["NO_INFO", "ACCEPT_ANY", "ACCEPT_PREFERRED", "BSR_PENDING", "BSR_ELECTED"]


_RPS = TypeAdapter(dict[str, list[_Rp]])
_BSR = TypeAdapter(_Bsr)
_AUTO_RP = TypeAdapter(_AutoRp)


def _rps(output: str, exit_code: int) -> tuple[RpState, ...]:
    found = one(_RPS, output, exit_code)
    # Several ranges of Auto-RP stand in a list that FRR makes for itself; `show ip pim autorp` tells them.
    return tuple(
        RpState(rp.rp_address, rp.group, rp.i_am_rp, _SOURCES[rp.source])
        for rps in found.values()
        for rp in rps
        if rp.group is not None
    )


def _auto_rp(output: str, exit_code: int) -> AutoRpState:
    found = one(_AUTO_RP, output, exit_code)
    learnt = [
        (groups.prefix, rp.rp_address)
        for rp in found.discovery.rp_list.values()
        for groups in rp.group_ranges
        if not groups.negative
    ]
    return AutoRpState(found.discovery.enabled, tuple(sorted(learnt)), found.agent.enabled and found.agent.active)


def _bsr(output: str, exit_code: int) -> BsrState:
    found = one(_BSR, output, exit_code)
    if found.bsr == _NONE:
        return BsrState(None, None, is_self=False)
    return BsrState(found.bsr, found.priority, is_self=found.state == "BSR_ELECTED")


RPS = Question("vtysh -c 'show ip pim rp-info json'", _rps)
"""Every mapping of groups to a rendezvous point."""
AUTO_RP = Question("vtysh -c 'show ip pim autorp json'", _auto_rp)
"""What the router has learnt by Auto-RP."""
BSR = Question("vtysh -c 'show ip pim bsr json'", _bsr)
"""Whom the router obeys as bootstrap router."""
