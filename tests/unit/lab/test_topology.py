"""What a topology may not be, and that it survives the way to the guest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab.agent.shapes import topology_from_json
from mcastcfg.lab.topology import Link, Nic, Node, Route, Topology, check

NIC = Nic("eth0", ("10.0.0.1/24",), 1500, "lan")
NODE = Node("r1", "router", (NIC,), (Route("0.0.0.0/0", "10.0.0.254"),), 2399)
GOOD = Topology("t", (NODE, Node("h1", "host", (replace(NIC, addresses=("10.0.0.2/24",)),))), (Link("lan"),))


def test_a_good_one_passes_and_comes_back_from_json() -> None:
    check(GOOD)
    assert topology_from_json(json.loads(json.dumps(GOOD.to_json()))) == GOOD


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (replace(GOOD, nodes=(NODE, NODE)), "node r1 occurs 2 times"),
        (replace(GOOD, links=()), "there is no link 'lan'"),
        (replace(GOOD, nodes=(NODE, replace(NODE, name="r2"))), "SSH port 2399 occurs 2 times"),
        (replace(GOOD, nodes=(replace(NODE, name="r 1"),)), "host name"),
        (replace(GOOD, nodes=(replace(NODE, name="lab-switches"),)), "host name"),
        (replace(GOOD, nodes=(replace(NODE, ssh_port=70000),)), "70000"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(replace(NIC, name="a-name-too-long-by-far"),)),)), "up to 15"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(replace(NIC, name="lo"),)),)), "interface 'lo'"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(NIC, NIC)),)), "eth0 occurs 2 times"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(replace(NIC, mtu=10),)),)), "MTU 10"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(replace(NIC, addresses=("10.0.0.1",)),)),)), "prefix length"),
        (replace(GOOD, nodes=(replace(NODE, interfaces=(replace(NIC, addresses=("10.0.0.300/24",)),)),)), "10.0.0.300"),
        (replace(GOOD, nodes=(replace(NODE, routes=(Route("0.0.0.0/0", "gateway"),)),)), "gateway"),
    ],
)
def test_a_bad_one_is_refused_in_one_sentence(bad: Topology, words: str) -> None:
    with pytest.raises(LabError, match=words) as caught:
        check(bad)
    assert "\n" not in str(caught.value)
