"""Incidents: what was reported, its steps with their clocks, who took it, and how it was closed (139-07.6).

INVARIANT: nothing here holds a word of the spilled text. Notes, reasons, cause and lesson are what officers typed; they
stand in the row only, never in an event or a mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SpillKind(StrEnum):
    """What got out; the pack says what follows from each."""

    PERSON = "person"
    CUI = "cui"
    CLASSIFIED = "classified"
    VENDOR = "vendor"
    """It got out at the vendor, whatever it was."""
    PASSWORD = "password"
    NOT_SURE = "not_sure"


class StepState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


VISITOR = "visitor"
"""Who reported without being signed in: somebody whose access has ended, mostly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStep:
    """One thing to do, with its own clock."""

    id: str
    title: str
    """ "ask the vendor to delete" """
    done: str
    """ "the vendor confirmed": the words behind "Done:" on its button."""
    role: str
    """The office that does it; the incident officer may say it, too."""
    due_at: datetime
    act: str = ""
    """Which containment belongs to it: one of `actions.containment.ACTS`."""
    state: StepState = StepState.OPEN
    by: str = ""
    at: datetime | None = None
    reason: str = field(default="", repr=False)
    """Why it was not needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One line of the timeline, made by an act; nothing in it is edited."""

    at: datetime
    by: str
    what: str
    """A word that `web/incident_words.py` makes a sentence of: `reported`, `taken`, `step_done`, `note`…"""
    about: str = ""
    """What it is about: a step, a person, a tool, a system."""
    words: str = field(default="", repr=False)
    """A note or a reason, as it was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An office that hears of it at once, and within how many minutes its mail has to be out."""

    role: str
    minutes: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A reported spill (139-07.6), or one that opened by itself (139-07.2.a.4)."""

    id: str
    """`2026-011`"""
    kind: SpillKind
    opened_at: datetime
    opened_by: str
    decision_id: str | None = None
    tool_id: str | None = None
    is_drill: bool = False
    state: str = "open"
    """open, closed"""
    called_at: datetime | None = None
    """When the person said that they called Security."""
    system_id: str = ""
    person_id: str = ""
    """Whose use it was, where that is known: the person of the decision, else who reported it."""
    way: str = "page"
    """How it came: `page`, `api`, `visitor`, or `itself` (a classified text, a later screening, a vendor's notice)."""
    contact: str = field(default="", repr=False)
    """How to reach somebody who was not signed in."""
    title: str = ""
    pack: str = ""
    """The pack whose clocks these are; a later pack changes nothing about a running incident."""
    phone: str = ""
    told: tuple[Told, ...] = ()
    cleared: tuple[str, ...] = ()
    """Roles that see more than that it exists; empty: everybody who looks after incidents."""
    steps: tuple[IncidentStep, ...] = ()
    taken_by: str = ""
    taken_at: datetime | None = None
    must_decide: bool = False
    """Somebody has to decide whether the people concerned are notified."""
    notify: bool | None = None
    """What was decided; None: nothing yet."""
    notify_reason: str = field(default="", repr=False)
    decided_by: str = ""
    cause: str = field(default="", repr=False)
    lesson: str = field(default="", repr=False)
    concluded_by: str = ""
    """Who wrote cause and lesson; a second person closes."""
    concluded_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None
    paused: tuple[str, ...] = ()
    """People for whom the tools stay closed as long as it is open, or until an officer says otherwise."""
    follows: str = ""
    """The closed incident that this one goes on from: closed ones are not opened again."""
    log: tuple[IncidentLine, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether anything is left to do."""
        return self.state == "open"

    @property
    def open_steps(self) -> tuple[IncidentStep, ...]:
        """What is left, the shortest clock first."""
        return tuple(sorted((s for s in self.steps if s.state is StepState.OPEN), key=lambda step: step.due_at))

    @property
    def next_step(self) -> IncidentStep | None:
        """The one next step; None when all are done."""
        return next(iter(self.open_steps), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKey:
    """An incident officer's public key; the private one is a file that this program never had."""

    id: str
    """The first letters of the key's hash: what the officer's file says, too."""
    public: bytes
    owner: str
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBox:
    """A text that must be kept, locked to the officers' keys: this program cannot open it."""

    id: str
    incident_id: str
    locked_by: str
    locked_at: datetime
    keys: tuple[str, ...]
    """Ids of the keys that open it."""
    digest: str
    """The text's keyed digest, as decisions have it."""
    chars: int
    asked_by: str = ""
    """Who wants it opened, where the pack asks for two."""
    asked_at: datetime | None = None
    asked_why: str = field(default="", repr=False)
    agreed_by: str = ""
    agreed_at: datetime | None = None
