"""What happened to shared examples: entries of the ledger like any other. INVARIANT: no word of an example is here."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseShared(Event):
    """A person shared an example of a good use; it was screened first (139-07.8.e)."""

    good_use: str
    tool: str
    purpose: str
    review: str
    is_named: bool
    digest: str
    """Keyed, over its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseRefused(Event):
    """An example was not shared, since its words would have stopped a use: the rules that said so (139-07.8.e)."""

    tool: str
    purpose: str
    rules: tuple[str, ...]
    found: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseChanged(Event):
    """Its author changed an example; it was screened again (139-07.8.e)."""

    good_use: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseTakenBack(Event):
    """Its author took an example back (139-07.8.e)."""

    good_use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseTakenDown(Event):
    """The CIO's office took an example down; its author reads why (139-07.8.e)."""

    good_use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUsePutBack(Event):
    """Who took an example away put it back within ten minutes (139-07.8.e)."""

    good_use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseVoted(Event):
    """A person said that an example helped, or took that back; one vote a person (139-07.8.e)."""

    good_use: str
    helped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseNoteAnswered(Event):
    """A reviewer said whether their note may stand with an example (139-07.8.e)."""

    good_use: str
    review: str
    may_stand: bool
