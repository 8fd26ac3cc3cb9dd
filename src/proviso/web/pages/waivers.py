"""Waivers: what is open, until when, and who asked? (139-07.5.w)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import waivers as change
from proviso.actions.tables import write_table
from proviso.db import uses
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import RequestState, WaiverRequest

from .. import waiver_words as said
from .. import words as w
from ..access import log_list, may_see
from ..desk import Desk, Pages, at_desk
from ..history import Happened, happened
from ..kinds import first_upper

SORTS: dict[str, Callable[[WaiverRequest], str]] = {
    "number": lambda r: r.id,
    "rule": lambda r: r.clause,
    "ends": lambda r: r.ends_on.isoformat(),
    "component": lambda r: r.component,
}
FILTERS = (("", "Any"), ("open", "In force"), ("asked", "Asked"), ("over", "Over"))
EVENTS = ("WaiverAsked", "WaiverWithdrawn", "WaiverRefused", "WaiverGranted", "WaiverConfirmed", "WaiverRevoked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One waiver on the list."""

    id: str
    rule: str
    clause: str
    scope: str
    asked_by: str
    days: str
    state: str
    needs: str
    """What it waits for, with a day; empty when nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiversPage:
    """The list, 25 a page, and the door for those who need one."""

    answer: str
    rows: tuple[Row, ...]
    pages: Pages
    state: str
    states: tuple[tuple[str, str], ...]
    sort: str
    link: str
    """The list's address with its filter, without its order."""
    may_ask: bool
    has_draft: bool
    askers: str
    csv: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverPage:
    """One waiver: its state and the one next step, what it opens, why, and what happened."""

    id: str
    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    is_whole: bool
    signed: str
    uses: tuple[tuple[str, str, str], ...]
    """Code, address (empty where the reader may not see it), when."""
    count: str
    history: tuple[Happened, ...]
    clauses: tuple[str, str]
    may_withdraw: bool
    may_answer: bool
    may_confirm: bool
    may_renew: bool
    may_revoke: bool
    confirm_line: str
    done: str


def list_waivers(request: Request) -> Response:
    """Every waiver that was asked for; what is open first."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = _found(desk, tx)
        page = _list_page(desk, tx, found)
        names_somebody = any(r.people and said.is_whole(desk, r) for r in found)
    if names_somebody:
        log_list(desk, "waivers")
    return desk.page("waivers.html", page, title="Waivers")


def export(request: Request) -> Response:
    """The same list for a spreadsheet."""
    desk = at_desk(request)
    with desk.read() as tx:
        rows = [_row(desk, tx, r) for r in _found(desk, tx)]
    heads = ("number", "rule", "scope", "asked by", "days", "state")
    cells = [(row.id, row.clause, row.scope, row.asked_by, row.days, row.state) for row in rows]
    names = {"content-disposition": 'attachment; filename="waivers.csv"'}
    return Response(write_table(heads, cells), media_type="text/csv; charset=utf-8", headers=names)


def _found(desk: Desk, tx: Tx) -> list[WaiverRequest]:
    wanted = desk.asked("state")
    held = [db.as_granted(tx, r) for r in db.listed(tx) if _is_shown(desk, r)]
    if wanted == "asked":
        held = [r for r in held if r.state is RequestState.ASKED]
    elif wanted in {"open", "over"}:
        now = {said.IN_FORCE, said.LATER}
        held = [
            r
            for r in held
            if r.state is not RequestState.ASKED and (said.state_of(desk, tx, r) in now) == (wanted == "open")
        ]
    name, is_down = desk.asked("sort").removeprefix("-"), desk.asked("sort").startswith("-")
    if name in SORTS:
        return sorted(held, key=SORTS[name], reverse=is_down)
    order = {said.IN_FORCE: 0, said.STATES[RequestState.ASKED]: 1, said.LATER: 2}
    return sorted(held, key=lambda r: order.get(said.state_of(desk, tx, r), 3))


def _is_shown(desk: Desk, request: WaiverRequest) -> bool:
    """What was granted is everybody's to know; what was only asked is between the component and the offices."""
    return request.state in {RequestState.GRANTED, RequestState.REVOKED} or said.is_whole(desk, request)


