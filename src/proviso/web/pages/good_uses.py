"""Good uses: what works for people like me? Look for one, try it, say that it helped (139-07.8.e; ux section 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import good_uses as change
from proviso.actions.undo import WINDOW
from proviso.db import good_uses as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError, ProvisoError
from proviso.model import Role
from proviso.model.good_uses import GoodUse, GoodUseState, NoteState

from ..desk import Confirm, Desk, Pages, at_desk, typed
from ..session import NotYoursError
from ..setup import purposes_of

SORTS = (("", "Newest first"), ("votes", "Helped most people first"))
BEGINNING = 160
"""Letters of a prompt on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUseRow:
    """One example on the list."""

    id: str
    title: str
    line: str
    beginning: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUsesPage:
    """What others share, with its search; and what the reader shared."""

    answer: str
    rows: tuple[GoodUseRow, ...]
    pages: Pages
    chosen: Mapping[str, str]
    purposes: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    is_filtered: bool
    may_share: bool
    notes: tuple[GoodUseRow, ...]
    mine: tuple[tuple[str, str, str], ...]
    """Title, address, state."""
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodUsePage:
    """One example: what it is for, the words to try, what to watch for."""

    id: str
    title: str
    answer: str
    counts: str
    prompt: str = field(repr=False)
    watch: str
    note: str
    """The reviewer's, once they agreed; for the reviewer and the author also before."""
    note_line: str
    review: str
    may_try: bool
    may_vote: bool
    has_voted: bool
    is_mine: bool
    may_take_down: bool
    may_undo: str
    """What the button takes back: `share`, `back`; empty when nothing can be undone (any more)."""
    asks_note: bool
    may_stand: bool
    done: str


def list_good_uses(request: Request) -> Response:
    """What others share, newest first."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _list(desk, tx)
    return desk.page("good_uses.html", page, title="Good uses")


def _list(desk: Desk, tx: Tx) -> GoodUsesPage:
    chosen = {name: desk.asked(name) for name in ("q", "purpose", "tool", "sort")}
    wanted = db.Wanted(
        text=chosen["q"], purpose=chosen["purpose"], tool_id=chosen["tool"], by_votes=chosen["sort"] == "votes"
    )
    total = db.count(tx, wanted)
    pages = desk.pages("/good-uses", total, **chosen)
    is_filtered = bool(chosen["q"] or chosen["purpose"] or chosen["tool"])
    return GoodUsesPage(
        answer=_answer(desk, total, is_filtered=is_filtered),
        rows=_rows(desk, tx, db.search(tx, wanted, pages.offset, pages.size)),
        pages=pages,
        chosen=chosen,
        purposes=(("", "Any purpose"), *((p.id, p.title) for p in purposes_of(desk) if p.is_common)),
        tools=(("", "Any tool"), *((t.id, t.name) for t in tools.all(tx))),
        sorts=SORTS,
        is_filtered=is_filtered,
        may_share=not desk.has(Role.AUDITOR),
        notes=_rows(desk, tx, db.notes_to_answer(tx, desk.me.id)),
        mine=tuple((one.title, f"/good-uses/{one.id}", _state(desk, one)) for one in db.by_author(tx, desk.me.id)),
        done=desk.done,
    )


def _answer(desk: Desk, total: int, *, is_filtered: bool) -> str:
    if is_filtered:
        return f"{desk.count(total, 'good use matches', 'good uses match')}."
    if not total:
        return "Nobody has shared one yet."
    return f"{desk.count(total, 'good use')} from colleagues. Each was checked before it was shared."


def _rows(desk: Desk, tx: Tx, found: list[GoodUse]) -> tuple[GoodUseRow, ...]:
    helped = db.votes_of(tx, [one.id for one in found])
    return tuple(
        GoodUseRow(
            id=one.id,
            title=one.title,
            line=f"{desk.purpose(one.purpose)}, with {desk.tool(tx, one.tool_id)}",
            beginning=one.prompt if len(one.prompt) <= BEGINNING else f"{one.prompt[:BEGINNING].rsplit(' ', 1)[0]} …",
            counts=_counts(desk, helped.get(one.id, 0), one.tries),
        )
        for one in found
    )


def _counts(desk: Desk, helped: int, tries: int) -> str:
    said = [f"helped {desk.count(helped, 'person', 'people')}"] if helped else []
    if tries:
        said.append(f"tried {desk.count(tries, 'time')}")
    words = ", ".join(said)
    return f"{words[:1].upper()}{words[1:]}." if said else "Not tried yet."


def _state(desk: Desk, one: GoodUse) -> str:
    if one.state is GoodUseState.TAKEN_BACK and one.ended_at:
        return f"You took it back {desk.when(one.ended_at)}"
    if one.state is GoodUseState.TAKEN_DOWN and one.ended_at:
        return f"The CIO’s office took it down {desk.when(one.ended_at)}"
    return f"Shared {desk.when(one.shared_at)}"


def show_good_use(request: Request) -> Response:
    """One example. Once it is taken away, only its author and the library's owners find it."""
    desk = at_desk(request)
    with desk.read() as tx:
        one = _visible(desk, tx)
        page = _page(desk, tx, one)
    return desk.page("good_use.html", page, title=f"{page.title} – Good uses")


