"""Whether the PIM domains a stream touches take its group for source-specific."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.model.base import Prefix
from mcastcfg.model.network import Network
from mcastcfg.model.stream import Stream


def domains_with_range(network: Network, stream: Stream) -> Iterator[tuple[str, Prefix | None]]:
    """Yield each PIM domain of the stream's sites with the SSM range that holds its group, or None."""
    sites = list(stream.receivers)
    if stream.source.site is not None:
        sites.insert(0, stream.source.site)
    elif stream.source.host is not None:
        sites.insert(0, next(name for name, site in network.sites.items() if stream.source.host in site.hosts))
    for domain in dict.fromkeys(network.sites[site].pim_domain for site in sites):
        ranges = network.pim_domains[domain].ssm_range
        yield domain, next((prefix for prefix in ranges if stream.group in prefix), None)
