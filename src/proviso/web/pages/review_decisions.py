"""The CIO decides on a tool: every answer, the dissent in full with a reply, then check and confirm (139-07.1.b)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import review_decisions as change
from proviso.actions import reviews as change_reviews
from proviso.db import people, reach, readiness, reviews
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import Conditions, Review, ReviewState, Role, Tool, ToolStatus

from .. import review_words as rw
from ..desk import Desk, at_desk
from ..gates import is_open
from ..reach import EXACT
from ..review_forms import LimitsForm, read_limits, typed_limits
from ..stepping import ask, confirmed
from .reviews import find

FIELDS = ("outcome", "reason", "reply", "opens", "opens_day", "opens_time")
OUTCOMES = (("approved", "Approve it, with the conditions below"), ("declined", "Do not approve it"))
OPENS = (("now", "At once"), ("later", "At a day and a time"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """What an office said against it, in full."""

    name: str
    who: str
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePage:
    """The form of the decision."""

    review_id: str
    name: str
    answer: str
    missing: tuple[str, ...]
    dissents: tuple[Dissent, ...]
    conditions: tuple[str, ...]
    """What the offices asked for: it holds in any case."""
    limits: LimitsForm
    typed: Mapping[str, str] = field(repr=False)
    outcomes: tuple[tuple[str, str], ...] = OUTCOMES
    opens: tuple[tuple[str, str], ...] = OPENS
    errors: Mapping[str, str] = field(default_factory=dict)
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """Check and confirm, with every answer, the dissent and the reply to it, and who may use it from when."""

    review_id: str
    name: str
    answer: str
    consequences: tuple[str, ...]
    rows: tuple[rw.AnswerRow, ...]
    reply: str
    conditions: tuple[str, ...]
    sentence: str
    hidden: tuple[tuple[str, str], ...] = field(repr=False)
    button: str


def show_decision(request: Request) -> Response:
    """The form, with what is missing, and the dissent in full."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    with desk.read() as tx:
        review = find(tx, request)
        if review.state is not ReviewState.OPEN:
            return desk.go(f"/reviews/{review.id}")
        page = _page(desk, tx, review, dict.fromkeys(FIELDS, "") | {"opens": "now"}, typed_limits(desk, tx))
    return desk.page("review_decide.html", page, title=f"Decide on {page.name}")


def _page(
    desk: Desk,
    tx: Tx,
    review: Review,
    values: Mapping[str, str],
    limits: LimitsForm,
    errors: Mapping[str, str] | None = None,
    changed: str = "",
) -> DecidePage:
    tool, missing = rw.tool_of(tx, review), change.missing(tx, review)
    try:
        asked = rw.condition_sentences(desk, tx, tool, change.conditions(tx, review))
    except ConflictError as fault:
        asked, missing = (), (*missing, f"{fault.message} {fault.hint}")
    ready = "Everything is there. You can decide." if not missing else "It cannot be approved yet. You can say no."
    return DecidePage(
        review_id=review.id,
        name=tool.name,
        answer=f"{rw.progress(desk, tx, review)} {ready}",
        missing=missing,
        dissents=tuple(
            Dissent(name=rw.office_title(tx, a.office), who=desk.name(tx, a.signed_by), reasons=a.reasons)
            for a in change.dissents(tx, review)
        ),
        conditions=asked,
        limits=limits,
        typed=values,
        errors=errors or {},
        changed=changed,
    )