def _visible(desk: Desk, tx: Tx) -> GoodUse:
    one = change.get(tx, str(desk.request.path_params["good_use_id"]))
    if not one.is_shared and desk.me.id != one.author_id and not desk.has(*change.OWNERS, Role.AUDITOR):
        raise NotFoundError("This example is not shared any more.", hint="Good uses lists the others.")
    return one


def _page(desk: Desk, tx: Tx, one: GoodUse) -> GoodUsePage:
    is_mine, is_noter = desk.me.id == one.author_id, bool(one.note) and desk.me.id == one.note_by
    helped = db.votes_of(tx, [one.id]).get(one.id, 0)
    works = not desk.has(Role.AUDITOR)
    return GoodUsePage(
        id=one.id,
        title=one.title,
        answer=_says(desk, tx, one),
        counts=_counts(desk, helped, one.tries),
        prompt=one.prompt,
        watch=one.watch,
        note=one.note if one.has_note or is_mine or is_noter else "",
        note_line=_note_line(desk, tx, one),
        review=_review_line(one),
        may_try=works and one.is_shared,
        may_vote=works and one.is_shared and not is_mine,
        has_voted=db.has_voted(tx, one.id, desk.me.id),
        is_mine=is_mine and one.is_shared,
        may_take_down=desk.has(*change.OWNERS) and one.is_shared and not is_mine,
        may_undo=_may_undo(desk, one, helped),
        asks_note=is_noter,
        may_stand=one.has_note,
        done=desk.done,
    )


def _says(desk: Desk, tx: Tx, one: GoodUse) -> str:
    if one.state is GoodUseState.TAKEN_DOWN and one.ended_at:
        return f"The CIO’s office took it down {desk.when(one.ended_at)}: {one.reason}"
    if one.state is GoodUseState.TAKEN_BACK and one.ended_at:
        return f"It was taken back {desk.when(one.ended_at)}. Nobody else sees it."
    by = "you" if one.author_id == desk.me.id else change.author_name(tx, one) or "a colleague"
    what = f"for “{desk.purpose(one.purpose)}” with {desk.tool(tx, one.tool_id)}"
    changed = f" Changed {desk.words.near(one.changed_at)}." if one.changed_at else ""
    return f"Shared by {by} {desk.words.near(one.shared_at)}, {what}.{changed}"


def _note_line(desk: Desk, tx: Tx, one: GoodUse) -> str:
    if one.note_state is NoteState.AGREED:
        return f"{desk.name(tx, one.note_by)} agreed that this stands here."
    if one.note_state is NoteState.ASKED and one.note:
        return f"Not shown yet: {desk.name(tx, one.note_by)} has not agreed."
    return f"Not shown: {desk.name(tx, one.note_by)} did not agree." if one.note else ""


def _review_line(one: GoodUse) -> str:
    if not one.review_id:
        return ""
    if one.was_returned:
        return "An expert reviewed what came of it, and returned it first."
    return "An expert reviewed what came of it, and approved it."


def _may_undo(desk: Desk, one: GoodUse, helped: int) -> str:
    if one.is_shared:
        is_fresh = desk.now - one.shared_at <= WINDOW and not helped and not one.tries
        return "share" if is_fresh and one.author_id == desk.me.id else ""
    is_fresh = one.ended_at is not None and desk.now - one.ended_at <= WINDOW
    return "back" if is_fresh and one.ended_by == desk.me.id else ""


