"""The waiver of the demo agency: asked, granted, and soon to be renewed (139-07.5.w)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from proviso.actions import waivers
from proviso.db.store import Tx
from proviso.model import WaiverDraft

from .script import Calendar


def waiver_steps(
    row: dict[str, Any], plan: dict[str, Any], calendar: Calendar
) -> Iterator[tuple[datetime, Callable[[Tx, datetime], object]]]:
    """Asked and granted when the story begins; its asker wants to renew it before it ends (139-07.5.w)."""
    today = calendar.now.astimezone(calendar.zone).date()
    number, ends = f"{today.year}-{row['number']}", today + timedelta(days=row["ends"])
    opened = {row["clause"]}

    def ask(tx: Tx, at: datetime) -> None:
        day = at.astimezone(calendar.zone).date()
        words = {name: row[name] for name in ("clause", "case_kind", "grounds", "risk", "safeguards")}
        draft = WaiverDraft(person_id=row["asked_by"], **words, starts_on=day.isoformat(), ends_on=ends.isoformat())
        waivers.ask(tx, draft, opened, actor=row["asked_by"], at=at, today=day, number=number)

    def grant(tx: Tx, at: datetime) -> None:
        day = at.astimezone(calendar.zone).date()
        waivers.grant(
            tx, number, terms=row["terms"], confirm_days=row["confirm_days"], actor=row["by"], at=at, today=day
        )

    def renew(tx: Tx, at: datetime) -> None:
        draft = waivers.draft_to_renew(tx, number, actor=row["asked_by"], at=at)
        first = ends + timedelta(days=1)
        dated = replace(draft, starts_on=first.isoformat(), ends_on=(first + timedelta(days=89)).isoformat())
        day = at.astimezone(calendar.zone).date()
        waivers.ask(tx, dated, opened, actor=row["asked_by"], at=at, today=day)

    begins = max(row["asked_on"], plan["begins"] + 0.4)
    yield calendar.at(begins), ask
    yield calendar.at(begins) + timedelta(hours=1), grant
    if row["renewal_asked_on"] > plan["begins"]:
        yield calendar.at(row["renewal_asked_on"], 10), renew
