"""Joins groups on one host, takes in what comes, watches the LAN for what must not come, and reports at the end.

The plan is a JSON object in the last argument. Says `joined PID` once every membership stands, then `heard COUNT...`,
one count for each stream it asked for, at every first packet and every second that brought more. After SIGINT it waits
until the sockets have been quiet for `quiet_ns`, and prints one JSON object.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

HEADER = struct.Struct("!IIQ")
"""Run, sequence number, and the sender's monotonic clock in nanoseconds: all nodes of a lab share one kernel."""

_IP_MULTICAST_ALL = 49
_IP_ADD_SOURCE_MEMBERSHIP = 39
_SO_RCVBUFFORCE = 33
_SO_ATTACH_FILTER = 26
_ETH_P_IP = 0x0800
_BUFFER_BYTES = 8 << 20
_PROGRESS_NS = 1_000_000_000


@dataclass
class Tally:
    """What one host received of one stream; times in nanoseconds, sequence numbers count from 0."""

    received: int = 0
    """Packets of this run, duplicates included."""
    duplicated: int = 0
    """Packets whose number had been seen (RFC 5560)."""
    reordered: int = 0
    """Packets with a number below one that came before them (RFC 4737 section 3.3), duplicates not counted."""
    lowest: int | None = None
    highest: int | None = None
    first_arrival: int | None = None
    delay_min: int = 0
    delay_max: int = 0
    delay_sum: int = 0
    """One-way delays of all packets received (RFC 7679)."""
    strangers: int = 0
    """Datagrams to the group that are not of this run."""
    _sent: dict[int, int] = field(default_factory=dict, repr=False)
    """When each packet that came had been sent."""

    def take(self, sequence: int, delay: int, now: int) -> None:
        """Count one packet of this run."""
        if self.first_arrival is None:
            self.first_arrival = now
            self.delay_min = self.delay_max = delay
        self.received += 1
        self.delay_min = min(self.delay_min, delay)
        self.delay_max = max(self.delay_max, delay)
        self.delay_sum += delay
        if sequence in self._sent:
            self.duplicated += 1
            return
        self._sent[sequence] = now - delay
        if self.highest is not None and sequence < self.highest:
            self.reordered += 1
        self.highest = sequence if self.highest is None else max(self.highest, sequence)
        self.lowest = sequence if self.lowest is None else min(self.lowest, sequence)

    def report(self) -> dict[str, object]:
        """Return the counts as JSON values.

        A gap is the number of the first packet missing, how many are missing, and the time from the packet before to
        the packet behind by the sender's clock: what a late receiver process does to arrival times is no outage.
        """
        values = asdict(self)
        values.pop("_sent")
        gaps = [
            (before + 1, after - before - 1, self._sent[after] - self._sent[before])
            for before, after in pairwise(sorted(self._sent))
            if after - before > 1
        ]
        last = None if self.highest is None else self._sent[self.highest]
        return {**values, "gaps": gaps, "highest_sent": last}


class _SockFilter(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_uint16), ("filter", ctypes.POINTER(_SockFilter)))


def _joined(address: str, stream: dict[str, object]) -> socket.socket:
    group, port, source = str(stream["group"]), int(str(stream["port"])), stream["source"]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
    # Without this Linux hands a socket every group that anyone on the host has joined.
    sock.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
    sock.bind((group, port))
    here = socket.inet_aton(group) + socket.inet_aton(address)
    if source is None:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, here)
    else:
        sock.setsockopt(socket.IPPROTO_IP, _IP_ADD_SOURCE_MEMBERSHIP, here + socket.inet_aton(str(source)))
    sock.setblocking(False)
    return sock


def _wait_until_forgotten(left: str, forget_ns: int) -> None:
    """Wait until the routers have forgotten what this host left last; the file `left` says when that was.

    FRR does not always serve a host that asks again before: docs/deviations.md.
    """
    with contextlib.suppress(FileNotFoundError):
        since = time.monotonic_ns() - int(Path(left).read_text(encoding="ascii"))
        time.sleep(max(0, forget_ns - since) / 1e9)


