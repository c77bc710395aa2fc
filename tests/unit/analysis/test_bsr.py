"""Bootstrap routers: who is elected, what is announced, what each router makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.analysis.bsr import elected_bsr, refused_advertisement, rp_set
from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.failures import without
from mcastcfg.analysis.rp_hash import hash_value
from mcastcfg.analysis.rp_map import mappings, rp_for_group
from mcastcfg.analysis.trees import trees
from mcastcfg.config.build import build
from mcastcfg.lint.examples import changed
from mcastcfg.model.base import Address
from mcastcfg.model.load import loads

ADDRESSES = st.integers(0, 2**32 - 1).map(Address)

MESH = """\
name: mesh
pim_domains:
  company:
    bsr:
      candidate_bsrs:
        a: {router: ra, priority: 100}
        b: {router: rb, priority: 50}
      candidate_rps:
        a: {router: ra, groups: [239.1.0.0/16, 239.3.0.0/16]}
        b: {router: rb, groups: [239.2.0.0/16, 239.3.0.0/16]}
  other:
    ssm_range: []
sites:
  a:
    pim_domain: company
    routers:
      ra:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
    hosts: {ha: {address: 10.1.0.10}}
  b:
    pim_domain: company
    routers:
      rb:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.5/30], gateway: 203.0.113.6}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.4/32]}
    hosts: {hb: {address: 10.2.0.10}}
  c:
    pim_domain: company
    routers:
      rc:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.9/30], gateway: 203.0.113.10}
          lan0: {role: lan, addresses: [10.3.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.3/32]}
    hosts: {hc: {address: 10.3.0.10}}
  d:
    pim_domain: other
    routers:
      rd:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.13/30], gateway: 203.0.113.14}
          lan0: {role: lan, addresses: [10.4.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.5/32]}
        routes: [{prefix: 10.255.0.0/24, next_hop: 172.31.9.1}]
    hosts: {hd: {address: 10.4.0.10}}
tunnels:
  ab: {ends: [{router: ra, interface: wan0}, {router: rb, interface: wan0}], ipsec: none}
  ac: {ends: [{router: ra, interface: wan0}, {router: rc, interface: wan0}], ipsec: none}
  bc: {ends: [{router: rb, interface: wan0}, {router: rc, interface: wan0}], ipsec: none}
  cd:
    ends:
      - {router: rc, interface: wan0, address: 172.31.9.1/30}
      - {router: rd, interface: wan0, address: 172.31.9.2/30}
    ipsec: none
streams:
  one: {group: 239.1.1.1, port: 5001, source: {host: hc}, receivers: [b]}
  three: {group: 239.3.1.1, port: 5003, source: {host: hc}, receivers: [b]}
