"""Each router has loaded the certificates and revocation lists of the inventory, and they are good today.

What ends within the authority's `warn_days` is a warning: everything works, and will stop on a day that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mcastcfg.config.certificate import AuthorityConfig, CertificatesConfig
from mcastcfg.errors import CouldNotRead, InventoryError
from mcastcfg.pki.files import inventory_file
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import CertificatesState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed, warned
from mcastcfg.verify.scope import Expectation, Scope

if TYPE_CHECKING:
    from cryptography import x509

    from mcastcfg.pki.judge import Fault

NAME = "certificate"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each router's own certificate, each authority it believes, and each of their lists."""
    root = scope.design.inventory.root
    for config in scope.configs():
        own = config.certificates
        if own is None:
            continue
        question = scope.show(config.name).certificates
        needs = ((config.name, question),)
        yield Expectation(
            router=config.name,
            subject=own.identity,
            expected=f"{own.certificate} is loaded with its key, and good",
            path=own.origin,
            needs=needs,
            judge=partial(_own, config.name, question, own, root, scope.now),
        )
        for authority in own.authorities:
            yield Expectation(
                router=config.name,
                subject=authority.name,
                expected=f"{authority.certificate} is loaded, and good",
                path=authority.origin,
                needs=needs,
                judge=partial(_authority, config.name, question, authority, root, scope.now),
            )
            if authority.revocation_list is not None:
                yield Expectation(
                    router=config.name,
                    subject=f"{authority.name} list",
                    expected=f"{authority.revocation_list} is loaded, and good",
                    path=authority.origin,
                    needs=needs,
                    judge=partial(_list, config.name, question, authority, root, scope.now),
                )


def _own(
    router: str, question: Question[CertificatesState], own: CertificatesConfig, root: Path, now: datetime, facts: Facts
) -> Judgement:
    from mcastcfg.pki import judge  # noqa: PLC0415 # networks without certificates need not pay for `cryptography`

    state = facts.of(router, question)
    wanted = _certificate(router, own.certificate, root)
    found = next((loaded for loaded in state.certificates if loaded.certificate == wanted), None)
    if found is None:
        others = [loaded for loaded in state.certificates if loaded.has_private_key]
        seen = "; ".join(_shown(loaded.certificate) for loaded in others) or "no certificate with a key"
        return failed(seen, "what the inventory holds is not loaded: deploy it")
    if not found.has_private_key:
        return failed(_shown(wanted), "its private key is not loaded")
    faults = [*judge.identity_faults(wanted, own.identity), *judge.strength_faults(wanted)]
    for authority in own.authorities:
        signer = _certificate(router, authority.certificate, root)
        faults += judge.authority_faults(wanted, signer)
        faults += judge.lifetime_faults(wanted, authority.warn_days, now)
        for listed in state.revocation_lists:
            if listed.issuer == signer.subject:
                faults += judge.revocation_faults(wanted, listed)
    return _judged(_shown(wanted), faults)


def _authority(
    router: str, question: Question[CertificatesState], authority: AuthorityConfig, root: Path, now: datetime,
    facts: Facts,
) -> Judgement:  # fmt: skip
    from mcastcfg.pki import judge  # noqa: PLC0415 # see above

    state = facts.of(router, question)
    wanted = _certificate(router, authority.certificate, root)
    if not any(loaded.certificate == wanted and loaded.is_authority for loaded in state.certificates):
        others = [loaded.certificate for loaded in state.certificates if loaded.is_authority]
        return failed(
            "; ".join(map(_shown, others)) or "no authority", "what the inventory holds is not loaded: deploy it"
        )
    faults = [*judge.lifetime_faults(wanted, authority.warn_days, now), *judge.strength_faults(wanted)]
    return _judged(_shown(wanted), faults)


def _list(
    router: str, question: Question[CertificatesState], authority: AuthorityConfig, root: Path, now: datetime,
    facts: Facts,
) -> Judgement:  # fmt: skip
    from mcastcfg.pki import judge  # noqa: PLC0415 # see above
    from mcastcfg.pki.pem import read_revocation_list  # noqa: PLC0415 # same

    state = facts.of(router, question)
    signer = _certificate(router, authority.certificate, root)
    try:
        wanted = read_revocation_list(inventory_file(authority.revocation_list or "", root))
    except InventoryError as error:
        raise CouldNotRead(router, "the inventory", str(error)) from None
    loaded = [listed for listed in state.revocation_lists if listed.issuer == signer.subject]
    if not loaded:
        return failed("no list", "nobody can come up without it: deploy it")
    # A router may have fetched a newer one from where the certificates say.
    newest = max(loaded, key=lambda listed: listed.last_update_utc)
    ends = newest.next_update_utc
    seen = f"{len(list(newest))} revoked, {f'ends {ends:%Y-%m-%d}' if ends else 'without an end'}"
    if newest.last_update_utc < wanted.last_update_utc:
        return failed(
            seen, f"it is of {newest.last_update_utc:%Y-%m-%d %H:%M} UTC, and the inventory's is newer: deploy it"
        )
    faults = [*judge.list_authority_faults(newest, signer), *judge.list_faults(newest, authority.warn_days, now)]
    return _judged(seen, faults)


def _certificate(router: str, file: str, root: Path) -> x509.Certificate:
    from mcastcfg.pki.pem import read_certificate  # noqa: PLC0415 # see above

    try:
        return read_certificate(inventory_file(file, root))
    except InventoryError as error:
        raise CouldNotRead(router, "the inventory", str(error)) from None


def _judged(seen: str, faults: Iterable[Fault]) -> Judgement:
    found = list(dict.fromkeys(faults))
    bad = [fault.message for fault in found if fault.kind != "ends_soon"]
    if bad:
        return failed(seen, "; ".join(bad))
    return warned(seen, "; ".join(fault.message for fault in found)) if found else passed(seen)


def _shown(certificate: x509.Certificate) -> str:
    ends = certificate.not_valid_after_utc
    return f"{certificate.subject.rfc4514_string()} {certificate.serial_number:x}, ends {ends:%Y-%m-%d}"
