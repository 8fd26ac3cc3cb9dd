"""What a request for a waiver must say before it can be signed (139-07.5.w): each gap by field, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from proviso.db import people, records, tools
from proviso.db.store import Tx
from proviso.model import Person, ToolClass, WaiverDraft

from .wording import clean

LONGEST = 1_000
"""Characters of one reason."""
LONGEST_TIME = timedelta(days=366)
STEPS: dict[str, tuple[str, ...]] = {
    "scope": ("clause", "case_kind", "tools", "people"),
    "reason": ("grounds",),
    "risks": ("risk",),
    "safeguards": ("safeguards",),
    "dates": ("starts_on", "ends_on"),
}
"""The steps of the form in their order, with their fields; the last step signs."""
_REASONS = {
    "grounds": "Say why the work cannot be done without it.",
    "risk": "Say what could go wrong for the people concerned.",
    "safeguards": "Say what keeps them safe: who checks, who decides.",
}


def checked(
    tx: Tx, draft: WaiverDraft, person: Person, waivable: Collection[str], today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """The parts of the request as it will be signed, and what is missing or wrong, by field."""
    errors: dict[str, str] = {}
    if draft.clause not in waivable:
        errors["clause"] = "Choose a rule that a waiver can open."
    if not draft.case_kind.strip():
        errors["case_kind"] = "Say for which kind of case."
    found_tools = _tools(tx, draft, errors)
    found_people = _people(tx, draft, person, errors)
    for name, sentence in _REASONS.items():
        said = str(getattr(draft, name)).strip()
        if not said:
            errors[name] = sentence
        elif len(said) > LONGEST:
            errors[name] = f"Use at most {LONGEST:,} characters; this has {len(said):,}."
    starts, ends = _days(draft, today, errors)
    _check_renewal(tx, draft, person, errors)
    given = {
        "clause": draft.clause,
        "case_kind": " ".join(clean(draft.case_kind).split())[:LONGEST],
        "tools": found_tools,
        "people": found_people,
        **{name: clean(str(getattr(draft, name))).strip() for name in _REASONS},
        "starts_on": starts,
        "ends_on": ends,
    }
    return given, errors


def _tools(tx: Tx, draft: WaiverDraft, errors: dict[str, str]) -> frozenset[str] | None:
    listed = {tool.id for tool in tools.all(tx) if tool.tool_class is ToolClass.COMMERCIAL}
    unknown = sorted(set(draft.tools) - listed)
    if unknown:
        errors["tools"] = f"There is no tool {unknown[0]} on the list of commercial tools."
    return frozenset(draft.tools) or None


def _people(tx: Tx, draft: WaiverDraft, person: Person, errors: dict[str, str]) -> frozenset[str] | None:
    """By handle or agency address; all of them in the asker's own component."""
    found = set()
    for said in draft.people:
        one = people.get(tx, said) or people.by_email(tx, said)
        if one is None or not one.is_active:
            errors["people"] = f"Nobody here is known as {said[:80]}."
        elif one.component != person.component:
            errors["people"] = f"{one.name} is in another component. Its own leader can ask."
        else:
            found.add(one.id)
    return frozenset(found) or None


def _days(draft: WaiverDraft, today: date, errors: dict[str, str]) -> tuple[date, date]:
    starts = _day(draft.starts_on, "starts_on", "Give its first day.", errors)
    ends = _day(draft.ends_on, "ends_on", "Give its last day.", errors)
    if starts is not None and starts < today:
        errors["starts_on"] = "Its first day cannot be in the past."
    if starts is not None and ends is not None:
        if ends < starts:
            errors["ends_on"] = "Its last day comes before its first."
        elif ends - starts > LONGEST_TIME:
            errors["ends_on"] = "A waiver holds for a year at most. It can be renewed."
    return starts or today, ends or today


def _day(said: str, name: str, missing: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        errors[name] = missing
        return None


def _check_renewal(tx: Tx, draft: WaiverDraft, person: Person, errors: dict[str, str]) -> None:
    if not draft.renews:
        return
    before = records.waiver(tx, draft.renews)
    if before is None or before.component not in {None, person.component} or before.clause != draft.clause:
        errors["clause"] = f"Waiver {draft.renews} was for another rule or another component."
