"""JSON as vtysh and iproute2 print it: taken only whole and of the known form."""

from __future__ import annotations

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from mcastcfg.platforms.show import Unreadable

T = TypeVar("T")


class CamelJson(BaseModel):
    """A form whose keys FRR spells in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


def succeeded(output: str, exit_code: int) -> None:
    """Raise Unreadable for a command that failed."""
    if exit_code != 0:
        said = output.strip().splitlines()
        raise Unreadable(f"exit code {exit_code}: {said[0] if said else 'it gave no reason'}")


def documents(output: str, exit_code: int, number: int) -> list[str]:
    """Return the JSON documents printed one after the other; Unreadable unless there are exactly so many."""
    succeeded(output, exit_code)
    decoder = json.JSONDecoder()
    found: list[str] = []
    position = 0
    text = output.rstrip()
    while position < len(text):
        start = re.compile(r"\s*").match(text, position)
        position = start.end() if start is not None else position
        try:
            _, end = decoder.raw_decode(text, position)
        except json.JSONDecodeError:
            raise Unreadable(f"the answer is no JSON: {text[position : position + 60].splitlines()[0]!r}") from None
        found.append(text[position:end])
        position = end
    if len(found) != number:
        raise Unreadable("the answer is empty" if not found else f"{len(found)} answers instead of {number}")
    return found


def read(adapter: TypeAdapter[T], document: str) -> T:
    """Return a JSON document of a known form; Unreadable where it has another."""
    try:
        return adapter.validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"the answer has an unknown form at {where or 'its top'}: {first['msg']}") from None


def one(adapter: TypeAdapter[T], output: str, exit_code: int) -> T:
    """Return the one JSON document a command printed."""
    return read(adapter, documents(output, exit_code, 1)[0])
