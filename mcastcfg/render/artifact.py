"""The text of one router, with a hole wherever a secret or the content of another file belongs.

A hole is a position in the text, not a piece of text, so nothing an inventory says can make one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from mcastcfg.model.secret import Secret
from mcastcfg.platforms.registry import PLATFORMS

_EDGE = "\x00"


SlotKind: TypeAlias = Literal[
    "secret", "private_key", "certificate", "fingerprint", "revocation_list", "list_fingerprint", "revoked"
]
"""What belongs into a hole: a secret of one line; a private key, or a certificate or revocation list from a file of
the inventory, in PEM; the SHA-256 of such a file's content; the serial numbers on a revocation list."""


class SecretMark(str):
    """What a template prints where a secret belongs; only Python makes one, and the border lets only this type pass."""

    __slots__ = ()

    def __new__(cls, reference: str, kind: SlotKind = "secret") -> SecretMark:
        """Mark the place of the secret behind a reference, or of what else belongs there."""
        return super().__new__(cls, f"{_EDGE}{kind}:{reference}{_EDGE}")


@dataclass(frozen=True, slots=True)
class SecretSlot:
    """Where a placeholder stands in a text (characters `start` to `end`) and what belongs there."""

    start: int
    end: int
    reference: str
    """Of a secret or private key its reference, else the path of a file in the inventory."""
    kind: SlotKind = "secret"


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """One file for one router; `text` shows `<secret:...>`, `<certificate:...>` and the like in every slot."""

    path: str
    mode: int
    merge: Literal["replace", "assignments", "config_tree"]
    text: str
    platform: str
    slots: tuple[SecretSlot, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything one router is to have, in the order it is put in place."""

    router: str
    platform: str
    files: tuple[ArtifactFile, ...]

    def file(self, path: str) -> ArtifactFile | None:
        """Return a file by its path on the router."""
        return next((file for file in self.files if file.path == path), None)


def located(rendered: str) -> tuple[str, tuple[SecretSlot, ...]]:
    """Return a rendered text with its marks made visible, and where they stand."""
    shown: list[str] = []
    slots: list[SecretSlot] = []
    at = 0
    for index, part in enumerate(rendered.split(_EDGE)):
        shown.append(f"<{part}>" if index % 2 else part)
        if index % 2:
            word, _, reference = part.partition(":")
            kind = next(kind for kind in get_args(SlotKind) if kind == word)
            slots.append(SecretSlot(at, at + len(shown[-1]), reference, kind))
        at += len(shown[-1])
    return "".join(shown), tuple(slots)


def _nothing(slot: SecretSlot) -> str:
    raise LookupError(f"nobody was asked for the {slot.kind} {slot.reference}")


def filled(
    file: ArtifactFile, resolve: Callable[[str], Secret], content: Callable[[SecretSlot], str] = _nothing
) -> bytes:
    """Return what the router gets: the text with every secret in place, in UTF-8; keep it for the push only.

    `content` says what belongs into the slots that are no secrets of one line. Raises SecretError where a secret is
    missing or the platform cannot take it.
    """
    platform = PLATFORMS[file.platform]
    parts: list[str] = []
    end = 0
    for slot in file.slots:
        there = (
            platform.secret_text(resolve(slot.reference), slot.reference, file.path)
            if slot.kind == "secret"
            else content(slot)
        )
        parts += (file.text[end : slot.start], there)
        end = slot.end
    return "".join((*parts, file.text[end:])).encode()
