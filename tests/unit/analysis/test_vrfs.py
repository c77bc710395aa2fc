"""Two customers with the same addresses and groups: what stands in one VRF is nothing to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.analysis.endpoints import receiving_lans
from mcastcfg.errors import InventoryError
from mcastcfg.lab.derive import lab_hosts
from mcastcfg.lab.matrix import Role, role_of, stream_plans
from mcastcfg.lint.run import lint
from mcastcfg.model.base import Prefix
from mcastcfg.model.load import loads
from mcastcfg.platforms.design import Design, design_of

CUSTOMERS = (Path(__file__).parents[2] / "golden/mvpn-customers/inventory.yaml").read_text()


def design(text: str = CUSTOMERS) -> Design:
    return design_of(loads(text))


def changed(old: str, new: str, text: str = CUSTOMERS) -> str:
    assert old in text
    return text.replace(old, new)


def codes(text: str) -> set[str]:
    return {finding.code for finding in lint(design(text)).findings if not finding.code.startswith("PLAT")}


def roles(text: str, stream: str) -> dict[str, Role]:
    opened = design(text)
    hosts = lab_hosts(opened)
    plans = {plan.name: plan for plan in stream_plans(opened.network, opened.configs, hosts)}
    return {host.name: role_of(plans[stream], host) for host in hosts}


def test_equal_addresses_and_groups_of_two_customers_are_fine() -> None:
    assert codes(CUSTOMERS) == set()


def test_each_stream_crosses_its_own_vpn_only(predict) -> None:
    found = predict(CUSTOMERS)
    shortest = {
        name: {(state.router, state.incoming_interface, state.outgoing_interfaces) for state in tree.shortest}
        for name, tree in found.items()
    }
    assert shortest == {
        "red-video": {("pe1:red", "lan0", ("MVPN red",)), ("pe2:red", "MVPN red", ("lan0",))},
        "blue-video": {("pe2:blue", "lan1", ("MVPN blue",)), ("pe1:blue", "MVPN blue", ("lan1",))},
    }
    assert not any(tree.overheard or tree.breaks for tree in found.values())


def test_a_site_receives_on_the_lans_of_the_streams_own_customer(fabric) -> None:
    built = fabric(CUSTOMERS)
    lans = receiving_lans(built, "red-video", built.network.streams["red-video"])
    assert [(lan.link, lan.members[0].router) for lan in lans] == [(("south", Prefix("10.2.0.0/24")), "pe2:red")]


def test_the_other_customers_hosts_are_bystanders() -> None:
    assert roles(CUSTOMERS, "red-video") == {
        "red-camera": "source",
        "red-desk": "receiver",
        "blue-desk": "bystander",
        "blue-camera": "bystander",
    }


def test_never_concerns_the_streams_own_customer() -> None:
    text = changed("  blue-video:", "  red-board: {group: 239.1.1.2, port: 5003, source: {host: red-camera}, "
                   "receivers: [north], never: [south]}\n  blue-video:")  # fmt: skip
    assert roles(text, "red-board")["red-desk"] == "forbidden"
    assert roles(text, "red-board")["blue-camera"] == "bystander"
    pe2 = design(text).configs["pe2"]
    denied = {interface.name: interface.igmp.denied_groups for interface in pe2.interfaces if interface.igmp}
    assert denied == {"lan0": (Prefix("239.1.1.2/32"),), "lan1": ()}


def test_two_lans_of_one_vpn_must_differ() -> None:
    text = changed("[10.2.0.1/24], vrf: red", "[10.1.0.129/25], vrf: red")
    text = changed("red-desk: {address: 10.2.0.10}", "red-desk: {address: 10.1.0.130}", text)
    with pytest.raises(InventoryError, match="in another VRF of this site"):
        design(text)
    text = changed("[10.1.0.1/24], vrf: blue", "[10.9.0.1/24], vrf: blue", text)
    text = changed("blue-camera: {address: 10.1.0.10}", "blue-camera: {address: 10.9.0.10}", text)
    assert "ADDR002" in codes(text)


def test_outside_vrfs_an_address_of_a_customer_is_taken() -> None:
    text = changed("10.255.0.1/32", "10.1.0.1/32")
    with pytest.raises(InventoryError, match=r"10\.1\.0\.1 is claimed by pe1 lan0"):
        design(text)
