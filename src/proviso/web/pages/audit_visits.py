"""Auditors from outside: invited for some days and a part of the record, and gone by themselves afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import audit_visits as change
from proviso.actions.audit_visits import FieldError, Invitation, Invited
from proviso.db import agency as agency_db
from proviso.db import audit_visits, people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import AuditVisit, Role, VisitPart, VisitState

from .. import words as w
from ..desk import Confirm, Desk, at_desk, typed
from ..session import origin
from ..stepping import ask, confirmed
from ..visiting import about

HERE = "/audit-visits"
WHOM = "the CIO, the CIO’s office, administrators and auditors"
FIELDS = ("name", "email", "organization", "starts_on", "ends_on", "part", "component", "tool", "first", "last")
PARTS = (
    (VisitPart.WHOLE.value, "The whole record: whatever an auditor of the agency reads"),
    (VisitPart.COMPONENT.value, "One component: its people and their decisions"),
    (VisitPart.TOOL.value, "One tool: its page, its reviews, and the decisions about it"),
    (VisitPart.PERIOD.value, "Some days: the decisions and entries of these days"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One visit."""

    id: str
    name: str
    organization: str
    what: str
    days: str
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsPage:
    """The list."""

    answer: str
    rows: tuple[Row, ...]
    may_invite: bool
    why_not: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePage:
    """The form."""

    parts: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    """The link, once."""

    name: str
    answer: str
    is_demo: bool
    link: str = field(repr=False)


def list_visits(request: Request) -> Response:
    """Who from outside may read, what, and until when."""
    desk = at_desk(request)
    desk.only(WHOM, *change.INVITERS, Role.AUDITOR)
    may_invite = desk.has(*change.INVITERS)
    with desk.read() as tx:
        rows = tuple(_row(desk, tx, visit) for visit in audit_visits.all(tx))
    rows = tuple(sorted(rows, key=lambda row: not row.is_open))
    page = VisitsPage(
        answer=_answer(rows),
        rows=rows,
        may_invite=may_invite and not _why_not(desk),
        why_not=_why_not(desk) if may_invite else "",
        done=desk.done,
    )
    return desk.page("audit_visits.html", page, title="Visiting auditors")


def show_invite(request: Request) -> Response:
    """The form."""
    desk = _desk(request)
    fresh = {
        **dict.fromkeys(FIELDS, ""),
        "part": VisitPart.WHOLE.value,
        "starts_on": desk.today.isoformat(),
        "ends_on": (desk.today + timedelta(days=13)).isoformat(),
    }
    return _form(desk, fresh)


def invite(request: Request) -> Response:
    """Invite; shows the link once. A form with errors comes back with what was typed."""
    desk = _desk(request)
    if not confirmed(desk):
        return ask(desk, f"{HERE}/invite")
    said = typed(desk.form, *FIELDS)
    try:
        invitation = _read(said)
        made = desk.write(lambda tx: _invited(desk, tx, invitation))
    except FieldError as slip:
        return _form(desk, said, {slip.where: f"{slip.message} {slip.hint}".strip()})
    return _link(desk, made)


def new_link(request: Request) -> Response:
    """Make another link, shown once; the one before ends."""
    desk = _desk(request)
    if not confirmed(desk):
        return ask(desk, HERE)
    person_id = request.path_params["person_id"]
    return _link(desk, desk.write(lambda tx: change.new_link(tx, person_id, actor=desk.me.id, at=desk.now)))


def check_end(request: Request) -> Response:
    """Check and confirm: what ends at once."""
    desk = _desk(request)
    with desk.read() as tx:
        visit = _visit(tx, request)
        name = desk.name(tx, visit.person_id)
    left = max(0, (visit.ends_on - max(desk.today, visit.starts_on)).days + 1)
    page = Confirm(
        answer=f"{name} reads nothing any more.",
        consequences=(
            f"{w.count(left, 'day')} of the visit {'is' if left == 1 else 'are'} taken away.",
            "They are signed out at once. Their password, passkeys and links are removed.",
            "What they read stays on the access log.",
        ),
        action=f"{HERE}/{visit.person_id}/end",
        hidden={},
        button="End this visit",
        back=HERE,
        recorded="We record who ended it, and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: end a visit")


