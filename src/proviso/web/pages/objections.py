"""Objections: "I think this is wrong" goes to a named office with a date, and comes back answered (139-07 fn6).

The text is not kept between the denial and the objection: it travels in the form, from page to page of the same
browser, and is stored, sealed, only when the person ticks that the reviewer may see it and it is the very text that was
decided on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import objections as change_objections
from proviso.actions import undo_answers as change_back
from proviso.db import objections, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import read_id
from proviso.model import Decision, Objection, ObjectionState, Role

from .. import words as w
from ..access import is_for, may_object, objectable_rule, office_name, read_decision
from ..asking import digest_of
from ..denial import title_line, view_findings
from ..desk import Desk, at_desk
from ..intake import Typed, read_form
from ..kinds import kind_title
from ..marked import MarkedText
from ..objection_facts import objection_facts
from ..session import NotYoursError

MAX_NOTE = 500
CHOICES = (
    (
        ObjectionState.RIGHT.value,
        "The person was right",
        "Where the rules allow it, they can send this exact text for a time.",
    ),
    (ObjectionState.STANDS.value, "The rule stands", "Say why, and what to do instead."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionForm:
    """ "I think this is wrong", one screen."""

    decision_id: str
    answer: str
    reasons: tuple[str, ...]
    reason: str = ""
    note: str = field(default="", repr=False)
    has_text: bool = False
    text: str = field(default="", repr=False)
    carried: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionPage:
    """One objection: for the person what comes next, for the office what to answer."""

    id: str
    title: str
    answer: str
    next_lines: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, str], ...]
    marked: MarkedText | None
    is_text_open: bool
    may_open_text: bool
    may_answer: bool
    may_undo: bool
    choices: tuple[tuple[str, str, str], ...] = CHOICES
    state: str = ""
    words: str = field(default="", repr=False)
    back: tuple[str, str] = ("", "")
    errors: Mapping[str, str] = field(default_factory=dict)


def show_form(request: Request) -> Response:
    """The form, from the page of a decision: no text is at hand."""
    desk = at_desk(request)
    with desk.read() as tx:
        decision = _objectable(desk, tx, request.path_params["decision_id"])
        return _form_page(desk, tx, decision)


def post_form(request: Request) -> Response:
    """The form, opened from a denial with its text, or sent."""
    desk = at_desk(request)
    typed = read_form(desk.form)
    with desk.read() as tx:
        decision = _objectable(desk, tx, request.path_params["decision_id"])
        if desk.form.line("do") != "send":
            return _form_page(desk, tx, decision, typed)
        errors = _wrong(desk, decision)
        if errors:
            return _form_page(desk, tx, decision, typed, errors)
    text = typed.text if desk.form.is_ticked("consent") and digest_of(desk.agency, typed) == decision.digest else None
    objection = change_objections.send(
        desk.agency,
        decision.id,
        decision.reasons[0].rule,
        desk.form.line("reason"),
        desk.form.text("note").strip(),
        text,
        actor=desk.me.id,
        at=desk.now,
    )
    return desk.go(f"/objections/{objection.id}")


def open_objection(desk: Desk, decision: Decision, typed: Typed) -> Response:
    """The form for a denial that was just recorded, with the text that it was about."""
    with desk.read() as tx:
        return _form_page(desk, tx, decision, typed)


def _objectable(desk: Desk, tx: Tx, typed_id: str) -> Decision:
    decision = read_decision(desk, tx, typed_id)
    if decision.person_id != desk.me.id:
        raise NotYoursError("Only the person who asked can object.", hint="They find it in My record.")
    if not may_object(desk.agency, decision):
        raise UsageError("There is nothing to object to in this decision.", hint="Ask for the reasons with “Why?”.")
    if objections.by_decision(tx, decision.id):
        raise UsageError("You have objected to this decision already.", hint="My record shows where it stands.")
    return decision


def _form_page(
    desk: Desk, tx: Tx, decision: Decision, typed: Typed | None = None, errors: Mapping[str, str] | None = None
) -> Response:
    lead = decision.reasons[0]
    has_text = typed is not None and bool(typed.text)
    carried = (
        (
            ("attachment", typed.attachment),
            ("source", typed.source),
            ("tool", typed.tool_id),
            ("purpose", typed.purpose),
        )
        if typed is not None
        else ()
    )
    rule = objectable_rule(desk.agency, decision)
    page = ObjectionForm(
        decision_id=decision.id,
        answer=f"{office_name(tx, rule.office)} looks at it anew: “{title_line(lead.headline)}”, rule {lead.clause}.",
        reasons=rule.objections,
        reason=desk.form.line("reason") or desk.form.line("do").partition("reason:")[2],
        note=desk.form.text("note"),
        has_text=has_text,
        text=typed.text if typed is not None else "",
        carried=carried,
        errors=errors or {},
    )
    return desk.page("objection_form.html", page, title="I think this is wrong", status=422 if errors else 200)


def _wrong(desk: Desk, decision: Decision) -> dict[str, str]:
    errors = {}
    if desk.form.line("reason") not in objectable_rule(desk.agency, decision).objections:
        errors["reason"] = "Choose why it is wrong."
    if len(desk.form.text("note").strip()) > MAX_NOTE:
        errors["note"] = f"Your note is longer than {MAX_NOTE} characters. Shorten it."
    return errors


def show_objection(request: Request) -> Response:
    """One objection, for the person, the office or an auditor."""
    desk = at_desk(request)
    with desk.read() as tx:
        objection, decision = _find(desk, tx, request.path_params["objection_id"])
        page = objection_page(desk, tx, objection, decision)
    return desk.page("objection.html", page, title=page.title)


def show_text(request: Request) -> Response:
    """Open the text that came with it: one reviewer, recorded; the page is the only place where it stands."""
    desk = at_desk(request)
    with desk.read() as tx:
        objection, decision = _find(desk, tx, request.path_params["objection_id"])
        _only_office(desk, tx, objection)
    text = change_objections.view_text(desk.agency, objection.id, actor=desk.me.id, at=desk.now)
    with desk.read() as tx:
        page = objection_page(desk, tx, objection, decision, text=text)
    return desk.page("objection.html", page, title=page.title)


def answer(request: Request) -> Response:
    """The office answers: the person was right, or the rule stands, with words."""
    desk = at_desk(request)
    state, said = desk.form.line("state"), desk.form.text("answer").strip()
    with desk.read() as tx:
        objection, decision = _find(desk, tx, request.path_params["objection_id"])
        _only_office(desk, tx, objection)
        errors = {}
        if state not in {value for value, _, _ in CHOICES}:
            errors["state"] = "Choose one of the two answers."
        if not said:
            errors["answer"] = "Write the person why, in a sentence or two."
        elif len(said) > MAX_NOTE:
            errors["answer"] = f"Your answer is longer than {MAX_NOTE} characters. Shorten it."
        if errors:
            page = objection_page(desk, tx, objection, decision, state=state, said=said, errors=errors)
            return desk.page("objection.html", page, title=page.title, status=422)
    desk.write(
        lambda tx: change_objections.answer(
            tx, objection.id, ObjectionState(state), said, actor=desk.me.id, at=desk.now
        )
    )
    code = w.code(decision.id)
    return desk.go(
        "/objections",
        f"Answered: decision {code}. The person sees it in My record now, and gets mail in 10 minutes. "
        "Until then you can undo it.",
    )


def objection_page(
    desk: Desk,
    tx: Tx,
    objection: Objection,
    decision: Decision,
    *,
    text: str | None = None,
    state: str = "",
    said: str = "",
    errors: Mapping[str, str] | None = None,
) -> ObjectionPage:
    """The objection as this reader may see it."""
    is_mine = objection.person_id == desk.me.id
    is_open = objection.state is ObjectionState.OPEN
    answers = is_open and not is_mine and is_for(desk, tx, objection)
    parts = () if text is None else Typed(text=text).parts
    return ObjectionPage(
        id=objection.id,
        title=_title(is_mine, objection),
        answer=_answer(desk, tx, objection) if is_mine else _for_office(desk, tx, objection, decision),
        next_lines=_next_lines(objection) if is_mine and is_open else (),
        facts=objection_facts(desk, tx, objection, decision),
        marked=view_findings(decision, parts, kind_title),
        is_text_open=text is not None,
        may_open_text=not is_mine and is_for(desk, tx, objection) and objection.has_text and text is None,
        may_answer=answers,
        may_undo=not is_open and not change_back.why_no_undo_of_answer(tx, objection.id, actor=desk.me.id, at=desk.now),
        state=state,
        words=said,
        back=("/record/objections", "See all your objections")
        if is_mine
        else ("/objections", "Back to the objections"),
        errors=errors or {},
    )


def _title(is_mine: bool, objection: Objection) -> str:
    if not is_mine:
        return "Was the person right?" if objection.state is ObjectionState.OPEN else "Objection, answered"
    return {
        ObjectionState.OPEN: "Your objection is sent",
        ObjectionState.RIGHT: "You were right",
        ObjectionState.STANDS: "The rule stands",
    }[objection.state]


def _answer(desk: Desk, tx: Tx, objection: Objection) -> str:
    """ "Sent to Privacy. Joan Castellanos answers by Nov. 24. Your supervisor is not told." """
    if objection.state is ObjectionState.OPEN:
        by = desk.day(objection.due_on)
        if objection.office == Role.SUPERVISOR.value:
            return f"Sent to your supervisor. {desk.name(tx, desk.me.supervisor_id or '')} answers by {by}."
        who = desk.office_person(tx, Role(objection.office)) or "The office"
        return f"Sent to {office_name(tx, objection.office)}. {who} answers by {by}. Your supervisor is not told."
    until = f"You can send this text until {desk.day(objection.corrected_until)}. " if objection.corrected_until else ""
    return f"{until}{objection.answer}"


def _for_office(desk: Desk, tx: Tx, objection: Objection, decision: Decision) -> str:
    who = desk.name(tx, objection.person_id)
    headline = title_line(decision.reasons[0].headline)
    return f"{who} says that “{headline}” is wrong. An answer is due {desk.words.near(objection.due_on)}."


def _next_lines(objection: Objection) -> tuple[tuple[str, str], ...]:
    seen = (
        "One person reads your text. It is locked until then, and destroyed after the answer. "
        "Only a legal hold keeps it longer."
        if objection.has_text
        else "They see what was found and where, your reason and your note. They do not see your text."
    )
    return (
        ("A person looks at it anew", seen),
        ("You get an answer", "It stands here and in My record: you were right, or the rule stands, with the reason."),
    )


def _find(desk: Desk, tx: Tx, typed_id: str) -> tuple[Objection, Decision]:
    objection = objections.get(tx, read_id(typed_id))
    decision = uses.get(tx, objection.decision_id) if objection is not None else None
    if objection is None or decision is None:
        raise NotFoundError("There is no objection with this code.", hint="Yours are in My record.")
    if objection.person_id != desk.me.id and not is_for(desk, tx, objection) and not desk.has(Role.AUDITOR):
        raise NotYoursError("This objection is not yours.", hint="Ask its owner or an auditor.")
    return objection, decision


def _only_office(desk: Desk, tx: Tx, objection: Objection) -> None:
    """Nobody answers their own objection; one office cannot answer for another (design, section 6)."""
    if not is_for(desk, tx, objection):
        raise NotYoursError("Another office answers this objection.", hint="Your own are on the page Objections.")
    if objection.person_id == desk.me.id:
        raise NotYoursError(
            "You sent this objection, so someone else answers it.", hint="My record shows where it stands."
        )
