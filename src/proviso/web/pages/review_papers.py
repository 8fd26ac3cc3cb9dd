"""What belongs to a review besides its answers: tests, documents, and who may test the tool (139-07.1.d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import review_access as access
from proviso.actions import review_files, review_tests
from proviso.actions import trials as change_trials
from proviso.actions.review_access import OFFICES
from proviso.actions.wording import says_something
from proviso.db import people, reviews, trials
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import Review

from .. import review_words as rw
from ..asking import check_only, is_emergency, security_phone
from ..denial import DenialView, title_line, view_denial
from ..desk import Desk, at_desk, typed
from ..intake import Typed
from ..kinds import kind_title
from ..session import NotYoursError
from .check import PURPOSE, TOOL
from .reviews import SEES, find

TEST_FIELDS = ("prompt", "result", "sees", "source")
USUAL_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage:
    """The form of a test."""

    __test__ = False

    review_id: str
    name: str
    answer: str
    sees: tuple[tuple[str, str], ...]
    typed: Mapping[str, str] = field(repr=False)
    denial: DenialView | None = None
    """A text that may be classified: then nothing of it comes back."""
    back: str = ""
    workspace: str = ""
    """Where the reader sends to the tool, for who may test it now."""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """The form that lets somebody test a tool."""

    review_id: str
    name: str
    answer: str
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def show_test(request: Request) -> Response:
    """A test, to be written down."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(tx, request)
        _only_testers(desk, tx, review)
        page = _test_page(desk, tx, review, typed(None, *TEST_FIELDS))
    return desk.page("review_test.html", page, title=f"Write a test down: {page.name}")


def _only_testers(desk: Desk, tx: Tx, review: Review) -> None:
    """The offices of the review, and whoever may test the tool now."""
    if _may_send(desk, tx, review):
        return
    try:
        access.require_reviewer(tx, desk.me.id, review, rw.today_of(desk), to="test a tool")
    except UsageError as fault:
        raise NotYoursError(fault.message, hint="The CIO’s office says who tests a tool.") from None


def _may_send(desk: Desk, tx: Tx, review: Review) -> bool:
    """139-07.1.d: the reader was named, and the last day is not over."""
    today = rw.today_of(desk)
    mine = [t for t in trials.of_review(tx, review.id) if t.person_id == desk.me.id]
    return any(t.starts_on <= today <= t.ends_on for t in mine)


def _test_page(
    desk: Desk,
    tx: Tx,
    review: Review,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    denial: DenialView | None = None,
) -> TestPage:
    is_reader = desk.has(*rw.READERS) or bool(rw.named_for(desk, tx))
    purpose = next((p.id for p in desk.pack.purposes if p.is_test), "")
    sends = purpose and _may_send(desk, tx, review)
    return TestPage(
        review_id=review.id,
        name=rw.tool_of(tx, review).name,
        answer="Both are screened before they are kept. Use invented or published words that name nobody.",
        sees=tuple(SEES.items()),
        typed=values,
        denial=denial,
        back=f"/reviews/{review.id}#tests" if is_reader else "/tools",
        workspace=f"/workspace?tool={review.tool_id}&purpose={purpose}" if sends else "",
        errors=errors or {},
    )


def add_test(request: Request) -> Response:
    """Write a test down. What may be classified is an emergency here as anywhere (139-07.2.a.4)."""
    desk = at_desk(request)
    with desk.read() as tx:
        review = find(tx, request)
        _only_testers(desk, tx, review)
    values = typed(desk.form, *TEST_FIELDS)
    asked = check_only(desk, Typed(text=f"{values['prompt']}\n\n{values['result']}", tool_id=TOOL, purpose=PURPOSE))
    if is_emergency(asked.decision):
        view = view_denial(
            asked.decision,
            title_of=kind_title,
            is_recorded=asked.is_recorded,
            incident_id=asked.incident_id,
            phone=security_phone(desk),
            can_object=False,
        )
        with desk.read() as tx:
            page = _test_page(desk, tx, review, typed(None, *TEST_FIELDS), denial=view)
        return desk.page("review_test.html", page, title=title_line(view.lead.headline), status=422)
    errors = review_tests.problems(values["prompt"], values["result"], values["sees"])
    if not errors:
        try:
            review_tests.add(
                desk.agency,
                review.id,
                values["prompt"],
                values["result"],
                values["sees"],
                values["source"],
                pack=desk.pack,
                actor=desk.me.id,
                at=desk.now,
            )
        except UsageError as fault:
            errors["prompt"] = f"{fault.message} {fault.hint}".strip()
    with desk.read() as tx:
        page = _test_page(desk, tx, review, values, errors=errors)
    if errors:
        return desk.page("review_test.html", page, title=f"Write a test down: {page.name}", status=422)
    return desk.go(page.back, "The test is written down. A second person checks it next.")


