"""The fees of a request, and the letter that answers it (5 U.S.C. 552(a)(4)(A), (a)(6)(A))."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import foia_fees as change
from proviso.actions import releases
from proviso.actions.foia_fees import Charge, dollars
from proviso.actions.roles import require_other
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.errors import ConflictError
from proviso.model import FeeWaiver, FoiaFees, FoiaRequest, FoiaState, Requester, RequestKind, Role
from proviso.reports.reply_letter import Letter, letter

from ..desk import Desk, typed
from .foia import found, officer

NUMBERS = ("search_minutes", "review_minutes", "pages")
MONEY = ("quarter_cents", "page_cents", "least_cents", "agreed_cents")
FIELDS = ("requester", *NUMBERS, *MONEY, "waiver", "waiver_reason")
REQUESTERS = (
    (Requester.OTHER.value, "Anybody else: 2 hours of search and 100 pages are free"),
    (Requester.NEWS.value, "The press, a school or a scientific institution: only pages after the first 100"),
    (Requester.COMMERCIAL.value, "For a commercial use: search, review and every page"),
)
WAIVERS = (
    (FeeWaiver.NONE.value, "Nobody asked for a waiver"),
    (FeeWaiver.ASKED.value, "Asked for, not decided"),
    (FeeWaiver.GRANTED.value, "Granted: in the public interest"),
    (FeeWaiver.DENIED.value, "Denied"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesPage:
    """What is owed, and what it is counted from."""

    id: str
    answer: str
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    requesters: tuple[tuple[str, str], ...]
    waivers: tuple[tuple[str, str], ...]
    typed: dict[str, str] = field(repr=False)
    errors: dict[str, str]
    done: str


def show_fees(request: Request) -> Response:
    """The estimate, and the form that it comes from."""
    desk = officer(request)
    with desk.read() as tx:
        one = _theirs(desk, tx, request)
    return _shown(desk, one, _as_typed(one.fees or FoiaFees()), {})


def note_fees(request: Request) -> Response:
    """Write the time, the pages and the waiver down."""
    desk = officer(request)
    with desk.read() as tx:
        one = _theirs(desk, tx, request)
    said, errors = typed(desk.form, *FIELDS), dict[str, str]()
    fees = _read(said, errors)
    errors = {**change.faults(fees), **errors}
    if errors:
        return _shown(desk, one, said, errors)
    after = desk.write(lambda tx: change.note_fees(tx, one.id, fees, actor=desk.me.id, at=desk.now, today=desk.today))
    return desk.go(f"/foia/{one.id}/fees", f"Written down. {_answer(after, change.charge(after, desk.today))}")


def _theirs(desk: Desk, tx: Tx, request: Request) -> FoiaRequest:
    one = found(tx, request)
    require_other(desk.me.id, one.subject_id or None, to="answer your own request")
    return one


def _read(said: dict[str, str], errors: dict[str, str]) -> FoiaFees:
    numbers = {name: _whole(said[name], name, errors) for name in NUMBERS}
    money = {name: _cents(said[name], name, errors) for name in MONEY if said[name] or name != "agreed_cents"}
    kind = next((one for one in Requester if one.value == said["requester"]), None)
    waiver = next((one for one in FeeWaiver if one.value == said["waiver"]), None)
    if kind is None:
        errors["requester"] = "Say what kind of requester it is."
    if waiver is None:
        errors["waiver"] = "Say what became of a waiver."
    return FoiaFees(
        requester=kind or Requester.OTHER,
        waiver=waiver or FeeWaiver.NONE,
        waiver_reason=said["waiver_reason"],
        **numbers,  # type: ignore[arg-type]  # the names are those of numbers
        **money,  # type: ignore[arg-type]  # the same
    )


def _whole(text: str, name: str, errors: dict[str, str]) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdecimal() or len(text) > 7:
        errors[name] = "Write a whole number, such as 90."
        return 0
    return int(text)


def _cents(text: str, name: str, errors: dict[str, str]) -> int:
    whole, dot, part = text.removeprefix("$").partition(".")
    is_fine = (whole.isascii() and whole.isdecimal() and len(whole) < 6) and (
        not dot or (part.isascii() and part.isdecimal() and len(part) == 2)
    )
    if not is_fine:
        errors[name] = "Write dollars, such as 7.00."
        return 0
    return int(whole) * 100 + int(part or 0)


def _as_typed(fees: FoiaFees) -> dict[str, str]:
    money = {name: value for name in MONEY if (value := getattr(fees, name)) is not None}
    return {
        **dict.fromkeys(FIELDS, ""),
        **{name: str(getattr(fees, name)) for name in NUMBERS},
        **{name: f"{cents / 100:.2f}" for name, cents in money.items()},
        "requester": fees.requester.value,
        "waiver": fees.waiver.value,
        "waiver_reason": fees.waiver_reason,
    }


def _answer(one: FoiaRequest, owed: Charge) -> str:
    if one.fees is None and one.kind is RequestKind.FOIA:
        return "No time is written down yet."
    return f"{dollars(owed.cents)} would be owed today." if owed.cents else "Nothing is owed."


def _shown(desk: Desk, one: FoiaRequest, said: dict[str, str], errors: dict[str, str]) -> Response:
    owed = change.charge(one, desk.today)
    wait = change.why_wait(one, desk.today)
    page = FeesPage(
        id=one.id,
        answer=_answer(one, owed),
        lines=tuple((what, dollars(cents)) for what, cents in owed.lines),
        notes=(*owed.notes, *((wait,) if wait else ())),
        requesters=REQUESTERS,
        waivers=WAIVERS,
        typed=said,
        errors=errors,
        done=desk.done,
    )
    title = f"{'Error: ' if errors else ''}Fees of request {one.id}: {page.answer.rstrip('.')}"
    return desk.page("foia_fees.html", page, title=title, status=422 if errors else 200)


def make_letter(request: Request) -> Response:
    """The letter of a request that was answered, as PDF; making it is on record first."""
    desk = officer(request)
    with desk.read() as tx:
        one = _theirs(desk, tx, request)
        if one.state is not FoiaState.CLOSED or one.closed_at is None:
            raise ConflictError("The letter comes with the answer.", hint="Release the records, or close the request.")
        release = change.newest_release(tx, one)
        answered = desk.words.local(one.closed_at)
        owed = change.charge(one, answered)
        said = Letter(
            agency=agency_db.name(tx) or "",
            requester=releases.requester(tx, desk.agency, one.id),
            officer=f"{desk.me.name}, {desk.me.title or 'Records officer'}",
            contact=", ".join(part for part in (desk.office_person(tx, Role.COUNSEL), desk.contact(tx)) if part),
            fees=_sum(owed),
            fee_notes=owed.notes,
            waiver=_waiver(one.fees),
            on=desk.today,
        )
    made = letter(one, release, said, desk.now)
    desk.write(lambda tx: change.note_letter(tx, one.id, made, owed.cents, actor=desk.me.id, at=desk.now))
    headers = {"content-disposition": f'attachment; filename="answer-{one.id}.pdf"', "cache-control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def _sum(owed: Charge) -> tuple[tuple[str, str], ...]:
    lines = tuple((what, dollars(cents)) for what, cents in owed.lines)
    return (*lines, ("Together", dollars(owed.cents))) if lines else ()


def _waiver(fees: FoiaFees | None) -> str:
    if fees is None or fees.waiver in {FeeWaiver.NONE, FeeWaiver.ASKED}:
        return ""
    verb = "granted" if fees.waiver is FeeWaiver.GRANTED else "did not grant"
    return f"You asked us to waive the fees. We {verb} that: {fees.waiver_reason}"
