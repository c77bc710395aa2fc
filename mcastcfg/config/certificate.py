"""What a router proves itself with, and whom it believes; resolved from the profiles of its tunnels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mcastcfg.errors import NodePath
from mcastcfg.model.certificate import certificate_file, private_key_reference
from mcastcfg.model.network import Network
from mcastcfg.model.secret import SecretRef
from mcastcfg.model.site import Router


@dataclass(frozen=True, slots=True)
class AuthorityConfig:
    """A certificate authority that peers' certificates must come from (RFC 5280)."""

    name: str
    certificate: str
    """PEM file in the inventory."""
    revocation_list: str | None
    """PEM file in the inventory; None where revocation is not checked."""
    warn_days: int
    origin: NodePath


@dataclass(frozen=True, slots=True)
class CertificatesConfig:
    """The router's own certificate and the authorities it believes."""

    identity: str
    """The router's name, which its certificate's subject alternative name must hold (RFC 4945 section 5.1.3.6)."""
    certificate: str
    """PEM file in the inventory."""
    private_key: SecretRef
    authorities: tuple[AuthorityConfig, ...]
    origin: NodePath


def certificates_of(
    network: Network, name: str, router: Router, authorities: Sequence[str], origin: NodePath
) -> CertificatesConfig | None:
    """Return what a router needs whose tunnels name these authorities, or None where they name none."""
    if not authorities:
        return None
    return CertificatesConfig(
        identity=name,
        certificate=router.certificate or certificate_file(name),
        private_key=router.private_key or private_key_reference(name),
        authorities=tuple(_authority(network, authority) for authority in authorities),
        origin=origin,
    )


def _authority(network: Network, name: str) -> AuthorityConfig:
    written = network.certificate_authorities[name]
    return AuthorityConfig(
        name=name,
        certificate=written.certificate,
        revocation_list=written.revocation_list,
        warn_days=written.warn_days,
        origin=("certificate_authorities", name),
    )
