"""How a router is reached, where that stands beside the router and not in Nornir's own hosts.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from mcastcfg.model.base import Name, Node, Whole

HOST_NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}$"


class Management(Node):
    """What Nornir's hosts.yaml would say of a router; everything else comes from the groups."""

    hostname: Annotated[str, StringConstraints(pattern=HOST_NAME_PATTERN)] | None = None
    """Address or DNS name it is managed at; left out, a group or defaults.yaml says it."""
    port: Whole | None = Field(default=None, ge=1, le=65535)
    """TCP port of its SSH server; left out, a group or defaults.yaml says it, and 22 otherwise."""
    groups: tuple[Name, ...] = ()
    """Groups of groups.yaml, nearest first."""
