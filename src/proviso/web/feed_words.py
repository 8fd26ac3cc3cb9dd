"""The age of the feeds, in words: a late one is named, not silently trusted (139-07.2.c.2–4)."""

from __future__ import annotations

from datetime import date, datetime

from proviso.actions import feeds
from proviso.actions.feeds import DIRECTORY, LEARNING
from proviso.db.store import Tx
from proviso.model import Role

from .desk import Desk

NAMES = {LEARNING: "Learning system", DIRECTORY: "Directory"}
CHANGERS = {LEARNING: (Role.TRAINING, Role.ADMIN), DIRECTORY: (Role.ADMIN,)}


def age_line(desk: Desk, feed: str, heard: datetime | None) -> str:
    """ "Learning system: last read 3 days ago." """
    return f"{NAMES[feed]}: {age_words(desk, feed, heard)}."


def age_words(desk: Desk, feed: str, heard: datetime | None) -> str:
    """ "last read 3 days ago" """
    verb = "read" if feed == LEARNING else "heard of"
    return f"last {verb} {desk.age(heard)}" if heard is not None else f"never {verb}"


def is_late(desk: Desk, tx: Tx, feed: str) -> bool:
    """Whether this feed is connected, and has been silent for longer than the setting lets it."""
    return feeds.is_late(tx, feed, desk.now, desk.agency.settings.feed_late_days)


def late_learning(desk: Desk, tx: Tx) -> str:
    """For the page of the steps: that what it says may be old; empty while the feed is fresh."""
    if not is_late(desk, tx, LEARNING):
        return ""
    heard = feeds.heard_at(tx, LEARNING)
    return f"{age_line(desk, LEARNING, heard)} What you finished since then does not show yet."


def feed_tasks(desk: Desk, tx: Tx) -> list[tuple[str, str, str, str, date]]:
    """Rows for Home of those who look after a feed that is late: where, what, in which words, its state, since when."""
    rows = []
    for feed in NAMES:
        if desk.has(*CHANGERS[feed]) and is_late(desk, tx, feed):
            heard = feeds.heard_at(tx, feed)
            since = desk.words.local(heard) if heard is not None else desk.today
            line = "Until it speaks again, what it would tell us does not count."
            rows.append((f"/feeds/{feed}", age_line(desk, feed, heard).rstrip("."), line, "Late", since))
    return rows
