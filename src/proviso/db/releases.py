"""Requests for records, what was chosen and taken out for each, searches of kept texts, and the log of releases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from proviso.model import FoiaItem, FoiaRequest, FoiaSearch, FoiaState, ItemKind, LegalHold, Release

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Tx

Sealed = tuple[bytes, bytes]
"""A locked text and its wrapped key."""

requests = Table(
    "foia_requests",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("due_on", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("body", Text, nullable=False),
    # Who asked, somebody outside: sealed, and shown to those who answer.
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("foia_requests_by_state", "state", "due_on"),
)

items = Table(
    "foia_items",
    metadata,
    Column("request_id", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("foia_items_by_ref", "request_id", "kind", "ref", unique=True),
)

searches = Table(
    "foia_searches",
    metadata,
    Column("id", String, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("began_at", String, nullable=False),
    Column("beat_at", String, nullable=False),
    Column("body", Text, nullable=False),
    # The words that are looked for: they may be somebody's number.
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("foia_searches_by_request", "request_id", "began_at"),
)

releases = Table(
    "releases",
    metadata,
    Column("id", String, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("at", String, nullable=False),
    Column("entry_index", Integer, nullable=False),
    Column("body", Text, nullable=False),
    # The very file that left.
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("releases_by_time", "at"),
    Index("releases_by_request", "request_id", "at"),
)

_request = reader(FoiaRequest)
_item = reader(FoiaItem)
_search = reader(FoiaSearch)
_release = reader(Release)


def next_number(tx: Tx, year: int) -> str:
    """The next number of a year: `F2026-003`. Inside the writer's transaction nobody else gets the same."""
    taken = tx.conn.execute(select(requests.c.id).where(requests.c.id.startswith(f"F{year}-"))).scalars()
    return f"F{year}-{max((int(number.partition('-')[2]) for number in taken), default=0) + 1:03}"


def add(tx: Tx, request: FoiaRequest, name: Sealed) -> None:
    """Keep a request; `name` is who asked, sealed."""
    tx.conn.execute(insert(requests), {**_row(request), "id": request.id, "locked": name[0], "wrapped": name[1]})


def put(tx: Tx, request: FoiaRequest) -> None:
    """Write a changed request over its row."""
    tx.conn.execute(update(requests).where(requests.c.id == request.id).values(**_row(request)))


def _row(request: FoiaRequest) -> dict[str, str]:
    return {
        "state": request.state.value,
        "due_on": request.due_on.isoformat(),
        "subject_id": request.subject_id,
        "body": body(request),
    }


def get(tx: Tx, request_id: str) -> FoiaRequest | None:
    """One request, None when there is none."""
    found = tx.conn.execute(select(requests.c.body).where(requests.c.id == request_id)).scalar()
    return None if found is None else _request(found)


def sealed_name(tx: Tx, request_id: str) -> Sealed | None:
    """Who asked, sealed."""
    query = select(requests.c.locked, requests.c.wrapped).where(requests.c.id == request_id)
    row = tx.conn.execute(query).first()
    return None if row is None else (row.locked, row.wrapped)


def running(tx: Tx) -> list[FoiaRequest]:
    """The requests that wait for an answer, by due date."""
    query = select(requests.c.body).where(requests.c.state != FoiaState.CLOSED.value)
    return [_request(found) for found in tx.conn.execute(query.order_by(requests.c.due_on, requests.c.id)).scalars()]


def closed(tx: Tx, offset: int = 0, limit: int = 25) -> list[FoiaRequest]:
    """A page of the closed ones, newest number first."""
    query = select(requests.c.body).where(requests.c.state == FoiaState.CLOSED.value)
    page = query.order_by(requests.c.id.desc()).offset(offset).limit(limit)
    return [_request(found) for found in tx.conn.execute(page).scalars()]


def count_closed(tx: Tx) -> int:
    """How many are closed."""
    query = select(func.count()).select_from(requests).where(requests.c.state == FoiaState.CLOSED.value)
    return int(tx.conn.execute(query).scalar_one())


def of_subject(tx: Tx, person_id: str) -> list[FoiaRequest]:
    """The requests of one of our people about themselves, newest first."""
    query = select(requests.c.body).where(requests.c.subject_id == person_id).order_by(requests.c.id.desc())
    return [_request(found) for found in tx.conn.execute(query).scalars()]


def add_items(tx: Tx, request_id: str, kind: ItemKind, refs: Iterable[str], added_by: str) -> int:
    """Put records on the list of a request; what is on it already stays as it is. Returns how many are new."""
    held = select(items.c.ref).where(items.c.request_id == request_id, items.c.kind == kind.value)
    known = set(tx.conn.execute(held).scalars())
    last = select(func.max(items.c.number)).where(items.c.request_id == request_id)
    number = int(tx.conn.execute(last).scalar() or 0)
    new = [ref for ref in dict.fromkeys(refs) if ref not in known]
    rows = []
    for ref in new:
        number += 1
        item = FoiaItem(request_id=request_id, number=number, kind=kind, ref=ref, added_by=added_by)
        rows.append({"request_id": request_id, "number": number, "kind": kind.value, "ref": ref, "body": body(item)})
    if rows:
        tx.conn.execute(insert(items), rows)
    return len(rows)


def put_item(tx: Tx, item: FoiaItem) -> None:
    """Write a marked record over its row."""
    mine = (items.c.request_id == item.request_id) & (items.c.number == item.number)
    tx.conn.execute(update(items).where(mine).values(body=body(item)))


