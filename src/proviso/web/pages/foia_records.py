"""One record of a request: read it, and mark what is taken out before it leaves (5 U.S.C. 552(b))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import redactions
from proviso.actions import releases as change
from proviso.actions.redactions import USUAL
from proviso.actions.releases import OFFICERS
from proviso.db import releases as db
from proviso.db import transcripts, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import Finding, FoiaItem, FoiaState, ItemKind, Mark

from ..desk import Desk
from ..kinds import kind_title
from ..redacting import LineView, lines_of, marked_words
from ..release_words import CODES, item_line
from ..session import session
from .foia import found, officer, reader
from .foia_search import TEXT_KINDS

OPEN = "foia.open"
OPEN_FOR = timedelta(minutes=30)
MOST_SUGGESTED = 100
"""A form has 200 fields at most; the rest comes when these are taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A place that the screen found."""

    key: str
    words: str = field(repr=False)
    title: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """A place that is taken out."""

    key: str
    words: str = field(repr=False)
    code: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A record, what is taken out of it, and what could be."""

    id: str
    number: int
    title: str
    answer: str
    facts: tuple[tuple[str, str, str], ...]
    lines: tuple[LineView, ...] = field(repr=False)
    suggested: tuple[Suggested, ...] = field(repr=False)
    more: int
    taken: tuple[TakenOut, ...] = field(repr=False)
    withheld: str
    is_done: bool
    is_lost: bool
    """The text is not kept any more: the record can only be taken off the list."""
    may_mark: bool
    codes: tuple[tuple[str, str], ...]
    usual: str
    said: dict[str, str] = field(repr=False)
    previous: str
    next: str
    errors: dict[str, str]
    done: str


def show_record(request: Request) -> Response:
    """The record with its marks. Opening a kept text is on the access log."""
    return _show(reader(request), {}, {})


def _number(request: Request) -> int:
    return int(request.path_params["number"])


def _show(desk: Desk, errors: dict[str, str], said: dict[str, str]) -> Response:
    request_id, number = desk.request.path_params["request_id"], _number(desk.request)
    with desk.read() as tx:
        one = found(tx, desk.request)
        item = redactions.get_item(tx, request_id, number)
    try:
        text = _text(desk, item)
    except NotFoundError:
        text = None
    with desk.read() as tx:
        item = redactions.get_item(tx, request_id, number)
        page = _page(desk, tx, item, text, one.state, errors, said)
    return desk.page("foia_record.html", page, title=page.title, status=422 if errors else 200)


def _text(desk: Desk, item: FoiaItem) -> str:
    """The words of the record. One look is one entry: while it is being marked, it stays in this session's memory."""
    held = session(desk.request).data.get(OPEN)
    key = (item.request_id, item.number, item.ref)
    if isinstance(held, tuple) and held[0] == key and desk.now - held[2] < OPEN_FOR:
        return str(held[1])
    _, text = redactions.open_record(desk.agency, item.request_id, item.number, actor=desk.me.id, at=desk.now)
    if item.kind is ItemKind.TEXT:
        session(desk.request).data[OPEN] = (key, text, desk.now)
    return text


def forget(desk: Desk) -> None:
    """The look is over."""
    session(desk.request).data.pop(OPEN, None)


