"""What a check works on, and what it makes of it: expectations that facts will prove or disprove."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.instances import pmsi_interface, router_of, vrf_of
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import NodePath, UnsupportedFeature
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.platforms.show import Show
from mcastcfg.verify.facts import Facts, Need
from mcastcfg.verify.outcome import Judgement


@dataclass(frozen=True)
class Scope:
    """The design and what is known about the moment."""

    design: Design
    routers: tuple[str, ...]
    """The routers that are judged; others may be asked, when a stream's state depends on them."""
    streams_flow: bool = False
    """Whether every source sends and every receiver has joined, so that missing state is a fault and no reason to
    skip."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    """The moment for which certificates are judged."""

    @cached_property
    def fabric(self) -> Fabric:
        """The network as analysis sees it."""
        return fabric_of(self.design.network, self.design.configs)

    def configs(self) -> Iterator[RouterConfig]:
        """Yield the configuration of every router that is judged."""
        for name in self.routers:
            yield self.design.configs[name]

    def instances(self) -> Iterator[RouterConfig]:
        """Yield every routing instance of the routers that are judged: the router itself, and its VRFs with
        multicast."""
        yield from (config for name, config in self.fabric.configs.items() if self.judges(name))

    def judges(self, router: str) -> bool:
        """Return whether a router, or the one that an instance is part of, is judged."""
        return router_of(router) in self.routers

    def show(self, router: str) -> Show:
        """Return how a router is asked, or about an instance of it; raises UnsupportedFeature for a platform that
        cannot be."""
        config = self.design.configs[router_of(router)]
        show = PLATFORMS[config.platform].SHOW
        if isinstance(show, str):
            raise UnsupportedFeature(config.platform, "verify", show, self.design.inventory.place(config.origin))
        vrf = vrf_of(router)
        return show if vrf is None else show.in_vrf(vrf)

    def native(self, router: str, interface: str) -> str:
        """Return the router's own name of an interface or tunnel of its configuration, or of an instance's."""
        config = self.design.configs[router_of(router)]
        for vrf in config.vrfs:
            if vrf.mdt is not None and interface == pmsi_interface(vrf.name):
                return vrf.mdt.interface
        tunnel = config.tunnel(interface)
        return interface if tunnel is None else PLATFORMS[config.platform].tunnel_interface(tunnel.number)


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that should be so on one router: what is asked for it, and how the answers are judged."""

    router: str
    subject: str
    expected: str
    path: NodePath
    needs: tuple[Need, ...]
    judge: Callable[[Facts], Judgement]
    """May raise TransportError: what cannot be read is failed."""


class Check(Protocol):
    """One file of verify/checks: what is expected, how it is observed, and the comparison."""

    NAME: str
    """Its slug."""

    def expect(self, scope: Scope) -> Iterator[Expectation]:
        """Yield everything expected of the routers in scope."""
        ...
