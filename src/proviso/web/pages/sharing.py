"""Share a good use, or change it: what was asked, what for, what to watch for; checked like a use first (139-07.8.e).

INVARIANT: a text that a rule stops goes back in this reply only, and one that may be classified does not come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import good_use_checks as checks
from proviso.actions import good_uses as change
from proviso.actions.good_use_checks import Example, Looked
from proviso.db import expert_reviews, tools, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import Role, ToolStatus
from proviso.model.good_uses import GoodUse

from ..asking import is_emergency, security_phone
from ..denial import DenialView, title_line, view_denial
from ..desk import Desk, at_desk, typed
from ..kinds import kind_title
from ..session import NotYoursError, session
from ..setup import purposes_of
from ..talk import find_turn
from ..words import first_name

RECORDED = "We recorded which rule stopped it, the tool, the purpose and what was found. We did not keep your text."
FIELDS = ("title", "purpose", "tool", "prompt", "watch", "is_named", "decision", "review", "with_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePage:
    """The form; above it why it is not shared."""

    id: str
    """Of the example that is changed; empty: a new one."""
    heading: str
    answer: str
    typed: Mapping[str, str] = field(repr=False)
    purposes: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    reviewer: str
    """Whose note may stand with it; empty: no review."""
    denial: DenialView | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def show_share(request: Request) -> Response:
    """The form; a decision or a review of one's own in the address fills it in."""
    desk = _desk(request)
    with desk.read() as tx:
        values = dict.fromkeys(FIELDS, "") | _from_use(desk, tx, desk.asked("decision"))
        values |= _from_review(desk, tx, desk.asked("review"))
        page = _page(desk, tx, values)
    return desk.page("good_use_form.html", page, title="Share a good use")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    if desk.has(Role.AUDITOR):
        raise NotYoursError(
            "An auditor reads everything and changes nothing.",
            hint=f"You are signed in as {first_name(desk.me.name)}.",
        )
    return desk


def _from_use(desk: Desk, tx: Tx, typed_id: str) -> dict[str, str]:
    """Tool and purpose of a use of one's own; its words while the conversation is still there."""
    decision = uses.get(tx, read_id(typed_id)) if typed_id else None
    if decision is None or decision.person_id != desk.me.id or not decision.allowed:
        return {}
    turn = find_turn(session(desk.request), decision.id)
    return {
        "decision": decision.id,
        "purpose": decision.purpose,
        "tool": decision.tool_id,
        "prompt": turn.asked[: checks.LONGEST_PROMPT] if turn else "",
    }


def _from_review(desk: Desk, tx: Tx, review_id: str) -> dict[str, str]:
    review = expert_reviews.get(tx, review_id) if review_id else None
    if review is None or review.author_id != desk.me.id:
        return {}
    known = _from_use(desk, tx, review.decisions[0]) if review.decisions else {}
    return {**known, "review": review.id, "title": review.subject, "tool": review.tool_id or known.get("tool", "")}


def _page(
    desk: Desk,
    tx: Tx,
    values: Mapping[str, str],
    one: GoodUse | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    denial: DenialView | None = None,
) -> SharePage:
    known = tuple((t.id, t.name) for t in tools.all(tx) if t.status is not ToolStatus.SUGGESTED)
    return SharePage(
        id=one.id if one else "",
        heading="Change a good use" if one else "Share a good use",
        answer="It is checked like a use before others see it. Share what you asked, not what came back.",
        typed=values,
        purposes=(("", "Choose one"), *((p.id, p.title) for p in purposes_of(desk) if p.is_common)),
        tools=(("", "Choose one"), *known),
        reviewer=_reviewer(desk, tx, values["review"]) if one is None else "",
        denial=denial,
        errors=errors or {},
    )


def _reviewer(desk: Desk, tx: Tx, review_id: str) -> str:
    review = expert_reviews.get(tx, review_id) if review_id else None
    if review is None or review.author_id != desk.me.id or not review.reviewers:
        return ""
    return desk.name(tx, review.reviewers[-1])


def share(request: Request) -> Response:
    """Check it, and share it."""
    desk = _desk(request)
    values = typed(desk.form, *FIELDS)
    return _checked(desk, values, None)


def show_change(request: Request) -> Response:
    """The form with what is shared."""
    desk = _desk(request)
    with desk.read() as tx:
        one = _mine(desk, tx)
        values = {
            "title": one.title,
            "purpose": one.purpose,
            "tool": one.tool_id,
            "prompt": one.prompt,
            "watch": one.watch,
            "is_named": "yes" if one.is_named else "",
            "decision": "",
            "review": one.review_id,
            "with_note": "",
        }
        page = _page(desk, tx, values, one)
    return desk.page("good_use_form.html", page, title="Change a good use")


def save_change(request: Request) -> Response:
    """Check the new words, and share them in place of the old ones."""
    desk = _desk(request)
    with desk.read() as tx:
        one = _mine(desk, tx)
    return _checked(desk, typed(desk.form, *FIELDS), one)


def _mine(desk: Desk, tx: Tx) -> GoodUse:
    one = change.get(tx, str(desk.request.path_params["good_use_id"]))
    if one.author_id != desk.me.id or not one.is_shared:
        raise NotFoundError("There is no such example of yours.", hint="Good uses lists what you shared.")
    return one


def _checked(desk: Desk, values: dict[str, str], one: GoodUse | None) -> Response:
    example = Example(
        title=values["title"],
        purpose=values["purpose"],
        tool_id=values["tool"],
        prompt=values["prompt"],
        watch=values["watch"],
        is_named=values["is_named"] == "yes",
        decision_id=read_id(values["decision"]) if values["decision"] else "",
        review_id=values["review"],
        with_note=values["with_note"] == "yes",
    ).cleaned()
    heading = "Change a good use" if one else "Share a good use"
    with desk.read() as tx:
        errors = checks.problems(tx, example, tuple(p.id for p in purposes_of(desk) if p.is_common))
        if errors:
            page = _page(desk, tx, values, one, errors=errors)
            return desk.page("good_use_form.html", page, title=heading, status=422)
    looked = checks.look(desk.agency, example, actor=desk.me.id, at=desk.now)
    if looked.decision.reasons:
        return _stopped(desk, values, looked, one)
    if one is not None:
        desk.write(lambda tx: change.change(tx, one.id, looked, actor=desk.me.id, at=desk.now))
        return desk.go(f"/good-uses/{one.id}", "Changed. Others see it like this from now on.")
    made = desk.write(lambda tx: change.share(tx, looked, actor=desk.me.id, at=desk.now))
    return desk.go(f"/good-uses/{made.id}", "Shared. You can take it back at any time.")


def _stopped(desk: Desk, values: dict[str, str], looked: Looked, one: GoodUse | None) -> Response:
    """The same words as a denial of a use. INVARIANT: a text that may be classified is not shown again."""
    is_hidden = is_emergency(looked.decision)
    view = view_denial(
        looked.decision,
        title_of=kind_title,
        parts=() if is_hidden else looked.use.parts,
        is_recorded=True,
        incident_id=looked.incident_id,
        phone=security_phone(desk) if is_hidden else "",
        can_object=False,
    )
    view = replace(view, buttons=())
    if not is_hidden:
        view = replace(view, is_recorded=False, recorded=RECORDED)
    kept = dict.fromkeys(FIELDS, "") if is_hidden else values
    with desk.read() as tx:
        page = _page(desk, tx, kept, one, denial=view)
    return desk.page("good_use_form.html", page, title=f"Not shared: {title_line(view.lead.headline)}")
