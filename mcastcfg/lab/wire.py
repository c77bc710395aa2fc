"""The proof on the wire: what crosses the provider's links while the streams flow, counted by kind.

Counted by nftables at the provider's side of each WAN link, on arrival: the kernel counts every packet, however busy
the lab is, where a capturing program might miss some. Where three or more stand on one WAN link, the switch counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter, ValidationError

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import LabError
from mcastcfg.lab.agent.links import SWITCHES, ends
from mcastcfg.lab.derive import wan_links
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology
from mcastcfg.model.base import Address

_TABLE = "mcastcfg_wire"
_KINDS = ("esp", "ike", "gre_allowed", "gre_clear", "multicast", "other")


@dataclass(frozen=True, slots=True)
class WireCount:
    """Packets that routers sent into one WAN link."""

    link: str
    esp: int
    """ESP, in UDP or not (RFC 4303, RFC 3948)."""
    ike: int
    gre_allowed: int
    """GRE of tunnels that the inventory leaves in clear."""
    gre_clear: int
    """GRE of any other: the packets inside can be read by everyone."""
    multicast: int
    """Groups beyond 224.0.0.0/24, and PIM Registers, which carry packets to groups."""
    other: int
    esp_expected: int = 0
    """Stream packets that had to cross here encrypted."""


@dataclass(frozen=True, slots=True)
class WireProof:
    """All WAN links; no fault is the proof."""

    counts: tuple[WireCount, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what speaks against it, one sentence each."""
        found = []
        for count in self.counts:
            if count.gre_clear:
                found.append(f"{count.link}: {count.gre_clear} GRE packets in clear")
            if count.multicast:
                found.append(f"{count.link}: {count.multicast} multicast or Register packets in clear")
            if count.esp < count.esp_expected:
                found.append(f"{count.link}: {count.esp} ESP packets for {count.esp_expected} that had to cross")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Tap:
    """Where one link's packets are counted: a node (None: beside the nodes), and the head of an nftables chain."""

    link: str
    node: str | None
    prefix: tuple[str, ...]
    family: str
    head: str
    match: str


class WireTap:
    """Counters on every WAN link of a lab; `start` sets them to zero, `stop` takes them away."""

    def __init__(self, lab: RunningLab, configs: Mapping[str, RouterConfig]) -> None:
        self._lab = lab
        self._taps = _taps(lab.topology)
        self._clear = sorted(
            {(t.source, t.destination) for config in configs.values() for t in config.tunnels if t.ipsec is None}
        )

    def start(self) -> None:
        """Put the counters in place, at zero."""
        for node, prefix, taps in self._by_node():
            family = taps[0].family
            text = f"table {family} {_TABLE}\ndelete table {family} {_TABLE}\n"
            text += "".join(_chain(tap, number, self._clear) for number, tap in enumerate(taps))
            self._lab.exec(node, [*prefix, "nft", "-f", "-"], stdin=text.encode(), check=True)

    def read(self) -> tuple[WireCount, ...]:
        """Return what has been counted, link by link."""
        found = []
        for node, prefix, taps in self._by_node():
            argv = [*prefix, "nft", "-j", "list", "table", taps[0].family, _TABLE]
            counters = _counters(self._lab.exec(node, argv, check=True).text)
            for number, tap in enumerate(taps):
                values = {kind: counters[f"c{number}_{kind}"] for kind in _KINDS}
                found.append(WireCount(tap.link, **values))
        return tuple(found)

    def stop(self) -> None:
        """Take the counters away; none there is fine."""
        for node, prefix, taps in self._by_node():
            self._lab.exec(node, [*prefix, "nft", "delete", "table", taps[0].family, _TABLE])

    def _by_node(self) -> list[tuple[str | None, tuple[str, ...], list[_Tap]]]:
        groups: dict[tuple[str | None, tuple[str, ...]], list[_Tap]] = {}
        for tap in self._taps:
            groups.setdefault((tap.node, tap.prefix), []).append(tap)
        return [(node, prefix, taps) for (node, prefix), taps in groups.items()]


def _taps(topology: Topology) -> list[_Tap]:
    """Return one tap for each WAN link."""
    taps = []
    wans = set(wan_links(topology))
    providers = {node.name for node in topology.nodes if node.kind == "provider"}
    for number, (link, members) in enumerate(ends(topology).items()):
        if link not in wans:
            continue
        node, nic = next((node, nic) for node, nic in members if node in providers)
        if len(members) == 2:
            head = f'type filter hook ingress device "{nic.name}" priority 0; policy accept;'
            taps.append(_Tap(link, node, (), "netdev", head, ""))
        else:
            # Between two routers the provider is out of earshot; the switch is not. Its ports are named by the agent.
            ports = ", ".join(f'"p{number}x{n}"' for n, (name, _) in enumerate(members) if name not in providers)
            head = "type filter hook prerouting priority 0; policy accept;"
            prefix = ("ip", "netns", "exec", SWITCHES)
            taps.append(_Tap(link, None, prefix, "bridge", head, f"iifname {{ {ports} }} "))
    return taps


def _chain(tap: _Tap, number: int, clear: Sequence[tuple[Address, Address]]) -> str:
    counters = "".join(f"  counter c{number}_{kind} {{ }}\n" for kind in _KINDS)
    rules = [
        ("ip protocol esp", "esp"),
        ("udp dport 500", "ike"),
        # RFC 3948 section 2.2: on port 4500, four zero bytes tell IKE from ESP.
        ("udp dport 4500 @th,64,32 0", "ike"),
        ("udp dport 4500", "esp"),
        *(
            (f"ip protocol gre ip saddr {source} ip daddr {destination}", "gre_allowed")
            for source, destination in clear
        ),
        ("ip protocol gre", "gre_clear"),
        ("ip protocol pim ip daddr != 224.0.0.0/24", "multicast"),
        ("ip daddr 224.0.0.0/4 ip daddr != 224.0.0.0/24", "multicast"),
        ("", "other"),
    ]
    lines = "".join(f'    {tap.match}{match} counter name "c{number}_{kind}" accept\n' for match, kind in rules)
    body = f"  chain link{number} {{\n    {tap.head}\n{lines}  }}\n"
    return f"table {tap.family} {_TABLE} {{\n{counters}{body}}}\n"


class _Counter(BaseModel):
    name: str
    packets: int


class _Entry(BaseModel):
    counter: _Counter | None = None


class _Ruleset(BaseModel):
    nftables: list[_Entry]


_RULESET = TypeAdapter(_Ruleset)


def _counters(text: str) -> dict[str, int]:
    try:
        entries = _RULESET.validate_json(text).nftables
    except ValidationError as error:
        raise LabError(f"the wire's counters cannot be read: {error.errors()[0]['msg']}") from None
    return {entry.counter.name: entry.counter.packets for entry in entries if entry.counter is not None}
