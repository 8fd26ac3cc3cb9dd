"""The five rows of "Get ready" (ux.md, section 8): what is done, what is next, and who it waits for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from proviso.db.store import Tx
from proviso.model import Standing, Tool
from proviso.policy.standing import booleans

from .course_words import course_step
from .desk import Desk, TaskRow
from .gates import Gate, gates_of, pack_for, ready_until


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow(TaskRow):
    """One of the five rows of "Get ready"."""

    id: str
    is_open: bool = True
    """The person can act on it now."""
    button: str = ""


def step_rows(desk: Desk, tx: Tx, standing: Standing) -> tuple[StepRow, ...]:
    """The five rows of "Get ready" (ux section 8)."""
    by_id = {g.id: g for g in gates_of(desk, tx, standing)}
    approval, course, sign, account = (by_id[i] for i in ("approval", "course", "sign", "account"))
    annual = [by_id["privacy"], by_id["cybersecurity"]]
    waiting = approval.line.startswith("Waiting")
    tool = standing.tool
    return (
        replace(
            _row(
                "approval",
                "Ask your supervisor",
                "/steps#ask" if waiting or approval.is_done else "/steps/ask",
                approval,
                waiting_for=approval.needs if waiting else "",
            ),
            line=approval.line.replace(f"{approval.needs} since", "Asked") if waiting else approval.line,
        ),
        _course(desk, tx, standing, course),
        StepRow(
            id="trainings",
            label="Annual trainings",
            href="/steps#trainings",
            line=f"Privacy: {lower(annual[0].line)} Cybersecurity: {lower(annual[1].line)}",
            status="Done" if all(g.is_done for g in annual) else "Needs you",
            is_done=all(g.is_done for g in annual),
        ),
        _signing(sign, can_start=course.is_done),
        _account_row(tool, account),
    )


def _account_row(tool: Tool | None, account: Gate) -> StepRow:
    """139-07.2.d–e: on the tool that the person is nearest to; before one is open there is nothing to do."""
    if tool is None:
        row = _row("account", "Set up your account", "/steps#account", account)
        waits = replace(row, line="Opens with the first tool.", status="Cannot start yet", needs_you=False)
        return row if account.is_done else waits
    href = f"/steps/account/{tool.id}" if tool.needs_account else "/steps#account"
    return _row("account", "Set up your account", href, account, button=f"Set up my {tool.name} account")


def _course(desk: Desk, tx: Tx, standing: Standing, course: Gate) -> StepRow:
    """139-07.2.c.2: where the person is in the course, where the rules name one."""
    line, status, button = course_step(desk, tx, standing.person)
    if not button:
        return _row("course", "Take the AI course", "/steps#course", course)
    row = _row("course", "Take the AI course", "/course", course, button=button)
    return row if course.is_done else replace(row, line=line, status=status)


def _row(row_id: str, label: str, href: str, gate: Gate, *, waiting_for: str = "", button: str = "") -> StepRow:
    status = "Done" if gate.is_done else waiting_for or "Needs you"
    return StepRow(
        id=row_id,
        label=label,
        href=href,
        line=gate.line.removeprefix("Done").strip(" ().") if gate.line.startswith("Done") else gate.line,
        status=status,
        is_done=gate.is_done,
        is_open=not gate.is_done and not waiting_for and bool(button),
        needs_you=not waiting_for,
        button=button,
    )


def _signing(sign: Gate, *, can_start: bool) -> StepRow:
    """Signing opens after the course: nobody signs what was not explained."""
    row = _row("sign", "Sign the rules", "/steps/sign", sign, button="Read and sign the rules")
    if sign.is_done or can_start:
        return row
    return replace(row, line="Opens after the course.", status="Cannot start yet", is_open=False, needs_you=False)


def lower(line: str) -> str:
    """The line as it stands after a colon: "until Nov. 20, 2027." """
    return line[:1].lower() + line[1:]


def steps_answer(desk: Desk, tx: Tx, standing: Standing, rows: tuple[StepRow, ...]) -> str:
    """ "You have done 2 of 5 steps. Waiting for Elena Sorokin since Nov. 17." """
    person = standing.person
    if person is not None and not booleans(standing, desk.now, pack_for(desk, standing))["engagement"]:
        why = "tools are paused, since a spill is being looked into" if person.paused_for else "engagement has ended"
        return f"Your {why}, so the tools are closed for you. You can still report a spill."
    gates = gates_of(desk, tx, standing)
    if all(row.is_done for row in rows):
        ends = ready_until(person, gates) if person else None
        return (
            f"You have done all 5 steps. You are ready until {desk.words.date(ends)}."
            if ends
            else "All 5 steps are done."
        )
    done = sum(row.is_done for row in rows)
    waiting = gates[0].line if gates[0].line.startswith("Waiting") else ""
    mine = next((row for row in rows if not row.is_done and not row.status.startswith("Waiting")), None)
    step = f"Your next step: {mine.label[0].lower() + mine.label[1:]}." if mine else ""
    return " ".join(part for part in (f"You have done {done} of 5 steps.", waiting, step) if part)
