"""Bytes that GRE and ESP put around a packet, and the largest packet a tunnel can carry without being cut.

The outer packet of a tunnel: IPv4 header, then (with IPsec) SPI and sequence number, initialization vector, then GRE
header and inner packet, padding, pad length, next header, integrity check value (RFC 4303 section 2). In transport mode
the outer IPv4 header is not encrypted. UDP encapsulation for NAT (RFC 3948) would add 8 more and is not reckoned with.
"""

from __future__ import annotations

from collections.abc import Mapping

from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.model.ipsec import EspSuite, HashAlg

IPV4_HEADER = 20
UDP_HEADER = 8
GRE_HEADER = 4
GRE_KEY = 4
"""RFC 2890 section 2."""
ESP_HEADER = 8
"""SPI and sequence number (RFC 4303 section 2)."""
ESP_TRAILER = 2
"""Pad length and next header."""
GCM_IV, GCM_ICV, GCM_ALIGNMENT = 8, 16, 4
"""RFC 4106 sections 3 and 6."""
CBC_IV, CBC_BLOCK = 16, 16
"""RFC 3602 sections 2 and 3."""
ICV: Mapping[HashAlg, int] = {"sha256": 16, "sha384": 24, "sha512": 32}
"""Integrity check value in bytes: half of the hash (RFC 4868 section 2.3)."""


def gre_header(key: int | None) -> int:
    """Return the bytes of the GRE header."""
    return GRE_HEADER + (GRE_KEY if key is not None else 0)


def esp_bytes(suite: EspSuite, payload: int) -> int:
    """Return the bytes of ESP in transport mode for so many bytes to protect, these included."""
    iv, icv, alignment = _shape(suite)
    clear = payload + ESP_TRAILER
    return ESP_HEADER + iv + -(-clear // alignment) * alignment + icv


def outer_bytes(tunnel: TunnelConfig, inner: int, *, tunnel_mode: bool = False) -> int:
    """Return the size of the outer IP packet that carries an inner IP packet of so many bytes.

    In tunnel mode, ESP carries the IP packet around GRE whole, behind a header of its own (RFC 4303 section 3.1.2).
    """
    payload = gre_header(tunnel.key) + inner + (IPV4_HEADER if tunnel_mode and tunnel.ipsec is not None else 0)
    return IPV4_HEADER + (payload if tunnel.ipsec is None else esp_bytes(tunnel.ipsec.esp, payload))


def largest_inner(tunnel: TunnelConfig, source_mtu: int, *, tunnel_mode: bool = False) -> int:
    """Return the largest inner IP packet whose outer packet still fits the source interface's MTU."""
    room = source_mtu - IPV4_HEADER
    if tunnel.ipsec is not None:
        iv, icv, alignment = _shape(tunnel.ipsec.esp)
        room = (room - ESP_HEADER - iv - icv) // alignment * alignment - ESP_TRAILER
        room -= IPV4_HEADER if tunnel_mode else 0
    return room - gre_header(tunnel.key)


def stream_packet(udp_payload: int) -> int:
    """Return the IP packet size of a stream whose UDP payload has so many bytes."""
    return IPV4_HEADER + UDP_HEADER + udp_payload


def _shape(suite: EspSuite) -> tuple[int, int, int]:
    """Return (initialization vector, integrity check value, alignment) in bytes."""
    if suite.is_aead:
        return GCM_IV, GCM_ICV, GCM_ALIGNMENT
    return CBC_IV, ICV[suite.intr_alg] if suite.intr_alg is not None else 0, CBC_BLOCK
