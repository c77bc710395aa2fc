"""How every certificate and revocation list of an inventory stands today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from cryptography import x509

from mcastcfg.errors import InventoryError
from mcastcfg.model.certificate import CertificateAuthority, certificate_file
from mcastcfg.model.network import Network
from mcastcfg.pki import judge
from mcastcfg.pki.files import inventory_file
from mcastcfg.pki.pem import read_certificate, read_revocation_list

Status: TypeAlias = Literal["fine", "soon", "wrong", "missing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One file; `of` is the router or authority it is of."""

    of: str
    file: str
    status: Status
    serial: str
    ends: datetime | None
    faults: tuple[str, ...]


def standings(
    network: Network, root: Path, believers: Mapping[str, tuple[str, ...]], now: datetime
) -> Iterator[Standing]:
    """Yield the authorities with their lists, then every router that needs a certificate, with who must have signed."""
    for name, authority in network.certificate_authorities.items():
        yield _of_authority(name, authority, root, now)
        if authority.revocation_list is not None:
            yield _of_list(name, authority, authority.revocation_list, root, now)
    for router, names in believers.items():
        file = network.routers()[router][1].certificate or certificate_file(router)
        try:
            certificate = read_certificate(inventory_file(file, root))
        except InventoryError as error:
            yield Standing(router, file, "missing", "", None, (str(error),))
            continue
        faults = [*judge.identity_faults(certificate, router), *judge.strength_faults(certificate)]
        for name in names:
            faults += _vouching(certificate, network.certificate_authorities[name], root, now)
        yield _standing(router, file, f"{certificate.serial_number:x}", certificate.not_valid_after_utc, faults)


def _of_authority(name: str, authority: CertificateAuthority, root: Path, now: datetime) -> Standing:
    try:
        certificate = read_certificate(inventory_file(authority.certificate, root))
    except InventoryError as error:
        return Standing(name, authority.certificate, "missing", "", None, (str(error),))
    faults = [*judge.lifetime_faults(certificate, authority.warn_days, now), *judge.strength_faults(certificate)]
    serial = f"{certificate.serial_number:x}"
    return _standing(name, authority.certificate, serial, certificate.not_valid_after_utc, faults)


def _of_list(name: str, authority: CertificateAuthority, file: str, root: Path, now: datetime) -> Standing:
    try:
        listed = read_revocation_list(inventory_file(file, root))
        signer = read_certificate(inventory_file(authority.certificate, root))
    except InventoryError as error:
        return Standing(f"{name} (list)", file, "missing", "", None, (str(error),))
    faults = [*judge.list_faults(listed, authority.warn_days, now), *judge.list_authority_faults(listed, signer)]
    return _standing(f"{name} (list)", file, "", listed.next_update_utc, faults)


def _vouching(
    certificate: x509.Certificate, authority: CertificateAuthority, root: Path, now: datetime
) -> Iterator[judge.Fault]:
    yield from judge.lifetime_faults(certificate, authority.warn_days, now)
    try:
        yield from judge.authority_faults(certificate, read_certificate(inventory_file(authority.certificate, root)))
        if authority.revocation_list is not None:
            listed = read_revocation_list(inventory_file(authority.revocation_list, root))
            yield from judge.revocation_faults(certificate, listed)
    except InventoryError:
        return  # the authority's own line says so


def _standing(of: str, file: str, serial: str, ends: datetime | None, faults: Iterable[judge.Fault]) -> Standing:
    found = tuple(dict.fromkeys(faults))
    soon = all(fault.kind == "ends_soon" for fault in found)
    status: Status = "fine" if not found else "soon" if soon else "wrong"
    return Standing(of, file, status, serial, ends, tuple(fault.message for fault in found))
