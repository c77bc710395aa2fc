"""The network when routers are gone: a fabric to which every other question can be put."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mcastcfg.analysis.endpoints import link_of, source_host
from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.model.base import Name
from mcastcfg.model.network import Network
from mcastcfg.model.stream import Stream


def without(fabric: Fabric, routers: Collection[str]) -> Fabric:
    """Return the fabric of the routers that are left, once every timer has run out.

    What they are configured with stays: routes still point into tunnels whose other end is gone. A stream whose source
    stands behind a dead router is left out, and so is a receiving site without any router.
    """
    configs = {name: config for name, config in fabric.configs.items() if name not in routers}
    sites = {
        name: site.model_copy(update={"routers": {key: one for key, one in site.routers.items() if key in configs}})
        for name, site in fabric.network.sites.items()
    }
    bare = fabric.network.model_copy(update={"sites": sites, "streams": {}})
    left = fabric_of(bare, configs)
    return fabric_of(bare.model_copy(update={"streams": _streams(fabric.network, left)}), configs)


def _streams(network: Network, left: Fabric) -> Mapping[Name, Stream]:
    found: dict[Name, Stream] = {}
    for name, stream in network.streams.items():
        _, address, site = source_host(left, stream)
        receivers = tuple(site for site in stream.receivers if left.network.sites[site].routers)
        if receivers and link_of(left, site, address) is not None:
            found[name] = stream.model_copy(update={"receivers": receivers})
    return found