def check_test(request: Request) -> Response:
    """A second person agrees, or sees it differently."""
    desk = at_desk(request)
    with desk.read() as tx:
        rw.only_readers(desk, tx)
        review = find(tx, request)
    agrees, note = desk.form.line("agrees") == "yes", desk.form.text("note").strip()
    if not agrees and not says_something(note):
        return desk.go(f"/reviews/{review.id}#tests", "Nothing changed: say what you see differently.")
    desk.write(
        lambda tx: review_tests.check_test(
            tx,
            review.id,
            request.path_params["test_id"],
            agrees=agrees,
            note=note,
            pack=desk.pack,
            actor=desk.me.id,
            at=desk.now,
        )
    )
    return desk.go(f"/reviews/{review.id}#tests", "The test is checked.")


def download(request: Request) -> Response:
    """One document, as it was added; the browser saves it and shows nothing of it as a page."""
    desk = at_desk(request)
    with desk.read() as tx:
        rw.only_readers(desk, tx)
        review = find(tx, request)
        file = next((f for f in reviews.files(tx, review.id) if f.id == request.path_params["file_id"]), None)
        if file is None:
            raise NotFoundError("There is no such document in this review.", hint="The review lists its documents.")
        content = review_files.content_of(desk.agency, tx, file)
    name = "".join(c if c.isascii() and c not in '"\\' else "_" for c in file.name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="application/pdf", headers=headers)


def show_trial(request: Request) -> Response:
    """Who may test the tool, to be named."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *OFFICES)
    with desk.read() as tx:
        review = find(tx, request)
        last = (rw.today_of(desk) + timedelta(days=USUAL_DAYS)).isoformat()
        page = _trial_page(tx, review, {"person": "", "ends_on": last})
    return desk.page("review_trial.html", page, title=f"Let somebody test {page.name}")


def _trial_page(
    tx: Tx, review: Review, values: Mapping[str, str], errors: Mapping[str, str] | None = None
) -> TrialPage:
    name = rw.tool_of(tx, review).name
    return TrialPage(
        review_id=review.id,
        name=name,
        answer=f"The person can send to {name} as a test, until the last day. Every other rule counts.",
        typed=values,
        errors=errors or {},
    )


def grant_trial(request: Request) -> Response:
    """Let a named person test the tool until a day; it ends by itself."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *OFFICES)
    values = typed(desk.form, "person", "ends_on")
    errors: dict[str, str] = {}
    with desk.read() as tx:
        review = find(tx, request)
        found = _person(tx, values["person"])
    ends = None
    try:
        ends = date.fromisoformat(values["ends_on"])
    except ValueError:
        errors["ends_on"] = "Give a day like 2027-05-01."
    if not found:
        errors["person"] = "Nobody of this name or address is in the directory. Write it as it stands in People."
    if not errors and ends is not None:
        try:
            desk.write(
                lambda tx: change_trials.grant(
                    tx, review.id, found, ends, pack=desk.pack, actor=desk.me.id, at=desk.now
                )
            )
        except UsageError as fault:
            errors["ends_on" if "last day" in fault.message else "person"] = fault.message
    if errors:
        with desk.read() as tx:
            page = _trial_page(tx, review, values, errors)
        return desk.page("review_trial.html", page, title=f"Let somebody test {page.name}", status=422)
    with desk.read() as tx:
        name = desk.name(tx, found)
    return desk.go(f"/reviews/{review.id}#testers", f"{name} can test it until {desk.day(ends or desk.today)}.")


def _person(tx: Tx, said: str) -> str:
    """The one person whom a code, an address or a whole name means; empty for none and for more than one."""
    wanted = " ".join(said.lower().split())
    if not wanted:
        return ""
    if people.get(tx, wanted) is not None:
        return wanted
    found = [p for p in people.everyone(tx, wanted, limit=50) if wanted in {p.name.lower(), p.email.lower()}]
    return found[0].id if len(found) == 1 else ""


def end_trial(request: Request) -> Response:
    """End a permission before its day."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *OFFICES)
    with desk.read() as tx:
        review = find(tx, request)
    desk.write(lambda tx: change_trials.end(tx, request.path_params["trial_id"], actor=desk.me.id, at=desk.now))
    return desk.go(f"/reviews/{review.id}#testers", "Ended. The next test is denied.")
