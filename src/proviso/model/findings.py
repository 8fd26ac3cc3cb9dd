"""What screening finds in a text. Offsets count code points of the original text; the text itself is never here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class FindingClass(StrEnum):
    """What a finding is about; the pack says what a class does."""

    INDIVIDUAL = "individual"
    """An identifier of a person (139-07.2.a.1)."""
    NAMED = "individual.named"
    """A name or public contact data: a question ("where was this published?"), not a block."""
    RECORD = "individual.record"
    """A record about a person, even anonymised (139-07.2.a.1)."""
    SOCIAL = "social"
    """Social-media content (139-07.2.a.2)."""
    CONTROLLED = "controlled"
    """CUI, FOUO, SBU, SSI, PCII, LES and their like, as marked (139-07.2.a.3)."""
    CLASSIFIED = "classified"
    """Classified information, as marked (139-07.2.a.4)."""
    SECRET = "secret"
    """Credentials: keys, tokens, passwords, connection strings."""
    PURPOSE = "purpose"
    """The text asks for a decision that people must make (139-07.5); `detail` is the area."""
    INJECTION = "injection"
    HAZARD = "hazard"


class AnswerRule(StrEnum):
    """What a pack does with a class of finding in an answer (139-07.2.b)."""

    SHOW = "show"
    MASK = "mask"
    """The place is replaced by what it was: `[hidden: phone number]`."""
    HOLD = "hold"
    """The answer is kept back to its end, and is not given at all if it has one."""
    END = "end"
    """The answer ends before the place, and says so."""


class Strength(StrEnum):
    """How sure a finding is."""

    SURE = "sure"
    LIKELY = "likely"
    WEAK = "weak"
    """Kept for `why`, never decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place in one part of a use."""

    kind: str
    """What it is, in the field's own term: `US_SSN`, `US_A_NUMBER`, `CUI`, `FOUO`, `SECRET`, `POST_URL`…"""
    cls: FindingClass
    strength: Strength = Strength.SURE
    start: int
    """First code point, in the original text of the part."""
    end: int
    """One past the last code point."""
    score: int = 100
    """0 to 100; an integer, so that canonical JSON needs no floats."""
    recognizer: str
    """Stem of the file in `screening/recognizers/` that found it."""
    part: int = 0
    """Index into `Use.parts`."""
    detail: str = ""
    """A word of a closed list (a CUI category, an area of 139-07.5, a sign of a case), never the prompt's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text of a use: what was typed, a file's text, a file's name, a message, a tool's argument."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The findings of one use, in order of part and place, overlaps resolved."""

    findings: tuple[Finding, ...]
    chars: int

    def of(self, *classes: FindingClass) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.cls in classes)
