"""Inventories of any size: one hub, spokes that each have one tunnel to it, streams from the hub.

Example: python benchmarks/generate.py 1000 /tmp/thousand
"""

from __future__ import annotations

import sys
from ipaddress import IPv4Address
from pathlib import Path

STREAMS = 20
RECEIVING = 10
"""Every tenth site receives."""

_HUB_LAN = "10.0.0"
_FIRST_LAN = int(IPv4Address("10.1.0.0"))
_FIRST_WAN = int(IPv4Address("100.64.0.0"))
_FIRST_LOOPBACK = int(IPv4Address("192.168.0.0"))

_NETWORK = """\
name: hub-and-spoke
pools:
  tunnel_addresses: 172.16.0.0/14
ipsec_profiles:
  wan:
    ike: {{encr_alg: aes-256-gcm, prf_alg: sha384, dh_group: 20}}
    esp: {{encr_alg: aes-256-gcm, dh_group: 20}}
    pre_shared_key: file:secrets/wan.psk
pim_domains:
  all:
    static_rps:
      hub:
        rp_address: {rp}
        groups: [239.0.0.0/8]
"""

_SITE = """\
sites:
  {name}:
    description: {description}
    pim_domain: all
    routers:
      {name}-r1:
        platform: {platform}
        interfaces:
          {interfaces[0]}:
            role: wan
            addresses: [{wan}/30]
            gateway: {gateway}
          {interfaces[1]}:
            role: lan
            addresses: [{lan}.1/24]
          {interfaces[2]}:
            role: loopback
            addresses: [{loopback}/32]
    hosts:
      {name}-host: {{address: {lan}.10}}
"""

_TUNNEL = """\
tunnels:
  hub-{name}:
    description: Hub to {name}
    ends:
      - {{router: hub-r1, interface: {wan}}}
      - {{router: {name}-r1, interface: wan0}}
    ipsec: wan
"""


_INTERFACES = {
    "frr": ("wan0", "lan0", "lo"),
    "cisco_xe": ("GigabitEthernet1", "GigabitEthernet2", "Loopback0"),
}


def generate(sites: int) -> dict[str, str]:
    """Return file name -> YAML text of a hub and `sites` spokes (at most 60,000); the hub is an IOS-XE router.

    A Linux router holds 31 multicast interfaces, so it could not be the hub of more spokes.
    """
    files = {"network.yaml": _NETWORK.format(rp=IPv4Address(_FIRST_LOOPBACK)), "streams.yaml": _streams(sites)}
    files["sites/hub.yaml"] = _site("hub", 0, _HUB_LAN, "cisco_xe")
    for index in range(1, sites + 1):
        name = f"site{index:05d}"
        lan = str(IPv4Address(_FIRST_LAN + index * 256)).rpartition(".")[0]
        files[f"sites/{name}.yaml"] = _site(name, index, lan) + _TUNNEL.format(
            name=name, wan=_INTERFACES["cisco_xe"][0]
        )
    return files


def _site(name: str, index: int, lan: str, platform: str = "frr") -> str:
    wan = IPv4Address(_FIRST_WAN + index * 4 + 1)
    return _SITE.format(
        name=name,
        platform=platform,
        interfaces=_INTERFACES[platform],
        description=f"Site number {index}",
        wan=wan,
        gateway=wan + 1,
        lan=lan,
        loopback=IPv4Address(_FIRST_LOOPBACK + index),
    )


def _streams(sites: int) -> str:
    receiving = [f"site{index:05d}" for index in range(1, sites + 1) if index % RECEIVING == 1]
    lines = ["streams:\n"]
    for number in range(1, STREAMS + 1):
        lines.append(
            f"  stream{number:02d}:\n    group: 239.1.1.{number}\n    port: {5000 + number}\n"
            f"    source: {{host: hub-host}}\n    receivers: [{', '.join(receiving or ['hub'])}]\n"
        )
    return "".join(lines)


def write(sites: int, directory: Path) -> None:
    """Write a generated inventory into a directory."""
    for name, text in generate(sites).items():
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
