"""Topologies become tunnels, and whatever is said of such a tunnel leads back to what was written."""

from __future__ import annotations

from pathlib import Path

from mcastcfg.model.expansion import expanded
from mcastcfg.model.load import Inventory, load, loads


def topology(repository: Path) -> Inventory:
    return load(repository / "tests" / "golden" / "topology" / "inventory.yaml")


def line(inventory: Inventory, text: str) -> int:
    written = (inventory.root / "inventory.yaml").read_text().splitlines()
    return next(number for number, there in enumerate(written, 1) if text in there)


def test_every_spoke_has_a_tunnel_to_every_hub_and_the_hubs_to_each_other(repository: Path) -> None:
    network = topology(repository).network
    assert {name: tuple(end.router for end in tunnel.ends) for name, tunnel in network.tunnels.items()} == {
        "wan-hub-b-r1-hub-a-r1": ("hub-a-r1", "hub-b-r1"),
        "wan-branch-r1-hub-a-r1": ("hub-a-r1", "branch-r1"),
        "wan-branch-r1-hub-b-r1": ("hub-b-r1", "branch-r1"),
    }
    assert {tunnel.ipsec for tunnel in network.tunnels.values()} == {"wan"}


def test_hubs_stay_apart_when_told_to(repository: Path) -> None:
    text = (repository / "tests" / "golden" / "topology" / "inventory.yaml").read_text()
    apart = loads(text.replace("    ipsec: wan\n", "    ipsec: wan\n    hubs_joined: false\n"))
    assert sorted(apart.network.tunnels) == ["wan-branch-r1-hub-a-r1", "wan-branch-r1-hub-b-r1"]


def test_generated_tunnels_are_numbered_like_written_ones(repository: Path) -> None:
    inventory = topology(repository)
    assert set(inventory.allocations.tunnels) == set(inventory.network.tunnels)
    assert len(set(inventory.allocations.tunnels.values())) == 3


def test_a_path_into_a_generated_tunnel_leads_to_the_line_that_decided_it(repository: Path) -> None:
    inventory = topology(repository)
    asked = inventory.place(("tunnels", "wan-branch-r1-hub-a-r1"))
    assert asked.line == line(inventory, "topology: wan")
    assert inventory.place(("tunnels", "wan-branch-r1-hub-a-r1", "ends", 1, "router")) == asked
    assert inventory.place(("tunnels", "wan-branch-r1-hub-a-r1", "ipsec")).line == line(inventory, "ipsec: wan")
    assert inventory.place(("tunnels", "wan-hub-b-r1-hub-a-r1")).line == line(inventory, "router: hub-b-r1, interface")


def test_a_network_without_topologies_is_left_as_it_is(repository: Path) -> None:
    network = load(repository / "inventory" / "two-office").network
    assert expanded(network).network is network
