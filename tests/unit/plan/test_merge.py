from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.plan.merge import added_alone, merge_assignments, merge_config_tree
from mcastcfg.plan.tree import line_paths

RUNNING = """\
frr version 10.7.1
hostname r1
!
interface lan0
 ip address 10.1.0.1/24
exit
!
router bgp 65000
 address-family ipv4 unicast
  network 10.0.0.0/8
 exit-address-family
exit
!
end
"""
INTENDED = """\
ip route 10.2.0.0/24 172.31.0.2
interface lan0
 ip igmp
 ip pim
exit
router pim
 rp 10.255.0.1 239.0.0.0/8
exit
"""


def test_our_lines_join_the_blocks_that_are_there_and_new_blocks_stand_before_the_end() -> None:
    merged = merge_config_tree(RUNNING, (), INTENDED)
    assert (
        merged.text
        == """\
frr version 10.7.1
hostname r1
!
interface lan0
 ip address 10.1.0.1/24
 ip igmp
 ip pim
exit
!
router bgp 65000
 address-family ipv4 unicast
  network 10.0.0.0/8
 exit-address-family
exit
!
ip route 10.2.0.0/24 172.31.0.2
router pim
 rp 10.255.0.1 239.0.0.0/8
exit
end
"""
    )
    assert merged.added == (
        ("interface lan0", "ip igmp"),
        ("interface lan0", "ip pim"),
        ("ip route 10.2.0.0/24 172.31.0.2",),
        ("router pim",),
        ("router pim", "rp 10.255.0.1 239.0.0.0/8"),
    )


def test_what_we_no_longer_intend_goes_and_its_block_stays_while_others_use_it() -> None:
    first = merge_config_tree(RUNNING, (), INTENDED)
    foreign = first.text.replace(" rp 10.255.0.1 239.0.0.0/8\n", " rp 10.255.0.1 239.0.0.0/8\n ecmp\n")
    second = merge_config_tree(foreign, first.owned, "interface lan0\n ip pim\nexit\n")
    assert second.removed == (
        ("interface lan0", "ip igmp"),
        ("ip route 10.2.0.0/24 172.31.0.2",),
        ("router pim", "rp 10.255.0.1 239.0.0.0/8"),
    )
    assert "router pim\n ecmp\nexit\n" in second.text
    assert " ip pim\n" in second.text


def test_a_line_that_was_there_before_us_is_never_ours() -> None:
    mine = "interface lan0\n ip pim\nexit\n"
    first = merge_config_tree(mine, (), mine)
    assert first.owned == frozenset()
    assert merge_config_tree(mine, first.owned, "").text == mine


def test_a_nested_block_is_closed_with_its_own_word() -> None:
    intended = "router bgp 65000\n address-family ipv4 multicast\n  network 10.1.0.0/24\n exit-address-family\nexit\n"
    merged = merge_config_tree(RUNNING, (), intended)
    assert " address-family ipv4 multicast\n  network 10.1.0.0/24\n exit-address-family\nexit\n!\nend\n" in merged.text


def test_comments_and_spacing_of_others_stay() -> None:
    base = "! by hand, do not touch\nlog   syslog\n\n! last words\n"
    assert merge_config_tree(base, (), INTENDED).text.startswith(base)


def test_assignments_change_their_own_keys_only() -> None:
    base = "# daemons\nzebra_options='-A 127.0.0.1'\npimd=no\nbgpd=yes\n"
    assert merge_assignments(base, "pimd=yes\nstaticd=yes\n") == (
        "# daemons\nzebra_options='-A 127.0.0.1'\npimd=yes\nbgpd=yes\nstaticd=yes\n"
    )


WORDS = st.sampled_from(["ip pim", "ip igmp", "interface a", "interface b", "router pim", "rp 1", "network 2", "x y"])
Blocks = st.recursive(
    st.dictionaries(WORDS, st.just({}), max_size=4),
    lambda inner: st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def printed(tree: dict[str, dict], depth: int = 0, closers: bool = True) -> str:  # type: ignore[type-arg] # recursive
    out = ""
    for line, inner in tree.items():
        out += " " * depth + line + "\n" + printed(inner, depth + 1, closers)
        if inner and closers:
            out += " " * depth + ("exit\n!\n" if depth == 0 else "exit-address-family\n")
    return out


@given(Blocks, Blocks, Blocks, st.booleans())
def test_merging_loses_no_foreign_line_and_can_be_undone(base, first, second, closers) -> None:
    text = printed(base, closers=closers)
    one = merge_config_tree(text, (), printed(first))
    two = merge_config_tree(one.text, one.owned, printed(second))
    gone = merge_config_tree(two.text, two.owned, "")
    foreign = set(line_paths(text))
    for merged, intended in ((one, first), (two, second), (gone, {})):
        paths = set(line_paths(merged.text))
        assert paths == foreign | set(line_paths(printed(intended)))
        assert merged.owned.isdisjoint(foreign)
    assert gone.text == text


@given(Blocks, Blocks, Blocks)
def test_merging_twice_is_merging_once(base, first, second) -> None:
    one = merge_config_tree(printed(base), (), printed(first))
    two = merge_config_tree(one.text, one.owned, printed(second))
    again = merge_config_tree(two.text, two.owned, printed(second))
    assert again.text == two.text
    assert again.owned == two.owned
    assert not again.is_change


@pytest.mark.parametrize("text", ["", "\n", "!\n", "end\n", "exit\n", " deep\n", "exit-vrf\nend\n!\n"])
def test_odd_bases_are_kept(text: str) -> None:
    merged = merge_config_tree(text, (), INTENDED)
    assert set(line_paths(merged.text)) == set(line_paths(text)) | set(line_paths(INTENDED))
    assert merge_config_tree(merged.text, merged.owned, "").text.split() == text.split()


def test_what_is_added_stands_alone_in_its_blocks() -> None:
    target = merge_config_tree(
        RUNNING, (), INTENDED + "router bgp 65000\n address-family ipv4 unicast\n  network 10.9.0.0/16\n"
    ).text
    assert (
        added_alone(RUNNING, target)
        == """\
interface lan0
 ip igmp
 ip pim
exit
router bgp 65000
 address-family ipv4 unicast
  network 10.9.0.0/16
 exit-address-family
exit
ip route 10.2.0.0/24 172.31.0.2
router pim
 rp 10.255.0.1 239.0.0.0/8
exit
"""
    )
    assert added_alone(target, target) == ""
    assert not merge_config_tree(
        merge_config_tree(RUNNING, (), added_alone(RUNNING, target)).text, (), target
    ).is_change
