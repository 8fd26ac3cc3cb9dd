"""Ask for a waiver, in five short steps and a signature (139-07.5.w); what is written is kept between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import waivers as change
from proviso.actions.waiver_checks import LONGEST, STEPS, checked
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import WaiverDraft

from .. import stepping
from .. import waiver_words as said
from ..desk import Desk, at_desk
from ..session import NotYoursError

TITLES = {
    "scope": "What it opens, and for whom",
    "reason": "Why it is needed",
    "risks": "What could go wrong",
    "safeguards": "What keeps people safe",
    "dates": "From when to when",
    "sign": "Read it and sign",
}
USUAL = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """One step, with what was typed."""

    step: str
    number: int
    titles: tuple[str, ...]
    title: str
    typed: dict[str, str]
    clauses: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    chosen_tools: tuple[str, ...]
    component: str
    renews: str
    saved: str
    back: str
    longest: int = LONGEST
    lines: tuple[tuple[str, str, str], ...] = ()
    """For signing: what it says, and the step where it is changed."""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePage:
    """For somebody who cannot ask: who can, and a note to them."""

    title: str
    answer: str
    clause: str
    clauses: tuple[tuple[str, str], ...]
    purpose: str
    purposes: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    errors: dict[str, str] = field(default_factory=dict)


def show_step(request: Request) -> Response:
    """One step of the form; whoever may not ask is led to those who can."""
    desk = at_desk(request)
    if not desk.has(*change.ASKERS):
        return _note(desk, {}, desk.asked("clause"))
    step = desk.asked("step") or "scope"
    with desk.read() as tx:
        draft = _draft(desk, tx)
        if not draft.clause and desk.asked("clause") in waivable(desk):
            draft = replace(draft, clause=desk.asked("clause"))
        page = _page(desk, tx, draft, step if step in TITLES else "scope", {})
    return _shown(desk, page)


def save_step(request: Request) -> Response:
    """Keep what was typed and go on; what is missing is said, and nothing is lost."""
    desk = _asker(request)
    step = desk.form.line("step")
    if step not in STEPS:
        raise UsageError("There is no such step.", hint="Begin with what it opens.")
    with desk.read() as tx:
        draft = _filled(desk, _draft(desk, tx), step)
    desk.write(lambda tx: change.save_draft(tx, draft, actor=desk.me.id, at=desk.now))
    with desk.read() as tx:
        _, errors = checked(tx, draft, desk.me, waivable(desk), desk.today)
        here = {name: sentence for name, sentence in errors.items() if name in STEPS[step]}
        page = _page(desk, tx, draft, step, here)
    if here and not desk.form.is_ticked("later"):
        return _shown(desk, page, status=422)
    if desk.form.is_ticked("later"):
        return desk.go("/waivers", "Your draft is kept. Nobody else sees it.")
    return desk.go(f"/waivers/ask?step={_after(step)}")


def sign(request: Request) -> Response:
    """Sign it and send it to the CIO's office."""
    desk = _asker(request)
    with desk.read() as tx:
        draft = _draft(desk, tx)
        _, errors = checked(tx, draft, desk.me, waivable(desk), desk.today)
        typed = desk.form.line("name")
        if not errors and " ".join(typed.casefold().split()) != " ".join(desk.me.name.casefold().split()):
            errors = {"name": f"Type your name as it stands here: {desk.me.name}."}
        page = _page(desk, tx, draft, "sign", errors)
    if errors:
        return _shown(desk, page, status=422)
    if not stepping.confirmed(desk):
        return stepping.ask(desk, "/waivers/ask?step=sign")
    made = desk.write(lambda tx: change.ask(tx, draft, waivable(desk), actor=desk.me.id, at=desk.now, today=desk.today))
    return desk.go(
        f"/waivers/{made.id}",
        f"Signed and sent: waiver {made.id}. The CIO’s office answers; you get mail when it does.",
    )


def drop(request: Request) -> Response:
    """Throw the draft away."""
    desk = _asker(request)
    desk.write(lambda tx: change.drop_draft(tx, actor=desk.me.id))
    return desk.go("/waivers", "The draft is gone. It was never sent.")


def renew(request: Request) -> Response:
    """Begin a request with what an earlier waiver said. A draft that is being written is not written over."""
    desk = _asker(request)
    number = str(request.path_params["number"])
    with desk.read() as tx:
        if db.draft_of(tx, desk.me.id) is not None:
            raise ConflictError(
                "You are writing another request. Send it or throw it away first.",
                hint="It is at Waivers, Go on writing.",
            )
    desk.write(lambda tx: change.draft_to_renew(tx, number, actor=desk.me.id, at=desk.now))
    return desk.go("/waivers/ask?step=dates")


def send_note(request: Request) -> Response:
    """Tell somebody who may ask that one needs a waiver."""
    desk = at_desk(request)
    clause, told, purpose = desk.form.line("clause"), desk.form.line("told"), desk.form.line("purpose")
    errors = {}
    if clause not in waivable(desk):
        errors["clause"] = "Choose the rule."
    if desk.pack.purpose(purpose) is None:
        errors["purpose"] = "Choose what it is for."
    with desk.read() as tx:
        names = {one.id: one.name for one in change.may_ask(tx, desk.me.component)}
    if told not in names:
        errors["told"] = "Choose who asks for you."
    if errors:
        return _note(desk, errors, clause)
    desk.write(lambda tx: change.wish(tx, clause, told, desk.purpose(purpose), actor=desk.me.id, at=desk.now))
    return desk.go("/waivers", f"Sent to {names[told]}. The rule holds until a waiver is granted.")


