"""What the BGP sessions need of other parts: two autonomous systems, one at each end of a tunnel."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.network import Network


def bgp_problems(network: Network) -> Iterator[Problem]:
    """Yield every tunnel whose ends cannot hold the session that it asks for."""
    site_of = {name: site for name, (site, _) in network.routers().items()}
    for name, tunnel in network.tunnels.items():
        at: NodePath = ("tunnels", name)
        if tunnel.rpf != "bgp":
            if tunnel.bgp is not None:
                yield Problem("the tunnel has no BGP session", path=(*at, "bgp"), fix="write rpf: bgp, or remove it")
            continue
        sites = [site_of[end.router] for end in tunnel.ends if end.router in site_of]
        numbers = [network.sites[site].asn for site in sites]
        for site, number in zip(sites, numbers, strict=True):
            if number is None:
                yield Problem(f"the site {site!r} has no asn", path=(*at, "rpf"), fix=f"give sites.{site} its asn")
        if len(numbers) == len(tunnel.ends) and numbers[0] is not None and numbers[0] == numbers[1]:
            yield Problem(
                f"both ends are in AS {numbers[0]}, and BGP runs between two",
                path=(*at, "rpf"),
                fix="write rpf: static inside an autonomous system",
            )