def _list_page(desk: Desk, tx: Tx, found: list[WaiverRequest]) -> WaiversPage:
    state, sort = desk.asked("state"), desk.asked("sort")
    pages = desk.pages("/waivers", len(found), state=state, sort=sort)
    may_ask = desk.has(*change.ASKERS)
    return WaiversPage(
        answer=_answer(desk, tx),
        rows=tuple(_row(desk, tx, r) for r in found[pages.offset : pages.offset + pages.size]),
        pages=pages,
        state=state,
        states=FILTERS,
        sort=sort,
        link=f"/waivers?state={state}&" if state in dict(FILTERS) and state else "/waivers?",
        may_ask=may_ask,
        has_draft=may_ask and db.draft_of(tx, desk.me.id) is not None,
        askers="" if may_ask else said.askers(desk, tx),
        csv=f"/waivers.csv?state={state}" if state in dict(FILTERS) and state else "/waivers.csv",
        done=desk.done,
    )


def _answer(desk: Desk, tx: Tx) -> str:
    standing = db.standing(tx, desk.today)
    if not standing:
        return "No waiver is in force. Every rule holds for everybody."
    first = min(min(one.ends_on, one.confirm_by or one.ends_on) for one in standing)
    held = desk.count(len(standing), "waiver is", "waivers are")
    return f"{held} in force. The first to end does so {desk.words.near(first)}."


def _row(desk: Desk, tx: Tx, request: WaiverRequest) -> Row:
    return Row(
        id=request.id,
        rule=said.clause_title(desk, request.clause),
        clause=request.clause,
        scope=said.scope_line(desk, tx, request),
        asked_by=desk.name(tx, request.asked_by),
        days=said.days(desk, request),
        state=said.state_of(desk, tx, request),
        needs=_needs(desk, tx, request),
    )


def _needs(desk: Desk, tx: Tx, request: WaiverRequest) -> str:
    if request.state is RequestState.ASKED:
        return f"Waits for the CIO’s office since {desk.day(request.asked_at)}"
    day = said.confirm_by(tx, request.id) if said.state_of(desk, tx, request) == said.IN_FORCE else None
    return f"To be confirmed by {desk.day(day)}" if day is not None and day < request.ends_on else ""


