"""A route target is told and nobody takes it, or taken and nobody tells it.

Why: Route targets are all that joins the VRFs of a VPN. One that only one side writes, mostly a slip of the pen, leaves
routes out without a word: the VPN comes up and a site in it is not reached.

Systems beyond this inventory may hold the other side; waive the finding then.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import changed
from mcastcfg.lint.provider_example import PROVIDER_CORE
from mcastcfg.lint.subject import Subject

CODE = "VPN002"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 4364 section 4.3.1",)
BAD = changed(PROVIDER_CORE, ('import_targets: ["65000:1"]', 'import_targets: ["65000:1", "65000:11"]'))
GOOD = PROVIDER_CORE


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each target that stands on one side only."""
    vrfs = subject.network.vrfs
    taken = {target for vrf in vrfs.values() for target in vrf.import_targets}
    told = {target for vrf in vrfs.values() for target in vrf.export_targets}
    for name, vrf in vrfs.items():
        for index, target in enumerate(vrf.import_targets):
            if target not in told:
                message = f"{name} takes routes with {target}, and no VRF tells any"
                yield Violation(("vrfs", name, "import_targets", index), message, "export it somewhere, or remove it")
        for index, target in enumerate(vrf.export_targets):
            if target not in taken:
                message = f"{name} tells routes with {target}, and no VRF takes them"
                yield Violation(("vrfs", name, "export_targets", index), message, "import it somewhere, or remove it")
