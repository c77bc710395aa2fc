"""What a router has now of everything mcastcfg manages, read without changing anything."""

from __future__ import annotations

from mcastcfg.deploy.observe import read_record, running_text
from mcastcfg.platforms.base import activation_for
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.render import render_router
from mcastcfg.transport.session import Session


def fetch_configuration(session: Session, design: Design) -> dict[str, bytes]:
    """Return relative name -> content: the files under management (`files/...`), and what runs (`running/...`).

    Secrets are in them as the router has them. Raises TransportError, and RenderError for a template at fault.
    """
    config = design.configs[session.router]
    activations = PLATFORMS[config.platform].ACTIVATIONS
    paths = dict.fromkeys(file.path for file in render_router(config).files)
    found: dict[str, bytes] = {}
    for path in dict.fromkeys([*paths, *sorted(read_record(session).files)]):
        content = session.read(path)
        if content is not None:
            found[f"files{path}"] = content
        activation = activation_for(activations, path)
        if activation is not None and activation.running:
            text = running_text(session, activation.running)
            if text is not None:
                found[f"running{path}"] = text.encode("utf-8", "surrogateescape")
    return found
