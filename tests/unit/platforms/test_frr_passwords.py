"""One secret in two languages: FRR takes a plain word, strongSwan base64."""

from __future__ import annotations

import pytest

from mcastcfg.errors import SecretError
from mcastcfg.model.secret import Secret
from mcastcfg.platforms import frr


def test_frr_gets_the_word_and_strongswan_base64() -> None:
    secret = Secret('-s3cr@t"x')
    assert frr.secret_text(secret, "env:X", frr.FRR_CONF) == '-s3cr@t"x'
    assert frr.secret_text(secret, "env:X", frr.SWANCTL) == "0sLXMzY3JAdCJ4"


@pytest.mark.parametrize("value", ["two words", "pipe|d", "why?", "a" * 81, "ümlaut"])
def test_what_the_command_line_would_read_otherwise_is_refused_without_saying_it(value: str) -> None:
    with pytest.raises(SecretError, match="env:X: FRR takes passwords") as said:
        frr.secret_text(Secret(value), "env:X", frr.FRR_CONF)
    assert value not in str(said.value)
    assert frr.secret_text(Secret(value), "env:X", frr.SWANCTL).startswith("0s")
