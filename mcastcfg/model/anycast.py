"""Anycast RP: one address that several routers share, each a rendezvous point for those nearest to it (RFC 3446)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mcastcfg.model.addresses import GroupRange, UnicastAddress
from mcastcfg.model.base import Address, Name, Node

if TYPE_CHECKING:
    from mcastcfg.model.network import Network
    from mcastcfg.model.site import Router


class AnycastRp(Node):
    """A rendezvous point whose address stands on a loopback of several routers (RFC 3446 section 3)."""

    rp_address: UnicastAddress
    """The address they share, a /32 on a loopback of each."""
    groups: tuple[GroupRange, ...] = Field(min_length=1)
    """Group ranges they serve; the longest match wins."""
    routers: tuple[Name, ...] = Field(min_length=2)
    """The routers that share the address."""
    mechanism: Literal["msdp", "pim"] = "msdp"
    """How they tell each other about sources: MSDP (RFC 3446), or PIM itself, by Registers passed on (RFC 4610)."""
    mesh_group: Name | None = None
    """The MSDP mesh group by which they tell each other about sources (RFC 3446 section 3.2)."""


def anycast_routers(network: Network) -> dict[Address, frozenset[str]]:
    """Return the shared addresses with the routers that may have them."""
    found: dict[Address, frozenset[str]] = {}
    for domain in network.pim_domains.values():
        for rp in domain.anycast_rps.values():
            found[rp.rp_address] = found.get(rp.rp_address, frozenset()) | frozenset(rp.routers)
    return found


def loopback_addresses(router: Router) -> Iterator[Address]:
    """Yield the addresses on a router's loopbacks, in the order written."""
    for interface in router.interfaces.values():
        if interface.role == "loopback":
            for written in interface.addresses:
                yield written.ip


def own_address(network: Network, router: Router) -> Address | None:
    """Return the first loopback address that is this router's alone, or None."""
    shared = anycast_routers(network)
    return next((address for address in loopback_addresses(router) if address not in shared), None)
