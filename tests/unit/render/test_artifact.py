import base64

import pytest

from mcastcfg.errors import SecretError
from mcastcfg.model.secret import Secret
from mcastcfg.render.artifact import ArtifactFile, SecretMark, SecretSlot, filled, located


def file_of(text: str, slots: tuple[SecretSlot, ...], platform: str = "frr") -> ArtifactFile:
    return ArtifactFile("/etc/x", 0o600, "replace", text, platform, slots)


def test_a_mark_becomes_a_visible_placeholder_and_a_slot() -> None:
    text, slots = located(f"secret = {SecretMark('env:A')}\nagain {SecretMark('env:B')}\n")
    assert text == "secret = <secret:env:A>\nagain <secret:env:B>\n"
    assert [(text[slot.start : slot.end], slot.reference) for slot in slots] == [
        ("<secret:env:A>", "env:A"),
        ("<secret:env:B>", "env:B"),
    ]


def test_every_slot_is_filled_for_strongswan_in_base64() -> None:
    text, slots = located(f"a {SecretMark('env:A')} b {SecretMark('env:B')} c")
    values = {"env:A": 'x" }\\ # include', "env:B": "pässwörd"}
    first, second = (base64.b64encode(value.encode()).decode() for value in values.values())
    assert filled(file_of(text, slots), lambda reference: Secret(values[reference])) == (
        f"a 0s{first} b 0s{second} c".encode()
    )


def test_a_placeholder_that_someone_wrote_is_not_filled() -> None:
    written = "description <secret:env:HOME>\n"
    asked: list[str] = []

    def resolve(reference: str) -> Secret:
        asked.append(reference)
        return Secret("seen")

    assert filled(file_of(written, located(written)[1]), resolve) == written.encode()
    assert asked == []


@pytest.mark.parametrize("value", ["with space", "what?", "café-key", "x", "hex", "tab\there"])
def test_ios_xe_refuses_what_its_command_line_would_read_otherwise(value: str) -> None:
    text, slots = located(f"pre-shared-key local {SecretMark('env:PSK')}\n")
    with pytest.raises(SecretError, match="env:PSK") as caught:
        filled(file_of(text, slots, "cisco_xe"), lambda _: Secret(value))
    assert value not in str(caught.value).replace("env:PSK", "").split() and "café" not in str(caught.value)


def test_ios_xe_takes_a_plain_key() -> None:
    text, slots = located(f"key {SecretMark('env:PSK')}")
    assert filled(file_of(text, slots, "cisco_xe"), lambda _: Secret('a"!|#;{}\\b')) == b'key a"!|#;{}\\b'
