"""The commands as a page, made from the same strings as their help: docs/reference/commands.md."""

from __future__ import annotations

from collections.abc import Iterator

import click

_HEAD = """\
# Commands

Generated from the commands' own help by `make docs`; do not edit.

Progress goes to standard error and answers to standard output. Exit codes: 0 fine; 1 the answer is no (findings, a
failed check, an undelivered stream); 2 unreadable or invalid input, wrong usage; 3 a bug (traceback in a log file); 4
router or lab trouble; 130 interrupted.
"""


def commands(group: click.Command, name: str = "mcastcfg") -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its full name, in the order of the help."""
    if not isinstance(group, click.Group):
        yield name, group
        return
    context = click.Context(group, info_name=name)
    for child in group.list_commands(context):
        found = group.get_command(context, child)
        if found is not None:
            yield from commands(found, f"{name} {child}")


def command_reference(group: click.Command) -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    # As the shell runs them: below the group, whose names for --help they take over (and click then remembers).
    names = group.context_settings.get("help_option_names")
    for name, command in commands(group):
        context = click.Context(
            command, info_name=name, max_content_width=100, terminal_width=100, help_option_names=names
        )
        parts.append(f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    from mcastcfg.cli.main import cli

    click.echo(command_reference(cli), nl=False)
