"""Evidence: what can I prove, and where are gaps? And the file with the proof inside (R-080, R-081, R-101)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import evidence as acts
from proviso.actions.evidence import ALL, LEADERS, OFFICES, STILL
from proviso.actions.evidence_bounds import bound_of, bounded
from proviso.db import agency as agency_db
from proviso.db import entries, people, tools
from proviso.db import evidence as db
from proviso.db.evidence import Kept
from proviso.db.packs import Period
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError
from proviso.model import EvidenceScope, EvidenceState
from proviso.reports.coverage import HEADS, Followed, Row, State, table
from proviso.reports.evidence import Covered, House, cover, why_unknown
from proviso.reports.evidence_paper import Names, title_of
from proviso.reports.evidence_room import Room, room_of

from ..desk import Desk, at_desk, typed
from ..evidence_words import STATES, in_mib, scope_words, time_left
from ..jobs import make_evidence
from ..listing import address, table_file
from ..session import NotYoursError
from ..visiting import about
from .people import as_date

FIELDS = ("person", "tool", "component", "clause", "since", "until")
MEMO = "evidence_covered"
NO_DAY = "Choose a day."
ORDER = (State.GAP, State.NOT_YET, State.PROVED, State.QUIET, State.NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One rule: its state first in words, then what shows it."""

    clause: str
    title: str
    href: str
    state: str
    needs_you: bool
    how: str
    shown: str
    take: str
    """The form with this rule chosen; empty where no entry shows it."""
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One evidence file that was asked for."""

    href: str
    title: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """What is proved, where the gaps are, and the form that makes a file."""

    title: str
    answer: str
    rows: tuple[CoverageRow, ...]
    """Gaps first; those that have nothing to prove are apart."""
    nothing: tuple[CoverageRow, ...]
    followed: tuple[Followed, ...]
    """The principles that the policy names, each with its state."""
    periods: tuple[tuple[str, str], ...]
    csv: str
    since: str
    until: str
    may_choose: bool
    """Anything may be asked for, and not only what is said here."""
    fixed: str
    """What a file of this reader is about, in a sentence; empty where it may be anything."""
    people_too: bool
    tools: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    chosen: dict[str, str]
    files: tuple[FileRow, ...]
    errors: dict[str, str] = field(default_factory=dict)
    parts: tuple[tuple[str, str], ...] = ()
    """Times that one file each holds, when that was too much: words and address."""
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFilePage:
    """One file: how far it is, or what it holds and how to check it."""

    id: str
    title: str
    heading: str
    answer: str
    state: str
    is_still: bool
    percent: int
    facts: tuple[tuple[str, str], ...]
    command: str
    again: tuple[tuple[str, str], ...]
    done: str = ""


def show_evidence(request: Request) -> Response:
    """What is proved, rule by rule, and the evidence files of the reader."""
    return _show(at_desk(request), {}, {})


def _show(desk: Desk, chosen: dict[str, str], errors: dict[str, str], room: Room | None = None) -> Response:
    with desk.read() as tx:
        visit = bound_of(tx, desk.me.id)
    found = _covered(desk) if desk.has(*ALL, *OFFICES) and visit is None else None
    errors = errors or _wrong_time(desk)
    with desk.read() as tx:
        page = replace(_page(desk, tx, found, chosen, errors), parts=tuple(_parts(desk, room)))
        if visit is not None:
            said = about(tx, visit, desk.words)
            page = replace(
                page,
                answer=f"Take what your visit is {said} along, with its proof.",
                fixed=f"A file of yours is {said}.",
            )
    return desk.page("evidence.html", page, title=page.title, status=422 if errors else 200)


def _parts(desk: Desk, room: Room | None) -> Iterator[tuple[str, str]]:
    parts = room.parts if room is not None and len(room.parts) > 1 else ()
    for first, last in parts:
        where = address("/evidence", **{"from": first.isoformat(), "to": last.isoformat()}) + "#make"
        yield f"{desk.day(first)} to {desk.day(last)}", where


def _wrong_time(desk: Desk) -> dict[str, str]:
    """What the days of the address lack."""
    found = {name: NO_DAY for name in ("from", "to") if _is_no_day(desk.asked(name))}
    if not found and desk.asked("from") and desk.asked("to") and desk.asked("from") > desk.asked("to"):
        found["to"] = "The time ends before it begins. All of it is shown."
    return found


def _page(desk: Desk, tx: Tx, found: Covered | None, chosen: dict[str, str], errors: dict[str, str]) -> EvidencePage:
    since, until = (raw if as_date(raw) else "" for raw in (desk.asked("from"), desk.asked("to")))
    is_leader = found is None and desk.has(*LEADERS)
    fixed = f"about your component, {desk.me.component}" if is_leader else "about you"
    names = agency_db.components(tx)
    held = sorted(found.rows, key=lambda row: ORDER.index(row.state)) if found is not None else []
    rows = [_row(row, found.offices, since, until) for row in held] if found is not None else []
    return EvidencePage(
        title="Evidence",
        answer=found.answer if found is not None else "Take what the ledger holds about you along, with its proof.",
        rows=tuple(row for row in rows if row.state != State.NOTHING.value),
        nothing=tuple(row for row in rows if row.state == State.NOTHING.value),
        followed=found.followed if found is not None else (),
        periods=tuple(_period(desk, period) for period in found.periods) if found is not None else (),
        csv=address("/evidence/coverage.csv", **{"from": since, "to": until}),
        since=since,
        until=until,
        may_choose=found is not None,
        fixed="" if found is not None else f"A file of yours is {fixed}.",
        people_too=desk.has(*ALL),
        tools=(("", "Every tool"), *((tool.id, tool.name) for tool in tools.all(tx))),
        components=(("", "Every component"), *((id_, names.get(id_, id_)) for id_ in people.components(tx))),
        rules=(("", "Every rule"), *((clause.id, f"{clause.id} {clause.title}") for clause in desk.pack.clauses)),
        chosen={**dict.fromkeys(FIELDS, ""), "clause": desk.asked("rule"), "since": since, "until": until, **chosen},
        files=tuple(_file(desk, kept) for kept in db.newest(tx, desk.me.id, most=10)),
        errors=errors,
        done=desk.done,
    )


def _covered(desk: Desk) -> Covered:
    """The coverage of the time in the address; kept until the ledger grows, since it reads all of it."""
    scope = EvidenceScope(since=_moment(desk, desk.asked("from")), until=_moment(desk, desk.asked("to"), 1))
    if scope.since and scope.until and scope.since >= scope.until:
        scope = EvidenceScope()
    with desk.read() as tx:
        key: Any = (entries.size(tx), scope, desk.today)
    memo = getattr(desk.request.app.state, MEMO, None)
    if memo is None or memo[0] != key:
        memo = key, cover(_house(desk), scope, at=desk.now)
        setattr(desk.request.app.state, MEMO, memo)
    found: Covered = memo[1]
    return found


def _house(desk: Desk) -> House:
    agency = desk.agency
    return House(store=agency.store, journal=agency.journal, packs=agency.packs, zone=agency.settings.time_zone)


def _row(row: Row, offices: Mapping[str, str], since: str, until: str) -> CoverageRow:
    who = offices.get(row.office, row.office.replace("_", " "))
    close = f" {who} can close it." if row.gap and who else ""
    return CoverageRow(
        clause=row.clause,
        title=row.title,
        href=f"/rules#{row.clause}",
        state=row.state.value,
        needs_you=row.state is State.GAP,
        how=row.how,
        shown=row.shown,
        take=address("/evidence", **{"rule": row.clause, "from": since, "to": until}) + "#make" if row.entries else "",
        gap=f"{row.gap}{close}",
    )


def _period(desk: Desk, period: Period) -> tuple[str, str]:
    where = f", {period.component}" if period.component else ""
    ends = f"to {desk.when(period.ended_at)}" if period.ended_at else "and is in force"
    return f"{period.ref}{where}", f"From {desk.when(period.started_at)} {ends}"


def _file(desk: Desk, kept: Kept) -> FileRow:
    return FileRow(href=f"/evidence/{kept.one.id}", title=kept.one.title, line=_line(desk, kept))


def _line(desk: Desk, kept: Kept) -> str:
    asked = f"asked for {desk.when(kept.one.asked_at)}"
    if kept.state is EvidenceState.READY:
        return f"Ready: {desk.count(kept.one.entries, 'entry', 'entries')}, {asked}."
    if kept.state is EvidenceState.RUNNING and _is_still(desk, kept):
        return f"It stopped with the service, {asked}."
    return f"{STATES[kept.state]}, {asked}."


def _is_still(desk: Desk, kept: Kept) -> bool:
    return kept.state is EvidenceState.RUNNING and desk.now - kept.beat_at >= STILL


def _moment(desk: Desk, raw: str, after: int = 0) -> datetime | None:
    """The start of a day in the reader's zone, or of the day after it."""
    day = as_date(raw)
    if day is None:
        return None
    local = datetime.combine(day + timedelta(days=after), datetime.min.time(), tzinfo=desk.words.zone)
    return local.astimezone(UTC)


