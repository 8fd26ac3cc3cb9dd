"""The conversation of one session: kept in memory, shown again on the next page, gone when the session ends.

INVARIANT: only text that was allowed out, and the tool's checked answers, are here; never the text of a denial.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from proviso.errors import StoreError
from proviso.identity.session import Session
from proviso.model import Answer, Decision, Finding, FindingClass, Obligation

from .session import Visit
from .words import nobreak

TALK = "workspace.talk"
BEGUN = "talk.begun"
"""That there is one, for whichever process answers next: it holds no word of it."""
MOST_TURNS = 20
MOST_ASKED = 20_000
"""Of one question, this much is kept to be shown again: the person has the rest."""
MOST_CHARS = 400_000
"""Of one session: the oldest turns go first, so that a few long texts cannot fill the machine."""
PERSONAL = frozenset({FindingClass.INDIVIDUAL, FindingClass.SECRET})
"""139-07.2.b: what the person may ask to see; whatever else is hidden stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question that went out and what came back."""

    decision_id: str
    tool_name: str
    at: datetime
    asked: str = field(repr=False)
    asked_words: int = 0
    """Of the whole question, also where only its beginning is kept."""
    answer: str = field(repr=False)
    ended: str = ""
    """Why the answer is not whole: it is never cut without this line."""
    findings: tuple[Finding, ...] = ()
    """What is hidden in it."""
    words: int = 0
    obligations: tuple[Obligation, ...] = ()
    pack: str = ""
    purpose: str = ""
    waivers: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    """Kinds of personal data that the person asked to see; each look is in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPiece:
    """A run of an answer: its words, or the name of what is hidden."""

    text: str = ""
    hidden: str = ""


def turns_of(session: Session) -> tuple[Turn, ...]:
    """The conversation so far, oldest first."""
    found: tuple[Turn, ...] = session.data.get(TALK, ())
    return found


def add_turn(
    session: Session, decision: Decision, tool_name: str, asked: str, answer: Answer, at: datetime, *, ended: str = ""
) -> None:
    """Keep a turn; one assignment, since two tabs may ask at once. The answer's findings are those that are hidden."""
    turn = Turn(
        decision_id=decision.id,
        tool_name=tool_name,
        at=at,
        asked=asked if len(asked) <= MOST_ASKED else f"{asked[:MOST_ASKED]} …",
        asked_words=len(asked.split()),
        answer=answer.text,
        findings=answer.findings,
        words=answer.words,
        obligations=decision.obligations,
        pack=decision.pack,
        purpose=decision.purpose,
        waivers=decision.waivers,
        ended=ended,
    )
    session.data[TALK] = _within((*turns_of(session), turn))


def is_lost(session: Session) -> bool:
    """A conversation began, and this process does not hold it: it was started anew, or another one has it."""
    return BEGUN in session.lasting and not turns_of(session)


def note_begun(visit: Visit) -> None:
    """Write down that there is a conversation, once, so that whichever process shows the next page can say so."""
    session = visit.session
    if session is not None and BEGUN not in session.lasting:
        session.lasting = {**session.lasting, BEGUN: True}
        with suppress(StoreError):  # the answer is worth more than that note
            visit.sessions.keep(session)


def _within(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    kept = turns[-MOST_TURNS:]
    while len(kept) > 1 and sum(len(t.asked) + len(t.answer) for t in kept) > MOST_CHARS:
        kept = kept[1:]
    return kept


def find_turn(session: Session, decision_id: str) -> Turn | None:
    """One turn of this conversation."""
    return next((t for t in turns_of(session) if t.decision_id == decision_id), None)


def show_kind(session: Session, decision_id: str, kind: str) -> None:
    """From now on this kind stands open in this answer; the caller has recorded the look (139-07.2.b)."""
    session.data[TALK] = tuple(
        replace(t, shown=t.shown | {kind}) if t.decision_id == decision_id else t for t in turns_of(session)
    )


def end_talk(visit: Visit) -> None:
    """Drop the conversation."""
    session = visit.session
    if session is None:
        return
    session.data.pop(TALK, None)
    if BEGUN in session.lasting:
        session.lasting = {key: value for key, value in session.lasting.items() if key != BEGUN}
        with suppress(StoreError):  # then a later page says once too often that it is gone
            visit.sessions.keep(session)


def hidden_kinds(turn: Turn) -> tuple[str, ...]:
    """Kinds of personal data that are hidden in this answer now, in order of place."""
    return tuple(dict.fromkeys(f.kind for f in _hidden(turn) if f.cls in PERSONAL))


def answer_pieces(turn: Turn, words_of: Callable[[str], str]) -> tuple[AnswerPiece, ...]:
    """The answer with personal data taken out and named."""
    pieces, done = [], 0
    for finding in _hidden(turn):
        if finding.end <= done:
            continue
        pieces.append(AnswerPiece(text=turn.answer[done : finding.start]))
        pieces.append(AnswerPiece(hidden=nobreak(words_of(finding.kind))))
        done = finding.end
    pieces.append(AnswerPiece(text=turn.answer[done:]))
    return tuple(p for p in pieces if p.text or p.hidden)


def answer_text(turn: Turn, words_of: Callable[[str], str]) -> str:
    """The same as plain text, for a draft."""
    return "".join(p.text or f"[hidden: {p.hidden}]" for p in answer_pieces(turn, words_of))


def may_show(turn: Turn, kind: str) -> bool:
    """Whether this kind is personal data that stands in the answer."""
    return any(f.kind == kind and f.cls in PERSONAL for f in turn.findings)


def _hidden(turn: Turn) -> Sequence[Finding]:
    hidden = (f for f in turn.findings if f.cls not in PERSONAL or f.kind not in turn.shown)
    return sorted(hidden, key=lambda f: (f.start, -f.end))
