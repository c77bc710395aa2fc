"""IGMP and PIM options in the prediction: who hears whom, what hosts may ask for, and what needs no host."""

from __future__ import annotations

import pytest

from generated import triangle
from mcastcfg.analysis.tree_parts import Delivery
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Prefix

REMOTE_LAN = "[10.2.0.1/24]}"
MAIN_LAN = "[10.1.0.1/24]}"
SSM = ("group: 239.1.1.1, port: 5001", "group: 232.1.1.1, port: 5001, mode: ssm")
BACK = ("source: {host: camera}, receivers: [remote]", "source: {host: desk}, receivers: [main]")
TO_ITSELF = ("receivers: [remote]", "receivers: [main]")


def lan(options: str, where: str = REMOTE_LAN) -> tuple[str, str]:
    return where, f"{where[:-1]}, {options}}}"


def domain(options: str) -> tuple[str, str]:
    return "  offices:\n", f"  offices:\n    {options}\n"


def kinds(tree):
    return [(problem.kind, problem.router, problem.interface) for problem in tree.breaks]


def outgoing(states):
    return {state.router: set(state.outgoing_interfaces) for state in states}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lan("igmp: {access_groups: [239.2.0.0/16]}"), ("not_allowed", "remote-r1", "lan0")),
        (("ipsec: wan\n", "ipsec: wan\n    pim: {passive: true}\n"), ("neighbor_filtered", "remote-r1", "main-remote")),
        (
            ("ipsec: wan\n", "ipsec: wan\n    pim: {neighbor_filter: [10.0.0.0/8]}\n"),
            ("neighbor_filtered", "remote-r1", "main-remote"),
        ),
    ],
)
def test_what_stops_a_join(predict, change, broken):
    tree = predict(changed(TWO_OFFICES, change))["video"]
    assert kinds(tree) == [broken]
    assert tree.deliveries == ()


@pytest.mark.parametrize(
    "change",
    [
        lan("igmp: {access_groups: [239.1.1.1/32]}"),
        lan("pim: {passive: true}"),
        lan("pim: {passive: true}", MAIN_LAN),
        ("ipsec: wan\n", "ipsec: wan\n    pim: {neighbor_filter: [172.31.0.0/16]}\n"),
        domain("register_sources: [10.9.0.0/16]"),  # the first hop is the rendezvous point
    ],
)
def test_what_stops_nothing(predict, change):
    assert predict(changed(TWO_OFFICES, change))["video"].breaks == ()


def test_a_rendezvous_point_takes_registers_of_known_sources_only(predict):
    for known, broken in (("10.1.0.0/24", [("register_refused", "main-r1", None)]), ("10.2.0.10/32", [])):
        tree = predict(changed(TWO_OFFICES, BACK, domain(f"register_sources: [{known}]")))["video"]
        assert kinds(tree) == broken, known


def test_a_standing_group_brings_the_stream_without_a_host(predict):
    for key in ("static_groups", "join_groups"):
        tree = predict(changed(TWO_OFFICES, TO_ITSELF, lan(f"igmp: {{{key}: [{{group: 239.1.1.1}}]}}")))["video"]
        assert [delivery.site for delivery in tree.overheard] == ["remote"]
        assert outgoing(tree.shortest) == {"main-r1": {"main-remote"}, "remote-r1": {"lan0"}}


def test_a_standing_group_of_another_source_brings_nothing(predict):
    stands = "igmp: {static_groups: [{group: 232.1.1.1, source_address: 10.1.0.99}]}"
    tree = predict(changed(TWO_OFFICES, SSM, TO_ITSELF, lan(stands)))["video"]
    assert tree.overheard == ()
    assert outgoing(tree.shortest) == {"main-r1": set()}


@pytest.mark.parametrize(
    ("options", "more", "breaks"),
    [
        ("igmp: {version: 2}", (), ["igmp_version"]),
        ("igmp: {version: 2, static_groups: [{group: 232.1.1.1, source_address: 10.1.0.10}]}", (), []),
        ("igmp: {version: 2, static_groups: [{group: 232.1.1.1, source_address: 10.1.0.11}]}", (), ["igmp_version"]),
        ("igmp: {version: 2}", ("ssm_map: [{groups: [232.1.0.0/16], source_address: 10.1.0.10}]",), []),
        ("igmp: {version: 2}", ("ssm_map: [{groups: [232.2.0.0/16], source_address: 10.1.0.10}]",), ["igmp_version"]),
        ("igmp: {version: 2}", ("ssm_map: [{groups: [232.1.0.0/16], source_address: 10.1.0.11}]",), ["igmp_version"]),
    ],
)
def test_hosts_that_cannot_name_the_source(predict, options, more, breaks):
    text = changed(TWO_OFFICES, SSM, lan(options), *(domain(one) for one in more))
    assert [kind for kind, _, _ in kinds(predict(text)["video"])] == breaks


def test_a_group_that_never_switches_stays_on_the_shared_tree(predict):
    """The RP joins the source, and its (S,G) hands the packets to the branches of (*,G)."""
    video = "video: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [b]}"
    switching = predict(triangle([video]))["video"]
    assert outgoing(switching.shortest) == {"ra": {"ab"}, "rb": {"lan0"}}
    text = changed(triangle([video]), ("  one:\n", "  one:\n    spt_switch: {never: [239.1.0.0/16]}\n"))
    tree = predict(text)["video"]
    assert tree.breaks == ()
    assert outgoing(tree.shared) == {"rb": {"lan0"}, "rc": {"bc"}}
    assert outgoing(tree.shortest) == {"ra": {"ca"}, "rc": {"bc"}}
    assert tree.deliveries == (Delivery("b", Prefix("10.2.0.0/24"), "rb", "lan0", 3),)
