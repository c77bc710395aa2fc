"""Candidates that cannot be: no such router, a router of another domain, one without a loopback, one named twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from mcastcfg.errors import NodePath, Problem, dotted
from mcastcfg.model.network import Network
from mcastcfg.model.references import unknown
from mcastcfg.model.site import Router


class _Candidate(Protocol):
    @property
    def router(self) -> str: ...


def rp_discovery_problems(network: Network, spot: Callable[[NodePath], str] = dotted) -> Iterator[Problem]:
    """Yield what is wrong with the candidates of every domain; `spot` says where another path stands."""
    routers = network.routers()
    for name, domain in network.pim_domains.items():
        at: NodePath = ("pim_domains", name)
        roles: list[tuple[NodePath, Mapping[str, _Candidate]]] = []
        if domain.bsr is not None:
            roles.append(((*at, "bsr", "candidate_bsrs"), domain.bsr.candidate_bsrs))
            roles.append(((*at, "bsr", "candidate_rps"), domain.bsr.candidate_rps))
        if domain.auto_rp is not None:
            roles.append(((*at, "auto_rp", "mapping_agents"), domain.auto_rp.mapping_agents))
            roles.append(((*at, "auto_rp", "candidate_rps"), domain.auto_rp.candidate_rps))
            if domain.bsr is not None:
                wrong = "the domain has bootstrap routers as well, and routers keep whichever spoke last"
                yield Problem(wrong, path=(*at, "auto_rp"), fix="keep `bsr` or `auto_rp`")
        for role, candidates in roles:
            taken: dict[str, NodePath] = {}
            for candidate, written in candidates.items():
                path: NodePath = (*role, candidate, "router")
                if written.router not in routers:
                    yield unknown("router", written.router, routers, path)
                elif written.router in taken:
                    yield Problem(
                        f"{written.router} is a candidate already at {spot(taken[written.router])}",
                        path=path,
                        fix="give a router one entry; it speaks with one address and one priority",
                    )
                else:
                    taken[written.router] = path
                    yield from _unfit(network, name, routers[written.router], written.router, path)


def _unfit(network: Network, domain: str, found: tuple[str, Router], name: str, path: NodePath) -> Iterator[Problem]:
    site, router = found
    if (its := network.sites[site].pim_domain) != domain:
        yield Problem(f"{name} belongs to the PIM domain {its!r}", path=path, fix=f"name a router of {domain!r}")
    if not any(interface.role == "loopback" for interface in router.interfaces.values()):
        yield Problem(f"{name} has no loopback to speak from", path=path, fix="give it one with an address")
