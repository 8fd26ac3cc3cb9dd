"""A module of the course: one idea a page, and questions that come again until they are right (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import courses as change_courses
from proviso.errors import ConflictError, NotFoundError
from proviso.policy.course import Card, Module, Question

from ..course_words import Learning, go_on, question_path, require_learning, short, shuffled
from ..desk import Desk, at_desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One piece of the step indicator."""

    label: str
    state: str
    """`complete`, `current` or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulePage:
    """One page of a module: an idea, or a question."""

    heading: str
    module: str
    number: int
    last: int
    steps: tuple[Step, ...]
    place: str
    """ "Page 2 of 5" """
    card: Card | None
    question: str
    clause: str
    clause_short: str
    because: str
    """What the rule says, when the newest answer was not the one; empty before one was given."""
    about_choice: str
    """What is wrong with that answer, where the course says it."""
    is_right: bool
    says: str
    """What the rule says, when the question is right already."""
    options: tuple[tuple[str, str], ...]
    hidden: dict[str, str]
    action: str
    previous: str
    next: str
    next_label: str
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def show_module(request: Request) -> Response:
    """One page of a module. Ideas are open to everybody at any time, questions while a try is open."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = require_learning(desk, tx)
    module, number, place = _asked(request, found)
    if place > len(module.cards) and found.now is None:
        return RedirectResponse("/course", status_code=303)
    page = module_page(desk, found, number, place)
    return desk.page("course_module.html", page, title=_title(page))


def first_page(request: Request) -> Response:
    """A module without a page: its first one."""
    return RedirectResponse(f"/course/{request.path_params['module']}/1", status_code=303)


def _title(page: ModulePage) -> str:
    where = f"Module {page.number} of {page.last}"
    if page.because:
        return f"Not this one: {where}"
    said = "Question" if page.question else page.heading
    return f"Right. {said}: {where}" if page.done else f"{said}: {where}"


def _asked(request: Request, found: Learning) -> tuple[Module, int, int]:
    number, place = int(request.path_params["module"]), int(request.path_params["page"])
    if not 1 <= number <= len(found.course.modules):
        raise NotFoundError("The course has no such module.", hint="The course page lists them.")
    module = found.course.modules[number - 1]
    if not 1 <= place <= len(module.cards) + len(module.questions):
        raise NotFoundError("This module has no such page.", hint="The course page lists the modules.")
    return module, number, place


def module_page(
    desk: Desk, found: Learning, number: int, place: int, errors: dict[str, str] | None = None
) -> ModulePage:
    """The page with its way back and on."""
    module = found.course.modules[number - 1]
    is_question = place > len(module.cards)
    question = module.questions[place - len(module.cards) - 1] if is_question else None
    answer = found.answers.get(question.id) if question is not None else None
    chosen = question.choice(answer.choice) if question is not None and answer is not None else None
    is_right = answer is not None and answer.is_right
    size = len(module.cards) + (len(module.questions) if found.now is not None else 0)
    following, label = _next(found, number, place, size)
    return ModulePage(
        heading=question.asks if question is not None else module.cards[place - 1].title,
        module=module.title,
        number=number,
        last=len(found.course.modules),
        steps=_steps(found, number),
        place=f"Page {place} of {size}",
        card=None if is_question else module.cards[place - 1],
        question="" if question is None else question.id,
        clause="" if question is None else question.clause,
        clause_short="" if question is None else short(question.clause),
        because="" if question is None or chosen is None or is_right else question.because,
        about_choice="" if chosen is None or is_right else chosen.says[:1].upper() + chosen.says[1:],
        is_right=is_right,
        says=question.because if question is not None and is_right else "",
        options=() if question is None or found.now is None else shuffled(question, found.now.id),
        hidden={} if found.now is None or question is None else {"try": found.now.id, "question": question.id},
        action=f"/course/{number}/{place}",
        previous=f"/course/{number}/{place - 1}" if place > 1 else "",
        next=following,
        next_label=label,
        errors=errors or {},
        done=desk.done,
    )


def _steps(found: Learning, number: int) -> tuple[Step, ...]:
    def state(place: int, module: Module) -> str:
        if place == number:
            return "current"
        is_done = found.now is not None and all(q.id in found.right for q in module.questions)
        return "complete" if is_done else ""

    return tuple(
        Step(label=module.title, state=state(place, module)) for place, module in enumerate(found.course.modules, 1)
    )


def _next(found: Learning, number: int, place: int, size: int) -> tuple[str, str]:
    """Where the page leads: on in the module, then to the next one."""
    if place < size:
        is_to_question = place == len(found.course.modules[number - 1].cards)
        return f"/course/{number}/{place + 1}", "Go to the questions" if is_to_question else "Next page"
    if number < len(found.course.modules):
        return f"/course/{number + 1}/1", "Next module"
    return "/course", "Back to the course"


def answer_question(request: Request) -> Response:
    """Answer a question: right, and the next page comes; not this one, and it comes again with the rule."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = require_learning(desk, tx)
    _, number, place = _asked(request, found)
    now, sent = found.now, desk.form.text("try")
    if now is None or now.id != sent:
        return desk.go("/course", "That page was from a try that is over. Nothing was counted.")
    choice, question_id = desk.form.text("choice"), desk.form.text("question")
    asked = found.course.question(question_id)
    if asked is None:
        return desk.go("/course", "This question is no longer in the course. Nothing was counted.")
    if asked[1].choice(choice) is None:
        page = module_page(desk, found, number, place, {"choice": "Choose one of the answers."})
        return desk.page("course_module.html", page, title=_title(page), status=422)
    try:
        came = desk.write(
            lambda tx: change_courses.answer(tx, now.id, question_id, choice, found.pack, actor=desk.me.id, at=desk.now)
        )
    except ConflictError as fault:
        return desk.go("/course", " ".join(filter(None, (fault.message, fault.hint))))
    if not came.is_right:
        return desk.go(question_path(found, came.question))
    if came.ended is not None:
        return desk.go("/course", "That was the last question.")
    return desk.go(
        _after(desk, found, came.question), f"Right. Rule {short(came.question.clause)}: {came.question.because}"
    )


def _after(desk: Desk, found: Learning, question: Question) -> str:
    """After a right answer: the module's next question, or the next thing to do."""
    number, _ = found.course.question(question.id) or (1, question)
    module = found.course.modules[number - 1]
    later = module.questions[module.questions.index(question) + 1 :]
    right = found.right | {question.id}
    following = next((q for q in later if q.id not in right), None)
    if following is not None:
        return question_path(found, following)
    with desk.read() as tx:
        return go_on(require_learning(desk, tx))
