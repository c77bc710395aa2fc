"""What will be different, for people: unified diffs in which no secret shows, neither the new one nor the old."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from mcastcfg.model.secret import MASK, Secret, masked

# The old secret on a router is not known here, so a line that says it holds one is masked by its words.
_SECRET_LINE = re.compile(
    r"(?P<before>(?:^|[\s_-])(?:secret|password|passphrase|psk|pre-?shared-?key|authentication-key|message-digest-key)"
    r"(?:-\S+)?\s*[=:]?\s*)(?P<value>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_PRIVATE_KEY = re.compile(
    r"(?P<before>-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)


def _on_one_line(key: re.Match[str]) -> str:
    return key[0].replace("\n", "").replace("\r", "")


def unified(old: str, new: str, path: str, secrets: Iterable[Secret]) -> str:
    """Return the difference of two texts as `diff -u` prints it, secrets masked; empty where they are equal.

    Where nothing but a secret differs, the line is shown with the mask on both sides.
    """
    known = tuple(secrets)
    before, after = (_PRIVATE_KEY.sub(_on_one_line, text).splitlines() for text in (old, new))
    lines = difflib.unified_diff(before, after, f"{path} (on the router)", f"{path} (intended)", n=2, lineterm="")
    return "\n".join(_shown(line, known) for line in lines)


def _shown(line: str, secrets: tuple[Secret, ...]) -> str:
    hidden = _SECRET_LINE.sub(lambda match: match["before"] + MASK, masked(line, secrets))
    hidden = _PRIVATE_KEY.sub(lambda match: match["before"] + MASK, hidden)
    return "".join(c if c.isprintable() or c == "\t" else "?" for c in hidden)
