"""How accounts are set up at the demo agency, and its people's words about theirs (139-07.2.d–e)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from proviso.actions import guides, people
from proviso.db import guides as guides_db
from proviso.db.store import Tx
from proviso.identity.ids import new_id
from proviso.model import GuideRow, Person

from .files import table
from .script import Calendar


def guide_steps(plan: dict[str, Any], calendar: Calendar) -> Iterator[tuple[datetime, Any]]:
    """The CIO's office writes the settings down before the first person sets an account up."""
    for row in table("guides")["guide"]:
        yield calendar.at(plan["begins"], 6.5), _writes(row)


def _writes(row: dict[str, Any]) -> Any:
    rows = tuple(
        GuideRow(id=new_id(), setting=each["setting"], clause=each["clause"], steps=tuple(each["steps"]))
        for each in row["row"]
    )
    return lambda tx, at: guides.set_guide(
        tx, row["tool"], rows, asks_again=True, seen_version=0, actor=row["by"], at=at
    )


def attest_all(tx: Tx, person: Person, at: datetime) -> None:
    """Somebody sets up their account on each tool that was approved for their component and asks for one."""
    for row in table("tools")["tool"]:
        is_open = person.component in row.get("components", [person.component])
        if "approved_on" in row and row.get("needs_account", True) and is_open:
            guide = guides_db.get(tx, row["id"])
            people.attest_account(
                tx,
                person.id,
                row["id"],
                person.email,
                True,
                True,
                actor=person.id,
                at=at,
                guide_version=guide.version if guide else 0,
            )
