"""Files of people and of trainings: kept to be looked at, then written in groups, whether or not somebody waits.

INVARIANT: nothing of a file is written before somebody who may do so has confirmed it. Each line goes through the same
actions as a form, so that approvals end and events are recorded alike (139-07 fn3, 139-07.2.c).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from proviso.db import agency as agency_db
from proviso.db import feeds as feeds_db
from proviso.db import imports as db
from proviso.db import people as people_db
from proviso.db.imports import DONE, DROPPED, PREVIEWED, RUNNING, Held, Import
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Role
from proviso.model.feed_events import FileImported

from . import feeds, people, personnel_files
from .agency import Agency
from .completions import CompletionPlan, Done, plan_completions
from .outbox import notify
from .plans import ADD, CHANGE, LEAVE, RETURN, Plan, Step, count
from .roles import SYSTEM, require_role
from .tables import safe_cell

PEOPLE, LEARNING = "people", "learning"
MAY = {PEOPLE: (Role.ADMIN,), LEARNING: (Role.TRAINING, Role.ADMIN)}
GROUP = 200
"""Lines in one transaction: a decision never waits longer behind them than for a slow disk."""
KEPT = timedelta(days=1)
"""How long a file that was only looked at stays."""
STILL = timedelta(seconds=30)
"""A job that did not go on for so long belongs to a process that ended; anybody who may import can go on with it."""
MOST_PROBLEMS = 1_000

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file, and what it would do now."""

    held: Held
    plan: Plan | CompletionPlan


def keep(agency: Agency, kind: str, file: str, content: bytes, *, actor: str, at: datetime) -> Looked:
    """Keep a file, so that somebody can look at what it would do. Raises `UsageError` when it is no such table."""
    one = Import(id=new_id(), kind=kind, file=safe_cell(file)[:200], by=actor)

    def work(tx: Tx) -> None:
        _require(tx, kind, actor)
        db.drop_old(tx, at - KEPT)
        db.add(tx, one, content, at)

    with agency.store.read() as tx:
        _require(tx, kind, actor)
        plan = _plan(tx, agency, one, content, at)
    agency.store.write(work)
    return Looked(held=Held(one=one, state=PREVIEWED, made_at=at, beat_at=at, done=0), plan=plan)


def look(agency: Agency, import_id: str, month_first: bool | None, *, actor: str, at: datetime) -> Looked:
    """What a file that was kept would do now."""
    with agency.store.read() as tx:
        held = get(tx, import_id, actor=actor)
        content = db.content(tx, import_id)
        if content is None:
            raise NotFoundError("This file is not kept any more.", hint="Upload it again.")
        one = replace(held.one, month_first=held.one.month_first if month_first is None else month_first)
        return Looked(held=replace(held, one=one), plan=_plan(tx, agency, one, content, at))


def get(tx: Tx, import_id: str, *, actor: str) -> Held:
    """One upload, for those who may import its kind."""
    held = db.get(tx, import_id)
    if held is None:
        raise NotFoundError("There is no such import.", hint="Upload the file again.")
    _require(tx, held.one.kind, actor)
    return held


def drop(tx: Tx, import_id: str, *, actor: str, at: datetime) -> None:
    """Forget a file without writing it."""
    held = get(tx, import_id, actor=actor)
    if held.state == PREVIEWED:
        db.put(tx, held.one, DROPPED, 0, at)


def begin(agency: Agency, looked: Looked, *, actor: str, at: datetime) -> Import:
    """Somebody confirmed: from now on the file is being written. `write` does it."""
    plan = looked.plan
    one = replace(
        looked.held.one,
        by=actor,
        total=len(plan.steps),
        problems=tuple((problem.line, problem.what) for problem in plan.problems[:MOST_PROBLEMS]),
        problem_count=len(plan.problems),
    )

    def work(tx: Tx) -> None:
        held = get(tx, one.id, actor=actor)
        if held.state != PREVIEWED:
            raise ConflictError("This file is being written already, or was.", hint="Its page says how far it is.")
        db.put(tx, one, RUNNING, 0, at)

    agency.store.write(work)
    return one


def take_up(agency: Agency, import_id: str, *, actor: str, at: datetime) -> Import:
    """Go on with a job whose process ended; what is written already is not written again."""

    def work(tx: Tx) -> Import:
        held = get(tx, import_id, actor=actor)
        if held.state != RUNNING or at - held.beat_at < STILL:
            raise ConflictError("This import goes on by itself, or is done.", hint="Load its page again.")
        db.put(tx, held.one, RUNNING, held.done, at)
        return held.one

    return agency.store.write(work)


