"""The CIO's office says how an account on a tool is set up; the next use asks whom it concerns (139-07.2.d–e)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from proviso.db import guides as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Guide, GuideRow, Picture, Role
from proviso.model.step_events import GuideChanged

from .pictures import Checked
from .roles import get_person, require_role

MOST_ROWS = 9
"""As many pictures as one form may bring, and one row to add."""


def set_guide(
    tx: Tx,
    tool_id: str,
    rows: Sequence[GuideRow],
    pictures: Sequence[Picture] = (),
    *,
    asks_again: bool,
    seen_version: int,
    actor: str,
    at: datetime,
) -> Guide:
    """Put these settings in place of the ones before. `asks_again`: whoever attested older ones is asked anew, from
    their next use. `seen_version` is the one that the editor had before them."""
    require_role(tx, actor, Role.CIO, Role.CIO_OFFICE, to="say how an account is set up")
    if tools.get(tx, tool_id) is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    before = db.get(tx, tool_id)
    version = before.version if before else 0
    if seen_version != version:
        raise ConflictError(changed_meanwhile(tx, before), hint="Compare, then save yours again.")
    _refuse(rows)
    for picture in pictures:
        db.add_picture(tx, picture)
    asks_from = version + 1 if asks_again else before.asks_from if before else 0
    guide = Guide(
        tool_id=tool_id,
        version=version + 1,
        asks_from=asks_from,
        rows=tuple(rows),
        changed_at=at,
        changed_by=actor,
    )
    db.put(tx, guide)
    event = GuideChanged(
        actor=actor, tool=tool_id, version=guide.version, settings=len(guide.rows), asks_again=asks_again
    )
    record(tx, at, event)
    return guide


def changed_meanwhile(tx: Tx, guide: Guide | None) -> str:
    """ "Marcus Bell changed this guide while you wrote." """
    who = get_person(tx, guide.changed_by).name if guide else "Somebody"
    return f"{who} changed this guide while you wrote."


def _refuse(rows: Sequence[GuideRow]) -> None:
    if len(rows) > MOST_ROWS:
        raise UsageError(
            f"A guide has at most {MOST_ROWS} settings.", hint="Put those together that stand in one place."
        )
    for row in rows:
        if not row.setting.strip() or not row.steps:
            raise UsageError("A setting needs its name and its steps.")
        if row.picture and not row.alt.strip():
            raise UsageError("Say what the picture shows: not everybody sees it.")


def picture_of(tool_id: str, checked: Checked, *, actor: str, at: datetime) -> Picture:
    """A checked screenshot as it is kept."""
    return Picture(
        id=new_id(),
        tool_id=tool_id,
        media=checked.media,
        width=checked.width,
        height=checked.height,
        content=checked.content,
        added_at=at,
        added_by=actor,
    )
