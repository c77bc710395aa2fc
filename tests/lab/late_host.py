"""A host that joins a group late, by hand: how long it waited for its first packet, and how many came."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mcastcfg.lab.running import RunningLab

_PROGRAM = """\
import json, socket, sys, time
group, port, address, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind((group, port))
joined = time.monotonic()
membership = socket.inet_aton(group) + socket.inet_aton(address)
receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
first, packets = None, 0
while (left := joined + seconds - time.monotonic()) > 0:
    receiver.settimeout(left)
    try:
        receiver.recv(65535)
    except TimeoutError:
        break
    packets += 1
    first = first if first is not None else time.monotonic() - joined
print(json.dumps({"first": first, "packets": packets}))
"""


@dataclass(frozen=True, slots=True)
class LateHost:
    """What a late host heard; `first` in seconds after its join, None where nothing came."""

    first: float | None
    packets: int


def join_late(lab: RunningLab, host: str, address: str, group: str, port: int, seconds: float) -> LateHost:
    """Join on a host for some seconds and return what it heard."""
    argv = ["python3", "-S", "-c", _PROGRAM, group, str(port), address, str(seconds)]
    heard = json.loads(lab.exec(host, argv, check=True, timeout=seconds + 120).text)
    return LateHost(heard["first"], heard["packets"])
