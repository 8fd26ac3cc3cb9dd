"""Asking the offices about local rules, their answers, the reply to a dissent, the start and the end (139-07.7.a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import consulting as change_answers
from proviso.actions import local_rules as change_rules
from proviso.actions.consulting import LONGEST, OFFICES
from proviso.db import packs as packs_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, ProvisoError
from proviso.model import LocalRules, Position, Role

from ..desk import Confirm, Desk, at_desk, typed
from ..stepping import ask, confirmed
from .local_rules import FIELDS, READERS, WHOM, asked_for, rules_page


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    return desk


def _rules(request: Request, desk: Desk) -> LocalRules:
    with desk.read() as tx:
        return asked_for(request, desk, tx)


def _at(rules: LocalRules) -> str:
    return f"/local-rules/{rules.id}/{rules.revision}"


def _again(desk: Desk, rules: LocalRules, errors: dict[str, str]) -> Response:
    """The page once more, with what was typed."""
    with desk.read() as tx:
        now = change_rules.get(tx, rules.id, rules.revision)
        page = rules_page(desk, tx, now, typed(desk.form, *FIELDS), errors)
    return desk.page("local_rules_one.html", page, title=f"{page.title} – Local rules", status=422)


def ask_offices(request: Request) -> Response:
    """Ask the three offices."""
    desk = _desk(request)
    rules, version = _rules(request, desk), _version(desk)
    desk.write(
        lambda tx: change_rules.ask(tx, rules.id, rules.revision, version=version, actor=desk.me.id, at=desk.now)
    )
    return desk.go(_at(rules), "Asked. The CIO’s office, Privacy and Civil rights have mail. Nothing holds yet.")


def answer(request: Request) -> Response:
    """One office signs its answer."""
    desk = _desk(request)
    rules, values = _rules(request, desk), typed(desk.form, *FIELDS)
    errors = _wrong_answer(values)
    if errors:
        return _again(desk, rules, errors)
    if not confirmed(desk):
        return ask(desk, _at(rules))
    try:
        desk.write(
            lambda tx: change_answers.answer(
                tx,
                rules.id,
                rules.revision,
                Role(values["office"]),
                Position(values["position"]),
                sha256=desk.form.line("sha256"),
                reasons=values["reasons"],
                conditions=values["conditions"],
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        return _again(desk, rules, {"reasons": f"{fault.message} {fault.hint or ''}".strip()})
    return desk.go(_at(rules), "Signed. The component’s CIO has mail. You can answer anew until the rules hold.")


def _wrong_answer(values: dict[str, str]) -> dict[str, str]:
    errors = {}
    if values["office"] not in {office.value for office in OFFICES}:
        errors["office"] = "Choose the office that you answer for."
    if values["position"] not in {position.value for position in Position}:
        errors["position"] = "Choose one of the three answers."
    if values["position"] == Position.CONDITIONS.value and not values["conditions"]:
        errors["conditions"] = "Say which conditions your office asks for."
    if values["position"] == Position.DISSENT.value and not values["reasons"]:
        errors["reasons"] = "Say why your office does not concur. It stays on record."
    for name in ("conditions", "reasons"):
        if len(values[name]) > LONGEST:
            errors[name] = f"These are {len(values[name]):,} characters; {LONGEST:,} fit."
    return errors


def reply(request: Request) -> Response:
    """The CIO's office replies to an office that does not concur."""
    desk = _desk(request)
    rules, values = _rules(request, desk), typed(desk.form, *FIELDS)
    if not values["reply"] or len(values["reply"]) > LONGEST:
        return _again(desk, rules, {"reply": f"Write the reply, in up to {LONGEST:,} characters."})
    if values["office"] not in {office.value for office in OFFICES}:
        raise NotFoundError("This office is not asked about local rules.", hint="Load the page again.")
    if not confirmed(desk):
        return ask(desk, _at(rules))
    desk.write(
        lambda tx: change_answers.reply(
            tx, rules.id, rules.revision, Role(values["office"]), values["reply"], actor=desk.me.id, at=desk.now
        )
    )
    return desk.go(
        _at(rules), "Signed. Both words stay on record. The component’s CIO can say from when the rules hold."
    )


def check_date(request: Request) -> Response:
    """Check and confirm: how many people the rules reach, and from when."""
    desk = _desk(request)
    rules, values = _rules(request, desk), typed(desk.form, *FIELDS)
    starts_at = _start(desk, values["day"], values["hour"])
    if starts_at is None:
        return _again(desk, rules, {"day": "Choose a day like 2026-12-31 and an hour of it, or leave the day empty."})
    if values["day"] and starts_at < desk.now:
        return _again(desk, rules, {"day": "This moment is over. Choose a later one, or leave the day empty for now."})
    with desk.read() as tx:
        reached = sum(p.is_active and p.component == rules.component for p in people.everyone(tx, limit=1_000_000))
        preview = rules_page(desk, tx, rules).preview.sentence
    page = Confirm(
        answer=f"{desk.count(reached, 'person', 'people')} in {rules.component} work under these rules "
        f"{'from now on' if not values['day'] else _from(desk, starts_at)}.",
        consequences=(
            preview,
            "They go live by themselves, in every place at the same moment. Until then you can withdraw them."
            if values["day"]
            else "They hold from the next use on, in every place. From then on you end them; you cannot withdraw them.",
            "Who they stop reads the rule’s title, and that it is a rule of your component.",
        ),
        action=f"{_at(rules)}/date",
        hidden={
            "version": desk.form.line("version"),
            "starts_at": starts_at.isoformat() if values["day"] else "",
        },
        button="Put these rules in force",
        back=_at(rules),
        recorded="We record who put them in force, from when, and the hash of their text.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: {rules.title}")