def ask(request: Request) -> Response:
    """Begin an evidence file; it is made while the reader does something else."""
    desk = at_desk(request)
    chosen = typed(desk.form, *FIELDS)
    chosen["person"] = chosen["person"].lower()
    errors = {name: NO_DAY for name in ("since", "until") if _is_no_day(chosen[name])}
    with desk.read() as tx:
        scope = bounded(_scope(desk, chosen), bound_of(tx, desk.me.id), desk.agency.settings.zone)
        errors |= why_unknown(tx, scope, desk.pack)
        title = title_of(scope, Names.of(tx, desk.words.zone.key, desk.pack)) if not errors else ""
        total = entries.size(tx)
        room = room_of(tx, scope, desk.words.zone.key) if not errors else None
    if room is not None and room.is_too_much and not (scope.person or scope.tool or scope.component or scope.clause):
        return _show(desk, chosen, {"until": _too_much(desk, room)}, room)
    if errors:
        return _show(desk, chosen, errors)
    try:
        one = desk.write(
            lambda tx: acts.ask(tx, scope, title, total, zone=desk.agency.settings.zone, actor=desk.me.id, at=desk.now)
        )
    except NotAllowedError as fault:
        raise NotYoursError(fault.message, hint=f"You are signed in as {desk.me.name}.") from None
    except ConflictError as fault:
        return _show(desk, chosen, {"person": f"{fault.message} {fault.hint}"})
    make_evidence(desk.agency, one)
    return RedirectResponse(f"/evidence/{one.id}", status_code=303)


