"""Many sets of facts, made from one: other values of each fact, and of pairs of them. For comparing packs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from proviso.model import Channel, FindingClass, PersonnelType, ToolClass, ToolStatus

from .facts import SORTED, WEEKDAYS, Facts

AREAS = ("benefits", "credentialing", "enforcement", "investigation", "vetting")
FOUND = tuple(sorted([*(c.value for c in FindingClass), *(f"{c.value}:sure" for c in FindingClass)]))

FULL = Facts(
    component="FRO",
    personnel="employee",
    engagement="current",
    approval=True,
    responsible_ai=True,
    privacy=True,
    cybersecurity=True,
    acknowledgement=True,
    account_agency=True,
    account_only=True,
    account_settings=True,
    second_approval=True,
    tool="northlight-chat",
    listed=True,
    tool_class="commercial",
    tool_status="approved",
    needs_account=True,
    re_review="none",
    fits_purpose=True,
    fits_component=True,
    fits_attachment=True,
    fits_code=True,
    fits_date=True,
    fits_unscreened=True,
    ceiling="open_source",
    fits_channel=True,
    fits_account=True,
    fits_users=True,
    channel="web",
    caller="person",
    system_state="none",
    fits_system=True,
    purpose="research",
    purpose_known=True,
    purpose_area="",
    asked_areas=(),
    found=(),
    own_draft=False,
    posted=False,
    source_cited=False,
    not_published=False,
    attachment=False,
    hour=10,
    weekday="wednesday",
    waived=(),
    trial=False,
    pack_state="in_force",
)
"""Full standing, an approved commercial tool, a plain text."""
SYSTEM = replace(FULL, channel="gateway", caller="system", system_state="current")
"""The same, asked by a registered system."""

VALUES: dict[str, tuple[str | int | tuple[str, ...], ...]] = {
    "component": ("FRO", "LBB", "none"),
    "personnel": (*(t.value for t in PersonnelType), "unknown"),
    "engagement": ("current", "not_started", "ended", "left", "paused", "unknown"),
    "tool": ("northlight-chat", "harbor-desk", "unknown"),
    "tool_class": (*(c.value for c in ToolClass), "unknown"),
    "ceiling": ("open_source", "agency"),
    "tool_status": (*(s.value for s in ToolStatus), "unknown"),
    "re_review": ("none", "due", "late"),
    "channel": tuple(c.value for c in Channel),
    "caller": ("person", "system"),
    "system_state": ("none", "current", "expired", "revoked", "unknown"),
    "purpose": ("research", "draft", "benefits", "test", "none"),
    "purpose_area": ("", *AREAS),
    "asked_areas": ((), *((a,) for a in AREAS), ("benefits", "vetting")),
    "found": (
        (),
        *((c.value,) for c in FindingClass),
        *((c.value, f"{c.value}:sure") for c in FindingClass),
        ("individual", "individual.named"),
        ("controlled", "social"),
    ),
    "waived": ((), *((f"139-07.5.{x}",) for x in "abcde"), ("139-07.2.a.3",)),
    "hour": tuple(range(24)),
    "weekday": WEEKDAYS,
    "pack_state": ("in_force", "not_yet", "ended"),
}
"""Values of each fact that is not a yes or no."""


def values_of(name: str) -> tuple[str | int | bool | tuple[str, ...], ...]:
    """Every value that is tried for one fact."""
    return VALUES.get(name, (True, False))


def others(base: Facts, name: str) -> Iterator[Facts]:
    """The base with each other value of one fact."""
    for value in values_of(name):
        if value != getattr(base, name):
            yield replace(base, **{name: value})  # type: ignore[arg-type]  # values_of knows the type of each fact


def singles(base: Facts = FULL) -> Iterator[tuple[str, Facts]]:
    """(name of the fact, facts): one fact changed."""
    for name in SORTED:
        for facts in others(base, name):
            yield name, facts


PAIRED = (
    "found",
    "asked_areas",
    "purpose_area",
    "waived",
    "source_cited",
    "own_draft",
    "posted",
    "tool_class",
    "channel",
    "caller",
)
"""Facts that rules look at together."""


def pairs(base: Facts = FULL) -> Iterator[Facts]:
    """Two facts changed, of those that rules look at together."""
    for one, two in combinations(PAIRED, 2):
        for facts in others(base, one):
            yield from others(facts, two)
