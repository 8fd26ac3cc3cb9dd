"""What happened at the demo agency besides the uses: lists, packs, people's five steps, a spill, a drill, a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from proviso.actions import begin, feeds, people, signing, tools, views
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.model import Conditions, Person, Tool, ToolClass, ToolStatus, Training

from .files import table
from .guides import attest_all
from .incidents import closed_steps, running_steps
from .local_rules import rules_steps
from .records import disposition_steps, record_steps
from .releases import release_steps
from .reviews import done
from .roster import Member
from .script import FIRST_TOOL, Calendar
from .waivers import waiver_steps

Work = Callable[[Tx, datetime], object]
Step = tuple[datetime, Work]
Signs = Callable[[Tx, Person, datetime], object]
SYSTEM = "system"
CIO = "ana.whitfield"
CIO_OFFICE = "marcus.bell"


def agency_steps(agency: Agency, plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The agency itself, its tools, and the packs of these weeks."""
    yield calendar.at(plan["begins"], 6), lambda tx, at: _begin(agency, tx, at)
    for row in table("tools")["tool"]:
        yield from _tool_steps(agency, row, plan, calendar)
    yield from rules_steps(agency, plan, calendar)


def _begin(agency: Agency, tx: Tx, at: datetime) -> None:
    begin.start_ledger(tx, agency.journal.origin, at=at)
    put_agency(tx, table("people"), "1")


def put_agency(tx: Tx, facts: dict[str, Any], edition: str) -> None:
    """Keep what the agency is, its components, and who answers for which office."""
    agency_db.put(tx, "demo", edition)
    for key, value in facts["agency"].items():
        agency_db.put(tx, key, str(value))
    for component, title in facts["components"].items():
        agency_db.put_component(tx, component, title)
    for role, row in facts["offices"].items():
        agency_db.put_office(
            tx,
            agency_db.Office(
                role=role,
                person_id=row["person"],
                name=row["name"],
                phone=row["phone"],
                mail=f"{role.replace('_', '-')}@{facts['agency']['domain']}",
            ),
        )


