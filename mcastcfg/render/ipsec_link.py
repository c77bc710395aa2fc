"""The link that IPsec in tunnel mode makes between two routers, for platforms where GRE runs inside it.

Such an IPsec tunnel is an interface with addresses of its own, and they are the ends of the GRE tunnel. They are taken
from the link-local range (RFC 3927), which no routing carries: two for each tunnel number, so that both ends agree.
"""

from __future__ import annotations

from ipaddress import IPv4Interface

from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.base import Platform
from mcastcfg.render.plain import Context, address_forms

_LINK_LOCAL = Prefix("169.254.0.0/16")
_LENGTH = 31
"""Two addresses and no more (RFC 3021)."""
_LARGEST = _LINK_LOCAL.num_addresses // 2 - 1


def ipsec_link(tunnel: TunnelConfig, platform: Platform) -> Context | None:
    """Return the link around a tunnel, or None where IPsec, if there is any, protects GRE between the routers."""
    if tunnel.ipsec is None or platform.ESP_MODE == "transport":
        return None
    if tunnel.number > _LARGEST:
        raise UnsupportedFeature(
            platform.NAME,
            f"IPsec around tunnel number {tunnel.number} ({tunnel.name})",
            f"addresses inside IPsec are taken from {_LINK_LOCAL} and end with number {_LARGEST}; allocate a lower one",
        )
    pair = [_LINK_LOCAL.network_address + 2 * tunnel.number + end for end in (0, 1)]
    local, remote = pair if tunnel.address.ip < tunnel.peer_address else reversed(pair)
    return {
        "number": tunnel.number,
        "address": address_forms(IPv4Interface(f"{local}/{_LENGTH}")),
        "source": str(local),
        "destination": str(Address(remote)),
    }
