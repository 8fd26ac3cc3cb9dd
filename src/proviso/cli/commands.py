"""A click group that knows its commands' names and sentences, and imports a command when it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Each name of `summaries` is a module of `commands_in` that holds a `click.Command` called `command`.

    The sentences stand in a table so that `proviso --help` imports nothing (≤ 0.25 s).
    """

    def __init__(self, *args: Any, commands_in: str, summaries: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_in = commands_in
        self.summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table: what is used most, first."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was chosen."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = import_module(f"{self.commands_in}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands from the sentences alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))
