"""Records: what do we hold, what must go, and what stops it? (R-079)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import holds, reclassing, rekeying, retention, transcripts
from proviso.actions.retention import Holding
from proviso.actions.roles import get_person
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, ProvisoError
from proviso.model import Disposition, DispositionState, HoldState, LegalHold, Role, TextState, Transcript

from .. import record_words as said
from .. import words as w
from ..access import log_list, log_view
from ..desk import Desk, Pages, at_desk
from ..history import Happened, happened
from ..kinds import first_upper

READERS = (Role.RECORDS, Role.COUNSEL, Role.PRIVACY, Role.AUDITOR)
WHOM = "the records officer, counsel, the privacy office and auditors"
TEXT_EVENTS = ("TranscriptKept", "TranscriptRead", "TranscriptReclassed", "TranscriptDestroyed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One class of the schedule, with what is here of it."""

    href: str
    title: str
    schedule: str
    period: str
    kept: int
    due: int
    held: int
    proposed: int
    ended: int
    next_due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A hold, a proposal or a certificate in a list."""

    href: str
    label: str
    line: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsPage:
    """The whole of it on one page."""

    answer: str
    due_href: str
    """The first class with something that must go; empty when nothing must."""
    classes: tuple[ClassRow, ...]
    is_empty: bool
    holds: tuple[Line, ...]
    released: tuple[Line, ...]
    waiting: tuple[Line, ...]
    certificates: tuple[Line, ...]
    key_line: str
    key_is_lost: bool
    may_hold: bool
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One kept text, without its words."""

    id: str
    code: str
    kind: str
    person: str
    kept_on: str
    due: str
    hold: str
    hold_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPage:
    """One class: its rule, its texts, and the one act."""

    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[TextRow, ...]
    pages: Pages
    dispose: str
    button: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """One kept text: what is known of it, what stops its end, and who opened it."""

    title: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Line, ...]
    history: tuple[Happened, ...]
    change_href: str = ""
    done: str = ""


def show_records(request: Request) -> Response:
    """What is held by class, holds, what waits, and the certificates."""
    desk = _desk(request)
    with desk.read() as tx:
        page = records_page(desk, tx)
    return desk.page("records.html", page, title=f"Records: {said.first_sentence(page.answer)}")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    return desk


def records_page(desk: Desk, tx: Tx) -> RecordsPage:
    """The page; its first sentence is the answer."""
    found, every = retention.holdings(tx, desk.agency, desk.now), db.all_holds(tx)
    key_line, is_lost = _key(desk, tx)
    standing = [hold for hold in every if hold.state is HoldState.HOLDS]
    return RecordsPage(
        answer=_answer(desk, found),
        due_href=next((_class_href(held) for held in found if held.due), ""),
        classes=tuple(_class_row(desk, held) for held in found),
        is_empty=not any(held.kept or held.ended for held in found),
        holds=tuple(_hold(desk, tx, hold) for hold in standing),
        released=tuple(_hold(desk, tx, hold) for hold in every if hold.state is HoldState.RELEASED),
        waiting=tuple(_disposition(desk, tx, one) for one in db.listed(tx, DispositionState.PROPOSED)),
        certificates=tuple(_disposition(desk, tx, one) for one in db.listed(tx, DispositionState.DONE)),
        key_line=key_line,
        key_is_lost=is_lost,
        may_hold=desk.has(*holds.SETTERS),
        done=desk.done,
    )


def _answer(desk: Desk, found: tuple[Holding, ...]) -> str:
    due, held = sum(h.due for h in found), sum(h.held for h in found)
    waits = sum(h.proposed for h in found)
    parts = []
    if due:
        parts.append(f"{w.count(due, 'text is past its', 'texts are past their')} last day and must go.")
    if waits:
        parts.append(f"{w.count(waits, 'text waits', 'texts wait')} for a second person.")
    if held:
        parts.append(f"A hold stops {w.count(held, 'text')} that would be due.")
    if parts:
        return " ".join(parts)
    days = [h.next_due for h in found if h.next_due]
    if days:
        return f"Nothing is due before {desk.words.date(min(days))}."
    return "Nothing is due." if any(h.kept for h in found) else "No text is kept now."


