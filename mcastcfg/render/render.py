"""RouterConfig to Artifact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import NodePath, Place, UnsupportedFeature
from mcastcfg.platforms.base import AUTHORITY, INTERFACE, VRF, Platform, RenderedFile
from mcastcfg.platforms.features import interface_faults, refused
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.artifact import Artifact, ArtifactFile, located
from mcastcfg.render.certificates import authority_context
from mcastcfg.render.context import context_of, tunnels_of
from mcastcfg.render.environment import environment, render_text
from mcastcfg.render.plain import Context, plain

PlaceOf = Callable[[NodePath], Place]


def render_router(config: RouterConfig, templates: Path | None = None, place: PlaceOf | None = None) -> Artifact:
    """Return the text of one router; the same input gives the same bytes.

    `templates` is the user's directory of templates that replace ours, file by file; `place` finds what was written,
    for the error. Raises UnsupportedFeature for what the platform refuses and RenderError for a template at fault.
    """
    platform = PLATFORMS[config.platform]
    _refuse(config, platform, place)
    env = environment(templates)
    files: list[ArtifactFile] = []
    for file, path, context in _files(config, platform):
        name = f"{platform.NAME}/{file.template}"
        text, slots = located(render_text(env, name, {**context}, config.name))
        files.append(ArtifactFile(path, file.mode, file.merge, text, platform.NAME, slots))
    return Artifact(config.name, platform.NAME, tuple(files))


def render_all(
    configs: Mapping[str, RouterConfig], templates: Path | None = None, place: PlaceOf | None = None
) -> dict[str, Artifact]:
    """Return router name -> artifact, in the order of the configurations; raises like `render_router`."""
    return {name: render_router(config, templates, place) for name, config in configs.items()}


def _files(config: RouterConfig, platform: Platform) -> Iterator[tuple[RenderedFile, str, Context]]:
    whole = context_of(config, platform)
    authorities = config.certificates.authorities if config.certificates is not None else ()
    for file in platform.FILES:
        if file.each == "router" or (file.each == "certificate" and config.certificates is not None):
            yield file, file.path, whole
        if file.each == "mpls" and config.ldp is not None:
            yield file, file.path, whole
        if file.each == "mdt" and config.mdt_link is not None:
            yield file, file.path, whole
        if file.each == "vrf":
            for vrf in config.vrfs:
                yield file, file.path.replace(VRF, vrf.name), {"vrf": plain(vrf)}
        if file.each == "tunnel":
            for tunnel, context in zip(config.tunnels, tunnels_of(config, platform), strict=True):
                path = file.path.replace(INTERFACE, platform.tunnel_interface(tunnel.number))
                yield file, path, {"tunnel": context}
        for authority in authorities:
            if file.each == "authority" or (file.each == "revocation_list" and authority.revocation_list is not None):
                path = file.path.replace(AUTHORITY, authority.name)
                yield file, path, {"authority": authority_context(authority)}


def _refuse(config: RouterConfig, platform: Platform, place: PlaceOf | None) -> None:
    for feature, why, origin in refused(config, platform):
        raise UnsupportedFeature(platform.NAME, feature, why.sentence, place(origin) if place else None)
    for name, fault, origin in interface_faults(config, platform):
        what = f"an interface named {name!r} ({config.name})"
        raise UnsupportedFeature(platform.NAME, what, fault, place(origin) if place else None)
