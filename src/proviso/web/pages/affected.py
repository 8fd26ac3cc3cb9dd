"""Who else? The uses that a spill may have touched, without a text having been kept (139-07.6; ux section 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import affected as change
from proviso.actions.incident_access import READERS, WATCHERS, sees
from proviso.db import affected, entries, incidents, rescreenings
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import Decision, Incident
from proviso.model.affected import AffectedSet, Question, Tally
from proviso.reports import affected as reports

from ..access import log_list, may_see
from ..affected_words import (
    ASKED,
    Choices,
    address_of,
    choices,
    first_question,
    plain,
    question_of,
    sentence,
    shown_to,
    typed_of,
)
from ..desk import Confirm, Desk, Pages, at_desk
from ..kinds import first_upper, kind_title
from ..listing import table_file
from ..session import NotYoursError
from ..words import first_name
from .incidents import WHOM

MOST_ROWS, MOST_RECEIPTS = 100_000, 2_000
BY_ITSELF = {
    change.FROM_VENDOR: "Kept with the vendor’s notice",
    change.FROM_SCREENING: "Found by a later check of kept texts",
    change.FROM_PACK: "Found by today’s rules",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One use that matches."""

    code: str
    href: str
    """Empty where this reader may not open the decision."""
    when: str
    stamp: str
    person: str
    tool: str
    purpose: str
    found: str
    outcome: str
    was_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    """A set that was kept."""

    id: str
    sentence: str
    counts: str
    kept: str
    told: str
    may_tell: bool
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedPage:
    """The question as a sentence, the count, then the rows."""

    id: str
    """Of the incident; empty: asked without one."""
    heading: str
    is_drill: bool
    path: str
    answer: str
    sentence: tuple[tuple[str, bool], ...]
    again: str
    typed: Mapping[str, str]
    choices: Choices
    has_more: bool
    rows: tuple[Row, ...]
    pages: Pages
    exports: tuple[tuple[str, str], ...]
    sets: tuple[SetRow, ...]
    may_keep: bool
    keep_to: str
    checked_again: str
    """When all past uses were last checked again, and what came of it."""
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What one address asks."""

    incident: Incident | None
    typed: Mapping[str, str]
    question: Question
    before: int
    kept: AffectedSet | None
    errors: Mapping[str, str]

    @property
    def path(self) -> str:
        """The page's own address."""
        return f"/incidents/{self.incident.id}/affected" if self.incident else "/incidents/who-else"


def show_affected(request: Request) -> Response:
    """The list of an incident."""
    return _show(at_desk(request))


def show_any(request: Request) -> Response:
    """The same question without an incident: a finding, a tool, a time."""
    return _show(at_desk(request))


def _show(desk: Desk) -> Response:
    with desk.read() as tx:
        asking = _asking(desk, tx)
    log_list(desk, asking.path.removeprefix("/"))
    with desk.read() as tx:
        page = _page(desk, tx, asking)
    title = f"{'DRILL: ' if page.is_drill else ''}Who else? {page.answer.partition('.')[0]} – {page.heading}"
    return desk.page("affected.html", page, title=title, status=422 if page.errors else 200)


def _asking(desk: Desk, tx: Tx) -> Asking:
    """INVARIANT: of a classified spill nobody sees the list but whom the pack clears."""
    desk.only(WHOM, *READERS)
    incident = _incident(desk, tx)
    kept = change.get_set(tx, desk.asked("set")) if desk.asked("set") else None
    if kept is not None and (incident is None or kept.incident_id != incident.id):
        raise NotFoundError("There is no such set.", hint="The incident lists those that were kept.")
    typed = typed_of(desk)
    if incident is not None and not desk.asked(ASKED):
        typed = first_question(desk, tx, incident)
    question, errors = question_of(desk, tx, typed)
    if kept is not None:
        question, errors = shown_to(desk, kept.question), {}
    return Asking(
        incident=incident,
        typed=typed,
        question=question,
        before=kept.ledger_size if kept else affected.ALL,
        kept=kept,
        errors=errors,
    )


def _incident(desk: Desk, tx: Tx) -> Incident | None:
    number = desk.request.path_params.get("incident_id")
    if number is None:
        return None
    found = incidents.get(tx, str(number))
    if found is None:
        raise NotFoundError("There is no such incident.", hint="Incidents lists all of them.")
    if not sees(desk.me.roles, found):
        raise NotYoursError(
            "The details of this incident are for who is cleared.",
            hint=f"You are signed in as {first_name(desk.me.name)}.",
        )
    return found


