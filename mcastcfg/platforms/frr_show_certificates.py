"""How strongSwan is asked which certificates and revocation lists it has."""

from __future__ import annotations

import re

from mcastcfg.platforms.frr_show_ipsec import succeeded
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import CertificatesState, LoadedCertificate
from mcastcfg.platforms.vici_text import Section, messages, text_of

_HEX = re.compile(r"0x([0-9a-f]+)\Z")


def _list_certs(output: str, exit_code: int) -> CertificatesState:
    from cryptography import x509  # noqa: PLC0415 # 80 ms that routers without certificates need not cost

    succeeded(output, exit_code)
    certificates: list[LoadedCertificate] = []
    lists: list[x509.CertificateRevocationList] = []
    for event in messages(output, "list-certs"):
        kind, data = text_of(event, "type"), _data(event)
        try:
            if kind == "X509":
                loaded = x509.load_der_x509_certificate(data)
                certificates.append(
                    LoadedCertificate(loaded, event.get("has_privkey") == "yes", event.get("flag") == "CA")
                )
            elif kind == "X509_CRL":
                lists.append(x509.load_der_x509_crl(data))
        except ValueError:
            raise Unreadable(f"swanctl shows what is no valid {kind}") from None
    return CertificatesState(tuple(certificates), tuple(lists))


def _data(event: Section) -> bytes:
    found = _HEX.match(text_of(event, "data"))
    if found is None or len(found[1]) % 2:
        raise Unreadable("swanctl shows a certificate in an unknown form")
    return bytes.fromhex(found[1])


CERTIFICATES: Question[CertificatesState] = Question("swanctl --list-certs --pretty", _list_certs)
