"""The inventories that the examples of MSDP and BGP rules start from."""

from __future__ import annotations

TWO_SYSTEMS = """\
name: example
ipsec_profiles:
  wan: {pre_shared_key: "file:secrets/wan.psk"}
pim_domains:
  east:
    static_rps:
      east: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}
  west:
    static_rps:
      west: {rp_address: 10.255.0.2, groups: [239.0.0.0/8]}
sites:
  main:
    pim_domain: east
    asn: 65001
    routers:
      main-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
    hosts:
      camera: {address: 10.1.0.10}
      screen: {address: 10.1.0.20}
  remote:
    pim_domain: west
    asn: 65002
    routers:
      remote-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [198.51.100.1/30], gateway: 198.51.100.2}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.2/32]}
    hosts:
      desk: {address: 10.2.0.10}
tunnels:
  main-remote:
    ends:
      - {router: main-r1, interface: wan0}
      - {router: remote-r1, interface: wan0}
    ipsec: wan
    rpf: bgp
    bgp: {password: "file:secrets/bgp"}
    boundary: [239.255.0.0/16]
msdp:
  peerings:
    east-west:
      password: file:secrets/msdp
      ends:
        - router: main-r1
          sa_filter_in: [{groups: 239.0.0.0/8, source: 10.2.0.0/24, action: permit}]
          sa_filter_out: [{groups: 239.255.0.0/16, action: deny}, {groups: 239.0.0.0/8, action: permit}]
        - router: remote-r1
          sa_filter_in: [{groups: 239.0.0.0/8, source: 10.1.0.0/24, action: permit}]
          sa_filter_out: [{groups: 239.0.0.0/8, action: permit}]
          sa_limit: 100
streams:
  video: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [remote]}
  local: {group: 239.255.1.1, port: 5002, source: {host: camera}, receivers: [main], never: [remote]}
"""
"""Two autonomous systems, each a PIM domain with its own rendezvous point; one stream crosses, one stays."""


def _site(name: str, number: int, host: str) -> str:
    return f"""\
  {name}:
    pim_domain: offices
    routers:
      {name}-r1:
        platform: frr
        interfaces:
          wan0: {{role: wan, addresses: [203.0.113.{4 * number + 1}/30], gateway: 203.0.113.{4 * number + 2}}}
          lan0: {{role: lan, addresses: [10.{number}.0.1/24]}}
          lo: {{role: loopback, addresses: [10.255.0.{number}/32, 10.255.0.100/32]}}
    hosts:
      {host}: {{address: 10.{number}.0.10}}
"""


def _tunnel(first: str, second: str) -> str:
    return f"""\
  {first}-{second}:
    ends: [{{router: {first}-r1, interface: wan0}}, {{router: {second}-r1, interface: wan0}}]
    ipsec: wan
    rpf: static
"""


THREE_RPS = (
    """\
name: example
ipsec_profiles:
  wan: {pre_shared_key: "file:secrets/wan.psk"}
pim_domains:
  offices:
    anycast_rps:
      shared:
        rp_address: 10.255.0.100
        groups: [239.0.0.0/8]
        routers: [main-r1, remote-r1, third-r1]
        mesh_group: rps
sites:
"""
    + _site("main", 1, "camera")
    + _site("remote", 2, "desk")
    + _site("third", 3, "screen")
    + "tunnels:\n"
    + _tunnel("main", "remote")
    + _tunnel("main", "third")
    + """\
msdp:
  mesh_groups:
    rps: {members: [main-r1, remote-r1, third-r1]}
streams:
  video: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [remote]}
"""
)
"""Three offices, each with a rendezvous point of the same address; they tell each other in a mesh group."""
