"""Files of people and of trainings: what would this do, and how far is it? Nothing is written before somebody confirms.

139-07 fn3 (personnel), 139-07.2.c.2–4 (trainings).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import importing
from proviso.actions.completions import CompletionPlan
from proviso.actions.importing import LEARNING, MAY, PEOPLE, STILL, Looked
from proviso.actions.plans import ADD, CHANGE, LEAVE, RETURN, Plan
from proviso.actions.tables import write_table
from proviso.db import imports
from proviso.db.imports import DONE, DROPPED, RUNNING, Held
from proviso.errors import NotFoundError, ProvisoError, UsageError

from ..desk import Desk, at_desk
from ..jobs import write_import
from ..listing import download

MOST_SHOWN = 50
BACK = {PEOPLE: "/people", LEARNING: "/feeds/learning"}
WHOM = {PEOPLE: "the administrator", LEARNING: "the training office and the administrator"}
HEADS = {
    PEOPLE: (
        ("Name", "or First name and Last name"),
        ("Email", "the agency address; it tells people apart"),
        ("Component", "its short name or its name"),
        ("Title", "optional"),
        ("Type", "employee, contractor, detailee or other; optional"),
        ("Supervisor", "the supervisor’s e-mail address; optional"),
        ("Start date", "optional"),
        ("Last day", "of a contract or detail; optional"),
        ("Status", "active or left; optional"),
    ),
    LEARNING: (
        ("Email", "the agency address of the person, or the handle"),
        ("Course", "its code; the page Feeds says which training it is"),
        ("Completed on", "the day"),
        ("Status", "lines that are not completed are left aside; optional"),
        ("Version", "of the course; optional"),
    ),
}
DATES = (("month", "The month first: 03/04/2026 is March 4"), ("day", "The day first: 03/04/2026 is April 3"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A file that was written, or is being written."""

    id: str
    file: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """The form that takes a file."""

    title: str
    answer: str
    kind: str
    action: str
    heads: tuple[tuple[str, str], ...]
    max_mib: int
    past: tuple[Past, ...]
    back: str
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """One file: what it would do, how far it is, or what it came to."""

    id: str
    title: str
    state: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    problems: tuple[tuple[int, str], ...]
    more: int
    """Lines that need somebody, beyond those that are shown."""
    asks_dates: bool
    dates: tuple[tuple[str, str], ...]
    chosen: str
    may_write: bool
    button: str
    is_still: bool
    """It stopped with its process, and somebody can go on."""
    back: str
    done: str = ""


def show_people_form(request: Request) -> Response:
    """The form for a file of people."""
    return _form(_desk(request, PEOPLE), PEOPLE)


def show_learning_form(request: Request) -> Response:
    """The form for a file of the learning system."""
    return _form(_desk(request, LEARNING), LEARNING)


def take_people(request: Request) -> Response:
    """Keep a file of people, to be looked at."""
    return _take(_desk(request, PEOPLE), PEOPLE)


def take_learning(request: Request) -> Response:
    """Keep a file of the learning system, to be looked at."""
    return _take(_desk(request, LEARNING), LEARNING)


def _desk(request: Request, kind: str) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM[kind], *MAY[kind])
    return desk


def _form(desk: Desk, kind: str, errors: dict[str, str] | None = None) -> Response:
    with desk.read() as tx:
        past = tuple(
            Past(id=held.one.id, file=held.one.file, line=_past(desk, held)) for held in imports.newest(tx, kind)
        )
    title = "Import people" if kind == PEOPLE else "Import trainings"
    page = UploadPage(
        title=title,
        answer="You see what the file would change before anything is written.",
        kind=kind,
        action="/people/import" if kind == PEOPLE else "/feeds/learning/import",
        heads=HEADS[kind],
        max_mib=desk.agency.settings.max_file_mib,
        past=past,
        back=BACK[kind],
        errors=errors or {},
        done=desk.done,
    )
    return desk.page("import_upload.html", page, title=title, status=422 if errors else 200)


def _past(desk: Desk, held: Held) -> str:
    if held.state == RUNNING:
        return f"{held.done:,} of {held.one.total:,} lines are written."
    need = desk.count(held.one.problem_count, "line", "lines")
    return f"Written {desk.when(held.one.finished_at or held.beat_at)}; {need} needed somebody."


def _take(desk: Desk, kind: str) -> Response:
    files = desk.form.files("file")
    if not files:
        return _form(desk, kind, {"file": "Choose the file."})
    most = desk.agency.settings.max_file_mib
    if len(files[0].content) > most << 20:
        return _form(desk, kind, {"file": f"The file is larger than {most} MB. Import it in parts."})
    try:
        looked = importing.keep(desk.agency, kind, files[0].name, files[0].content, actor=desk.me.id, at=desk.now)
    except UsageError as fault:
        return _form(desk, kind, {"file": f"{fault.message} {fault.hint}".strip()})
    return RedirectResponse(f"/imports/{looked.held.one.id}", status_code=303)


def show_import(request: Request) -> Response:
    """What the file would do; while it is written, how far it is; then what it came to."""
    desk = at_desk(request)
    held = _held(desk)
    if held.state == DROPPED:
        raise NotFoundError("This file is not kept any more.", hint="Upload it again.")
    if held.state in {RUNNING, DONE}:
        page = _progress(desk, held)
        return desk.page("import.html", page, title=page.title)
    month_first = {"month": True, "day": False}.get(desk.asked("dates"))
    looked = importing.look(desk.agency, held.one.id, month_first, actor=desk.me.id, at=desk.now)
    page = _preview(desk, looked, "" if month_first is None else desk.asked("dates"))
    return desk.page("import.html", page, title=page.title)


