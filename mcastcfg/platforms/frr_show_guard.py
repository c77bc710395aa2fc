"""How nftables is asked for the guard, and which of its rules count as one."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import AddressValueError
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from mcastcfg.model.base import Address
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import GuardState

_DIRECTIONS: Mapping[str, Literal["in", "out"]] = {"input": "in", "output": "out"}
_NOT_FOUND = 1  # nft's exit code for a table that is not there, among others


class _Payload(BaseModel):
    protocol: str
    field: str


class _Key(BaseModel):
    key: str


class _Left(BaseModel):
    payload: _Payload | None = None
    meta: _Key | None = None
    rt: _Key | None = None


class _Match(BaseModel):
    op: str
    left: _Left
    right: str | int | bool | dict[str, object] | list[object]


class _Counter(BaseModel):
    packets: int


class _Expression(BaseModel):
    match: _Match | None = None
    counter: _Counter | None = None


class _Rule(BaseModel):
    chain: str
    expr: list[dict[str, object]]


class _Chain(BaseModel):
    name: str
    type: str | None = None
    hook: str | None = None


class _Entry(BaseModel):
    chain: _Chain | None = None
    rule: _Rule | None = None


class _Ruleset(BaseModel):
    nftables: Annotated[list[_Entry], Field(min_length=1)]


_RULESET = TypeAdapter(_Ruleset)
_EXPRESSION = TypeAdapter(_Expression)


def _guards(output: str, exit_code: int) -> tuple[GuardState, ...]:
    if exit_code == _NOT_FOUND and "No such file or directory" in output:
        return ()  # the table is not there: that is an answer, and the check says what it means
    if exit_code != 0:
        raise Unreadable(f"nft exited with {exit_code}: {output.strip().splitlines()[0] if output.strip() else ''}")
    try:
        entries = _RULESET.validate_json(output).nftables
        hooks = {e.chain.name: e.chain.hook for e in entries if e.chain is not None and e.chain.type == "filter"}
        rules = [entry.rule for entry in entries if entry.rule is not None]
        return tuple(guard for rule in rules if (guard := _guard(rule, hooks.get(rule.chain) or "")) is not None)
    except ValidationError as error:
        raise Unreadable(f"nft's answer is not its JSON: {error.errors()[0]['msg']}") from None


def _guard(rule: _Rule, hook: str) -> GuardState | None:
    """Return the guard a rule is: drop in a hooked chain, GRE, without IPsec, between two addresses, nothing else."""
    direction = _DIRECTIONS.get(hook)
    if direction is None or not any("drop" in expression for expression in rule.expr):
        return None
    seen: dict[str, object] = {}
    packets = 0
    for raw in rule.expr:
        expression = _EXPRESSION.validate_python(raw)
        if expression.counter is not None:
            packets = expression.counter.packets
        if expression.match is not None:
            seen[_what(expression.match)] = expression.match.right
    near, far = ("saddr", "daddr") if direction == "out" else ("daddr", "saddr")
    missing = "rt ipsec" if direction == "out" else "meta ipsec"
    if set(seen) != {"protocol", "saddr", "daddr", missing} or seen["protocol"] not in {"gre", 47}:
        return None
    if seen[missing] not in {False, "missing"}:
        return None
    try:
        return GuardState(direction, Address(str(seen[near])), Address(str(seen[far])), packets)
    except AddressValueError:
        return None


def _what(match: _Match) -> str:
    if match.op != "==":
        return f"{match.op} something"
    if match.left.payload is not None:
        return match.left.payload.field if match.left.payload.protocol == "ip" else match.left.payload.protocol
    if match.left.meta is not None:
        return "protocol" if match.left.meta.key == "l4proto" else f"meta {match.left.meta.key}"
    return f"rt {match.left.rt.key}" if match.left.rt is not None else "something"


GUARDS: Question[tuple[GuardState, ...]] = Question("nft -j list table inet mcastcfg", _guards)
