"""Everything an inventory needs to run by certificates, made at once: for examples and labs."""

from __future__ import annotations

from pathlib import Path

from mcastcfg.model.authentication import authorities_by_router
from mcastcfg.model.load import load


def equip(inventory: Path) -> None:
    """Make every authority of an inventory and a certificate for each router that needs one; keys must not be there."""
    loaded = load(inventory)
    network = loaded.network
    if not network.certificate_authorities:
        return
    from mcastcfg.pki.office import Office  # noqa: PLC0415 # most inventories need not pay for `cryptography`

    needed = authorities_by_router(network)
    for name in network.certificate_authorities:
        office = Office(network, loaded.root, name)
        office.found()
        for router, authorities in needed.items():
            if name in authorities:
                office.issue(router)
