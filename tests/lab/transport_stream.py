"""An MPEG-2 transport stream (ISO/IEC 13818-1) of constant rate, and what is wrong with one that has travelled."""

from __future__ import annotations

from collections.abc import Iterator

PACKET = 188
PCR_PID = 256
_PMT_PID = 4096
_A_DATAGRAM = 7
"""Packets that multicat puts into one datagram: 1316 bytes."""
_CLOCK = 27_000_000


def transport_stream(seconds: float, datagrams: int) -> bytes:
    """Return a stream with so many datagrams a second; every packet is another one, and clocks tick by its rate."""
    rate = datagrams * _A_DATAGRAM
    return b"".join(_packets(int(seconds * rate), rate))


def _packets(count: int, rate: int) -> Iterator[bytes]:
    counters = dict.fromkeys((0, _PMT_PID, PCR_PID), 0)
    for number in range(count):
        place = number % (_A_DATAGRAM * 10)
        pid = {0: 0, 1: _PMT_PID}.get(place, PCR_PID)
        counter = counters[pid] % 16
        counters[pid] += 1
        if pid == PCR_PID:
            yield _payload(number, counter, number * _CLOCK // rate if number % _A_DATAGRAM == 2 else None)
        else:
            yield _table(pid, counter)


def _table(pid: int, counter: int) -> bytes:
    """Return a packet with the program association table, or the map of the one program: H.264 on PCR_PID."""
    sections = {
        0: bytes([0, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xE0 | _PMT_PID >> 8, _PMT_PID & 255]),
        _PMT_PID: bytes([2, 0xB0, 18, 0, 1, 0xC1, 0, 0, 0xE1, 0, 0xF0, 0, 0x1B, 0xE1, 0, 0xF0, 0]),
    }
    body = sections[pid] + _crc(sections[pid])
    return (bytes([0x47, 0x40 | pid >> 8, pid & 255, 0x10 | counter, 0]) + body).ljust(PACKET, b"\xff")


def _payload(number: int, counter: int, clock: int | None) -> bytes:
    head = bytes([0x47, PCR_PID >> 8, PCR_PID & 255, (0x10 if clock is None else 0x30) | counter])
    if clock is not None:
        base, extension = divmod(clock, 300)
        head += bytes([7, 0x10]) + (base << 15 | 0x3F << 9 | extension).to_bytes(6, "big")
    return (head + number.to_bytes(4, "big")).ljust(PACKET, bytes([number % 251]))


def _crc(data: bytes) -> bytes:
    """Return the CRC-32 of annex A: not reflected, unlike zlib's."""
    register = 0xFFFFFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            high = (register >> 31) ^ (byte >> bit) & 1
            register = (register << 1 ^ (0x04C11DB7 if high else 0)) & 0xFFFFFFFF
    return register.to_bytes(4, "big")


def discontinuities(stream: bytes) -> int:
    """Return how often a continuity counter (section 2.4.3.3) does not follow the one before it on its PID."""
    last: dict[int, int] = {}
    wrong = 0
    for start in range(0, len(stream), PACKET):
        packet = stream[start : start + PACKET]
        pid, counter = (packet[1] & 0x1F) << 8 | packet[2], packet[3] & 15
        wrong += packet[0] != 0x47 or (pid in last and counter != (last[pid] + 1) % 16)
        last[pid] = counter
    return wrong
