"""The plugin as a user's own Nornir script sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from nornir import InitNornir
from nornir.core import Nornir
from nornir.core.task import Result, Task
from nornir_netmiko.tasks import netmiko_send_command
from sshd import Sshd, write_inventory

from mcastcfg.errors import InventoryError, SecretError, TransportError

HOSTS = """\
r1:
  hostname: 192.0.2.1
  groups: [lab]
  connection_options: {netmiko: {extras: {key_file: keys/r1}}}
"""
GROUPS = """\
lab:
  username: netops
  groups: [everywhere]
  connection_options: {netmiko: {extras: {use_keys: true, key_file: keys/lab, alt_key_file: known_hosts}}}
everywhere:
  data: {owner: noc}
"""
DEFAULTS = "connection_options: {netmiko: {extras: {ssh_strict: true, conn_timeout: 7}}}\n"


def init(root: Path) -> Nornir:
    return InitNornir(
        inventory={"plugin": "McastcfgInventory", "options": {"inventory": str(root)}}, logging={"enabled": False}
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_inventory(tmp_path / "net", Sshd(tmp_path / "a", port=1), Sshd(tmp_path / "b", port=2))
    for name, text in (("hosts", HOSTS), ("groups", GROUPS), ("defaults", DEFAULTS)):
        (tmp_path / "net" / f"{name}.yaml").write_text(text)
    return tmp_path / "net"


def test_every_router_of_the_model_is_a_host_with_its_site_and_netmikos_platform(root: Path) -> None:
    hosts = init(root).inventory.hosts
    assert list(hosts) == ["r1", "r2"]
    assert (hosts["r1"].platform, hosts["r1"]["site"], hosts["r1"]["owner"]) == ("linux", "main", "noc")
    assert list(init(root).filter(site="main").inventory.hosts) == ["r1", "r2"]
    assert list(init(root).filter(filter_func=lambda h: h.has_parent_group("lab")).inventory.hosts) == ["r1"]


def test_options_of_defaults_groups_and_host_are_merged_key_by_key(root: Path) -> None:
    found = init(root).inventory.hosts["r1"].get_connection_parameters("netmiko")
    assert (found.hostname, found.username, found.port, found.platform) == ("192.0.2.1", "netops", None, "linux")
    extras = dict(found.extras or {})
    assert extras["key_file"] == str(root / "keys" / "r1")
    assert extras["alt_key_file"] == str(root / "known_hosts")
    assert (extras["use_keys"], extras["conn_timeout"]) == (True, 7)


def test_host_keys_are_checked_even_where_nobody_asked_for_it(root: Path) -> None:
    (root / "defaults.yaml").unlink()
    extras = dict(init(root).inventory.hosts["r1"].get_connection_parameters("netmiko").extras or {})
    assert extras["ssh_strict"] is True
    assert extras["system_host_keys"] is True
    assert extras["alt_host_keys"] is True


def test_a_secret_is_looked_up_when_a_connection_opens_and_not_before(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "hosts.yaml").write_text(HOSTS.replace("groups:", "password: env:PW\n  groups:"))
    host = init(root).inventory.hosts["r1"]
    assert host.password == "env:PW"
    monkeypatch.delenv("PW", raising=False)
    with pytest.raises(SecretError, match="the environment has no variable PW"):
        host.get_connection_parameters("netmiko")
    monkeypatch.setenv("PW", "x-y-z")
    assert host.get_connection_parameters("netmiko").password == "x-y-z"
    assert host.password == "env:PW"


def test_a_router_without_an_entry_is_a_host_that_cannot_be_reached(root: Path) -> None:
    host = init(root).inventory.hosts["r2"]
    assert host["site"] == "main"
    with pytest.raises(TransportError, match=r"r2: .*hosts\.yaml does not say how it is reached"):
        host.get_connection_parameters("netmiko")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("hosts", "r1: {}\nr11: {}\n", "hosts.yaml:2:1: r11: there is no router 'r11' (did you mean 'r1'?)"),
        ("hosts", "r1: {hostnam: x}\n", "hosts.yaml:1:6: r1.hostnam: is not a known key (did you mean 'hostname'?)"),
        ("hosts", "r1: {port: ssh}\n", "hosts.yaml:1:12: r1.port: must be a whole number, got 'ssh'"),
        ("hosts", "r1: {port: 70000}\n", "hosts.yaml:1:12: r1.port: must be a port from 1 to 65535, got 70000"),
        ("hosts", "r1: {platform: ios}\n", "r1.platform: is 'linux' for this router, got 'ios'"),
        ("hosts", "r1: {groups: [labb]}\n", "groups.yaml has no group 'labb' (did you mean 'lab'?)"),
        ("hosts", "r1: [1]\n", "hosts.yaml:1:1: r1: must be a mapping of keys"),
        ("hosts", "- r1\n", "hosts.yaml:1:1: must hold a mapping of keys"),
        (
            "hosts",
            "r1: {connection_options: {netmiko: {extras: {ssh_strict: false}}}}\n",
            "must be true, got False (host keys are always checked",
        ),
        (
            "hosts",
            "r1: {connection_options: {netmiko: {extras: {key_fil: x}}}}\n",
            "is not a known key of Netmiko's connections (did you mean 'key_file'?)",
        ),
        ("groups", "lab: {}\na: {groups: [b]}\nb: {groups: [a]}\n", "a.groups: the group contains itself"),
        ("defaults", "hostnames: x\n", "defaults.yaml:1:1: hostnames: is not a known key (did you mean 'hostname'?)"),
    ],
)
def test_what_is_wrong_in_nornirs_files_is_said_with_its_place(root: Path, file: str, text: str, said: str) -> None:
    (root / f"{file}.yaml").write_text(text)
    with pytest.raises(InventoryError) as error:
        init(root)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "r1: {password: hunter2}\n",
        "r1: {connection_options: {netmiko: {extras: {secret: hunter2}}}}\n",
        "r1: {connection_options: {netmiko: {password: hunter2}}}\n",
        "r1: {connection_options: {netmiko: {extras: {passphrase: hunter2}}}}\n",
    ],
)
def test_a_secret_itself_is_refused_and_not_repeated(root: Path, text: str) -> None:
    (root / "hosts.yaml").write_text(text)
    with pytest.raises(InventoryError, match="must be a reference to a secret") as error:
        init(root)
    assert "hunter2" not in str(error.value)
    assert "hosts.yaml:1:" in str(error.value)


def test_files_that_hold_nothing_say_nothing(root: Path) -> None:
    for name in ("hosts", "groups", "defaults"):
        (root / f"{name}.yaml").write_text("---\n# nothing yet\n")
    assert list(init(root).inventory.hosts) == ["r1", "r2"]


def test_a_users_own_script_reaches_a_real_router_through_it(sshd: Sshd, tmp_path: Path) -> None:
    root = write_inventory(tmp_path / "net", sshd)

    def greet(task: Task) -> Result:
        return Result(task.host, result=task.run(netmiko_send_command, command_string="echo hello")[0].result)

    nornir = init(root)
    try:
        results = nornir.run(greet)
        assert not results.failed, results["r1"][0].exception
        assert results["r1"][0].result.strip() == "hello"
    finally:
        nornir.close_connections()


MANAGED = "platform: frr, management: {hostname: 192.0.2.9, port: 2222, groups: [lab]}"


def managed(root: Path) -> Path:
    """Move the entry of r1 from hosts.yaml to the router itself."""
    (root / "hosts.yaml").write_text("{}\n")
    for file in root.glob("*.yaml"):
        text = file.read_text()
        file.write_text(text.replace("platform: frr", MANAGED, 1))
    return root


def test_a_router_may_say_itself_how_it_is_reached(root: Path) -> None:
    host = init(managed(root)).inventory.hosts["r1"]
    found = host.get_connection_parameters("netmiko")
    assert (found.hostname, found.port, found.username) == ("192.0.2.9", 2222, "netops")
    assert (found.extras or {})["key_file"] == str(root / "keys" / "lab")


def test_a_router_that_says_it_twice_is_refused_with_both_places(root: Path) -> None:
    (managed(root) / "hosts.yaml").write_text(HOSTS)
    with pytest.raises(InventoryError) as error:
        init(root)
    assert "management: r1 has an entry in hosts.yaml already, at" in str(error.value)
    assert "hosts.yaml:1:1" in str(error.value)


def test_a_group_that_groups_yaml_does_not_know_is_refused_where_the_router_names_it(root: Path) -> None:
    (managed(root) / "groups.yaml").write_text("labs: {username: netops}\n")
    with pytest.raises(InventoryError, match=r"management\.groups\[0\]: there is no group 'lab' \(did you mean 'labs'"):
        init(root)
