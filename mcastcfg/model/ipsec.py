"""IPsec profiles: how GRE between two routers is encrypted (IKEv2, ESP in transport mode)."""

from __future__ import annotations

from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator

from mcastcfg.model.base import Name, Node, Text, Whole
from mcastcfg.model.secret import SecretRef

EncrAlg: TypeAlias = Literal["aes-128-gcm", "aes-256-gcm", "aes-128-cbc", "aes-256-cbc"]
HashAlg: TypeAlias = Literal["sha256", "sha384", "sha512"]
DhGroup: TypeAlias = Literal[14, 15, 16, 19, 20, 21]
AuthMethod: TypeAlias = Literal["pre_shared", "digital_signature"]


class Suite(Node):
    """Algorithms of one kind of security association, and when its keys are renewed."""

    encr_alg: EncrAlg = "aes-256-gcm"
    """Encryption; the GCM ones also protect integrity (RFC 8221, RFC 8247)."""
    intr_alg: HashAlg | None = None
    """Integrity for the CBC ones; left out with GCM."""
    dh_group: DhGroup = 19
    """Diffie-Hellman group: 14 modp2048, 15 modp3072, 16 modp4096, 19 ecp256, 20 ecp384, 21 ecp521."""

    @property
    def is_aead(self) -> bool:
        """Whether encryption protects integrity as well."""
        return self.encr_alg.endswith("-gcm")

    @model_validator(mode="after")
    def _integrity_fits_encryption(self) -> Self:
        if self.is_aead and self.intr_alg is not None:
            raise ValueError(f"{self.encr_alg} brings its own integrity: leave intr_alg out")
        if not self.is_aead and self.intr_alg is None:
            raise ValueError(f"{self.encr_alg} needs intr_alg: sha256, sha384 or sha512")
        return self


class IkeSuite(Suite):
    """Algorithms and lifetime of the IKE SA (RFC 7296)."""

    prf_alg: HashAlg = "sha256"
    """Pseudo-random function that makes the keys (RFC 7296 section 2.13)."""
    rekey_time: Whole = Field(default=14400, ge=300, le=86400)
    """Seconds until the IKE SA is renewed."""


class EspSuite(Suite):
    """Algorithms and lifetime of the child SA that carries GRE (RFC 4303)."""

    rekey_time: Whole = Field(default=3600, ge=300, le=86400)
    """Seconds until the child SA is renewed; dh_group gives perfect forward secrecy."""


class IpsecProfile(Node):
    """How one or more tunnels are encrypted and how their ends know each other."""

    description: Text = ""
    """What the profile is for."""
    ike: IkeSuite = IkeSuite()
    """The IKE SA."""
    esp: EspSuite = EspSuite()
    """The child SA."""
    auth_method: AuthMethod = "pre_shared"
    """How the ends prove who they are: a key both share, or certificates (RFC 7296 section 2.15, RFC 9061)."""
    pre_shared_key: SecretRef | None = None
    """Reference to the key both ends share, unless each tunnel names its own (RFC 7296 section 2.15)."""
    certificate_authority: Name | None = None
    """With digital_signature: the authority that both ends' certificates come from."""
    dpd_delay: Whole = Field(default=10, ge=10, le=3600)
    """Seconds of silence after which the peer is asked whether it lives (RFC 7296 section 2.4)."""