def drop_items(tx: Tx, request_id: str, numbers: Iterable[int]) -> int:
    """Take records off the list of a request. Returns how many were on it."""
    gone = delete(items).where(items.c.request_id == request_id, items.c.number.in_(tuple(numbers)))
    return tx.conn.execute(gone).rowcount


def get_item(tx: Tx, request_id: str, number: int) -> FoiaItem | None:
    """One record of a request."""
    mine = (items.c.request_id == request_id) & (items.c.number == number)
    found = tx.conn.execute(select(items.c.body).where(mine)).scalar()
    return None if found is None else _item(found)


def items_of(tx: Tx, request_id: str, offset: int = 0, limit: int = 100_000) -> list[FoiaItem]:
    """The records of a request, in their order."""
    query = select(items.c.body).where(items.c.request_id == request_id).order_by(items.c.number)
    return [_item(found) for found in tx.conn.execute(query.offset(offset).limit(limit)).scalars()]


def count_items(tx: Tx, request_id: str) -> int:
    """How many records are on the list of a request."""
    query = select(func.count()).select_from(items).where(items.c.request_id == request_id)
    return int(tx.conn.execute(query).scalar_one())


def holding(tx: Tx) -> list[LegalHold]:
    """What open requests hold: a text on the list of one is not destroyed before the answer."""
    query = (
        select(requests.c.body, items.c.body)
        .join(requests, requests.c.id == items.c.request_id)
        .where(items.c.kind == ItemKind.TEXT.value, requests.c.state != FoiaState.CLOSED.value)
    )
    found = ((_request(held), _item(listed)) for held, listed in tx.conn.execute(query.order_by(items.c.request_id)))
    return [
        LegalHold(
            id=request.id,
            matter=f"Request {request.id} for records",
            reason="It is on the list of a request that is not answered yet.",
            set_by=item.added_by,
            set_at=request.made_at,
            transcript_id=item.ref,
        )
        for request, item in found
    ]


def requests_with(tx: Tx, kind: ItemKind, ref: str) -> list[str]:
    """The requests that a record was chosen for."""
    query = select(items.c.request_id).where(items.c.kind == kind.value, items.c.ref == ref)
    return list(tx.conn.execute(query).scalars())


def add_search(tx: Tx, search: FoiaSearch, words: Sealed, at: datetime) -> None:
    """Keep a search that begins."""
    row = {
        "id": search.id,
        "request_id": search.request_id,
        "began_at": stamp(at),
        "beat_at": stamp(at),
        "body": body(search),
        "locked": words[0],
        "wrapped": words[1],
    }
    tx.conn.execute(insert(searches), row)


def put_search(tx: Tx, search: FoiaSearch, at: datetime) -> None:
    """Write how far a search is."""
    changed = update(searches).where(searches.c.id == search.id)
    tx.conn.execute(changed.values(beat_at=stamp(at), body=body(search)))


def get_search(tx: Tx, search_id: str) -> tuple[FoiaSearch, datetime, datetime] | None:
    """One search, when it began, and when it last went on."""
    query = select(searches.c.body, searches.c.began_at, searches.c.beat_at).where(searches.c.id == search_id)
    row = tx.conn.execute(query).first()
    return None if row is None else (_search(row.body), moment(row.began_at), moment(row.beat_at))


def sealed_words(tx: Tx, search_id: str) -> Sealed | None:
    """The words of a search, sealed."""
    query = select(searches.c.locked, searches.c.wrapped).where(searches.c.id == search_id)
    row = tx.conn.execute(query).first()
    return None if row is None else (row.locked, row.wrapped)


def searches_of(tx: Tx, request_id: str) -> list[FoiaSearch]:
    """The searches of a request, newest first."""
    query = select(searches.c.body).where(searches.c.request_id == request_id)
    return [_search(found) for found in tx.conn.execute(query.order_by(searches.c.began_at.desc())).scalars()]


def add_release(tx: Tx, release: Release, file: Sealed, entry_index: int) -> None:
    """Keep what left, whole, beside its entry in the ledger."""
    row = {
        "id": release.id,
        "request_id": release.request_id,
        "at": stamp(release.at),
        "entry_index": entry_index,
        "body": body(release),
        "locked": file[0],
        "wrapped": file[1],
    }
    tx.conn.execute(insert(releases), row)


def get_release(tx: Tx, release_id: str) -> tuple[Release, int] | None:
    """One release, and where it stands in the ledger."""
    row = tx.conn.execute(select(releases.c.body, releases.c.entry_index).where(releases.c.id == release_id)).first()
    return None if row is None else (_release(row.body), int(row.entry_index))


def sealed_file(tx: Tx, release_id: str) -> Sealed | None:
    """The file that left, sealed."""
    row = tx.conn.execute(select(releases.c.locked, releases.c.wrapped).where(releases.c.id == release_id)).first()
    return None if row is None else (row.locked, row.wrapped)


def log(tx: Tx, request_id: str = "", offset: int = 0, limit: int = 25) -> list[Release]:
    """A page of the log of releases, newest first; of one request, or of all."""
    query = select(releases.c.body).order_by(releases.c.at.desc(), releases.c.id)
    if request_id:
        query = query.where(releases.c.request_id == request_id)
    return [_release(found) for found in tx.conn.execute(query.offset(offset).limit(limit)).scalars()]


def count_log(tx: Tx) -> int:
    """How many releases there were."""
    return int(tx.conn.execute(select(func.count()).select_from(releases)).scalar_one())