def _held(desk: Desk) -> Held:
    with desk.read() as tx:
        return importing.get(tx, desk.request.path_params["import_id"], actor=desk.me.id)


def _preview(desk: Desk, looked: Looked, chosen: str) -> ImportPage:
    plan, one = looked.plan, looked.held.one
    need = len(plan.problems)
    fine = f"{plan.fine:,} {'line' if plan.fine == 1 else 'lines'} fine"
    answer = f"{fine}, {need:,} {'needs' if need == 1 else 'need'} you. Nothing is written yet."
    steps = len(plan.steps)
    return ImportPage(
        id=one.id,
        title=f"Look first: {fine}, {need:,} {'needs' if need == 1 else 'need'} you",
        state="previewed",
        answer=answer,
        facts=(("File", one.file), *_counts(desk, plan)),
        notes=plan.notes,
        problems=tuple((problem.line, problem.what) for problem in plan.problems[:MOST_SHOWN]),
        more=max(0, need - MOST_SHOWN),
        asks_dates=plan.asks_dates or bool(chosen),
        dates=DATES,
        chosen=chosen,
        may_write=steps > 0 or isinstance(plan, CompletionPlan),
        button=f"Write {desk.count(steps, 'line')}" if steps else "Say that it was read",
        is_still=False,
        back=BACK[one.kind],
        done=desk.done,
    )


def _counts(desk: Desk, plan: Plan | CompletionPlan) -> tuple[tuple[str, str], ...]:
    if isinstance(plan, CompletionPlan):
        return (
            ("Lines", f"{plan.lines:,}"),
            ("Completions", f"{len(plan.steps):,}; those that are on record already change nothing"),
            ("About something else", f"{plan.ignored:,}"),
        )
    leave = plan.count(LEAVE)
    return (
        ("Lines", f"{plan.lines:,}"),
        ("New people", f"{plan.count(ADD):,}"),
        ("Change", f"{plan.count(CHANGE) + plan.count(RETURN):,}"),
        ("Leave", f"{leave:,}. Their approvals end, and the next use is denied." if leave else "0"),
        ("Say what we know already", f"{plan.same:,}"),
    )


def _progress(desk: Desk, held: Held) -> ImportPage:
    one = held.one
    is_done = held.state == DONE
    people = one.kind == PEOPLE
    need = one.problem_count
    needs = f" {desk.count(need, 'line')} {'needs' if need == 1 else 'need'} you." if need else " No line needs you."
    answer = (
        f"Written: {desk.count(held.done, 'line')}.{needs}"
        if is_done
        else f"{held.done:,} of {desk.count(one.total, 'line')} are written. It goes on when you leave this page."
    )
    facts = [("File", one.file), ("New people" if people else "New completions", f"{one.added:,}")]
    facts += [("Changed", f"{one.changed:,}"), ("Left", f"{one.left:,}")] if people else []
    if is_done and one.finished_at is not None:
        facts.append(("Finished", desk.when(one.finished_at)))
    elif held.done:
        left = (held.beat_at - held.made_at) / held.done * max(0, one.total - held.done)
        facts.append(("Ready", f"About {desk.words.time(desk.now + left)}"))
    return ImportPage(
        id=one.id,
        title=f"Written: {held.done:,} lines" if is_done else f"{held.done:,} of {one.total:,} lines are written",
        state="done" if is_done else "running",
        answer=answer,
        facts=tuple(facts),
        notes=(),
        problems=one.problems[:MOST_SHOWN],
        more=max(0, need - MOST_SHOWN),
        asks_dates=False,
        dates=(),
        chosen="",
        may_write=False,
        button="",
        is_still=not is_done and desk.now - held.beat_at >= STILL,
        back=BACK[one.kind],
        done=desk.done,
    )


def confirm(request: Request) -> Response:
    """Write the file from now on; a second press changes nothing."""
    desk = at_desk(request)
    held = _held(desk)
    where = f"/imports/{held.one.id}"
    month_first = {"month": True, "day": False}.get(desk.form.text("dates"))
    try:
        looked = importing.look(desk.agency, held.one.id, month_first, actor=desk.me.id, at=desk.now)
        one = importing.begin(desk.agency, looked, actor=desk.me.id, at=desk.now)
    except ProvisoError:
        with desk.read() as tx:
            now = imports.get(tx, held.one.id)
        if now is not None and now.state in {RUNNING, DONE}:
            return RedirectResponse(where, status_code=303)
        raise
    write_import(desk.agency, one)
    return RedirectResponse(where, status_code=303)


def go_on(request: Request) -> Response:
    """Go on with a file whose process ended."""
    desk = at_desk(request)
    held = _held(desk)
    one = importing.take_up(desk.agency, held.one.id, actor=desk.me.id, at=desk.now)
    write_import(desk.agency, one)
    return RedirectResponse(f"/imports/{one.id}", status_code=303)


def drop(request: Request) -> Response:
    """Forget the file; nothing of it was written."""
    desk = at_desk(request)
    held = _held(desk)
    desk.write(lambda tx: importing.drop(tx, held.one.id, actor=desk.me.id, at=desk.now))
    return desk.go("/people/import" if held.one.kind == PEOPLE else "/feeds/learning/import", "The file is forgotten.")


def problems(request: Request) -> Response:
    """The lines that need somebody, as a file."""
    desk = at_desk(request)
    held = _held(desk)
    found: tuple[tuple[int, str], ...] = held.one.problems
    if held.state not in {RUNNING, DONE}:
        month_first = {"month": True, "day": False}.get(desk.asked("dates"))
        plan = importing.look(desk.agency, held.one.id, month_first, actor=desk.me.id, at=desk.now).plan
        found = tuple((problem.line, problem.what) for problem in plan.problems)
    return download("lines-that-need-you.csv", write_table(("Line", "What to do"), found))