def _tool_steps(agency: Agency, row: dict[str, Any], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """Listed, then reviewed and approved, in review or suggested, then perhaps paused."""
    listed = row.get("approved_on", row.get("review_on", row.get("suggested_on")))
    day = max(listed, plan["begins"])
    states = {
        "approved_on": ToolStatus.APPROVED,
        "review_on": ToolStatus.IN_REVIEW,
        "suggested_on": ToolStatus.SUGGESTED,
    }
    status = next(state for key, state in states.items() if key in row)
    tool = _tool(row, ToolStatus.IN_REVIEW if status is ToolStatus.APPROVED else status, calendar)
    yield calendar.at(day, 6.3), lambda tx, at: tools.add(tx, tool, actor=CIO_OFFICE, at=at)
    if status is ToolStatus.APPROVED and tool.tool_class is ToolClass.COMMERCIAL:
        yield calendar.at(day, 6.4), done(agency, tool.id, tool.re_review_due)
    elif status is ToolStatus.APPROVED:  # 139-07.9.b: the agency's own systems have another way
        yield (
            calendar.at(day, 6.4),
            lambda tx, at: tools.change(tx, tool.id, status=ToolStatus.APPROVED, reason="reviewed", actor=CIO, at=at),
        )
    if "paused_on" in row:
        reason = row["paused_because"]
        paused_on = max(row["paused_on"], plan["begins"] + 2)
        yield (
            calendar.at(paused_on, 7),
            lambda tx, at: tools.change(
                tx, tool.id, status=ToolStatus.PAUSED, reason=reason, instead=FIRST_TOOL, actor=CIO, at=at
            ),
        )


def _tool(row: dict[str, Any], status: ToolStatus, calendar: Calendar) -> Tool:
    today = calendar.now.astimezone(calendar.zone).date()
    due = row.get("re_review_on")
    return Tool(
        id=row["id"],
        name=row["name"],
        vendor=row["vendor"],
        tool_class=ToolClass(row["class"]),
        status=status,
        summary=row["summary"],
        conditions=Conditions(
            components=frozenset(row["components"]) if "components" in row else None,
            no_attachments=row.get("no_attachments", False),
            only_code=row.get("only_code", False),
            ends_on=_next(row["ends"], today) if "ends" in row else None,
            notes=tuple(row.get("notes", ())),
        ),
        needs_account=row.get("needs_account", True),
        re_review_due=None if due is None else today + timedelta(days=due),
    )


def _next(month_day: str, today: date) -> date:
    """The next `05-01` after today."""
    this_year = date.fromisoformat(f"{today.year}-{month_day}")
    return this_year if this_year > today else this_year.replace(year=today.year + 1)


def signing_of(agency: Agency) -> Signs:
    """How people sign the rules here: read, typed their name, with a receipt that verifies (139-07.2.c.5)."""
    pack = agency.packs.base()
    return lambda tx, person, at: signing.sign_rules(
        tx, agency, person.id, pack, person.name, method="typed name, demo sign-in", actor=person.id, at=at
    )


def people_steps(
    members: list[Member],
    plan: dict[str, Any],
    calendar: Calendar,
    signs: Signs,
    in_the_course: Collection[str] = (),
) -> Iterator[Step]:
    """Everybody joins, then asks, is approved, trained, signs, and sets up the accounts.

    Who is `in_the_course` takes it here (`courses.py`); the learning system tells nothing of it.
    """
    joined = calendar.at(plan["begins"], 6.1)
    for member in members:
        yield joined, _joins(member.person)
    for member in members:
        yield from _member_steps(member, plan, calendar, signs, is_here=member.person.id in in_the_course)


LAST_READ = -3
"""The day on which the learning system spoke last: Lena Fox finds a late feed on her first page (ux section 14)."""


def feed_steps(plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The learning system is read every morning at six, and has been silent for three days (139-07.2.c.2–4)."""
    for day in range(plan["begins"] + 1, LAST_READ + 1):
        at = calendar.at(day, 6)
        if at < calendar.now:
            yield at, lambda tx, at: feeds.read_learning(tx, (), actor=SYSTEM, at=at)


def _joins(person: Person) -> Work:
    return lambda tx, at: people.add(tx, person, actor=SYSTEM, at=at)


def _trains(person: Person, kind: Training, done: datetime) -> Work:
    return lambda tx, at: people.record_training(
        tx, person.id, kind, done, "learning system", version="2", actor=SYSTEM, at=at
    )


def _member_steps(
    member: Member, plan: dict[str, Any], calendar: Calendar, signs: Signs, *, is_here: bool
) -> Iterator[Step]:
    person = member.person
    if member.asks_on is not None:
        yield (
            calendar.at(member.asks_on),
            lambda tx, at: people.request_approval(tx, person.id, actor=person.id, at=at),
        )
    if member.approval is not None:
        yield calendar.at(member.approval), lambda tx, at: _approve(tx, member, at)
    for kind, day in member.trainings.items():
        if is_here and kind == Training.RESPONSIBLE_AI:
            continue
        done = calendar.at(day)
        seen = max(done, calendar.at(plan["begins"], 6.2))
        yield seen, _trains(person, Training(kind), done)
    if member.signed is not None:
        yield calendar.at(member.signed), lambda tx, at: signs(tx, person, at)
    if member.account is not None:
        yield calendar.at(member.account), lambda tx, at: attest_all(tx, person, at)


def _approve(tx: Tx, member: Member, at: datetime) -> None:
    waiting = [r for r in people_db.requests_of(tx, member.person.id) if r.state == "open"]
    supervisor = member.person.supervisor_id or ""
    request_id = waiting[0].id if waiting else None
    people.approve(tx, member.person.id, request_id=request_id, actor=supervisor, at=at)


def case_steps(agency: Agency, plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The waiver, the spill, the drill, the auditor's visit, and the clock that runs."""
    beats = table("beats")
    yield from waiver_steps(beats["waiver"], plan, calendar)
    for row in (*beats["incident"], *beats["drill"]):
        if row["day"] > plan["begins"]:
            yield from closed_steps(row, agency.packs.base(), calendar)
    visit = beats["audit_visit"]
    if visit["day"] > plan["begins"]:
        yield (
            calendar.at(visit["day"], 10),
            lambda tx, at: views.look_at(tx, visit["looks_at"], "record", actor=visit["by"], at=at),
        )
    yield from record_steps(agency, beats["hold"], plan, calendar)
    yield from disposition_steps(agency, beats["disposition"], plan, calendar)
    yield from release_steps(agency, beats["request"], plan, calendar)
    yield from running_steps(beats["open_incident"], agency.packs.base(), calendar)