def write(agency: Agency, one: Import, clock: Clock) -> Import:
    """Write a confirmed file, group by group; returns its numbers. A group is durable before the next one begins."""
    with agency.store.read() as tx:
        held, content = db.get(tx, one.id), db.content(tx, one.id)
        if held is None or content is None:
            raise NotFoundError("This file is not kept any more.", hint="Upload it again.")
        plan = _plan(tx, agency, one, content, clock())
    done = held.done
    for start in range(0, len(plan.steps), GROUP):
        group = plan.steps[start : start + GROUP]
        one, done = agency.store.write(_group(one, group, done, clock()))
    return agency.store.write(_end(one, plan, done, clock()))


def _group(
    one: Import, group: Sequence[Step] | Sequence[Done], done: int, at: datetime
) -> Callable[[Tx], tuple[Import, int]]:
    def work(tx: Tx) -> tuple[Import, int]:
        now, failed = one, []
        for step in group:
            try:
                now = _do(tx, step, now, at)
            except UsageError as fault:  # somebody was quicker: the line is named, and the others go on
                failed.append((step.line, f"{fault.message} {fault.hint}".strip()))
        if failed:
            problems = (*now.problems, *failed)[:MOST_PROBLEMS]
            now = replace(now, problems=problems, problem_count=now.problem_count + len(failed))
        db.put(tx, now, RUNNING, done + len(group), at)
        return now, done + len(group)

    return work


def _do(tx: Tx, step: Step | Done, one: Import, at: datetime) -> Import:
    """One line, by the action that a form would take; says what it came to."""
    actor = one.by
    if isinstance(step, Done):
        is_new = feeds.note_completion(
            tx, step.person_id, step.training, step.completed_at, version=step.version, at=at
        )
        return replace(one, added=one.added + is_new)
    person = step.person
    if step.kind == ADD:
        people.add(tx, person, actor=actor, at=at)
        return replace(one, added=one.added + 1)
    if step.kind == LEAVE:
        people.deactivate(tx, person.id, actor=actor, at=at)
        return replace(one, left=one.left + 1)
    if step.fields:
        people.change(tx, person.id, actor=actor, at=at, **{name: getattr(person, name) for name in step.fields})
    if step.kind == RETURN:
        people.reactivate(tx, person.id, actor=actor, at=at)
    return replace(one, changed=one.changed + (step.kind in {CHANGE, RETURN}))


def _end(one: Import, plan: Plan | CompletionPlan, done: int, at: datetime) -> Callable[[Tx], Import]:
    def work(tx: Tx) -> Import:
        ended = replace(one, finished_at=at)
        db.put(tx, ended, DONE, done, at)
        if isinstance(plan, CompletionPlan):
            feeds.note_reading(
                tx, "file", plan.lines, ended.added, unknown=plan.unknown, ignored=plan.ignored, actor=one.by, at=at
            )
        event = FileImported(
            actor=one.by,
            kind=one.kind,
            lines=plan.lines,
            added=ended.added,
            changed=ended.changed,
            left=ended.left,
            problems=ended.problem_count,
        )
        record(tx, at, event)
        if one.by != SYSTEM:
            need = f"{count(ended.problem_count, 'line needs', 'lines need')} you." if ended.problem_count else ""
            notify(
                tx,
                one.by,
                "import-done",
                subject="Your import is written",
                lines=(f"{count(done, 'line is', 'lines are')} written.", need or "No line needs you."),
                path=f"/imports/{one.id}",
                at=at,
                key=f"import:{one.id}",
            )
        return ended

    return work


def _plan(tx: Tx, agency: Agency, one: Import, content: bytes, at: datetime) -> Plan | CompletionPlan:
    everyone = people_db.everyone(tx, limit=1_000_000)
    if one.kind == PEOPLE:
        departments = {code.code: code.value for code in feeds_db.codes_of(tx, "department")}
        return personnel_files.plan(
            content,
            everyone,
            agency_db.components(tx),
            departments=departments,
            month_first=one.month_first,
            actor=one.by,
        )
    courses = {code.code: code.value for code in feeds_db.codes_of(tx, "course") if code.set_by}
    zone = ZoneInfo(agency.settings.time_zone)
    return plan_completions(content, everyone, courses, zone=zone, now=at, month_first=one.month_first)


def _require(tx: Tx, kind: str, actor: str) -> None:
    if kind not in MAY:
        raise UsageError("This is no kind of file that we read.")
    if actor != SYSTEM:
        require_role(tx, actor, *MAY[kind], to="import a file")
