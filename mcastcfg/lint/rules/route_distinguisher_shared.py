"""Two VRFs have one route distinguisher.

Why: It is what keeps equal addresses of two customers apart in BGP. With one for both, the network of one customer
hides that of the other, and which of them is reached depends on who spoke first.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import changed
from mcastcfg.lint.provider_example import PROVIDER_CORE
from mcastcfg.lint.subject import Subject

CODE = "VPN001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4364 section 4.1",)
_BLUE = """\
  blue:
    number: 2
    route_distinguisher: "65000:1"
    import_targets: ["65000:2"]
    export_targets: ["65000:2"]
"""
BAD = changed(PROVIDER_CORE, ("pim_domains:\n", _BLUE + "pim_domains:\n"))
GOOD = changed(BAD, ('    route_distinguisher: "65000:1"', '    route_distinguisher: "65000:2"'))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each VRF whose distinguisher another one has."""
    first: dict[str, str] = {}
    for name, vrf in subject.network.vrfs.items():
        other = first.setdefault(vrf.route_distinguisher, name)
        if other != name:
            yield Violation(
                ("vrfs", name, "route_distinguisher"),
                f"{name} has the route distinguisher {vrf.route_distinguisher} of {other}",
                "give each VRF one of its own",
            )
