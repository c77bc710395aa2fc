"""What templates get of a router's certificates: names, and marks where the content of files belongs."""

from __future__ import annotations

from mcastcfg.config.certificate import AuthorityConfig, CertificatesConfig
from mcastcfg.render.artifact import SecretMark
from mcastcfg.render.plain import Context


def certificates_context(certificates: CertificatesConfig | None) -> Context | None:
    """Return the router's certificate and its authorities, or None where certificates are not used."""
    if certificates is None:
        return None
    return {
        "identity": certificates.identity,
        "certificate": SecretMark(certificates.certificate, "certificate"),
        "fingerprint": SecretMark(certificates.certificate, "fingerprint"),
        "private_key": SecretMark(certificates.private_key, "private_key"),
        "authorities": [authority_context(authority) for authority in certificates.authorities],
    }


def authority_context(authority: AuthorityConfig) -> Context:
    """Return one authority; it is all that the template of its own files gets."""
    listed = authority.revocation_list
    return {
        "name": authority.name,
        "certificate": SecretMark(authority.certificate, "certificate"),
        "fingerprint": SecretMark(authority.certificate, "fingerprint"),
        "revocation_list": None if listed is None else SecretMark(listed, "revocation_list"),
        "revocation_fingerprint": None if listed is None else SecretMark(listed, "list_fingerprint"),
        "revoked": None if listed is None else SecretMark(listed, "revoked"),
    }
