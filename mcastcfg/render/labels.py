"""Label switching as templates get it: of the router, and of each interface."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from mcastcfg.config.ldp import LdpConfig
from mcastcfg.config.router_config import InterfaceConfig
from mcastcfg.render.plain import Context, plain


def label_switching(ldp: LdpConfig | None, printed: AbstractSet[str]) -> Context | None:
    """Return a router's LDP, with the interfaces that are printed for nothing else under `apart`."""
    described = plain(ldp)
    if ldp is None or not isinstance(described, dict):
        return None
    return {**described, "apart": [name for name in ldp.interfaces if name not in printed]}


def labels_of(ldp: LdpConfig | None, interface: InterfaceConfig) -> Context:
    """Return whether labels cross an interface, and whether sessions start from it."""
    return {
        "switched": ldp is not None and interface.name in ldp.interfaces,
        "sessions": ldp is not None and interface.name == ldp.loopback,
    }
