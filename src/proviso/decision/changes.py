"""The uses that the buttons of a denial make, and the text that a masking pack lets out. Doors make the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from proviso.model import Decision, Finding, Part, Remedy, Source, Use

from .kinds import title_of

Digest = Callable[[tuple[Part, ...]], str]
SOURCE_TO_COME = Source(citation="(the source that the person will give)")
EMPTY = (Part(name="your text", text=""),)


def masked_text(use: Use, decision: Decision) -> str:
    """What may be sent: each masked place replaced by what it was, "[A‑number]"; parts joined by an empty line."""
    return "\n\n".join(part.text for part in masked_parts(use, decision) if part.text)


def masked_parts(use: Use, decision: Decision) -> tuple[Part, ...]:
    """The parts with each masked place replaced. What a file's name says has no place in the text that is sent."""
    if not decision.masked:
        return use.parts
    places = [f for f in (decision.findings[n] for n in decision.masked) if f.start < f.end]
    return tuple(_replaced(part, [f for f in places if f.part == n]) for n, part in enumerate(use.parts))


def _replaced(part: Part, places: Sequence[Finding]) -> Part:
    text = part.text
    for place in sorted(places, key=lambda f: f.start, reverse=True):
        text = f"{text[: place.start]}[{title_of(place.kind)}]{text[place.end :]}"
    return replace(part, text=text) if places else part


def without(use: Use, decision: Decision, remedy: Remedy, *, digest: Digest | None = None) -> Use:
    """The use after "Remove it and check again": the places of the remedy are taken out."""
    return without_findings(use, [decision.findings[n] for n in remedy.findings], digest=digest)


def without_findings(use: Use, findings: Iterable[Finding], *, digest: Digest | None = None) -> Use:
    """The use without these places. Its digest is made anew by `digest`, else left empty: it is another text."""
    places = list(findings)
    parts = tuple(_cut(part, [f for f in places if f.part == n]) for n, part in enumerate(use.parts))
    return replace(use, parts=parts, digest=digest(parts) if digest is not None else "")


def _cut(part: Part, places: Sequence[Finding]) -> Part:
    text = part.text
    for place in sorted(places, key=lambda f: f.start, reverse=True):
        before, after = text[: place.start], text[place.end :]
        if before[-1:] in {" ", "\t"} and after[:1] in {" ", ".", ",", ";", ":", ")"}:
            before = before[:-1]
        text = before + after
    return replace(part, text=text) if places else part


def with_source(use: Use, source: Source = SOURCE_TO_COME) -> Use:
    """The use with its published source cited (139-07 fn5)."""
    return replace(use, source=source, is_not_published=False)


def as_own_draft(use: Use) -> Use:
    """The use with the person's word that it is a draft of their own post (139-07.2.a.2)."""
    return replace(use, is_own_draft=True)


def with_tool(use: Use, tool_id: str) -> Use:
    """The same use with another tool."""
    return replace(use, tool_id=tool_id)


def emptied(use: Use) -> Use:
    """The use with an empty box: purpose and tool are kept."""
    return replace(
        use, parts=EMPTY, digest="", source=None, has_attachment=False, is_own_draft=False, is_not_published=False
    )
