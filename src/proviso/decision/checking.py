"""What the policy would say about a text, without a person, a tool or a record: `pass`, `ask` or `block`. Pure.

The verdict is that of somebody in full standing with an approved tool and the purpose "research": `pass`, `ask`
(allowed once the published source is cited) or `block` (denied even then).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from proviso import screening
from proviso.model import (
    Account,
    Acknowledgement,
    Approval,
    Channel,
    Finding,
    Part,
    Person,
    PersonnelType,
    Screened,
    Source,
    Standing,
    Tool,
    ToolClass,
    ToolStatus,
    Training,
    TrainingRecord,
    Use,
)
from proviso.policy import Pack, leads_somewhere

from .deciding import Screen, judge

PERSON, TOOL = "full.standing", "approved"
ASKED = "https://example.org/published"
"""Stands for any citation when the question is whether one would help."""


MOST_KNOWN = 8_192
"""Sets of findings whose verdict is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One text: its findings, and what the policy says about it."""

    findings: tuple[Finding, ...]
    verdict: str


class Checker:
    """One pack, one source and one instant for many texts: the bulk function, in this process or in many.

    INVARIANT: the verdict depends on what was found, not on where it stands or on the words around it. So it is asked
    once for each set of findings; what is kept for that is bounded, and holds kinds, never a text.
    """

    def __init__(self, pack: Pack, source: str, at: datetime, *, screen: Screen = screening.screen) -> None:
        self._pack, self._source, self._at, self._screen = pack, source, at, screen
        self._standing = full_standing(pack, at)
        self._known: dict[frozenset[tuple[object, ...]], str] = {}

    def check(self, parts: Sequence[Part]) -> Checked:
        """Screen the parts once, and ask the policy with and without a source."""
        screened = self._screen(parts)
        about = frozenset((f.cls, f.strength, f.kind, f.detail, f.score) for f in screened.findings)
        verdict = self._known.get(about)
        if verdict is None:
            verdict = self._verdict(screened, parts)
            if len(self._known) < MOST_KNOWN:
                self._known[about] = verdict
        return Checked(findings=screened.findings, verdict=verdict)

    def _verdict(self, screened: Screened, parts: Sequence[Part]) -> str:
        if self._allows(screened, parts, self._source):
            return "pass"
        if not leads_somewhere(self._source) and self._allows(screened, parts, ASKED):
            return "ask"
        return "block"

    def _allows(self, screened: Screened, parts: Sequence[Part], source: str) -> bool:
        use = Use(
            id="SCREENED",
            person_id=PERSON,
            tool_id=TOOL,
            purpose="research",
            channel=Channel.WEB,
            parts=tuple(parts),
            at=self._at,
            digest="",
            source=Source(citation=source) if source else None,
        )
        return judge(use, self._standing, self._pack, screened).allowed


def check(
    parts: Sequence[Part], pack: Pack, source: str, at: datetime, *, screen: Screen = screening.screen
) -> Checked:
    """Check one text."""
    return Checker(pack, source, at, screen=screen).check(parts)


def full_standing(pack: Pack, at: datetime) -> Standing:
    """A made-up person whom no rule about standing stops, and a tool that the office approved."""
    then = at - timedelta(days=1)
    domain = next(iter(sorted(pack.email_domains)), "agency.example.gov")
    return Standing(
        person=Person(
            id=PERSON,
            name="Full Standing",
            email=f"full.standing@{domain}",
            component="HQ",
            personnel_type=PersonnelType.EMPLOYEE,
        ),
        tool=Tool(id=TOOL, name="Approved", vendor="", tool_class=ToolClass.COMMERCIAL, status=ToolStatus.APPROVED),
        approval=Approval(id="APPROVAL", approved_by="supervisor", approved_at=then),
        trainings=tuple(TrainingRecord(training=t, completed_at=then) for t in Training),
        acknowledgement=Acknowledgement(version=pack.rules_version, signed_at=then, text_sha256=""),
        account=Account(email=f"full.standing@{domain}", agency_only_attested_at=then, settings_attested_at=then),
    )
