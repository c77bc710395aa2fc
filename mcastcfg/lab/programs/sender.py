"""Sends streams from one host, each at its own rate, until SIGINT, and reports how much it sent.

The plan is a JSON object in the last argument. Says `sending PID` before the first packet, and prints one JSON object
at the end. Each SIGUSR1 is a mark: the report says which packet of every stream was the next one then.
"""

from __future__ import annotations

import heapq
import json
import os
import signal
import socket
import struct
import sys
import time

HEADER = struct.Struct("!IIQ")
"""As the receiver reads it: run, sequence number, monotonic clock in nanoseconds."""

_ENOUGH = 0xFFFFFFFF


def _socket(address: str, ttl: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
    # The sender itself is no cell of the matrix; looping its packets back would only cost time.
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    sock.bind((address, 0))
    return sock


def main(plan: dict[str, object]) -> None:
    """Send until interrupted."""
    streams = [s for s in plan["streams"] if isinstance(s, dict)] if isinstance(plan["streams"], list) else []
    run, address = int(str(plan["run"])), str(plan["address"])
    stopped = [False]
    sent = [0] * len(streams)
    marks: list[list[int]] = []
    signal.signal(signal.SIGINT, lambda *_: stopped.__setitem__(0, True))
    signal.signal(signal.SIGUSR1, lambda *_: marks.append(list(sent)))
    sockets = [_socket(address, int(s["ttl"])) for s in streams]
    bodies = [bytes(int(s["size"]) - HEADER.size) for s in streams]
    gaps = [1_000_000_000 // int(s["rate"]) for s in streams]
    refused = [0] * len(streams)
    sys.stdout.write(f"sending {os.getpid()}\n")
    sys.stdout.flush()
    started = time.monotonic_ns()
    first = [0] * len(streams)
    last = [0] * len(streams)
    due = [(started, index) for index in range(len(streams))]
    heapq.heapify(due)
    while due and not stopped[0]:
        when, index = due[0]
        wait = when - time.monotonic_ns()
        if wait > 0:
            time.sleep(min(wait / 1e9, 0.1))  # woken early by the signal, or to look for it
            continue
        stream = streams[index]
        now = time.monotonic_ns()
        first[index], last[index] = first[index] or now, now
        packet = HEADER.pack(run, sent[index], now) + bodies[index]
        try:
            sockets[index].sendto(packet, (str(stream["group"]), int(stream["port"])))
        except OSError:  # no route yet, or larger than the interface takes: counted, so that it is seen
            refused[index] += 1
        sent[index] += 1
        if sent[index] >= _ENOUGH:
            heapq.heappop(due)
            continue
        # From the schedule, not from now, so that one late packet does not lower the rate; a second is given up.
        heapq.heapreplace(due, (max(when + gaps[index], now - 1_000_000_000), index))
    report = {
        str(s["name"]): {
            "sent": sent[i],
            "refused": refused[i],
            "first": first[i],
            "last": last[i],
            "marks": [mark[i] for mark in marks],
        }
        for i, s in enumerate(streams)
    }
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
