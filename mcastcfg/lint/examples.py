"""The inventory that most rules' examples start from, and how an example becomes a design."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mcastcfg.model.load import loads
from mcastcfg.platforms.design import Design, design_of

UNNUMBERED = "# allocations.yaml does not know the tunnels yet\n"
"""First line of an example whose tunnels have no number yet; the tunnels of all others have one."""

TWO_OFFICES = """\
name: example
ipsec_profiles:
  wan: {pre_shared_key: "file:secrets/wan.psk"}
pim_domains:
  offices:
    static_rps:
      main: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}
sites:
  main:
    pim_domain: offices
    routers:
      main-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
    hosts:
      camera: {address: 10.1.0.10}
  remote:
    pim_domain: offices
    routers:
      remote-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [198.51.100.1/30], gateway: 198.51.100.2}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
    hosts:
      desk: {address: 10.2.0.10}
tunnels:
  main-remote:
    ends:
      - {router: main-r1, interface: wan0}
      - {router: remote-r1, interface: wan0}
    ipsec: wan
streams:
  video: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [remote]}
"""
"""Two offices, a tunnel, a rendezvous point, one stream from main to remote."""


PKI_COMMENT = "# pki "
"""Starts a comment that tells of certificate files; see example_pki."""

BY_CERTIFICATE = "# pki init\n# pki issue main-r1\n# pki issue remote-r1\n" + TWO_OFFICES.replace(
    '  wan: {pre_shared_key: "file:secrets/wan.psk"}\n',
    "  wan: {auth_method: digital_signature, certificate_authority: office}\n"
    "certificate_authorities:\n"
    "  office: {certificate: pki/office.pem, revocation_list: pki/office.crl}\n",
)
"""The same two offices, which know each other by certificates."""

TWO_HUBS = """\
name: example
ipsec_profiles:
  wan: {pre_shared_key: "file:secrets/wan.psk"}
pim_domains:
  company:
    static_rps:
      main: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}
topologies:
  wan:
    hubs:
      - {router: hub-a-r1, interface: wan0}
      - {router: hub-b-r1, interface: wan0}
    ipsec: wan
sites:
  hub-a:
    pim_domain: company
    routers:
      hub-a-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
  hub-b:
    pim_domain: company
    routers:
      hub-b-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [203.0.113.5/30], gateway: 203.0.113.6}
          lo: {role: loopback, addresses: [10.255.0.2/32]}
  north:
    pim_domain: company
    topology: wan
    routers:
      north-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [198.51.100.1/30], gateway: 198.51.100.2}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
          lo: {role: loopback, addresses: [10.255.1.1/32]}
    hosts:
      camera: {address: 10.1.0.10}
  south:
    pim_domain: company
    topology: wan
    routers:
      south-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [198.51.100.5/30], gateway: 198.51.100.6}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
          lo: {role: loopback, addresses: [10.255.1.2/32]}
    hosts:
      desk: {address: 10.2.0.10}
streams:
  video: {group: 239.1.1.1, port: 5001, source: {host: camera}, receivers: [south]}
"""
"""Two hubs and two branches, a topology between them, one stream from branch to branch."""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Return an example with pieces of text replaced; raises ValueError for a piece that is not there exactly once."""
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"an example must hold {old!r} exactly once, it is there {text.count(old)} times")
        text = text.replace(old, new)
    return text


BOOTSTRAP = changed(
    TWO_OFFICES,
    (
        "    static_rps:\n      main: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}\n",
        "    bsr:\n"
        "      candidate_bsrs:\n"
        "        main: {router: main-r1, priority: 100}\n"
        "        remote: {router: remote-r1, priority: 50}\n"
        "      candidate_rps:\n"
        "        main: {router: main-r1, groups: [239.0.0.0/8]}\n",
    ),
    (
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"
        "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n",
    ),
)
"""The two offices with two candidate bootstrap routers instead of a configured rendezvous point."""
AUTO_RP = changed(
    TWO_OFFICES,
    (
        "    static_rps:\n      main: {rp_address: 10.255.0.1, groups: [239.0.0.0/8]}\n",
        "    static_rps:\n"
        "      auto-rp: {rp_address: 10.255.0.1, groups: [224.0.1.39/32, 224.0.1.40/32]}\n"
        "    auto_rp:\n"
        "      mapping_agents:\n"
        "        main: {router: main-r1}\n"
        "      candidate_rps:\n"
        "        remote: {router: remote-r1, groups: [239.0.0.0/8]}\n",
    ),
    (
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"
        "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n",
    ),
)
"""The two offices with Auto-RP: the mapping agent in one, the candidate in the other."""
SSM_VIDEO = ("{group: 239.1.1.1, port: 5001,", "{group: 232.1.1.1, mode: ssm, port: 5001,")
"""Change of the examples for faults that would stop an any-source stream, and be found by that already."""


def example_design(text: str) -> Design:
    """Return the design of an example, its tunnels numbered unless it says otherwise."""
    root = Path()
    if PKI_COMMENT in text:
        from mcastcfg.lint.example_pki import example_root  # noqa: PLC0415 # few examples need `cryptography`

        root = example_root(text)
    inventory = loads(text, "inventory.yaml", root)
    if not text.startswith(UNNUMBERED):
        inventory = replace(inventory, allocations=replace(inventory.allocations, pending=frozenset()))
    return design_of(inventory)
