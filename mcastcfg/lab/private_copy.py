"""A scenario's inventory to run by itself: a copy with keys and SSH ports of its own, so that runs never meet."""

from __future__ import annotations

import re
from pathlib import Path

from mcastcfg.lab.ports import unused_port
from mcastcfg.model.inventory_copy import copy_inventory
from mcastcfg.model.load import load
from mcastcfg.model.write import write_atomically
from mcastcfg.pki.equip import equip

_PORT = re.compile(r"(?P<key>\bport:\s*)(?P<number>[0-9]+)")


def private_copy(source: Path, target: Path) -> None:
    """Copy an inventory to a directory that is not there yet; keys are drawn anew, and free ports put where ports are:
    in hosts.yaml and beside the routers."""
    copy_inventory(source, target)
    equip(target)
    hosts = target / "hosts.yaml"
    if hosts.is_file():
        write_atomically(hosts, with_free_ports(hosts.read_text(encoding="utf-8")))
    inventory = load(target)
    lines: dict[str, dict[int, int]] = {}
    for name, (site, router) in inventory.network.routers().items():
        if router.management is not None and router.management.port is not None:
            place = inventory.place(("sites", site, "routers", name, "management", "port"))
            lines.setdefault(place.file, {})[place.line] = place.column
    for file, places in lines.items():
        text = Path(file).read_text(encoding="utf-8").splitlines(keepends=True)
        for line, column in places.items():
            before, after = text[line - 1][: column - 1], text[line - 1][column - 1 :]
            text[line - 1] = before + with_free_ports(after)
        write_atomically(Path(file), "".join(text))


def with_free_ports(text: str) -> str:
    """Return the text of a hosts.yaml with every port replaced by one that is free."""
    ports: set[int] = set()

    def another(found: re.Match[str]) -> str:
        while (port := unused_port()) in ports:
            pass
        ports.add(port)
        return f"{found['key']}{port}"

    return _PORT.sub(another, text)
