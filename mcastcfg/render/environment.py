"""Where templates come from, what they may do, and what they may print."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

import mcastcfg
from mcastcfg.errors import RenderError, visible
from mcastcfg.render.artifact import SecretMark


def packaged_templates() -> Path:
    """Return the templates of this version: package data when installed, the repository's when run from a checkout."""
    package = Path(mcastcfg.__file__).parent
    installed = package / "_data" / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def user_templates(root: Path) -> Path | None:
    """Return the directory of templates beside an inventory, or None where there is none."""
    beside = root / "templates"
    return beside if beside.is_dir() else None


@lru_cache(maxsize=8)
def environment(templates: Path | None) -> jinja2.Environment:
    """Return the environment whose templates are ours, each replaced by the user's file of the same name if there.

    One environment serves the whole process, with its compiled templates; files are read once.
    """
    roots = [packaged_templates()] if templates is None else [templates, packaged_templates()]
    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(roots),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # router configuration, not HTML; the border below refuses what breaks a line
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_at_border,
    )


def _at_border(value: object) -> object:
    """Let a value into the text: a number, one line of printable characters, or the mark of a secret."""
    if type(value) is str:
        if not value.isprintable():
            raise jinja2.TemplateRuntimeError(f"'{visible(value)}' holds a control character or more than one line")
        return value
    if type(value) is int or isinstance(value, SecretMark):
        return value
    if isinstance(value, jinja2.Undefined):
        return str(value)  # raises, naming what is not there
    raise jinja2.TemplateRuntimeError(f"{value!r} is neither text nor a number; ask `is not none` before printing")


def render_text(env: jinja2.Environment, name: str, context: dict[str, object], router: str) -> str:
    """Return what a template prints; raises RenderError naming template, line and router."""
    try:
        return env.get_template(name).render(context)
    except Exception as error:  # a user's template can raise anything, and all of it is the template's fault
        raise RenderError(f"{_place(error, name)}: {_said(error)}, rendering {router}") from error


def _said(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {visible(str(error.name))}"
    text = error.message if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {error}"
    return visible(text or type(error).__name__)


def _place(error: Exception, name: str) -> str:
    """Return file:line of the innermost template that was being printed."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{_shown(error.filename or name)}:{error.lineno}"
    place = f"templates/{name}"
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = f"{_shown(file)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _shown(file: str) -> str:
    ours = packaged_templates()
    path = Path(file)
    return f"templates/{path.relative_to(ours)}" if path.is_relative_to(ours) else visible(file)
