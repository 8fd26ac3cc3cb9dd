"""Reads the `[[records]]` of a pack; what cannot be meant is refused with its place (R-079)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from proviso.model import TextKind

from .reading import Row
from .record_classes import LONGEST_DAYS, Fate, RecordClass, Start

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def read_record_classes(head: Row) -> tuple[RecordClass, ...]:
    """The `[[records]]` of a pack, all kinds of text in them, or none. Each kind belongs to one class."""
    rows = head.rows("records")
    if rows and "extends" in head.held:
        raise head.error("records: schedules are the agency’s, so a component’s pack has none.")
    found = _read_all(rows)
    missing = sorted(set(TextKind) - {kind for held in found for kind in held.kinds})
    if found and missing:
        raise head.error(f"records: no class has texts of the kind {missing[0]}, so no time would ever end them.")
    return found


def _read_all(rows: Iterable[Row]) -> tuple[RecordClass, ...]:
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
        uses=frozenset(row.texts("uses")),
    )
    row.done()
    if not _ID.fullmatch(held.id):
        raise row.error(f"id is {held.id!r}; it has small letters, digits and hyphens.")
    for key, value in (("title", held.title), ("schedule", held.schedule)):
        if not value.strip():
            raise row.error(f"{key} is empty.")
    if not 1 <= held.days <= LONGEST_DAYS:
        raise row.error(f"days is {held.days}; a text is kept for 1 to {LONGEST_DAYS:,} days.")
    if held.uses and held.starts is not Start.KEPT:
        raise row.error('uses: the words of a use belong to no case, so the class starts = "kept".')
    return held


def check_uses(head: Row, classes: tuple[RecordClass, ...], purposes: Iterable[str]) -> None:
    """Each purpose whose words are kept is one of the pack, and has one class."""
    known, seen = set(purposes), set[str]()
    for held in classes:
        for purpose in sorted(held.uses):
            if purpose not in known:
                raise head.error(f"records: the class {held.id} keeps uses for {purpose!r}, which is no purpose here.")
            if purpose in seen:
                raise head.error(f"records: uses for {purpose} are kept in two classes; a text has one class.")
            seen.add(purpose)


def _kind(row: Row, name: str) -> TextKind:
    try:
        return TextKind(name)
    except ValueError:
        raise row.error(f"texts has {name!r}; the kinds are {', '.join(TextKind)}.") from None
