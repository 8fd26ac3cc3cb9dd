"""An approved text leaves as official: Word, PDF, Markdown or words to paste, each with its note (139-07.4).

A POST answers with the file, or with the words: they are never in an address, and not kept for the next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as reviews
from proviso.actions import official as change
from proviso.errors import UsageError
from proviso.model import ExpertReview, ExpertState, OfficialForm
from proviso.reports import official as paper
from proviso.reports import seals

from ..desk import Desk, at_desk
from ..session import NotYoursError
from .expert_review import find

TITLE = "Use the approved text"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPage:
    """What can be taken out, and the words when they were asked for."""

    id: str
    title: str
    answer: str
    is_approved: bool
    note: str
    when: str
    copied: str = field(default="", repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)


def show_export(request: Request) -> Response:
    """Where the text stands, and the four ways out when it is approved."""
    desk = at_desk(request)
    review = _theirs(desk, request)
    return desk.page("official_export.html", _page(desk, review), title=f"{TITLE}: {review.subject}")


def post_export(request: Request) -> Response:
    """Take it out: the file, or the page with the words to copy. Recorded first."""
    desk = at_desk(request)
    review = _theirs(desk, request)
    form = _form(desk)
    given = desk.write(lambda tx: change.export(tx, desk.agency, review.id, form, actor=desk.me.id, at=desk.now))
    if form is OfficialForm.COPY:
        page = _page(desk, review, paper.copied(given))
        return desk.page("official_export.html", page, title=f"Ready to copy: {review.subject}")
    content = paper.MAKERS[form](given)
    with desk.read() as tx:
        seal = change.seal_file(tx, desk.agency, given, content)
    headers = {"Content-Disposition": f'attachment; filename="{paper.file_name(given, form)}"'}
    return Response(seals.with_seal(form, content, seal), media_type=paper.MEDIA[form], headers=headers)


def _form(desk: Desk) -> OfficialForm:
    try:
        return OfficialForm(desk.form.line("form"))
    except ValueError:
        raise UsageError("Choose Word, PDF, Markdown or Copy.") from None


def _theirs(desk: Desk, request: Request) -> ExpertReview:
    """The review, for its author and the experts who read it."""
    with desk.read() as tx:
        review = find(desk, tx, request)
    if desk.me.id not in reviews.readers(review):
        raise NotYoursError(
            "This page is for the author of the text and the experts who read it.", hint="The review says who they are."
        )
    return review


def _page(desk: Desk, review: ExpertReview, copied: str = "") -> OfficialPage:
    is_approved = review.state is ExpertState.APPROVED
    with desk.read() as tx:
        note = change.note_of(tx, desk.agency, review) if is_approved else ""
    if copied:
        answer = "Copy the text with its note. We recorded that it left."
    elif is_approved:
        answer = "This text is approved. Take it out as a file, or copy it."
    else:
        answer = "This text is not approved, so it is a draft and does not leave as official."
    return OfficialPage(
        id=review.id,
        title=review.subject,
        answer=answer,
        is_approved=is_approved,
        note=note,
        when=desk.when(review.settled_at) if review.settled_at and is_approved else "",
        copied=copied,
    )