def _page(
    desk: Desk,
    tx: Tx,
    item: FoiaItem,
    text: str | None,
    state: FoiaState,
    errors: dict[str, str],
    said: dict[str, str],
) -> RecordPage:
    listed = [one.number for one in db.items_of(tx, item.request_id)]
    place = listed.index(item.number)
    suggested = _suggested(desk, item, text or "") if desk.has(*OFFICERS) and state is not FoiaState.CLOSED else ()
    base = f"/foia/{item.request_id}/records"
    name = "Decision" if item.kind is ItemKind.DECISION else "Kept text"
    if text is None:
        answer = "This text is not kept any more. Take it off the list."
    elif item.is_done:
        answer = f"Marked. {item_line(desk, item)}"
    else:
        answer = f"{item_line(desk, item)} Say when everything is marked."
    return RecordPage(
        id=item.request_id,
        number=item.number,
        title=f"Record {item.number}, {place + 1} of {len(listed)}: Request {item.request_id}",
        answer=answer,
        facts=(("Record", f"{name} {desk.code(item.ref)}", ""), *_facts(desk, tx, item)),
        lines=lines_of(text or "", item.marks if not item.withheld else ()),
        suggested=suggested[:MOST_SUGGESTED],
        more=max(0, len(suggested) - MOST_SUGGESTED),
        taken=tuple(
            TakenOut(
                key=f"{m.start}-{m.end}-{m.code}",
                words=marked_words(text or "", m),
                code=m.code,
                line=_line(text or "", m.start),
            )
            for m in item.marks
        ),
        withheld=item.withheld,
        is_done=item.is_done,
        is_lost=text is None,
        may_mark=desk.has(*OFFICERS) and state is not FoiaState.CLOSED and text is not None,
        codes=CODES,
        usual=next(iter(USUAL.values())),
        said={"words": "", "first": "", "last": "", "code": "", **said},
        previous=f"{base}/{listed[place - 1]}" if place else "",
        next=f"{base}/{listed[place + 1]}" if place + 1 < len(listed) else "",
        errors=errors,
        done=desk.done,
    )


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def _facts(desk: Desk, tx: Tx, item: FoiaItem) -> tuple[tuple[str, str, str], ...]:
    if item.kind is ItemKind.TEXT:
        held = transcripts.get(tx, item.ref)
        if held is None:
            return ()
        return (
            ("Whose", desk.name(tx, held.person_id), ""),
            ("What", TEXT_KINDS.get(held.kind.value, "Text"), ""),
            ("Kept", desk.when(held.kept_at), ""),
        )
    decision = uses.get(tx, item.ref)
    return () if decision is None else (("Whose", desk.name(tx, decision.person_id), ""),)


def _suggested(desk: Desk, item: FoiaItem, text: str) -> tuple[Suggested, ...]:
    """What the screen finds and nothing takes out yet."""

    def is_out(finding: Finding) -> bool:
        return any(m.start <= finding.start and finding.end <= m.end for m in item.marks)

    return tuple(
        Suggested(
            key=f"{f.start}-{f.end}",
            words=" ".join(text[f.start : f.end].split())[:120],
            title=kind_title(f.kind),
            line=_line(text, f.start),
        )
        for f in redactions.suggestions(desk.agency, text)
        if not is_out(f) and not item.withheld
    )


def mark(request: Request) -> Response:
    """Take places out: what is ticked, words as they were typed, or whole lines; or put places back."""
    desk = officer(request)
    request_id, number = request.path_params["request_id"], _number(request)
    act, code = desk.form.line("act"), desk.form.line("code")
    said = {name: desk.form.text(name) for name in ("words", "first", "last", "code")}
    with desk.read() as tx:
        item = redactions.get_item(tx, request_id, number)
    text = _text(desk, item)
    try:
        if act == "back":
            wanted = set(desk.form.all("mark"))
            back = [m for m in item.marks if f"{m.start}-{m.end}-{m.code}" in wanted]
            if not back:
                return _show(desk, {"mark": "Tick what goes back into the record."}, said)
            desk.write(
                lambda tx: redactions.mark(
                    tx, desk.agency, request_id, number, text, (), back, actor=desk.me.id, at=desk.now
                )
            )
            return desk.go(_here(request), f"{desk.count(len(back), 'place is', 'places are')} back in the record.")
        places = _places(desk, act, text)
        marks = [Mark(start=start, end=end, code=code) for start, end in places]
        desk.write(
            lambda tx: redactions.mark(tx, desk.agency, request_id, number, text, marks, actor=desk.me.id, at=desk.now)
        )
    except UsageError as fault:
        where = {"words": "words", "lines": "first"}.get(act, "ticked")
        if "exemption" in fault.message:
            where = f"code-{act}"
        return _show(desk, {where: f"{fault.message} {fault.hint}".strip()}, said)
    others = _elsewhere(desk, request_id, number, desk.form.text("words"), code) if _wants_all(desk, act) else 0
    also = f" And in {desk.count(others, 'other record')}." if _wants_all(desk, act) else ""
    return desk.go(_here(request), f"{desk.count(len(marks), 'place is', 'places are')} taken out.{also}")


