"""Get ready: what is left, and who is it waiting for? The five steps of 139-07.2.c–e, from the gates that decide."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions.requests import may_remind
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.model import ApprovalRequest, Person, Role, Standing, ToolStatus

from ..desk import Desk, at_desk
from ..feed_words import late_learning
from ..gates import Gate, best_standing, gate, is_open, pack_for, signed_current
from ..scopes import renews_from
from ..step_rows import StepRow, lower, step_rows, steps_answer
from ..words import first_name


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
    remind: str
    """What the button for a reminder says; empty while none can be sent."""
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
class CardPage:
    """What may be done, on one sheet to pin up."""

    answer: str
    goes_in: tuple[str, ...]
    stays_out: tuple[str, ...]
    tools: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


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
    paused = bool(desk.me.paused_for)
    ready = all(row.is_done for row in rows) and not paused
    approval = gate(desk, tx, standing, "approval")
    waiting = _waiting(tx, desk.me)
    signed = signed_current(desk, standing)
    button, label = ("", "") if paused else _next(rows, waiting is not None)
    return StepsPage(
        title="Your AI tools are paused" if paused else "You are ready" if ready else "Get ready to use AI tools",
        answer=steps_answer(desk, tx, standing, rows),
        rows=rows,
        button=button,
        button_label=label,
        is_ready=ready,
        goes_in=desk.pack_lines("goes_in"),
        stays_out=desk.pack_lines("stays_out"),
        asking=_asking(desk, tx, waiting) or approval.line,
        can_ask=_can_ask(desk, waiting, approval),
        ask_label="Ask for a new approval" if approval.is_done else "Ask my supervisor",
        remind=f"Remind {first_name(desk.name(tx, waiting.supervisor_id))}"
        if waiting and may_remind(waiting, desk.now)
        else "",
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
        f"If one is done and does not show here, write to {office}. {late_learning(desk, tx)}"
    ).strip()


def _next(rows: tuple[StepRow, ...], is_waiting: bool) -> tuple[str, str]:
    """The one primary button: the first step that this person can do something about."""
    todo = [row for row in rows if not row.is_done]
    if not todo:
        return "/workspace", "Ask your first question"
    for row in todo:
        if row.id == "approval" and not is_waiting:
            return "/steps/ask", "Ask my supervisor"
        if row.id in {"course", "sign", "account"} and row.is_open:
            return row.href, row.button
    return "", ""


def _waiting(tx: Tx, person: Person) -> ApprovalRequest | None:
    """The request that waits; None when none does."""
    return next((r for r in people.requests_of(tx, person.id) if r.state == "open"), None)


def _can_ask(desk: Desk, waiting: ApprovalRequest | None, approval: Gate) -> bool:
    """Who has an approval asks again when it ends soon; the old one stands until then."""
    if waiting is not None or desk.me.supervisor_id is None or not desk.me.is_active:
        return False
    return not approval.is_done or renews_from(desk, approval.ends_on)


def _asking(desk: Desk, tx: Tx, waiting: ApprovalRequest | None) -> str:
    """Whom the request waits for, or what came of the last one; empty when there was none."""
    if waiting is not None:
        who = desk.name(tx, waiting.supervisor_id)
        passed = f" {desk.name(tx, waiting.passed_by)} asked them to answer." if waiting.passed_by else ""
        reminded = f" Reminded {desk.words.near(waiting.reminded_at)}." if waiting.reminded_at else ""
        return f"Asked {desk.day(waiting.asked_at)}. Waiting for {who}.{passed}{reminded}"
    held = people.records(tx, desk.me.id)
    if held.approvals:
        return ""
    last = next(iter(people.requests_of(tx, desk.me.id)[-1:]), None)
    ended_at = held.revoked[-1][2] if held.revoked else None
    if last is not None and last.state == "declined" and (ended_at is None or last.asked_at > ended_at):
        name, reason = desk.name(tx, last.answered_by or last.supervisor_id), people.decline_reason(tx, last.id)
        return f"{name} declined what you asked on {desk.day(last.asked_at)}: “{reason}” You can ask again."
    if ended_at is not None and held.ended_because in ENDED:
        return f"Your approval ended on {desk.day(ended_at)}: {ENDED[held.ended_because]} You can ask again."
    return ""


ENDED = {
    "supervisor": "you have a new supervisor.",
    "position": "you have a new position.",
    "taken_back": "it was taken back.",
    "incident": "a spill is being looked into.",
}
"""Why an approval ended early, for the person (139-07.2.c.1)."""


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
        if s.tool is not None and s.tool.needs_account and (s.tool.status is ToolStatus.APPROVED or s.trials)
    )


def show_card(request: Request) -> Response:
    """The card to print: what goes in, what stays out, which tools, whom to call."""
    desk = at_desk(request)
    with desk.read() as tx:
        standing = best_standing(desk, tx, desk.me)
        rows = step_rows(desk, tx, standing)
        if not all(row.is_done for row in rows):
            return desk.go("/steps", "The card is there when all five steps are done.")
        phone = desk.office_phone(tx, Role.SECURITY)
        page = CardPage(
            answer=steps_answer(desk, tx, standing, rows),
            goes_in=desk.pack_lines("goes_in"),
            stays_out=desk.pack_lines("stays_out"),
            tools=tuple(s.tool.name for s in people.standings(tx, desk.me.id, "") if s.tool and is_open(desk, s)),
            facts=tuple(
                (label, value)
                for label, value in (
                    ("Name", desk.me.name),
                    ("A spill", f"Report it at once; Security: {phone}" if phone else "Report it at once"),
                    ("Not sure?", desk.contact(tx)),
                    ("Rules", desk.pack.title),
                )
                if value
            ),
        )
    return desk.page("card.html", page, title="Your card")
