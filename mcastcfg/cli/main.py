"""The command `mcastcfg`: finds the verb's file and runs it; only that verb's imports are paid for."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Mapping

import click

from mcastcfg import __version__
from mcastcfg.cli.exit import guarded

VERBS: Mapping[str, str] = {
    "init": "Start an inventory from an example.",
    "lint": "Find what is wrong before anything is pushed.",
    "render": "Print or write the configuration of every router.",
    "deploy": "Push the configuration to the routers over SSH.",
    "verify": "Compare the live network with what was predicted.",
    "lab": "Run the inventory on a real Linux kernel.",
    "pki": "Make and keep the certificates of a small network.",
    "features": "Print which platform renders which feature.",
    "allocate": "Write down the numbers of new tunnels.",
    "schema": "Print the JSON Schema of the inventory.",
}
"""Verb -> what it does; each is the file cli/<verb>.py with a click command `command`."""


class _Verbs(click.Group):
    """Loads a verb's module when it is called, so that `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 # click's signature
        if name not in VERBS:
            return None
        command = importlib.import_module(f"mcastcfg.cli.{name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 # same
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: mcastcfg init my-network --example two-office && mcastcfg lint my-network",
)
@click.version_option(__version__, prog_name="mcastcfg")
def cli() -> None:
    """Generate, prove and deploy multicast over tunnels."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    # Loading an inventory makes millions of live objects; the default threshold triples the time (docs/decisions).
    gc.set_threshold(100_000, 50, 50)
    return guarded(lambda: cli.main(args=arguments, prog_name="mcastcfg", standalone_mode=False))


def run() -> None:
    """Enter from the shell."""
    sys.exit(main())
