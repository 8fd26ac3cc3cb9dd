"""What is done about an incident: taken, step by step, noted, decided, and closed by a second person (139-07.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import incidents as change
from proviso.actions.incident_access import WATCHERS, sees, watchers_of
from proviso.actions.transcripts import case_closed
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Incident, SpillKind, StepState

from ..desk import Confirm, Desk, at_desk
from ..incident_words import SHORT, named
from ..spilling import leak
from .incidents import answer, opened, require_writer


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPage:
    """Change the kind."""

    id: str
    is_drill: bool
    answer: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    why: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludePage:
    """Cause and lesson."""

    id: str
    is_drill: bool
    answer: str
    cause: str
    lesson: str
    asks_sure: bool
    errors: dict[str, str] = field(default_factory=dict)


def take(request: Request) -> Response:
    """Take it; whoever comes a moment later reads whose it is."""
    desk = at_desk(request)
    over = desk.form.text("over")
    return _do(
        desk, opened(desk, request), "", lambda tx, i: change.take(tx, i, over=over, **_by(desk)), "You have it."
    )


def settle_step(request: Request) -> Response:
    """A step is done, or is not needed and why."""
    desk, step = at_desk(request), request.path_params["step_id"]
    is_done = desk.form.text("state") != StepState.NOT_NEEDED.value
    state = StepState.DONE if is_done else StepState.NOT_NEEDED
    reason, name = desk.form.text("reason"), f"reason-{step}"
    return _do(
        desk,
        opened(desk, request),
        "" if is_done else name,
        lambda tx, i: change.settle(tx, i, step, state, reason, **_by(desk)),
        "Recorded. The next step stands on top.",
        words={} if is_done else {name: reason},
    )


def add_note(request: Request) -> Response:
    """Add a note: it stands in the timeline, and nobody edits it."""
    desk = at_desk(request)
    note = desk.form.text("note")
    return _do(
        desk,
        opened(desk, request),
        "note",
        lambda tx, i: change.note(tx, i, note, **_by(desk)),
        "Your note stands in the timeline.",
        words={"note": note},
    )


def decide_notification(request: Request) -> Response:
    """Privacy or the CIO says whether the people concerned are notified, and why."""
    desk = at_desk(request)
    chosen, why = desk.form.text("notify"), desk.form.text("notify_reason")
    incident = opened(desk, request)
    if chosen not in {"yes", "no"}:
        return answer(desk, incident.id, {"notify": "Choose yes or no."}, {"notify_reason": why})
    return _do(
        desk,
        incident,
        "notify_reason",
        lambda tx, i: change.decide_notification(tx, i, chosen == "yes", why, **_by(desk)),
        "Your decision is recorded.",
        words={"notify_reason": why},
        typed={"notify": chosen},
    )


def show_kind(request: Request) -> Response:
    """It turned out to be something else: which kind, and how you know."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    return _kind(desk, incident, {}, "")


def change_kind(request: Request) -> Response:
    """New steps and clocks from now on; what was done stays."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    raw, why = desk.form.text("kind"), desk.form.text("why")
    if raw not in set(SpillKind):
        return _kind(desk, incident, {"kind": "Choose a kind."}, why)
    found = _leak(desk, why)
    if found:
        return _kind(desk, incident, {"why": found}, why)
    try:
        desk.write(lambda tx: change.change_kind(tx, incident.id, SpillKind(raw), why, pack=desk.pack, **_by(desk)))
    except (UsageError, ConflictError) as fault:
        if isinstance(fault, NotAllowedError):
            raise
        return _kind(desk, incident, {"why": fault.message}, why)
    return desk.go(f"/incidents/{incident.id}", f"It is of the kind “{SHORT[SpillKind(raw)]}” now. The clocks are new.")


def _kind(desk: Desk, incident: Incident, errors: dict[str, str], why: str) -> Response:
    page = KindPage(
        id=incident.id,
        is_drill=incident.is_drill,
        answer=f"{named(incident)} is of the kind “{SHORT[incident.kind]}” now.",
        kinds=tuple((kind.value, SHORT[kind]) for kind in SpillKind if kind is not incident.kind),
        kind=desk.form.text("kind"),
        why=why,
        errors=errors,
    )
    title = f"{'Error: ' if errors else ''}Change the kind – {named(incident)}"
    return desk.page("incident_kind.html", page, title=title, status=422 if errors else 200)


def show_conclude(request: Request) -> Response:
    """Cause and lesson, when nothing else is left."""
    desk = at_desk(request)
    return _conclude(desk, _seen(desk, request), {})


def conclude(request: Request) -> Response:
    """Write them down; then a second person closes."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    cause, lesson = desk.form.text("cause"), desk.form.text("lesson")
    for name, typed in (("cause", cause), ("lesson", lesson)):
        found = _leak(desk, typed)
        if found:
            return _conclude(desk, incident, {name: found}, asks_sure=True)
    try:
        desk.write(lambda tx: change.conclude(tx, incident.id, cause, lesson, **_by(desk)))
    except (UsageError, ConflictError) as fault:
        if isinstance(fault, NotAllowedError):
            raise
        name = "lesson" if cause.strip() else "cause"
        return _conclude(desk, incident, {name: f"{fault.message} {fault.hint}".strip()})
    return desk.go(f"/incidents/{incident.id}", "Written down. A second person closes it now.")


