"""What belongs into the holes of artifacts: secrets, private keys, and the certificate files of the inventory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import BaseModel

from mcastcfg.errors import InventoryError, NodePath, SecretError
from mcastcfg.model.secret import SECRET_KEYS, Secret, resolve
from mcastcfg.pki.content import public_content
from mcastcfg.pki.pem import private_key_pem, read_private_key
from mcastcfg.platforms.design import Design
from mcastcfg.render.artifact import SecretSlot


class Filling:
    """Finds what is asked for once, and says where in the inventory it was asked for when it cannot be found."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._root = design.inventory.root
        self._secrets: dict[str, Secret] = {}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return every secret found so far, private keys among them."""
        return tuple(self._secrets.values())

    def secret(self, reference: str) -> Secret:
        """Return a secret of one line; raises SecretError."""
        if reference not in self._secrets:
            try:
                self._secrets[reference] = resolve(reference, self._root)
            except SecretError as error:
                raise self._placed(error, _secret_written_at(self._design, reference), SecretError) from None
        return self._secrets[reference]

    def content(self, slot: SecretSlot) -> str:
        """Return a private key or what is in a public file; raises SecretError or InventoryError."""
        if slot.kind == "secret":
            return self.secret(slot.reference).reveal()
        if slot.kind == "private_key":
            return self._private_key(slot.reference).reveal()
        try:
            return public_content(slot.kind, slot.reference, self._root)
        except InventoryError as error:
            raise self._placed(error, _file_written_at(self._design, slot.reference), InventoryError) from None

    def _private_key(self, reference: str) -> Secret:
        if reference not in self._secrets:
            try:
                self._secrets[reference] = Secret(private_key_pem(read_private_key(reference, self._root)))
            except SecretError as error:
                raise self._placed(error, _secret_written_at(self._design, reference), SecretError) from None
        return self._secrets[reference]

    def _placed(self, error: InventoryError, path: NodePath, kind: type[InventoryError]) -> InventoryError:
        place = self._design.inventory.place(path)
        return kind([replace(problem, place=place, path=path) for problem in error.problems])


def _secret_written_at(design: Design, reference: str) -> NodePath:
    """Return the path of the first key that names a secret, or that would name it were it written."""
    found = next(_naming(design.network, reference, ()), None)
    return found or next(
        (*config.origin, "private_key")
        for config in design.configs.values()
        if config.certificates is not None and config.certificates.private_key == reference
    )


def _naming(node: object, reference: str, path: NodePath) -> Iterator[NodePath]:
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            value = getattr(node, name)
            if name in SECRET_KEYS and value == reference:
                yield (*path, name)
            else:
                yield from _naming(value, reference, (*path, name))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _naming(value, reference, (*path, key))
    elif isinstance(node, list | tuple):
        for index, value in enumerate(node):
            yield from _naming(value, reference, (*path, index))


def _file_written_at(design: Design, path: str) -> NodePath:
    for name, authority in design.network.certificate_authorities.items():
        if path in (authority.certificate, authority.revocation_list):
            field = "certificate" if path == authority.certificate else "revocation_list"
            return ("certificate_authorities", name, field)
    return next(
        (*config.origin, "certificate")
        for config in design.configs.values()
        if config.certificates is not None and config.certificates.certificate == path
    )
