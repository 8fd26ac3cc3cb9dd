"""The words of the mail about texts for official use (ux section 14): no text, no findings.

What the text is called is its author's word, and was screened.
"""

from __future__ import annotations

from datetime import date, datetime

from proviso.db import expert_reviews as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.model import Audience, ExpertReview, ExpertVerdict, Person, Role

from .days import day
from .expert_texts import minutes, pages
from .outbox import LONGEST_SUBJECT, notify, shortened

FOR = {
    Audience.INTERNAL: "for use inside",
    Audience.AGENCY: "for another agency",
    Audience.PUBLIC: "for the public",
}


def length(words: int) -> str:
    """ "2 pages" """
    many = pages(words)
    return f"{many} page{'s' if many != 1 else ''}"


def tell_reader(tx: Tx, review: ExpertReview, person_id: str, *, at: datetime) -> None:
    """A text waits for somebody."""
    words = review.text.words
    head, tail = "A text waits for you: ", f", {length(words)}"
    subject = shortened(review.subject, LONGEST_SUBJECT - len(head) - len(tail))
    author = people.get(tx, review.author_id)
    name = author.name if author else "Somebody"
    notify(
        tx,
        person_id,
        "expert-review",
        subject=f"{head}{subject}{tail}",
        lines=(
            f"{name} needs it {_by(review.due_on, at.date())}, {FOR[review.audience]}.",
            f"About {minutes(words)} minutes.",
        ),
        path=f"/expert-reviews/{review.id}",
        at=at,
        key=f"expert-review:{review.id}:{review.revision}:{person_id}",
    )


def _by(due: date, today: date) -> str:
    return "today" if due <= today else f"by {day(due, today)}"


def finders(tx: Tx) -> list[Person]:
    """Who finds an expert where none is there: the CIO's office, and the CIO where nobody is in it."""
    return people.with_role(tx, Role.CIO_OFFICE) or people.with_role(tx, Role.CIO)


def tell_office(tx: Tx, review: ExpertReview, *, at: datetime) -> None:
    """No expert can read a text: the CIO's office finds one."""
    topic = db.topic(tx, review.topic)
    about = f" on {topic.name}" if topic else ""
    for person in finders(tx):
        notify(
            tx,
            person.id,
            "expert-missing",
            subject=shortened(f"Find an expert for a text{about}", LONGEST_SUBJECT),
            lines=(
                "A text for official use waits, and no expert of its topic can read it.",
                "Choose somebody, or say who reads such texts.",
            ),
            path=f"/expert-reviews/{review.id}",
            at=at,
            key=f"expert-missing:{review.id}:{review.revision}:{person.id}",
        )


def tell_author(tx: Tx, review: ExpertReview, verdict: ExpertVerdict, notes: int, *, at: datetime) -> None:
    """The author hears what came of it; of an approval only when the last reader gave it."""
    subject = shortened(review.subject, 34)
    if verdict is ExpertVerdict.RETURNED:
        said = f"{notes} thing{'s' if notes != 1 else ''} to change: {subject}"
        lines = ("An expert read your text and wrote down what to change.", "Send a new version when it is done.")
    else:
        said = f"You can use your text: {subject}"
        changed = "Experts approved it." if verdict is ExpertVerdict.APPROVED else "It was approved with changes."
        lines = (changed, "Download it with its note, or copy it.")
    _to_author(tx, review, "expert-verdict", said, lines, at)


def tell_returned_waits(tx: Tx, review: ExpertReview, stage: int, left: int, *, at: datetime) -> None:
    """A returned text waits for its author, who hears of it once for each stage."""
    days = f"{left} day{'s' if left != 1 else ''}"
    lines = ("An expert wrote down what to change.", f"Without a new version it is closed in {days}.")
    subject = f"Your text waits for you: {shortened(review.subject, 34)}"
    _to_author(tx, review, f"expert-returned-{stage}", subject, lines, at)


def tell_lapsed(tx: Tx, review: ExpertReview, after: int, *, at: datetime) -> None:
    """The author hears that a returned text is closed, and what to do when they still need it."""
    lines = (
        f"It was returned {after} days ago, and no new version came.",
        "Ask for a new review if you still need it.",
    )
    _to_author(tx, review, "expert-lapsed", f"Your text was closed: {shortened(review.subject, 36)}", lines, at)


def tell_author_moved(tx: Tx, review: ExpertReview, *, at: datetime) -> None:
    """The author hears that somebody else reads it now."""
    subject = f"Somebody else reads your text: {shortened(review.subject, 28)}"
    is_there = review.reading is not None and bool(review.reading.reviewer_id)
    then = "Its page says who, and since when." if is_there else "The CIO’s office finds an expert for it."
    _to_author(tx, review, "expert-moved", subject, ("Who had it cannot read it now.", then), at)


def tell_undone(tx: Tx, review: ExpertReview, *, at: datetime) -> None:
    """Whoever read a verdict that was undone within minutes hears that it does not count."""
    lines = ("An expert took their answer back. The text waits again.", "Do not use it yet.")
    _to_author(tx, review, "expert-undone", f"An answer was taken back: {shortened(review.subject, 30)}", lines, at)


def _to_author(tx: Tx, review: ExpertReview, kind: str, subject: str, lines: tuple[str, ...], at: datetime) -> None:
    notify(
        tx,
        review.author_id,
        kind,
        subject=subject,
        lines=lines,
        path=f"/expert-reviews/{review.id}",
        at=at,
        key=f"{kind}:{review.id}:{review.revision}",
    )
