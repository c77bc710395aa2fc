"""The small authority at work in an inventory: it makes its key once, issues, revokes, and writes the files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from mcastcfg.errors import InventoryError, UsageError
from mcastcfg.model.certificate import (
    CertificateAuthority,
    authority_key_reference,
    certificate_file,
    private_key_reference,
)
from mcastcfg.model.network import Network
from mcastcfg.model.write import write_atomically
from mcastcfg.pki.authority import Authority, Curve, issued, lifetime, new_authority, new_key, revocation_list
from mcastcfg.pki.files import inventory_file
from mcastcfg.pki.judge import authority_faults, identities
from mcastcfg.pki.pem import (
    PrivateKey,
    certificate_pem,
    private_key_pem,
    read_certificate,
    read_private_key,
    read_revocation_list,
)

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 365
LIST_DAYS = 365
"""Nobody can come up once the list has ended, so a small network's lasts as long as its certificates."""


class Office:
    """One authority of an inventory whose key is kept beside it."""

    def __init__(self, network: Network, root: Path, name: str, now: datetime | None = None) -> None:
        self.network = network
        self.root = root
        self.name = name
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)

    @property
    def written(self) -> CertificateAuthority:
        """Return what the inventory says of the authority."""
        return self.network.certificate_authorities[self.name]

    def found(self, *, days: int = AUTHORITY_DAYS, curve: Curve = "P-384", force: bool = False) -> list[Path]:
        """Make the authority and its first, empty list; refuses to replace its key unless forced. Returns the files."""
        key_file = self._key_file(self.written.private_key or authority_key_reference(self.name))
        if key_file.exists() and not force:
            raise UsageError(
                f"{key_file} is there already; with another key every certificate has to be issued anew, and --force "
                "does that"
            )
        authority = new_authority(self.name, new_key(curve), lifetime(self.now, days))
        _write_key(key_file, authority.key)
        certificate = inventory_file(self.written.certificate, self.root)
        write_atomically(certificate, certificate_pem(authority.certificate) + "\n")
        return [key_file, certificate, *self._write_list(authority, [], 1)]

    def issue(
        self,
        router: str,
        *,
        days: int = CERTIFICATE_DAYS,
        curve: Curve = "P-384",
        request: x509.CertificateSigningRequest | None = None,
        fresh_key: bool = False,
    ) -> list[Path]:
        """Issue a router's certificate, the first or the next one, and return the files that were written.

        The router keeps its key unless `fresh_key` says otherwise or its certificate was revoked, as the key may be
        known then; with a request the key stays where that was made.
        """
        authority = self.authority()
        files: list[Path] = []
        written = self.network.routers()[router][1]
        if request is not None:
            if not request.is_signature_valid:
                raise UsageError("the request is not signed by the key it holds")
            public_key = request.public_key()
        else:
            reference = written.private_key or private_key_reference(router)
            key_file = self._key_file(reference)
            key: PrivateKey
            if key_file.exists() and not fresh_key and not self._is_revoked(router):
                key = read_private_key(reference, self.root)
            else:
                key = new_key(curve)
                _write_key(key_file, key)
                files.append(key_file)
            public_key = key.public_key()
        certificate = issued(authority, router, public_key, lifetime(self.now, days))
        file = inventory_file(written.certificate or certificate_file(router), self.root)
        text = certificate_pem(certificate) + "\n"
        kept = self._issued() / f"{router}-{certificate.serial_number:x}.pem"
        write_atomically(kept, text)
        write_atomically(file, text)
        return [*files, file, kept]

    def revoke(self, serials: Iterable[int], *, list_days: int = LIST_DAYS) -> list[Path]:
        """Put serial numbers on the list, and return the files that were written."""
        listed = self._listed()
        wanted = list(dict.fromkeys(serials))
        new = [serial for serial in wanted if listed.get_revoked_certificate_by_serial_number(serial) is None]
        if not new:
            named = ", ".join(f"{serial:x}" for serial in wanted)
            raise UsageError(f"{named} is on the list already")
        return self._next_list(listed, [(serial, self.now) for serial in new], list_days)

    def good_serials(self, router: str) -> list[int]:
        """Return the serial numbers of every certificate that would be believed of a router, the renewed ones as well.

        A certificate that was replaced is good until it ends: with its key, anyone can show it.
        """
        authority = self.authority().certificate
        known = [self.certificate_of(router)]
        known += [read_certificate(file) for file in sorted(self._issued().glob(f"{router}-*.pem"))]
        return [
            certificate.serial_number
            for certificate in known
            if router in identities(certificate)
            and certificate.not_valid_after_utc > self.now
            and not list(authority_faults(certificate, authority))
        ]

    def refresh(self, *, list_days: int = LIST_DAYS) -> list[Path]:
        """Write the list anew, with a new end, and return the files that were written."""
        return self._next_list(self._listed(), [], list_days)

    def certificate_of(self, router: str) -> x509.Certificate:
        """Return a router's certificate as it is in the inventory; raises InventoryError."""
        written = self.network.routers()[router][1].certificate
        return read_certificate(inventory_file(written or certificate_file(router), self.root))

    def _issued(self) -> Path:
        return inventory_file(self.written.certificate, self.root).parent / "issued"

    def _is_revoked(self, router: str) -> bool:
        if self.written.revocation_list is None:
            return False
        try:
            serial = self.certificate_of(router).serial_number
        except InventoryError:
            return False
        return self._listed().get_revoked_certificate_by_serial_number(serial) is not None

    def _listed(self) -> x509.CertificateRevocationList:
        if self.written.revocation_list is None:
            raise UsageError(
                f"certificate_authorities.{self.name} has no revocation_list, so nothing can be taken back; write one"
            )
        return read_revocation_list(inventory_file(self.written.revocation_list, self.root))

    def _next_list(
        self, listed: x509.CertificateRevocationList, more: list[tuple[int, datetime]], days: int
    ) -> list[Path]:
        entries = [(entry.serial_number, entry.revocation_date_utc) for entry in listed]
        number = listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        return self._write_list(self.authority(), [*entries, *more], number + 1, days)

    def _write_list(
        self, authority: Authority, entries: list[tuple[int, datetime]], number: int, days: int = LIST_DAYS
    ) -> list[Path]:
        if self.written.revocation_list is None:
            return []
        listed = revocation_list(authority, entries, number, lifetime(self.now, days))
        file = inventory_file(self.written.revocation_list, self.root)
        write_atomically(file, certificate_pem(listed) + "\n")
        return [file]

    def authority(self) -> Authority:
        """Return the authority with its key; raises UsageError where that is not at hand."""
        reference = self.written.private_key or authority_key_reference(self.name)
        if not self._key_file(reference).exists():
            raise UsageError(
                f"{reference}: the key of {self.name} is not there; make the authority with `mcastcfg pki init`, or "
                "ask whoever has the key to issue"
            )
        key = read_private_key(reference, self.root)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise UsageError(f"{reference}: this authority signs with ECDSA keys only")
        return Authority(read_certificate(inventory_file(self.written.certificate, self.root)), key)

    def _key_file(self, reference: str) -> Path:
        scheme, _, path = reference.partition(":")
        if scheme != "file":
            raise UsageError(f"{reference} is no file; keys are made only where a `file:` reference says")
        return self.root / Path(path).expanduser()


def _write_key(file: Path, key: PrivateKey) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomically(file, private_key_pem(key) + "\n", mode=0o600)
