"""Filters as templates get them: each distinct set of groups or addresses is one list with a name of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

from mcastcfg.config.router_config import IgmpConfig, PimConfig, RouterConfig
from mcastcfg.model.addresses import GROUPS
from mcastcfg.model.base import Prefix
from mcastcfg.render.plain import Context, list_forms, plain

T = TypeVar("T")

Ranges: TypeAlias = tuple[Prefix, ...]
Neighbors: TypeAlias = Mapping[Ranges, str]
"""Who may become a neighbour -> the name of the list."""
Hosts: TypeAlias = Mapping[tuple[Ranges, Ranges], str]
"""Groups hosts must not ask for, and those they may -> the name of the list."""


def neighbor_lists(config: RouterConfig, prefix: str) -> Neighbors:
    """Return every neighbour filter of a router with its list's name."""
    pims = [interface.pim for interface in config.interfaces] + [tunnel.pim for tunnel in config.tunnels]
    return _numbered((pim.neighbor_filter for pim in pims if pim and pim.neighbor_filter), f"{prefix}NEIGHBORS")


def host_lists(config: RouterConfig, prefix: str) -> Hosts:
    """Return every filter of a router that lets hosts ask for some groups only, with its list's name."""
    igmps = (interface.igmp for interface in config.interfaces)
    return _numbered(
        ((igmp.denied_groups, igmp.access_groups) for igmp in igmps if igmp and igmp.access_groups), f"{prefix}HOSTS"
    )


def filters(neighbors: Neighbors, hosts: Hosts) -> Context:
    """Return the lists themselves."""
    return {
        "neighbors": [{"list": name, "addresses": list_forms(ranges)} for ranges, name in neighbors.items()],
        "hosts": [
            {"list": name, "denied": list_forms(denied), "allowed": list_forms(allowed)}
            for (denied, allowed), name in hosts.items()
        ],
    }


def igmp_options(igmp: IgmpConfig, hosts: Hosts, never: str | None) -> Context:
    """Return what hosts of an interface may ask for, and what stands there without asking."""
    return {
        "access_list": hosts.get((igmp.denied_groups, igmp.access_groups), never),
        "static_groups": plain(igmp.static_groups),
        "join_groups": plain(igmp.join_groups),
        "immediate_leave": igmp.immediate_leave,
        "max_groups": igmp.max_groups,
        "max_sources": igmp.max_sources,
    }


def domain_options(pim: PimConfig, prefix: str) -> Context:
    """Return the filters and limits of a PIM domain."""
    return {
        "spt_never": {
            "list": f"{prefix}SPT-NEVER",
            "all": pim.spt_never == (GROUPS,),
            "groups": list_forms(pim.spt_never),
        },
        "registers": {"list": f"{prefix}REGISTERS", "sources": list_forms(pim.register_sources)},
        "route_limit": pim.route_limit,
        "ssm_map": [
            {"list": f"{prefix}SSM-MAP-{number}", "groups": list_forms(one.groups), "source": str(one.source_address)}
            for number, one in enumerate(pim.ssm_map, 1)
        ],
    }


def _numbered(found: Iterable[T], name: str) -> dict[T, str]:
    return {one: name + (f"-{index}" if index > 1 else "") for index, one in enumerate(dict.fromkeys(found), 1)}
