"""Requests for our records, what is taken out of them, and what was released (5 U.S.C. 552, 552a; 44 U.S.C. 3301)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class RequestKind(StrEnum):
    FOIA = "foia"
    """Somebody outside asks for agency records (5 U.S.C. 552)."""
    PRIVACY_ACT = "privacy_act"
    """A person asks what is kept about themselves (5 U.S.C. 552a(d)), also one whose access has ended."""


class FoiaState(StrEnum):
    OPEN = "open"
    """Records are looked for, chosen, and marked."""
    ASKED = "asked"
    """Somebody else looks at what was marked."""
    CONFIRMED = "confirmed"
    """A second person confirmed it: it can be released."""
    CLOSED = "closed"


class ItemKind(StrEnum):
    DECISION = "decision"
    """What was decided about a use; without a text."""
    TEXT = "text"
    """A text that was kept."""


EXEMPTIONS = {
    "(b)(1)": "classified national defense or foreign policy",
    "(b)(2)": "internal personnel rules and practices",
    "(b)(3)": "another law forbids it",
    "(b)(4)": "trade secrets, or confidential commercial information",
    "(b)(5)": "advice between agencies that a court would protect",
    "(b)(6)": "personal privacy",
    "(b)(7)(A)": "law enforcement: it would disturb a case",
    "(b)(7)(B)": "law enforcement: a fair trial",
    "(b)(7)(C)": "law enforcement: personal privacy",
    "(b)(7)(D)": "law enforcement: a confidential source",
    "(b)(7)(E)": "law enforcement: techniques and guidelines",
    "(b)(7)(F)": "law enforcement: somebody’s safety",
    "(b)(8)": "supervision of banks",
    "(b)(9)": "wells: geological data and maps",
}
"""The codes of 5 U.S.C. 552(b), with what each protects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place that is taken out, and why."""

    start: int
    end: int
    code: str
    """One of `EXEMPTIONS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaItem:
    """One record that was chosen for a request."""

    request_id: str
    number: int
    """From 1; stays the same when others are taken off the list."""
    kind: ItemKind
    ref: str
    """Id of the decision, or of the kept text."""
    added_by: str
    marks: tuple[Mark, ...] = ()
    withheld: str = ""
    """The code for which the whole record is withheld."""
    digest: str = ""
    """Keyed digest of the text that the marks are places of: when it is another one now, they are set anew."""
    marked_by: str = ""
    hands: tuple[str, ...] = ()
    """Everybody who marked something in it, or said that everything is marked."""
    is_done: bool = False
    """Somebody looked at it and said that everything is marked."""

    @property
    def workers(self) -> frozenset[str]:
        """Who has marked it: none of them confirms it."""
        return frozenset({*self.hands, self.marked_by} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """Who asked did not agree with what was withheld (5 U.S.C. 552(a)(6)(A)(ii))."""

    received_on: date
    due_on: date
    noted_by: str
    note: str = field(default="", repr=False)


class Requester(StrEnum):
    """What who asks is, for fees (5 U.S.C. 552(a)(4)(A)(ii))."""

    OTHER = "other"
    """Everybody else: two hours of search and 100 pages are free."""
    NEWS = "news"
    """The press, or an educational or scientific institution: pages after the first 100."""
    COMMERCIAL = "commercial"
    """For a commercial use: search, review and pages."""


class FeeWaiver(StrEnum):
    """Whether fees are waived in the public interest (5 U.S.C. 552(a)(4)(A)(iii))."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaFees:
    """The time and the pages that a request took, at the agency's rates; what is owed follows from it."""

    requester: Requester = Requester.OTHER
    search_minutes: int = 0
    review_minutes: int = 0
    pages: int = 0
    """On paper; a file has none."""
    quarter_cents: int = 700
    """For a quarter of an hour of somebody's work."""
    page_cents: int = 10
    least_cents: int = 1_400
    """Less than this costs more to collect than it is, so it is not owed."""
    agreed_cents: int | None = None
    """Who asked agreed to pay up to this; None: nobody asked them."""
    waiver: FeeWaiver = FeeWaiver.NONE
    waiver_reason: str = field(default="", repr=False)
    noted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaRequest:
    """One request for records."""

    id: str
    """`F2026-001`"""
    kind: RequestKind
    received_on: date
    due_on: date
    asks: str = field(repr=False)
    """What is asked for, in the officer's words."""
    made_by: str
    made_at: datetime
    state: FoiaState = FoiaState.OPEN
    subject_id: str = ""
    """The person of ours who asks about themselves."""
    asked_by: str = ""
    """Who asked for the second look."""
    confirmed_by: str = ""
    sent_back: str = field(default="", repr=False)
    """What the second person wants to see changed."""
    closed_by: str = ""
    closed_at: datetime | None = None
    outcome: str = field(default="", repr=False)
    longer: str = field(default="", repr=False)
    """The unusual circumstances for which ten more workdays were taken (5 U.S.C. 552(a)(6)(B))."""
    appeals: tuple[Appeal, ...] = ()
    fees: FoiaFees | None = None
    """None: no time was written down yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What left: the log of releases."""

    id: str
    request_id: str
    at: datetime
    by: str
    confirmed_by: str
    records: int
    in_part: int
    """Of them, those with something taken out."""
    in_full: int
    """Of them, those that were withheld whole."""
    codes: tuple[tuple[str, int], ...] = ()
    """How many places were taken out for each code."""
    manifest_sha256: str
    zip_sha256: str
    size: int
    """Of the file, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuery:
    """Which records a search is about; what is empty leaves nothing out."""

    person_id: str = ""
    component: str = ""
    """Where the person works now."""
    tool_id: str = ""
    purpose: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiaSearch:
    """One search through kept texts: each text that it opens is on the access log."""

    id: str
    request_id: str
    by: str
    query: RecordQuery
    total: int = 0
    """Texts to open."""
    opened: int = 0
    last: str = ""
    """The text that was opened last, by its time and id: a search that stopped goes on after it."""
    found: tuple[str, ...] = ()
    """Ids of the texts that have the words."""
    unread: tuple[str, ...] = ()
    """Ids of texts that could not be opened."""
    is_over: bool = False


class ExportState(StrEnum):
    """How far a file of all that is kept about a person is."""

    MAKING = "making"
    READY = "ready"
    STOPPED = "stopped"
    GONE = "gone"
    """Its day is over, and the file was destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExport:
    """A file of all that is kept about a person, made while they do something else."""

    id: str
    person_id: str
    request_id: str
    """Empty: the person asked for it themselves."""
    by: str
    asked_at: datetime
    state: ExportState = ExportState.MAKING
    sha256: str = ""
    size: int = 0
    ready_at: datetime | None = None