def _wants_all(desk: Desk, act: str) -> bool:
    return act == "words" and desk.form.is_ticked("everywhere")


def _here(request: Request) -> str:
    return f"/foia/{request.path_params['request_id']}/records/{_number(request)}"


def _places(desk: Desk, act: str, text: str) -> Iterable[tuple[int, int]]:
    if act == "words":
        return redactions.places_of(text, desk.form.text("words"))
    if act == "lines":
        first, last = desk.form.line("first"), desk.form.line("last") or desk.form.line("first")
        if not (first.isdecimal() and last.isdecimal() and len(first + last) < 15):
            raise UsageError("Type the number of the first and of the last line.")
        return redactions.lines_of(text, int(first), int(last))
    ticked = [part.partition("-") for part in desk.form.all("place")]
    places = [(int(a), int(b)) for a, _, b in ticked if a.isdecimal() and b.isdecimal() and len(a + b) < 20]
    if not places:
        raise UsageError("Tick what is taken out.")
    return places


def _elsewhere(desk: Desk, request_id: str, number: int, words: str, code: str) -> int:
    """The same words in every other record of the request; each kept text is opened on record for it."""
    with desk.read() as tx:
        others = [item for item in db.items_of(tx, request_id) if item.number != number and not item.withheld]
    changed = 0
    for item in others:
        try:
            _, text = redactions.open_record(desk.agency, request_id, item.number, actor=desk.me.id, at=desk.now)
            marks = [Mark(start=a, end=b, code=code) for a, b in redactions.places_of(text, words)]
        except (UsageError, NotFoundError):  # not in this one, or not kept any more
            continue
        _mark_other(desk, item, text, marks, at=desk.now)
        changed += 1
    return changed


def _mark_other(desk: Desk, item: FoiaItem, text: str, marks: list[Mark], *, at: datetime) -> None:
    desk.write(
        lambda tx: redactions.mark(tx, desk.agency, item.request_id, item.number, text, marks, actor=desk.me.id, at=at)
    )


def withhold(request: Request) -> Response:
    """Withhold a whole record, or give it back."""
    desk = officer(request)
    request_id, number, code = request.path_params["request_id"], _number(request), desk.form.line("code")
    if not code and not desk.form.is_ticked("give"):
        return _show(desk, {"code-whole": "Choose the exemption for which it is withheld."}, {})
    try:
        desk.write(
            lambda tx: redactions.withhold(
                tx, request_id, number, "" if desk.form.is_ticked("give") else code, actor=desk.me.id, at=desk.now
            )
        )
    except UsageError as fault:
        return _show(desk, {"code-whole": fault.message}, {})
    done = "It is not withheld any more." if desk.form.is_ticked("give") else f"The whole record is withheld, {code}."
    return desk.go(_here(request), done)


def finish(request: Request) -> Response:
    """Everything is marked: on to the next record that is not."""
    desk = officer(request)
    request_id, number = request.path_params["request_id"], _number(request)
    with desk.read() as tx:
        item = redactions.get_item(tx, request_id, number)
    text = _text(desk, item)
    desk.write(lambda tx: redactions.finish(tx, desk.agency, request_id, number, text, actor=desk.me.id, at=desk.now))
    forget(desk)
    with desk.read() as tx:
        left = [one.number for one in db.items_of(tx, request_id) if not one.is_done]
    if left:
        after = next((n for n in left if n > number), left[0])
        return desk.go(f"/foia/{request_id}/records/{after}", f"Record {number} is marked. {len(left):,} to go.")
    return desk.go(f"/foia/{request_id}", "Every record is marked. Next: ask somebody else to look at it.")


def take_off(request: Request) -> Response:
    """Take a record off the list, with its marks."""
    desk = officer(request)
    request_id, number = request.path_params["request_id"], _number(request)
    desk.write(lambda tx: change.take_off(tx, request_id, [number], actor=desk.me.id, at=desk.now))
    forget(desk)
    return desk.go(f"/foia/{request_id}", f"Record {number} is off the list. The record itself stays where it is.")
