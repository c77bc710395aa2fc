"""Which rendezvous point serves a group, and which groups need none."""

from __future__ import annotations

from mcastcfg.config.router_config import RouterConfig, RpConfig
from mcastcfg.model.base import Address, Prefix

MULTICAST = Prefix("224.0.0.0/4")
"""Every multicast address (RFC 5771)."""
LOCAL_NETWORK_CONTROL = Prefix("224.0.0.0/24")
"""Groups no router ever forwards (RFC 5771 section 4)."""


def is_forwardable(group: Address) -> bool:
    """Return whether routers forward packets to this address as multicast."""
    return group in MULTICAST and group not in LOCAL_NETWORK_CONTROL


def is_ssm(config: RouterConfig, group: Address) -> bool:
    """Return whether the router treats a group as source-specific (RFC 4607 section 1)."""
    return any(group in prefix for prefix in config.pim.ssm_range)


def rp_for_group(config: RouterConfig, group: Address) -> RpConfig | None:
    """Return the rendezvous point a router uses for a group (RFC 7761 section 4.7.1), longest range first.

    Between equal ranges the highest address, which is how section 4.7.2 breaks its last tie; static mappings carry
    neither priority nor hash, so nothing stands before it.
    """
    best: RpConfig | None = None
    best_length = -1
    for rp in config.pim.rps:
        for prefix in rp.groups:
            if group not in prefix or prefix.prefixlen < best_length:
                continue
            if prefix.prefixlen > best_length or best is None or rp.rp_address > best.rp_address:
                best, best_length = rp, prefix.prefixlen
    return best
