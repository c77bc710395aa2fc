"""What one router does so that the domain's rendezvous points are found out: by RFC 5059 or by Auto-RP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.network import Network
from mcastcfg.model.site import Router

_INTERVALS_HELD = 3


@dataclass(frozen=True, slots=True)
class CandidateBsrConfig:
    """This router may become the bootstrap router (RFC 5059 section 3.1)."""

    name: str
    interface: str
    """The loopback whose first address it speaks from."""
    address: Address
    priority: int
    hash_mask_length: int
    origin: NodePath


@dataclass(frozen=True, slots=True)
class CandidateRpConfig:
    """This router offers itself as rendezvous point (RFC 5059 section 3.2); the interval is in seconds."""

    name: str
    interface: str
    """The loopback whose first address is the RP address."""
    address: Address
    priority: int
    groups: tuple[Prefix, ...]
    interval: int
    origin: NodePath


@dataclass(frozen=True, slots=True)
class BsrConfig:
    """This router's part in a domain with bootstrap routers; one that is no candidate listens and passes on."""

    candidate_bsr: CandidateBsrConfig | None
    candidate_rp: CandidateRpConfig | None
    origin: NodePath


@dataclass(frozen=True, slots=True)
class MappingAgentConfig:
    """This router tells the others who serves which range; times in seconds, the scope is a TTL."""

    name: str
    interface: str
    """The loopback whose first address it speaks from."""
    address: Address
    scope: int
    interval: int
    holdtime: int
    origin: NodePath


@dataclass(frozen=True, slots=True)
class AnnouncedRpConfig:
    """This router announces itself as rendezvous point by Auto-RP; times in seconds, the scope is a TTL."""

    name: str
    interface: str
    """The loopback whose first address is the RP address."""
    address: Address
    groups: tuple[Prefix, ...]
    scope: int
    interval: int
    holdtime: int
    origin: NodePath


@dataclass(frozen=True, slots=True)
class AutoRpConfig:
    """This router's part in a domain with Auto-RP; every router of it listens to the mapping agents."""

    mapping_agent: MappingAgentConfig | None
    candidate_rp: AnnouncedRpConfig | None
    origin: NodePath


def bsr_of(network: Network, domain: str, name: str, router: Router) -> BsrConfig | None:
    """Return a router's part, or None in a domain without bootstrap routers."""
    written = network.pim_domains[domain].bsr
    if written is None:
        return None
    origin: NodePath = ("pim_domains", domain, "bsr")
    loopback = first_loopback(router)
    candidate_bsr: CandidateBsrConfig | None = None
    candidate_rp: CandidateRpConfig | None = None
    if loopback is not None:
        interface, address = loopback
        for key, bsr in written.candidate_bsrs.items():
            if bsr.router == name:
                at = (*origin, "candidate_bsrs", key)
                candidate_bsr = CandidateBsrConfig(key, interface, address, bsr.priority, bsr.hash_mask_length, at)
        for key, rp in written.candidate_rps.items():
            if rp.router == name:
                at = (*origin, "candidate_rps", key)
                groups = tuple(sorted(rp.groups))
                candidate_rp = CandidateRpConfig(key, interface, address, rp.priority, groups, rp.interval, at)
    return BsrConfig(candidate_bsr, candidate_rp, origin)


def auto_rp_of(network: Network, domain: str, name: str, router: Router) -> AutoRpConfig | None:
    """Return a router's part, or None in a domain without Auto-RP."""
    written = network.pim_domains[domain].auto_rp
    if written is None:
        return None
    origin: NodePath = ("pim_domains", domain, "auto_rp")
    loopback = first_loopback(router)
    agent: MappingAgentConfig | None = None
    candidate: AnnouncedRpConfig | None = None
    if loopback is not None:
        interface, address = loopback
        for key, one in written.mapping_agents.items():
            if one.router == name:
                times = one.scope, one.interval, one.holdtime or _INTERVALS_HELD * one.interval
                agent = MappingAgentConfig(key, interface, address, *times, (*origin, "mapping_agents", key))
        for key, rp in written.candidate_rps.items():
            if rp.router == name:
                times = rp.scope, rp.interval, rp.holdtime or _INTERVALS_HELD * rp.interval
                at = (*origin, "candidate_rps", key)
                candidate = AnnouncedRpConfig(key, interface, address, tuple(sorted(rp.groups)), *times, at)
    return AutoRpConfig(agent, candidate, origin)


def first_loopback(router: Router) -> tuple[str, Address] | None:
    """Return the first loopback as written, and its first address."""
    return next(
        ((name, i.addresses[0].ip) for name, i in router.interfaces.items() if i.role == "loopback"),
        None,
    )


def discovery_addresses(network: Network) -> Iterator[tuple[str, Address, str]]:
    """Yield (PIM domain, address, what it is) for every candidate and mapping agent; RPF must find them all."""
    routers = network.routers()
    for domain_name, domain in network.pim_domains.items():
        named: list[tuple[str, str]] = []
        if domain.bsr is not None:
            named += [(f"BSR {name}", bsr.router) for name, bsr in domain.bsr.candidate_bsrs.items()]
            named += [(f"RP {name}", rp.router) for name, rp in domain.bsr.candidate_rps.items()]
        if domain.auto_rp is not None:
            named += [(f"mapping agent {name}", one.router) for name, one in domain.auto_rp.mapping_agents.items()]
            named += [(f"RP {name}", one.router) for name, one in domain.auto_rp.candidate_rps.items()]
        for what, router in named:
            loopback = first_loopback(routers[router][1])
            if loopback is not None:
                yield domain_name, loopback[1], what
