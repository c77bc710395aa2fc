"""Addresses as they are written: text only, prefix lengths spelled out, and of the kind the field needs.

Python's `ipaddress` takes more than an engineer means: `10` is 0.0.0.10, `10.1.0.1` on an interface is a /32,
`10.0.0.0/0.0.0.255` is a wildcard mask. None of that is taken here.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from mcastcfg.model.base import Address, InterfaceAddress, Prefix

_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
ADDRESS_PATTERN = rf"^{_OCTET}(\.{_OCTET}){{3}}$"
PREFIX_PATTERN = rf"^{_OCTET}(\.{_OCTET}){{3}}/(3[0-2]|[12]?[0-9])$"

GROUPS = IPv4Network("224.0.0.0/4")
"""Every IPv4 group address (RFC 5771)."""
_LAST_UNICAST = int(IPv4Address("223.255.255.255"))
_FIRST_UNICAST = int(IPv4Address("1.0.0.0"))
_THIS_HOST = 127
_POINT_TO_POINT = 31

_address = re.compile(ADDRESS_PATTERN).match
_prefix = re.compile(PREFIX_PATTERN).match


def _written_address(value: object) -> IPv4Address:
    if isinstance(value, IPv4Address) and not isinstance(value, IPv4Interface):
        return value
    if not isinstance(value, str) or not _address(value):
        raise ValueError(_refusal(value, "an IPv4 address such as 10.1.0.1"))
    return IPv4Address(value)


def _unicast_address(value: object) -> IPv4Address:
    address = _written_address(value)
    _refuse_non_unicast(address)
    return address


def _link_address(value: object) -> IPv4Interface:
    if isinstance(value, IPv4Interface):
        return value
    if not isinstance(value, str) or not _prefix(value):
        if isinstance(value, str) and _address(value):
            raise ValueError(f"needs its prefix length, such as {value}/24")
        raise ValueError(_refusal(value, "an IPv4 address with prefix length such as 10.1.0.1/24"))
    interface = IPv4Interface(value)
    _refuse_non_unicast(interface.ip)
    network = interface.network
    if network.prefixlen < _POINT_TO_POINT:
        if interface.ip == network.network_address:
            raise ValueError(f"is the address of the network {network} itself; choose a host address in it")
        if interface.ip == network.broadcast_address:
            raise ValueError(f"is the broadcast address of {network}; choose a host address in it")
    return interface


def _written_prefix(value: object) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or not _prefix(value):
        raise ValueError(_refusal(value, "an IPv4 prefix such as 10.1.0.0/24"))
    network = IPv4Network(value, strict=False)
    if str(network.network_address) != value.partition("/")[0]:
        raise ValueError(f"has bits set behind the prefix length; the network is {network}")
    return network


def _group_range(value: object) -> IPv4Network:
    network = _written_prefix(value)
    if not network.subnet_of(GROUPS):
        raise ValueError(f"is outside {GROUPS}, the range of group addresses (RFC 5771)")
    return network


def _refuse_non_unicast(address: IPv4Address) -> None:
    number = int(address)
    if not _FIRST_UNICAST <= number <= _LAST_UNICAST or number >> 24 == _THIS_HOST:
        kind = "a group address" if address in GROUPS else "not an address a machine can have"
        raise ValueError(f"is {kind}; a unicast address belongs here")


def _refusal(value: object, wanted: str) -> str:
    if isinstance(value, str) and ":" in value:
        return f"must be {wanted}; IPv6 is not known to this version"
    if isinstance(value, str) and "." in value.rpartition("/")[2] and "/" in value:
        return f"must be {wanted}; write the prefix length in bits, not a mask"
    return f"must be {wanted}"


def _schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


WrittenAddress: TypeAlias = Annotated[Address, PlainValidator(_written_address), _schema(ADDRESS_PATTERN, "239.1.1.1")]
"""An IPv4 address of any kind."""
UnicastAddress: TypeAlias = Annotated[Address, PlainValidator(_unicast_address), _schema(ADDRESS_PATTERN, "10.1.0.1")]
"""An IPv4 address a machine can have."""
LinkAddress: TypeAlias = Annotated[
    InterfaceAddress, PlainValidator(_link_address), _schema(PREFIX_PATTERN, "10.1.0.1/24")
]
"""An IPv4 address with the prefix length of its link."""
WrittenPrefix: TypeAlias = Annotated[Prefix, PlainValidator(_written_prefix), _schema(PREFIX_PATTERN, "10.1.0.0/24")]
"""An IPv4 network."""
GroupRange: TypeAlias = Annotated[Prefix, PlainValidator(_group_range), _schema(PREFIX_PATTERN, "239.0.0.0/8")]
"""A range of group addresses."""
