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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One text: its findings, and what the policy says about it."""

    findings: tuple[Finding, ...]
    verdict: str


def check(
    parts: Sequence[Part], pack: Pack, source: str, at: datetime, *, screen: Screen = screening.screen
) -> Checked:
    """Screen the parts once, and ask the policy with and without a source."""
    screened = screen(parts)
    standing = full_standing(pack, at)
    if _allows(screened, parts, standing, pack, source, at):
        verdict = "pass"
    elif not leads_somewhere(source) and _allows(screened, parts, standing, pack, ASKED, at):
        verdict = "ask"
    else:
        verdict = "block"
    return Checked(findings=screened.findings, verdict=verdict)


def _allows(
    screened: Screened, parts: Sequence[Part], standing: Standing, pack: Pack, source: str, at: datetime
) -> bool:
    use = Use(
        id="SCREENED",
        person_id=PERSON,
        tool_id=TOOL,
        purpose="research",
        channel=Channel.WEB,
        parts=tuple(parts),
        at=at,
        digest="",
        source=Source(citation=source) if source else None,
    )
    return judge(use, standing, pack, screened).allowed


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
