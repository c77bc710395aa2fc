"""Everything that can say no before a router is touched: support, lint, allocations, rendering, secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mcastcfg.deploy.filling import Filling
from mcastcfg.errors import InventoryError, LintFailed, Problem, UnsupportedFeature
from mcastcfg.lint.run import lint
from mcastcfg.model.secret import Secret
from mcastcfg.model.unknown import unknown
from mcastcfg.plan.change import IntendedFile
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.artifact import filled
from mcastcfg.render.environment import user_templates
from mcastcfg.render.render import render_all


@dataclass(frozen=True, slots=True)
class Intent:
    """What every router is to have, ready to be pushed; keep it for the push only."""

    files: Mapping[str, tuple[IntendedFile, ...]] = field(repr=False)
    secrets: tuple[Secret, ...] = field(repr=False)


def intent_of(design: Design, routers: Iterable[str] | None = None) -> Intent:
    """Return what the routers (all, or those named) are to have.

    Raises InventoryError, UnsupportedFeature, LintFailed, RenderError or SecretError; every router's text is ready
    and every secret found before this returns, so that nothing of the kind can stop a deploy half way.
    """
    names = _chosen(design, routers)
    _refuse_unsupported(design, names)
    _refuse_pending(design)
    _refuse_findings(design)
    filling = Filling(design)
    templates = user_templates(design.inventory.root)
    artifacts = render_all({name: design.configs[name] for name in names}, templates, design.inventory.place)
    files = {
        name: tuple(
            IntendedFile(file.path, file.mode, file.merge, filled(file, filling.secret, filling.content))
            for file in artifact.files
        )
        for name, artifact in artifacts.items()
    }
    return Intent(files, filling.secrets)


def _chosen(design: Design, routers: Iterable[str] | None) -> list[str]:
    known = design.configs
    names = list(dict.fromkeys(known if routers is None else routers))
    problems = [unknown("router", name, known, ()) for name in names if name not in known]
    if problems:
        raise InventoryError([Problem(problem.message, fix=problem.fix) for problem in problems])
    return names


def _refuse_unsupported(design: Design, names: Iterable[str]) -> None:
    for name in names:
        config = design.configs[name]
        push = PLATFORMS[config.platform].FEATURES.get("push", "mcastcfg has not learnt to push to it")
        if isinstance(push, str) or not push:
            place = design.inventory.place((*config.origin, "platform"))
            raise UnsupportedFeature(config.platform, f"push ({name})", str(push), place)


def _refuse_pending(design: Design) -> None:
    pending = sorted(design.inventory.allocations.pending)
    if pending:
        fix = f"run: mcastcfg allocate {design.inventory.root}, and commit allocations.yaml"
        path = ("tunnels", pending[0])
        what = f"the numbers of {len(pending)} tunnel(s) are not written down yet: {', '.join(pending[:5])}"
        raise InventoryError([Problem(what, design.inventory.place(path), fix=fix)])


def _refuse_findings(design: Design) -> None:
    errors = [finding for finding in lint(design).findings if finding.severity == "error"]
    if errors:
        listed = "\n".join(f"  {finding.place}: {finding.code} {finding.message} ({finding.fix})" for finding in errors)
        raise LintFailed(f"the linter has {len(errors)} error(s), so nothing was pushed:\n{listed}")
