"""Reviews of tools: what is written in each part, its papers, and who answers in an officer's place (139-07.1.a–b).

A part has a version: a form that was opened before somebody else saved is noticed, and nothing of theirs is lost.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Select, String, Table, Text, delete, insert, select, update

from proviso.model import OfficeAnswer, OfficeDelegate, Review, ReviewFile, ReviewState, Section, TermAnswer, TestRun

from .bodies import body, reader, stamp
from .engines import forget
from .schema import metadata
from .store import Tx

reviews = Table(
    "reviews",
    metadata,
    Column("id", String, primary_key=True),
    Column("tool_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("opened_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("reviews_by_tool", "tool_id", "opened_at"),
    Index("reviews_by_state", "state", "opened_at"),
)

parts = Table(
    "review_parts",
    metadata,
    Column("review_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

papers = Table(
    "review_papers",
    metadata,
    Column("id", String, primary_key=True),
    Column("review_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("added_at", String, nullable=False),
    Column("body", Text, nullable=False),
    # The document, or the prompt and the result of a test, locked under a key of its own, and that key, wrapped.
    Column("locked", LargeBinary),
    Column("wrapped", LargeBinary),
    Index("papers_by_review", "review_id", "kind", "added_at"),
)

delegates = Table(
    "office_delegates",
    metadata,
    Column("office", String, primary_key=True),
    Column("body", Text, nullable=False),
)

_review, _section, _answer, _term = reader(Review), reader(Section), reader(OfficeAnswer), reader(TermAnswer)
_file, _test, _delegate = reader(ReviewFile), reader(TestRun), reader(OfficeDelegate)
SECTION, ANSWER, TERM = "section", "answer", "term"
FILE, TEST = "file", "test"


def add(tx: Tx, review: Review) -> None:
    """Keep a new review."""
    row = {"id": review.id, "tool_id": review.tool_id, "state": review.state.value}
    tx.conn.execute(insert(reviews), {**row, "opened_at": stamp(review.opened_at), "body": body(review)})


def put(tx: Tx, review: Review) -> None:
    """Write a changed review over its row."""
    tx.conn.execute(
        update(reviews).where(reviews.c.id == review.id).values(state=review.state.value, body=body(review))
    )


def get(tx: Tx, review_id: str) -> Review | None:
    """One review, None when there is none."""
    found = tx.conn.execute(select(reviews.c.body).where(reviews.c.id == review_id)).scalar()
    return None if found is None else _review(found)


def open(tx: Tx) -> list[Review]:  # noqa: A001  # as in `incidents.open(tx)`
    """Those that wait for a decision, oldest first."""
    return _all(
        tx, select(reviews.c.body).where(reviews.c.state == ReviewState.OPEN.value).order_by(reviews.c.opened_at)
    )


def decided(tx: Tx, limit: int = 25) -> list[Review]:
    """Those that are decided, newest first."""
    query = select(reviews.c.body).where(reviews.c.state != ReviewState.OPEN.value)
    return _all(tx, query.order_by(reviews.c.opened_at.desc()).limit(limit))


def approved(tx: Tx) -> list[Review]:
    """Those that ended with a yes, oldest first."""
    query = select(reviews.c.body).where(reviews.c.state == ReviewState.APPROVED.value)
    return _all(tx, query.order_by(reviews.c.opened_at))


def of_tool(tx: Tx, tool_id: str) -> list[Review]:
    """The reviews of one tool, newest first."""
    query = select(reviews.c.body).where(reviews.c.tool_id == tool_id)
    return _all(tx, query.order_by(reviews.c.opened_at.desc(), reviews.c.id))


def section(tx: Tx, review_id: str, section_id: str) -> Section:
    """One section; an empty one when nobody wrote in it yet."""
    found = _part(tx, review_id, SECTION, section_id)
    return Section(review_id=review_id, section=section_id) if found is None else _section(found)


def answer(tx: Tx, review_id: str, office: str) -> OfficeAnswer:
    """What one office says; an empty answer when it has said nothing yet."""
    found = _part(tx, review_id, ANSWER, office)
    return OfficeAnswer(review_id=review_id, office=office) if found is None else _answer(found)


def term(tx: Tx, review_id: str, term_id: str) -> TermAnswer:
    """One line of the checklist; an open one when nobody wrote in it yet."""
    found = _part(tx, review_id, TERM, term_id)
    return TermAnswer(review_id=review_id, term=term_id) if found is None else _term(found)


def terms(tx: Tx, review_id: str) -> dict[str, TermAnswer]:
    """The lines of the checklist that somebody wrote in, by id."""
    query = select(parts.c.key, parts.c.body).where(parts.c.review_id == review_id, parts.c.kind == TERM)
    return {row.key: _term(row.body) for row in tx.conn.execute(query)}


def put_section(tx: Tx, held: Section) -> None:
    """Write a section over the one before."""
    _put(tx, held.review_id, SECTION, held.section, held.version, body(held))


def put_answer(tx: Tx, held: OfficeAnswer) -> None:
    """Write an office's answer over the one before."""
    _put(tx, held.review_id, ANSWER, held.office, held.version, body(held))