def _too_much(desk: Desk, room: Room) -> str:
    """Counted before anything is begun, so that nobody waits for a file that cannot be."""
    held = f"These are {desk.count(room.entries, 'entry', 'entries')}, and one file holds about"
    fits = f"{held} {room.fits:,}."
    return f"{fits} {'Choose one of the times above.' if len(room.parts) > 1 else 'Choose a tool or a component, too.'}"


def _is_no_day(raw: str) -> bool:
    return bool(raw) and as_date(raw) is None


def _scope(desk: Desk, chosen: dict[str, str]) -> EvidenceScope:
    """What was chosen; who may not choose gets their own, or their component's."""
    since, until = _moment(desk, chosen["since"]), _moment(desk, chosen["until"], 1)
    if desk.has(*ALL, *OFFICES):
        named = {name: chosen[name] for name in ("person", "tool", "component", "clause")}
        return EvidenceScope(**named, since=since, until=until)
    if desk.has(*LEADERS) and chosen["person"] != desk.me.id:
        return EvidenceScope(component=desk.me.component, since=since, until=until)
    return EvidenceScope(person=desk.me.id, since=since, until=until)


def show_file(request: Request) -> Response:
    """How far a file is; then what it holds, and how to check it."""
    desk = at_desk(request)
    with desk.read() as tx:
        kept = acts.get(tx, request.path_params["evidence_id"], actor=desk.me.id)
        page = _file_page(desk, tx, kept)
    return desk.page("evidence_file.html", page, title=page.title)


