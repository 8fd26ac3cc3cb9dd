"""What happened, in the past tense: the ledger's entries. Each docstring is the event's public documentation.

INVARIANT: an event holds kinds, counts, places and a keyed digest, never the text that was screened,
nor an answer's text.
Values are strings, integers, booleans, lists and maps with ASCII keys (no floats), so that the bytes equal RFC 8785.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Common to all: who acted. `actor` is a person's id, or `system`."""

    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStarted(Event):
    """The ledger of this agency began; names the origin that its checkpoints are signed for."""

    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackActivated(Event):
    """A policy pack came into force (139-07.9.a)."""

    pack: str
    sha256: str
    effective: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEnded(Event):
    """A policy pack ended; every use after it is denied until another is in force."""

    pack: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Event):
    """A person joined the directory (139-07 fn3)."""

    person: str
    component: str
    personnel_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    """A person's engagement, component, roles or state changed; lists the fields, not their values."""

    person: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    """A person asked their supervisor (139-07.2.c.1)."""

    request: str
    person: str
    supervisor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGranted(Event):
    """A supervisor approved a person for a scope and a time (139-07.2.c.1)."""

    approval: str
    person: str
    tools: tuple[str, ...] | None
    purposes: tuple[str, ...] | None
    ends_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDeclined(Event):
    """A supervisor declined a request; the reason stands in the row."""

    request: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalUndone(Event):
    """An answer to a request was undone within minutes, before anything was used under it; the request waits again."""

    person: str
    request: str
    """The one that waits again; empty when the approval answered none."""
    approval: str
    """The approval that is gone; empty when it was a "no"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRevoked(Event):
    """An approval was taken back; the next use is denied."""

    approval: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementSigned(Event):
    """A person signed the conditions on use (139-07.2.c.5): which text, how they showed who they are, and the
    signature over the statement that names them.
    """

    person: str
    version: str
    text_sha256: str
    method: str = ""
    statement_sha256: str = ""
    jws: str = ""
    """Detached JWS (RFC 7515, appendix F)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementDeclined(Event):
    """A person read the conditions on use and did not agree; the tools stay closed (139-07.2.c.5)."""

    person: str
    version: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAttested(Event):
    """A person attested their account on a tool: agency address, agency use only, retention and training off
    (139-07.2.d–e).
    """

    person: str
    tool: str
    agency_only: bool
    settings: bool
    guide: int = 0
    """Version of the tool's guide whose settings were attested; 0: it had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRead(Event):
    """A system that keeps records for us was read: how many rows it gave, and how many of them were new
    (139-07.2.c.2–4).
    """

    feed: str
    rows: int
    recorded: int
    unknown: int
    """Rows about nobody in the directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolListed(Event):
    """A tool was put on the register (139-07.1)."""

    tool: str
    tool_class: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChanged(Event):
    """A tool's state or conditions changed: conditionally approved, paused, revoked, ended (139-07.1)."""

    tool: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAwaited(Event):
    """A person asked to be told when a tool is open again (139-07.1)."""

    person: str
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolNoticeRead(Event):
    """A person read that a tool which they waited for is open again, or waits for it no longer (139-07.1)."""

    person: str
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSet(Event):
    """How a tool is reached was set: the provider, its address and models. No part of a key is here."""

    tool: str
    kind: str
    base_url: str
    """Empty: the provider's own."""
    models: tuple[str, ...]
    key: str
    """Where it is: `env`, `file`, `sealed` or `none`."""
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRemoved(Event):
    """A tool's connection was taken away, and its key with it; the tool answers nobody."""

    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverGranted(Event):
    """The CIO's office waived one clause, in writing, for a scope and a time (139-07.5.w)."""

    waiver: str
    clause: str
    starts_on: str
    ends_on: str
    asked_by: str = ""
    component: str = ""
    confirm_by: str | None = None
    """The last day on which it counts unless the component confirms it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRevoked(Event):
    """A waiver was taken back (139-07.5.w)."""

    waiver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseDecided(Event):
    """One use was allowed or denied: the pack of that day, the facts as the policy saw them, the kinds and
    places of findings.
    """

    decision: str
    allowed: bool
    person: str
    tool: str
    purpose: str
    channel: str
    pack: str
    pack_sha256: str
    rules: tuple[str, ...]
    """`@id` of each rule that said no, leading one first."""
    clauses: tuple[str, ...]
    obligations: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]
    """Kind and place of what counted; the first 200."""
    found: dict[str, int] = field(default_factory=dict)
    """How many of each kind counted."""
    facts: dict[str, Any]
    standing: dict[str, Any]
    """The dates behind the facts, so that another pack can be replayed on this use."""
    source: str | None
    digest: str
    chars: int
    has_attachment: bool
    is_own_draft: bool
    fault: str = ""
    system: str = ""
    """The registered system that asked; `person` is its owner. Empty: a person asked."""
    unscreened: tuple[str, ...] = ()
    """Kinds of parts that nobody here could read."""
    hardened: tuple[str, ...] = ()
    """What was set so that the provider neither stores nor learns (139-07.2.e)."""
    waivers: tuple[str, ...] = ()
    """Numbers of the waivers that opened a rule for this use (139-07.5.w)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReceived(Event):
    """A tool answered; says what was found in the answer (139-07.2.b)."""

    decision: str
    tool: str
    words: int
    findings: tuple[dict[str, Any], ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFailed(Event):
    """A tool did not answer, its answer is not whole, or it could not be checked and was not shown."""

    decision: str
    tool: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenShown(Event):
    """A person looked at personal data that had been hidden in an answer (139-07.2.b)."""

    decision: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionSent(Event):
    """A person said that a decision is wrong; names the office and the date of its answer."""

    objection: str
    decision: str
    rule: str
    reason: str
    office: str
    due_on: str
    has_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionViewed(Event):
    """A reviewer opened the text that came with an objection."""

    objection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Event):
    """An office answered an objection: the person was right, or the rule stands. A text that came with it was
    destroyed.
    """

    objection: str
    decision: str
    state: str
    corrected_until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened(Event):
    """A spill was reported, or a classified text opened an incident by itself (139-07.6, 139-07.2.a.4)."""

    incident: str
    kind: str
    decision: str | None
    tool: str | None
    is_drill: bool
    way: str = "page"
    """`page`, `api`, `visitor` (somebody who was not signed in), or `itself`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCalled(Event):
    """A person said that they called Security."""

    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClosed(Event):
    """An incident was closed by a second person: not who reported it, and not who wrote down its cause."""

    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused(Event):
    """The gateway refused calls before there was a question: no key, no such endpoint, a body that cannot be read."""

    system: str
    """Empty where nobody is known by the key."""
    code: str
    count: int
    """More than one where a flood of them is one entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordViewed(Event):
    """Somebody looked at another person's record, or at a list of people: then `person` is empty (our access log)."""

    person: str
    page: str


def event_types() -> tuple[type[Event], ...]:
    """Every kind of event, sorted by name: for the docs, and for reading entries back."""
    # `slots=True` makes each class twice; the second one, later in the list, is the real one.
    by_name = {cls.__name__: cls for cls in Event.__subclasses__()}
    return tuple(by_name[name] for name in sorted(by_name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry of the ledger, as its canonical bytes say it."""

    at: str
    """UTC, RFC 3339, microseconds, `Z`."""
    event: str
    """Name of the event's class."""
    version: int = 1
    data: dict[str, Any] = field(default_factory=dict)
