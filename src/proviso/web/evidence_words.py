"""Evidence files in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from proviso.db.evidence import Kept
from proviso.db.store import Tx
from proviso.model import EvidenceScope, EvidenceState

from .desk import Desk

STATES = {
    EvidenceState.RUNNING: "Being made",
    EvidenceState.READY: "Ready",
    EvidenceState.STOPPED: "It could not be made",
    EvidenceState.GONE: "Not kept any more",
}


def in_mib(size: int) -> str:
    """ "1.4 MB", "820 KB" """
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1e3)):,} KB"


def scope_words(desk: Desk, tx: Tx, scope: EvidenceScope) -> Iterator[str]:
    """What a file is about, a few words each."""
    if scope.person:
        yield desk.name(tx, scope.person)
    if scope.tool:
        yield desk.tool(tx, scope.tool)
    if scope.component:
        yield f"Component {scope.component}"
    if scope.clause:
        yield f"Rule {scope.clause}"
    if not (scope.person or scope.tool or scope.component or scope.clause):
        yield "The whole agency"
    since = desk.words.date(scope.since) if scope.since else "The first entry"
    until = desk.words.date(scope.until - timedelta(microseconds=1)) if scope.until else "the moment it was asked for"
    yield f"{since} to {until}"


SETTING = timedelta(seconds=6)
"""What the pages take when everything is read."""
KNOWN = timedelta(seconds=1)
"""Before that nobody can say how long the rest takes."""
SOON, A_MINUTE = 10, 75


def time_left(kept: Kept, now: datetime) -> str:
    """ "about 20 seconds left"; empty while nobody can say."""
    taken = kept.beat_at - kept.one.asked_at
    if not kept.done or taken < KNOWN:
        return ""
    rest = taken * max(0, kept.total - kept.done) / kept.done + SETTING - (now - kept.beat_at)
    seconds = max(1, round(rest.total_seconds()))
    if seconds <= SOON:
        return "a few seconds left"
    if seconds <= A_MINUTE:
        return f"about {-(-seconds // 5) * 5} seconds left"
    return f"about {-(-seconds // 60)} minutes left"
