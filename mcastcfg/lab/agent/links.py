"""The cables: a veth pair between two interfaces, a bridge in a namespace of its own between more (or for one)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from . import jobs
from .shapes import Nic, Topology

SWITCHES = "lab-switches"
"""The namespace of the bridges; no node can be called so, as node names have no room for it."""

_BIGGEST_MTU = 9216
"""A switch passes every frame that a node may send."""


class CommandFailed(Exception):
    """A program of the lab itself failed; the text says which and why."""


def command(argv: Sequence[str], stdin: str = "", timeout: float = 120) -> str:
    """Run a program of the lab itself and return what it printed."""
    outcome = jobs.run(argv, stdin.encode(), timeout)
    if outcome.exit_code != 0 or outcome.timed_out:
        why = "timed out" if outcome.timed_out else f"exit code {outcome.exit_code}"
        text = (outcome.stderr or outcome.stdout).decode(errors="replace").strip()
        raise CommandFailed(f"{' '.join(argv)}: {why}: {text[-2000:]}")
    return outcome.stdout.decode(errors="replace")


def ip_batch(lines: Iterable[str], namespace: str | None = None) -> None:
    """Run many `ip` commands in one process; the first that fails stops it."""
    text = "\n".join(lines)
    if text:
        where = ["-n", namespace] if namespace else []
        command(["ip", *where, "-batch", "-"], f"{text}\n")


def ends(topology: Topology) -> dict[str, list[tuple[str, Nic]]]:
    """Return the interfaces on each segment, with the node of each."""
    found: dict[str, list[tuple[str, Nic]]] = defaultdict(list)
    for node in topology.nodes:
        for nic in node.interfaces:
            found[nic.link].append((node.name, nic))
    return found


def connect(topology: Topology) -> None:
    """Plug every interface of every node into its segment; the nodes' namespaces must exist."""
    cables: list[str] = []
    switch = []
    for number, nics in enumerate(ends(topology).values()):
        if len(nics) == 2:
            (node_a, a), (node_b, b) = nics
            cables.append(
                f"link add {a.name} mtu {a.mtu} netns {node_a} type veth peer {b.name} mtu {b.mtu} netns {node_b}"
            )
            continue
        bridge = f"br{number}"
        # no snooping: a switch that knows nothing of IGMP, so that what is seen is what the routers do
        switch.append(f"link add {bridge} mtu {_BIGGEST_MTU} type bridge stp_state 0 forward_delay 0 mcast_snooping 0")
        switch.append(f"link set dev {bridge} up")
        for place, (node, nic) in enumerate(nics):
            port = f"p{number}x{place}"
            cables.append(
                f"link add {nic.name} mtu {nic.mtu} netns {node} type veth "
                f"peer {port} mtu {_BIGGEST_MTU} netns {SWITCHES}"
            )
            switch.append(f"link set dev {port} master {bridge} up")
    if switch:
        ip_batch([f"netns add {SWITCHES}"])
        bridges = [line for line in switch if line.startswith("link add")]
        ip_batch(bridges, SWITCHES)
        ip_batch(cables)
        ip_batch([line for line in switch if line not in bridges], SWITCHES)
    else:
        ip_batch(cables)
