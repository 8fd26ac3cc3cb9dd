"""What happened to requests for records: entries of the ledger like any other.

INVARIANT: no text, no name of who asked, and none of the words that were searched or taken out is here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaReceived(Event):
    """A request for records was taken down, with the day by which it is answered (5 U.S.C. 552(a)(6)(A)(i))."""

    request: str
    kind: str
    received_on: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaDelayed(Event):
    """Ten more workdays were taken for unusual circumstances (5 U.S.C. 552(a)(6)(B))."""

    request: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaTextsSearched(Event):
    """Kept texts were opened and searched for a request; says how many, not for which words."""

    request: str
    search: str
    opened: int
    found: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaRecordsChosen(Event):
    """Records were put on the list of a request, or taken off it."""

    request: str
    added: int
    removed: int
    listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaRecordMarked(Event):
    """Somebody marked what is taken out of a record: how many places for which codes (5 U.S.C. 552(b))."""

    request: str
    item: int
    codes: dict[str, int]
    withheld: str
    """The code for which the whole record is withheld."""
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaSecondAsked(Event):
    """A second person was asked to look at what is taken out."""

    request: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaSentBack(Event):
    """The second person wants to see something changed."""

    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaConfirmed(Event):
    """A second person confirmed what is released and what is taken out."""

    request: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaReleased(Event):
    """Records left the agency: how many, what was withheld, and the hash of the manifest that lists their hashes."""

    request: str
    release: str
    manifest_sha256: str
    records: int
    in_part: int
    in_full: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaReleaseOpened(Event):
    """Somebody downloaded what was released."""

    request: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaClosed(Event):
    """A request was closed."""

    request: str
    releases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaFeesNoted(Event):
    """The time and the pages of a request were written down, or a waiver was decided (5 U.S.C. 552(a)(4)(A))."""

    request: str
    requester: str
    search_minutes: int
    review_minutes: int
    pages: int
    waiver: str
    owed_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaLetterMade(Event):
    """The letter that answers a request was made; holds its hash, never its words."""

    request: str
    release: str
    """Empty: it was closed without one."""
    owed_cents: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaAppealed(Event):
    """Who asked appealed; the request is open again until its day (5 U.S.C. 552(a)(6)(A)(ii))."""

    request: str
    received_on: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExported(Event):
    """What is kept about a person was exported: by themselves, or by the records officer for a request."""

    person: str
    request: str
    """Empty: the person took it along themselves."""
    files: int
    sha256: str