def try_it(request: Request) -> Response:
    """Fill the workspace with it; a number goes up, and nobody keeps whose it was."""
    desk = at_desk(request)
    if desk.has(Role.AUDITOR):
        raise NotYoursError("An auditor reads everything and changes nothing.", hint="The example stands on its page.")
    code = str(request.path_params["good_use_id"])
    desk.write(lambda tx: change.count_try(tx, code))
    return RedirectResponse(f"/workspace?good={code}", status_code=303)


def vote(request: Request) -> Response:
    """One click: it helped. The same button takes that back."""
    desk = at_desk(request)
    code = str(request.path_params["good_use_id"])
    if desk.form.line("do") == "take_back":
        desk.write(lambda tx: change.take_vote(tx, code, actor=desk.me.id, at=desk.now))
        return desk.go(f"/good-uses/{code}", "Your vote is taken back.")
    desk.write(lambda tx: change.vote(tx, code, actor=desk.me.id, at=desk.now))
    return desk.go(f"/good-uses/{code}", "Thank you. Others see how many people it helped, and no names.")


def take_back(request: Request) -> Response:
    """Its author takes it back, with ten minutes to undo it."""
    desk = at_desk(request)
    code = str(request.path_params["good_use_id"])
    desk.write(lambda tx: change.take_back(tx, code, actor=desk.me.id, at=desk.now))
    return desk.go(f"/good-uses/{code}", "Taken back. Nobody else sees it. You can undo this for 10 minutes.")


def put_back(request: Request) -> Response:
    """Undo."""
    desk = at_desk(request)
    code = str(request.path_params["good_use_id"])
    desk.write(lambda tx: change.put_back(tx, code, actor=desk.me.id, at=desk.now))
    return desk.go(f"/good-uses/{code}", "It is shared again.")


def check_take_down(request: Request) -> Response:
    """Check and confirm: the CIO's office takes it down, with a reason that its author reads."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change.OWNERS)
    with desk.read() as tx:
        one = _visible(desk, tx)
        page = _confirm(desk, tx, one, "")
    return desk.page("confirm.html", page, title="Check and confirm: take it down")


def _confirm(desk: Desk, tx: Tx, one: GoodUse, reason: str, errors: Mapping[str, str] | None = None) -> Confirm:
    helped = db.votes_of(tx, [one.id]).get(one.id, 0)
    return Confirm(
        answer=f"“{one.title}” leaves the good uses now.",
        consequences=(
            f"{_counts(desk, helped, one.tries)} They find it no more.",
            "Its author gets a mail, reads your reason, and can share it again in other words.",
            "You can undo this for 10 minutes.",
        ),
        action=f"/good-uses/{one.id}/take-down",
        hidden={},
        button="Take it down",
        back=f"/good-uses/{one.id}",
        recorded="We record who took it down and when. Your reason stands on its page.",
        asks_reason="Why?",
        typed=reason,
        errors=errors or {},
    )


def take_down(request: Request) -> Response:
    """Take it down."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change.OWNERS)
    code, reason = str(request.path_params["good_use_id"]), typed(desk.form, "reason")["reason"]
    try:
        desk.write(lambda tx: change.take_down(tx, code, reason, actor=desk.me.id, at=desk.now))
    except ProvisoError as fault:
        with desk.read() as tx:
            page = _confirm(desk, tx, _visible(desk, tx), reason, {"reason": fault.message})
        return desk.page("confirm.html", page, title="Check and confirm: take it down", status=422)
    return desk.go(f"/good-uses/{code}", "Taken down. You can undo this for 10 minutes.")


def answer_note(request: Request) -> Response:
    """The reviewer says whether their note may stand there."""
    desk = at_desk(request)
    code, may_stand = str(request.path_params["good_use_id"]), desk.form.line("do") == "yes"
    desk.write(lambda tx: change.answer_note(tx, code, may_stand=may_stand, actor=desk.me.id, at=desk.now))
    done = "Your note stands there now." if may_stand else "Your note does not stand there."
    return desk.go(f"/good-uses/{code}", f"{done} You can change this at any time.")
