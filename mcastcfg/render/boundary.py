"""Scope boundaries as templates get them: one list for each set of groups, and where it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.model.base import Prefix
from mcastcfg.platforms.base import Platform
from mcastcfg.render.plain import Context, Plain, list_forms, prefix_forms

BoundaryLists: TypeAlias = Mapping[tuple[Prefix, ...], str]
"""Groups held back -> the name of their list."""


def boundary_lists(config: RouterConfig, prefix: str) -> BoundaryLists:
    """Return every set of groups that is held back somewhere with its list's name, which starts with `prefix`."""
    written = [interface.boundary for interface in config.interfaces] + [tunnel.boundary for tunnel in config.tunnels]
    distinct = dict.fromkeys(groups for groups in written if groups)
    return {
        groups: f"{prefix}BOUNDARY" + (f"-{index}" if index > 1 else "") for index, groups in enumerate(distinct, 1)
    }


def boundary_of(groups: tuple[Prefix, ...], lists: BoundaryLists) -> Context | None:
    """Return the boundary of one interface or tunnel, or None where nothing is held back."""
    return {"list": lists[groups]} if groups else None


def boundaries(lists: BoundaryLists) -> list[Plain]:
    """Return each list with its groups."""
    return [{"list": name, "groups": list_forms(groups)} for groups, name in lists.items()]


def bounded_ends(config: RouterConfig, platform: Platform) -> list[Plain]:
    """Return each interface with a boundary, by the router's own name, and the groups held back there."""
    ends = [(interface.name, interface.boundary) for interface in config.interfaces]
    ends += [(platform.tunnel_interface(tunnel.number), tunnel.boundary) for tunnel in config.tunnels]
    return [{"interface": name, "groups": list_forms(groups)} for name, groups in ends if groups]


def scopes(config: RouterConfig, platform: Platform) -> list[Plain]:
    """Return each range that is held back somewhere once, with the interfaces where it is."""
    where: dict[Prefix, list[Plain]] = {}
    for interface in config.interfaces:
        for groups in interface.boundary:
            where.setdefault(groups, []).append(interface.name)
    for tunnel in config.tunnels:
        for groups in tunnel.boundary:
            where.setdefault(groups, []).append(platform.tunnel_interface(tunnel.number))
    return [{**prefix_forms(groups), "interfaces": where[groups]} for groups in sorted(where)]
