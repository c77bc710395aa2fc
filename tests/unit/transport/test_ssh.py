"""Sessions against a real OpenSSH server."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sshd import Sshd, free_port, keygen, write_inventory

from mcastcfg.errors import HostKeyRejected, InventoryError, LoginRefused, TransportError, UnsupportedFeature
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.transport.session import Answer
from mcastcfg.transport.shell_session import ShellSession
from mcastcfg.transport.ssh import on_routers, open_routers

Task = Callable[[ShellSession], object]


def only(design: Design, task: Task, **options: object) -> object:
    """Return what became of the one router r1."""
    return on_routers(design, task, **options)["r1"]  # type: ignore[arg-type] # options are on_routers' own


def ask(session: ShellSession) -> Answer:
    return session.run("echo hello")


@pytest.fixture
def design(sshd: Sshd, tmp_path: Path) -> Design:
    return open_design(write_inventory(tmp_path / "net", sshd))


def test_a_command_returns_its_output_and_exit_code(design: Design) -> None:
    assert only(design, ask) == Answer("echo hello", "hello\n", 0)
    assert only(design, lambda s: s.run("echo out; echo err >&2; exit 3")) == Answer(
        "echo out; echo err >&2; exit 3", "out\nerr\n", 3
    )


def test_quotes_and_line_ends_reach_the_shell_as_they_are(design: Design) -> None:
    answer = only(design, lambda s: s.run("printf '%s|' \"a 'b'\" '$HOME'\nprintf done"))
    assert isinstance(answer, Answer)
    assert answer.output == "a 'b'|$HOME|done"


def test_large_output_arrives_whole(design: Design) -> None:
    answer = only(design, lambda s: s.run("seq 300000"))
    assert isinstance(answer, Answer)
    assert answer.output.split() == [str(n) for n in range(1, 300001)]


def test_a_child_that_keeps_the_output_open_does_not_hold_the_session(design: Design) -> None:
    started = time.monotonic()
    answer = only(design, lambda s: s.run("sleep 30 & echo started"))
    assert isinstance(answer, Answer)
    assert answer.output == "started\n"
    assert time.monotonic() - started < 15


def test_a_command_that_takes_too_long_is_stopped_on_the_router_as_well(design: Design, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    command = f"echo $$ > {pid}; sleep 300; true"
    assert str(only(design, lambda s: s.run(command, timeout=1))) == (
        f"r1: {command!r} did not finish within 1 s and was stopped"
    )
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid.read_text().strip()}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("prompt", ["router> ", "\\e]0;title\\a\\e[1;31m$ # >\\e[0m ", "% ", "\\n\\n"])
def test_odd_prompts_and_greetings_do_not_matter(start_sshd: Callable[..., Sshd], tmp_path: Path, prompt: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in (".profile", ".bashrc"):
        noise = f"PS1=$(printf '{prompt}')\nexport PS1\nprintf 'Password: login: # $ \\n'\n: > {home}/ran{name}\n"
        (home / name).write_text(noise)
    server = start_sshd(f"SetEnv HOME={home}")
    design = open_design(write_inventory(tmp_path / "net", server))

    def task(session: ShellSession) -> Answer:
        deadline = time.monotonic() + 20
        while not list(home.glob("ran.*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        return ask(session)

    assert only(design, task) == Answer("echo hello", "hello\n", 0)
    assert list(home.glob("ran.*"))


def test_files_go_there_and_back_whole_with_their_mode(design: Design, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4096
    file = tmp_path / "deep" / "er" / "file"

    def task(session: ShellSession) -> tuple[bytes | None, int | None]:
        session.write(str(file), data, 0o640)
        return session.read(str(file)), session.mode(str(file))

    assert only(design, task) == (data, 0o640)
    assert file.read_bytes() == data
    assert [entry.name for entry in file.parent.iterdir()] == ["file"]


def test_a_file_that_is_not_there_is_none(design: Design, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere" / "file")
    assert only(design, lambda s: (s.read(nowhere), s.mode(nowhere), s.remove(nowhere))) == (None, None, None)


def test_writing_goes_through_a_link_and_keeps_the_owner(design: Design, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    if os.geteuid() == 0:
        os.chown(target, 1234, 4321)
    only(design, lambda s: s.write(str(link), b"new", 0o600))
    assert link.is_symlink()
    assert target.read_text() == "new"
    if os.geteuid() == 0:
        assert (target.stat().st_uid, target.stat().st_gid) == (1234, 4321)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(design: Design, tmp_path: Path) -> None:
    folder = tmp_path / "target"
    (folder / "child").mkdir(parents=True)
    outcome = only(design, lambda s: s.write(str(folder), b"x", 0o600))
    assert isinstance(outcome, TransportError)
    assert f"cannot write {folder}" in str(outcome)
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".target")) == []


def test_nobody_reads_a_file_before_it_has_its_mode(design: Design, tmp_path: Path) -> None:
    """Watches the folder all the while: no name in it ever has content that others may read."""
    file = tmp_path / "watched" / "secret"
    file.parent.mkdir()
    seen: list[tuple[str, int]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            for entry in os.scandir(file.parent):
                try:
                    found = entry.stat()
                except OSError:
                    continue
                if found.st_size and found.st_mode & 0o077:
                    seen.append((entry.name, found.st_mode))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        only(design, lambda s: [s.write(str(file), b"x" * 300_000, 0o600) for _ in range(5)])
    finally:
        done.set()
        thread.join()
    assert seen == []
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_wrong_key_is_refused_in_one_sentence(sshd: Sshd, design: Design) -> None:
    (sshd.folder / "authorized_keys").write_text("")
    outcome = only(design, ask)
    assert isinstance(outcome, LoginRefused)
    user = design_user(design)
    assert str(outcome) == f"r1: 127.0.0.1:{sshd.port} refused user {user!r} with the key {sshd.folder}/id"


def design_user(design: Design) -> str:
    return (design.inventory.root / "hosts.yaml").read_text().split("username: ")[1].split(",")[0]


def test_a_key_file_that_is_not_there_is_named(sshd: Sshd, design: Design) -> None:
    (sshd.folder / "id").unlink()
    outcome = only(design, ask)
    assert isinstance(outcome, LoginRefused)
    assert str(outcome) == f"r1: the key file {sshd.folder}/id does not exist; mend key_file in hosts.yaml"


def test_an_encrypted_key_asks_for_its_passphrase_and_opens_with_it(
    sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keygen(tmp_path / "locked", "open sesame")
    (sshd.folder / "authorized_keys").write_text(key.with_suffix(".pub").read_text())
    root = write_inventory(tmp_path / "net", sshd, extras=f"use_keys: true, key_file: {key}")
    outcome = only(open_design(root), ask)
    assert isinstance(outcome, LoginRefused)
    assert "is encrypted" in str(outcome)
    monkeypatch.setenv("PHRASE", "open sesame")
    root = write_inventory(tmp_path / "net", sshd, extras=f"use_keys: true, key_file: {key}, passphrase: env:PHRASE")
    assert only(open_design(root), ask) == Answer("echo hello", "hello\n", 0)


def test_a_wrong_password_is_refused_and_never_shown(
    start_sshd: Callable[..., Sshd], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("ROUTER_PASSWORD", "tops3cret-0815")
    server = start_sshd("PasswordAuthentication yes\nPubkeyAuthentication no")
    root = write_inventory(tmp_path / "net", server, host="password: 'env:ROUTER_PASSWORD', ")
    outcome = only(open_design(root), ask)
    assert isinstance(outcome, LoginRefused)
    assert "and the password" in str(outcome)
    assert "tops3cret" not in str(outcome) + caplog.text


def test_an_unknown_host_key_is_rejected_with_the_way_to_record_it(sshd: Sshd, design: Design) -> None:
    known = design.inventory.root / "known_hosts"
    known.write_text("")
    outcome = only(design, ask)
    assert isinstance(outcome, HostKeyRejected)
    assert f"the host key of 127.0.0.1:{sshd.port} is not known (ssh-ed25519 SHA256:" in str(outcome)
    assert str(outcome).endswith(f"record it: ssh-keyscan -p {sshd.port} 127.0.0.1 >> {known}")
    assert known.read_text() == ""


def test_a_changed_host_key_is_rejected_with_the_way_to_replace_it(sshd: Sshd, design: Design) -> None:
    known = design.inventory.root / "known_hosts"
    known.write_text(sshd.known_hosts(sshd.folder / "id"))
    outcome = only(design, ask)
    assert isinstance(outcome, HostKeyRejected)
    assert f"the host key of 127.0.0.1:{sshd.port} has changed to ssh-ed25519 SHA256:" in str(outcome)
    assert f"ssh-keygen -R '[127.0.0.1]:{sshd.port}' -f {known}" in str(outcome)


def test_a_dead_port_is_named(design: Design, sshd: Sshd) -> None:
    sshd.stop()
    outcome = only(design, ask)
    assert str(outcome) == (
        f"r1: 127.0.0.1:{sshd.port} cannot be reached: connection refused; is the router up and the port right?"
    )


def test_what_does_not_speak_ssh_is_named_and_prints_no_traceback(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        port = server.getsockname()[1]

        def hang_up() -> None:
            server.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        (tmp_path / "id").write_text("")
        keygen(tmp_path / "key")
        fake = Sshd(tmp_path / "none", port=port)
        root = write_inventory(tmp_path / "net", fake, extras=f"use_keys: true, key_file: {tmp_path}/key")
        outcome = only(open_design(root), ask)
        thread.join()
    assert isinstance(outcome, TransportError)
    assert "does not speak SSH" in str(outcome)
    assert capfd.readouterr().err == ""


def test_an_unknown_host_name_is_named(sshd: Sshd, design: Design) -> None:
    hosts = design.inventory.root / "hosts.yaml"
    hosts.write_text(hosts.read_text().replace("127.0.0.1", "no-such-host.invalid"))
    assert str(only(design, ask)) == "r1: no-such-host.invalid is no known host name; mend hostname in hosts.yaml"


def test_a_session_killed_while_a_command_runs_is_lost_in_one_sentence(
    sshd: Sshd, design: Design, capfd: pytest.CaptureFixture[str]
) -> None:
    def task(session: ShellSession) -> Answer:
        session.run("true")
        killer = threading.Timer(0.5, sshd.kill_sessions)
        killer.start()
        try:
            return session.run("sleep 60")
        finally:
            killer.join()

    outcome = only(design, task)
    assert isinstance(outcome, TransportError)
    assert str(outcome).startswith(f"r1: the session to 127.0.0.1:{sshd.port} was lost while asked to run 'sleep 60'")
    assert capfd.readouterr().err == ""


def test_a_lost_session_is_revived(sshd: Sshd, design: Design) -> None:
    def task(session: ShellSession) -> tuple[str, str]:
        sshd.kill_sessions()
        with pytest.raises(TransportError) as lost:
            session.run("true")
        session.revive()
        return str(lost.value), session.run("echo back").output

    sentence, back = only(design, task)  # type: ignore[misc] # what the task returns
    assert "was lost" in sentence
    assert back == "back\n"


def test_secrets_are_masked_in_what_routers_say_and_in_errors(design: Design) -> None:
    secret = Secret('se"cret\\value')
    answer = only(design, lambda s: s.run("printf '%s' 'have se\"cret\\value here'"), secrets=[secret])
    assert isinstance(answer, Answer)
    assert answer.output == "have ******** here"
    assert "cret" not in answer.command
    outcome = only(design, lambda s: s.run('sleep 9 # se"cret\\value', timeout=1), secrets=[secret])
    assert "'sleep 9 # ********' did not finish" in str(outcome)


def test_capture_shows_what_run_masks(design: Design) -> None:
    text = only(design, lambda s: s.capture("echo se-cret"), secrets=[Secret("se-cret")])
    assert text == ("se-cret\n", 0)


def test_one_dead_router_does_not_stop_the_others(sshd: Sshd, start_sshd: Callable[..., Sshd], tmp_path: Path) -> None:
    dead = start_sshd()
    root = write_inventory(tmp_path / "net", sshd, dead)
    dead.stop()
    outcomes = on_routers(open_design(root), ask)
    assert outcomes["r1"] == Answer("echo hello", "hello\n", 0)
    assert isinstance(outcomes["r2"], TransportError)
    assert list(on_routers(open_design(root), ask, ["r2"])) == ["r2"]


def test_a_name_that_is_no_router_is_said_before_anything_is_opened(design: Design) -> None:
    with pytest.raises(InventoryError, match=r"there is no router 'r11'.*did you mean 'r1'"):
        on_routers(design, ask, ["r11"])


def test_a_router_no_session_speaks_to_is_refused(tmp_path: Path, sshd: Sshd) -> None:
    root = write_inventory(tmp_path / "net", sshd)
    network = root / "network.yaml"
    network.write_text(network.read_text().replace("platform: frr", "platform: cisco_xe"))
    with pytest.raises(UnsupportedFeature, match="cisco_xe cannot do push"):
        on_routers(open_design(root), ask)


def test_a_router_without_a_host_entry_says_what_to_write(sshd: Sshd, tmp_path: Path) -> None:
    root = write_inventory(tmp_path / "net", sshd)
    (root / "hosts.yaml").unlink()
    assert str(only(open_design(root), ask)) == (
        f"r1: {root}/hosts.yaml does not say how it is reached: write r1: {{hostname: ADDRESS}}"
    )


def test_a_bug_in_a_task_is_not_taken_for_trouble_with_a_router(design: Design) -> None:
    with pytest.raises(ZeroDivisionError):
        only(design, lambda _: 1 // 0)


def test_nornir_writes_no_log_file(design: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    only(design, ask)
    assert list((tmp_path / "cwd").iterdir()) == []


def test_ctrl_c_lets_what_is_shielded_finish_and_begins_nothing_new(design: Design, tmp_path: Path) -> None:
    begun, finished, never = tmp_path / "begun", tmp_path / "finished", tmp_path / "never"

    def task(session: ShellSession) -> None:
        try:
            session.run(f"touch {begun}; sleep 1")
            session.run(f"touch {never}")
        finally:
            with session.shielded():
                session.run(f"touch {finished}")

    def interrupt() -> None:
        deadline = time.monotonic() + 20
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with open_routers(design) as routers, pytest.raises(KeyboardInterrupt):
        routers.each(task)
    assert finished.exists()
    assert not never.exists()
