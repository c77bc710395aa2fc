"""Which VRF hosts and streams belong to: that of the LAN they stand on, or of the LAN they start from."""

from __future__ import annotations

from mcastcfg.model.base import Address
from mcastcfg.model.network import Network
from mcastcfg.model.site import Site
from mcastcfg.model.stream import Stream


def host_vrf(site: Site, address: Address) -> str | None:
    """Return the VRF of the LAN of a site that holds an address, the longest prefix where several do."""
    lans = [
        (written.network.prefixlen, interface.vrf or "")
        for router in site.routers.values()
        for interface in router.interfaces.values()
        if interface.role == "lan"
        for written in interface.addresses
        if address in written.network
    ]
    return max(lans)[1] or None if lans else None


def stream_vrf(network: Network, stream: Stream) -> str | None:
    """Return the VRF that a stream starts in; None where its source stands behind no provider's VRF.

    The source must be one that the model knows.
    """
    if stream.source.host is not None:
        site_name, host = network.hosts()[stream.source.host]
        return host_vrf(network.sites[site_name], host.address)
    site = network.sites[stream.source.site or ""]
    return host_vrf(site, next(iter(site.hosts.values())).address)


def meet(first: str | None, second: str | None) -> bool:
    """Return whether what stands in two VRFs may meet: unless they are two, as a customer's own routers have none."""
    return first is None or second is None or first == second
