"""Certificate authorities and the certificates of routers: IKEv2 peers that prove by signature who they are."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from mcastcfg.model.base import Node, Text, Whole
from mcastcfg.model.secret import SecretRef

FILE_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$"

InventoryFile: TypeAlias = Annotated[str, StringConstraints(pattern=FILE_PATTERN, max_length=200)]
"""A file of the inventory, by its path from there; it never leads out of it."""


class CertificateAuthority(Node):
    """Who vouches for the routers: its certificate and what it has taken back; both are public files."""

    description: Text = ""
    """Whose it is."""
    certificate: InventoryFile
    """Its certificate, a PEM file in the inventory (RFC 5280, RFC 7468)."""
    revocation_list: InventoryFile | None = None
    """Its certificate revocation list, a PEM file in the inventory (RFC 5280 section 5); given, a peer that is not on
    a valid list as good cannot come up."""
    private_key: SecretRef | None = None
    """Reference to its own key: only for an authority that `mcastcfg pki` makes, and only that verb reads it."""
    warn_days: Whole = Field(default=30, ge=1, le=3650)
    """Days before a certificate ends from which lint and verify warn."""


def certificate_file(router: str) -> str:
    """Return where a router's certificate is unless the router says otherwise."""
    return f"pki/{router}.pem"


def private_key_reference(router: str) -> SecretRef:
    """Return where a router's private key is unless the router says otherwise."""
    return f"file:secrets/{router}.key"


def authority_key_reference(authority: str) -> SecretRef:
    """Return where the key of an authority that `mcastcfg pki` makes is unless the authority says otherwise."""
    return f"file:secrets/{authority}-ca.key"
