"""Overlaps: where two findings claim the same place, the surer, then the longer one stays."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from proviso.model import Finding, FindingClass, Strength

_WEAK = 2
_SURENESS = {Strength.SURE: 0, Strength.LIKELY: 1, Strength.WEAK: _WEAK}
_OWN_LAYER = frozenset(
    {FindingClass.RECORD, FindingClass.PURPOSE, FindingClass.SOCIAL, FindingClass.INJECTION, FindingClass.HAZARD}
)
"""Classes about the text around a place; they do not push out, nor are pushed out by, what stands in it."""


MOST_WEAK = 300
"""Weak findings decide nothing; of very many, the longest are kept for `why`."""


_Rank = tuple[int, int, int, str, int, str, str, str]


def _rank(finding: Finding) -> _Rank:
    """The surer, then the longer first; the rest only makes the order the same in every process. Two findings of a part
    with the same rank are the same."""
    return (
        _SURENESS[finding.strength],
        finding.start - finding.end,
        finding.start,
        finding.kind,
        -finding.score,
        finding.recognizer,
        finding.detail,
        finding.cls,
    )


def resolved(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one part in order of place, overlaps resolved."""
    unique = {_rank(finding): finding for finding in findings}
    if len(unique) < 2:
        return list(unique.values())
    order = sorted(unique)
    del order[bisect_left(order, (_WEAK,)) + MOST_WEAK :]
    layers: dict[str, list[Finding]] = {}
    for rank in order:
        finding = unique[rank]
        layers.setdefault(finding.cls if finding.cls in _OWN_LAYER else "place", []).append(finding)
    return sorted((f for some in layers.values() for f in _free(some)), key=_place)


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.kind


def _free(order: list[Finding]) -> list[Finding]:
    """Take each finding, best first, unless its place is taken. Places are kept sorted, so this stays near linear."""
    taken: list[tuple[int, int]] = []
    out: list[Finding] = []
    for finding in order:
        at = bisect_left(taken, (finding.start, finding.end))
        if at < len(taken) and taken[at][0] < max(finding.end, finding.start + 1):
            continue
        if at and taken[at - 1][1] > finding.start:
            continue
        insort(taken, (finding.start, finding.end))
        out.append(finding)
    return out


BESIDE = 300
"""Two identifiers within so many characters are about the same person."""
BY_FORM = 60
"""Score of a way to reach somebody that only its form or a plain label gives away: it may be an office's."""
_CONTACT = frozenset({"EMAIL", "PHONE", "ADDRESS"})
"""Ways to reach somebody: authors, press contacts and offices publish them together, beside a name."""


def strengthened(findings: list[Finding]) -> list[Finding]:
    """A likely identifier beside a name, or beside one of another kind, is sure: together they point to one person.

    A name or another contact says nothing about a contact that may be an office's; a number of a person does.
    """
    about = [
        (i, f)
        for i, f in enumerate(findings)
        if f.strength is not Strength.WEAK and (f.cls is FindingClass.INDIVIDUAL or f.kind == "PERSON")
    ]
    out = list(findings)
    for (i, one), (j, two) in pairwise(about):
        if one.kind == two.kind or two.start - one.end > BESIDE:
            continue
        for number, finding, other in ((i, one, two), (j, two, one)):
            if _may_be_public(finding) and (other.kind == "PERSON" or _may_be_public(other)):
                continue
            if finding.cls is FindingClass.INDIVIDUAL and finding.strength is Strength.LIKELY:
                out[number] = replace(finding, strength=Strength.SURE)
    return out


def _may_be_public(finding: Finding) -> bool:
    return finding.kind == "EMAIL" or (finding.kind in _CONTACT and finding.score <= BY_FORM)
