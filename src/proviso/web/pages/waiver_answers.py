"""What the buttons of a waiver's page lead to: grant, refuse, withdraw, confirm, take back (139-07.5.w)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import waivers as change
from proviso.db import people
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import RequestState, WaiverRequest

from .. import stepping
from .. import waiver_words as said
from ..desk import Confirm, Desk, at_desk, typed
from .waivers import read_waiver

CONFIRM_DAYS = "90"
FIELDS = ("starts_on", "ends_on", "confirm_days", "terms", "answer", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """The form of the CIO's office: what was asked, and the answer."""

    id: str
    rule: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    chosen_tools: tuple[str, ...]
    chosen_people: tuple[str, ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def show_answer(request: Request) -> Response:
    """The request and the form for its answer."""
    desk = _office(request)
    with desk.read() as tx:
        asked = _asked(desk, tx, request)
        given = {
            "starts_on": asked.starts_on.isoformat(),
            "ends_on": asked.ends_on.isoformat(),
            "confirm_days": CONFIRM_DAYS,
        }
        page = _page(desk, tx, asked, {**dict.fromkeys(FIELDS, ""), **given}, {})
    return desk.page("waiver_answer.html", page, title=f"Answer waiver {asked.id}")


def check_answer(request: Request) -> Response:
    """Refuse at once, or check and confirm a grant, with what it opens in numbers."""
    desk = _office(request)
    with desk.read() as tx:
        asked = _asked(desk, tx, request)
        fields = typed(desk.form, *FIELDS)
        errors = _errors(asked, fields, desk.form.all("tools"), desk.form.all("people"))
        page = _page(desk, tx, asked, fields, errors)
        if errors:
            return desk.page("waiver_answer.html", page, title=f"Answer waiver {asked.id}", status=422)
        confirm = _consequences(desk, tx, asked, fields)
    if fields["answer"] == "refuse":
        if not stepping.confirmed(desk):
            return stepping.ask(desk, f"/waivers/{asked.id}/answer")
        desk.write(lambda tx: change.refuse(tx, asked.id, fields["terms"], actor=desk.me.id, at=desk.now))
        return desk.go(f"/waivers/{asked.id}", "Refused. Who asked gets mail and reads your reason.")
    return desk.page("confirm.html", confirm, title=f"Check and confirm: grant waiver {asked.id}")


def grant(request: Request) -> Response:
    """Grant it."""
    desk = _office(request)
    with desk.read() as tx:
        asked = _asked(desk, tx, request)
    fields = typed(desk.form, *FIELDS)
    tools, named = desk.form.line("tools").split(), desk.form.line("people").split()
    errors = _errors(asked, fields, tuple(tools), tuple(named))
    if errors:
        raise UsageError(next(iter(errors.values())), hint="Nothing was granted.")
    if not stepping.confirmed(desk):
        return stepping.ask(desk, f"/waivers/{asked.id}/answer")
    desk.write(
        lambda tx: change.grant(
            tx,
            asked.id,
            tools=tools or None,
            people=named or None,
            starts_on=date.fromisoformat(fields["starts_on"]),
            ends_on=date.fromisoformat(fields["ends_on"]),
            confirm_days=int(fields["confirm_days"]) if fields["confirm_days"] else None,
            terms=fields["terms"],
            actor=desk.me.id,
            at=desk.now,
            today=desk.today,
        )
    )
    return desk.go(f"/waivers/{asked.id}", f"Granted: waiver {asked.id}. The next use that it covers may go.")


def withdraw(request: Request) -> Response:
    """Take a request back before it is answered."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = read_waiver(desk, tx, request)
    desk.write(lambda tx: change.withdraw(tx, found.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/waivers/{found.id}", "Withdrawn. Nobody needs to answer it any more.")


def confirm(request: Request) -> Response:
    """Say that it is still needed."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = read_waiver(desk, tx, request)
    desk.write(lambda tx: change.confirm(tx, found.id, actor=desk.me.id, at=desk.now, today=desk.today))
    return desk.go(f"/waivers/{found.id}", "Confirmed. It goes on counting.")


def check_revoke(request: Request) -> Response:
    """Check and confirm: who loses it, and what was done under it."""
    desk = _office(request)
    with desk.read() as tx:
        return _revoke_page(desk, tx, _standing(desk, tx, request))


def revoke(request: Request) -> Response:
    """Take it back; the next use under it is denied."""
    desk = _office(request)
    reason = typed(desk.form, "reason")["reason"]
    with desk.read() as tx:
        found = _standing(desk, tx, request)
        if not reason:
            errors = {"reason": "Say why. The component reads it."}
            return _revoke_page(desk, tx, found, errors, status=422)
    if not stepping.confirmed(desk):
        return stepping.ask(desk, f"/waivers/{found.id}/revoke")
    desk.write(lambda tx: change.revoke_waiver(tx, found.id, reason=reason, actor=desk.me.id, at=desk.now))
    return desk.go(f"/waivers/{found.id}", "Taken back. The next use under it is denied.")


def _office(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO and the CIO’s office", *change.GRANTERS)
    return desk


def _asked(desk: Desk, tx: Tx, request: Request) -> WaiverRequest:
    read_waiver(desk, tx, request)
    found = db.get(tx, str(request.path_params["number"]))
    if found is None or found.state is not RequestState.ASKED:
        who = desk.name(tx, (found.answered_by or found.ended_by) if found else "")
        raise ConflictError(f"{who} answered this meanwhile.", hint="Nothing was changed. Look at the waiver’s page.")
    return found


def _standing(desk: Desk, tx: Tx, request: Request) -> WaiverRequest:
    found = read_waiver(desk, tx, request)
    if said.state_of(desk, tx, found) not in {said.IN_FORCE, said.LATER, said.UNCONFIRMED}:
        raise ConflictError(f"Waiver {found.id} is over already.", hint="Nothing was changed.")
    return found


def _page(desk: Desk, tx: Tx, asked: WaiverRequest, fields: dict[str, str], errors: dict[str, str]) -> AnswerPage:
    is_sent = desk.request.method == "POST"
    return AnswerPage(
        id=asked.id,
        rule=f"{asked.clause}, “{said.clause_title(desk, asked.clause)}”",
        facts=(
            ("Cases", asked.case_kind),
            ("Who", said.people_line(desk, tx, asked)),
            ("Tools", said.tools_line(desk, tx, asked)),
            ("Days", said.days(desk, asked)),
            ("Asked by", f"{desk.name(tx, asked.asked_by)}, {desk.day(asked.asked_at)}"),
        ),
        reasons=(
            ("Why it is needed", asked.grounds),
            ("What could go wrong", asked.risk),
            ("What keeps people safe", asked.safeguards),
        ),
        tools=tuple((tool, desk.tool(tx, tool)) for tool in sorted(asked.tools or ())),
        people=tuple((one, desk.name(tx, one)) for one in sorted(asked.people or ())),
        chosen_tools=desk.form.all("tools") if is_sent else tuple(asked.tools or ()),
        chosen_people=desk.form.all("people") if is_sent else tuple(asked.people or ()),
        typed=fields,
        errors=errors,
    )


def _errors(
    asked: WaiverRequest, fields: dict[str, str], tools: tuple[str, ...], named: tuple[str, ...]
) -> dict[str, str]:
    errors = {}
    if fields["answer"] == "refuse":
        return {} if fields["terms"] else {"terms": "Say why. Who asked reads it."}
    if fields["answer"] != "grant":
        return {"answer": "Choose an answer."}
    for name, first, last in (
        ("starts_on", asked.starts_on, asked.ends_on),
        ("ends_on", asked.starts_on, asked.ends_on),
    ):
        try:
            day = date.fromisoformat(fields[name])
        except ValueError:
            errors[name] = "Give a day."
            continue
        if not first <= day <= last:
            errors[name] = "Stay within the days that were asked for."
    if not errors and fields["ends_on"] < fields["starts_on"]:
        errors["ends_on"] = "Its last day comes before its first."
    days = fields["confirm_days"]
    if days and not (days.isascii() and days.isdecimal() and 1 <= int(days[:6]) <= change.MOST_CONFIRM_DAYS):
        errors["confirm_days"] = f"Give 1 to {change.MOST_CONFIRM_DAYS} days, or leave it empty."
    for name, wanted, chosen in (("tools", asked.tools, tools), ("people", asked.people, named)):
        if wanted is not None and not set(chosen) & wanted:
            errors[name] = "Leave one at least, or refuse it."
    return errors


def _consequences(desk: Desk, tx: Tx, asked: WaiverRequest, fields: dict[str, str]) -> Confirm:
    tools, named = desk.form.all("tools"), desk.form.all("people")
    covered = len(named) or people.count(tx, component=asked.component)
    title = said.clause_title(desk, asked.clause)
    lines = [
        f"Rule {asked.clause} ({title}) opens for {desk.count(covered, 'person', 'people')}.",
        f"For: {asked.case_kind}. Proviso cannot check that; people can.",
        "It never covers you, who grant it.",
        "Every use under it names it, in the ledger and to the person.",
    ]
    days = fields["confirm_days"]
    if days:
        lines.append(f"After {desk.count(int(days), 'day')} it stops counting, unless the component confirms it.")
    else:
        lines.append("Nobody is asked to confirm it before it ends.")
    return Confirm(
        answer=f"You grant waiver {asked.id}.",
        consequences=tuple(lines),
        action=f"/waivers/{asked.id}/grant",
        hidden={
            **{name: fields[name] for name in ("starts_on", "ends_on", "confirm_days", "terms", "answer")},
            "tools": " ".join(tools),
            "people": " ".join(named),
        },
        button=f"Grant waiver {asked.id}",
        back=f"/waivers/{asked.id}/answer",
        recorded="We record who granted it, the rule and the days. The reasons stay on its page.",
    )


def _revoke_page(
    desk: Desk, tx: Tx, found: WaiverRequest, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    covered = len(found.people or ()) or people.count(tx, component=found.component)
    page = Confirm(
        answer=f"Waiver {found.id} ends now.",
        consequences=(
            f"Rule {found.clause} closes again for {desk.count(covered, 'person', 'people')}, from the next use on.",
            f"{desk.count(db.count_uses(tx, found.id), 'use was', 'uses were')} allowed under it. They stay recorded.",
            "This cannot be undone. A new request can be granted.",
        ),
        action=f"/waivers/{found.id}/revoke",
        hidden={},
        button=f"Take waiver {found.id} back",
        back=f"/waivers/{found.id}",
        recorded="We record who took it back. The reason stays on its page.",
        asks_reason="Why?",
        typed=desk.form.text("reason"),
        errors=errors or {},
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: take waiver {found.id} back", status=status)
