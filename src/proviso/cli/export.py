"""`proviso export`: the ledger's events as lines for another system, into a file that can be followed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from proviso.actions.exports import leaving
from proviso.db import entries
from proviso.db.store import Store
from proviso.errors import ConflictError, UsageError
from proviso.ledger import canonical
from proviso.reports import ocsf
from proviso.settings import Settings

from .backup import opened

AT_ONCE = 1_000
TICK = 1.0


@click.group("export", epilog="Example: proviso export events -o events.jsonl")
def command() -> None:
    """Write what happened in a form that other systems read."""


@command.command("events", epilog="Example: proviso export events --since 2026-11-01 -o november.jsonl")
@click.option(
    "--format", "form", type=click.Choice(["ocsf"]), default="ocsf", show_default=True, help="How it is said."
)
@click.option("--from-entry", type=click.IntRange(0, 2**53), default=0, help="The first entry, by its number.")
@click.option("--since", metavar="DAY", help="Only entries from this day on (UTC): 2026-11-24.")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to; - is the standard output.")
@click.option("--follow", is_flag=True, help="Go on until Ctrl+C; an existing file goes on from its last entry.")
@click.pass_obj
def events(settings: Settings, form: str, from_entry: int, since: str | None, output: str, follow: bool) -> None:
    """Write the ledger's events as OCSF, one JSON object a line, without anything that a person typed.

    `metadata.uid` is an event's own id, so that a receiver knows a twin.
    """
    with opened(settings) as (_, store, journal):
        first = max(from_entry, _since(store, since))
        with _written(output, follows=follow) as (out, next_entry):
            count = _write(store, out, max(first, next_entry), journal.origin)
            while follow:
                time.sleep(TICK)
                count += _write(store, out, max(first, next_entry) + count, journal.origin)
    click.echo("1 event was written." if count == 1 else f"{count:,} events were written.", err=True)


def _write(store: Store, out: BinaryIO, first: int, origin: str) -> int:
    """Whatever there is from this entry on."""
    count = 0
    while True:
        with store.read() as tx:
            found = leaving(tx, entries.page(tx, first + count, AT_ONCE))
        if not found:
            out.flush()
            return count
        out.writelines(ocsf.line(entry.index, entry.record, origin) for entry in found)
        count += len(found)


def _since(store: Store, day: str | None) -> int:
    """Number of the first entry of this day or after it: a search in the order of time."""
    if day is None:
        return 0
    try:
        wanted = canonical.stamp(datetime.fromisoformat(day).replace(tzinfo=UTC))
    except ValueError as fault:
        raise UsageError(f"{day!r} is no day.", hint="Write it as 2026-11-24.") from fault
    with store.read() as tx:
        low, high = 0, entries.size(tx)
        while low < high:
            middle = (low + high) // 2
            entry = entries.get(tx, middle)
            if entry is not None and canonical.stamp_of(entry.raw) < wanted:
                low = middle + 1
            else:
                high = middle
    return low


@contextmanager
def _written(output: str, *, follows: bool) -> Iterator[tuple[BinaryIO, int]]:
    """Where the lines go, and the entry after the last one that is there already."""
    if output == "-":
        yield sys.stdout.buffer, 0
        return
    path = Path(output)
    if path.exists() and not follows:
        raise ConflictError(f"{path} is there already.", hint="Name another file, or go on in it with --follow.")
    try:
        next_entry = _next_entry(path) if path.exists() else 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
            yield out, next_entry
    except OSError as fault:
        raise UsageError(f"{path} cannot be written: {(fault.strerror or '').lower()}.") from fault


def _next_entry(path: Path) -> int:
    """The number after the last whole line; a line that was cut off, when a machine went down, is taken away."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - (1 << 20)))
        tail = file.read()
        whole = tail[: tail.rfind(b"\n") + 1]
        file.truncate(size - len(tail) + len(whole))
    last = whole.rstrip(b"\n").rpartition(b"\n")[2]
    if not last:
        return 0
    number = ocsf.number_of(last)
    if number is None:
        raise ConflictError(f"{path} holds something else than events of this ledger.", hint="Name another file.")
    return number + 1
