"""Where the lab keeps things for a user, by the XDG base directory rules."""

from __future__ import annotations

import os
from pathlib import Path


def _base(variable: str, default: str) -> Path:
    value = os.environ.get(variable, "")
    # the rules say that a relative path is to be ignored
    return Path(value) if value.startswith("/") else Path.home() / default


def cache_dir() -> Path:
    """Return the folder of built images and of verdicts about this host; deleting it loses only time."""
    return _base("XDG_CACHE_HOME", ".cache") / "mcastcfg" / "lab"


def registry_dir() -> Path:
    """Return the folder that names each lab this user has running, wherever its inventory is."""
    return _base("XDG_STATE_HOME", ".local/state") / "mcastcfg" / "labs"
