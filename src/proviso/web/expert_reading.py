"""What a reader has in front of them: numbered sentences with their support, the sources, what changed (ux.md, 10).

Shown, never judged: "supported, source 1, page 4" or "no support found". A note stands at the sentence it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proviso.actions.expert_texts import Opened
from proviso.model import ExpertReview, Finding, PlaceNote, Reading, Strength
from proviso.reports.claims import CitedText, Claim, Passage, supports
from proviso.reports.differences import Change, ChangeKind, count, differences

from . import words as w
from .kinds import kind_title
from .marked import MarkedText, Place, mark_text, show
from .words import nobreak

MOST_NOTED = 60
"""Sentences with a field of their own for a note: a form has 200 fields at most."""
SENT = "What was sent to the tool"
GONE = "(About a place that has changed since.)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """A run of the text: a numbered sentence, or what stands between two."""

    text: str = field(repr=False)
    number: int = 0
    support: str = ""
    href: str = ""
    also: str = ""
    """Where the second half of it stands, when the source says it in another place."""
    also_href: str = ""
    is_supported: bool = False
    name: str = ""
    """Of the field for a note."""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePiece:
    """A run of a source; a passage has an id and leads back to the sentences that it supports."""

    text: str = field(repr=False)
    id: str = ""
    claims: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source."""

    number: int
    title: str
    href: str
    is_sent: bool = False
    """Its words are those that were sent to the tool."""
    pieces: tuple[SourcePiece, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePiece:
    """A run of words that stayed, came or went."""

    text: str = field(repr=False)
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingText:
    """The three columns, but for the answers."""

    version: int
    gone: bool
    pieces: tuple[TextPiece, ...] = field(repr=False)
    supported: str
    sources: tuple[SourceView, ...]
    prompt: str = field(repr=False)
    changes: tuple[ChangePiece, ...] = field(repr=False)
    changed: int
    changes_title: str
    marked: MarkedText | None
    general: str = field(default="", repr=False)


def view_text(
    review: ExpertReview, opened: Opened, findings: Sequence[Finding], reading: Reading | None = None
) -> ReadingText:
    """Everything a reader looks at, with the notes that they have written."""
    cited, is_prompt = _cited(review, opened)
    claims = supports(opened.text, cited) if opened.text else ()
    notes = _moved(reading, opened) if reading is not None else ()
    places = _places(claims)
    noted, rest = _noted(notes, claims)
    pieces = tuple(_pieces(opened.text, claims, noted, places))
    changes = differences(opened.before, opened.text) if opened.before_is and opened.before else ()
    held = sum(claim.is_supported for claim in claims)
    return ReadingText(
        version=opened.version,
        gone=opened.gone,
        pieces=pieces,
        supported=_supported(held, len(claims), bool(cited)),
        sources=tuple(_sources(review, cited, places, is_prompt=is_prompt)),
        prompt="" if is_prompt else show_lines(opened.prompt),
        changes=tuple(ChangePiece(text=show_lines(c.text), kind=_kind(c)) for c in changes),
        changed=count(changes),
        changes_title="since the tool’s answer"
        if opened.before_is == "answer"
        else f"since version {opened.before_is}",
        marked=_marked(opened.text, findings),
        general="\n".join(rest),
    )


def _cited(review: ExpertReview, opened: Opened) -> tuple[list[CitedText], bool]:
    """The sources whose words are kept; where none is, what was sent to the tool stands for them."""
    kept = [CitedText(title=s.title, text=t) for s, t in zip(review.sources, opened.sources, strict=False) if t]
    if kept or not opened.prompt:
        return kept, False
    title = review.sources[0].title if review.sources else SENT
    return [CitedText(title=title, text=opened.prompt)], True


def _supported(held: int, every: int, has_sources: bool) -> str:
    if not every:
        return "We found no sentence that states a fact."
    if not has_sources:
        return f"{w.count(every, 'sentence states', 'sentences state')} a fact. There is no source to compare with."
    return f"{held} of {w.count(every, 'sentence', 'sentences')} with a fact {'has' if held == 1 else 'have'} support."


def _noted(notes: Sequence[PlaceNote], claims: Sequence[Claim]) -> tuple[dict[int, str], list[str]]:
    """The notes by the sentence that they are in, and the rest. INVARIANT: each note is in one of both."""
    noted: dict[int, str] = {}
    rest = []
    for note in notes:
        inside = (c.number for c in claims[:MOST_NOTED] if note.start < note.end and c.start <= note.start < c.end)
        number = next(inside, 0)
        if number:
            noted[number] = f"{noted[number]}\n{note.note}" if number in noted else note.note
        else:
            rest.append(note.note)
    return noted, rest


def _pieces(text: str, claims: Sequence[Claim], noted: dict[int, str], places: Sequence[_Marked]) -> list[TextPiece]:
    pieces, at = [], 0
    for claim in claims:
        if text[at : claim.start].strip():
            pieces.append(TextPiece(text=show_lines(text[at : claim.start].strip("\n"))))
        found = claim.support or claim.nearest
        near = f"; the nearest place is in {found.words}" if found is not None and claim.support is None else ""
        pieces.append(
            TextPiece(
                text=show_lines(text[claim.start : claim.end]),
                number=claim.number,
                support=claim.words + near,
                href=_href(found, places),
                also=f"second half, {claim.also.words}" if claim.also is not None else "",
                also_href=_href(claim.also, places),
                is_supported=claim.is_supported,
                name=f"note-{claim.start}-{claim.end}" if claim.number <= MOST_NOTED else "",
                note=noted.get(claim.number, ""),
            )
        )
        at = claim.end
    if text[at:].strip():
        pieces.append(TextPiece(text=show_lines(text[at:].strip("\n"))))
    return pieces


@dataclass(frozen=True, slots=True)
class _Marked:
    """A place in a source that sentences lead to."""

    id: int
    passage: Passage
    claims: tuple[int, ...]


def _places(claims: Sequence[Claim]) -> tuple[_Marked, ...]:
    """Every place that a sentence leads to, and the sentences; places that overlap are one."""
    found = [(place, c.number) for c in claims for place in (c.support or c.nearest, c.also)]
    shown = sorted(((p, n) for p, n in found if p is not None), key=lambda one: (one[0].source, one[0].start))
    groups: list[tuple[Passage, list[int]]] = []
    for passage, number in shown:
        last = groups[-1] if groups else None
        if last is not None and last[0].source == passage.source and passage.start < last[0].end:
            groups[-1] = (replace(last[0], end=max(last[0].end, passage.end)), [*last[1], number])
        else:
            groups.append((passage, [number]))
    return tuple(_Marked(id_, passage, tuple(sorted(set(n)))) for id_, (passage, n) in enumerate(groups, 1))


def _href(passage: Passage | None, places: Sequence[_Marked]) -> str:
    if passage is None:
        return ""
    inside = (
        one.id
        for one in places
        if one.passage.source == passage.source and one.passage.start <= passage.start < one.passage.end
    )
    return f"#passage-{next(inside)}"


def _sources(
    review: ExpertReview, cited: Sequence[CitedText], places: Sequence[_Marked], *, is_prompt: bool
) -> list[SourceView]:
    views = [
        SourceView(
            number=number,
            title=source.title,
            is_sent=is_prompt and source.title != SENT,
            href=source.title if source.title.startswith(("https://", "http://")) else "",
            pieces=tuple(_passages(source.text, number, places)),
        )
        for number, source in enumerate(cited, 1)
    ]
    known = {source.title for source in cited}
    for source in review.sources:
        if source.title not in known:
            href = source.title if source.title.startswith(("https://", "http://")) else ""
            views.append(SourceView(number=len(views) + 1, title=source.title, href=href))
    return views


def _passages(text: str, number: int, places: Sequence[_Marked]) -> list[SourcePiece]:
    pieces, at = [], 0
    for one in (place for place in places if place.passage.source == number):
        start, end = one.passage.start, one.passage.end
        if text[at:start]:
            pieces.append(SourcePiece(text=show_lines(text[at:start])))
        pieces.append(SourcePiece(text=show_lines(text[start:end]), id=str(one.id), claims=one.claims))
        at = end
    if text[at:]:
        pieces.append(SourcePiece(text=show_lines(text[at:])))
    return pieces


def show_lines(text: str) -> str:
    """A text as it can be shown, lines and all."""
    return "\n".join(show(line) for line in text.replace("\f", "\n").split("\n"))


def _kind(change: Change) -> str:
    return {ChangeKind.ADDED: "added", ChangeKind.REMOVED: "removed"}.get(change.kind, "")


def _marked(text: str, findings: Sequence[Finding]) -> MarkedText | None:
    places = [
        Place(start=f.start, end=f.end, title=nobreak(kind_title(f.kind)))
        for f in findings
        if f.strength is not Strength.WEAK
    ]
    return mark_text(text, places) if places else None


def _moved(reading: Reading, opened: Opened) -> tuple[PlaceNote, ...]:
    """The notes at their places in the newest version: what stands there unchanged keeps its note, wherever it went."""
    if reading.version in {0, opened.version}:
        return reading.notes
    before = opened.before if opened.before_is == str(reading.version) else ""
    moved = []
    for note in reading.notes:
        words = before[note.start : note.end]
        at = opened.text.find(words) if words.strip() else -1
        if note.start == note.end:
            moved.append(note)
        elif at >= 0:
            moved.append(replace(note, start=at, end=at + len(words)))
        else:
            said = note.note if note.note.startswith(GONE) else f"{GONE} {note.note}"
            moved.append(PlaceNote(start=0, end=0, note=said))
    return tuple(moved)


def returned_notes(reading: Reading, text: str) -> tuple[tuple[str, str], ...]:
    """The notes of a returned text with the words that they are about; without words where it is about all of it."""
    return tuple((show_lines(text[n.start : n.end]), n.note) for n in sorted(reading.notes, key=lambda n: n.start))
