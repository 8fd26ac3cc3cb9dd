"""What follows from each kind of spill: whom it tells, its steps and their clocks (139-07.6).

139-07 says "immediately" and names no minutes, no steps and no offices: they are the agency's to set in its pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from proviso.model import Role, SpillKind

ACTS = ("vendor", "sessions", "person", "tool", "key", "call")
"""What a step may offer beside its button: `actions/containment.py` carries them out; `call` shows the phone."""
WATCHERS = (Role.INCIDENT, Role.SECURITY, Role.PRIVACY)
"""Who looks after incidents, where a kind clears nobody in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTerms:
    """One step of a kind, and the minutes it may take from the report on."""

    id: str
    title: str
    done: str
    role: str
    minutes: int
    act: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTerms:
    """What follows from one kind of spill."""

    kind: SpillKind
    title: str
    authority: str = ""
    """Where the clocks come from."""
    told: Mapping[str, int]
    """Minutes within which the mail to each office has to be out, by role."""
    steps: tuple[StepTerms, ...]
    notification: bool = False
    phone: str = ""
    """The office whose number to call."""
    cleared: tuple[str, ...] = ()
    two_open: bool = False
    """A sealed box is opened by two persons."""


def terms_of(terms: Iterable[IncidentTerms], kind: SpillKind) -> IncidentTerms:
    """What follows from a kind: as the pack says, else as `DEFAULTS` say. A report is never stopped for want of one."""
    return next((one for one in (*terms, *DEFAULTS) if one.kind is kind), DEFAULTS[-1])


def _usual(kind: SpillKind, title: str, steps: tuple[StepTerms, ...], **more: object) -> IncidentTerms:
    return IncidentTerms(kind=kind, title=title, steps=steps, **more)  # type: ignore[arg-type]


_VENDOR = StepTerms(
    id="vendor-delete",
    title="ask the vendor to delete",
    done="the vendor confirmed",
    role="incident",
    minutes=60,
    act="vendor",
)
DEFAULTS = (
    _usual(
        SpillKind.PERSON,
        "Personal data",
        (_VENDOR,),
        told={"incident": 5, "privacy": 60},
        notification=True,
        phone="privacy",
    ),
    _usual(SpillKind.CUI, "CUI", (_VENDOR,), told={"incident": 5, "security": 60, "privacy": 60}, phone="security"),
    _usual(
        SpillKind.CLASSIFIED,
        "Classified",
        (
            StepTerms(
                id="call",
                title="see that Security was called",
                done="Security was called",
                role="security",
                minutes=15,
                act="call",
            ),
        ),
        told={"incident": 5, "security": 5},
        phone="security",
        cleared=("security",),
    ),
    _usual(SpillKind.VENDOR, "At the vendor", (_VENDOR,), told={"incident": 5, "security": 60, "privacy": 60}),
    _usual(
        SpillKind.PASSWORD,
        "Password or key",
        (
            StepTerms(
                id="rotate",
                title="change the password or key",
                done="it was changed",
                role="incident",
                minutes=60,
                act="key",
            ),
            _VENDOR,
        ),
        told={"incident": 5, "security": 60},
        phone="security",
    ),
    _usual(
        SpillKind.NOT_SURE,
        "Not sure yet",
        (
            StepTerms(
                id="find-out",
                title="find out what got out",
                done="we know what got out",
                role="incident",
                minutes=60,
            ),
        ),
        told={"incident": 5, "privacy": 60, "security": 60},
        phone="security",
    ),
)
"""For a pack that says nothing about incidents."""
