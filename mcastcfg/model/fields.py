"""Questions about the model's own shape: which class validates what stands at a path."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from mcastcfg.errors import NodePath
from mcastcfg.model.network import Network


def model_at(path: NodePath, root: type[BaseModel] = Network) -> type[BaseModel] | None:
    """Return the model class that validates the mapping at a path, if one does."""
    here: Any = root  # Any: annotations have no narrower type
    for part in path:
        model = model_in(here)
        if model is not None:
            field = model.model_fields.get(str(part))
            if field is None:
                return None
            here = field.annotation
        elif isinstance(here, types.UnionType) or get_origin(here) is Union:
            # One of several, and pydantic's path names which by its tag.
            here = next((one for one in get_args(here) if part in _tags(one)), here)
        else:
            arguments = [argument for argument in get_args(bare(here)) if argument is not Ellipsis]
            if not arguments:
                return None
            here = arguments[-1]
    return model_in(here)


def _tags(annotation: Any) -> tuple[object, ...]:  # noqa: ANN401 # see model_in
    model = model_in(annotation)
    literals = (
        [f.annotation for f in model.model_fields.values() if get_origin(f.annotation) is Literal] if model else []
    )
    return tuple(tag for literal in literals for tag in get_args(literal))


def model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 # annotations have no narrower type
    """Return the model class an annotation names, if it names one."""
    core = bare(annotation)
    return core if isinstance(core, type) and issubclass(core, BaseModel) else None


def bare(annotation: Any) -> Any:  # noqa: ANN401 # see model_in
    """Return an annotation without `| None`."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return next((a for a in get_args(annotation) if a is not type(None)), annotation)
    return annotation
