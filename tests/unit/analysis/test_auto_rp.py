"""Auto-RP: who hears which mapping agent, and what that one tells."""

from __future__ import annotations

from mcastcfg.analysis.auto_rp import announced, heard_agent
from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.failures import without
from mcastcfg.analysis.rp_map import mappings, rp_for_group
from mcastcfg.config.build import build
from mcastcfg.lint.examples import changed
from mcastcfg.model.base import Address
from mcastcfg.model.load import loads


def site(name: str, number: int) -> str:
    return f"""\
  {name}:
    pim_domain: company
    routers:
      r{name}:
        platform: frr
        interfaces:
          wan0: {{role: wan, addresses: [203.0.113.{number * 4 + 1}/30], gateway: 203.0.113.{number * 4 + 2}}}
          lan0: {{role: lan, addresses: [10.{number}.0.1/24]}}
          lo: {{role: loopback, addresses: [10.255.0.{number}/32]}}
    hosts: {{h{name}: {{address: 10.{number}.0.10}}}}
"""


def tunnel(first: str, second: str) -> str:
    ends = f"[{{router: r{first}, interface: wan0}}, {{router: r{second}, interface: wan0}}]"
    return f"  {first}{second}: {{ends: {ends}, ipsec: none}}\n"


# a and b are agents and candidates, both next to c; d stands behind c.
TEXT = (
    """\
name: auto
pim_domains:
  company:
    static_rps:
      own: {rp_address: 10.255.0.3, groups: [224.0.1.39/32, 224.0.1.40/32]}
    auto_rp:
      mapping_agents: {a: {router: ra}, b: {router: rb}}
      candidate_rps:
        a: {router: ra, groups: [239.1.0.0/16, 239.3.0.0/16]}
        b: {router: rb, groups: [239.2.0.0/16, 239.2.2.0/24, 239.3.0.0/16]}
sites:
"""
    + "".join(site(name, number) for number, name in enumerate("abcd", 1))
    + "tunnels:\n"
    + "".join(tunnel(*pair) for pair in ("ab", "ac", "bc", "cd"))
)


def fabric_from(text: str) -> Fabric:
    inventory = loads(text)
    return fabric_of(inventory.network, build(inventory.network, inventory.allocations))


def agents(fabric: Fabric) -> dict[str, str | None]:
    return {name: heard.router if (heard := heard_agent(fabric, name)) else None for name in fabric.configs}


def known(fabric: Fabric, router: str) -> dict[str, tuple[str, str]]:
    """Return range -> rendezvous point and how it is known, but for what Auto-RP itself needs."""
    return {str(one.groups): (one.name, one.source) for one in mappings(fabric, router) if one.name != "own"}


def test_the_agent_with_the_highest_address_is_heard_everywhere() -> None:
    assert agents(fabric_from(TEXT)) == dict.fromkeys(("ra", "rb", "rc", "rd"), "rb")


def test_a_range_goes_to_the_highest_address_and_nothing_is_told_twice() -> None:
    """239.2.2.0/24 stands within what the same candidate offers already."""
    fabric = fabric_from(TEXT)
    assert {str(groups): one.name for groups, one in announced(fabric, "rb").items()} == {
        "239.1.0.0/16": "a",
        "239.2.0.0/16": "b",
        "239.3.0.0/16": "b",
    }
    assert known(fabric, "rd") == {
        "239.1.0.0/16": ("a", "auto_rp"),
        "239.2.0.0/16": ("b", "auto_rp"),
        "239.3.0.0/16": ("b", "auto_rp"),
    }


def test_the_other_one_takes_over() -> None:
    left = without(fabric_from(TEXT), {"rb"})
    assert agents(left) == dict.fromkeys(("ra", "rc", "rd"), "ra")
    assert known(left, "rd") == {"239.1.0.0/16": ("a", "auto_rp"), "239.3.0.0/16": ("a", "auto_rp")}


def test_without_a_configured_rp_nobody_else_hears_the_agent() -> None:
    bare = fabric_from(changed(TEXT, ("groups: [224.0.1.39/32, 224.0.1.40/32]", "groups: [224.0.2.0/24]")))
    assert agents(bare) == {"ra": "ra", "rb": "rb", "rc": None, "rd": None}
    # Neighbours, but FRR as agent and candidate at once does not take what comes from an interface's address.
    assert set(map(str, announced(bare, "ra"))) == {"239.1.0.0/16", "239.3.0.0/16"}
    apart = changed(TEXT, ("mapping_agents: {a: {router: ra}, b: {router: rb}}", "mapping_agents: {c: {router: rc}}"))
    near = fabric_from(changed(apart, ("groups: [224.0.1.39/32, 224.0.1.40/32]", "groups: [224.0.2.0/24]")))
    assert set(map(str, announced(near, "rc"))) == {"239.1.0.0/16", "239.2.0.0/16", "239.3.0.0/16"}
    assert "239.1.0.0/16" not in known(bare, "rd")


def test_frr_does_not_hear_what_is_flooded() -> None:
    """Seen: it prunes the flood, because it does not count itself as a receiver."""
    dense = changed(TEXT, ("    static_rps:\n", "    pim_mode: dm\n    static_rps:\n"))
    assert agents(fabric_from(dense))["rd"] is None


def test_ios_xe_floods_the_two_groups_on_sparse_interfaces() -> None:
    text = changed(TEXT, ("groups: [224.0.1.39/32, 224.0.1.40/32]", "groups: [224.0.2.0/24]"))
    found = agents(fabric_from(text.replace("platform: frr", "platform: cisco_xe")))
    assert found == dict.fromkeys(("ra", "rb", "rc", "rd"), "rb")


def test_a_boundary_stops_the_messages() -> None:
    text = changed(
        TEXT, (tunnel("c", "d"), tunnel("c", "d").replace("ipsec: none", "ipsec: none, boundary: [224.0.1.40/32]"))
    )
    assert agents(fabric_from(text))["rd"] is None


def test_auto_rp_replaces_what_was_configured_for_the_same_range() -> None:
    static = "    static_rps:\n      s: {rp_address: 10.255.0.3, groups: [239.1.0.0/16, 239.1.1.0/24]}\n"
    fabric = fabric_from(changed(TEXT, ("    static_rps:\n", static)))
    assert known(fabric, "rd")["239.1.0.0/16"] == ("a", "auto_rp")
    found = rp_for_group(fabric, "rd", Address("239.1.1.1"))
    assert found is not None and (found.name, found.source) == ("s", "static")
