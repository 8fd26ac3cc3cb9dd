"""Sealed boxes of an incident: lock a text that must be kept, ask to open one, take it out locked (139-07.6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import sealed_boxes as change
from proviso.db import incidents
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Incident, SpillKind

from .. import stepping
from ..desk import Desk, at_desk
from ..incident_words import named
from ..spilling import leak
from .incidents import answer, opened, require_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPage:
    """The form. INVARIANT: the text is never given back, not even with an error."""

    id: str
    answer: str
    keys: tuple[str, ...]
    hint: str
    errors: dict[str, str] = field(default_factory=dict)


def show_box(request: Request) -> Response:
    """Lock a text, when a rule or an inquiry needs it kept."""
    desk = at_desk(request)
    return _box(desk, _seen(desk, request), {})


def lock(request: Request) -> Response:
    """Lock it: from here on only an officer's key file opens it."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    text = desk.form.text("text")
    try:
        desk.write(lambda tx: change.lock(tx, desk.agency, incident.id, text, actor=desk.me.id, at=desk.now))
    except NotAllowedError:
        raise
    except (UsageError, ConflictError) as fault:
        return _box(desk, incident, {"text": f"{fault.message} {fault.hint}".strip()})
    return desk.go(f"/incidents/{incident.id}", "The text is locked. We kept it nowhere else.")


def _box(desk: Desk, incident: Incident, errors: dict[str, str]) -> Response:
    with desk.read() as tx:
        keys = [f"{key.id}, {desk.name(tx, key.owner)}" for key in change.current_keys(tx)]
    said = "Lock a text only if a rule or an inquiry needs it. Without it, we keep its keyed digest and nothing else."
    page = BoxPage(id=incident.id, answer=said, keys=tuple(keys), hint=_hint(incident), errors=errors)
    title = f"{'Error: ' if errors else ''}Sealed box – {named(incident)}"
    return desk.page("incident_box.html", page, title=title, status=422 if errors else 200)


def _hint(incident: Incident) -> str:
    """INVARIANT: a classified text goes into no system that is not cleared for it, whatever locks it (139-07.2.a.4)."""
    if incident.kind is SpillKind.CLASSIFIED:
        return "Only if this computer is cleared for it. Else leave the text where it is, and write down where."
    return "Nothing classified. It is not shown again, here or anywhere."


def ask(request: Request) -> Response:
    """Say why a box has to be opened."""
    desk = at_desk(request)
    incident, box_id = _of_box(desk, request)
    why, name = desk.form.text("why"), f"why-{box_id}"
    if found := leak(desk, why, is_sure=True):
        return answer(desk, incident.id, {name: found}, {name: why})
    try:
        desk.write(lambda tx: change.ask(tx, box_id, why, actor=desk.me.id, at=desk.now))
    except NotAllowedError:
        raise
    except UsageError as fault:
        return answer(desk, incident.id, {name: fault.message}, {name: why})
    two = change.needs_two(incident, desk.pack)
    then = "A second person has to agree now." if two else "You can take it out for an hour."
    return desk.go(f"/incidents/{incident.id}", f"Recorded. {then}")


def agree(request: Request) -> Response:
    """A second person agrees."""
    desk = at_desk(request)
    incident, box_id = _of_box(desk, request)
    if not stepping.confirmed(desk):
        return stepping.ask(desk, f"/incidents/{incident.id}")
    desk.write(lambda tx: change.agree(tx, box_id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/incidents/{incident.id}", "You agreed. It can be taken out for an hour.")


def take_out(request: Request) -> Response:
    """The locked file: `proviso incident open FILE` opens it, where the key file is."""
    desk = at_desk(request)
    incident, box_id = _of_box(desk, request)
    if not stepping.confirmed(desk):
        return stepping.ask(desk, f"/incidents/{incident.id}")
    sealed = desk.write(lambda tx: change.hand_out(tx, box_id, desk.pack, actor=desk.me.id, at=desk.now))
    name = f"incident-{incident.id}-{box_id}.box"
    return Response(
        sealed,
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )


def _of_box(desk: Desk, request: Request) -> tuple[Incident, str]:
    incident, box_id = _seen(desk, request), request.path_params["box_id"]
    with desk.read() as tx:
        box = incidents.get_box(tx, box_id)
    if box is None or box.incident_id != incident.id:
        raise NotFoundError("There is no such box.")
    return incident, box_id


def _seen(desk: Desk, request: Request) -> Incident:
    incident = opened(desk, request)
    require_writer(desk, incident)
    return incident
