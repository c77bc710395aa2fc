"""What every node of the inventory shares: frozen, no unknown keys, safe names and text, no guessed types."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.types import Strict

Address: TypeAlias = IPv4Address
"""A host address. One alias, so that the second address family is added in one place."""
InterfaceAddress: TypeAlias = IPv4Interface
"""A host address with its prefix length, as written on an interface."""
Prefix: TypeAlias = IPv4Network
"""A network or a range of groups; host bits must be zero."""


def printable(text: str) -> str:
    """Return the text, refusing what could end a configuration line or hide in a terminal."""
    if text.isprintable():
        return text
    position, character = next((at, c) for at, c in enumerate(text, 1) if not c.isprintable())
    raise ValueError(
        f"holds the unprintable character U+{ord(character):04X} at position {position}; "
        "write it on one line of printable characters"
    )


NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,62}$"
INTERFACE_NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9/._:-]{0,31}$"

Name: TypeAlias = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
"""A key the engineer chooses: a letter, then letters, digits, `_` or `-`, at most 63 characters."""
InterfaceName: TypeAlias = Annotated[str, StringConstraints(pattern=INTERFACE_NAME_PATTERN)]
"""An interface as the router spells it."""
Text: TypeAlias = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)]
"""Free text for people: one line of printable characters."""
Whole: TypeAlias = Annotated[int, Strict()]
"""A whole number, written as one: no text, no fraction, no truth value."""
Flag: TypeAlias = Annotated[bool, Strict()]
"""`true` or `false`, written as such."""


class Node(BaseModel):
    """The base of every model node."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
