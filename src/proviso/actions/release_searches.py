"""Searches kept texts for the words of a request: each one is opened on record, read, and forgotten (R-079).

It goes on when nobody waits: `begin` is the request, `run` the work, group by group, and `go_on` takes up a search
whose process ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import record_search
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, StoreError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import FoiaSearch, RecordQuery, Transcript
from proviso.model.release_events import FoiaTextsSearched

from . import transcripts
from .agency import Agency
from .releases import OFFICERS, get
from .roles import require_role
from .sealing import seal, unseal
from .wording import clean_line, says_something

Clock = Callable[[], datetime]
GROUP = 25
"""Texts in one transaction: a decision never waits longer behind them than for a slow disk."""
STILL = timedelta(seconds=30)
LONGEST = 200


def begin(
    tx: Tx, agency: Agency, request_id: str, words: str, query: RecordQuery, *, actor: str, at: datetime
) -> FoiaSearch:
    """Begin to look for words in what was kept up to now; `run` does it."""
    require_role(tx, actor, *OFFICERS, to="search kept texts")
    get(tx, request_id)
    said = clean_line(words)
    if not says_something(said) or len(said) > LONGEST:
        raise UsageError(f"Type the words to look for, up to {LONGEST} characters.")
    until = min(query.until, at) if query.until is not None else at
    asked = replace(query, until=until)
    search = FoiaSearch(
        id=new_id(), request_id=request_id, by=actor, query=asked, total=record_search.count_texts(tx, asked)
    )
    db.add_search(tx, search, seal(said, search.id, agency.sealing_key), at)
    return search


def go_on(tx: Tx, search_id: str, *, actor: str, at: datetime) -> FoiaSearch:
    """Take up a search whose process ended; what was opened is not opened again."""
    require_role(tx, actor, *OFFICERS, to="search kept texts")
    found = db.get_search(tx, search_id)
    if found is None:
        raise NotFoundError("There is no such search.")
    search, _, beat_at = found
    if search.is_over or at - beat_at < STILL:
        raise ConflictError("This search goes on by itself, or is over.", hint="Load its page again.")
    db.put_search(tx, search, at)
    return search


def words_of(tx: Tx, agency: Agency, search_id: str) -> str:
    """The words of a search, for those who answer the request."""
    sealed = db.sealed_words(tx, search_id)
    if sealed is None:
        raise NotFoundError("There is no such search.")
    return unseal(sealed, search_id, agency.sealing_key)


def run(agency: Agency, search_id: str, clock: Clock) -> FoiaSearch:
    """Open what matches, one after the other, and keep the codes of those that have the words."""
    with agency.store.read() as tx:
        found = db.get_search(tx, search_id)
        if found is None:
            raise NotFoundError("There is no such search.")
        search, wanted = found[0], _plain(words_of(tx, agency, search_id))
        left = [held for held in record_search.texts(tx, search.query) if _place(held) > search.last]
    for start in range(0, len(left), GROUP):
        search = agency.store.write(_group(agency, search, wanted, left[start : start + GROUP], clock()))
    return agency.store.write(_end(search, clock()))


def _group(
    agency: Agency, search: FoiaSearch, wanted: str, group: list[Transcript], at: datetime
) -> Callable[[Tx], FoiaSearch]:
    def work(tx: Tx) -> FoiaSearch:
        found, unread = list(search.found), list(search.unread)
        for held in group:
            try:
                text = transcripts.open_text(
                    tx, agency, held.id, actor=search.by, why=f"Search for request {search.request_id}", at=at
                )
            except (StoreError, NotFoundError):  # another sealing key, or destroyed since: it is named, and counts
                unread.append(held.id)
                continue
            if wanted in _plain(text):
                found.append(held.id)
        now = replace(
            search,
            opened=search.opened + len(group),
            last=_place(group[-1]),
            found=tuple(found),
            unread=tuple(unread),
        )
        db.put_search(tx, now, at)
        return now

    return work


def _end(search: FoiaSearch, at: datetime) -> Callable[[Tx], FoiaSearch]:
    def work(tx: Tx) -> FoiaSearch:
        over = replace(search, is_over=True, total=search.opened)
        db.put_search(tx, over, at)
        event = FoiaTextsSearched(
            actor=search.by,
            request=search.request_id,
            search=search.id,
            opened=over.opened - len(over.unread),
            found=len(over.found),
            unread=len(over.unread),
        )
        record(tx, at, event)
        return over

    return work


def _place(held: Transcript) -> str:
    return f"{held.kept_at.isoformat(timespec='microseconds')} {held.id}"


def _plain(text: str) -> str:
    """Capitals and line breaks make no difference."""
    return " ".join(text.casefold().split())
