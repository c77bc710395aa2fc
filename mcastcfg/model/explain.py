"""Pydantic's validation errors as problems an engineer can mend: place, value, fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcastcfg.errors import NodePath, Place, Problem
from mcastcfg.model import tree as located
from mcastcfg.model.base import INTERFACE_NAME_PATTERN, NAME_PATTERN
from mcastcfg.model.certificate import FILE_PATTERN
from mcastcfg.model.fields import model_at
from mcastcfg.model.management import HOST_NAME_PATTERN
from mcastcfg.model.network import Network
from mcastcfg.model.quote import MAX_SHOWN, shown
from mcastcfg.model.secret import NOT_A_REFERENCE, SECRET_KEYS
from mcastcfg.model.tree import place_of

_KEY = "[key]"

_PATTERNS = {
    NAME_PATTERN: "is not a name: a letter first, then letters, digits, `_` or `-`, at most 63 characters",
    INTERFACE_NAME_PATTERN: "is not an interface name: a letter first, then letters, digits and / . _ : -, "
    "at most 32 characters",
    HOST_NAME_PATTERN: "is neither an address nor a DNS name: letters, digits and . : _ -",
    FILE_PATTERN: "is not a file of the inventory: its path from there, of letters, digits and . _ - in each part, "
    "such as pki/office.pem",
}

_Context = Mapping[str, object]


def _bound(words: str) -> Callable[[_Context], str]:
    return lambda context: f"must be {words} {context.get('ge', context.get('le'))}"


def _too_long(context: _Context) -> str:
    return f"takes at most {context['max_length']} of them"


_MESSAGES: Mapping[str, Callable[[_Context], str]] = {
    "missing": lambda _: "is missing",
    "extra_forbidden": lambda _: "is not a known key",
    "string_type": lambda _: "must be text",
    "int_type": lambda _: "must be a whole number",
    "bool_type": lambda _: "must be true or false",
    "dict_type": lambda _: "must be a mapping of keys",
    "model_type": lambda _: "must be a mapping of keys",
    "tuple_type": lambda _: "must be a list",
    "too_short": lambda _: "must not be empty",
    "too_long": _too_long,
    "string_too_short": lambda context: f"needs at least {context['min_length']} characters",
    "string_too_long": lambda context: f"must be at most {context['max_length']} characters long",
    "greater_than_equal": _bound("at least"),
    "less_than_equal": _bound("at most"),
    "literal_error": lambda context: f"must be {context['expected']}",
    "string_pattern_mismatch": lambda context: _PATTERNS.get(str(context["pattern"]), "has the wrong form"),
    "value_error": lambda context: str(context["error"]),
}
"""Pydantic's error type -> our words; what is not here keeps pydantic's own."""


def problems_of(
    error: ValidationError, tree: located.Mapping, root: Place, model: type[BaseModel] = Network
) -> list[Problem]:
    """Return one problem per validation error of what the model reads, in the order of the files."""
    found = error.errors(include_url=False)
    # Pydantic counts only the items that are fine: a list whose one item is wrong is "too short" as well.
    with_wrong_items = {d["loc"][:depth] for d in found for depth in range(len(d["loc"]))}
    kept = [d for d in found if not (d["type"] == "too_short" and d["loc"] in with_wrong_items)]
    problems = [_problem(details, tree, root, model) for details in kept]
    return sorted(problems, key=lambda problem: problem.place or root)


def _problem(details: ErrorDetails, tree: located.Mapping, root: Place, model: type[BaseModel]) -> Problem:
    path: NodePath = tuple(details["loc"])
    kind = details["type"]
    is_key = bool(path) and path[-1] == _KEY
    if is_key:
        path = path[:-1]
    say = _MESSAGES.get(kind)
    message = say(details.get("ctx", {})) if say else details["msg"][:1].lower() + details["msg"][1:]
    place = place_of(tree, path, root, key=is_key or kind == "extra_forbidden")
    if kind == "missing":
        return Problem(message, place, path, _described(path, model))
    if kind == "extra_forbidden":
        return Problem(message, place, path, _nearest(path, model))
    if _is_secret(path):
        return Problem(NOT_A_REFERENCE, place, path)
    of_the_whole = kind in {"too_short", "too_long"} or (kind == "value_error" and isinstance(details["input"], dict))
    if is_key or of_the_whole:
        return Problem(message, place, path)
    return Problem(message + _got(details["input"]), place, path, _fix(kind, details))


def _got(value: object) -> str:
    return f", got {shown(value)}"


def _fix(kind: str, details: ErrorDetails) -> str:
    value = details["input"]
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if kind == "int_type" and isinstance(value, str) and re.fullmatch(r"[+-]?0*[0-9]{1,20}", value):
        return f"write {int(value)}"
    if kind == "bool_type" and isinstance(value, str):
        words = {"on": "true", "yes": "true", "y": "true", "off": "false", "no": "false", "n": "false"}
        meant = words.get(value.lower())
        return f"write {meant}" if meant else ""
    if kind in {"dict_type", "model_type"} and value is None:
        return "write its keys below it, or remove the key"
    if kind == "tuple_type" and isinstance(value, str | int):
        return f"write [{value}]" if len(str(value)) <= MAX_SHOWN and str(value).isprintable() else ""
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))
        near = difflib.get_close_matches(str(value), allowed, n=1)
        return f"did you mean {near[0]!r}?" if near else ""
    return ""


def _is_secret(path: NodePath) -> bool:
    return not SECRET_KEYS.isdisjoint(path)


def _nearest(path: NodePath, root: type[BaseModel]) -> str:
    model = model_at(path[:-1], root)
    if model is None:
        return ""
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"


def _described(path: NodePath, root: type[BaseModel]) -> str:
    if isinstance(path[-1], int):
        path = path[:-1]  # one of several items that belong together, such as the ends of a tunnel
    model = model_at(path[:-1], root)
    field = model.model_fields.get(str(path[-1])) if model else None
    return (field.description or "").split("\n")[0].rstrip(".") if field else ""
