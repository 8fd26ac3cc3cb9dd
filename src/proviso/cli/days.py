"""A day among the options of a command, as 2026-11-30."""

from __future__ import annotations

from datetime import datetime

import click


class Day(click.DateTime):
    """A day; what is none is said in words, not in the signs of a format."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The word in the help."""
        return "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The beginning of the day, or how to write one."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day. Write it as 2026-11-30.", param, ctx)


DAY = Day()
