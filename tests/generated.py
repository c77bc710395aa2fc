"""Inventories that tests write by the number: hub and spokes, and a triangle whose RP stands aside."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = """\
name: generated
pools: {tunnel_addresses: 172.16.0.0/12}
ipsec_profiles:
  wan: {pre_shared_key: "file:secrets/wan.psk"}
pim_domains:
  one:
    static_rps:
      rp: {rp_address: 192.168.255.1, groups: [239.0.0.0/8]}
sites:
"""


INTERFACES = {
    "frr": ("wan0", "lan0", "lo"),
    "cisco_xe": ("GigabitEthernet1", "GigabitEthernet2", "Loopback0"),
}
LINUX_HOLDS = 30
"""Tunnels that leave room for a LAN or a loopback among the 31 multicast interfaces of a Linux router."""


def site(
    name: str,
    router: str,
    wan: str,
    gateway: str,
    lan: str,
    hosts: dict[str, str],
    loopback: str = "",
    platform: str = "frr",
) -> str:
    """Return one site with one router."""
    outside, inside, own = INTERFACES[platform]
    lines = [
        f"  {name}:",
        "    pim_domain: one",
        "    routers:",
        f"      {router}:",
        f"        platform: {platform}",
        "        interfaces:",
        f"          {outside}: {{role: wan, addresses: [{wan}/30], gateway: {gateway}}}",
        f"          {inside}: {{role: lan, addresses: [{lan}]}}",
    ]
    if loopback:
        lines.append(f"          {own}: {{role: loopback, addresses: [{loopback}/32]}}")
    lines.append("    hosts:")
    lines.extend(f"      {host}: {{address: {address}}}" for host, address in hosts.items())
    return "\n".join(lines) + "\n"


def tunnel(name: str, first: str, second: str, **values: object) -> str:
    """Return one tunnel between two routers' wan0; `interface` is the first router's where it differs."""
    outside = str(values.pop("interface", "wan0"))
    lines = [f"  {name}:", "    ends:"]
    lines.extend(f"      - {{router: {end}, interface: {i}}}" for end, i in ((first, outside), (second, "wan0")))
    values.setdefault("ipsec", "wan")
    lines.extend(f"    {key}: {value}" for key, value in values.items())
    return "\n".join(lines) + "\n"


def hub_and_spoke(spokes: int, streams: Sequence[str]) -> str:
    """Return a hub with the RP and `camera`, and spokes s0 (router r0, host h0, 10.0.0.0/24), s1 and so on.

    The hub is an FRR router as long as Linux has multicast interfaces enough for it.
    """
    make = "frr" if spokes < LINUX_HOLDS else "cisco_xe"
    wan, lan, camera = "203.0.113.1", "192.168.0.1/24", {"camera": "192.168.0.10"}
    sites = [site("hub", "hub-r", wan, "203.0.113.2", lan, camera, "192.168.255.1", make)]
    for i in range(spokes):
        wan = f"198.{18 + i // 16384}.{i * 4 // 256 % 256}.{i * 4 % 256}"
        base, last = wan.rsplit(".", 1)
        lan = f"10.{i // 250}.{i % 250}"
        sites.append(
            site(
                f"s{i}",
                f"r{i}",
                f"{base}.{int(last) + 1}",
                f"{base}.{int(last) + 2}",
                f"{lan}.1/24",
                {f"h{i}": f"{lan}.10"},
            )
        )
    tunnels = [
        tunnel(f"t{i}", "hub-r", f"r{i}", interface=INTERFACES[make][0], pre_shared_key=f"file:secrets/t{i}.psk")
        for i in range(spokes)
    ]
    body = ["tunnels:\n", *tunnels] if tunnels else []
    lines = ["streams:\n", *(f"  {stream}\n" for stream in streams)] if streams else []
    return "".join([HEAD, *sites, *body, *lines])


def triangle(streams: Sequence[str]) -> str:
    """Return routers a (camera, 10.1.0.0/24), b (desk, 10.2.0.0/24) and c (the RP), each with a tunnel to each."""
    sites = [
        site("a", "ra", "203.0.113.1", "203.0.113.2", "10.1.0.1/24", {"camera": "10.1.0.10"}),
        site("b", "rb", "203.0.113.5", "203.0.113.6", "10.2.0.1/24", {"desk": "10.2.0.10"}),
        site("c", "rc", "203.0.113.9", "203.0.113.10", "10.3.0.1/24", {"other": "10.3.0.10"}, "192.168.255.1"),
    ]
    tunnels = [tunnel("ab", "ra", "rb"), tunnel("bc", "rb", "rc"), tunnel("ca", "rc", "ra")]
    return "".join([HEAD, *sites, "tunnels:\n", *tunnels, "streams:\n", *(f"  {stream}\n" for stream in streams)])
