"""Reads the `[[records]]` of a pack; what cannot be meant is refused with its place (R-079)."""

from __future__ import annotations

from collections.abc import Iterable

from proviso.model import TextKind

from .reading import Row
from .record_classes import LONGEST_DAYS, Fate, RecordClass, Start


def read_record_classes(rows: Iterable[Row]) -> tuple[RecordClass, ...]:
    """The `[[records]]` of a pack. A kind of text belongs to one class at most, an id is there once."""
    found: list[RecordClass] = []
    for row in rows:
        held = _read(row)
        if any(held.id == other.id for other in found):
            raise row.error(f"the class {held.id} is there twice.")
        twice = sorted(kind for other in found for kind in held.kinds & other.kinds)
        if twice:
            raise row.error(f"texts of the kind {twice[0]} belong to another class already; a text has one class.")
        found.append(held)
    return tuple(found)


def _read(row: Row) -> RecordClass:
    held = RecordClass(
        id=row.text("id"),
        title=row.text("title"),
        schedule=row.text("schedule"),
        starts=row.one_of("starts", Start, Start),
        days=row.get("days", int),
        fate=row.one_of("disposition", Fate, Fate),
        kinds=frozenset(_kind(row, name) for name in row.texts("texts")),
    )
    row.done()
    for key, value in (("id", held.id), ("title", held.title), ("schedule", held.schedule)):
        if not value.strip():
            raise row.error(f"{key} is empty.")
    if not 1 <= held.days <= LONGEST_DAYS:
        raise row.error(f"days is {held.days}; a text is kept for 1 to {LONGEST_DAYS:,} days.")
    return held


def _kind(row: Row, name: str) -> TextKind:
    try:
        return TextKind(name)
    except ValueError:
        raise row.error(f"texts has {name!r}; the kinds are {', '.join(TextKind)}.") from None
