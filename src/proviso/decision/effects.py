"""What a pack does with one finding alone: keep the text out, ask for its source, hide the place, or only tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from proviso.model import Channel, Decision, Finding, Part, Screened, Source, Use
from proviso.policy import Pack

from .checking import ASKED, PERSON, TOOL, full_standing
from .deciding import judge


class Effect(StrEnum):
    """What follows from a finding, for somebody in full standing with an approved tool."""

    STAYS_OUT = "stays_out"
    """A text with it is denied, cited or not."""
    ASKS = "asks"
    """Allowed once somebody says where it was published (139-07 fn5)."""
    HIDDEN = "hidden"
    """Allowed, and the place is replaced before anything goes out."""
    TOLD = "told"
    """Said, and nothing more."""


class Effects:
    """One pack at one instant, asked about many findings: by the function that decides, so that the two never differ.

    INVARIANT: what follows depends on what was found, not on where it stands, so each kind is asked about once.
    """

    def __init__(self, pack: Pack, at: datetime) -> None:
        self._pack, self._at = pack, at
        self._standing = full_standing(pack, at)
        self._purpose = next((p.id for p in pack.purposes if not p.area), "")
        self._known: dict[tuple[object, ...], tuple[Effect, str]] = {}

    def of(self, finding: Finding) -> tuple[Effect, str]:
        """What follows, and the clause that says so; no clause where nothing stops."""
        about = (finding.cls, finding.strength, finding.kind, finding.detail, finding.score)
        if about not in self._known:
            self._known[about] = self._judged(replace(finding, part=0, start=0, end=1))
        return self._known[about]

    def _judged(self, finding: Finding) -> tuple[Effect, str]:
        plain = self._decide(finding, "")
        if plain.allowed:
            return (Effect.HIDDEN if plain.masked else Effect.TOLD), ""
        clause = plain.reasons[0].clause if plain.reasons else ""
        return (Effect.ASKS if self._decide(finding, ASKED).allowed else Effect.STAYS_OUT), clause

    def _decide(self, finding: Finding, source: str) -> Decision:
        use = Use(
            id="CHECKED",
            person_id=PERSON,
            tool_id=TOOL,
            purpose=self._purpose,
            channel=Channel.WEB,
            parts=(Part(name="text", text="."),),
            at=self._at,
            digest="",
            source=Source(citation=source) if source else None,
        )
        return judge(use, self._standing, self._pack, Screened(findings=(finding,), chars=1))