def _from(desk: Desk, at: datetime) -> str:
    said = desk.when(at)
    return f"from {said}" if said.startswith(("today", "tomorrow")) else f"from {said} on"


def _start(desk: Desk, day: str, hour: str) -> datetime | None:
    """The moment in the agency's zone; an empty day is now."""
    if not day:
        return desk.now
    try:
        local = datetime.combine(date.fromisoformat(day), time(int(hour or 0)), desk.words.zone)
        return local.astimezone(desk.now.tzinfo)
    except (ValueError, OverflowError):
        return None


def set_date(request: Request) -> Response:
    """Say from when the rules hold."""
    desk = _desk(request)
    rules, version = _rules(request, desk), _version(desk)
    said = desk.form.line("starts_at")
    try:
        starts_at = datetime.fromisoformat(said) if said else desk.now
        starts_at = starts_at if starts_at.tzinfo else desk.now
    except ValueError:
        starts_at = desk.now
    if not confirmed(desk):
        return ask(desk, _at(rules))
    try:
        dated = desk.write(
            lambda tx: change_rules.date(
                tx, desk.agency, rules.id, rules.revision, starts_at, version=version, actor=desk.me.id, at=desk.now
            )
        )
    except ProvisoError as fault:
        return _again(desk, rules, {"day": f"{fault.message} {fault.hint or ''}".strip()})
    is_now = dated.starts_at is not None and dated.starts_at <= desk.now
    return desk.go(
        _at(rules), "In force: the next use is judged by them." if is_now else "Dated. They go live by themselves."
    )


def show_withdraw(request: Request) -> Response:
    """The reason, before a text is withdrawn."""
    desk = _desk(request)
    return desk.page("confirm.html", _withdraw_page(_rules(request, desk)), title="Withdraw local rules")


def _withdraw_page(rules: LocalRules, errors: dict[str, str] | None = None, said: str = "") -> Confirm:
    return Confirm(
        answer=f"“{rules.title}” is withdrawn and never holds.",
        consequences=("Nobody loses or gains a tool.", "The offices’ answers stay on record."),
        action=f"{_at(rules)}/withdraw",
        hidden={"version": str(rules.version)},
        button="Withdraw this text",
        back=_at(rules),
        recorded="We record who withdrew it, when, and the reason.",
        asks_reason="Reason; it follows the word “because”",
        typed=said,
        errors=errors or {},
    )


def withdraw(request: Request) -> Response:
    """Take a text back before it holds."""
    desk = _desk(request)
    rules, version = _rules(request, desk), _version(desk)
    reason = desk.form.line("reason").rstrip(".")
    if not reason or len(reason) > change_rules.LONGEST_REASON:
        page = _withdraw_page(rules, {"reason": "Give a short reason. People will read it."}, reason)
        return desk.page("confirm.html", page, title="Withdraw local rules", status=422)
    desk.write(
        lambda tx: change_rules.withdraw(
            tx, rules.id, rules.revision, reason, version=version, actor=desk.me.id, at=desk.now
        )
    )
    return desk.go(_at(rules), "Withdrawn. It never holds.")


def show_end(request: Request) -> Response:
    """Check and confirm: what opens again when local rules end."""
    desk = at_desk(request)
    desk.only("component CIOs and the CIO", Role.COMPONENT_CIO, Role.CIO)
    with desk.read() as tx:
        page = _end_page(desk, tx, request.path_params["rules_id"])
    return desk.page("confirm.html", page, title="End local rules")


def _end_page(desk: Desk, tx: Tx, rules_id: str) -> Confirm:
    period = _running(desk, tx, rules_id)
    pack = desk.agency.packs.single(period.ref)
    reached = sum(p.is_active and p.component == period.component for p in people.everyone(tx, limit=1_000_000))
    return Confirm(
        answer=f"{desk.count(reached, 'person', 'people')} in {period.component} no longer work under “{pack.title}”.",
        consequences=(
            f"{desk.count(len(pack.rules), 'rule ends', 'rules end')} with the next use. The agency’s rules stay.",
            "Past uses stay judged by the rules of their day. An end is never undone: write the rules anew.",
        ),
        action=f"/local-rules/{rules_id}/end",
        hidden={},
        button="End these rules now",
        back="/local-rules",
        recorded="We record who ended them, when, and the reason.",
        asks_reason="Reason; it follows the word “because”",
    )


def _running(desk: Desk, tx: Tx, rules_id: str) -> packs_db.Period:
    held = [p for p in packs_db.running(tx, desk.now) if p.component and p.ref.startswith(f"{rules_id}@")]
    if not held:
        raise NotFoundError("These rules do not hold now.", hint="The list of local rules shows what does.")
    return held[0]


def end(request: Request) -> Response:
    """End rules that hold."""
    desk = at_desk(request)
    desk.only("component CIOs and the CIO", Role.COMPONENT_CIO, Role.CIO)
    rules_id, reason = request.path_params["rules_id"], desk.form.line("reason").rstrip(".")
    with desk.read() as tx:
        period = _running(desk, tx, rules_id)
        if not reason or len(reason) > change_rules.LONGEST_REASON:
            errors = {"reason": "Give a short reason. People will read it."}
            page = replace(_end_page(desk, tx, rules_id), typed=reason, errors=errors)
            return desk.page("confirm.html", page, title="End local rules", status=422)
    if not confirmed(desk):
        return ask(desk, f"/local-rules/{rules_id}/end")
    desk.write(lambda tx: change_rules.end(tx, period.component or "", rules_id, reason, actor=desk.me.id, at=desk.now))
    return desk.go("/local-rules", "Ended. The next use there is judged without them.")


def _version(desk: Desk) -> int:
    said = desk.form.line("version")
    return int(said) if said.isdecimal() and len(said) < 9 else 0
