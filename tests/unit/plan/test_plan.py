from __future__ import annotations

from collections.abc import Mapping

import pytest

from mcastcfg.model.secret import MASK, Secret, masked
from mcastcfg.plan.applied import Applied, OwnedLines, read_applied
from mcastcfg.plan.change import STAGED, STAGED_ADDED, FileState, IntendedFile, RouterPlan
from mcastcfg.plan.diff import unified
from mcastcfg.plan.plan import plan_router
from mcastcfg.platforms import frr
from mcastcfg.platforms.base import activation_for
from mcastcfg.platforms.registry import PLATFORMS

FRR = PLATFORMS["frr"]
GRE1, GRE2 = (frr.TUNNEL.replace("{interface}", name) for name in ("gre1", "gre2"))
CONF = "hostname r1\n!\nend\n"
OURS = "interface gre1\n ip pim\nexit\n"


def intended(**text: str) -> list[IntendedFile]:
    paths = {
        "guard": frr.GUARD,
        "swanctl": frr.SWANCTL,
        "gre1": GRE1,
        "gre2": GRE2,
        "daemons": frr.DAEMONS,
        "frr": frr.FRR_CONF,
    }
    files = {file.path: file for file in frr.FILES}
    found = []
    for name, content in text.items():
        file = files[frr.TUNNEL if name.startswith("gre") else paths[name]]
        found.append(IntendedFile(paths[name], file.mode, file.merge, content.encode()))
    return found


def has(path: str, content: str | None, **more: object) -> FileState:
    mode = None if content is None else 0o640 if path in {frr.DAEMONS, frr.FRR_CONF} else 0o644
    data = None if content is None else content.encode()
    return FileState(path, data, **{"mode": mode, **more})  # type: ignore[arg-type] # FileState's own fields


def planned(files: list[IntendedFile], *states: FileState, applied: Applied = Applied()) -> RouterPlan:  # noqa: B008 # frozen
    by_path: Mapping[str, FileState] = {state.path: state for state in states}
    return plan_router("r1", FRR, files, by_path, applied, [Secret("hush-hush")])


def test_nothing_differs_nothing_changes() -> None:
    applied = Applied(frozenset({frr.GUARD}), {})
    plan = planned(intended(guard="g\n"), has(frr.GUARD, "g\n"), applied=applied)
    assert plan.is_empty
    assert plan.commands == ()
    assert plan.applied == applied


def test_files_come_in_the_order_of_the_platform_and_go_down_in_the_reverse_one() -> None:
    files = intended(frr=OURS, gre1="new\n", guard="g\n", swanctl="s\n")
    states = [
        has(frr.GUARD, None),
        has(frr.SWANCTL, "old\n", mode=0o600),
        has(GRE1, "old\n"),
        has(frr.FRR_CONF, CONF, running=CONF),
    ]
    plan = planned(files, *states)
    assert [(change.path, change.action) for change in plan.changes] == [
        (frr.GUARD, "create"),
        (frr.SWANCTL, "change"),
        (GRE1, "change"),
        (frr.FRR_CONF, "change"),
    ]
    commands = list(plan.commands)
    assert commands[0] == "ifdown --force gre1"
    guard, ipsec, tunnel = (
        commands.index(c) for c in (f"nft -f {frr.GUARD}", "swanctl --load-all --clear --noprompt", "ifup gre1")
    )
    assert 0 < guard < ipsec < tunnel < commands.index(f"vtysh -C -f {STAGED}")


def test_lines_are_only_added_where_none_goes() -> None:
    reload = "/usr/lib/frr/frr-reload.py"
    more = planned(intended(frr=OURS), has(frr.FRR_CONF, CONF, running=CONF))
    assert f"vtysh -f {STAGED_ADDED}" in more.commands
    assert not any(reload in command for command in more.commands)
    applied = Applied(
        frozenset(), {frr.FRR_CONF: OwnedLines(frozenset(), frozenset({("ip route 10.9.0.0/16 10.1.0.9",)}))}
    )
    running = CONF + "ip route 10.9.0.0/16 10.1.0.9\n"
    other = planned(intended(frr=OURS), has(frr.FRR_CONF, CONF, running=running), applied=applied)
    assert any(reload in command for command in other.commands)
    assert any(reload in command for command in planned(intended(frr=OURS), has(frr.FRR_CONF, CONF)).commands)


def test_a_tunnel_that_is_no_longer_intended_goes_before_its_ipsec_does() -> None:
    applied = Applied(frozenset({GRE1, GRE2, frr.SWANCTL}))
    plan = planned(
        intended(gre1="1\n", swanctl="s1\n"),
        has(GRE1, "1\n"),
        has(GRE2, "2\n"),
        has(frr.SWANCTL, "s1 s2\n", mode=0o600),
        applied=applied,
    )
    assert [(change.path, change.action) for change in plan.changes] == [(frr.SWANCTL, "change"), (GRE2, "remove")]
    ipsec = activation_for(frr.ACTIVATIONS, frr.SWANCTL)
    assert ipsec is not None
    assert plan.commands == ("ifdown --force gre2", *ipsec.commands)
    assert plan.applied.files == {GRE1, frr.SWANCTL}
    assert planned(intended(gre1="1\n"), has(GRE1, "1\n"), has(GRE2, None), applied=applied).is_empty


