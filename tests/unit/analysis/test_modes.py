"""Dense mode and scope boundaries in the prediction."""

from __future__ import annotations

from generated import triangle
from mcastcfg.analysis.tree_parts import Delivery
from mcastcfg.analysis.trees import states_by_router
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.model.base import Prefix

FLOODED = "239.1.1.1"
DENSE = ("  one:\n", "  one:\n    pim_mode: sm_dm\n")
NARROW = ("groups: [239.0.0.0/8]", "groups: [239.2.0.0/16]")


def dense_triangle(*streams: str) -> str:
    return changed(triangle(streams), DENSE, NARROW)


def video(group: str, receivers: str, more: str = "") -> str:
    return f"video: {{group: {group}, port: 5001, source: {{host: camera}}, receivers: [{receivers}]{more}}}"


def shown(states):
    return {
        state.router: (state.incoming_interface, set(state.outgoing_interfaces), state.distance) for state in states
    }


def kinds(tree):
    return [(problem.kind, problem.router, problem.interface) for problem in tree.breaks]


def test_a_flooded_group_needs_no_rendezvous_point(predict):
    tree = predict(dense_triangle(video(FLOODED, "b")))["video"]
    assert tree.dense
    assert (tree.shared, tree.rp_address, tree.register, tree.breaks) == ((), None, None, ())
    assert shown(tree.shortest) == {"ra": ("lan0", {"ab"}, 1), "rb": ("ab", {"lan0"}, 2)}
    assert shown(tree.flooded) == {"rc": ("ca", set(), 2)}, "the flood reaches c, which prunes"
    assert tree.deliveries == (Delivery("b", Prefix("10.2.0.0/24"), "rb", "lan0", 2),)
    assert [state.router for states in states_by_router([tree]).values() for state in states] == ["ra", "rb", "rc"]


def test_a_group_with_a_rendezvous_point_is_joined_on_the_same_interfaces(predict):
    tree = predict(dense_triangle(video("239.2.0.1", "b")))["video"]
    assert not tree.dense
    assert {state.router for state in tree.shared} == {"rb", "rc"}
    assert tree.flooded == ()


def test_only_the_dense_groups_are_flooded(predict):
    text = changed(dense_triangle(video("239.1.1.1", "b")), ("sm_dm\n", "sm_dm\n    dense_groups: [239.3.0.0/16]\n"))
    assert kinds(predict(text)["video"]) == [("no_rp", "rb", None)]


def test_a_source_specific_group_is_joined_in_dense_mode(predict):
    text = changed(dense_triangle(video("232.1.1.1", "b", ", mode: ssm")), ("sm_dm", "dm"), ("    static_rps:\n", ""))
    text = changed(text, ("      rp: {rp_address: 192.168.255.1, groups: [239.2.0.0/16]}\n", ""))
    tree = predict(text)["video"]
    assert (tree.dense, tree.breaks, tree.flooded) == (False, (), ())
    assert set(shown(tree.shortest)) == {"ra", "rb"}


def test_a_flood_ends_at_a_sparse_interface_and_at_a_boundary(predict):
    for change in ("    pim: {pim_mode: sm}\n", "    boundary: [239.1.0.0/16]\n"):
        text = dense_triangle(video(FLOODED, "b")).replace("  ca:\n", f"  ca:\n{change}")
        tree = predict(text)["video"]
        assert (tree.breaks, tree.flooded) == ((), ()), change
        text = dense_triangle(video(FLOODED, "c")).replace("  ca:\n", f"  ca:\n{change}")
        (problem,) = predict(text)["video"].breaks
        assert (problem.router, problem.interface) == ("rc", "ca")
        assert problem.kind == ("boundary" if "boundary" in change else "mode_disagrees")


def test_an_interface_in_dense_mode_carries_no_joined_group(predict):
    text = triangle([video(FLOODED, "b")]).replace("  bc:\n", "  bc:\n    pim: {pim_mode: dm}\n")
    text = changed(text, ("  one:\n", "  one:\n    dense_groups: [239.9.0.0/16]\n"))
    tree = predict(text)["video"]
    assert kinds(tree) == [("mode_disagrees", "rb", "bc")]
    assert tree.breaks[0].message == (
        "239.1.1.1 stops at bc of rb, which does not carry it while the rest of its tree waits for joins"
    )


def test_a_boundary_stops_joins_at_every_place_and_nothing_else(predict):
    places = {
        ("ipsec: wan\n", "ipsec: wan\n    boundary: [239.1.1.0/24]\n"): ("remote-r1", "main-remote"),
        ("[10.2.0.1/24]}", "[10.2.0.1/24], boundary: [239.1.1.0/24]}"): ("remote-r1", "lan0"),
        ("[10.1.0.1/24]}", "[10.1.0.1/24], boundary: [239.1.1.0/24]}"): ("main-r1", "lan0"),
    }
    for change, (router, interface) in places.items():
        tree = predict(changed(TWO_OFFICES, change))["video"]
        assert kinds(tree) == [("boundary", router, interface)]
        assert tree.deliveries == ()
        other = changed(TWO_OFFICES, change, ("239.1.1.1", "239.1.2.1"))
        assert predict(other)["video"].breaks == ()


def test_a_boundary_on_the_sources_lan_leaves_the_lan_itself_alone(predict):
    change = ("[10.1.0.1/24]}", "[10.1.0.1/24], boundary: [239.1.1.0/24]}")
    tree = predict(changed(TWO_OFFICES, change, ("receivers: [remote]", "receivers: [main]")))["video"]
    assert tree.breaks == ()
    assert [delivery.site for delivery in tree.deliveries] == ["main"]
