"""Get ready: what is left, and who is it waiting for? The five steps of 139-07.2.c–e, from the gates that decide."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import people as change_people
from proviso.actions import views
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Person, Standing, Tool, ToolStatus
from proviso.policy import Statement, Statements, statements_of

from ..desk import Desk, at_desk, typed
from ..gates import (
    StepRow,
    best_standing,
    gate,
    lower,
    pack_for,
    signed_current,
    step_rows,
    steps_answer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One tool that needs an account."""

    tool_id: str
    tool: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPage:
    """Five rows, one next step, and under them what each step needs."""

    title: str
    answer: str
    rows: tuple[StepRow, ...]
    button: str
    button_label: str
    is_ready: bool
    goes_in: tuple[str, ...]
    stays_out: tuple[str, ...]
    asking: str
    can_ask: bool
    ask_label: str
    course: str
    has_course: bool
    """The course is here; else people take it in the learning system."""
    trainings: str
    training_link: str
    """Where both are taken; empty when the agency did not say."""
    signing: str
    sign_label: str
    accounts_line: str
    accounts: tuple[AccountLine, ...]
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """The statements, and under them the form that signs them, or the receipt."""

    title: str
    answer: str
    statements: tuple[Statement, ...]
    sha256: str
    name: str
    may_sign: bool
    typed: str
    receipt: tuple[tuple[str, str], ...]
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What a person attests about their account on one tool."""

    tool: str
    tool_id: str
    answer: str
    lasts: str
    typed: dict[str, str]
    errors: dict[str, str]


def show_steps(request: Request) -> Response:
    """The five steps of the person who is signed in."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = steps_page(desk, tx)
    return desk.page("steps.html", page, title=page.title)


def steps_page(desk: Desk, tx: Tx, errors: dict[str, str] | None = None) -> StepsPage:
    """What is left, who acts next, and the one button that goes there."""
    standing = best_standing(desk, tx, desk.me)
    rows = step_rows(desk, tx, standing)
    ready = all(row.is_done for row in rows)
    approval = gate(desk, tx, standing, "approval")
    waiting = _waiting(desk, tx, desk.me)
    signed = signed_current(desk, standing)
    button, label = _next(rows, bool(waiting))
    return StepsPage(
        title="You are ready" if ready else "Get ready to use AI tools",
        answer=steps_answer(desk, tx, standing, rows),
        rows=rows,
        button=button,
        button_label=label,
        is_ready=ready,
        goes_in=desk.pack_lines("goes_in"),
        stays_out=desk.pack_lines("stays_out"),
        asking=waiting or _declined(desk, tx, desk.me) or approval.line,
        can_ask=not waiting and desk.me.supervisor_id is not None and desk.me.is_active,
        ask_label="Ask for a new approval" if approval.is_done else "Ask my supervisor",
        course=_course_line(desk, tx, standing),
        has_course=pack_for(desk, standing).course is not None,
        trainings=_trainings_line(desk, tx, standing),
        training_link=desk.agency.settings.training_link,
        signing="You signed the text that is in force today."
        if signed
        else "Twelve short statements, about five minutes.",
        sign_label="Read what you signed" if signed else "Read and sign the rules",
        accounts_line=_accounts_line(desk, tx),
        accounts=_accounts(desk, tx),
        errors=errors or {},
        done=desk.done,
    )


def _course_line(desk: Desk, tx: Tx, standing: Standing) -> str:
    """Where the AI course is taken and what we know about it (139-07.2.c.2)."""
    course = gate(desk, tx, standing, "course")
    office = desk.office(tx, "training")
    if pack_for(desk, standing).course is not None:
        return f"{course.line} You can stop at any time and come back. Questions: {office}."
    return f"{course.line} You take it in the learning system, which tells us when it is done. Questions: {office}."


def _trainings_line(desk: Desk, tx: Tx, standing: Standing) -> str:
    """The two annual trainings (139-07.2.c.3–4)."""
    privacy, cyber = (gate(desk, tx, standing, g) for g in ("privacy", "cybersecurity"))
    office = desk.office(tx, "training")
    return (
        f"Privacy: {lower(privacy.line)} Cybersecurity: {lower(cyber.line)} You take both in the learning system. "
        f"If one is done and does not show here, write to {office}."
    )


