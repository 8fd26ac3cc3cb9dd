"""What each office looks after, and the one word under which the header leads there (ux.md, section 4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from proviso.model import Role

R = Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One list or register of the console."""

    href: str
    label: str
    line: str
    roles: frozenset[Role]

    def is_for(self, roles: Collection[Role]) -> bool:
        """Whether somebody with these roles finds it."""
        return bool(self.roles.intersection(roles))


def _area(href: str, label: str, line: str, *roles: Role) -> Area:
    return Area(href=href, label=label, line=line, roles=frozenset(roles))


AREAS = (
    _area("/team", "Team", "Who asks to use AI tools, and who is ready.", R.SUPERVISOR),
    _area(
        "/incidents",
        "Incidents",
        "Spills and drills, with their clocks.",
        R.INCIDENT,
        R.PRIVACY,
        R.SECURITY,
        R.CIO,
        R.AUDITOR,
    ),
    _area(
        "/reviews",
        "Reviews",
        "Tools in review, suggestions, and what your office still owes.",
        R.CIO,
        R.CIO_OFFICE,
        R.PRIVACY,
        R.CIVIL_RIGHTS,
        R.SECURITY,
        R.COUNSEL,
        R.AUDITOR,
    ),
    _area(
        "/expert-reviews",
        "Texts in review",
        "What waits for an expert before official use, and how much each one has.",
        R.CIO,
        R.CIO_OFFICE,
        R.AUDITOR,
    ),
    _area("/tools", "Tools", "The list: re-reviews that come up or are late, and what is paused.", R.CIO, R.CIO_OFFICE),
    _area(
        "/objections",
        "Objections",
        "Who thinks that a decision is wrong, and why.",
        R.PRIVACY,
        R.SECURITY,
        R.CIO_OFFICE,
        R.TRAINING,
        R.SUPERVISOR,
    ),
    _area(
        "/objections/rates",
        "Rules that were wrong",
        "How often an objection was right, by rule.",
        R.CIO,
        R.CIO_OFFICE,
        R.PRIVACY,
        R.AUDITOR,
    ),
    _area(
        "/waivers",
        "Waivers",
        "What is open in spite of a rule, for whom and until when.",
        R.CIO,
        R.CIO_OFFICE,
        R.COMPONENT_CIO,
        R.LEADER,
        R.PRIVACY,
        R.CIVIL_RIGHTS,
        R.COUNSEL,
        R.AUDITOR,
    ),
    _area(
        "/local-rules",
        "Local rules",
        "What components add to the agency’s rules.",
        R.COMPONENT_CIO,
        R.LEADER,
        R.CIO,
        R.CIO_OFFICE,
        R.PRIVACY,
        R.CIVIL_RIGHTS,
        R.AUDITOR,
    ),
    _area(
        "/packs",
        "Rules in force",
        "The policy, its changes, and what is not enforced yet.",
        R.CIO,
        R.CIO_OFFICE,
        R.COMPONENT_CIO,
        R.ADMIN,
        R.AUDITOR,
    ),
    _area(
        "/people",
        "People",
        "Who is ready, and who is stuck where.",
        R.ADMIN,
        R.TRAINING,
        R.CIO,
        R.CIO_OFFICE,
        R.AUDITOR,
        R.SUPERVISOR,
    ),
    _area(
        "/records",
        "Records",
        "Kept texts: what we hold, what must go, and what stops it.",
        R.RECORDS,
        R.PRIVACY,
        R.COUNSEL,
        R.AUDITOR,
    ),
    _area(
        "/complaints",
        "Complaints",
        "What people outside say that AI got wrong.",
        R.CIVIL_RIGHTS,
        R.PRIVACY,
        R.COUNSEL,
        R.CIO_OFFICE,
        R.AUDITOR,
    ),
    _area(
        "/foia",
        "Requests for records",
        "Who asks for records, what is taken out, and what left.",
        R.RECORDS,
        R.PRIVACY,
        R.COUNSEL,
        R.AUDITOR,
    ),
    _area("/training", "Training", "The course, its people, and live sessions.", R.TRAINING, R.AUDITOR),
    _area(
        "/systems",
        "Systems",
        "The agency’s own applications that use AI tools.",
        R.CIO,
        R.CIO_OFFICE,
        R.ADMIN,
        R.PRIVACY,
        R.SECURITY,
        R.AUDITOR,
    ),
    _area(
        "/feeds",
        "Feeds",
        "The directory and the learning system: how old is what they said?",
        R.ADMIN,
        R.TRAINING,
        R.AUDITOR,
    ),
    _area("/good-uses", "Good uses", "What people share, and what has to be taken down.", R.CIO, R.CIO_OFFICE),
    _area(
        "/lessons",
        "Lessons",
        "What incidents and returned reviews taught.",
        R.INCIDENT,
        R.PRIVACY,
        R.SECURITY,
        R.CIO,
        R.CIO_OFFICE,
        R.AUDITOR,
    ),
    _area("/outbox", "Mail", "What waits to be sent, and what is stuck.", R.ADMIN),
    _area("/webhooks", "Webhooks", "Other systems that are told what happens.", R.ADMIN),
    _area("/exports", "Streams of events", "What your monitoring gets, and how far it has come.", R.ADMIN),
    _area(
        "/audit-visits",
        "Visiting auditors",
        "Who from outside may read, what, and until when.",
        R.CIO,
        R.CIO_OFFICE,
        R.ADMIN,
        R.AUDITOR,
    ),
    _area("/ledger", "Ledger", "Is the record whole?", R.AUDITOR),
    _area(
        "/evidence",
        "Evidence",
        "What is proved, rule by rule, and files with the proof inside.",
        R.AUDITOR,
        R.CIO,
        R.CIO_OFFICE,
        R.PRIVACY,
        R.CIVIL_RIGHTS,
        R.SECURITY,
        R.COUNSEL,
        R.COMPONENT_CIO,
        R.LEADER,
    ),
)
HUB = "/govern"
_DIRECT = (
    (R.SUPERVISOR, "Team", "/team"),
    (R.INCIDENT, "Incidents", "/incidents"),
    (R.EXPERT, "Reviews", "/expert-reviews"),
)
"""Who has one list above all has it in the header."""
_WORDS = (
    (R.AUDITOR, "Audit"),
    (R.CIO, "Govern"),
    (R.CIO_OFFICE, "Govern"),
    (R.COMPONENT_CIO, "Govern"),
    (R.LEADER, "Govern"),
    (R.ADMIN, "Settings"),
    (R.TRAINING, "Training"),
    (R.RECORDS, "Records"),
    (R.PRIVACY, "Reviews"),
    (R.CIVIL_RIGHTS, "Reviews"),
    (R.SECURITY, "Reviews"),
    (R.COUNSEL, "Reviews"),
)
"""The word for the rest; the first role that matches counts."""


def areas_of(roles: Collection[Role]) -> tuple[Area, ...]:
    """What somebody with these roles looks after."""
    return tuple(area for area in AREAS if area.is_for(roles))


def hub_word(roles: Collection[Role]) -> str:
    """The word of the header that leads to all of it; empty for somebody who looks after nothing."""
    return next((word for role, word in _WORDS if role in roles), "")


def sees_systems(roles: Collection[Role]) -> bool:
    """Whether the register of systems stands in the hub; an owner of one finds it in the header."""
    return any(area.href == "/systems" for area in areas_of(roles))


def links_of(roles: Collection[Role]) -> list[tuple[str, str]]:
    """What the header has beside what everybody has: label and address."""
    links = [(label, href) for role, label, href in _DIRECT if role in roles]
    word = hub_word(roles)
    return [*links, (word, HUB)] if word else links


def is_inside(path: str, roles: Collection[Role]) -> bool:
    """Whether a page belongs to the hub of these roles, so that the header shows where one is."""
    own = {"/tools", *(href for _, _, href in _DIRECT)}
    inside = [area.href for area in areas_of(roles) if area.href not in own]
    return path == HUB or any(path == href or path.startswith(f"{href}/") for href in inside)