def _file_page(desk: Desk, tx: Tx, kept: Kept) -> EvidenceFilePage:
    one, still = kept.one, _is_still(desk, kept)
    percent = min(100, 100 * kept.done // max(1, kept.total))
    answer, title = _answer(desk, kept, percent, still)
    *about, time = scope_words(desk, tx, one.scope)
    facts = [("About", ", ".join(about)), ("Time", time)]
    facts.append(("Asked for", f"{desk.when(one.asked_at)} by {desk.name(tx, one.by)}"))
    if kept.state is EvidenceState.READY and one.ready_at is not None:
        facts += [
            ("Entries", f"{one.entries:,}"),
            ("Size", in_mib(one.size)),
            ("Kept until", desk.day(one.asked_at + acts.KEEP)),
            ("SHA-256", one.sha256),
        ]
    return EvidenceFilePage(
        id=one.id,
        title=f"{title}: {one.title}",
        heading=one.title,
        answer=answer,
        state="stopped" if still else kept.state.value,
        is_still=still,
        percent=percent,
        facts=tuple(facts),
        command=f"proviso verify evidence-{one.id}.pdf --vkey '{desk.agency.journal.vkey}'",
        again=tuple(_again(desk, one.scope)),
        done=desk.done,
    )


def _answer(desk: Desk, kept: Kept, percent: int, still: bool) -> tuple[str, str]:
    """The first sentence, and the word of the title."""
    if kept.state is EvidenceState.READY:
        return "It is ready. Each download is on record.", "Ready"
    if kept.state is EvidenceState.GONE:
        return "It is not kept any more. Make it again: it comes from the ledger.", "Not kept"
    if kept.state is EvidenceState.STOPPED or still:
        why = kept.one.fault or "The service was restarted while it was made."
        return f"It could not be made. {why}", "Stopped"
    if percent >= 100:
        return "The ledger is read, and the pages are being set: a few seconds left.", "Being made"
    left = time_left(kept, desk.now)
    read = f"{kept.done:,} of {desk.count(kept.total, 'entry', 'entries')} are read" + (f", {left}." if left else ".")
    return f"{read} It goes on when you leave this page, and you get mail.", f"{percent}% read"


def _again(desk: Desk, scope: EvidenceScope) -> list[tuple[str, str]]:
    """The same fields for another try; the last day is the one before the end."""
    last = scope.until - timedelta(microseconds=1) if scope.until else None
    days: dict[str, date | None] = {"since": scope.since, "until": last}
    said = {
        name: day.astimezone(desk.words.zone).date().isoformat()
        for name, day in days.items()
        if isinstance(day, datetime)
    }
    named = {name: getattr(scope, name) for name in ("person", "tool", "component", "clause")}
    return [(name, value) for name, value in {**named, **said}.items() if value]


def download(request: Request) -> Response:
    """The file itself; the download is on record before it leaves."""
    desk = at_desk(request)
    evidence_id, zone = request.path_params["evidence_id"], desk.agency.settings.zone
    try:
        one, content = desk.write(lambda tx: acts.take(tx, evidence_id, zone=zone, actor=desk.me.id, at=desk.now))
    except NotAllowedError as fault:
        raise NotYoursError(fault.message, hint=f"You are signed in as {desk.me.name}.") from None
    headers = {"Content-Disposition": f'attachment; filename="evidence-{one.id}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def coverage_csv(request: Request) -> Response:
    """The coverage of the rules as a table."""
    desk = at_desk(request)
    desk.only("auditors, the CIO and the offices that review tools", *ALL, *OFFICES)
    found = _covered(desk)
    return table_file("coverage.csv", HEADS, table(found.rows, found.offices))
