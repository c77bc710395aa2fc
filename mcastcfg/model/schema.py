"""The JSON Schema of an inventory file, for editors and for other tools.

An inventory is merged from several files, so one file alone is partial: nothing is required at the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from mcastcfg.model.network import Network

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""Any JSON value."""

SCHEMA_ID = "urn:mcastcfg:inventory"
"""The schema's name; no host stands behind it."""


def inventory_schema(platforms: Sequence[str] = (), *, whole: bool = False) -> dict[str, Json]:
    """Return the JSON Schema (draft 2020-12) of one file, or with `whole` of all files merged.

    `platforms` are the ids an editor offers for a router.
    """
    written: Json = Network.model_json_schema()
    schema = _tidied(written)
    if not isinstance(schema, dict):
        raise TypeError("a schema is an object")
    if not whole:
        schema.pop("required", None)
    schema.pop("description", None)
    if platforms:
        router = _at(schema, "$defs", "Router", "properties", "platform")
        router.pop("pattern", None)
        offered: list[Json] = [*sorted(platforms)]
        router["enum"] = offered
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": SCHEMA_ID,
        "title": "mcastcfg inventory",
        "description": "Sites, routers, tunnels, PIM domains and streams. All files of an inventory are merged by key.",
        **schema,
    }


def model_schema(model: type[BaseModel], title: str) -> dict[str, Json]:
    """Return the JSON Schema (draft 2020-12) of a file that holds one such model."""
    written: Json = model.model_json_schema()
    schema = _tidied(written)
    if not isinstance(schema, dict):
        raise TypeError("a schema is an object")
    return {"$schema": GenerateJsonSchema.schema_dialect, "title": title, **schema}


def _at(schema: dict[str, Json], *keys: str) -> dict[str, Json]:
    here = schema
    for key in keys:
        below = here[key]
        if not isinstance(below, dict):
            raise TypeError(f"{key} is no object")
        here = below
    return here


def _tidied(value: Json) -> Json:
    """Return a schema without made-up titles, with descriptions on one line and closed name patterns."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    tidy: dict[str, Json] = {}
    for key, item in value.items():
        if key in {"properties", "$defs"} and isinstance(item, dict):
            tidy[key] = {name: _tidied(below) for name, below in item.items()}
        elif key in {"default", "examples", "enum", "const"}:
            tidy[key] = item
        elif key == "description" and isinstance(item, str):
            tidy[key] = " ".join(item.split())
        elif key != "title":
            tidy[key] = _tidied(item)
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    same = tidy.get("prefixItems")
    if isinstance(same, list) and all(item == same[0] for item in same):
        # Editors know `items` better than the tuple words of draft 2020-12, and say the same with it.
        del tidy["prefixItems"]
        tidy["items"] = same[0]
    return tidy
