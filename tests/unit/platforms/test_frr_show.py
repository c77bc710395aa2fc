"""What FRR, iproute2, nftables and strongSwan print, as recorded, and what they print when something is wrong."""

from __future__ import annotations

import json
from ipaddress import IPv4Address as A
from ipaddress import IPv4Interface, IPv4Network
from typing import TypeVar

import pytest

from mcastcfg.platforms.frr_show import SHOW
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import (
    ChildSaPolicy,
    GuardState,
    IgmpMembershipState,
    MulticastRouteState,
    PimNeighborState,
    PimUpstreamState,
    RpfState,
    RpState,
    TunnelState,
)
from sessions.transcript import recorded

MAIN, REMOTE = A("203.0.113.1"), A("198.51.100.1")
QUESTIONS: dict[str, Question[object]] = {
    "tunnels": SHOW.tunnels,
    "ike_sas": SHOW.ike_sas,
    "child_sa_policies": SHOW.child_sa_policies,
    "guards": SHOW.guards,
    "pim_neighbors": SHOW.pim_neighbors,
    "rps": SHOW.rps,
    "igmp_memberships": SHOW.igmp_memberships,
    "multicast_routes": SHOW.multicast_routes,
    "rpf": SHOW.rpf(A("10.1.0.10")),
    "pim_upstreams": SHOW.pim_upstreams,
}


T = TypeVar("T")


def ask(name: str, question: Question[T]) -> T:
    answer = recorded(name, "r").run(question.command)
    return question.parse(answer.output, answer.exit_code)


def test_tunnel() -> None:
    gre1 = TunnelState("gre1", True, (IPv4Interface("172.31.0.1/30"),), MAIN, REMOTE, ttl=64, key=None, mtu=1400)
    assert [tunnel for tunnel in ask("idle-main-r1", SHOW.tunnels) if tunnel.interface == "gre1"] == [gre1]


def test_tunnel_with_key_and_without_ttl() -> None:
    output = json.dumps([
        {
            "ifname": "gre7", "flags": ["POINTOPOINT", "NOARP"], "mtu": 1472,
            "linkinfo": {"info_kind": "gre", "info_data": {
                "remote": "9.9.9.9", "local": "203.0.113.1", "ttl": 0, "ikey": "238.107.40.0", "okey": "238.107.40.0",
            }},
            "addr_info": [],
        }
    ])  # fmt: skip
    assert SHOW.tunnels.parse(output, 0) == (
        TunnelState("gre7", False, (), MAIN, A("9.9.9.9"), ttl=None, key=4_000_000_000, mtu=1472),
    )


def test_ike_and_child_sas() -> None:
    (sa,) = {sa.name: sa for sa in ask("idle-main-r1", SHOW.ike_sas)}.values()
    assert (sa.state, sa.local_address, sa.remote_address) == ("established", MAIN, REMOTE)
    assert (sa.encr_alg, sa.intr_alg, sa.prf_alg, sa.dh_group) == ("aes-256-gcm", None, "sha384", 20)
    child = sa.child_sas[0]
    assert (child.state, child.mode, child.protocol) == ("installed", "transport", "esp")
    assert (child.encr_alg, child.intr_alg, child.dh_group) == ("aes-256-gcm", None, None)
    assert child.local_selectors == ("203.0.113.1/32[gre]",)
    assert child.packets_in > 0
    assert child.packets_out > 0
    assert ask("idle-main-r1", SHOW.child_sa_policies) == (ChildSaPolicy(MAIN, REMOTE, (20,)),)


def test_a_renewed_child_sa_shows_its_group() -> None:
    (sa,) = ask("rekeyed-main-r1", SHOW.ike_sas)
    assert {child.state: child.dh_group for child in sa.child_sas}["installed"] == 20


def test_a_refused_key_leaves_no_sa() -> None:
    assert ask("wrong-key-main-r1", SHOW.ike_sas) == ()


def test_an_sa_that_is_being_negotiated_has_no_algorithms() -> None:
    (sa,) = ask("connecting-main-r1", SHOW.ike_sas)
    assert (sa.state, sa.encr_alg, sa.dh_group, sa.child_sas) == ("connecting", None, None, ())


def test_guards() -> None:
    seen = {(guard.direction, guard.local, guard.remote) for guard in ask("idle-remote-r1", SHOW.guards)}
    assert seen == {("out", REMOTE, MAIN), ("in", REMOTE, MAIN)}
    assert all(isinstance(guard, GuardState) for guard in ask("idle-remote-r1", SHOW.guards))


def test_a_table_that_is_not_there_is_no_guard() -> None:
    assert ask("before-deploy", SHOW.guards) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"drop": null', '"accept": null'),  # lets everything through
        ('"right": false', '"right": true'),  # drops what is encrypted
        ('"right": "gre"', '"right": "udp"'),
        ('"hook": "input"', '"hook": "forward"'),
        (
            '"op": "==", "left": {"payload": {"protocol": "ip", "field": "protocol"',
            '"op": "!=", "left": {"payload": {"protocol": "ip", "field": "protocol"',
        ),  # one line of nft's
    ],
)
def test_a_rule_that_only_looks_like_a_guard_is_none(old: str, new: str) -> None:
    output = recorded("idle-main-r1", "r").run(SHOW.guards.command).output
    assert old in output
    assert len(SHOW.guards.parse(output.replace(old, new), 0)) < 2


