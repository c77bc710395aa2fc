"""VRFs: the tables of a provider edge router that keep its customers apart (RFC 4364)."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from mcastcfg.model.base import Name, Node, Text, Whole
from mcastcfg.model.mvpn import Mvpn

_PATTERN = r"^([0-9]+|[0-9]+(\.[0-9]+){3}):[0-9]+$"
_TWO_OCTETS, _FOUR_OCTETS = 65535, 4294967295


def _fits(text: str) -> str:
    """Refuse numbers that do not fit into the six bytes behind the type (RFC 4364 section 4.2, RFC 5668)."""
    administrator, _, number = text.rpartition(":")
    octets = [int(octet) for octet in administrator.split(".")]
    if len(octets) > 1:
        if max(octets) > 255 or int(number) > _TWO_OCTETS:  # an octet
            raise ValueError("must be an IPv4 address and a number up to 65535")
    elif octets[0] > _FOUR_OCTETS or int(number) > (_FOUR_OCTETS if octets[0] <= _TWO_OCTETS else _TWO_OCTETS):
        raise ValueError("must be an AS number and a number of 32 bits, or of 16 where the AS number takes 32")
    if re.search(r"(^|[:.])0[0-9]", text):
        raise ValueError("must be written without leading zeros")
    return text


RouteDistinguisher: TypeAlias = Annotated[str, StringConstraints(pattern=_PATTERN), AfterValidator(_fits)]
"""What makes equal addresses of two customers two routes: AS number or IPv4 address, a colon, a number."""
RouteTarget: TypeAlias = Annotated[str, StringConstraints(pattern=_PATTERN), AfterValidator(_fits)]
"""What says which VRFs take a route (RFC 4360 section 4), written like a route distinguisher."""


class Vrf(Node):
    """One customer's table, wherever a router has an interface in it."""

    number: Whole = Field(ge=1, le=250)
    """Number of the VRF, unique in the network: on Linux its table is 1000 more."""
    description: Text = ""
    """Whose it is."""
    route_distinguisher: RouteDistinguisher
    """Route distinguisher (RFC 4364 section 4.2), unique to this VRF."""
    import_targets: tuple[RouteTarget, ...] = Field(min_length=1)
    """Routes with one of these targets are taken (RFC 4364 section 4.3.1)."""
    export_targets: tuple[RouteTarget, ...] = Field(min_length=1)
    """Targets that the VRF's own routes carry."""
    pim_domain: Name | None = None
    """The PIM domain that this VRF shares with the customer's routers; left out, it carries no multicast."""
    mvpn: Mvpn | None = None
    """How the customer's multicast crosses the core; left out, it does so in tunnels of the customer's own alone."""
