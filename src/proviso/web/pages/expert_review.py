"""One text on its way to official use: for its reader the work, for its author what came of it (ux.md, section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as change
from proviso.actions.expert_letters import length
from proviso.actions.expert_texts import Opened, look, minutes, open_all
from proviso.actions.expert_verdicts import NAMES
from proviso.actions.experts import topics_for, why_not
from proviso.db import expert_reviews as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Criterion, ExpertReview, ExpertState, Reading, Role, Said

from .. import expert_words as ew
from .. import words as w
from ..desk import Desk, at_desk
from ..expert_reading import ReadingText, returned_notes, show_lines, view_text
from ..history import Happened, happened
from ..session import NotYoursError

EVENTS = (
    "ExpertReviewAsked",
    "ExpertReviewRouted",
    "ExpertVersionAdded",
    "ExpertVerdictGiven",
    "ExpertReviewApproved",
    "ExpertVerdictUndone",
    "ExpertReviewWithdrawn",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One of the five fieldsets."""

    id: str
    name: str
    clause: str
    asks: str
    said: str
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One reading that has its verdict."""

    who: str
    says: str
    when: str
    version: int
    code: str
    rows: tuple[ew.SaidRow, ...]
    is_plain_yes: bool
    """Yes to all five, without a note beside one."""
    notes: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """What the reader has in front of them."""

    id: str
    title: str
    line: str
    text: ReadingText
    questions: tuple[Question, ...]
    choices: tuple[tuple[str, str], ...]
    saved: str
    next: str
    earlier: tuple[Given, ...]
    others: tuple[tuple[str, str], ...]
    is_last: bool
    errors: Mapping[str, str]
    changed: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """Where the text is, and what its author, its office or its readers can do now."""

    id: str
    title: str
    answer: str
    line: str
    next: str
    state: str
    is_official: bool
    given: tuple[Given, ...]
    text: str = field(repr=False)
    can_read: bool
    is_gone: bool
    version: int
    is_author: bool
    can_change: bool
    can_take_out: bool
    undo: str
    """What can be undone now; empty when nothing can."""
    others: tuple[tuple[str, str], ...]
    """Whom the CIO's office can give it to."""
    decisions: tuple[str, ...]
    code: str
    receipt: str
    history: tuple[Happened, ...]
    errors: Mapping[str, str]
    done: str


def show_review(request: Request) -> Response:
    """The reader's work, or where the text is."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    reading = review.reading
    if reading is not None and reading.reviewer_id == desk.me.id:
        page = reading_page(desk, review, reading)
        return desk.page("expert_reading.html", page, title=page.title)
    status = status_page(desk, review)
    return desk.page("expert_review.html", status, title=f"{status.answer.rstrip('.')} – {status.title}")


def find(desk: Desk, tx: Tx, request: Request) -> ExpertReview:
    """The review of this address, for whoever has a part in it; a code that does not exist is answered like one of
    somebody else, so that nobody can try codes out."""
    review = db.get(tx, str(request.path_params["review_id"]))
    is_office = desk.has(*ew.OFFICES, Role.AUDITOR)
    if review is None and is_office:
        raise NotFoundError("There is no such review.", hint="Expert reviews lists all of them.")
    if review is None or not (is_office or desk.me.id in change.readers(review)):
        raise NotYoursError(f"This page is for {ew.WHOM}.", hint=f"You are signed in as {w.first_name(desk.me.name)}.")
    return review


def may_read(desk: Desk, review: ExpertReview) -> bool:
    """The words are for the author, the readers and auditors; the CIO's office sees where a text is."""
    return desk.me.id in change.readers(review) or desk.has(Role.AUDITOR)


def reading_page(
    desk: Desk, review: ExpertReview, reading: Reading, *, errors: Mapping[str, str] | None = None, changed: str = ""
) -> ReadingPage:
    """The sources, the text, what changed, and the five questions, with what was answered so far."""
    opened = desk.write(
        lambda tx: open_all(tx, desk.agency, review, _since(review, reading), actor=desk.me.id, at=desk.now)
    )
    findings = look(desk.agency, opened.text).findings if opened.text else ()
    with desk.read() as tx:
        return ReadingPage(
            id=review.id,
            title=ew.headline(review),
            line=_line(desk, tx, review),
            text=view_text(review, opened, findings, reading),
            questions=tuple(_question(reading, criterion) for criterion in Criterion),
            choices=ew.SAID,
            saved="Saved, no answer given yet." if reading.answers or reading.notes else "",
            next=ew.next_reader(desk, tx, review),
            earlier=_given(desk, tx, review, opened),
            others=_others(desk, tx, review),
            is_last=not ew.next_reader(desk, tx, review),
            errors=errors or {},
            changed=changed,
            done=desk.done,
        )


