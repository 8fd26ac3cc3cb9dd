"""`proviso tools`: the list of tools from a shell: its state, its re-reviews, and the vendors' terms (139-07.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from proviso.actions import re_reviews, review_decisions, terms
from proviso.actions.roles import SYSTEM
from proviso.actions.uses import pack_at
from proviso.actions.wording import clean
from proviso.db import terms as terms_db
from proviso.db import tools as db
from proviso.errors import NotFoundError, UsageError
from proviso.model import ToolStatus
from proviso.settings import Settings

from .agencies import opened


@click.group("tools", epilog="Example: proviso tools sweep")
def command() -> None:
    """List the tools, say which re-reviews are due, and keep the vendors' terms."""


@command.command("list", epilog="Example: proviso tools list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List the tools: state, since when, and the day of the re-review."""
    with opened(settings) as agency, agency.store.read() as tx:
        found = db.all(tx)
        kept = {tool.id: terms_db.newest(tx, tool.id) for tool in found}
    if as_json:
        rows = [{**msgspec.to_builtins(t), "terms": msgspec.to_builtins(kept[t.id])} for t in found]
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return
    lines = []
    for tool in found:
        due = f"; re-review due {tool.re_review_due}" if tool.re_review_due else ""
        known = kept[tool.id]
        read = f"; terms version {known.version} of {known.kept_at.date()}" if known else ""
        lines.append(f"{tool.id}  {tool.name}: {tool.status.value.replace('_', ' ')}{due}{read}")
    click.echo(clean("\n".join(lines)) if lines else "No tool is on the list.")


@command.command("sweep", epilog="Example: proviso tools sweep")
@click.pass_obj
def sweep(settings: Settings) -> None:
    """Open what was approved for this hour, say which re-reviews are due, pause what is late: as `serve` does."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        begun = review_decisions.open_due_agency(agency, at)
        moved = re_reviews.sweep_agency(agency, at)
        with agency.store.read() as tx:
            names = [tool.name for review in begun if (tool := db.get(tx, review.tool_id)) is not None]
    for name in names:
        click.echo(clean(f"{name} is open: its hour has come."))
    for tool in moved:
        state = "is paused: its re-review is late" if tool.status is ToolStatus.PAUSED else "is due for its re-review"
        click.echo(clean(f"{tool.name} {state}."))
    if not moved:
        click.echo("No re-review has come due.")


@command.command("terms", epilog="Example: proviso tools terms northlight-chat terms.pdf")
@click.argument("tool_id", metavar="TOOL")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--link", default="", help="Where the vendor publishes them.")
@click.pass_obj
def keep_terms(settings: Settings, tool_id: str, file: Path, link: str) -> None:
    """Keep the terms of TOOL as they stand in FILE; other ones than before start a re-review."""
    try:
        if file.stat().st_size > terms.MOST_BYTES:
            raise UsageError(f"{file.name} has more than {terms.MOST_BYTES >> 20} MB.")
        content = file.read_bytes()
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}.") from None
    at = datetime.now(UTC)
    with opened(settings) as agency:
        with agency.store.read() as tx:
            pack = pack_at(tx, agency, "", at)
        if pack is None:
            raise NotFoundError("No rules are in force, so nobody can say until when the tool stays open.")
        kept, is_change = agency.store.write(
            lambda tx: terms.keep(tx, tool_id, content, file.name, link, pack, actor=SYSTEM, at=at)
        )
    click.echo(f"Version {kept.version} of the terms, SHA-256 {kept.sha256}.")
    if is_change:
        click.echo("They changed: the re-review of the tool is due.")
    elif kept.kept_at != at:
        click.echo("They are the same as before.")