def _next(rows: tuple[StepRow, ...], is_waiting: bool) -> tuple[str, str]:
    """The one primary button: the first step that this person can do something about."""
    todo = [row for row in rows if not row.is_done]
    if not todo:
        return "/workspace", "Ask your first question"
    for row in todo:
        if row.id == "approval" and not is_waiting:
            return "ask", "Ask my supervisor"
        if row.id in {"course", "sign", "account"} and row.is_open:
            return row.href, row.button
    return "", ""


def _waiting(desk: Desk, tx: Tx, person: Person) -> str:
    """Whom the request waits for; empty when none is open."""
    last = next(iter(people.requests_of(tx, person.id)[-1:]), None)
    if last is None or last.state != "open":
        return ""
    return f"Asked {desk.day(last.asked_at)}. Waiting for {desk.name(tx, last.supervisor_id)}."


def _declined(desk: Desk, tx: Tx, person: Person) -> str:
    """The supervisor's reason, for the person who asked; empty when the last request was not declined."""
    last = next(iter(people.requests_of(tx, person.id)[-1:]), None)
    if last is None or last.state != "declined":
        return ""
    name, reason = desk.name(tx, last.supervisor_id), people.decline_reason(tx, last.id)
    return f"{name} declined what you asked on {desk.day(last.asked_at)}: “{reason}” You can ask again."


def _accounts_line(desk: Desk, tx: Tx) -> str:
    if any(t.needs_account and t.status is ToolStatus.APPROVED for t in tools.all(tx)):
        again = f", every {period}" if (period := desk.period("account")) else ""
        return f"Each tool that asks for an account needs your word about it{again}."
    return "No open tool asks for an account of your own."


def _accounts(desk: Desk, tx: Tx) -> tuple[AccountLine, ...]:
    standings = people.standings(tx, desk.me.id, "")
    return tuple(
        AccountLine(
            tool_id=s.tool.id, tool=s.tool.name, line=gate(desk, tx, s, "account").line.replace(f" ({s.tool.name})", "")
        )
        for s in standings
        if s.tool is not None and s.tool.needs_account and s.tool.status is ToolStatus.APPROVED
    )


def ask_supervisor(request: Request) -> Response:
    """Ask the supervisor (139-07.2.c.1): one click, for every tool and purpose that the rules allow."""
    desk = at_desk(request)
    with desk.read() as tx:
        who = desk.name(tx, desk.me.supervisor_id) if desk.me.supervisor_id else ""
        if not who:
            page = steps_page(desk, tx, {"ask": "You have no supervisor on record. The administrator can name one."})
            return desk.page("steps.html", page, title="Get ready", status=422)
    desk.write(lambda tx: change_people.request_approval(tx, desk.me.id, actor=desk.me.id, at=desk.now))
    return desk.go("/steps", f"Sent. {who} sees your request on their first page. You can do the other steps now.")


