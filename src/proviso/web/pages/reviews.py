"""Tool review, offices in parallel: what does my office still owe, and can we decide? (139-07.1.a–b)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import review_decisions, review_tests
from proviso.actions.review_access import OFFICES
from proviso.db import people, reviews, trials
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import (
    SECTIONS,
    TERMS,
    OfficeAnswer,
    Review,
    ReviewState,
    Role,
    TermAnswer,
    TermState,
    ToolStatus,
)

from .. import review_words as rw
from ..desk import Desk, at_desk
from ..history import Happened, happened
from ..review_forms import LimitsForm, kept_limits

EVENTS = (
    "ReviewOpened",
    "ReviewSectionClosed",
    "ReviewSectionReopened",
    "ReviewAnswerSigned",
    "ReviewAnswerTakenBack",
    "OfficeReminded",
    "ReviewTestAdded",
    "ReviewTestChecked",
    "ReviewFileAdded",
    "ReviewFileRemoved",
    "ReviewDecided",
    "TrialGranted",
    "TrialEnded",
)
TERM_STATES = {
    TermState.OPEN: "Open",
    TermState.MET: "Met",
    TermState.NOT_MET: "Not met",
    TermState.NOT_NEEDED: "Not needed",
}
SEES = {"right": "Right", "partly": "Right in part", "wrong": "Wrong"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """The form of the reader's own office."""

    office: str
    name: str
    position: str
    reasons: str = field(repr=False)
    limits: LimitsForm
    sentences: tuple[str, ...]
    """As staff will read the conditions that are saved."""
    version: int
    saved: str
    choices: tuple[tuple[str, str], ...] = rw.POSITIONS
    files: tuple[tuple[str, str, str], ...] = ()
    """Name, address, and the start of its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One section with what is written in it."""

    id: str
    title: str
    clause: str
    state: str
    is_closed: bool
    rows: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    can_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """One line of the checklist."""

    id: str
    title: str
    expected: str
    state: str
    fact: str
    link: str
    until: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestView:
    """One test, and whether a second person looked at it."""

    __test__ = False

    id: str
    who: str
    when: str
    prompt: str = field(repr=False)
    result: str = field(repr=False)
    sees: str
    check: str
    can_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """One person who may test the tool."""

    id: str
    line: str
    can_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """The review: how far it is, the reader's own form, every office, every part."""

    id: str
    tool_id: str
    name: str
    title: str
    day: str
    answer: str
    own: OwnAnswer | None
    more_own: tuple[tuple[str, str], ...]
    """Further offices that the reader answers for: id and name."""
    rows: tuple[rw.AnswerRow, ...]
    sections: tuple[SectionView, ...]
    terms: tuple[TermView, ...]
    terms_line: str
    opens_terms: bool
    """The checklist stands open: it is the reader's to answer."""
    can_terms: bool
    terms_files: tuple[tuple[str, str, str], ...]
    tests: tuple[TestView, ...]
    can_test: bool
    trials: tuple[TrialView, ...]
    can_grant: bool
    missing: tuple[str, ...]
    can_decide: bool
    reply: str
    conditions: tuple[str, ...]
    receipt: str
    history: tuple[Happened, ...]
    changed: rw.Changed | None
    errors: Mapping[str, str]
    done: str


def show_review(request: Request) -> Response:
    """One review, the reader's own form first."""
    desk = at_desk(request)
    with desk.read() as tx:
        rw.only_readers(desk, tx)
        page = review_page(desk, tx, find(tx, request))
    return desk.page("review.html", page, title=page.title)


def show_newest(request: Request) -> Response:
    """The newest review of a tool; who has no part in reviews reads what came of it on the tool's own page."""
    desk = at_desk(request)
    with desk.read() as tx:
        found = reviews.of_tool(tx, request.path_params["tool_id"])
        may_read = desk.has(*rw.READERS) or bool(rw.named_for(desk, tx))
    if not found or not may_read:
        return desk.go(f"/tools/{request.path_params['tool_id']}#reviews")
    return desk.go(f"/reviews/{found[0].id}")


def find(tx: Tx, request: Request) -> Review:
    """The review of this address."""
    review = reviews.get(tx, request.path_params["review_id"])
    if review is None:
        raise NotFoundError("There is no such review.", hint="Reviews lists all of them.")
    return review


def review_page(
    desk: Desk,
    tx: Tx,
    review: Review,
    *,
    own: OwnAnswer | None = None,
    changed: rw.Changed | None = None,
    errors: Mapping[str, str] | None = None,
) -> ReviewPage:
    """Everything that the offices and the CIO look at; `own` is the reader's form as it was typed."""
    tool = rw.tool_of(tx, review)
    is_open = review.state is ReviewState.OPEN
    mine = [o for o in rw.offices_of(desk, tx, review) if is_open and not reviews.answer(tx, review.id, o).is_signed]
    chosen = desk.asked("office") if desk.asked("office") in mine else next(iter(mine), "")
    if own is None and chosen:
        own = own_form(desk, tx, review, reviews.answer(tx, review.id, chosen))
    held = reviews.terms(tx, review.id)
    is_cio = desk.has(Role.CIO)
    return ReviewPage(
        id=review.id,
        tool_id=tool.id,
        name=tool.name,
        title=f"{tool.name}: review",
        day=rw.day_line(desk, review),
        answer=rw.progress(desk, tx, review),
        own=own,
        more_own=tuple((o, rw.office_title(tx, o)) for o in mine if own is None or o != own.office),
        rows=rw.answer_rows(desk, tx, review),
        sections=tuple(_section(desk, tx, review, form.id) for form in SECTIONS),
        terms=tuple(_term(desk, tx, held, term.id) for term in TERMS),
        terms_line=_terms_line(held),
        opens_terms=desk.has(Role.COUNSEL),
        can_terms=is_open and desk.has(*OFFICES, Role.COUNSEL),
        terms_files=_files(tx, review, "terms"),
        tests=_tests(desk, tx, review),
        can_test=is_open and not desk.has(Role.AUDITOR),
        trials=_trials(desk, tx, review),
        can_grant=is_open and desk.has(*OFFICES) and tool.status is ToolStatus.IN_REVIEW,
        missing=review_decisions.missing(tx, review) if is_open else (),
        can_decide=is_open and is_cio,
        reply=review.reply,
        conditions=_decided_conditions(desk, tx, review),
        receipt=f"/ledger/entries/{review.entry}/receipt" if review.entry >= 0 and desk.has(Role.AUDITOR) else "",
        history=happened(desk, tx, "review", review.id, EVENTS),
        changed=changed,
        errors=errors or {},
        done=desk.done,
    )


