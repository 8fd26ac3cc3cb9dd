"""Drills: start one, and read afterwards how long each step took against its clock (139-07.6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import incidents as change
from proviso.actions.incident_access import READERS, sees
from proviso.actions.sign_ins import find
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import Incident, IncidentStep, Role, SpillKind, StepState

from .. import words as w
from ..desk import Desk, at_desk
from ..incident_words import SHORT, named
from .incidents import WHOM, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillPage:
    """The form."""

    kinds: tuple[tuple[str, str], ...]
    kind: str
    reporter: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One step of a drill against its clock."""

    title: str
    clock: str
    took: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReport:
    """How it went."""

    id: str
    answer: str
    rows: tuple[Timed, ...]
    facts: tuple[tuple[str, str], ...]


def show_form(request: Request) -> Response:
    """Which kind, and who plays the reporter."""
    desk = at_desk(request)
    desk.only("the incident officer", Role.INCIDENT)
    return _form(desk, {})


def start(request: Request) -> Response:
    """Start it: mail goes out with the word DRILL, and nothing is ended or paused."""
    desk = at_desk(request)
    desk.only("the incident officer", Role.INCIDENT)
    raw, typed = desk.form.text("kind"), desk.form.text("reporter")
    if raw not in set(SpillKind):
        return _form(desk, {"kind": "Choose a kind."})
    with desk.read() as tx:
        reporter = find(tx, typed) if typed.strip() else None
    if reporter is None:
        return _form(desk, {"reporter": "Say who plays the reporter: a handle such as maya.okafor."})
    try:
        made = desk.write(
            lambda tx: change.start_drill(
                tx, SpillKind(raw), reporter.id, actor=desk.me.id, at=desk.now, pack=desk.pack
            )
        )
    except NotAllowedError:
        raise
    except UsageError as fault:
        return _form(desk, {"reporter": fault.message})
    return desk.go(f"/incidents/{made.id}", "The drill runs. Mail went out with the word DRILL.")


def _form(desk: Desk, errors: dict[str, str]) -> Response:
    page = DrillPage(
        kinds=tuple((kind.value, SHORT[kind]) for kind in SpillKind),
        kind=desk.form.text("kind"),
        reporter=desk.form.text("reporter"),
        errors=errors,
    )
    title = f"{'Error: ' if errors else ''}Start a drill"
    return desk.page("drill.html", page, title=title, status=422 if errors else 200)


def show_report(request: Request) -> Response:
    """The times of a drill against its clocks; no other number has them."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    incident = opened(desk, request)
    if not incident.is_drill:
        raise NotFoundError("This is no drill.", hint="Its times stand on its own page.")
    if not sees(desk.me.roles, incident):
        raise NotAllowedError("Details of this incident are with the cleared office only.")
    with desk.read() as tx:
        page = _report(desk, tx, incident)
    return desk.page("drill_report.html", page, title=f"Drill report – {named(incident)}")


def _report(desk: Desk, tx: Tx, incident: Incident) -> DrillReport:
    done = [step for step in incident.steps if step.at is not None]
    late = [step for step in done if step.at and step.at > step.due_at]
    steps = desk.count(len(incident.steps), "step")
    were = "was" if len(incident.steps) == 1 else "were"
    left = f" {desk.count(len(incident.open_steps), 'step is', 'steps are')} still open." if incident.open_steps else ""
    taken = (
        _minutes(int((incident.taken_at - incident.opened_at).total_seconds()))
        if incident.taken_at
        else "Nobody took it"
    )
    closed = (
        _minutes(int((incident.closed_at - incident.opened_at).total_seconds())) if incident.closed_at else "Still open"
    )
    return DrillReport(
        id=incident.id,
        answer=f"{len(done) - len(late)} of {steps} {were} settled in time.{left}",
        rows=tuple(_timed(incident, step) for step in incident.steps),
        facts=(
            ("Kind", SHORT[incident.kind]),
            ("Started", f"{desk.when(incident.opened_at)} ({desk.stamp(incident.opened_at)})"),
            ("Taken after", taken),
            ("Closed after", closed),
            ("Played by", desk.name(tx, incident.opened_by)),
            ("Lesson", incident.lesson or "Not written down yet"),
        ),
    )


def _timed(incident: Incident, step: IncidentStep) -> Timed:
    allowed = int((step.due_at - incident.opened_at).total_seconds())
    if step.at is None:
        return Timed(title=step.title, clock=_minutes(allowed), took="Not settled", verdict="Open")
    took = int((step.at - incident.opened_at).total_seconds())
    verdict = "In time" if took <= allowed else f"{_minutes(took - allowed)} late"
    said = "Not needed" if step.state is StepState.NOT_NEEDED else _minutes(took)
    return Timed(title=step.title, clock=_minutes(allowed), took=said, verdict=verdict)


def _minutes(seconds: int) -> str:
    return w.count(max(seconds, 0) // 60, "minute")