def _watching(interface: str) -> socket.socket:
    """Return a socket that sees every arriving IPv4 packet to a group outside 224.0.0.0/24, joined or not."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_IP))
    program = (_SockFilter * 8)(
        _SockFilter(0x20, 0, 0, 16),  # load the destination address
        _SockFilter(0x54, 0, 0, 0xF0000000),
        _SockFilter(0x15, 0, 4, 0xE0000000),  # outside 224.0.0.0/4: drop
        _SockFilter(0x20, 0, 0, 16),
        _SockFilter(0x54, 0, 0, 0xFFFFFF00),
        _SockFilter(0x15, 1, 0, 0xE0000000),  # inside 224.0.0.0/24: drop
        _SockFilter(0x06, 0, 0, 0xFFFF),
        _SockFilter(0x06, 0, 0, 0),
    )
    fprog = _SockFprog(len(program), program)
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, bytes(fprog))
    sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
    sock.bind((interface, _ETH_P_IP))
    sock.setblocking(False)
    return sock


def _drain(sock: socket.socket, stream: dict[str, object], run: int, tally: Tally) -> bool:
    heard = False
    while True:
        try:
            data, (source, _) = sock.recvfrom(65535)
        except BlockingIOError:
            return heard
        now = time.monotonic_ns()
        if source != stream["from"] or len(data) < HEADER.size:
            tally.strangers += 1
            continue
        number, sequence, sent = HEADER.unpack_from(data)
        if number != run:
            tally.strangers += 1
            continue
        heard = True
        tally.take(sequence, now - sent, now)


def _look(sock: socket.socket, watched: dict[tuple[str, str, int], str], seen: dict[str, int]) -> None:
    """Count the packets of streams, by source, group and port: two customers may have all but the port alike.

    Of a packet in fragments the first one counts, as only that has the port.
    """
    while True:
        try:
            packet, (_, _, kind, _, _) = sock.recvfrom(96)
        except BlockingIOError:
            return
        header = (packet[0] & 0x0F) * 4
        later_fragment = int.from_bytes(packet[6:8], "big") & 0x1FFF
        if kind == socket.PACKET_OUTGOING or later_fragment or packet[9] != socket.IPPROTO_UDP:
            continue
        port = int.from_bytes(packet[header + 2 : header + 4], "big")
        name = watched.get((socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20]), port))
        if name is not None:
            seen[name] += 1


def main(plan: dict[str, object]) -> None:
    """Receive until interrupted."""
    streams = [s for s in plan["streams"] if isinstance(s, dict)] if isinstance(plan["streams"], list) else []
    run, quiet = int(str(plan["run"])), int(str(plan["quiet_ns"]))
    stopped = [0]
    signal.signal(signal.SIGINT, lambda *_: stopped.__setitem__(0, time.monotonic_ns()))
    chooser = selectors.DefaultSelector()
    tallies: dict[str, Tally] = {}
    seen = {str(s["name"]): 0 for s in streams if s["watch"]}
    if seen:
        keys = {(str(s["from"]), str(s["group"]), int(str(s["port"]))): str(s["name"]) for s in streams if s["watch"]}
        chooser.register(_watching(str(plan["interface"])), selectors.EVENT_READ, keys)
    _wait_until_forgotten(str(plan["left"]), int(str(plan["forget_ns"])))
    for stream in streams:
        if stream["join"]:
            tallies[str(stream["name"])] = Tally()
            chooser.register(_joined(str(plan["address"]), stream), selectors.EVENT_READ, stream)
    joined = time.monotonic_ns()
    sys.stdout.write(f"joined {os.getpid()}\n")
    sys.stdout.flush()
    last = reported = 0
    while not stopped[0] or time.monotonic_ns() - max(stopped[0], last) < quiet:
        first = False
        for key, _ in chooser.select(0.1):
            sock = key.fileobj
            if not isinstance(sock, socket.socket):
                continue
            if sock.family == socket.AF_PACKET:
                _look(sock, key.data, seen)
                continue
            tally = tallies[key.data["name"]]
            unheard = not tally.received
            if _drain(sock, key.data, run, tally):
                last, first = time.monotonic_ns(), first or unheard
        if first or last - reported > _PROGRESS_NS:
            reported = last
            sys.stdout.write(f"heard {' '.join(str(tally.received) for tally in tallies.values())}\n")
            sys.stdout.flush()
    Path(str(plan["left"])).write_text(str(time.monotonic_ns()), encoding="ascii")
    reports = {name: tally.report() for name, tally in tallies.items()}
    sys.stdout.write(json.dumps({"joined": joined, "seen": seen, "tallies": reports}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
