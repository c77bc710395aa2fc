from dataclasses import dataclass

import pytest

from mcastcfg.model.base import Address, InterfaceAddress, Prefix
from mcastcfg.render.artifact import SecretMark
from mcastcfg.render.plain import plain


@dataclass(frozen=True, slots=True)
class Peer:
    address: Address
    password: str | None
    filters: tuple[Prefix, ...]
    origin: tuple[str, ...] = ("somewhere",)


def test_parts_become_mappings_without_their_origin() -> None:
    peer = Peer(Address("192.0.2.1"), None, (Prefix("239.1.0.0/16"),))
    shape = {
        "prefix": "239.1.0.0/16",
        "ip": "239.1.0.0",
        "length": 16,
        "mask": "255.255.0.0",
        "wildcard": "0.0.255.255",
    }
    assert plain(peer) == {"address": "192.0.2.1", "password": None, "filters": [shape]}


def test_an_address_with_its_length_keeps_both() -> None:
    forms = {"prefix": "10.0.0.1/24", "ip": "10.0.0.1", "mask": "255.255.255.0"}
    assert plain({"a": InterfaceAddress("10.0.0.1/24")}) == {"a": forms}


def test_secrets_become_marks() -> None:
    shown = plain(Peer(Address("192.0.2.1"), "env:KEY", ()))
    assert isinstance(shown, dict)
    assert isinstance(shown["password"], SecretMark)


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no form for a complex"):
        plain((1j,))