def _conclude(desk: Desk, incident: Incident, errors: dict[str, str], *, asks_sure: bool = False) -> Response:
    page = ConcludePage(
        id=incident.id,
        is_drill=incident.is_drill,
        answer=f"{named(incident)}: what led to it, and what do others learn from it?",
        cause=desk.form.text("cause") or incident.cause,
        lesson=desk.form.text("lesson") or incident.lesson,
        asks_sure=asks_sure,
        errors=errors,
    )
    title = f"{'Error: ' if errors else ''}Cause and lesson – {named(incident)}"
    return desk.page("incident_conclude.html", page, title=title, status=422 if errors else 200)


def check_close(request: Request) -> Response:
    """Check and confirm: a second person closes it, with cause and lesson before their eyes."""
    desk = at_desk(request)
    incident = opened(desk, request)
    desk.only("the incident officer, Privacy and Security", *WATCHERS, *watchers_of(incident))
    if why := _why_not_close(desk, incident):
        return desk.go(f"/incidents/{incident.id}", why)
    may_see = sees(desk.me.roles, incident)
    settled = [step for step in incident.steps if step.state is not StepState.OPEN]
    late = sum(1 for step in settled if step.at and step.at > step.due_at)
    with desk.read() as tx:
        by = desk.name(tx, incident.concluded_by)
    lines = (
        f"{desk.count(len(settled), 'step')} settled, {late} of them late.",
        *((f"Cause: {incident.cause}", f"Lesson: {incident.lesson}") if may_see else ()),
        f"{by} wrote down its cause; you close it, as a second person.",
        "It cannot be opened again. A new incident can go on from it.",
    )
    page = Confirm(
        answer=f"{named(incident)} closes now, after {desk.words.age(incident.opened_at)}.",
        consequences=lines,
        action=f"/incidents/{incident.id}/close",
        hidden={},
        button="Close the incident",
        back=f"/incidents/{incident.id}",
        recorded="We record who closed it and when. Who reported it gets a mail.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: close {named(incident)}")


def _why_not_close(desk: Desk, incident: Incident) -> str:
    if not incident.is_open:
        return "Nothing changed: it is closed already."
    if not incident.concluded_by:
        return "Nothing changed: its cause and its lesson are not written down yet."
    if incident.concluded_by == desk.me.id:
        return "Nothing changed: you wrote down its cause, so a second person closes it."
    mine = change.why_not_mine(incident, desk.me.id)
    return f"Nothing changed. {mine}" if mine else ""


def close(request: Request) -> Response:
    """Close an incident, as a second person."""
    desk = at_desk(request)
    incident = opened(desk, request)

    def work(tx: Tx, incident_id: str) -> None:
        change.close(tx, incident_id, **_by(desk))
        case_closed(tx, desk.agency, incident_id, at=desk.now)

    return _do(desk, incident, "", work, f"{named(incident)} is closed.")


def go_on(request: Request) -> Response:
    """Something is left of a closed one: a new incident that refers to it."""
    desk = at_desk(request)
    incident = _seen(desk, request)
    made = desk.write(lambda tx: change.go_on(tx, incident.id, pack=desk.pack, **_by(desk)))
    return desk.go(f"/incidents/{made.id}", f"{named(made)} is open. It goes on from {incident.id}.")


def _do(
    desk: Desk,
    incident: Incident,
    name: str,
    work: Callable[[Tx, str], object],
    done: str,
    *,
    words: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """Do it, and go back to the page; what is missing is said at its field, and nothing that was typed is lost."""
    kept = {**(words or {}), **(typed or {})}
    for field_name, said in (words or {}).items():
        found = _leak(desk, said)
        if found:
            return answer(desk, incident.id, {field_name: found}, kept, asks_sure=True)
    try:
        desk.write(lambda tx: work(tx, incident.id))
    except NotAllowedError:
        raise
    except ConflictError as fault:
        return desk.go(f"/incidents/{incident.id}", f"Nothing changed. {fault.message} {fault.hint}".strip())
    except UsageError as fault:
        if not name:
            raise
        return answer(desk, incident.id, {name: fault.message}, kept)
    return desk.go(f"/incidents/{incident.id}", done)


def _seen(desk: Desk, request: Request) -> Incident:
    """The incident, for who sees its details and may write."""
    incident = opened(desk, request)
    require_writer(desk, incident)
    return incident


def _leak(desk: Desk, typed: str) -> str:
    """Why these words are given back, and not kept; empty when they may stand."""
    return leak(desk, typed, is_sure=desk.form.text("sure") == "yes")


def _by(desk: Desk) -> dict[str, Any]:
    return {"actor": desk.me.id, "at": desk.now}
