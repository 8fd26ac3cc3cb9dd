"""Denials by fault: what could not be read, judged or recorded is not sent, and the person hears which part it was."""

from __future__ import annotations

from proviso.decision.faults import denied_by
from proviso.errors import ClockError, NotFoundError, PackError, ProvisoError, StoreError
from proviso.model import Decision, Reason, ReasonKind, Use

STATE = "Not sent. Your text has not left the agency."
NO_PACK = "pack"


def part_of(error: ProvisoError) -> str:
    """Which part failed, in one word."""
    if isinstance(error, ClockError):
        return "clock"
    if isinstance(error, PackError | NotFoundError):
        return NO_PACK
    return "store" if isinstance(error, StoreError) else "ledger"


def deny_for_fault(use: Use, part: str, sentence: str, remedy: str, *, pack: str = "") -> Decision:
    """The denial of a use that a fault stopped: no record, no use (139-07.3)."""
    headline = "No policy is in force." if part == NO_PACK else "We could not record this use."
    reason = Reason(
        rule=f"fault-{part}",
        clause="139-07.1" if part == NO_PACK else "139-07.3",
        kind=ReasonKind.FAULT,
        state=STATE,
        headline=headline,
        sentence=sentence,
        auditor=f"The use was denied because of a fault in: {part}.",
        remedy=remedy,
        recorded="that you asked, and which part did not answer",
    )
    return denied_by(use, reason, part, pack=pack)
