"""Frozen values to the plain data a template prints: addresses in every form a router's language may want.

A new part of RouterConfig needs no code here: its fields become keys, its parts mappings and lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from mcastcfg.model.base import Address, InterfaceAddress, Prefix
from mcastcfg.model.secret import SECRET_KEYS
from mcastcfg.render.artifact import SecretMark

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
Context: TypeAlias = "dict[str, Plain]"

_UNPRINTED = "origin"


def plain(value: object) -> Plain:
    """Return a part of a RouterConfig as templates get it; `origin` is left out, secrets become marks.

    A prefix is a mapping of its forms (prefix, ip, length, mask, wildcard), an address with its length one of prefix,
    ip and mask. Raises TypeError for what has no plain form.
    """
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, InterfaceAddress):  # before Address, which it is as well
        return address_forms(value)
    if isinstance(value, Address):
        return str(value)
    if isinstance(value, Prefix):
        return prefix_forms(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _field(field.name, getattr(value, field.name))
            for field in fields(value)
            if field.name != _UNPRINTED
        }
    raise TypeError(f"templates have no form for a {type(value).__name__}")


def address_forms(address: InterfaceAddress) -> Context:
    """Return an address with its prefix length, in every form."""
    return {"prefix": str(address), "ip": str(address.ip), "mask": str(address.netmask)}


def prefix_forms(prefix: Prefix) -> Context:
    """Return a prefix in every form."""
    return {
        "prefix": str(prefix),
        "ip": str(prefix.network_address),
        "length": prefix.prefixlen,
        "mask": str(prefix.netmask),
        "wildcard": str(prefix.hostmask),
    }


def list_forms(prefixes: Iterable[Prefix]) -> list[Plain]:
    """Return each prefix in every form."""
    return [prefix_forms(prefix) for prefix in prefixes]


def _field(name: str, value: object) -> Plain:
    if name not in SECRET_KEYS or not isinstance(value, str):
        return plain(value)
    return SecretMark(value, "private_key" if name == "private_key" else "secret")
