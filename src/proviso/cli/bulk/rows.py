"""A row of the results: which file or line, the verdict, and what was found. Never the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from proviso.decision import Checked
from proviso.model import Finding, Part, Strength

UNREAD = "unread"
"""The verdict on what could not be read or checked. What we cannot read, we do not send."""
VERDICTS = ("pass", "ask", "block", UNREAD)
MOST = 1_000
"""Findings of one row; a text with more is counted, not listed."""


class Place(msgspec.Struct, frozen=True, kw_only=True, rename={"cls": "class"}):
    """One finding; offsets count code points of its part."""

    kind: str
    cls: str
    strength: str
    line: int
    start: int
    end: int
    part: str = ""
    """"header 1", "sheet Costs": where in a document; empty for its body."""


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file or line. What is empty is left out of the JSON."""

    path: str = ""
    size: int = 0
    modified: int = 0
    """Nanoseconds since 1970, as the file system says."""
    line: int = 0
    """Number in the file of texts; 0 for a file."""
    verdict: str = ""
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    findings: tuple[Place, ...] = ()
    more: int = 0
    """Findings beyond the most that a row lists."""
    reason: str = ""
    """Why it could not be read."""


def said_path(path: str) -> str:
    """A path as text: bytes that are no UTF-8 are written as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def row_of(
    parts: Sequence[Part], checked: Checked, *, path: str = "", size: int = 0, modified: int = 0, line: int = 0
) -> Row:
    """What was found, without what decides nothing."""
    counted = [f for f in checked.findings if f.strength is not Strength.WEAK]
    return Row(
        path=path,
        size=size,
        modified=modified,
        line=line,
        verdict=checked.verdict,
        classes=tuple(sorted({f.cls.value for f in counted})),
        kinds=tuple(sorted({f.kind for f in counted})),
        findings=tuple(_places(parts, counted[:MOST])),
        more=max(0, len(counted) - MOST),
    )


def _places(parts: Sequence[Part], findings: Iterable[Finding]) -> Iterable[Place]:
    """Findings come in order of part and place, so the lines are counted in one pass."""
    at, number, line = -1, 0, 1
    for finding in findings:
        part = parts[finding.part]
        if finding.part != at or finding.start < number:
            at, number, line = finding.part, 0, 1
        line += part.text.count("\n", number, finding.start)
        number = finding.start
        yield Place(
            kind=finding.kind,
            cls=finding.cls.value,
            strength=finding.strength.value,
            line=line,
            start=finding.start,
            end=finding.end,
            part=part.name.partition(": ")[2],
        )