def _class_row(desk: Desk, held: Holding) -> ClassRow:
    return ClassRow(
        href=_class_href(held),
        title=title_of(held),
        schedule=held.record_class.schedule if held.record_class else "none",
        period=said.period_line(held.record_class),
        kept=held.kept,
        due=held.due,
        held=held.held,
        proposed=held.proposed,
        ended=held.ended,
        next_due=desk.words.date(held.next_due) if held.next_due else "",
    )


def _class_href(held: Holding) -> str:
    return f"/records/classes/{held.id or said.UNCLASSED}"


def title_of(held: Holding) -> str:
    """The name of a class; of one that no rules know any more, its id."""
    return held.record_class.title if held.record_class else held.id or said.NO_CLASS


def _href(hold: LegalHold) -> str:
    """The page of a hold; a request for records holds what is on its list by itself."""
    return f"/foia/{hold.id}" if hold.transcript_id else f"/records/holds/{hold.id}"


def _hold(desk: Desk, tx: Tx, hold: LegalHold) -> Line:
    return Line(
        href=_href(hold),
        label=hold.matter,
        line=said.scope_line(desk, tx, hold),
        more=said.hold_line(desk, tx, hold),
    )


def _disposition(desk: Desk, tx: Tx, one: Disposition) -> Line:
    return Line(
        href=f"/records/dispositions/{one.id}",
        label=f"{w.code(one.id)}: {one.title}",
        line=said.state_line(desk, tx, one),
    )


def _key(desk: Desk, tx: Tx) -> tuple[str, bool]:
    """Whether what is sealed can be opened; a key that cannot be reached is said here, and breaks nothing."""
    try:
        found = rekeying.locked_away(tx, desk.agency)
    except ProvisoError as fault:
        return f"{fault.message} {fault.hint}", True
    if found.lost:
        lost = "; ".join(f"{name}: {count:,}" for name, count in found.lost)
        return (
            f"The master key of some sealed texts is not here, so nobody can open them ({lost}). An administrator puts "
            "it back from a backup. Nothing else is lost: decisions, people and the ledger stand without it.",
            True,
        )
    if not found.opens + found.earlier:
        return "Nothing is sealed now.", False
    source = {"file": "a key file", "environment": "the settings of this machine", "command": "your key service"}
    earlier = f" {found.earlier:,} wait to be wrapped anew." if found.earlier else ""
    items = w.count(found.opens + found.earlier, "sealed item")
    return f"The master key comes from {source[found.source]} and opens all of it: {items}.{earlier}", False


def show_class(request: Request) -> Response:
    """One class and its texts: who, when, until when; never the words."""
    desk = _desk(request)
    name = str(request.path_params["record_class"])
    with desk.read() as tx:
        page = _class_page(desk, tx, "" if name == said.UNCLASSED else name)
    if page.rows:
        log_list(desk, f"records/classes/{name}")
    return desk.page("records_class.html", page, title=f"{page.title}: {said.first_sentence(page.answer)}")


def holding_of(desk: Desk, tx: Tx, name: str) -> Holding:
    """What is held of one class, or the words that there is none."""
    held = next((h for h in retention.holdings(tx, desk.agency, desk.now) if h.id == name), None)
    if held is None:
        raise NotFoundError(f"The rules have no class of records {name[:40]!r}.", hint="See Records.")
    return held


def _class_page(desk: Desk, tx: Tx, name: str) -> ClassPage:
    held = holding_of(desk, tx, name)
    texts, stops = db.kept(tx, name), db.standing_holds(tx)
    pages = desk.pages(f"/records/classes/{name or said.UNCLASSED}", len(texts))
    found = held.record_class
    verb = "transfer" if found is not None and found.fate.value == "transfer" else "destroy"
    may = held.due > 0 and desk.has(*retention.PROPOSERS)
    return ClassPage(
        title=title_of(held),
        answer=_class_answer(desk, held),
        facts=(
            ("Schedule", found.schedule if found else "none"),
            ("How long", said.period_line(found)),
            ("Kept now", f"{held.kept:,}"),
            ("Destroyed or transferred so far", f"{held.ended:,}"),
        ),
        rows=tuple(_text_row(desk, tx, t, stops) for t in texts[pages.offset : pages.offset + pages.size]),
        pages=pages,
        dispose=f"/records/classes/{name}/dispose" if may else "",
        button=f"Propose to {verb} {w.count(held.due, 'text')}",
        done=desk.done,
    )


