"""Legal holds: what is stopped, by whom, and why? (R-079)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import holds as change
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError
from proviso.model import HoldState, LegalHold

from .. import record_words as said
from .. import words as w
from ..access import log_list
from ..desk import Confirm, Desk, at_desk, typed
from ..history import Happened, happened
from .records import READERS, WHOM

FIELDS = ("matter", "reason", *change.SCOPE, "since", "until")
EVENTS = ("HoldSet", "HoldReleased")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldForm:
    """What a hold covers, and why."""

    answer: str
    tools: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPage:
    """One hold: whether it holds, what it covers, why, and what happened."""

    id: str
    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    release_reason: str
    may_release: bool
    history: tuple[Happened, ...]
    done: str


def show_new(request: Request) -> Response:
    """The form."""
    desk = _setter(request)
    given = {name: desk.asked(name)[:80] for name in change.SCOPE}
    with desk.read() as tx:
        page = _form(desk, tx, {**dict.fromkeys(FIELDS, ""), **given}, {})
    return desk.page("hold_new.html", page, title="Set a legal hold")


def set_hold(request: Request) -> Response:
    """Set it; from now on nothing that it covers is destroyed."""
    desk = _setter(request)
    fields = typed(desk.form, *FIELDS)
    errors: dict[str, str] = {}
    days = {name: _day(fields[name], name, errors) for name in ("since", "until")}
    texts = {name: fields[name] for name in FIELDS if name not in days}
    with desk.read() as tx:
        draft = LegalHold(id="", set_by=desk.me.id, set_at=desk.now, since=days["since"], until=days["until"], **texts)  # type: ignore[arg-type]  # the names of the form are those of its texts
        found = change.faults(tx, desk.agency, change.tidied(draft), at=desk.now)
        errors = {**errors, **{name: f"{fault.message} {fault.hint}".strip() for name, fault in found.items()}}
        if errors:
            page = _form(desk, tx, fields, errors)
            return desk.page("hold_new.html", page, title="Set a legal hold", status=422)
    hold = desk.write(lambda tx: change.set_hold(tx, desk.agency, draft, actor=desk.me.id, at=desk.now))
    return desk.go(f"/records/holds/{hold.id}", "The hold is set. Nothing that it covers is destroyed from now on.")


def _setter(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the records officer and counsel", *change.SETTERS)
    return desk


def _day(value: str, name: str, errors: dict[str, str]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        errors[name] = "Give a day, or leave it empty."
        return None


def _form(desk: Desk, tx: Tx, fields: dict[str, str], errors: dict[str, str]) -> HoldForm:
    return HoldForm(
        answer="What a hold covers stays, whatever its schedule says, until the records officer releases it.",
        tools=(("", "Every tool"), *((tool.id, tool.name) for tool in tools.all(tx))),
        classes=(("", "Every class"), *((held.id, held.title) for held in desk.pack.records)),
        typed=fields,
        errors=errors,
    )


def show_hold(request: Request) -> Response:
    """One hold."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        hold = change.get(tx, str(request.path_params["hold_id"]))
        page = _page(desk, tx, hold)
    if hold.person_id:
        log_list(desk, f"records/holds/{hold.id}")
    return desk.page("hold.html", page, title=f"{page.title}: {said.first_sentence(page.answer)}")


def _page(desk: Desk, tx: Tx, hold: LegalHold) -> HoldPage:
    count, holds = len(change.covered(tx, hold)), hold.state is HoldState.HOLDS
    return HoldPage(
        id=hold.id,
        title=f"Hold: {hold.matter}",
        answer=f"It holds, and covers {w.count(count, 'kept text')} now."
        if holds
        else "It was released. It stops nothing.",
        facts=(
            ("Covers", said.scope_line(desk, tx, hold)),
            ("Set", said.hold_line(desk, tx, hold)),
            ("Code", w.code(hold.id)),
        ),
        reason=hold.reason,
        release_reason=hold.release_reason,
        may_release=holds and desk.has(*change.RELEASERS) and hold.person_id != desk.me.id,
        history=happened(desk, tx, "hold", hold.id, EVENTS),
        done=desk.done,
    )


def show_release(request: Request) -> Response:
    """Check and confirm: what follows its schedule again, in numbers."""
    desk = _releaser(request)
    with desk.read() as tx:
        return _release_page(desk, tx, _standing(tx, request))


def release(request: Request) -> Response:
    """Release it."""
    desk = _releaser(request)
    reason = typed(desk.form, "reason")["reason"]
    with desk.read() as tx:
        hold = _standing(tx, request)
        if not reason:
            return _release_page(desk, tx, hold, {"reason": "Say why it is over."})
    desk.write(lambda tx: change.release(tx, hold.id, reason=reason, actor=desk.me.id, at=desk.now))
    return desk.go(f"/records/holds/{hold.id}", "The hold is released. What it covered follows its schedule again.")


def _releaser(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the records officer", *change.RELEASERS)
    return desk


def _standing(tx: Tx, request: Request) -> LegalHold:
    hold = change.get(tx, str(request.path_params["hold_id"]))
    if hold.state is not HoldState.HOLDS:
        raise ConflictError("This hold was released already.", hint="Nothing was changed.")
    return hold


def _release_page(desk: Desk, tx: Tx, hold: LegalHold, errors: dict[str, str] | None = None) -> Response:
    texts = change.covered(tx, hold)
    over = sum(text.due_on is not None and text.due_on < desk.today for text in texts)
    lines = [
        f"{w.count(len(texts), 'kept text follows its', 'kept texts follow their')} schedule again.",
        f"{w.count(over, 'of them is past its', 'of them are past their')} last day and can be proposed at once.",
        "Another hold that covers them still stops them.",
        "Nothing is destroyed by this. A second person confirms each disposition.",
    ]
    page = Confirm(
        answer=f"You release the hold “{hold.matter}”.",
        consequences=tuple(lines),
        action=f"/records/holds/{hold.id}/release",
        hidden={},
        button="Release the hold",
        back=f"/records/holds/{hold.id}",
        recorded="We record who released it and when. The reason stays on its page.",
        asks_reason="Why is it over?",
        typed=desk.form.text("reason") if desk.form else "",
        errors=errors or {},
    )
    title = f"Check and confirm: release the hold “{hold.matter}”"
    return desk.page("confirm.html", page, title=title, status=422 if errors else 200)