def own_form(desk: Desk, tx: Tx, review: Review, answer: OfficeAnswer) -> OwnAnswer:
    """The form of an office with what is saved."""
    return OwnAnswer(
        office=answer.office,
        name=rw.office_title(tx, answer.office),
        position=answer.position.value if answer.position else "",
        reasons=answer.reasons,
        limits=kept_limits(desk, tx, answer.conditions),
        sentences=rw.condition_sentences(desk, tx, rw.tool_of(tx, review), answer.conditions),
        version=answer.version,
        saved=rw.saved_line(desk, tx, answer),
        files=_files(tx, review, f"office:{answer.office}"),
    )


def _decided_conditions(desk: Desk, tx: Tx, review: Review) -> tuple[str, ...]:
    if review.conditions is None:
        return ()
    return rw.condition_sentences(desk, tx, rw.tool_of(tx, review), review.conditions) or ("None beyond the rules.",)


def _files(tx: Tx, review: Review, place: str) -> tuple[tuple[str, str, str], ...]:
    found = [f for f in reviews.files(tx, review.id) if f.place == place]
    return tuple((f.name, f"/reviews/{review.id}/files/{f.id}", f.sha256) for f in found)


def _section(desk: Desk, tx: Tx, review: Review, section_id: str) -> SectionView:
    form = next(form for form in SECTIONS if form.id == section_id)
    held = reviews.section(tx, review.id, section_id)
    if held.closed_at is not None:
        state = f"Closed by {desk.name(tx, held.closed_by)} on {desk.day(held.closed_at)}."
    elif held.saved_at is not None:
        state = f"Open. Last written by {desk.name(tx, held.saved_by)} on {desk.day(held.saved_at)}."
    else:
        state = "Open. Nothing is written yet."
    said = [(f.label, dict(f.choices).get(held.value(f.id), held.value(f.id))) for f in form.fields]
    return SectionView(
        id=section_id,
        title=form.title,
        clause=form.clause,
        state=state,
        is_closed=held.is_closed,
        rows=tuple((label, value) for label, value in said if value),
        files=_files(tx, review, section_id),
        can_write=review.state is ReviewState.OPEN and desk.has(*OFFICES, *form.offices),
    )


def _term(desk: Desk, tx: Tx, held: Mapping[str, TermAnswer], term_id: str) -> TermView:
    term = next(term for term in TERMS if term.id == term_id)
    answer = held.get(term_id)
    return TermView(
        id=term_id,
        title=term.title,
        expected=term.expected,
        state=TERM_STATES[answer.state if answer else TermState.OPEN],
        fact=answer.fact if answer else "",
        link=answer.link if answer else "",
        until=desk.day(answer.expires_on) if answer and answer.expires_on else "",
        who=desk.name(tx, answer.saved_by) if answer and answer.saved_by else "",
    )


def _terms_line(held: Mapping[str, TermAnswer]) -> str:
    answered = [a for a in held.values() if a.state is not TermState.OPEN]
    not_met = sum(a.state is TermState.NOT_MET for a in answered)
    more = f" {not_met} {'is' if not_met == 1 else 'are'} not met." if not_met else ""
    return f"{len(answered)} of {len(TERMS)} terms are answered.{more}"


def _tests(desk: Desk, tx: Tx, review: Review) -> tuple[TestView, ...]:
    found = []
    may_check = review.state is ReviewState.OPEN and not desk.has(Role.AUDITOR)
    for test in reviews.tests(tx, review.id):
        prompt, result = review_tests.words_of(desk.agency, tx, test)
        check = "No second person has looked at it yet."
        if test.checked_at is not None:
            says = "agrees" if test.agrees else f"sees it differently: {test.check_note}"
            check = f"{desk.name(tx, test.checked_by)} checked it on {desk.day(test.checked_at)} and {says}"
        found.append(
            TestView(
                id=test.id,
                who=desk.name(tx, test.tester),
                when=desk.day(test.tested_at),
                prompt=prompt,
                result=result,
                sees=SEES.get(test.sees, test.sees),
                check=rw.full_stop(check),
                can_check=may_check and not test.checked_by and test.tester != desk.me.id,
            )
        )
    return tuple(found)


def _trials(desk: Desk, tx: Tx, review: Review) -> tuple[TrialView, ...]:
    today = rw.today_of(desk)
    found = []
    for trial in trials.of_review(tx, review.id):
        is_over = trial.ends_on < today
        person = people.get(tx, trial.person_id)
        name = person.name if person is not None else trial.person_id
        line = f"{name}, until {desk.day(trial.ends_on)}{' (over)' if is_over else ''}"
        found.append(TrialView(id=trial.id, line=line, can_end=not is_over and desk.has(*OFFICES)))
    return tuple(found)
