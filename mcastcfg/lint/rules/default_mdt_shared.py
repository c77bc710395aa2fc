"""Two VRFs have one default MDT.

Why: The group of the default MDT is all that tells an edge which VRF a packet of the core belongs to. With one for two
VRFs, each customer's packets, and the PIM of its edges, reach the other customer.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import changed
from mcastcfg.lint.provider_example import MULTICAST_VPN
from mcastcfg.lint.subject import Subject
from mcastcfg.model.base import Address

CODE = "MVPN001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 6037 section 3", "RFC 6513 section 12")
_BLUE = """\
  blue:
    number: 2
    route_distinguisher: "65000:2"
    import_targets: ["65000:2"]
    export_targets: ["65000:2"]
    pim_domain: customer
    mvpn: {draft_rosen: {default_mdt: 239.192.0.1}}
"""
_OWN = "    mvpn: {draft_rosen: {default_mdt: 239.192.0.2}}"
BAD = changed(MULTICAST_VPN, ("pim_domains:\n", _BLUE + "pim_domains:\n"))
GOOD = changed(
    BAD, ("    mvpn: {draft_rosen: {default_mdt: 239.192.0.1}}", "    mvpn: {draft_rosen: {default_mdt: 239.192.0.2}}")
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each VRF whose default MDT another one has, or takes data MDTs from."""
    first: dict[Address, str] = {}
    for name, vrf in subject.network.vrfs.items():
        rosen = vrf.mvpn.draft_rosen if vrf.mvpn is not None else None
        if rosen is None:
            continue
        other = first.setdefault(rosen.default_mdt, name)
        if other != name:
            yield Violation(
                ("vrfs", name, "mvpn", "draft_rosen", "default_mdt"),
                f"{rosen.default_mdt} is the default MDT of {other} and of {name}",
                "give each VRF a group of its own",
            )
