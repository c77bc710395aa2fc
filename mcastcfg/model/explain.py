"""Pydantic's validation errors as problems an engineer can mend: place, value, fix."""

from __future__ import annotations

import difflib
import types
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcastcfg.errors import NodePath, Place, Problem
from mcastcfg.model.network import Network
from mcastcfg.model.tree import Mapping, place_of

_KEY = "[key]"
_MAX_SHOWN = 60


def problems_of(error: ValidationError, tree: Mapping, root: Place) -> list[Problem]:
    """Return one problem per validation error, in the order of the files."""
    problems = [_problem(details, tree, root) for details in error.errors(include_url=False)]
    return sorted(problems, key=lambda problem: problem.place or root)


def _problem(details: ErrorDetails, tree: Mapping, root: Place) -> Problem:
    path: NodePath = tuple(details["loc"])
    is_key = bool(path) and path[-1] == _KEY
    if is_key:
        path = path[:-1]
    kind = details["type"]
    place = place_of(tree, path, root, key=is_key or kind == "extra_forbidden")
    if kind == "extra_forbidden":
        return Problem("is not a known key", place, path, _nearest(path))
    if kind == "missing":
        return Problem("is missing", place, path, _described(path))
    if is_key:
        return Problem("is not a name: a letter first, then letters, digits, `_` or `-`", place, path)
    message = details["msg"].removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    if _is_secret(path):
        return Problem(message, place, path)
    return Problem(message + _got(details["input"]), place, path)


def _got(value: object) -> str:
    if isinstance(value, str | int | float | bool) or value is None:
        shown = repr(value)
        return f", got {shown if len(shown) <= _MAX_SHOWN else shown[:_MAX_SHOWN] + '...'}"
    kinds = {dict: "a mapping", list: "a list"}
    return next((f", got {words}" for kind, words in kinds.items() if isinstance(value, kind)), "")


def _is_secret(path: NodePath) -> bool:
    return bool(path) and path[-1] in {"pre_shared_key", "password"}


def _nearest(path: NodePath) -> str:
    model = _model_at(path[:-1])
    if model is None:
        return ""
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"


def _described(path: NodePath) -> str:
    model = _model_at(path[:-1])
    field = model.model_fields.get(str(path[-1])) if model else None
    return (field.description or "").split("\n")[0] if field else ""


def _model_at(path: NodePath) -> type[BaseModel] | None:
    """Return the model class that validates the mapping at a path."""
    here: Any = Network  # Any: annotations have no narrower type
    for part in path:
        model = _model_in(here)
        if model is not None:
            field = model.model_fields.get(str(part))
            if field is None:
                return None
            here = field.annotation
        else:
            arguments = [argument for argument in get_args(_bare(here)) if argument is not Ellipsis]
            if not arguments:
                return None
            here = arguments[-1]
    return _model_in(here)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 # annotations have no narrower type
    """Return an annotation without `| None` and without Annotated."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return next((a for a in get_args(annotation) if a is not type(None)), annotation)
    return annotation


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 # see _bare
    bare = _bare(annotation)
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None
