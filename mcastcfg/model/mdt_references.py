"""What a link of role mdt needs: to be the only one of a provider edge router, with two addresses and no more."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.network import Network
from mcastcfg.model.site import Router

_LENGTHS = frozenset({30, 31})
"""Prefix lengths with two addresses (RFC 3021 for the second)."""


def mdt_problems(network: Network) -> Iterator[Problem]:
    """Yield every link of role mdt that no MDT could come from."""
    for name, (site, router) in network.routers().items():
        at: NodePath = ("sites", site, "routers", name, "interfaces")
        links = {key: interface for key, interface in router.interfaces.items() if interface.role == "mdt"}
        for number, (key, interface) in enumerate(links.items()):
            here: NodePath = (*at, key)
            if number:
                taken = f"{name} has a link of role mdt already, {next(iter(links))}"
                yield Problem(taken, path=(*here, "role"), fix="one serves all VRFs; remove it")
            elif not _carries(network, router):
                wrong = f"no VRF of {name} has a default MDT"
                yield Problem(wrong, path=(*here, "role"), fix="remove it, or write mvpn: draft_rosen for the VRF")
            if len(interface.addresses) > 1 or interface.addresses[0].network.prefixlen not in _LENGTHS:
                wrong = "a link of role mdt has one address of a /30 or /31"
                yield Problem(wrong, path=(*here, "addresses"), fix="the prefix's other address is the MDTs' source")


def _carries(network: Network, router: Router) -> bool:
    vrfs = (network.vrfs.get(interface.vrf or "") for interface in router.interfaces.values())
    return any(vrf is not None and vrf.mvpn is not None and vrf.mvpn.draft_rosen is not None for vrf in vrfs)
