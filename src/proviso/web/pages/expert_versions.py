"""What an author does with a text in review: change it, withdraw it, put it back; and the page to edit a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as change
from proviso.actions import expert_verdicts as verdicts
from proviso.actions.expert_texts import look, open_all, plain
from proviso.errors import ConflictError, UsageError
from proviso.model import ExpertReview, ExpertState, ExpertVerdict

from .. import expert_words as ew
from ..desk import Desk, at_desk
from ..expert_reading import returned_notes
from ..expert_screen import stopped
from ..intake import readable
from ..session import NotYoursError
from .expert_review import find


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """The text in a box, with the notes that it is changed for."""

    id: str
    title: str
    answer: str
    text: str = field(repr=False)
    version: int
    action: str
    button: str
    recorded: str
    notes: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    remarks: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Notes beside answers: the criterion, and the note."""
    errors: Mapping[str, str] = field(default_factory=dict)


def show_version(request: Request) -> Response:
    """The author's page to change the text."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    _only_author(desk, review)
    if review.state not in {ExpertState.WAITING, ExpertState.RETURNED}:
        return desk.go(f"/expert-reviews/{review.id}")
    return _page(desk, review)


def show_changes(request: Request) -> Response:
    """The reader's page to approve with changes; only after five answers."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    reading = review.reading
    if reading is None or reading.reviewer_id != desk.me.id:
        raise NotYoursError("This text is not with you.", hint="It may have been passed on, or has its answer.")
    if reading.version != review.text.number or verdicts.problems(reading, ExpertVerdict.CHANGED):
        return desk.go(f"/expert-reviews/{review.id}", "Answer the five questions first.")
    return _page(desk, review, is_reader=True)


def _only_author(desk: Desk, review: ExpertReview) -> None:
    if desk.me.id != review.author_id:
        raise NotYoursError("Only the author changes this text.", hint="As its reader you can return it with notes.")


def _page(
    desk: Desk,
    review: ExpertReview,
    text: str | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    is_reader: bool = False,
    status: int = 200,
) -> Response:
    returned = ew.last_returned(review) if not is_reader else None
    since = returned.version if returned is not None else 0
    opened = desk.write(lambda tx: open_all(tx, desk.agency, review, since, actor=desk.me.id, at=desk.now))
    about = opened.text if returned is not None and returned.version == opened.version else opened.before
    remarks = tuple((row.title, row.note) for row in ew.answer_rows(returned) if row.note) if returned else ()
    page = EditPage(
        id=review.id,
        title=ew.headline(review),
        answer="Your changes become a version of their own. Its author sees them."
        if is_reader
        else "A new version goes back to who reads the text.",
        text=readable(text) if text is not None else opened.text,
        version=review.text.number,
        action=f"/expert-reviews/{review.id}/{'changes' if is_reader else 'version'}",
        button="Approve this version" if is_reader else "Send this version",
        recorded="We record that you changed it, how long it is, and a fingerprint of it. Never its words.",
        notes=returned_notes(returned, about) if returned is not None else (),
        remarks=remarks,
        errors=errors or {},
    )
    name = "Approve with your changes" if is_reader else "Change your text"
    return desk.page("expert_version.html", page, title=f"{name} – {page.title}", status=status)


def edit_again(desk: Desk, review: ExpertReview, text: str, fault: UsageError, *, is_reader: bool = False) -> Response:
    """The box with what was typed, and why it was not taken."""
    with desk.read() as tx:
        review = change.get(tx, review.id)
        who, when = desk.name(tx, review.text.written_by), desk.words.clock(review.text.at)
    is_conflict = isinstance(fault, ConflictError)
    said = f"{who} changed the text at {when.rstrip('.')}. Yours is kept below." if is_conflict else _sentence(fault)
    return _page(desk, review, text, {"text": said}, is_reader=is_reader, status=409 if is_conflict else 422)


def _sentence(fault: UsageError) -> str:
    return f"{fault.message} {fault.hint}".strip()


def post_version(request: Request) -> Response:
    """The author sends a new version."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    _only_author(desk, review)
    text, typed = desk.form.text("text"), desk.form.line("version")
    emergency = stopped(desk, text)
    if emergency is not None:
        return emergency
    version = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    seen = look(desk.agency, text)
    try:
        after = desk.write(
            lambda tx: change.add_version(
                tx, desk.agency, review.id, seen, version=version, actor=desk.me.id, at=desk.now
            )
        )
    except ConflictError as fault:
        if fault.message != change.CHANGED:
            return desk.go(f"/expert-reviews/{review.id}", _sentence(fault))
        return edit_again(desk, review, plain(text), fault)
    except UsageError as fault:
        return edit_again(desk, review, plain(text), fault)
    with desk.read() as tx:
        said = f"Version {after.text.number} is sent. {ew.with_whom(desk, tx, after)}"
    return desk.go(f"/expert-reviews/{review.id}", said)


def withdraw(request: Request) -> Response:
    """The author does not need the review any more; ten minutes to undo it."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    _only_author(desk, review)
    try:
        desk.write(lambda tx: change.withdraw(tx, desk.agency, review.id, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/expert-reviews/{review.id}", _sentence(fault))
    return desk.go(f"/expert-reviews/{review.id}", "Withdrawn. You can put it back for 10 minutes.")


def undo(request: Request) -> Response:
    """Take one's own answer back, or put a withdrawn text back."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(desk, tx, request)
    try:
        after = desk.write(lambda tx: change.undo(tx, review.id, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/expert-reviews/{review.id}", _sentence(fault))
    is_author = desk.me.id == after.author_id
    said = "The text is back in review." if is_author else "Your answer is taken back. The ledger keeps both."
    return desk.go(f"/expert-reviews/{review.id}", said)
