"""Answers that were undone within minutes, before anything was used under them (ux section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswerUndone(Event):
    """An office undid its answer to an objection within minutes, before its mail had left; the objection waits again
    (139-07 fn6)."""

    objection: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionAnswerUndone(Event):
    """The CIO's office undid its "no" to a suggestion within minutes, before its mail had left; it waits again
    (139-07.1.d)."""

    suggestion: str
    tool: str