def _class_answer(desk: Desk, held: Holding) -> str:
    if held.due:
        stopped = f" A hold stops {w.count(held.held, 'more', 'more')}." if held.held else ""
        return f"{w.count(held.due, 'text is past its', 'texts are past their')} last day and must go.{stopped}"
    if held.held:
        return f"A hold stops {w.count(held.held, 'text')} that would be due."
    if held.proposed:
        return f"{w.count(held.proposed, 'text waits', 'texts wait')} for a second person."
    if held.next_due:
        return f"Nothing is due before {desk.words.date(held.next_due)}."
    return "Nothing is due." if held.kept else "No text of this class is kept now."


def _text_row(desk: Desk, tx: Tx, held: Transcript, stops: list[LegalHold]) -> TextRow:
    stop = retention.stopping(held, stops)
    return TextRow(
        id=held.id,
        code=w.code(held.id),
        kind=said.KINDS[held.kind],
        person=desk.name(tx, held.person_id) if held.person_id else "Not shown",
        kept_on=desk.words.date(held.kept_on),
        due=said.due_line(desk, held),
        hold=stop.matter if stop else "",
        hold_href=_href(stop) if stop else "",
    )


def show_text(request: Request) -> Response:
    """What is known of one kept text, besides its words."""
    desk = _desk(request)
    with desk.read() as tx:
        held = transcripts.get(tx, str(request.path_params["transcript_id"]))
        page = _text_page(desk, tx, held)
        owner = get_person(tx, held.person_id) if held.person_id else None
    if owner is not None:
        log_view(desk, owner, f"records/texts/{held.id}")
    return desk.page("records_text.html", page, title=f"{page.title}: {said.first_sentence(page.answer)}")


def _text_page(desk: Desk, tx: Tx, held: Transcript) -> TextPage:
    stops = [hold for hold in db.standing_holds(tx) if hold.covers(held)]
    found = desk.pack.record_class(held.record_class) if held.record_class else None
    facts = (
        ("Kind", said.KINDS[held.kind]),
        ("Whose", desk.name(tx, held.person_id) if held.person_id else "Not shown"),
        ("Class", found.title if found else held.record_class or said.NO_CLASS),
        ("Kept", f"{first_upper(desk.when(held.kept_at))}, by {desk.name(tx, held.kept_by)}"),
        ("Length", w.count(held.chars, "character")),
        ("Tool", desk.tool(tx, held.tool_id) if held.tool_id else ""),
        ("Purpose", desk.purpose(held.purpose) if held.purpose else ""),
        ("Decision", w.code(held.decision_id) if held.decision_id else ""),
        ("Review or incident", held.case_id),
        ("Keyed digest, as in the ledger", held.digest),
    )
    links = [_hold(desk, tx, hold) for hold in stops]
    if held.disposition_id:
        links.append(_disposition(desk, tx, retention.get(tx, held.disposition_id)))
    return TextPage(
        title=f"Kept text {w.code(held.id)}",
        answer=f"{said.due_line(desk, held)}.{' A hold stops its end.' if stops else ''}",
        facts=tuple(fact for fact in facts if fact[1]),
        links=tuple(links),
        history=happened(desk, tx, "transcript", held.id, TEXT_EVENTS),
        change_href=f"/records/texts/{held.id}/class" if _may_change(desk, held) else "",
        done=desk.done,
    )


def _may_change(desk: Desk, held: Transcript) -> bool:
    return held.state is TextState.KEPT and held.person_id != desk.me.id and desk.has(*reclassing.WHO)
