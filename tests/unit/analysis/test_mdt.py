"""The core's own trees of emulated MDTs."""

from __future__ import annotations

from pathlib import Path

from mcastcfg.analysis.fabric import fabric_of
from mcastcfg.analysis.mdt import MdtTree, mdt_trees
from mcastcfg.model.base import Address
from mcastcfg.platforms.design import open_design


def trees_of(where: Path) -> dict[str, MdtTree]:
    design = open_design(where)
    return {tree.vrf: tree for tree in mdt_trees(fabric_of(design.network, design.configs))}


def test_each_edge_sends_to_every_other_one_of_its_vpn(repository: Path) -> None:
    found = trees_of(repository / "inventory/mvpn")
    assert {name: tree.group for name, tree in found.items()} == {
        "red": Address("239.192.0.1"),
        "blue": Address("239.192.0.2"),
    }
    blue = {(s.router, s.key): (s.incoming_interface, s.outgoing_interfaces) for s in found["blue"].states}
    assert blue == {
        ("p", "(*,239.192.0.2)"): ("lo", ("core0", "core1")),
        ("pe1", "(*,239.192.0.2)"): ("core0", ("mdt0",)),
        ("pe2", "(*,239.192.0.2)"): ("core0", ("mdt0",)),
        ("p", "(10.255.100.2,239.192.0.2)"): ("core0", ("core1",)),
        ("pe1", "(10.255.100.2,239.192.0.2)"): ("mdt0", ("core0",)),
        ("pe2", "(10.255.100.2,239.192.0.2)"): ("core0", ("mdt0",)),
        ("p", "(10.255.100.6,239.192.0.2)"): ("core1", ("core0",)),
        ("pe1", "(10.255.100.6,239.192.0.2)"): ("core0", ("mdt0",)),
        ("pe2", "(10.255.100.6,239.192.0.2)"): ("mdt0", ("core0",)),
    }
    red = {(s.router, s.key): s.outgoing_interfaces for s in found["red"].states}
    assert red["p", "(10.255.100.2,239.192.0.1)"] == ("core1", "core2")
    assert not any(tree.breaks for tree in found.values())


def test_routers_with_mdts_of_their_own_are_left_to_themselves(repository: Path) -> None:
    assert trees_of(repository / "tests/golden/mvpn-customers") == {}