def show_waiver(request: Request) -> Response:
    """One waiver."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = read_waiver(desk, tx, request)
        page = _waiver_page(desk, tx, found)
    if found.people and page.is_whole and desk.me.id != found.asked_by:
        log_list(desk, f"waivers/{found.id}")
    return desk.page("waiver.html", page, title=f"Waiver {found.id}: {w.first_sentence(page.answer)}")


def read_waiver(desk: Desk, tx: Tx, request: Request) -> WaiverRequest:
    """The waiver of an address, as far as this reader may know of it."""
    number = str(request.path_params["number"])
    found = db.get(tx, number)
    if found is None or not _is_shown(desk, found):
        raise NotFoundError(f"There is no waiver {number[:20]}.", hint="Waivers have numbers like 2026-004.")
    return db.as_granted(tx, found)


def _waiver_page(desk: Desk, tx: Tx, found: WaiverRequest) -> WaiverPage:
    state, is_whole = said.state_of(desk, tx, found), said.is_whole(desk, found)
    is_component = desk.has(*change.ASKERS) and desk.me.component == found.component
    day = said.confirm_by(tx, found.id)
    counts = desk.count(db.count_uses(tx, found.id), "use was", "uses were")
    asked = found.state is RequestState.ASKED
    return WaiverPage(
        id=found.id,
        title=f"Waiver {found.id}",
        answer=_state_line(desk, tx, found, state),
        facts=_facts(desk, tx, found),
        reasons=_reasons(found) if is_whole else (),
        is_whole=is_whole,
        signed=_signed(desk, tx, found) if is_whole else "",
        uses=tuple(_use(desk, tx, code) for code in db.uses_of(tx, found.id)) if is_whole else (),
        count=f"{counts} allowed under it.",
        history=happened(desk, tx, "waiver", found.id, EVENTS),
        clauses=(found.clause, said.clause_title(desk, found.clause)),
        may_withdraw=asked and found.asked_by == desk.me.id,
        may_answer=asked and desk.has(*change.GRANTERS) and found.asked_by != desk.me.id,
        may_confirm=is_component and state == said.IN_FORCE and day is not None and day < found.ends_on,
        may_renew=is_component and found.state is RequestState.GRANTED,
        may_revoke=desk.has(*change.GRANTERS) and state in {said.IN_FORCE, said.LATER},
        confirm_line=f"Confirm by {desk.day(day)} that you still need it. After that day it stops counting."
        if day
        else "",
        done=desk.done,
    )


def _state_line(desk: Desk, tx: Tx, found: WaiverRequest, state: str) -> str:
    by = desk.name(tx, found.answered_by) if found.answered_by else ""
    if found.state is RequestState.ASKED:
        return f"Asked {desk.words.near(found.asked_at)}. It waits for the CIO’s office, and opens nothing yet."
    if found.state is RequestState.REFUSED and found.answered_at:
        return f"Refused {desk.words.near(found.answered_at)} by {by}. It opens nothing."
    if found.state is RequestState.WITHDRAWN and found.ended_at:
        return f"Withdrawn {desk.words.near(found.ended_at)}. It opened nothing."
    if found.state is RequestState.REVOKED and found.ended_at:
        return f"Taken back {desk.words.near(found.ended_at)} by {desk.name(tx, found.ended_by)}. It opens nothing now."
    if state == said.IN_FORCE:
        return f"In force through {desk.words.date(found.ends_on)}."
    if state == said.LATER:
        return f"Granted. It counts from {desk.words.date(found.starts_on)}."
    return f"{state}. It opens nothing now."


def _facts(desk: Desk, tx: Tx, found: WaiverRequest) -> tuple[tuple[str, str], ...]:
    rows = [
        ("For", found.case_kind),
        ("Who", said.people_line(desk, tx, found)),
        ("Tools", said.tools_line(desk, tx, found)),
        ("Days", said.days(desk, found)),
        ("Asked by", f"{desk.name(tx, found.asked_by)}, {desk.day(found.asked_at)}"),
    ]
    if found.answered_by and found.answered_at:
        rows.append(("Answered by", f"{desk.name(tx, found.answered_by)}, {desk.day(found.answered_at)}"))
    if found.renews:
        rows.append(("Renews", found.renews))
    return tuple(rows)


def _reasons(found: WaiverRequest) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Why it is needed", found.grounds),
        ("What could go wrong", found.risk),
        ("What keeps people safe", found.safeguards),
        ("What the CIO’s office wrote", found.answer),
        ("Why it was taken back", found.ended_for),
    )
    return tuple(row for row in rows if row[1])


def _signed(desk: Desk, tx: Tx, found: WaiverRequest) -> str:
    asked = db.get(tx, found.id) or found
    if not change.is_untouched(asked):
        return "The request no longer says what was signed. Tell the CIO’s office and an auditor."
    narrower = "" if asked == found else " It was granted for less than was asked."
    signed = f"Signed by {desk.name(tx, found.asked_by)} on {desk.words.date(found.asked_at)}."
    return f"{signed}{narrower} SHA-256 of the signed text: {found.text_sha256}"


def _use(desk: Desk, tx: Tx, decision_id: str) -> tuple[str, str, str]:
    decision = uses.get(tx, decision_id)
    when = first_upper(desk.when(decision.at)) if decision is not None else ""
    is_theirs = decision is not None and may_see(desk, tx, decision)
    return w.code(decision_id), f"/decisions/{decision_id}" if is_theirs else "", when
