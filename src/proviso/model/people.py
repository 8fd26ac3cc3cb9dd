"""Personnel (139-07 fn3), their roles, and the records that the gates read (139-07.2.c–e)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .findings import FindingClass


class PersonnelType(StrEnum):
    """139-07 fn3: federal employees, contractors, detailees, and others working on the agency's behalf."""

    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    DETAILEE = "detailee"
    OTHER = "other"


class Role(StrEnum):
    """Who may do what. A person may hold several; nobody acts for themselves or for another office."""

    PERSONNEL = "personnel"
    SUPERVISOR = "supervisor"
    EXPERT = "expert"
    PRIVACY = "privacy"
    CIVIL_RIGHTS = "civil_rights"
    SECURITY = "security"
    COUNSEL = "counsel"
    TRAINING = "training"
    CIO = "cio"
    CIO_OFFICE = "cio_office"
    COMPONENT_CIO = "component_cio"
    LEADER = "leader"
    INCIDENT = "incident"
    RECORDS = "records"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    """Short handle, e.g. `maya.okafor`."""
    name: str
    email: str
    component: str
    """Id of the component, e.g. `FRO`."""
    personnel_type: PersonnelType
    title: str = ""
    roles: frozenset[Role] = frozenset({Role.PERSONNEL})
    supervisor_id: str | None = None
    engagement_starts: date | None = None
    engagement_ends: date | None = None
    """Last day of the contract or detail; None when open-ended."""
    is_active: bool = True
    """False for a leaver."""
    paused_for: tuple[str, ...] = ()
    """The open incidents for which an officer closed every tool for this person (139-07.6)."""
    story: str = ""
    """One line for the demo's sign-in picker; empty elsewhere."""


class Training(StrEnum):
    RESPONSIBLE_AI = "responsible_ai"
    """139-07.2.c.2"""
    PRIVACY = "privacy"
    """139-07.2.c.3: annual Protecting PII."""
    CYBERSECURITY = "cybersecurity"
    """139-07.2.c.4: annual Cybersecurity Awareness."""


VERSION = re.compile(r"(\d{1,4})(?:\.\d{1,4})*")


def major_of(version: str) -> int | None:
    """The first number of a version; None when it does not begin with one."""
    found = VERSION.match(version.strip().lstrip("vV"))
    return int(found.group(1)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecord:
    training: Training
    completed_at: datetime
    version: str = ""
    source: str = ""
    """Where the record comes from ("learning system", "entered by Lena Fox")."""
    score: str = ""
    """"18 of 20", where the training has one."""

    @property
    def major(self) -> int | None:
        """Of its course; None where the record does not say."""
        return major_of(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """139-07.2.c.1: the supervisor's approval, for a scope and a time."""

    id: str
    approved_by: str
    approved_at: datetime
    tools: frozenset[str] | None = None
    """None: every tool on the list."""
    purposes: frozenset[str] | None = None
    ends_on: date | None = None
    """None: the pack's period counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """139-07.2.c.5: the conditions on use, signed."""

    version: str
    signed_at: datetime
    text_sha256: str
    id: str = ""
    """Code of the receipt; empty in records from before there were receipts."""
    method: str = ""
    """How the person showed who they are: `typed name, passkey`."""
    statement: str = ""
    """The signed statement, to the byte (RFC 8785)."""
    jws: str = ""
    """Detached JWS over it (RFC 7515, appendix F)."""
    entry: int | None = None
    """Number of its entry in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """139-07.2.d–e: a person's account on one tool, and what they attested about it."""

    email: str
    agency_only_attested_at: datetime | None = None
    """139-07.2.d.2"""
    settings_attested_at: datetime | None = None
    """139-07.2.e.1 and e.2: retention limited, training on inputs off."""
    is_organization: bool = False
    """Attested: the agency manages this account; a tool's conditions may ask for it."""
    guide_version: int = 0
    """Version of the tool's guide whose settings were attested; 0: it had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """139-07.5.w: written, from the CIO's office, for one clause, a scope and a time."""

    id: str
    clause: str
    starts_on: date
    ends_on: date
    component: str | None = None
    tools: frozenset[str] | None = None
    people: frozenset[str] | None = None
    granted_by: str = ""
    """Never covered by it: nobody opens a rule for themselves."""
    confirm_by: date | None = None
    """The last day on which it counts unless the component confirms that it is still needed; None: until it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An office said that a finding was wrong, for one exact text and a time. Never for controlled or classified."""

    id: str
    text_digest: str
    """Keyed digest of the whole use (`Use.digest`)."""
    cls: FindingClass
    until: date
    objection_id: str
