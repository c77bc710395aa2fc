"""What counts against the proof on the wire, and which rules count it."""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab.derive import topology_of
from mcastcfg.lab.wire import WireCount, WireProof, _chain, _counters, _taps
from mcastcfg.platforms.design import open_design


def count(**more: int) -> WireCount:
    values = {"esp": 100, "ike": 4, "gre_allowed": 0, "gre_clear": 0, "multicast": 0, "other": 7, "esp_expected": 90}
    return WireCount("wan", **{**values, **more})


def test_enough_esp_and_nothing_in_clear_is_the_proof() -> None:
    assert WireProof((count(), count(gre_allowed=50))).faults == ()


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"gre_clear": 1}, "wan: 1 GRE packets in clear"),
        ({"multicast": 2}, "wan: 2 multicast or Register packets in clear"),
        ({"esp": 89}, "wan: 89 ESP packets for 90 that had to cross"),
        ({"esp": 0}, "wan: 0 ESP packets for 90 that had to cross"),
    ],
)
def test_faults(more: dict[str, int], fault: str) -> None:
    assert WireProof((count(), count(**more))).faults == (fault,)


def test_every_wan_link_is_counted_on_arrival_at_the_provider(two_office: Path) -> None:
    taps = _taps(topology_of(open_design(two_office)))
    assert [(tap.link, tap.node, tap.family) for tap in taps] == [
        ("main-r1-wan0", "provider", "netdev"),
        ("remote-r1-wan0", "provider", "netdev"),
    ]
    assert 'hook ingress device "wan1"' in taps[1].head


def test_a_tunnel_in_clear_is_allowed_by_its_addresses_alone(two_office: Path) -> None:
    tap = _taps(topology_of(open_design(two_office)))[0]
    lines = _chain(tap, 0, [(IPv4Address("203.0.113.1"), IPv4Address("198.51.100.1"))]).splitlines()
    rules = [line.strip() for line in lines if "counter name" in line]
    allowed = 'ip protocol gre ip saddr 203.0.113.1 ip daddr 198.51.100.1 counter name "c0_gre_allowed" accept'
    assert rules.index(allowed) < rules.index('ip protocol gre counter name "c0_gre_clear" accept')
    assert rules[-1] == 'counter name "c0_other" accept'


def test_counters_that_cannot_be_read_are_an_error() -> None:
    assert _counters('{"nftables": [{"metainfo": {}}, {"counter": {"name": "c0_esp", "packets": 3}}]}') == {"c0_esp": 3}
    for text in ("", "{}", '{"nftables": [{"counter": {"name": "c0_esp"}}]}'):
        with pytest.raises(LabError, match="cannot be read"):
            _counters(text)
