"""The texts of an expert review: screened before they are kept, kept sealed, opened on record (139-07.4.c, R-078)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import (
    ExpertReview,
    Finding,
    FindingClass,
    Part,
    Strength,
    TextKind,
    TextVersion,
    Transcript,
)

from .agency import Agency
from .transcripts import keep, open_text
from .wording import clean, says_something

WORDS_A_PAGE = 300
MOST_SOURCES = 5
TEXT_PART = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Texts that were screened: the one for official use first, then what it was made from."""

    texts: tuple[str, ...] = field(repr=False)
    findings: tuple[Finding, ...] = ()
    """Those in the first text."""
    is_classified: bool = False
    """Any of them may be classified: then none of them is kept (139-07.2.a.4)."""

    @property
    def text(self) -> str:
        """The text for official use."""
        return self.texts[0]

    @property
    def found(self) -> dict[str, int]:
        """How many of each kind count in the first text, for the ledger."""
        return dict(sorted(Counter(f.kind for f in self.findings if f.strength is not Strength.WEAK).items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The words of a review, for who may read them now."""

    text: str = field(repr=False)
    version: int
    before: str = field(default="", repr=False)
    """What the newest version is compared with: the version that was read last, or the tool's own answer."""
    before_is: str = ""
    """`answer`, or the number of the version; empty: there is nothing to compare with."""
    prompt: str = field(default="", repr=False)
    sources: tuple[str, ...] = field(default=(), repr=False)
    """Texts of the sources, in the order of the review; empty where only the citation is known."""
    gone: bool = False
    """The text was destroyed; what was decided about it stays."""


def plain(text: str) -> str:
    """A text as it is kept: one form for each letter, plain line ends, pages parted by form feeds."""
    return "\f".join(unicodedata.normalize("NFC", clean(page)) for page in text.split("\f")).strip()


def pages(words: int) -> int:
    """How many pages a text has, about."""
    return max(1, -(-words // WORDS_A_PAGE))


def minutes(words: int) -> int:
    """How many minutes it takes to review it, about."""
    return 6 * pages(words)


def look(agency: Agency, *texts: str) -> Seen:
    """Screen the texts of a request; outside of any transaction, for it takes its time."""
    kept = tuple(plain(text) for text in texts)
    screened = agency.screen([Part(name=TEXT_PART, text=text) for text in kept])
    return Seen(
        texts=kept,
        findings=tuple(f for f in screened.findings if f.part == 0),
        is_classified=any(
            f.cls is FindingClass.CLASSIFIED and f.strength is not Strength.WEAK for f in screened.findings
        ),
    )


def require_fit(agency: Agency, seen: Seen) -> None:
    """INVARIANT: nothing that may be classified, and nothing that is no text, goes further than this."""
    if seen.is_classified:
        raise NotAllowedError("A text that may be classified is not kept and not reviewed here.", hint="Call Security.")
    if not says_something(seen.text):
        raise UsageError("There is no text to review yet.", hint="Paste the text that you want to use.")
    most = agency.settings.max_text_chars
    for text in seen.texts:
        if len(text) > most:
            raise UsageError(f"This text has {len(text):,} characters; {most:,} fit.", hint="Send it in parts.")


def version_of(
    tx: Tx, agency: Agency, review: ExpertReview, seen: Seen, number: int, *, actor: str, at: datetime
) -> TextVersion:
    """Keep a version of the text."""
    held = keep_text(tx, agency, review, TextKind.DRAFT, seen.text, actor=actor, at=at)
    return TextVersion(
        number=number,
        transcript_id=held.id,
        digest=held.digest,
        words=len(seen.text.split()),
        written_by=actor,
        at=at,
    )


def keep_text(
    tx: Tx, agency: Agency, review: ExpertReview, kind: TextKind, text: str, *, actor: str, at: datetime
) -> Transcript:
    """Keep one text of a review; its case is the review."""
    return keep(
        tx,
        agency,
        kind=kind,
        text=text,
        person_id=review.author_id,
        decision_id=review.decisions[0] if review.decisions else "",
        tool_id=review.tool_id,
        case_id=review.id,
        actor=actor,
        at=at,
    )


def open_all(tx: Tx, agency: Agency, review: ExpertReview, since: int = 0, *, actor: str, at: datetime) -> Opened:
    """The words of a review for who may see them; each look is on record. `since`: the version that they read last."""

    def words(transcript_id: str) -> str:
        if not transcript_id:
            return ""
        return open_text(tx, agency, transcript_id, actor=actor, why=f"expert review {review.id}", at=at)

    newest = review.text
    try:
        text = words(newest.transcript_id)
    except NotFoundError:
        return Opened(text="", version=newest.number, gone=True)
    earlier = next((v for v in review.versions if v.number == since and v is not newest), None)
    before_id = earlier.transcript_id if earlier else review.answer_id
    return Opened(
        text=text,
        version=newest.number,
        before=_or_gone(words, before_id),
        before_is=str(earlier.number) if earlier else ("answer" if review.answer_id else ""),
        prompt=_or_gone(words, review.prompt_id),
        sources=tuple(_or_gone(words, source.transcript_id) for source in review.sources),
    )


def _or_gone(words: Callable[[str], str], transcript_id: str) -> str:
    """A text beside the one that is reviewed; empty once its own time was over."""
    try:
        return words(transcript_id)
    except NotFoundError:
        return ""