def test_a_file_of_others_is_never_removed() -> None:
    assert planned(intended(gre1="1\n"), has(GRE1, "1\n"), has(GRE2, "theirs\n")).is_empty


def test_a_file_that_is_right_while_what_runs_is_not_is_repaired_and_says_why() -> None:
    plan = planned(intended(guard="g\n"), has(frr.GUARD, "g\n", broken=("nft list table inet mcastcfg",)))
    (change,) = plan.changes
    assert (change.action, change.diff) == ("repair", "")
    assert change.reason == "what runs does not agree with it: nft list table inet mcastcfg"


def test_a_mode_that_differs_is_a_change_of_our_files_and_none_of_others_files() -> None:
    plan = planned(
        intended(swanctl="s\n", daemons="pimd=yes\n"),
        has(frr.SWANCTL, "s\n", mode=0o644),
        has(frr.DAEMONS, "pimd=yes\n", mode=0o644),
    )
    (change,) = plan.changes
    assert (change.path, change.mode, change.reason) == (frr.SWANCTL, 0o600, "its mode is 644, not 600")


def test_the_file_and_what_runs_keep_their_own_foreign_lines() -> None:
    running = CONF.replace("end\n", "ip route 192.0.2.0/24 blackhole\n!\nend\n")
    file = "! by hand\nlog syslog\n"
    (change,) = planned(intended(frr=OURS), has(frr.FRR_CONF, file, running=running)).changes
    assert change.new == (file + OURS).encode()
    assert change.running is not None
    assert change.running.target == running.removesuffix("end\n") + OURS + "end\n"


def test_lines_that_we_put_there_go_when_they_are_no_longer_intended() -> None:
    first = planned(intended(frr=OURS + "ip route 10.2.0.0/24 172.31.0.2\n"), has(frr.FRR_CONF, CONF, running=CONF))
    (change,) = first.changes
    assert change.running is not None
    assert change.new is not None
    there = has(frr.FRR_CONF, change.new.decode(), running=change.running.target)
    second = planned(intended(frr=OURS), there, applied=first.applied)
    assert second.changes[0].running is not None
    assert second.changes[0].running.target == CONF.removesuffix("end\n") + OURS + "end\n"
    assert planned(intended(frr=OURS + "ip route 10.2.0.0/24 172.31.0.2\n"), there, applied=first.applied).is_empty


def test_where_nothing_answers_the_plan_goes_by_the_file() -> None:
    (change,) = planned(intended(frr=OURS), has(frr.FRR_CONF, CONF)).changes
    assert change.running is not None
    assert change.running.old is None
    assert "+interface gre1" in change.diff


def test_no_secret_shows_in_a_diff_neither_the_new_nor_the_old() -> None:
    old, new = '  secret = "what-it-was"\n', '  secret = "hush-hush"\n'
    shown = unified(old, new, "/etc/x", [Secret("hush-hush")])
    assert "what-it-was" not in shown
    assert "hush" not in shown
    assert shown.count("secret = ********") == 2
    assert "hush" not in repr(planned(intended(swanctl=new), has(frr.SWANCTL, old)))
    assert "what-it-was" not in repr(planned(intended(swanctl=new), has(frr.SWANCTL, old)))


def test_a_diff_cannot_steer_a_terminal() -> None:
    assert "\x1b" not in unified("", "\x1b[2Jgone\n", "/etc/x", [])


def test_the_record_survives_being_written_and_read() -> None:
    owned = OwnedLines(frozenset({("interface a", "ip pim")}), frozenset({("x",)}))
    record = Applied(frozenset({"/etc/a", "/etc/b"}), {"/etc/frr/frr.conf": owned})
    assert read_applied(record.to_json()) == record
    assert read_applied(None) == Applied()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2}',
        '{"version": 1, "files": 1, "owned": {}}',
        '{"version": 1, "files": [], "owned": {"/a": []}}',
        '{"version": 1, "files": [], "owned": {"/a": {"file": [[]]}}}',
    ],
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"version 1|missing|holds|Expecting value"):
        read_applied(text)


PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\n{}\nc2hvcnQ=\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("known", [True, False])
def test_a_private_key_is_masked_whole_also_the_old_one(known: bool) -> None:
    old, new = (PRIVATE_KEY.format(letter * 64) for letter in "ab")
    shown = unified(old, new, "/etc/key", [Secret(new.rstrip())] if known else [])
    assert "aaaa" not in shown and "bbbb" not in shown and "c2hvcnQ" not in shown
    assert [line[:1] for line in shown.splitlines()[3:]] == ["-", "+"]
    assert MASK in shown


def test_a_line_of_a_private_key_is_masked_by_itself() -> None:
    assert "bbbb" not in masked(f"cannot read {'b' * 64}", [Secret(PRIVATE_KEY.format("b" * 64))])