def waivable(desk: Desk) -> dict[str, str]:
    """The rules that a waiver can open, by clause."""
    return {clause.id: clause.title for clause in desk.pack.clauses if clause.waivable}


def _asker(request: Request) -> Desk:
    desk = at_desk(request)
    if not desk.has(*change.ASKERS):
        with desk.read() as tx:
            hint = said.askers(desk, tx)
        raise NotYoursError("You cannot ask for this yourself.", hint=hint or "Ask the CIO’s office who can.")
    return desk


def _draft(desk: Desk, tx: Tx) -> WaiverDraft:
    usual = WaiverDraft(
        person_id=desk.me.id, starts_on=desk.today.isoformat(), ends_on=(desk.today + USUAL).isoformat()
    )
    return db.draft_of(tx, desk.me.id) or usual


def _filled(desk: Desk, draft: WaiverDraft, step: str) -> WaiverDraft:
    form = desk.form
    if step == "scope":
        named = form.text("people").replace(",", "\n").replace(";", "\n").split("\n")
        return replace(
            draft,
            clause=form.line("clause"),
            case_kind=form.line("case_kind"),
            tools=form.all("tools"),
            people=tuple(line.strip() for line in named if line.strip()),
        )
    words: dict[str, Any] = {name: form.text(name).strip() for name in STEPS[step]}
    return replace(draft, **words)


def _after(step: str) -> str:
    names = list(TITLES)
    return names[names.index(step) + 1]


def _page(desk: Desk, tx: Tx, draft: WaiverDraft, step: str, errors: dict[str, str]) -> StepPage:
    names = list(TITLES)
    place = names.index(step)
    if step == "sign":
        _, gaps = checked(tx, draft, desk.me, waivable(desk), desk.today)
        errors = errors or {f"line-{_step_of(name)}": sentence for name, sentence in gaps.items()}
    typed = {name: str(getattr(draft, name)) for step_ in STEPS.values() for name in step_}
    return StepPage(
        step=step,
        number=place + 1,
        titles=tuple(TITLES.values()),
        title=TITLES[step],
        typed={**typed, "people": "\n".join(draft.people), "name": ""},
        clauses=tuple(waivable(desk).items()),
        tools=said.tool_choices(tx, draft.tools),
        chosen_tools=draft.tools,
        component=said.component_title(tx, desk.me.component),
        renews=draft.renews,
        saved=f"Saved {desk.words.moment(draft.saved_at)}, not sent." if draft.saved_at else "",
        back=f"/waivers/ask?step={names[place - 1]}" if place else "",
        lines=_lines(desk, tx, draft) if step == "sign" else (),
        errors=errors,
    )


def _step_of(name: str) -> str:
    return next((step for step, names in STEPS.items() if name in names), "scope")


def _lines(desk: Desk, tx: Tx, draft: WaiverDraft) -> tuple[tuple[str, str, str], ...]:
    tools = desk.names(desk.tool(tx, tool) for tool in draft.tools) or "Every commercial tool on the list"
    who = (
        desk.names(desk.name(tx, one) for one in draft.people)
        or f"Everybody in {said.component_title(tx, desk.me.component)}"
    )
    rule = f"{draft.clause} {waivable(desk).get(draft.clause, '')}".strip() or "Not said yet"
    return (
        ("Rule", rule, "scope"),
        ("Cases", draft.case_kind or "Not said yet", "scope"),
        ("Who", who, "scope"),
        ("Tools", tools, "scope"),
        ("Why it is needed", draft.grounds or "Not said yet", "reason"),
        ("What could go wrong", draft.risk or "Not said yet", "risks"),
        ("What keeps people safe", draft.safeguards or "Not said yet", "safeguards"),
        ("Days", f"{_said_day(desk, draft.starts_on)} through {_said_day(desk, draft.ends_on)}", "dates"),
    )


def _said_day(desk: Desk, text: str) -> str:
    try:
        return desk.words.date(type(desk.today).fromisoformat(text))
    except ValueError:
        return "a day that is not said yet"


def _shown(desk: Desk, page: StepPage, status: int = 200) -> Response:
    title = f"Step {page.number} of {len(page.titles)}: {page.title}. Ask for a waiver"
    return desk.page("waiver_form.html", page, title=title, status=status)


def _note(desk: Desk, errors: dict[str, str], clause: str) -> Response:
    with desk.read() as tx:
        people = tuple((one.id, one.name) for one in change.may_ask(tx, desk.me.component) if one.id != desk.me.id)
        hint = said.askers(desk, tx) or "Nobody is named in your component yet: ask the CIO’s office."
    page = NotePage(
        title="Who can ask for a waiver",
        answer=f"You cannot ask for this yourself. {hint}",
        clause=clause,
        clauses=tuple(waivable(desk).items()),
        purpose=desk.form.line("purpose"),
        purposes=tuple((p.id, p.title) for p in desk.pack.purposes),
        people=people,
        errors=errors,
    )
    return desk.page("waiver_note.html", page, title=page.title, status=422 if errors else 200)