def _page(desk: Desk, tx: Tx, asking: Asking) -> AffectedPage:
    incident = asking.incident
    counted = Tally(uses=0, people=0, checked=0) if asking.errors else change.ask(tx, asking.question, asking.before)
    kept = {"set": asking.kept.id} if asking.kept else {**asking.typed, ASKED: "yes"}
    pages = desk.pages(asking.path, counted.uses, **kept)
    found = (
        affected.found(
            tx, asking.question, pages.offset, pages.size, asking.before, is_dense=affected.is_dense(counted)
        )
        if counted.uses
        else []
    )
    is_watcher = desk.has(*WATCHERS)
    return AffectedPage(
        id=incident.id if incident else "",
        heading=f"Incident {incident.id}" if incident else "Incidents",
        is_drill=incident is not None and incident.is_drill,
        path=asking.path,
        answer="Nothing was asked yet." if asking.errors else _answer(desk, counted, incident),
        sentence=sentence(desk, tx, asking.question),
        again=_again(desk, tx, asking),
        typed=asking.typed,
        choices=choices(desk, tx),
        has_more=any(
            asking.typed[name] for name in ("component", "purpose", "channel", "system", "provider", "model", "same")
        ),
        rows=tuple(_row(desk, tx, decision) for _, decision in found),
        pages=pages,
        exports=_exports(asking, counted),
        sets=tuple(_set_row(desk, tx, one) for one in affected.sets_of(tx, incident.id)) if incident else (),
        may_keep=incident is not None and is_watcher and asking.kept is None and not asking.errors,
        keep_to=address_of(asking.path, asking.typed),
        checked_again=_checked_again(desk, tx),
        errors=asking.errors,
        done=desk.done,
    )


def _checked_again(desk: Desk, tx: Tx) -> str:
    last = rescreenings.newest(tx)
    if last is None:
        return "Past uses were not checked again yet. That happens when recognizers or rules change."
    read = f"{desk.count(last.uses, 'use')} and {desk.count(last.texts, 'kept text')}"
    if last.ended_at is None:
        return f"Past uses are being checked again since {desk.when(last.begun_at)}: {read} so far, {last.found:,} new."
    found = f"{last.found:,} new" if last.found else "nothing new"
    return f"Past uses were last checked again {desk.when(last.ended_at)}: {read} that could be stopped, {found}."


def _answer(desk: Desk, counted: Tally, incident: Incident | None) -> str:
    checked = f"Checked {desk.count(counted.checked, 'use')}."
    if not counted.uses:
        return f"No {'other ' if incident else ''}use matches. {checked}"
    uses = desk.count(counted.uses, "use matches", "uses match")
    return f"{uses}, by {desk.count(counted.people, 'person', 'people')}. {checked}"


def _again(desk: Desk, tx: Tx, asking: Asking) -> str:
    kept = asking.kept
    if kept is None:
        return ""
    then = f"This is the set of {desk.when(kept.saved_at)}, when the ledger had {kept.ledger_size:,} entries."
    if change.is_same(tx, kept):
        return f"{then} It is the same today, use by use."
    return f"{then} It is not the same today. Do not repair it. Tell an auditor."


def _row(desk: Desk, tx: Tx, decision: Decision) -> Row:
    kinds = dict.fromkeys(kind_title(f.kind) for f in decision.findings if f.strength.value != "weak")
    return Row(
        code=desk.code(decision.id),
        href=f"/decisions/{decision.id}" if may_see(desk, tx, decision) else "",
        when=first_upper(desk.when(decision.at)),
        stamp=desk.stamp(decision.at),
        person=desk.name(tx, decision.person_id),
        tool=desk.tool(tx, decision.tool_id),
        purpose=desk.purpose(decision.purpose),
        found=", ".join(kinds) or "Nothing",
        outcome="Allowed" if decision.allowed else "Not sent",
        was_allowed=decision.allowed,
    )


def _exports(asking: Asking, counted: Tally) -> tuple[tuple[str, str], ...]:
    """The files, as long as they are not too long for a page; the shell has no such bound."""
    if asking.errors or not counted.uses or counted.uses > MOST_ROWS:
        return ()

    def to(kind: str, more: str = "") -> str:
        if asking.kept:
            return f"{asking.path}/{kind}?set={asking.kept.id}{more}"
        return address_of(f"{asking.path}/{kind}", asking.typed) + more

    files = [("Table (CSV)", to("csv")), ("For programs (JSON)", to("json"))]
    if counted.uses <= MOST_RECEIPTS:
        files.append(("JSON with receipts", to("json", "&receipts=yes")))
    return tuple(files)


def _set_row(desk: Desk, tx: Tx, kept: AffectedSet) -> SetRow:
    by = BY_ITSELF.get(kept.why, f"Kept by {desk.name(tx, kept.saved_by)}")
    told = ""
    if kept.told_at is not None:
        told = f"{desk.count(kept.told, 'person', 'people')} told by {desk.name(tx, kept.told_by)}"
        told = f"{told} {desk.when(kept.told_at)}."
    uses, people = desk.count(kept.uses, "use"), desk.count(kept.people, "person", "people")
    return SetRow(
        id=kept.id,
        sentence=plain(sentence(desk, tx, kept.question)),
        counts=f"{uses}, {people}",
        kept=f"{by}, {desk.when(kept.saved_at)}.",
        told=told,
        may_tell=kept.told_at is None and kept.people > 0 and desk.has(*WATCHERS),
        people=kept.people,
    )


