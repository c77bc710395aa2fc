"""How many routers one lab holds: stars of a hub and nine spokes over IPsec, and every spoke receives.

Example: python -m benchmarks.lab_size 10 20 40
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from mcastcfg.deploy.deploy import deploy
from mcastcfg.lab.derive import topology_of
from mcastcfg.lab.lifecycle import lab_down, lab_up, memory_for
from mcastcfg.lab.ports import unused_port
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.traffic import run_traffic
from mcastcfg.platforms.design import open_design
from mcastcfg.verify.run import verify

STAR = 10
"""Routers of one star: a hub and its spokes."""
SIZES = (10, 20, 40, 60)
_PATIENCE = 900.0

_NETWORK = """\
name: stars
pools: {tunnel_addresses: 172.16.0.0/16}
ipsec_profiles:
  wan:
    ike: {encr_alg: aes-256-gcm, prf_alg: sha384, dh_group: 20}
    esp: {encr_alg: aes-256-gcm, dh_group: 20}
    pre_shared_key: file:secrets/wan.psk
pim_domains:
"""
_DOMAIN = "  star{star}: {{hello_interval: 10, static_rps: {{hub: {{rp_address: {rp}, groups: [239.0.0.0/8]}}}}}}\n"
_SITE = """\
  {name}:
    pim_domain: star{star}
    routers:
      {name}-r:
        platform: frr
        interfaces:
          wan0: {{role: wan, addresses: [{wan}/30], gateway: {gateway}}}
          lan0: {{role: lan, addresses: [{lan}.1/24]}}
          lo: {{role: loopback, addresses: [{loopback}/32]}}
    hosts:
      {name}-h: {{address: {lan}.10}}
"""
_TUNNEL = """\
  {hub}-{name}:
    ipsec: wan
    ends: [{{router: {hub}-r, interface: wan0}}, {{router: {name}-r, interface: wan0}}]
"""
_STREAM = """\
  feed{star}:
    group: 239.1.1.{star}
    port: 5000
    source: {{host: {hub}-h}}
    receivers: [{spokes}]
    packet_rate: 10
"""
_GROUPS = """\
lab:
  hostname: 127.0.0.1
  username: root
  connection_options:
    netmiko:
      extras:
        use_keys: true
        key_file: .mcastcfg/lab/id_ed25519
        alt_host_keys: true
        alt_key_file: .mcastcfg/lab/known_hosts
"""


@dataclass(slots=True)
class Measured:
    """One size: wall seconds of each step, and what the guest used."""

    routers: int
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    memory_mb: int = 0
    used_mb: int = 0

    @contextmanager
    def step(self, name: str, cpu: Callable[[], float]) -> Iterator[None]:
        """Measure one step."""
        started, before = time.monotonic(), cpu()
        yield
        self.seconds[name], self.cpu_seconds[name] = time.monotonic() - started, cpu() - before


def inventory(routers: int) -> dict[str, str]:
    """Return file name -> text of an inventory with so many routers."""
    names = [f"s{number // STAR + 1}n{number % STAR}" for number in range(routers)]
    hubs = [name for name in names if name.endswith("n0")]
    domains, sites, tunnels, streams, numbers = "", "sites:\n", "tunnels:\n", "streams:\n", "tunnels:\n"
    for number, name in enumerate(names):
        star = number // STAR + 1
        wan, lan = (
            IPv4Address("100.64.0.1") + 4 * number,
            str(IPv4Address("10.1.0.0") + 256 * number).rpartition(".")[0],
        )
        loopback = IPv4Address("10.255.0.1") + number
        sites += _SITE.format(name=name, star=star, wan=wan, gateway=wan + 1, lan=lan, loopback=loopback)
        if name in hubs:
            domains += _DOMAIN.format(star=star, rp=loopback)
        else:
            tunnels += _TUNNEL.format(hub=hubs[star - 1], name=name)
            numbers += f"  {hubs[star - 1]}-{name}: {number}\n"
    for star, hub in enumerate(hubs, 1):
        spokes = [name for name in names if name.startswith(f"s{star}n") and name != hub]
        if spokes:
            streams += _STREAM.format(star=star, hub=hub, spokes=", ".join(spokes))
    hosts = "".join(f"{name}-r: {{port: {unused_port()}, groups: [lab]}}\n" for name in names)
    return {
        "network.yaml": _NETWORK + domains, "sites.yaml": sites, "tunnels.yaml": tunnels, "streams.yaml": streams,
        "hosts.yaml": hosts, "groups.yaml": _GROUPS, "allocations.yaml": numbers,
    }  # fmt: skip


def measure(routers: int) -> Measured:
    """Start a lab of so many routers, deploy to all of them, verify, send every stream, and take it down."""
    found = Measured(routers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in inventory(routers).items():
            (folder / file).write_text(text, encoding="utf-8")
        (folder / "secrets").mkdir(mode=0o700)
        key = folder / "secrets" / "wan.psk"
        key.touch(mode=0o600)
        key.write_text("a benchmark keeps no secret\n", encoding="utf-8")
        design = open_design(folder)
        topology = topology_of(design)
        found.memory_mb = memory_for(topology)
        try:
            started = time.monotonic()
            lab = lab_up(folder, topology, _quiet)
            found.seconds["up"], found.cpu_seconds["up"] = time.monotonic() - started, _cpu(lab)
            found.used_mb = _used(lab)
            with found.step("deploy", lambda: _cpu(lab)):
                statuses = {outcome.error or outcome.status for outcome in deploy(design).values()}
            if statuses != {"changed"}:
                raise SystemExit(f"deploy: {statuses}")
            with found.step("verify", lambda: _cpu(lab)):
                wrong = [outcome for outcome in verify(design, settle=_PATIENCE) if outcome.status == "failed"]
            if wrong:
                raise SystemExit(f"verify: {wrong[0]} and {len(wrong) - 1} more")
            with found.step("traffic", lambda: _cpu(lab)):
                result = run_traffic(lab, design, settle=_PATIENCE)
            if not result.passed:
                raise SystemExit(f"traffic: {result.matrix.failed[:3]} {result.wire.faults[:3]}")
            found.used_mb = _used(lab)
        finally:
            lab_down(folder)
    return found


def _quiet(_: str) -> None:
    """Say nothing."""


def _cpu(lab: RunningLab) -> float:
    """Return the processor seconds that QEMU has used."""
    process = lab.state.process
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _used(lab: RunningLab) -> int:
    seen = lab.status()
    return (seen.memory_total_kb - seen.memory_available_kb) // 1024


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print one line for each size, as soon as it is known."""
    print("\nLab of so many routers: wall seconds (and processor seconds of the guest), memory in MiB\n")
    steps = ("up", "deploy", "verify", "traffic")
    print(
        f"{'routers':>7} " + " ".join(f"{step:>15}" for step in steps) + f" {'memory':>8} {'used':>6} {'a router':>8}"
    )
    for size in sizes:
        found = measure(size)
        times = " ".join(f"{found.seconds[step]:7.1f} ({found.cpu_seconds[step]:5.0f})" for step in steps)
        each = found.used_mb / found.routers
        print(f"{size:7} {times} {found.memory_mb:8} {found.used_mb:6} {each:8.1f}", flush=True)


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or SIZES)
