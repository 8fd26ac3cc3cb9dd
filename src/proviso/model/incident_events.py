"""What happened to an incident after it was reported: entries of the ledger like any other (139-07.6).

INVARIANT: no note, no reason and no word of the spilled text is here.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTaken(Event):
    """An officer took an incident: it is theirs from now on."""

    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStepSettled(Event):
    """A step of an incident was done, or was not needed; says how many minutes before or after its clock."""

    incident: str
    step: str
    state: str
    minutes_left: int
    """Below zero: it was late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentNoted(Event):
    """Somebody added a note to an incident; says how long it is, never what it says."""

    incident: str
    chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentContained(Event):
    """An act to contain a spill: sessions ended, a person or a tool paused, a key stopped, the vendor asked to delete.

    In a drill nothing was done, and `is_simulated` says so.
    """

    incident: str
    act: str
    target: str
    is_simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentNotificationDecided(Event):
    """Privacy or the CIO decided whether the people concerned are notified; the reason is in the record only."""

    incident: str
    notify: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKindChanged(Event):
    """An incident turned out to be of another kind; its clocks are new, its history stays."""

    incident: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentConcluded(Event):
    """Somebody wrote down cause and lesson of an incident; a second person closes it."""

    incident: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKeyMade(Event):
    """A public key for sealed boxes was put on file; the private one is with its owner alone."""

    key: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentKeyEnded(Event):
    """No new box is locked to this key any more."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBoxLocked(Event):
    """A text was locked to the incident officers' keys; holds its keyed digest, never the text."""

    incident: str
    box: str
    digest: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBoxAsked(Event):
    """Somebody asked to open a sealed box; where the pack asks for two persons, a second one agrees."""

    incident: str
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBoxAgreed(Event):
    """A second person agreed that a sealed box is opened."""

    incident: str
    box: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentBoxOpened(Event):
    """A sealed box was handed out to be opened with a key outside this program; the reason is in the record only."""

    incident: str
    box: str