def keep(request: Request) -> Response:
    """Keep the set with the incident: one click, so that it can be shown again exactly."""
    desk = at_desk(request)
    with desk.read() as tx:
        asking = _asking(desk, tx)
        if asking.incident is None or asking.errors:
            raise UsageError("There is no list to keep.", hint="Go back and ask again.")
        number = asking.incident.id
    kept = desk.write(lambda tx: change.save(tx, number, asking.question, actor=desk.me.id, at=desk.now))
    done = (
        f"Kept with incident {number}: {desk.count(kept.uses, 'use')} of {desk.count(kept.people, 'person', 'people')}."
    )
    return desk.go(f"{asking.path}?set={kept.id}", done)


def check_tell(request: Request) -> Response:
    """Check and confirm: how many people get a mail, and what stands in it."""
    desk = at_desk(request)
    desk.only("the incident officer, Privacy and Security", *WATCHERS)
    with desk.read() as tx:
        incident, kept = _kept(desk, tx)
    path = f"/incidents/{incident.id}/affected"
    if kept.told_at is not None:
        return desk.go(f"{path}?set={kept.id}", "Nothing changed: these people were told already.")
    whom = desk.count(kept.people, "person gets", "people get")
    page = Confirm(
        answer=f"{whom} one mail each.",
        consequences=(
            f"It says that incident {incident.id} concerns a use of theirs.",
            "It names no text, no finding and nobody else.",
            "Who no longer works here gets none.",
            "A mail that was sent cannot be taken back.",
        ),
        action=f"{path}/{kept.id}/tell",
        hidden={},
        button=f"Tell {desk.count(kept.people, 'person', 'people')}",
        back=f"{path}?set={kept.id}",
        recorded="We record who told them, when, and how many.",
    )
    return desk.page(
        "confirm.html", page, title=f"Check and confirm: tell {desk.count(kept.people, 'person', 'people')}"
    )


def tell(request: Request) -> Response:
    """Tell them."""
    desk = at_desk(request)
    desk.only("the incident officer, Privacy and Security", *WATCHERS)
    with desk.read() as tx:
        incident, kept = _kept(desk, tx)
    after = desk.write(lambda tx: change.tell(tx, kept.id, actor=desk.me.id, at=desk.now))
    done = f"{desk.count(after.told, 'person gets', 'people get')} a mail now."
    return desk.go(f"/incidents/{incident.id}/affected?set={kept.id}", done)


def _kept(desk: Desk, tx: Tx) -> tuple[Incident, AffectedSet]:
    incident = _incident(desk, tx)
    kept = change.get_set(tx, str(desk.request.path_params["set_id"]))
    if incident is None or kept.incident_id != incident.id:
        raise NotFoundError("There is no such set.", hint="The incident lists those that were kept.")
    return incident, kept


def send_table(request: Request) -> Response:
    """The list for a spreadsheet; on record before it leaves."""
    desk = at_desk(request)
    asking, before = _taken(desk, has_receipts=False)
    with desk.read() as tx:
        return table_file("affected-uses.csv", reports.HEADS, reports.lines(tx, asking.question, before))


def send_json(request: Request) -> Response:
    """The list for a program, with receipts on request; on record before it leaves."""
    desk = at_desk(request)
    has_receipts = desk.asked("receipts") == "yes"
    asking, before = _taken(desk, has_receipts=has_receipts)
    with desk.read() as tx:
        journal = desk.agency.journal if has_receipts else None
        content = b"".join(reports.as_json(tx, asking.question, before, journal))
    headers = {"content-disposition": 'attachment; filename="affected-uses.json"', "cache-control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


def _taken(desk: Desk, *, has_receipts: bool) -> tuple[Asking, int]:
    """What the file holds is what was recorded: the ledger up to this moment."""
    with desk.read() as tx:
        asking = _asking(desk, tx)
        if asking.errors:
            raise UsageError(next(iter(asking.errors.values())), hint="Go back and change it.")
        before = min(asking.before, entries.size(tx))
        count = change.ask(tx, asking.question, before).uses
    most = MOST_RECEIPTS if has_receipts else MOST_ROWS
    if count > most:
        raise UsageError(
            f"{count:,} uses are more than a file of this page holds ({most:,}).",
            hint="Ask for less, or use the shell: proviso incident who-else --help",
        )
    number = asking.incident.id if asking.incident else ""
    desk.write(
        lambda tx: change.take(
            tx, number, asking.question, count, has_receipts=has_receipts, actor=desk.me.id, at=desk.now
        )
    )
    return asking, before