def test_a_guard_that_is_narrowed_by_another_match_is_none() -> None:
    tree = json.loads(recorded("idle-main-r1", "r").run(SHOW.guards.command).output)
    for entry in tree["nftables"]:
        if "rule" in entry:
            narrowed = {"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "wan9"}}
            entry["rule"]["expr"].insert(0, narrowed)
    assert SHOW.guards.parse(json.dumps(tree), 0) == ()


def test_pim_neighbors() -> None:
    assert ask("idle-main-r1", SHOW.pim_neighbors) == (PimNeighborState("gre1", A("172.31.0.2"), 17, 1),)


def test_rps() -> None:
    groups = IPv4Network("239.0.0.0/8")
    assert ask("idle-main-r1", SHOW.rps) == (RpState(A("10.255.0.1"), groups, is_self=True),)
    assert ask("idle-remote-r1", SHOW.rps) == (RpState(A("10.255.0.1"), groups, is_self=False),)


def test_rpf() -> None:
    source = A("10.1.0.10")
    assert ask("idle-remote-r1", SHOW.rpf(source)) == RpfState(source, "gre1", A("172.31.0.1"))
    assert ask("idle-main-r1", SHOW.rpf(source)) == RpfState(source, "lan0", source)
    nowhere = "(10.9.9.9, *) --- Nexthop Lookup failed, no usable routes returned.\n"
    assert SHOW.rpf(A("10.9.9.9")).parse(nowhere, 0) == RpfState(A("10.9.9.9"), None, None)


def test_igmp_memberships() -> None:
    found = set(ask("flowing-remote-r1", SHOW.igmp_memberships))
    assert IgmpMembershipState("lan0", A("239.1.1.1"), None, forwarded=True) in found
    assert IgmpMembershipState("lan0", A("232.1.1.1"), A("10.1.0.10"), forwarded=True) in found
    assert not [membership for membership in found if membership.group == A("239.1.1.2")]


def test_multicast_routes() -> None:
    routes = {(route.group, route.source_address): route for route in ask("flowing-remote-r1", SHOW.multicast_routes)}
    shared = routes[A("239.1.1.1"), None]
    assert (shared.incoming_interface, shared.outgoing_interfaces, shared.installed) == ("gre1", ("lan0",), True)
    source = routes[A("239.1.1.1"), A("10.1.0.10")]
    assert isinstance(source, MulticastRouteState)
    assert (source.incoming_interface, source.outgoing_interfaces, source.installed) == ("gre1", ("lan0",), True)
    assert source.packets > 100
    assert source.idle_seconds == 0


def test_pim_upstreams() -> None:
    found = ask("dense-flowing-west-r1", SHOW.pim_upstreams)
    assert PimUpstreamState(A("239.1.1.1"), A("10.1.0.10"), "gre2") in found
    assert PimUpstreamState(A("239.1.1.2"), None, None) in found
    with pytest.raises(Unreadable, match="is no source address"):
        SHOW.pim_upstreams.parse('{"239.1.1.1":{"x":{"source":"x","group":"239.1.1.1","rpfInterface":"lan0"}}}', 0)


def test_flooded_routes() -> None:
    """FRR 10.7 runs the flags of routes together: SFFD of a dense route behind a sparse one."""
    routes = {
        (route.group, route.source_address): route for route in ask("dense-flowing-hall-r1", SHOW.multicast_routes)
    }
    assert routes[A("239.1.1.1"), A("10.1.0.10")].flooded
    assert not routes[A("232.1.1.1"), A("10.1.0.10")].flooded


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_no_answer(question: str) -> None:
    with pytest.raises(Unreadable):
        QUESTIONS[question].parse("", 0)


@pytest.mark.parametrize("question", sorted(QUESTIONS.keys() - {"rpf"}))
def test_half_an_answer_is_no_answer(question: str) -> None:
    case = {"pim_upstreams": "dense-flowing-west-r1"}.get(question, "flowing-remote-r1")
    whole = recorded(case, "r").run(QUESTIONS[question].command).output.rstrip()
    QUESTIONS[question].parse(whole, 0)
    # Not every prefix: some hundred, and all of the last ones, where an answer looks almost whole.
    for end in [*range(1, len(whole), max(1, len(whole) // 100)), *range(len(whole) - 40, len(whole))]:
        with pytest.raises(Unreadable):
            QUESTIONS[question].parse(whole[:end], 0)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("said", "exit_code"),
    [
        ("pimd is not running\n", 1),
        ("% Unknown command: show ip mroute jsonx\n", 1),
        ("Exiting: failed to connect to any daemons.\n", 1),
        (
            "vtysh: error reading from pimd: Success (0)Warning: closing connection to pimd because of an I/O error!\n",
            0,
        ),
        ("connecting to 'unix:///var/run/charon.vici' failed: Connection refused\n", 111),
        ("sh: 1: nft: not found\n", 127),
        ("Error: Could not process rule: Operation not permitted\n", 1),
        ("[]garbage", 0),
        ('{"a": 1}', 0),
        ("null", 0),
    ],
)
def test_what_went_wrong_is_no_answer(question: str, said: str, exit_code: int) -> None:
    with pytest.raises(Unreadable) as caught:
        QUESTIONS[question].parse(said, exit_code)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", ["frr-stopped", "charon-stopped"])
def test_a_stopped_daemon_is_unreadable(case: str) -> None:
    asked = {"frr-stopped": ("pim_neighbors", "rps", "igmp_memberships", "multicast_routes", "rpf"),
             "charon-stopped": ("ike_sas", "child_sa_policies")}[case]  # fmt: skip
    for name in asked:
        with pytest.raises(Unreadable):
            ask(case, QUESTIONS[name])
