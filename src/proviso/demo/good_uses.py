"""The good uses of the demo agency: screened and shared by its people, tried and voted for (139-07.8.e)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from proviso.actions import good_use_checks, good_uses, uses
from proviso.actions.agency import Agency
from proviso.actions.good_use_checks import Example, Looked
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import UsageError

from .files import table
from .script import Calendar
from .steps import Work


def good_use_steps(agency: Agency, plan: dict[str, Any], calendar: Calendar) -> Iterator[tuple[datetime, Work]]:
    """Each is shared in the morning of its day; who found it helpful said so in the afternoon."""
    for row in table("good_uses")["good_uses"]:
        if row["on"] > plan["begins"]:
            yield calendar.at(row["on"], 9), _shared(agency, row)


def _shared(agency: Agency, row: dict[str, Any]) -> Work:
    def share(tx: Tx, at: datetime) -> None:
        example = Example(
            title=row["title"],
            purpose=row["purpose"],
            tool_id=row["tool"],
            prompt=row["prompt"],
            watch=row["watch"],
            is_named=row.get("named", False),
        ).cleaned()
        made = good_uses.share(tx, _looked(tx, agency, example, row["by"], at), actor=row["by"], at=at)
        for who in row["helped"]:
            good_uses.vote(tx, made.id, actor=who, at=at)
        for _ in range(row["tries"]):
            good_uses.count_try(tx, made.id)

    return share


def _looked(tx: Tx, agency: Agency, example: Example, who: str, at: datetime) -> Looked:
    """Screened inside the day that is being written, whose people nobody else sees yet."""
    use = good_use_checks.use_of(agency, example, actor=who, at=at)
    standing = people.standing(tx, who, example.tool_id, use.digest)
    decision = uses.judge(use, standing, uses.pack_in_force(tx, agency, use, standing), agency.screen)
    looked = Looked(example=example, use=use, decision=good_use_checks.about_words(decision))
    stopped = good_use_checks.leading(looked)
    if stopped is not None:
        raise UsageError(f"The good use {example.title!r} of the demo is stopped: {stopped.headline}.")
    return looked
