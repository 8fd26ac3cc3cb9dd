"""The systems that keep records for us: the learning system says who has done which training (139-07.2.c.2–4), the
directory who works here. Each has a token of its own, and words whose meaning here somebody says.

A feed that was not read is never a silent reason: a denial for a missing training says when it was last read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from proviso.db import agency as agency_db
from proviso.db import feeds as feeds_db
from proviso.db import people as db
from proviso.db import records
from proviso.db.bodies import moment, stamp
from proviso.db.feeds import Code, FeedReading, FeedToken
from proviso.db.store import Store, Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity import tokens
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Role, Training
from proviso.model.events import FeedRead
from proviso.model.feed_events import FeedCodeSet, FeedTokenEnded, FeedTokenMade

from .people import record_training
from .roles import SYSTEM, require_role
from .wording import clean_line

LEARNING, DIRECTORY = "learning", "directory"
SOURCE = "learning system"
GROUP, DEPARTMENT, COURSE = "group", "department", "course"
CODE_KINDS = {GROUP: DIRECTORY, DEPARTMENT: DIRECTORY, COURSE: LEARNING}
"""What kinds of words other systems send, and by which feed."""
NOT_BY_GROUP = frozenset({Role.PERSONNEL.value, Role.AUDITOR.value})
"""Roles that no group gives: everybody has the one, and the other goes with no office."""
MOST_TOKENS = 5
MOST_CODE = 300
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
_MAY = {DIRECTORY: (Role.ADMIN,), LEARNING: (Role.TRAINING, Role.ADMIN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One row of the learning system: who finished which course, when."""

    person: str
    """Handle or agency address."""
    training: Training
    completed_at: datetime
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reading of a feed came to."""

    rows: int
    recorded: int
    unknown: tuple[str, ...] = ()
    """Who is in the feed and not in the directory."""


def read_learning(tx: Tx, rows: Sequence[Completion], *, actor: str, at: datetime) -> Reading:
    """Record what the learning system shows as done, each completion once, and that it was read (139-07.2.c.2–4).

    Rows about nobody in the directory are counted and named; they stop nothing.
    """
    if actor != SYSTEM:
        require_role(tx, actor, Role.TRAINING, Role.ADMIN, to="read the learning system")
    late = next((row for row in rows if row.completed_at > at), None)
    if late is not None:
        raise UsageError(
            f"The row of {late.person} says {late.completed_at.date()}, and that day has not come yet.",
            hint="Nothing was recorded. Check the export's dates.",
        )
    ids = {row.person: _person(tx, row.person) for row in rows}
    known = [(person_id, row) for row in rows if (person_id := ids[row.person])]
    recorded = sum(
        note_completion(tx, person_id, row.training, row.completed_at, version=row.version, at=at)
        for person_id, row in known
    )
    unknown = tuple(sorted(name for name, person_id in ids.items() if not person_id))
    note_reading(tx, "shell", len(rows), recorded, unknown=len(rows) - len(known), actor=actor, at=at)
    return Reading(rows=len(rows), recorded=recorded, unknown=unknown)


def note_reading(
    tx: Tx, way: str, rows: int, recorded: int, *, actor: str, at: datetime, unknown: int = 0, ignored: int = 0
) -> None:
    """Say that the learning system was read, and what it came to: from now on the feed is fresh."""
    agency_db.put(tx, agency_db.LEARNING_READ, stamp(at))
    reading = FeedReading(by=actor, way=way, rows=rows, recorded=recorded, unknown=unknown, ignored=ignored)
    feeds_db.add_reading(tx, LEARNING, reading, at)
    record(tx, at, FeedRead(actor=actor, feed=LEARNING, rows=rows, recorded=recorded, unknown=unknown))


def note_completion(
    tx: Tx, person_id: str, training: Training, completed_at: datetime, *, at: datetime, version: str = ""
) -> bool:
    """Record one completion that the learning system shows, once; False when it is on record already."""
    if records.has_training(tx, person_id, training, completed_at):
        return False
    record_training(tx, person_id, training, completed_at, SOURCE, version=version, actor=SYSTEM, at=at)
    return True


def _person(tx: Tx, name: str) -> str:
    found = db.get(tx, name.strip()) or db.by_email(tx, name)
    return "" if found is None else found.id


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeToken:
    """A token of a feed, and its words: the only time that they are seen."""

    token: FeedToken
    words: str = field(repr=False)


def make_token(tx: Tx, feed: str, name: str, *, actor: str, at: datetime) -> MadeToken:
    """Make a token by which another system sends us its records."""
    require_role(tx, actor, *_MAY[feed], to="make a token for a feed")
    if not name.strip():
        raise UsageError("Say which system gets the token.", hint="For example: Okta, or the learning system.")
    standing = [held for held in feeds_db.tokens_of(tx, feed) if held.ended_at is None]
    if len(standing) >= MOST_TOKENS:
        raise UsageError(f"This feed has {MOST_TOKENS} tokens already.", hint="End one of them first.")
    words = tokens.new_key(tokens.FEED)
    token = FeedToken(
        id=new_id(), feed=feed, name=clean_line(name)[:100], hint=tokens.hint_of(words), made_by=actor, made_at=at
    )
    feeds_db.add_token(tx, token, tokens.fingerprint(words))
    record(tx, at, FeedTokenMade(actor=actor, feed=feed, token=token.id))
    return MadeToken(token=token, words=words)


def end_token(tx: Tx, feed: str, token_id: str, *, actor: str, at: datetime) -> None:
    """End a token at once."""
    require_role(tx, actor, *_MAY[feed], to="end a token of a feed")
    held = next((one for one in feeds_db.tokens_of(tx, feed) if one.token.id == token_id), None)
    if held is None or held.ended_at is not None:
        raise NotFoundError("There is no such token now; it may have ended already.")
    feeds_db.end_token(tx, token_id, at)
    record(tx, at, FeedTokenEnded(actor=actor, feed=feed, token=token_id))


@dataclass(frozen=True, slots=True)
class Opened:
    """A token that opens a feed."""

    token: FeedToken
    used_at: datetime | None

    def wants_note(self, at: datetime) -> bool:
        """Whether that it is used has to be written down: once a minute."""
        return self.used_at is None or at - self.used_at > A_MINUTE


def find_by_token(store: Store, feed: str, words: str) -> Opened | None:
    """The token of these words, None when it opens nothing."""
    found = feeds_db.find_token(store, tokens.fingerprint(words)) if words.startswith(tokens.FEED) else None
    return None if found is None or found[0].feed != feed else Opened(*found)


def note_use(store: Store, opened: Opened, at: datetime) -> None:
    """Say that a token is used."""
    store.write(lambda tx: feeds_db.mark_used(tx, opened.token.id, at))


def heard_at(tx: Tx, feed: str) -> datetime | None:
    """When this feed last told us something; None when it never did."""
    if feed == LEARNING:
        read = agency_db.get(tx, agency_db.LEARNING_READ)
        return moment(read) if read else None
    return max((held.used_at for held in feeds_db.tokens_of(tx, feed) if held.used_at), default=None)


def is_connected(tx: Tx, feed: str) -> bool:
    """Whether this feed is there at all: it has told us something, or has a token that stands."""
    return heard_at(tx, feed) is not None or any(held.ended_at is None for held in feeds_db.tokens_of(tx, feed))


def is_late(tx: Tx, feed: str, at: datetime, days: int) -> bool:
    """Whether a feed that is there was silent for so long that it is named; one that never spoke, since its token."""
    made = (held.token.made_at for held in feeds_db.tokens_of(tx, feed) if held.ended_at is None)
    since = heard_at(tx, feed) or min(made, default=None)
    return since is not None and at - since > timedelta(days=days)


def see_code(tx: Tx, kind: str, word: str, *, at: datetime) -> str:
    """A word of another system came in: what it means here, empty when nobody has said. It waits on the page Feeds."""
    known = feeds_db.code(tx, kind, word)
    if known is None or known.seen_at is None or at - known.seen_at > A_DAY:
        value, set_by = (known.value, known.set_by) if known is not None else ("", "")
        feeds_db.put_code(tx, Code(kind=kind, code=word, value=value, seen_at=at, set_by=set_by))
    return known.value if known is not None else ""


def set_code(tx: Tx, kind: str, word: str, value: str, *, actor: str, at: datetime) -> Code:
    """Somebody says what a word means here: a group as a role, a department as a component, a course as a training."""
    if kind not in CODE_KINDS:
        raise UsageError("There is no such kind of word.")
    require_role(tx, actor, *_MAY[CODE_KINDS[kind]], to="say what a word of another system means")
    word = clean_line(word)[:MOST_CODE]
    if not word:
        raise UsageError("Write the word as the other system sends it.")
    if value and value not in _values(tx, kind):
        raise UsageError(f"Nothing here is called {value!r}.", hint="Choose from the list.")
    known = feeds_db.code(tx, kind, word)
    one = Code(kind=kind, code=word, value=value, seen_at=known.seen_at if known else None, set_by=actor)
    feeds_db.put_code(tx, one)
    record(tx, at, FeedCodeSet(actor=actor, kind=kind, code=word, value=value))
    return one


def _values(tx: Tx, kind: str) -> frozenset[str]:
    if kind == GROUP:
        return frozenset(role.value for role in Role) - NOT_BY_GROUP
    return frozenset(agency_db.components(tx)) if kind == DEPARTMENT else frozenset(one.value for one in Training)