def show_sign(request: Request) -> Response:
    """The rules as short statements, with the form under them or the receipt above them."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = sign_page(desk, tx)
    return desk.page("sign.html", page, title=page.title)


def sign_page(desk: Desk, tx: Tx, written: str = "", errors: dict[str, str] | None = None) -> SignPage:
    """What the person signs, or signed."""
    text = statements_of(desk.pack)
    standing = best_standing(desk, tx, desk.me)
    signed = signed_current(desk, standing)
    can_start = gate(desk, tx, standing, "course").is_done
    return SignPage(
        title="You signed the rules" if signed else "Sign the rules",
        answer=_sign_answer(desk, text, signed, can_start),
        statements=text.statements,
        sha256=text.sha256,
        name=desk.me.name,
        may_sign=not signed and can_start,
        typed=written,
        receipt=_receipt(desk, tx, text) if signed else (),
        errors=errors or {},
        done=desk.done,
    )


def _sign_answer(desk: Desk, text: Statements, signed: bool, can_start: bool) -> str:
    if not signed and not can_start:
        return "You can read the rules now. Signing opens when your AI course is done."
    if signed:
        most = f", at most {period}" if (period := desk.period("acknowledgement")) else ""
        return f"Your signature counts until the text changes{most}."
    return f"These are the {len(text.statements)} statements that you sign, each with its reason."


def _receipt(desk: Desk, tx: Tx, text: Statements) -> tuple[tuple[str, str], ...]:
    newest = people.records(tx, desk.me.id).acknowledgements[-1]
    return (
        ("Signed by", desk.me.name),
        ("Signed at", desk.when(newest.signed_at)),
        ("Rules", f"{text.title}, version {newest.version}"),
        ("Fingerprint of the text", newest.text_sha256),
    )


def sign(request: Request) -> Response:
    """Sign, or say no: both are recorded (139-07.2.c.5)."""
    desk = at_desk(request)
    text = statements_of(desk.pack)
    written = " ".join(desk.form.text("typed_name").split())
    if desk.form.text("answer") == "decline":
        desk.write(
            lambda tx: views.decline_to_sign(tx, desk.me.id, text.version, text.sha256, actor=desk.me.id, at=desk.now)
        )
        return desk.go("/steps", "Recorded: you do not agree. The tools stay closed for you. You can sign later.")
    errors = {}
    with desk.read() as tx:
        if not gate(desk, tx, best_standing(desk, tx, desk.me), "course").is_done:
            return desk.go("/steps/sign", "Nothing is signed yet: the AI course comes first.")
    if desk.form.text("sha256") != text.sha256:
        errors["typed_name"] = "The text changed since you opened it. Read it again, then sign."
    elif written.casefold() != desk.me.name.casefold():
        errors["typed_name"] = f"Type your name as it stands in the directory: {desk.me.name}."
    if errors:
        with desk.read() as tx:
            return desk.page("sign.html", sign_page(desk, tx, written, errors), title="Sign the rules", status=422)
    desk.write(lambda tx: change_people.sign(tx, desk.me.id, text.version, text.sha256, actor=desk.me.id, at=desk.now))
    return desk.go("/steps/sign", "Signed and recorded. This page is your receipt; you can print it.")


def show_accounts(request: Request) -> Response:
    """Without a tool in the address: the first one that needs a word from this person, else the list of them."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = best_standing(desk, tx, desk.me).tool
    return RedirectResponse(f"/steps/account/{tool.id}" if tool and tool.needs_account else "/steps#account", 303)


def show_account(request: Request) -> Response:
    """What a person attests about their account on one tool (139-07.2.d–e)."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = _account_tool(tx, request)
        known = people.standing(tx, desk.me.id, tool.id, "").account
    values = {**typed(None, "agency_only", "settings"), "email": known.email if known else desk.me.email}
    return desk.page("account.html", _account_page(desk, tool, values), title=f"Set up your account: {tool.name}")


def _account_tool(tx: Tx, request: Request) -> Tool:
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None or not tool.needs_account:
        raise NotFoundError("No account is needed here.", hint="Get ready shows the tools that ask for one.")
    return tool


def _account_page(desk: Desk, tool: Tool, values: dict[str, str], errors: dict[str, str] | None = None) -> AccountPage:
    return AccountPage(
        tool=tool.name,
        tool_id=tool.id,
        answer=f"Tell us how your {tool.name} account is set up. It takes a minute.",
        lasts=_lasts(desk),
        typed=values,
        errors=errors or {},
    )


def _lasts(desk: Desk) -> str:
    period = desk.period("account")
    return f"It counts for {period}." if period else "It counts until the settings of the tool change."


def save_account(request: Request) -> Response:
    """Attest the account: agency address, agency use, retention and training off (139-07.2.d–e)."""
    desk = at_desk(request)
    values = typed(desk.form, "email", "agency_only", "settings")
    with desk.read() as tx:
        tool = _account_tool(tx, request)
    errors = {}
    domain = desk.me.email.rpartition("@")[2].casefold()
    name, _, given = values["email"].partition("@")
    if not name or given.casefold() != domain or not values["email"].isascii():
        errors["email"] = f"Use your agency address, which ends in @{domain}."
    if values["agency_only"] != "yes":
        errors["agency_only"] = "The rules ask for an account that is only for agency work."
    if values["settings"] != "yes":
        errors["settings"] = "The rules ask for these two settings."
    if errors:
        page = _account_page(desk, tool, values, errors)
        return desk.page("account.html", page, title=f"Set up your account: {tool.name}", status=422)
    desk.write(
        lambda tx: change_people.attest_account(
            tx, desk.me.id, tool.id, values["email"], True, True, actor=desk.me.id, at=desk.now
        )
    )
    return desk.go("/steps", f"Saved: your {tool.name} account. {_lasts(desk)}")
