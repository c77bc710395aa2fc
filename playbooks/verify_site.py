"""Verify the routers of one site: python playbooks/verify_site.py my-network --site main."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nornir import InitNornir

from mcastcfg.errors import McastcfgError
from mcastcfg.platforms.design import open_design
from mcastcfg.verify.run import verify


def main() -> int:
    """Choose the site's hosts with Nornir, compare them with the prediction, print every check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inventory", type=Path)
    parser.add_argument("--site", required=True)
    parser.add_argument(
        "--settle", type=float, default=60.0, help="seconds the network may take to become as predicted"
    )
    asked = parser.parse_args()
    try:
        plugin = {"plugin": "McastcfgInventory", "options": {"inventory": str(asked.inventory)}}
        hosts = InitNornir(inventory=plugin, logging={"enabled": False}).filter(site=asked.site).inventory.hosts
        if not hosts:
            sys.exit(f"the site {asked.site!r} has no routers")
        outcomes = verify(open_design(asked.inventory), hosts, settle=asked.settle)
    except McastcfgError as error:
        sys.exit(str(error))
    for outcome in outcomes:
        print(
            f"{outcome.router}: {outcome.status}: {outcome.check} {outcome.subject}: {outcome.reason or outcome.actual}"
        )
    return 1 if any(outcome.status == "failed" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
