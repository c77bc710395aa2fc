"""The inventories that examples of provider cores start from: two edges, one customer with a site behind each."""

from __future__ import annotations

from mcastcfg.lint.examples import changed

PROVIDER_CORE = """\
name: example
ospf: {hello_interval: 2, dead_interval: 8}
vrfs:
  red: {number: 1, route_distinguisher: "65000:1", import_targets: ["65000:1"], export_targets: ["65000:1"]}
pim_domains:
  provider: {}
  customer: {}
sites:
  core:
    pim_domain: provider
    asn: 65000
    routers:
      pe1:
        platform: frr
        mpls: {}
        interfaces:
          core0: {role: core, addresses: [192.0.2.1/30], ospf: {enabled: true}}
          edge0: {role: core, addresses: [198.51.100.1/30], vrf: red}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
      pe2:
        platform: frr
        mpls: {}
        interfaces:
          core0: {role: core, addresses: [192.0.2.2/30], ospf: {enabled: true}}
          edge0: {role: core, addresses: [198.51.100.5/30], vrf: red}
          lo: {role: loopback, addresses: [10.255.0.2/32]}
  head-office:
    pim_domain: customer
    routers:
      ce1:
        platform: frr
        interfaces:
          core0: {role: core, addresses: [198.51.100.2/30], pim: {enabled: false}}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
        routes: [{prefix: 0.0.0.0/0, next_hop: 198.51.100.1}]
  branch:
    pim_domain: customer
    routers:
      ce2:
        platform: frr
        interfaces:
          core0: {role: core, addresses: [198.51.100.6/30], pim: {enabled: false}}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
        routes: [{prefix: 0.0.0.0/0, next_hop: 198.51.100.5}]
"""
"""A VPN that joins the head office and the branch of one customer."""

_OFF = ", pim: {enabled: false}}"
_NATIVE = {
    "core0: {role: core, addresses: [192.0.2.": "GigabitEthernet1: {role: core, addresses: [192.0.2.",
    "edge0: ": "GigabitEthernet2: ",
    "lo: ": "Loopback0: ",
    "        platform: frr\n        mpls": "        platform: cisco_xe\n        mpls",
}


def _on_edges_with_mvpn(text: str) -> str:
    for ours, theirs in _NATIVE.items():
        text = text.replace(ours, theirs)
    return text.replace(_OFF, "}")


MULTICAST_VPN = changed(
    _on_edges_with_mvpn(PROVIDER_CORE),
    (
        'export_targets: ["65000:1"]}\n',
        'export_targets: ["65000:1"],\n    pim_domain: customer, mvpn: {draft_rosen: {default_mdt: 239.192.0.1}}}\n',
    ),
    (
        "  provider: {}\n",
        "  provider:\n    static_rps:\n      core: {rp_address: 10.255.0.2, groups: [239.192.0.0/14]}\n",
    ),
)
"""The same with the customer's multicast over an MDT, on edges of a make that has MVPN."""
