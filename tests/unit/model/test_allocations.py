"""Numbers of tunnels: they never change, whoever adds or removes what."""

from __future__ import annotations

from ipaddress import IPv4Interface
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.errors import InventoryError, Place
from mcastcfg.model.allocations import Allocations, allocate, capacity, read_allocations, tunnel_addresses
from mcastcfg.model.base import Prefix
from mcastcfg.model.load import load, loads
from mcastcfg.model.network import Network
from mcastcfg.model.tree import parse

BASE = loads("""\
name: n
pim_domains: {d: {}}
sites:
  s:
    pim_domain: d
    routers:
      r1: {platform: frr, interfaces: {wan0: {role: wan, addresses: [192.0.2.1/30]}}}
      r2: {platform: frr, interfaces: {wan0: {role: wan, addresses: [192.0.2.5/30]}}}
tunnels:
  t: {ends: [{router: r1, interface: wan0}, {router: r2, interface: wan0}], ipsec: none}
""").network
PLACE = Place("allocations.yaml", 1, 1)

names = st.sets(st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True), max_size=40)


def network(tunnels: set[str], pool: str = "172.31.0.0/22") -> Network:
    pools = BASE.pools.model_copy(update={"tunnel_addresses": Prefix(pool)})
    return BASE.model_copy(update={"tunnels": dict.fromkeys(tunnels, BASE.tunnels["t"]), "pools": pools})


def kept(allocations: Allocations, pool: str = "172.31.0.0/22") -> dict[str, int]:
    """Return the numbers after a way through the file."""
    return read_allocations(parse(allocations.to_yaml(), "allocations.yaml"), PLACE, capacity(Prefix(pool)))


@given(before=names, after=names)
def test_a_tunnel_that_stays_keeps_its_number(before: set[str], after: set[str]) -> None:
    known = kept(allocate(network(before), {}))
    then = allocate(network(after), known)
    assert {name: then.tunnels[name] for name in before & after} == {name: known[name] for name in before & after}
    assert then.pending == after - before
    assert set(then.stale) == before - after
    assert set(then.tunnels) == after
    assert len(set(then.tunnels.values())) == len(after)
    assert all(1 <= number <= 256 for number in then.tunnels.values())


@given(tunnels=names)
def test_the_file_is_the_whole_truth(tunnels: set[str]) -> None:
    first = allocate(network(tunnels), {})
    again = allocate(network(tunnels), kept(first))
    assert again.tunnels == first.tunnels
    assert not again.pending
    assert not again.stale
    assert again.to_yaml() == first.to_yaml()


@given(tunnels=st.lists(st.sampled_from("abcdefghij"), unique=True))
def test_the_order_of_the_files_does_not_matter(tunnels: list[str]) -> None:
    forwards = allocate(BASE.model_copy(update={"tunnels": dict.fromkeys(tunnels, BASE.tunnels["t"])}), {})
    backwards = allocate(BASE.model_copy(update={"tunnels": dict.fromkeys(tunnels[::-1], BASE.tunnels["t"])}), {})
    assert forwards.to_yaml() == backwards.to_yaml()


@given(base=names, ours=names, theirs=names)
def test_two_branches_merge_or_say_which_two_lines_clash(base: set[str], ours: set[str], theirs: set[str]) -> None:
    known = kept(allocate(network(base), {}))
    one = allocate(network(base | ours), known)
    other = allocate(network(base | theirs), known)
    lines = {f"  {name}: {number}\n" for side in (one, other) for name, number in side.tunnels.items()}
    text = "tunnels:\n" + "".join(sorted(lines))
    try:
        numbers = read_allocations(parse(text, "a.yaml"), PLACE, 256)
    except InventoryError as error:
        assert one.tunnels != other.tunnels
        for problem in error.problems:
            assert "belongs to" in problem.message or "twice" in problem.message
            assert "a.yaml:" in problem.message
    else:
        assert numbers == {**one.tunnels, **other.tunnels}
        assert known.items() <= numbers.items()


def test_the_hash_is_the_same_everywhere() -> None:
    assert allocate(network({"main-remote", "main-branch"}), {}).tunnels == {"main-branch": 227, "main-remote": 190}


def test_a_pool_is_used_to_its_last_place_and_not_further() -> None:
    names_of = {f"t{number}" for number in range(4)}
    full = allocate(network(names_of, "172.31.0.0/28"), {})
    assert sorted(full.tunnels.values()) == [1, 2, 3, 4]
    with pytest.raises(InventoryError) as said:
        allocate(network({*names_of, "t4"}, "172.31.0.0/28"), full.tunnels)
    expected = "pools.tunnel_addresses: 172.31.0.0/28 holds 4 tunnels and 5 are declared (give a larger pool)"
    assert str(said.value) == expected


def test_a_place_that_is_given_back_is_taken_again() -> None:
    full = allocate(network({"a", "b", "c", "d"}, "172.31.0.0/28"), {})
    then = allocate(network({"a", "b", "c", "e"}, "172.31.0.0/28"), full.tunnels)
    assert then.tunnels["e"] == full.tunnels["d"]
    assert then.stale == {"d": full.tunnels["d"]}


@pytest.mark.parametrize(
    ("pool", "places"), [("10.0.0.0/8", 4194304), ("172.31.0.0/16", 16384), ("10.0.0.0/30", 1), ("10.0.0.0/31", 0)]
)
def test_capacity(pool: str, places: int) -> None:
    assert capacity(Prefix(pool)) == places


@given(number=st.integers(1, 16384))
def test_every_tunnel_has_its_own_network_inside_the_pool(number: int) -> None:
    pool = Prefix("172.31.0.0/16")
    first, second = tunnel_addresses(pool, number)
    assert first.network == second.network
    assert first.network.subnet_of(pool)
    assert list(first.network.hosts()) == [first.ip, second.ip]
    assert int(first.network.network_address) - int(pool.network_address) == 4 * (number - 1)


def test_the_first_addresses() -> None:
    assert tunnel_addresses(Prefix("172.31.0.0/24"), 1) == (
        IPv4Interface("172.31.0.1/30"),
        IPv4Interface("172.31.0.2/30"),
    )


def test_the_file_says_what_to_do_after_a_merge() -> None:
    text = allocate(network({"b", "a"}), {}).to_yaml()
    assert text.startswith("# Numbers that mcastcfg gave away.")
    assert "delete the line" in text
    assert text.index("  a: ") < text.index("  b: ")
    assert Allocations().to_yaml().endswith("tunnels: {}\n")
    assert read_allocations(parse(Allocations().to_yaml(), "a.yaml"), PLACE, 4) == {}
    assert read_allocations(None, PLACE, 4) == {}
    assert read_allocations(parse("tunnels:\n", "a.yaml"), PLACE, 4) == {}


def test_the_example_has_its_numbers_written(two_office: Path) -> None:
    allocations = load(two_office).allocations
    assert dict(allocations.tunnels) == {"main-remote": 1}
    assert not allocations.pending
