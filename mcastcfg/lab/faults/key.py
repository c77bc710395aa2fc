"""A router whose keys are not those of its peers."""

from __future__ import annotations

import base64
import secrets
from typing import Literal

from mcastcfg.errors import LabError
from mcastcfg.lab.faults.base import BaseFault, require_node
from mcastcfg.lab.faults.ipsec import SWANCTL, load_and_ask
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology

_KEPT = "/var/lib/mcastcfg-lab.swanctl"
"""Where the right keys wait, on the router's disk, which a reboot leaves alone."""

_BREAK = r"""
[ -e {kept} ] || cp -p {file} {kept}
sed -i "s|^\( *\)secret = .*|\1secret = 0s$(cat)|" {file}
swanctl --load-all --noprompt
# What stands was agreed on with the right key; the command is known to hang now and then, hence the limit.
for name in $(swanctl --list-conns | sed -n 's/^\(mcastcfg-[^:]*\):.*/\1/p'); do
    timeout 8 swanctl --terminate --ike "$name" --force >/dev/null 2>&1 || true
done
"""


class WrongKey(BaseFault):
    """Every pre-shared key of a router is replaced by another one, and its SAs are ended: none can come back."""

    fault: Literal["key"] = "key"
    node: str
    """Router."""

    @property
    def target(self) -> str:
        """The keys."""
        return f"keys of {self.node}"

    @property
    def text(self) -> str:
        """What has happened."""
        return f"{self.node} has wrong pre-shared keys"

    def check(self, topology: Topology) -> None:
        """The router must be there."""
        require_node(topology, self.node)

    def require(self, lab: RunningLab) -> None:
        """The router must have pre-shared keys."""
        self.check(lab.topology)
        if lab.exec(self.node, ["grep", "-q", "^ *secret = ", SWANCTL]).exit_code != 0:
            raise LabError(f"{self.node} has no pre-shared key in {SWANCTL}; deploy first")

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # one router has one set of keys
        """Replace the keys, and end what was agreed on with the right ones."""
        wrong = base64.b64encode(secrets.token_bytes(24))
        script = _BREAK.format(file=SWANCTL, kept=_KEPT)
        lab.exec(self.node, ["sh", "-ec", script], stdin=wrong, check=True, timeout=120)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Put the right keys back and ask for SAs at once."""
        if lab.exec(self.node, ["test", "-e", _KEPT]).exit_code != 0:
            return
        if lab.exec(self.node, ["mv", _KEPT, SWANCTL]).exit_code != 0:
            raise LabError(f"{self.node}: {_KEPT} cannot be put back as {SWANCTL}")
        load_and_ask(lab, self.node)