def _since(review: ExpertReview, reading: Reading) -> int:
    """The version that this reader knows: the one of their saved answers, else of their verdict before."""
    if reading.version and reading.version != review.text.number:
        return reading.version
    said = [r.version for r in review.readings if r.reviewer_id == reading.reviewer_id and r.verdict is not None]
    return max(said, default=0)


def _line(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    words = review.text.words
    who = desk.name(tx, review.author_id)
    return f"From {who} · {ew.due(desk, review)} · {length(words)}, about {minutes(words)} minutes"


def _question(reading: Reading, criterion: Criterion) -> Question:
    held = reading.answer(criterion)
    clause, asks = ew.QUESTIONS[criterion]
    said = held.said.value if held else ""
    return Question(
        id=criterion.value,
        name=NAMES[criterion],
        clause=clause,
        asks=asks,
        said=said,
        note=held.note if held else "",
    )


def _given(desk: Desk, tx: Tx, review: ExpertReview, opened: Opened | None) -> tuple[Given, ...]:
    """The verdicts so far, with the notes at their places where the version that they are about is at hand."""
    found = []
    for reading in review.readings:
        if reading.verdict is None or reading.said_at is None:
            continue
        text = opened.text if opened is not None and opened.version == reading.version else ""
        if opened is not None and opened.before_is == str(reading.version):
            text = opened.before
        found.append(
            Given(
                who=desk.name(tx, reading.reviewer_id),
                says=ew.VERDICTS[reading.verdict],
                when=desk.when(reading.said_at),
                version=reading.version,
                code=reading.code,
                rows=ew.answer_rows(reading),
                is_plain_yes=all(a.said is Said.YES and not a.note for a in reading.answers) and not reading.missing,
                notes=returned_notes(reading, text) if opened is not None else (),
            )
        )
    return tuple(found)


def _others(desk: Desk, tx: Tx, review: ExpertReview) -> tuple[tuple[str, str], ...]:
    """The experts who could read it instead, those of its topic first and named as such."""
    held = review.reading.reviewer_id if review.reading else ""
    topics = [topic for topic_id in topics_for(review) if (topic := db.topic(tx, topic_id)) is not None]
    of = {person_id: topic.name for topic in reversed(topics) for person_id in topic.experts}
    experts = [p for p in people.with_role(tx, Role.EXPERT) if p.id != held and not why_not(tx, p.id, review)]
    experts.sort(key=lambda p: p.id not in of)
    return tuple((p.id, ", ".join((p.name, p.title or p.component, *_topic(of.get(p.id))))) for p in experts)


def _topic(name: str | None) -> tuple[str, ...]:
    return (f"for {name}",) if name else ()


def status_page(desk: Desk, review: ExpertReview, errors: Mapping[str, str] | None = None) -> StatusPage:
    """Where the text is; its words only for whom they are for, and then the look is on record."""
    can_read, reading = may_read(desk, review), ew.last_returned(review)
    since = reading.version if reading is not None else 0
    opened = (
        desk.write(lambda tx: open_all(tx, desk.agency, review, since, actor=desk.me.id, at=desk.now))
        if can_read
        else None
    )
    is_author, is_open = desk.me.id == review.author_id, review.state in {ExpertState.WAITING, ExpertState.RETURNED}
    waits = review.reading is not None
    with desk.read() as tx:
        return StatusPage(
            id=review.id,
            title=ew.headline(review),
            answer=ew.stands(desk, tx, review),
            line=f"{_line(desk, tx, review)} · version {review.text.number}",
            next=ew.next_reader(desk, tx, review),
            state=ew.STATES[review.state],
            is_official=review.state is ExpertState.APPROVED,
            given=_given(desk, tx, review, opened),
            text=show_lines(opened.text) if opened is not None else "",
            can_read=can_read,
            is_gone=opened is not None and opened.gone,
            version=review.text.number,
            is_author=is_author,
            can_change=is_author and is_open,
            can_take_out=review.state is ExpertState.APPROVED and desk.me.id in change.readers(review),
            undo=_undo(desk, review),
            others=_others(desk, tx, review) if waits and desk.has(*ew.OFFICES) and not is_author else (),
            decisions=review.decisions,
            code=review.code,
            receipt=f"/ledger/entries/{review.entry}/receipt" if review.entry >= 0 and desk.has(Role.AUDITOR) else "",
            history=happened(desk, tx, "review", review.id, EVENTS),
            errors=errors or {},
            done=desk.done,
        )


def _undo(desk: Desk, review: ExpertReview) -> str:
    if Role.AUDITOR in desk.me.roles or change.why_no_undo(review, actor=desk.me.id, at=desk.now):
        return ""
    return "Put the text back" if review.state is ExpertState.WITHDRAWN else "Take your answer back"
