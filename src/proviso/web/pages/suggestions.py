"""Suggest a tool: is it known already, and what happens next? And the CIO's office answers (139-07.1.d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import reviews as change_reviews
from proviso.actions import suggestions as change
from proviso.actions.review_access import mail_to
from proviso.actions.wording import clean_line
from proviso.db import reviews, suggestions, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import Review, ReviewState, Role, Suggestion, SuggestionState, ToolStatus

from .. import review_words as rw
from .. import words as w
from ..desk import Desk, TaskRow, at_desk, typed
from ..session import NotYoursError
from ..tool_words import state_line

FIELDS = ("name", "url", "use", "instead", "like")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A tool that is probably the one that is meant."""

    name: str
    line: str
    href: str
    like: str
    """To join those who ask for it; empty where it is on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One of the person's own suggestions."""

    id: str
    name: str
    line: str
    can_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestPage:
    """First the name, then what looks like it and the two other questions."""

    answer: str
    step: int
    typed: Mapping[str, str] = field(repr=False)
    alike: tuple[LookAlike, ...]
    mine: tuple[Mine, ...]
    may_suggest: bool
    next_lines: tuple[tuple[str, str], ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """A suggestion, and its two answers: a review, or no with a reason."""

    group: str
    title: str
    answer: str
    rows: tuple[TaskRow, ...]
    is_listed: bool
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def show_suggest(request: Request) -> Response:
    """The first question; with a name in the address, what looks like it, and the two others."""
    desk = at_desk(request)
    values = dict.fromkeys(FIELDS, "") | {"name": clean_line(desk.asked("name")), "url": desk.asked("url")}
    is_asked = "name" in request.query_params
    errors = change.problems(values["name"], values["url"], None) if is_asked else {}
    with desk.read() as tx:
        page = _page(desk, tx, values, step=2 if is_asked and not errors else 1, errors=errors)
    return desk.page("suggest.html", page, title="Suggest a tool", status=422 if errors else 200)


def _page(
    desk: Desk, tx: Tx, values: Mapping[str, str], *, step: int, errors: Mapping[str, str] | None = None
) -> SuggestPage:
    alike = change.known(tx, values["name"], values["url"]) if step == 2 else ()
    if step == 1:
        answer = "Which tool would help you? First we look whether it is known already."
    elif alike:
        answer = f"{w.count(len(alike), 'tool looks', 'tools look')} like it. Is it one of these?"
    else:
        answer = "It is not known yet. Two more questions."
    return SuggestPage(
        answer=answer,
        step=step,
        typed=values,
        alike=tuple(_alike(desk, known) for known in alike),
        mine=tuple(_mine(desk, tx, s) for s in suggestions.of_person(tx, desk.me.id)[:25]),
        may_suggest=not desk.has(Role.AUDITOR),
        next_lines=_next_lines(desk, tx),
        errors=errors or {},
        done=desk.done,
    )


def _next_lines(desk: Desk, tx: Tx) -> tuple[tuple[str, str], ...]:
    offices = desk.names(rw.office_title(tx, office) for office in desk.pack.review_offices)
    days = desk.pack.review_days.get("suggestion", 15)
    return (
        ("The CIO’s office reads it", f"It answers within {w.count(days, 'day')}."),
        ("The offices look at the tool", f"{offices} each answer."),
        ("The CIO decides", "You get mail, and the list of tools says it."),
    )


def _alike(desk: Desk, known: change.Known) -> LookAlike:
    asked = f"{w.count(known.count, 'person asks', 'people ask')} for it." if known.count else ""
    tool = known.tool
    is_open = tool is None or tool.status in {ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW}
    state = f"{state_line(desk, tool)} " if tool is not None else "Suggested already. "
    return LookAlike(
        name=known.name,
        line=f"{state}{asked}".strip(),
        href=f"/tools/{tool.id}" if tool is not None and tool.status is not ToolStatus.SUGGESTED else "",
        like=known.group if is_open and known.group else "",
    )


def _mine(desk: Desk, tx: Tx, suggestion: Suggestion) -> Mine:
    return Mine(
        id=suggestion.id,
        name=suggestion.name,
        line=_state(desk, tx, suggestion),
        can_withdraw=suggestion.state in change.OPEN,
    )


def _state(desk: Desk, tx: Tx, suggestion: Suggestion) -> str:
    """Where it stands, for who suggested it."""
    asked = f"Suggested {desk.day(suggestion.asked_at)}."
    if suggestion.state is SuggestionState.WITHDRAWN:
        return f"{asked} You withdrew it."
    if suggestion.state is SuggestionState.ANSWERED:
        return f"{asked} Answered {desk.day(suggestion.answered_at or desk.now)}: {rw.full_stop(suggestion.answer)}"
    if suggestion.state is SuggestionState.IN_REVIEW:
        found = [r for r in reviews.of_tool(tx, suggestion.tool_id) if r.state is ReviewState.OPEN]
        by = f" The decision is due {desk.day(found[0].due_on)}." if found else ""
        return f"{asked} It is in review.{by}"
    late = suggestion.due_on < rw.today_of(desk)
    by = f"{'was due' if late else 'comes by'} {desk.day(suggestion.due_on)}"
    return f"{asked} It waits for the CIO’s office; an answer {by}."


def post_suggest(request: Request) -> Response:
    """Suggest it, or join those who ask for it."""
    desk = at_desk(request)
    values = typed(desk.form, *FIELDS)
    errors = change.problems(values["name"], values["url"], values["use"], values["instead"])
    if not errors:
        try:
            made = desk.write(
                lambda tx: change.suggest(
                    tx,
                    values["name"],
                    values["url"],
                    values["use"],
                    values["instead"],
                    like=values["like"],
                    pack=desk.pack,
                    actor=desk.me.id,
                    at=desk.now,
                )
            )
        except UsageError as fault:
            errors["name"] = f"{fault.message} {fault.hint}".strip()
    if errors:
        with desk.read() as tx:
            page = _page(desk, tx, values, step=2, errors=errors)
        return desk.page("suggest.html", page, title="Suggest a tool", status=422)
    with desk.read() as tx:
        others = sum(s.id != made.id and s.state in change.OPEN for s in suggestions.of_group(tx, made.group))
    return desk.go("/tools/suggest", _thanks(desk, made, others))


def _thanks(desk: Desk, made: Suggestion, others: int) -> str:
    """ "Thank you. 2 others asked for it too. An answer comes by Dec. 5." """
    too = f" {w.count(others, 'other', 'others')} asked for it too." if others else ""
    by = (
        "It is in review already."
        if made.state is SuggestionState.IN_REVIEW
        else f"An answer comes by {desk.day(made.due_on)}."
    )
    return f"Thank you.{too} {by}"


def withdraw(request: Request) -> Response:
    """Take a suggestion back."""
    desk = at_desk(request)
    desk.write(lambda tx: change.withdraw(tx, request.path_params["suggestion_id"], actor=desk.me.id, at=desk.now))
    return desk.go("/tools/suggest", "Withdrawn. Others who asked for it still do.")


def show_start(request: Request) -> Response:
    """A suggestion, for the CIO's office: start the review, or say no."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change.OFFICES)
    with desk.read() as tx:
        waiting = _group(tx, request)
        page = _start_page(desk, tx, waiting, {"name": waiting[0].name, "vendor": "", "summary": "", "answer": ""})
    return desk.page("suggestion.html", page, title=page.title)


def _group(tx: Tx, request: Request) -> list[Suggestion]:
    held = suggestions.of_group(tx, request.path_params["group"])
    waiting = [s for s in held if s.state is SuggestionState.WAITING]
    if not waiting:
        raise NotFoundError("No such suggestion waits (any more).", hint="Reviews lists those that do.")
    return waiting


def _start_page(
    desk: Desk, tx: Tx, waiting: list[Suggestion], values: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> StartPage:
    first = waiting[0]
    tool = tools.get(tx, first.tool_id) if first.tool_id else None
    return StartPage(
        group=first.group,
        title=f"Suggested: {tool.name if tool is not None else first.name}",
        answer=f"{w.count(len(waiting), 'person asks', 'people ask')} for it, the first {desk.age(first.asked_at)}.",
        rows=tuple(
            TaskRow(href="", label=desk.name(tx, s.person_id), line=" ".join(filter(None, (s.use, s.instead, s.url))))
            for s in waiting
        ),
        is_listed=tool is not None,
        typed=values,
        errors=errors or {},
    )


def answer_start(request: Request) -> Response:
    """Start the review, or answer without one."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change.OFFICES)
    values = typed(desk.form, "name", "vendor", "summary", "answer")
    with desk.read() as tx:
        waiting = _group(tx, request)
    group = waiting[0].group
    if any(s.person_id == desk.me.id for s in waiting):
        raise NotYoursError("You suggested this tool yourself.", hint="Somebody else of the CIO’s office answers it.")
    try:
        if desk.form.line("do") == "decline":
            desk.write(lambda tx: change.decline(tx, group, values["answer"], actor=desk.me.id, at=desk.now))
            return desk.go(
                "/reviews", "Answered. Everybody who asked gets mail in 10 minutes. Until then you can undo it."
            )
        review = desk.write(
            lambda tx: change_reviews.start(
                tx,
                values["name"],
                values["vendor"],
                values["summary"],
                group=group,
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except UsageError as fault:
        name = "answer" if desk.form.line("do") == "decline" else "vendor"
        with desk.read() as tx:
            page = _start_page(desk, tx, waiting, values, {name: f"{fault.message} {fault.hint}".strip()})
        return desk.page("suggestion.html", page, title=page.title, status=422)
    return desk.go(f"/reviews/{review.id}", _begun(desk, review))


def _begun(desk: Desk, review: Review) -> str:
    """Who hears of it, and which offices cannot, because nobody has their role."""
    today = desk.today
    with desk.read() as tx:
        missing = [rw.office_title(tx, office) for office in review.offices if not mail_to(tx, office, today)]
    if not missing:
        return "The review has begun. Each office got mail."
    return f"The review has begun. Nobody answers yet for {desk.names(missing)}: an administrator can say who does."


def start(request: Request) -> Response:
    """Start the review of a tool that is on the list."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change.OFFICES)
    tool_id = desk.form.line("tool")
    review = desk.write(lambda tx: change_reviews.start_for(tx, tool_id, pack=desk.pack, actor=desk.me.id, at=desk.now))
    return desk.go(f"/reviews/{review.id}", _begun(desk, review))
