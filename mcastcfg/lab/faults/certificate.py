"""A router whose certificate has ended, as if nobody had renewed it."""

from __future__ import annotations

from typing import Literal

from mcastcfg.errors import LabError, McastcfgError
from mcastcfg.lab.faults.base import BaseFault, require_node
from mcastcfg.lab.faults.ipsec import load_and_ask
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology
from mcastcfg.model.authentication import authorities_by_router
from mcastcfg.model.load import load
from mcastcfg.platforms.frr import CERTIFICATE, PRIVATE_KEY

_KEPT = {CERTIFICATE: "/var/lib/mcastcfg-lab.certificate", PRIVATE_KEY: "/var/lib/mcastcfg-lab.private-key"}
"""Where the good files wait, on the router's disk, which a reboot leaves alone."""

_REPLACE = "[ -e {kept} ] || cp -p {file} {kept}\ncat > {file}"
_END = r"""
swanctl --load-all --clear --noprompt
# What stands was agreed on while the certificate was good; the command is known to hang now and then, hence the limit.
for name in $(swanctl --list-conns | sed -n 's/^\(mcastcfg-[^:]*\):.*/\1/p'); do
    timeout 8 swanctl --terminate --ike "$name" --force >/dev/null 2>&1 || true
done
"""


class CertificateEnded(BaseFault):
    """A router's certificate is replaced by one that has ended, and its SAs are ended as well.

    It is for another key: a peer believes the certificates it has seen for a key until each of them has ended.
    """

    fault: Literal["certificate"] = "certificate"
    node: str
    """Router."""

    @property
    def target(self) -> str:
        """The certificate."""
        return f"certificate of {self.node}"

    @property
    def text(self) -> str:
        """What has happened."""
        return f"the certificate of {self.node} has ended"

    def check(self, topology: Topology) -> None:
        """The router must be there."""
        require_node(topology, self.node)

    def require(self, lab: RunningLab) -> None:
        """The router must have a certificate, from an authority whose key is beside the inventory."""
        self.check(lab.topology)
        self._ended(lab)
        if lab.exec(self.node, ["test", "-s", CERTIFICATE]).exit_code != 0:
            raise LabError(f"{self.node} has no certificate in {CERTIFICATE}; deploy first")

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # one router has one certificate
        """Replace certificate and key, and end what was agreed on with the good ones."""
        for file, content in self._ended(lab).items():
            script = _REPLACE.format(file=file, kept=_KEPT[file])
            lab.exec(self.node, ["sh", "-ec", script], stdin=content, check=True)
        lab.exec(self.node, ["sh", "-ec", _END], check=True, timeout=120)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Put the good files back and ask for SAs at once."""
        there = [file for file, kept in _KEPT.items() if lab.exec(self.node, ["test", "-e", kept]).exit_code == 0]
        for file in there:
            if lab.exec(self.node, ["mv", _KEPT[file], file]).exit_code != 0:
                raise LabError(f"{self.node}: {_KEPT[file]} cannot be put back as {file}")
        if there:
            load_and_ask(lab, self.node)

    def _ended(self, lab: RunningLab) -> dict[str, bytes]:
        """Return certificate and key, issued by the authority of the first tunnel that asks for one."""
        from mcastcfg.pki.authority import issued, lifetime, new_key  # noqa: PLC0415 # others need no `cryptography`
        from mcastcfg.pki.office import Office  # noqa: PLC0415 # same
        from mcastcfg.pki.pem import certificate_pem, private_key_pem  # noqa: PLC0415 # same

        try:
            inventory = load(lab.folder.inventory)
            authorities = authorities_by_router(inventory.network).get(self.node, ())
            if not authorities:
                raise LabError(f"{self.node} uses no certificate")
            office = Office(inventory.network, inventory.root, authorities[0])
            key = new_key()
            ended = issued(office.authority(), self.node, key.public_key(), lifetime(office.now, -1))
        except LabError:
            raise
        except McastcfgError as error:
            raise LabError(f"no certificate can be issued for {self.node}: {error}") from None
        return {
            CERTIFICATE: f"{certificate_pem(ended)}\n".encode(),
            PRIVATE_KEY: f"{private_key_pem(key)}\n".encode(),
        }
