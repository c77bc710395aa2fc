"""Bytes around a packet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mcastcfg.analysis.overhead import esp_bytes, gre_header, largest_inner, outer_bytes, stream_packet
from mcastcfg.lint.examples import TWO_OFFICES
from mcastcfg.model.ipsec import EspSuite

SUITES = [
    EspSuite(encr_alg="aes-256-gcm"),
    EspSuite(encr_alg="aes-128-gcm"),
    EspSuite(encr_alg="aes-128-cbc", intr_alg="sha256"),
    EspSuite(encr_alg="aes-256-cbc", intr_alg="sha384"),
    EspSuite(encr_alg="aes-256-cbc", intr_alg="sha512"),
]


@pytest.mark.parametrize(
    ("suite", "payload", "total"),
    [
        # header 8 + IV + payload, trailer and padding + ICV, added up by hand
        (SUITES[0], 1404, 8 + 8 + 1408 + 16),
        (SUITES[0], 1402, 8 + 8 + 1404 + 16),
        (SUITES[0], 1403, 8 + 8 + 1408 + 16),
        (SUITES[2], 1404, 8 + 16 + 1408 + 16),
        (SUITES[3], 1406, 8 + 16 + 1408 + 24),
        (SUITES[4], 1407, 8 + 16 + 1424 + 32),
    ],
)
def test_esp(suite, payload, total):
    assert esp_bytes(suite, payload) == total


def tunnel_end(fabric, **changes):
    return replace(fabric(TWO_OFFICES).configs["main-r1"].tunnels[0], **changes)


def test_gre_alone(fabric):
    assert (gre_header(None), gre_header(0), gre_header(7)) == (4, 8, 8)
    assert outer_bytes(tunnel_end(fabric, ipsec=None), 1476) == 1500
    assert largest_inner(tunnel_end(fabric, ipsec=None), 1500) == 1476
    assert largest_inner(tunnel_end(fabric, ipsec=None, key=1), 1500) == 1472


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("key", [None, 5])
@pytest.mark.parametrize("mtu", [1400, 1492, 1500, 9000])
def test_largest_inner_packet_fits_and_the_next_does_not(fabric, suite, key, mtu):
    end = tunnel_end(fabric)
    end = replace(end, key=key, ipsec=replace(end.ipsec, esp=suite))
    fits = largest_inner(end, mtu)
    assert outer_bytes(end, fits) <= mtu < outer_bytes(end, fits + 1)


def test_stream_packet():
    assert stream_packet(1316) == 1344


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("mtu", [1400, 1492, 1500, 9000])
def test_tunnel_mode_takes_a_header_more(fabric, suite, mtu):
    end = tunnel_end(fabric)
    end = replace(end, ipsec=replace(end.ipsec, esp=suite))
    fits = largest_inner(end, mtu, tunnel_mode=True)
    assert fits == largest_inner(end, mtu) - 20
    assert outer_bytes(end, fits, tunnel_mode=True) <= mtu < outer_bytes(end, fits + 1, tunnel_mode=True)