def put_term(tx: Tx, held: TermAnswer) -> None:
    """Write a line of the checklist over the one before."""
    _put(tx, held.review_id, TERM, held.term, held.version, body(held))


def add_paper(tx: Tx, held: ReviewFile | TestRun, sealed: tuple[bytes, bytes]) -> None:
    """Keep a document or a test, its content locked."""
    is_file = isinstance(held, ReviewFile)
    row = {
        "id": held.id,
        "review_id": held.review_id,
        "kind": FILE if is_file else TEST,
        "added_at": stamp(held.added_at if isinstance(held, ReviewFile) else held.tested_at),
        "body": body(held),
        "locked": sealed[0],
        "wrapped": sealed[1],
    }
    tx.conn.execute(insert(papers), row)


def put_test(tx: Tx, held: TestRun) -> None:
    """Write a checked test over its row."""
    tx.conn.execute(update(papers).where(papers.c.id == held.id).values(body=body(held)))


def files(tx: Tx, review_id: str) -> list[ReviewFile]:
    """The documents of a review, oldest first."""
    return [_file(found) for found in _papers(tx, review_id, FILE)]


def tests(tx: Tx, review_id: str) -> list[TestRun]:
    """The tests of a review, oldest first."""
    return [_test(found) for found in _papers(tx, review_id, TEST)]


def all_files(tx: Tx) -> list[tuple[Review, ReviewFile]]:
    """Every document of every review, with its review."""
    both = reviews.join(papers, papers.c.review_id == reviews.c.id)
    wanted = select(reviews.c.body, papers.c.body).select_from(both).where(papers.c.kind == FILE)
    return [(_review(one), _file(two)) for one, two in tx.conn.execute(wanted.order_by(papers.c.id))]


def sealed(tx: Tx, review_id: str, paper_id: str) -> tuple[bytes, bytes] | None:
    """The locked content of a document or a test of this review, and its wrapped key."""
    mine = (papers.c.id == paper_id) & (papers.c.review_id == review_id)
    row = tx.conn.execute(select(papers.c.locked, papers.c.wrapped).where(mine)).first()
    return None if row is None or row.locked is None else (row.locked, row.wrapped)


def remove_file(tx: Tx, file_id: str) -> None:
    """Destroy a document."""
    tx.conn.execute(delete(papers).where(papers.c.id == file_id, papers.c.kind == FILE))
    tx.committed.append(lambda: forget(tx.conn))


def delegate_of(tx: Tx, office: str) -> OfficeDelegate | None:
    """Whom an officer named to answer in their place, on whatever days."""
    found = tx.conn.execute(select(delegates.c.body).where(delegates.c.office == office)).scalar()
    return None if found is None else _delegate(found)


def put_delegate(tx: Tx, office: str, held: OfficeDelegate | None) -> None:
    """Name who answers for an office in the place of its officer, or nobody."""
    tx.conn.execute(delete(delegates).where(delegates.c.office == office))
    if held is not None:
        tx.conn.execute(insert(delegates), {"office": office, "body": body(held)})


def delegated_to(tx: Tx, person_id: str) -> list[OfficeDelegate]:
    """The offices that this person was named for, on whatever days."""
    found = [_delegate(row) for row in tx.conn.execute(select(delegates.c.body)).scalars()]
    return [held for held in found if held.person_id == person_id]


def _part(tx: Tx, review_id: str, kind: str, key: str) -> str | None:
    mine = (parts.c.review_id == review_id) & (parts.c.kind == kind) & (parts.c.key == key)
    found = tx.conn.execute(select(parts.c.body).where(mine)).scalar()
    return None if found is None else str(found)


def _put(tx: Tx, review_id: str, kind: str, key: str, version: int, text: str) -> None:
    mine = (parts.c.review_id == review_id) & (parts.c.kind == kind) & (parts.c.key == key)
    changed = tx.conn.execute(update(parts).where(mine).values(version=version, body=text))
    if not changed.rowcount:
        row = {"review_id": review_id, "kind": kind, "key": key, "version": version, "body": text}
        tx.conn.execute(insert(parts), row)


def _papers(tx: Tx, review_id: str, kind: str) -> list[str]:
    query = select(papers.c.body).where(papers.c.review_id == review_id, papers.c.kind == kind)
    return list(tx.conn.execute(query.order_by(papers.c.added_at, papers.c.id)).scalars())


def _all(tx: Tx, query: Select[str]) -> list[Review]:
    return [_review(found) for found in tx.conn.execute(query).scalars()]
