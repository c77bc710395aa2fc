"""Text for command lines that take ASCII only and answer `?` with help."""

from __future__ import annotations

import re
import unicodedata

from mcastcfg.errors import SecretError
from mcastcfg.model.secret import Secret

_LONGEST = 200


def one_line(text: str) -> str:
    """Return free text in ASCII without `?`: accents are dropped, other characters become `_`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    safe = "".join(c if " " <= c <= "~" and c != "?" else " " if c.isspace() else "_" for c in plain)
    return " ".join(safe.split())[:_LONGEST].rstrip()


def one_word(secret: Secret, reference: str, make: str, least: int) -> str:
    """Return a secret that can stand on a command line as it is; raises SecretError for one that cannot."""
    value = secret.reveal()
    if not re.fullmatch(rf"[!-~]{{{least},}}", value) or "?" in value:
        raise SecretError(
            f"{reference}: {make} takes keys of at least {least} printable ASCII characters without space and `?`; "
            "choose another key"
        )
    return value
