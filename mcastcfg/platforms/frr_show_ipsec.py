"""How strongSwan is asked about its security associations, and how its names of algorithms read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import AddressValueError

from mcastcfg.model.base import Address
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import ChildSaPolicy, ChildSaState, IkeSaState
from mcastcfg.platforms.vici_text import Section, list_of, messages, sections_of, text_of

_AEAD = re.compile(r"(AES)_GCM_16\Z")
_CBC = re.compile(r"(AES)_CBC\Z")
_HASH: Mapping[str, str] = {
    "HMAC_SHA2_256_128": "sha256",
    "HMAC_SHA2_384_192": "sha384",
    "HMAC_SHA2_512_256": "sha512",
    "PRF_HMAC_SHA2_256": "sha256",
    "PRF_HMAC_SHA2_384": "sha384",
    "PRF_HMAC_SHA2_512": "sha512",
}
_DH: Mapping[str, int] = {
    "MODP_768": 1, "MODP_1024": 2, "MODP_1536": 5, "MODP_2048": 14, "MODP_3072": 15, "MODP_4096": 16, "MODP_6144": 17,
    "MODP_8192": 18, "ECP_256": 19, "ECP_384": 20, "ECP_521": 21, "MODP_1024_160": 22, "MODP_2048_224": 23,
    "MODP_2048_256": 24, "ECP_192": 25, "ECP_224": 26, "ECP_224_BP": 27, "ECP_256_BP": 28, "ECP_384_BP": 29,
    "ECP_512_BP": 30, "CURVE_25519": 31, "CURVE_448": 32,
}  # fmt: skip
"""strongSwan's names -> numbers in IANA's registry of IKEv2 key exchange methods."""


def _list_sas(output: str, exit_code: int) -> tuple[IkeSaState, ...]:
    succeeded(output, exit_code)
    return tuple(
        _ike_sa(name, section) for event in messages(output, "list-sas") for name, section in sections_of(event).items()
    )


def _ike_sa(name: str, section: Section) -> IkeSaState:
    established = "encr-alg" in section
    return IkeSaState(
        name=name,
        state=text_of(section, "state").lower(),
        local_address=_address(section.get("local-host")),
        remote_address=_address(section.get("remote-host")),
        encr_alg=_encr(section) if established else None,
        intr_alg=_hash(section.get("integ-alg")),
        prf_alg=_hash(section.get("prf-alg")),
        dh_group=_group(section.get("dh-group")),
        child_sas=tuple(_child_sa(child) for child in sections_of(section, "child-sas").values()),
    )


def _child_sa(section: Section) -> ChildSaState:
    return ChildSaState(
        state=text_of(section, "state").lower(),
        mode=text_of(section, "mode").lower(),
        protocol=text_of(section, "protocol").lower(),
        local_selectors=tuple(list_of(section, "local-ts")),
        remote_selectors=tuple(list_of(section, "remote-ts")),
        encr_alg=_encr(section) if "encr-alg" in section else "none",
        intr_alg=_hash(section.get("integ-alg")),
        dh_group=_group(section.get("dh-group")),
        packets_in=_count(section, "packets-in"),
        packets_out=_count(section, "packets-out"),
    )


def _list_conns(output: str, exit_code: int) -> tuple[ChildSaPolicy, ...]:
    succeeded(output, exit_code)
    found = []
    for event in messages(output, "list-conns"):
        for connection in sections_of(event).values():
            for child in sections_of(connection, "children").values():
                proposals = sections_of(child, "esp_proposals").values()
                groups = [_group(name) for proposal in proposals for name in list_of(proposal, "ke")]
                found.append(
                    ChildSaPolicy(
                        local_address=_address(next(iter(list_of(connection, "local_addrs")), None)),
                        remote_address=_address(next(iter(list_of(connection, "remote_addrs")), None)),
                        dh_groups=tuple(group for group in groups if group is not None),
                    )
                )
    return tuple(found)


def succeeded(output: str, exit_code: int) -> None:
    """Raise Unreadable, with what swanctl said, unless it succeeded."""
    if exit_code != 0:
        said = [line for line in output.splitlines() if "failed: " in line or line.startswith("error: ")]
        raise Unreadable(f"swanctl exited with {exit_code}: {said[-1] if said else 'it gave no reason'}")


def _encr(section: Section) -> str:
    name, size = text_of(section, "encr-alg"), section.get("encr-keysize")
    for pattern, mode in ((_AEAD, "gcm"), (_CBC, "cbc")):
        if (match := pattern.match(name)) is not None and isinstance(size, str):
            return f"{match[1].lower()}-{size}-{mode}"
    return f"{name}-{size}" if isinstance(size, str) else name


def _hash(name: str | list[str] | Section | None) -> str | None:
    return _HASH.get(name, name) if isinstance(name, str) else None


def _group(name: str | list[str] | Section | None) -> int | None:
    if not isinstance(name, str):
        return None
    if name not in _DH:
        raise Unreadable(f"swanctl names a Diffie-Hellman group {name!r} that is not known here")
    return _DH[name]


def _address(text: str | list[str] | Section | None) -> Address | None:
    try:
        return Address(text) if isinstance(text, str) else None
    except AddressValueError:  # %any, a host name, or the other address family
        return None


def _count(section: Section, key: str) -> int:
    text = section.get(key, "0")
    if not isinstance(text, str) or not text.isdigit():
        raise Unreadable(f"swanctl's {key!r} is no number")
    return int(text)


IKE_SAS: Question[tuple[IkeSaState, ...]] = Question("swanctl --list-sas --pretty", _list_sas)
CHILD_SA_POLICIES: Question[tuple[ChildSaPolicy, ...]] = Question("swanctl --list-conns --pretty", _list_conns)
