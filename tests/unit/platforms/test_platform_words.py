import re
from typing import get_args

import pytest

from mcastcfg.errors import SecretError
from mcastcfg.model.ipsec import DhGroup, EncrAlg, EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms import arista_eos, cisco_xe, frr


@pytest.mark.parametrize("name", ["lan0", "eth0", "enp3s0f1np0", "wan0.100", "br-lan", "lo", "dummy0", "gre-x"])
def test_linux_has_interfaces_of_these_names(name: str) -> None:
    assert frr.interface_fault(name) is None


@pytest.mark.parametrize(
    "name", ["GigabitEthernet0/0", "eth0:1", "up", "down", "a", "dev", "gre1", "gre0", "pimreg", "sixteen-letters1"]
)
def test_linux_has_none_of_these(name: str) -> None:
    assert frr.interface_fault(name)


@pytest.mark.parametrize(
    "name",
    ["GigabitEthernet1", "GigabitEthernet0/0/1.100", "TenGigabitEthernet1/0/1", "Loopback0", "Vlan10", "Port-channel1"],
)
def test_ios_xe_has_interfaces_of_these_names(name: str) -> None:
    assert cisco_xe.interface_fault(name) is None


@pytest.mark.parametrize("name", ["Gi1", "lan0", "Tunnel1", "gigabitethernet1", "GigabitEthernet", "Loopback0x"])
def test_ios_xe_has_none_of_these(name: str) -> None:
    assert cisco_xe.interface_fault(name)


@pytest.mark.parametrize(
    "name", ["Ethernet1", "Ethernet1/1", "Ethernet3/1/4.100", "Port-Channel7", "Vlan10", "Loopback0"]
)
def test_eos_has_interfaces_of_these_names(name: str) -> None:
    assert arista_eos.interface_fault(name) is None


@pytest.mark.parametrize("name", ["Et1", "lan0", "Tunnel1", "ethernet1", "Ethernet", "GigabitEthernet1", "Loopback0.1"])
def test_eos_has_none_of_these(name: str) -> None:
    assert arista_eos.interface_fault(name)


@pytest.mark.parametrize("value", ["two words", "why?", "caf\u00e9", ""])
def test_keys_no_command_line_takes(value: str) -> None:
    for platform in (arista_eos, cisco_xe):
        with pytest.raises(SecretError, match="printable ASCII characters without space"):
            platform.secret_text(Secret(value), "env:PSK", "running-config")


def test_a_key_that_is_a_keyword() -> None:
    assert arista_eos.secret_text(Secret("hex"), "env:PSK", "running-config") == "hex"
    with pytest.raises(SecretError, match="for the keyword"):
        cisco_xe.secret_text(Secret("hex"), "env:PSK", "running-config")


def suites() -> list[tuple[EncrAlg, DhGroup]]:
    return [(encr, group) for encr in get_args(EncrAlg) for group in get_args(DhGroup)]


@pytest.mark.parametrize(("encr", "group"), suites())
def test_every_suite_has_words(encr: EncrAlg, group: DhGroup) -> None:
    intr = None if encr.endswith("-gcm") else "sha384"
    ike = IkeSuite(encr_alg=encr, intr_alg=intr, dh_group=group, prf_alg="sha512")
    esp = EspSuite(encr_alg=encr, intr_alg=intr, dh_group=group)
    hashed = "-sha384" if intr else ""
    assert re.fullmatch(rf"aes(128|256)(gcm16)?{hashed}-prfsha512-(modp|ecp)\d+", frr.ike_words(ike)["proposal"])
    assert re.fullmatch(rf"aes(128|256)(gcm16)?{hashed}-(modp|ecp)\d+", frr.esp_words(esp)["proposal"])
    assert arista_eos.esp_words(esp)["integrity"] == (intr or "null")
    assert arista_eos.ike_words(ike)["encryption"] in ({"aes128", "aes256"} if intr else {""})
    assert cisco_xe.ike_words(ike)["group"] == str(group)
    assert cisco_xe.esp_words(esp)["group"] == f"group{group}"
    assert ("hmac" in cisco_xe.esp_words(esp)["transforms"]) == (intr is not None)


def test_words_of_the_recommended_suite() -> None:
    ike = IkeSuite(encr_alg="aes-256-gcm", prf_alg="sha384", dh_group=20)
    assert frr.ike_words(ike) == {"proposal": "aes256gcm16-prfsha384-ecp384"}
    assert cisco_xe.ike_words(ike) == {"encryption": "aes-gcm-256", "integrity": "", "prf": "sha384", "group": "20"}


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("% Configuration failed.", True),
        ("line 39: Failure to communicate[13] to pimd, line: interface lan0", True),
        ("loading connection 'mcastcfg-a' failed: invalid value for: proposals, config discarded", True),
        ("loaded 0 of 1 connections, 1 failed to load, 0 unloaded", True),
        ("invalid config file '/etc/swanctl/swanctl.conf'", True),
        ("% Configuration applied with notes:", False),
        ("No changes found to be committed!", False),
        ("plugin 'aesni': failed to load - aesni_plugin_create not found and no plugin file available", False),
        ("successfully loaded 1 connections, 0 unloaded", False),
    ],
)
def test_error_markers_of_frr_tell_refusal_from_chatter(line: str, refused: bool) -> None:
    assert any(re.search(marker, line, re.MULTILINE) for marker in frr.ERROR_MARKERS) == refused
