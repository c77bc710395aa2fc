"""Which rendezvous points hear of a source, by the peer-RPF rules as FRR has them."""

from __future__ import annotations

from mcastcfg.analysis.fabric import Fabric, fabric_of
from mcastcfg.analysis.msdp_flood import connected, flood, selected, sessions
from mcastcfg.analysis.routes import first_as, unicast_hop
from mcastcfg.analysis.rpf import rpf
from mcastcfg.analysis.trees import tree_of
from mcastcfg.lint.example_systems import THREE_RPS, TWO_SYSTEMS
from mcastcfg.lint.examples import changed, example_design
from mcastcfg.lint.rules import peer_rpf_failure
from mcastcfg.model.base import Address

SOURCE, GROUP = Address("10.1.0.10"), Address("239.1.1.1")
CHAIN = peer_rpf_failure.GOOD
"""main - middle - remote, three systems in a row, BGP between neighbours, MSDP between neighbours."""


def fabric(text: str) -> Fabric:
    design = example_design(text)
    return fabric_of(design.network, design.configs)


def test_bgp_routes_lead_through_the_middle_for_unicast_and_rpf() -> None:
    three = fabric(CHAIN)
    hop = unicast_hop(three, "remote-r1", SOURCE)
    assert hop is not None
    assert (hop.kind, hop.interface) == ("bgp", "middle-remote")
    answer = rpf(three, "remote-r1", SOURCE)
    assert answer is not None
    assert (answer.table, answer.interface) == ("multicast", "middle-remote")
    assert first_as(three, "remote-r1", Address("10.255.0.1")) == 65003
    assert first_as(three, "remote-r1", Address("10.2.0.10")) is None
    assert unicast_hop(three, "remote-r1", Address("203.0.113.1")) != hop, "the provider's links are not announced"


def test_without_the_multicast_family_rpf_uses_the_unicast_routes() -> None:
    three = fabric(CHAIN.replace("streams:\n", "bgp: {multicast: false}\nstreams:\n"))
    answer = rpf(three, "remote-r1", SOURCE)
    assert answer is not None
    assert (answer.table, answer.interface) == ("unicast", "middle-remote")


def test_a_message_passes_on_along_the_bgp_path() -> None:
    three = fabric(CHAIN)
    found = flood(three, "main-r1", SOURCE, GROUP)
    assert list(found.known) == ["main-r1", "middle-r1", "remote-r1"]
    assert selected(three, "remote-r1", Address("10.255.0.1")) == Address("10.255.0.3")
    assert selected(three, "middle-r1", Address("10.255.0.1")) == Address("10.255.0.1"), "the peer that is the RP"
    tree = tree_of(three, "video", three.network.streams["video"])
    assert not tree.breaks
    assert {state.router: state.outgoing_interfaces for state in tree.shortest} == {
        "main-r1": ("main-middle",),
        "middle-r1": ("middle-remote",),
        "remote-r1": ("lan0",),
    }
    assert [state.router for state in tree.shared] == ["remote-r1"], "the receivers' own rendezvous point"


def test_off_the_bgp_path_it_is_refused_and_the_stream_breaks_there() -> None:
    three = fabric(peer_rpf_failure.BAD)
    found = flood(three, "main-r1", SOURCE, GROUP)
    assert list(found.known) == ["main-r1", "middle-r1"]
    assert [(problem.kind, problem.router) for problem in found.refused] == [("peer_rpf", "remote-r1")]
    tree = tree_of(three, "video", three.network.streams["video"])
    assert [(problem.kind, problem.router) for problem in tree.breaks] == [("peer_rpf", "remote-r1")]


def test_filters_and_limits_keep_it_out() -> None:
    kept = fabric(TWO_SYSTEMS)
    assert list(flood(kept, "main-r1", SOURCE, Address("239.255.1.1")).known) == ["main-r1"]
    foreign = flood(kept, "main-r1", Address("10.9.9.9"), GROUP)
    assert [problem.kind for problem in foreign.refused] == ["sa_filtered"]
    outside = flood(kept, "main-r1", SOURCE, Address("238.1.1.1"))
    assert list(outside.known) == ["main-r1"], "what no line names is denied"


def test_a_mesh_group_tells_everyone_directly_and_nobody_twice() -> None:
    mesh = fabric(THREE_RPS)
    assert all(connected(mesh, session) for name in mesh.configs for session in sessions(mesh, name))
    found = flood(mesh, "remote-r1", Address("10.2.0.10"), GROUP)
    assert {router: session.peer for router, session in found.known.items() if session is not None} == {
        "main-r1": "remote-r1",
        "third-r1": "remote-r1",
    }


def test_each_uses_the_nearest_router_with_the_shared_address() -> None:
    mesh = fabric(THREE_RPS)
    tree = tree_of(mesh, "video", mesh.network.streams["video"])
    assert not tree.breaks
    assert tree.register is None, "the first hop is a rendezvous point itself"
    assert [(state.router, state.incoming_interface) for state in tree.shared] == [("remote-r1", "lo")]
    broken = fabric(changed(THREE_RPS, ("members: [main-r1, remote-r1, third-r1]", "members: [main-r1, third-r1]")))
    tree = tree_of(broken, "video", broken.network.streams["video"])
    assert [(problem.kind, problem.router) for problem in tree.breaks] == [("sa_lost", "remote-r1")]
