"""LDP as one router runs it (RFC 5036)."""

from __future__ import annotations

from dataclasses import dataclass

from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address
from mcastcfg.model.site import Router


@dataclass(frozen=True, slots=True)
class LdpConfig:
    """Label switching on the core links of one router; times in seconds."""

    router_id: Address
    """Also the transport address that sessions run between (RFC 5036 section 3.5.2)."""
    loopback: str
    """The interface that bears it."""
    hello_interval: int
    hello_holdtime: int
    interfaces: tuple[str, ...]
    origin: NodePath


def ldp_of(site: str, name: str, router: Router) -> LdpConfig | None:
    """Return a router's LDP, or None where it switches no labels."""
    loopback = first_loopback(router)
    if router.mpls is None or loopback is None:
        return None
    links = (key for key, interface in router.interfaces.items() if interface.role == "core" and interface.vrf is None)
    return LdpConfig(
        router_id=loopback[1],
        loopback=loopback[0],
        hello_interval=router.mpls.hello_interval,
        hello_holdtime=router.mpls.hello_holdtime,
        interfaces=tuple(sorted(links)),
        origin=("sites", site, "routers", name, "mpls"),
    )


def first_loopback(router: Router) -> tuple[str, Address] | None:
    """Return the loopback that names a router in its core: the interface and its first address."""
    found = [(name, i.addresses[0].ip) for name, i in router.interfaces.items() if i.role == "loopback"]
    return min(found) if found else None
