"""Secrets are written as references only, and live in memory as values that never print themselves."""

from __future__ import annotations

import base64
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, WithJsonSchema

from mcastcfg.errors import SecretError

MASK = "********"
_TELLING = 16
"""Characters from which a line of a longer secret is masked by itself; what is shorter tells nothing."""
SECRET_KEYS = frozenset({"pre_shared_key", "password", "private_key"})
"""Keys whose values are never repeated in a message, whatever was written there."""


def _known_reference(text: str) -> str:
    scheme, separator, rest = text.partition(":")
    if not separator or scheme not in STORES or not re.fullmatch(r"[\x21-\x7e]+", rest):
        # The value is not repeated: it may be the secret itself, typed in the wrong place.
        raise ValueError(NOT_A_REFERENCE)
    return text


_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^(env|file):[!-~]+$", "examples": ["file:secrets/wan.psk"]})

SecretRef: TypeAlias = Annotated[str, AfterValidator(_known_reference), _SCHEMA]
"""Where a secret is kept: `env:NAME` or `file:path` (relative to the inventory)."""


class Secret:
    """A resolved secret; printing, formatting or logging it shows a mask."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself; called only where it goes onto the router's session."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def _from_environment(name: str, _root: Path) -> str:
    value = os.environ.get(name)
    if value is None:
        raise SecretError(f"env:{name}: the environment has no variable {name}; set it and run again")
    return value


def _from_file(path: str, root: Path) -> str:
    file = root / path
    try:
        file = root / Path(path).expanduser()
        mode = file.stat().st_mode
        text = file.read_text(encoding="utf-8")
    except RuntimeError:
        raise SecretError(f"file:{path}: there is no such user's home directory; write the path out") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SecretError(f"file:{path}: {file} cannot be read: {why}") from None
    if stat.S_ISREG(mode) and mode & stat.S_IROTH:
        raise SecretError(f"file:{path}: {file} can be read by every user; run: chmod 600 {file}")
    return text.rstrip("\r\n")


STORES: Mapping[str, Callable[[str, Path], str]] = {"env": _from_environment, "file": _from_file}
"""The one interface of secret stores: scheme -> (rest of the reference, inventory directory) -> secret."""

NOT_A_REFERENCE = "must be a reference to a secret, never the secret itself: write " + " or ".join(
    f"{name}:..." for name in STORES
)
"""What is said of a value that is no reference; the value itself is not repeated."""


def resolve(reference: str, root: Path) -> Secret:
    """Return the secret behind a reference; raises SecretError when it is missing, empty or not one line."""
    secret = resolve_text(reference, root)
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in secret.reveal()):
        raise SecretError(f"{reference}: the secret holds a control character or more than one line")
    return secret


def resolve_text(reference: str, root: Path) -> Secret:
    """Return the secret of any number of lines behind a reference; raises SecretError when it is missing or empty."""
    scheme, _, rest = reference.partition(":")
    value = STORES[scheme](rest, root)
    if not value:
        raise SecretError(f"{reference}: the secret is empty")
    return Secret(value)


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text with every secret in it replaced by the mask, also where it stands escaped or in base64."""
    spellings: set[str] = set()
    for secret in secrets:
        value = secret.reveal()
        escaped = value.replace("\\", "\\\\")
        spellings |= {value, escaped, escaped.replace('"', '\\"'), escaped.replace("'", "\\'")}
        # A private key is often shown line by line; its first and last line are no secret.
        lines = value.splitlines()
        spellings |= {line for line in lines[1:-1] if len(line) >= _TELLING}
        spellings.add(base64.b64encode(value.encode()).decode("ascii"))
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return text
