"""Groups to rendezvous points."""

from __future__ import annotations

import pytest

from mcastcfg.analysis.rp_map import is_forwardable, is_ssm, rp_for_group
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Address

TWO_RPS = changed(
    TWO_OFFICES,
    (
        "      main: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}\n",
        "      wide: {rp_address: 10.255.0.1, groups: [239.0.0.0/8, 238.0.0.0/8]}\n"
        "      near: {rp_address: 10.255.0.2, groups: [239.1.0.0/16]}\n"
        "      equal: {rp_address: 10.255.0.3, groups: [238.0.0.0/8]}\n",
    ),
)


@pytest.mark.parametrize(
    ("group", "name"),
    [("239.1.2.3", "near"), ("239.2.0.1", "wide"), ("238.0.0.1", "equal"), ("237.0.0.1", None)],
)
def test_longest_range_then_highest_address(fabric, group, name):
    found = rp_for_group(fabric(TWO_RPS), "remote-r1", Address(group))
    assert (found.name if found else None) == name


def test_ssm_range(fabric):
    config = fabric(TWO_OFFICES).configs["main-r1"]
    assert is_ssm(config, Address("232.1.1.1"))
    assert not is_ssm(config, Address("239.1.1.1"))


@pytest.mark.parametrize(
    ("group", "answer"),
    [("224.0.0.255", False), ("224.0.1.0", True), ("239.255.255.255", True), ("240.0.0.0", False), ("10.0.0.1", False)],
)
def test_what_routers_forward(group, answer):
    assert is_forwardable(Address(group)) is answer
