"""Deploy the routers of one site: python playbooks/deploy_site.py my-network --site main [--dry-run]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nornir import InitNornir

from mcastcfg.deploy.deploy import deploy
from mcastcfg.errors import McastcfgError
from mcastcfg.platforms.design import open_design


def main() -> int:
    """Choose the site's hosts with Nornir, push to them, print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inventory", type=Path)
    parser.add_argument("--site", required=True)
    parser.add_argument("--dry-run", action="store_true")
    asked = parser.parse_args()
    try:
        plugin = {"plugin": "McastcfgInventory", "options": {"inventory": str(asked.inventory)}}
        hosts = InitNornir(inventory=plugin, logging={"enabled": False}).filter(site=asked.site).inventory.hosts
        if not hosts:
            sys.exit(f"the site {asked.site!r} has no routers")
        outcomes = deploy(open_design(asked.inventory), hosts, dry_run=asked.dry_run, progress=print)
    except McastcfgError as error:
        sys.exit(str(error))
    for outcome in outcomes.values():
        print(f"{outcome.router}: {outcome.summary}" + (f": {outcome.error}" if outcome.error else ""))
    return 4 if any(outcome.status in {"failed", "not tried"} for outcome in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