def end(request: Request) -> Response:
    """End it before its day."""
    desk = _desk(request)
    person_id = request.path_params["person_id"]
    desk.write(lambda tx: change.end(tx, person_id, actor=desk.me.id, at=desk.now))
    return desk.go(HERE, "The visit has ended. Nothing opens for them any more.")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO, the CIO’s office and administrators", *change.INVITERS)
    return desk


def _why_not(desk: Desk) -> str:
    settings = desk.agency.settings
    if settings.local_sign_in or settings.demo:
        return ""
    return "People sign in with the agency’s own sign-in only, so an auditor needs an account there."


def _read(said: dict[str, str]) -> Invitation:
    if said["part"] not in {part for part, _ in PARTS}:
        raise FieldError("part", "Choose what they may read.")
    part = VisitPart(said["part"])
    is_period = part is VisitPart.PERIOD
    return Invitation(
        name=said["name"],
        email=said["email"],
        organization=said["organization"],
        starts_on=_day("starts_on", said["starts_on"]),
        ends_on=_day("ends_on", said["ends_on"]),
        part=part,
        of=said["tool"] if part is VisitPart.TOOL else said["component"],
        first=_day("first", said["first"]) if is_period else None,
        last=_day("last", said["last"]) if is_period else None,
    )


def _day(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FieldError(where, "Choose a day, as 2026-11-24.") from None


def _invited(desk: Desk, tx: Tx, said: Invitation) -> Invited:
    story = f"Visits as an auditor until {desk.day(said.ends_on)}." if desk.agency.settings.demo else ""
    components = agency_db.components(tx)
    return change.invite(tx, said, components=components, today=desk.today, story=story, actor=desk.me.id, at=desk.now)


def _visit(tx: Tx, request: Request) -> AuditVisit:
    visit = audit_visits.get(tx, request.path_params["person_id"])
    if visit is None or visit.state is VisitState.ENDED:
        raise NotFoundError("There is no such visit now.", hint="The list shows all of them.")
    return visit


def _form(desk: Desk, said: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    with desk.read() as tx:
        page = InvitePage(
            parts=PARTS,
            components=(("", "Choose one"), *agency_db.components(tx).items()),
            tools=(("", "Choose one"), *((tool.id, tool.name) for tool in tools.all(tx))),
            typed=said,
            errors=errors or {},
        )
    return desk.page("audit_visit_add.html", page, title="Invite an auditor", status=422 if errors else 200)


def _link(desk: Desk, made: Invited) -> Response:
    with desk.read() as tx:
        person = people.get(tx, made.visit.person_id)
        what = about(tx, made.visit, desk.words)
    name = person.name if person else ""
    days = f"from {desk.words.date(made.visit.starts_on)} through {desk.words.date(made.visit.ends_on)}"
    page = LinkPage(
        name=name,
        answer=f"{name} may read {days}, {what}.",
        is_demo=desk.agency.settings.demo,
        link=f"{origin(desk.request)}/sign-in/link/{made.link}",
    )
    return desk.page("audit_visit_link.html", page, title=f"A link for {name}")


def _answer(rows: tuple[Row, ...]) -> str:
    count = sum(row.is_open for row in rows)
    if not count:
        return "No auditor from outside may read now."
    return f"{w.count(count, 'auditor from outside may', 'auditors from outside may')} read. Each visit ends by itself."


def _row(desk: Desk, tx: Tx, visit: AuditVisit) -> Row:
    person = people.get(tx, visit.person_id)
    return Row(
        id=visit.person_id,
        name=person.name if person else visit.person_id,
        organization=visit.organization,
        what=about(tx, visit, desk.words),
        days=f"{desk.words.date(visit.starts_on)} to {desk.words.date(visit.ends_on)}",
        state=_state(desk, tx, visit),
        is_open=visit.state is VisitState.OPEN,
    )


def _state(desk: Desk, tx: Tx, visit: AuditVisit) -> str:
    if visit.state is VisitState.ENDED and visit.ended_at is not None:
        who = "on its day" if visit.ended_by == "system" else f"by {desk.name(tx, visit.ended_by)}"
        return f"Ended {desk.when(visit.ended_at)}, {who}."
    if desk.today < visit.starts_on:
        return f"Begins {desk.words.near(visit.starts_on)}. Invited by {desk.name(tx, visit.invited_by)}."
    left = (visit.ends_on - desk.today).days
    said = f"{w.count(left, 'day')} left" if left > 0 else "Last day"
    return f"{said}. Invited by {desk.name(tx, visit.invited_by)}."