def check_decision(request: Request) -> Response:
    """Check and confirm: what the decision says, and what it does, in numbers."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    values = {name: desk.form.text(name).strip() for name in FIELDS}
    with desk.read() as tx:
        review = find(tx, request)
        if review.state is not ReviewState.OPEN:
            return desk.go(f"/reviews/{review.id}")
        limits = typed_limits(desk, tx)
        choice, errors = _choice(desk, tx, review, values, limits)
        if errors or choice is None:
            page = _page(desk, tx, review, values, limits, errors)
            return desk.page("review_decide.html", page, title=f"Decide on {page.name}", status=422)
        shown = _confirm(desk, tx, review, choice, values, limits)
    return desk.page("review_confirm.html", shown, title=f"Check and confirm: {shown.name}")


def _choice(
    desk: Desk, tx: Tx, review: Review, values: Mapping[str, str], limits: LimitsForm
) -> tuple[change.Choice | None, dict[str, str]]:
    """What was chosen, and what stands against it, by field."""
    errors: dict[str, str] = {}
    if values["outcome"] not in dict(OUTCOMES):
        return None, {"outcome": "Choose what you decide."}
    approves = values["outcome"] == "approved"
    more = read_limits(limits, errors) if approves else Conditions()
    opens = _opens(desk, values, errors) if approves else None
    choice = change.Choice(approves=approves, reason=values["reason"], reply=values["reply"], more=more, opens_at=opens)
    errors |= change.problems(tx, review, choice, pack=desk.pack, at=desk.now)
    if approves and (missing := change.missing(tx, review)):
        errors["outcome"] = f"It cannot be approved yet. {missing[0]}"
    if approves and not errors:
        try:
            change.conditions(tx, review, more)
        except ConflictError as fault:
            errors["who"] = f"{fault.message} {fault.hint}"
    return choice, errors


def _opens(desk: Desk, values: Mapping[str, str], errors: dict[str, str]) -> datetime | None:
    if values["opens"] == "now":
        return None
    if values["opens"] != "later":
        errors["opens"] = "Say from when people may use it."
        return None
    try:
        day, hour = date.fromisoformat(values["opens_day"]), time.fromisoformat(values["opens_time"])
    except ValueError:
        errors["opens_day"] = "Give the day and the time, like 2027-05-03 and 08:00."
        return None
    return datetime.combine(day, hour, desk.words.zone).astimezone(desk.now.tzinfo)


def _confirm(
    desk: Desk, tx: Tx, review: Review, choice: change.Choice, values: Mapping[str, str], limits: LimitsForm
) -> ConfirmPage:
    tool = rw.tool_of(tx, review)
    held = change.conditions(tx, review, choice.more) if choice.approves else Conditions()
    decided = replace(review, opens_at=choice.opens_at)
    hidden = [(name, values[name]) for name in FIELDS]
    hidden += [("who", key) for key in limits.who] + [("what_for", key) for key in limits.what_for]
    hidden += [("setting", key) for key in limits.setting] + [("until", limits.until), ("note", limits.note)]
    return ConfirmPage(
        review_id=review.id,
        name=tool.name,
        answer=_opening(desk, tx, tool, held, decided) if choice.approves else _closing(tool),
        consequences=_consequences(desk, tx, review, choice),
        rows=rw.answer_rows(desk, tx, review),
        reply=choice.reply,
        conditions=rw.condition_sentences(desk, tx, tool, held) if choice.approves else (),
        sentence=rw.full_stop(choice.reason),
        hidden=(*hidden, ("state", change.state_of(tx, review))),
        button=f"Approve and publish {tool.name}" if choice.approves else f"Do not approve {tool.name}",
    )


def _opening(desk: Desk, tx: Tx, tool: Tool, held: Conditions, review: Review) -> str:
    """ "Ferry is open to 412 people from 8:00 a.m. on Monday. The list and the feed say so." """
    count = may_use(desk, tx, replace(tool, conditions=held))
    whom = desk.count(count, "person who has done the steps", "people who have done the steps")
    when = "now" if review.opens_at is None else f"from {rw.opening(desk, review).removeprefix('at ')}"
    account = " Each of them sets up an account first." if tool.needs_account else ""
    return f"{tool.name} is open to {whom} {when}.{account} The list and the feed say so."


def _closing(tool: Tool) -> str:
    now = "It stays closed." if tool.status is ToolStatus.IN_REVIEW else "It closes for everybody now."
    return f"{tool.name} is not approved. {now} The list says so."


def may_use(desk: Desk, tx: Tx, tool: Tool) -> int:
    """How many people have done every step but the account on this tool, and are within its conditions."""
    free = replace(tool, needs_account=False)
    found = 0
    if people.count(tx) > EXACT:
        return readiness.count_listed(tx, readiness.Wanted(state="ready"))
    for person_id in reach.approved(tx):
        standing = replace(people.standing(tx, person_id, tool.id, ""), tool=free)
        found += is_open(desk, standing, whatever_state=True)
    return found


def _consequences(desk: Desk, tx: Tx, review: Review, choice: change.Choice) -> tuple[str, ...]:
    dissents = change.dissents(tx, review)
    said = []
    if dissents:
        names = desk.names(rw.office_title(tx, a.office) for a in dissents)
        verb = "does" if len(dissents) == 1 else "do"
        said.append(f"{names} {verb} not concur. The dissent and your reply stay on the tool’s page.")
    if not choice.approves and (owing := [o for o in review.offices if not reviews.answer(tx, review.id, o).is_signed]):
        said.append(f"{desk.names(rw.office_title(tx, o) for o in owing)} did not answer; a no does not need them.")
    said.append("Permissions to test it end. Whoever suggested it, and every office, gets mail.")
    said.append("A decision is not undone. A new review can decide otherwise, and a tool can be paused at any time.")
    return tuple(said)


def decide(request: Request) -> Response:
    """The decision: one transaction with what the list says from then on."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    values = {name: desk.form.text(name).strip() for name in FIELDS}
    with desk.read() as tx:
        review = find(tx, request)
        if review.state is not ReviewState.OPEN:
            return desk.go(f"/reviews/{review.id}", "This review was decided already.")
        limits = typed_limits(desk, tx)
        choice, errors = _choice(desk, tx, review, values, limits)
    if not confirmed(desk):
        return ask(desk, f"/reviews/{review.id}/decide")
    if choice is None or errors:
        return _again(desk, review, values, limits, errors)
    try:
        decided = desk.write(
            lambda tx: change.decide(
                tx,
                review.id,
                choice,
                state=desk.form.line("state"),
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except ConflictError as fault:
        if fault.message != change_reviews.CHANGED:
            raise
        return _again(desk, review, values, limits, {}, changed=True)
    except UsageError as fault:
        return _again(desk, review, values, limits, {"outcome": f"{fault.message} {fault.hint}".strip()})
    with desk.read() as tx:
        said = rw.outcome(desk, tx, decided)
    return desk.go(f"/reviews/{review.id}", said)


def _again(
    desk: Desk,
    review: Review,
    values: Mapping[str, str],
    limits: LimitsForm,
    errors: Mapping[str, str],
    *,
    changed: bool = False,
) -> Response:
    with desk.read() as tx:
        said = "Something in the review changed since you opened it. Your words are kept." if changed else ""
        page = _page(desk, tx, review, values, limits, errors, said)
    status = 409 if changed else 422
    return desk.page("review_decide.html", page, title=said or f"Decide on {page.name}", status=status)