"""


def fabric_from(text: str) -> Fabric:
    inventory = loads(text)
    return fabric_of(inventory.network, build(inventory.network, inventory.allocations))


def obeys(fabric: Fabric) -> dict[str, str | None]:
    return {name: bsr.router if (bsr := elected_bsr(fabric, name)) else None for name in fabric.configs}


def known(fabric: Fabric, router: str) -> dict[str, tuple[str, str]]:
    return {str(one.groups): (one.name, one.source) for one in mappings(fabric, router)}


# `Hash Val` of `show ip pim bsr rp-info json`, FRR 10.7.1, four routers in a row.
@pytest.mark.parametrize(
    ("groups", "rp", "value"),
    [
        ("239.1.0.0", "10.255.0.1", 1262471185),
        ("239.2.0.0", "10.255.0.4", 1639338034),
        ("239.3.0.0", "10.255.0.1", 1148045329),
        ("239.3.0.0", "10.255.0.4", 223170610),
    ],
)
def test_the_hash_is_the_one_a_router_prints(groups: str, rp: str, value: int) -> None:
    assert hash_value(Address(groups), 30, Address(rp)) == value


@given(group=ADDRESSES, length=st.integers(0, 32), rp=ADDRESSES)
def test_the_hash_is_the_formula_of_the_rfc(group: Address, length: int, rp: Address) -> None:
    """RFC 7761 section 4.7.2, said again with binary digits instead of a mask."""
    digits = f"{int(group):032b}"[:length].ljust(32, "0")
    inner = 1103515245 * int(digits, 2) + 12345
    outer = 1103515245 * (inner ^ int(rp)) + 12345
    assert hash_value(group, length, rp) == outer - outer // 2**31 * 2**31


@given(group=ADDRESSES, length=st.integers(0, 32), rp=ADDRESSES, other=st.integers(0, 2**32 - 1))
def test_groups_that_agree_in_the_first_bits_share_a_hash(group: Address, length: int, rp: Address, other: int) -> None:
    kept = int(group) >> (32 - length) << (32 - length)
    near = Address(kept | (other & ((1 << (32 - length)) - 1)))
    assert hash_value(group, length, rp) == hash_value(near, length, rp)


def test_the_highest_priority_is_elected_and_then_the_highest_address() -> None:
    assert obeys(fabric_from(MESH)) == {"ra": "ra", "rb": "ra", "rc": "ra", "rd": None}
    equal = changed(MESH, ("priority: 100", "priority: 50"))
    assert obeys(fabric_from(equal)) == {"ra": "rb", "rb": "rb", "rc": "rb", "rd": None}


def test_the_next_one_is_elected_when_it_dies() -> None:
    left = without(fabric_from(MESH), {"ra"})
    assert obeys(left) == {"rb": "rb", "rc": "rb", "rd": None}
    assert known(left, "rc") == {"239.2.0.0/16": ("b", "bsr"), "239.3.0.0/16": ("b", "bsr")}
    assert obeys(without(left, {"rb"})) == {"rc": None, "rd": None}
    assert {tree.stream: bool(tree.deliveries) for tree in trees(left)} == {"one": False, "three": True}


def test_every_router_knows_one_rp_a_range() -> None:
    """FRR hashes the range: 10.255.0.1 has the higher value for 239.3.0.0."""
    fabric = fabric_from(MESH)
    wanted = {"239.1.0.0/16": ("a", "bsr"), "239.2.0.0/16": ("b", "bsr"), "239.3.0.0/16": ("a", "bsr")}
    assert [known(fabric, name) for name in ("ra", "rb", "rc")] == [wanted] * 3
    found = rp_for_group(fabric, "rc", Address("239.3.200.200"))
    assert found is not None and found.rp_address == Address("10.255.0.1")
    assert rp_for_group(fabric, "rc", Address("239.4.0.1")) is None


def test_the_lower_priority_wins_before_the_hash() -> None:
    text = changed(MESH, ("groups: [239.2.0.0/16, 239.3.0.0/16]", "priority: 10, groups: [239.2.0.0/16, 239.3.0.0/16]"))
    assert known(fabric_from(text), "rc")["239.3.0.0/16"] == ("b", "bsr")


def test_ios_xe_hashes_the_group() -> None:
    """With the whole address hashed, some groups of the range go to each of the two."""
    text = changed(MESH, ("{router: ra, priority: 100}", "{router: ra, priority: 100, hash_mask_length: 32}"))
    fabric = fabric_from(text.replace("platform: frr", "platform: cisco_xe"))
    found = {rp.name for n in range(50) if (rp := rp_for_group(fabric, "rc", Address(f"239.3.1.{n}"))) is not None}
    assert found == {"a", "b"}


def test_a_configured_rp_stays_and_a_longer_range_wins() -> None:
    static = "    static_rps:\n      s: {rp_address: 10.255.0.3, groups: [239.1.0.0/16, 239.2.2.0/24]}\n"
    fabric = fabric_from(changed(MESH, ("  other:\n", f"{static}  other:\n")))
    assert known(fabric, "ra") == {
        "239.1.0.0/16": ("s", "static"),
        "239.2.0.0/16": ("b", "bsr"),
        "239.2.2.0/24": ("s", "static"),
        "239.3.0.0/16": ("a", "bsr"),
    }
    found = rp_for_group(fabric, "ra", Address("239.2.2.9"))
    assert found is not None and (found.name, found.source) == ("s", "static")


def test_without_a_border_the_messages_cross_into_the_other_domain() -> None:
    open_ = changed(
        MESH,
        ("wan0, address: 172.31.9.1/30}", "wan0, address: 172.31.9.1/30, pim: {bsr_border: false}}"),
        ("wan0, address: 172.31.9.2/30}", "wan0, address: 172.31.9.2/30, pim: {bsr_border: false}}"),
    )
    # Its own route points to rc, so it takes what that passes on.
    fabric = fabric_from(open_)
    assert obeys(fabric)["rd"] == "ra"
    assert set(known(fabric, "rd")) == {"239.1.0.0/16", "239.2.0.0/16", "239.3.0.0/16"}
    one_end = fabric_from(changed(open_, ("172.31.9.1/30, pim: {bsr_border: false}", "172.31.9.1/30")))
    assert obeys(one_end)["rd"] is None


def test_a_border_inside_a_domain_parts_it() -> None:
    """Then each side elects its own."""
    text = changed(
        MESH,
        (
            "rb, interface: wan0}], ipsec: none}\n  ac",
            "rb, interface: wan0}], ipsec: none, pim: {bsr_border: true}}\n  ac",
        ),
    )
    fabric = fabric_from(text)
    assert obeys(fabric) == {"ra": "ra", "rb": "rb", "rc": "ra", "rd": None}
    assert known(fabric, "rc") == {"239.1.0.0/16": ("a", "bsr"), "239.3.0.0/16": ("a", "bsr")}


def test_an_advertisement_that_does_not_arrive_is_no_offer() -> None:
    text = changed(
        MESH,
        ("          lo: {role: loopback, addresses: [10.255.0.1/32]}",
         "          lo: {role: loopback, addresses: [10.255.0.1/32], pim: {enabled: false}}"),
    )  # fmt: skip
    fabric = fabric_from(text)
    assert refused_advertisement(fabric, "ra") == "PIM is off on lo of ra, where advertisements of ra arrive"
    bsr = elected_bsr(fabric, "rc")
    assert bsr is not None and {offer.router for offer in rp_set(fabric, bsr)} == {"rb"}
    multicast = fabric_from(MESH.replace("ipsec: none", "ipsec: none, rpf: static_multicast", 3))
    assert refused_advertisement(multicast, "rb") == (
        "advertisements of rb to 10.255.0.1 are left to the provider by rb"
    )


def test_frr_announces_the_best_two() -> None:
    third = changed(
        MESH, ("  other:\n    ssm", "        c: {router: rc, priority: 10, groups: [239.3.0.0/16]}\n  other:\n    ssm")
    )
    fabric = fabric_from(third)
    bsr = elected_bsr(fabric, "ra")
    assert bsr is not None
    offers = [(str(offer.groups), offer.router) for offer in rp_set(fabric, bsr)]
    assert offers == [("239.1.0.0/16", "ra"), ("239.2.0.0/16", "rb"), ("239.3.0.0/16", "rc"), ("239.3.0.0/16", "ra")]
