"""Save what routers have now: python playbooks/backup.py my-network --to saved [--router main-r1]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mcastcfg.deploy.backup import fetch_configuration
from mcastcfg.errors import McastcfgError, TransportError
from mcastcfg.model.write import write_atomically
from mcastcfg.platforms.design import open_design
from mcastcfg.transport.ssh import on_routers


def main() -> int:
    """Read every managed file and the running configuration of each router into DIRECTORY/ROUTER/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inventory", type=Path)
    parser.add_argument("--to", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--router", action="append", help="only this router; repeatable")
    asked = parser.parse_args()
    try:
        design = open_design(asked.inventory)
        found = on_routers(design, lambda session: fetch_configuration(session, design), asked.router)
        for router, files in found.items():
            if isinstance(files, TransportError):
                print(files)
                continue
            for name, content in files.items():
                write_atomically(asked.to / router / name, content, 0o600)  # secrets are in them
            print(f"{router}: {len(files)} files in {asked.to / router}")
    except McastcfgError as error:
        sys.exit(str(error))
    return 4 if any(isinstance(files, TransportError) for files in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
