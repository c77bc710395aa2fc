"""The way in that mcastcfg itself takes: SSH with host keys that are checked."""

from __future__ import annotations

import subprocess

import paramiko
import pytest

from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import ssh_ports

pytestmark = pytest.mark.lab
SECONDS = 120


def connect(lab: RunningLab, node: str, password: str, known: str = "") -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.load_host_keys(known or str(lab.folder.known_hosts))
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    options = {"timeout": SECONDS, "banner_timeout": SECONDS, "auth_timeout": SECONDS}
    port = ssh_ports(lab.topology)[node]
    client.connect(
        "127.0.0.1", port, "root", password, look_for_keys=False, allow_agent=False, **options  # type: ignore[arg-type]
    )  # fmt: skip
    return client


@pytest.mark.parametrize("node", ["r1", "r2", "h1"])
def test_a_key_opens_the_node_and_it_is_the_right_one(lab: RunningLab, node: str) -> None:
    done = subprocess.run(
        lab.ssh_argv(node, "hostname"),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{node}\n", "")


def test_a_login_shell_is_inside_the_node(lab: RunningLab) -> None:
    argv = lab.ssh_argv("r1", "vtysh -c 'show version'; ip -br address; exit 7")
    done = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 7
    assert "FRRouting" in done.stdout
    assert "203.0.113.1/30" in done.stdout


def test_a_password_opens_it_too_and_files_can_be_copied(lab: RunningLab) -> None:
    client = connect(lab, "r1", lab.password)
    try:
        with client.open_sftp() as sftp:
            with sftp.open("/root/copied", "w") as stream:
                stream.write("by sftp\n")
            assert "frr.conf" in sftp.listdir("/etc/frr")
    finally:
        client.close()
    assert lab.exec("r1", ["cat", "/root/copied"]).text == "by sftp"
    assert lab.exec("r2", ["ls", "/root/copied"]).exit_code == 2


def test_a_wrong_password_is_refused(lab: RunningLab) -> None:
    with pytest.raises(paramiko.AuthenticationException):
        connect(lab, "r1", "not it")


def test_each_node_has_a_host_key_of_its_own(lab: RunningLab, tmp_path: pytest.TempPathFactory) -> None:
    one, other = lab.folder.known_hosts.read_text().splitlines()[:2]
    swapped = lab.folder.path / "swapped"
    swapped.write_text(f"{one.split()[0]} {' '.join(other.split()[1:])}\n")
    port = int(one.split()[0].rpartition(":")[2])
    node = next(name for name, used in ssh_ports(lab.topology).items() if used == port)
    try:
        with pytest.raises(paramiko.BadHostKeyException):
            connect(lab, node, lab.password, str(swapped))
    finally:
        swapped.unlink()
