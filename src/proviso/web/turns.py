"""One turn of a conversation as the page shows it: sent, answered, what it still asks of the person, and the proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from . import words as w
from .kinds import kind_words
from .talk import MOST_ASKED, AnswerPiece, Turn, answer_pieces, hidden_kinds

LONG_WORDS = 120
"""A longer question folds, so that the answer is on the first screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """An obligation with its rule."""

    sentence: str
    rule: str
    rule_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenKind:
    """Something personal in the answer that "Show it" opens."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """What the template needs of one turn."""

    id: str
    code: str
    sent: str
    tool_name: str
    asked: str = field(repr=False)
    asked_words: int
    is_long: bool
    is_cut: bool
    pieces: tuple[AnswerPiece, ...] = field(repr=False)
    ended: str
    """Why the answer is not whole."""
    hidden: tuple[HiddenKind, ...]
    shown: tuple[str, ...]
    obligations: tuple[Todo, ...]
    pack_title: str
    pack_href: str
    waivers: tuple[str, ...]
    takes_focus: bool
    is_kept: bool = False
    """The rules keep its words: the page does not say otherwise."""


def sent_line(tool_name: str, at: datetime, words: w.Words, number: int) -> str:
    """The heading of a turn."""
    return f"Sent to {tool_name} at {words.clock(at)}" + (f", text {number}" if number > 1 else "")


def view_turn(
    turn: Turn, words: w.Words, *, number: int = 1, pack_title: str, takes_focus: bool, is_kept: bool = False
) -> TurnView:
    """The turn in words; only the newest one takes the focus after it was sent. `number` tells two apart."""
    return TurnView(
        id=turn.decision_id,
        code=w.code(turn.decision_id),
        sent=sent_line(turn.tool_name, turn.at, words, number),
        tool_name=turn.tool_name,
        asked=turn.asked,
        asked_words=turn.asked_words,
        is_long=turn.asked_words > LONG_WORDS,
        is_cut=turn.asked.endswith(" …") and len(turn.asked) > MOST_ASKED,
        pieces=answer_pieces(turn, kind_words),
        ended=turn.ended,
        hidden=tuple(HiddenKind(kind=k, title=w.nobreak(kind_words(k))) for k in hidden_kinds(turn)),
        shown=tuple(f"You looked at: {w.nobreak(kind_words(k))}. We recorded that." for k in sorted(turn.shown)),
        obligations=tuple(
            Todo(sentence=o.sentence, rule=o.clause, rule_href=f"/rules/{o.clause}") for o in turn.obligations
        ),
        pack_title=pack_title,
        pack_href="/rules",
        waivers=turn.waivers,
        takes_focus=takes_focus,
        is_kept=is_kept,
    )
