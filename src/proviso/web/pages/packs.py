"""Packs: which rules are in force, how is each one kept, and are they sound? (139-07.9.a)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import packs as change_packs
from proviso.db import packs, people, proposals
from proviso.db.store import Tx
from proviso.errors import PackError
from proviso.model import PackProposal, ProposalState, Role
from proviso.policy import Clause, Enforcement, Pack

from ..desk import Confirm, Desk, TaskRow, at_desk
from ..history import Happened
from ..stepping import ask, confirmed
from .rules import KEPT

READERS = (Role.CIO, Role.CIO_OFFICE, Role.ADMIN, Role.AUDITOR, Role.COMPONENT_CIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause: its words, and how it is kept."""

    id: str
    href: str
    plain: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """One pack: counts, the result of its check, and its clauses."""

    number: int
    ref: str
    """What the printed document is asked for by: with the agency's rules, where it adds to them."""
    title: str
    counts: str
    check: str
    faults: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    may_end: bool
    table_title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksPage:
    """What is in force today, and what was."""

    answer: str
    packs: tuple[PackView, ...]
    proposals: tuple[TaskRow, ...]
    """Packs that wait for a second person, or for their day."""
    may_propose: bool
    history: tuple[Happened, ...]
    done: str


def list_packs(request: Request) -> Response:
    """The packs in force, with the check of each."""
    desk = at_desk(request)
    desk.only("the CIO, the CIO’s office, component CIOs, administrators and auditors", *READERS)
    with desk.read() as tx:
        page = packs_page(desk, tx)
    return desk.page("packs.html", page, title="Rules in force")


def packs_page(desk: Desk, tx: Tx) -> PacksPage:
    """The agency's pack, and each component's additions, as they count at this moment."""
    held = in_force(desk, tx)
    if held:
        answer = f"{held[0].title}, revision {held[0].revision}, is in force."
        if len(held) > 1:
            answer += f" {desk.count(len(held) - 1, 'component adds', 'components add')} rules to it."
    else:
        answer = "No rules are in force, so every use is denied."
    views = tuple(_view(desk, tx, pack, number) for number, pack in enumerate(held, start=1))
    return PacksPage(
        answer=answer,
        packs=views,
        proposals=tuple(_proposal(desk, tx, p) for p in proposals.every(tx) if _is_open(desk, p)),
        may_propose=desk.has(Role.CIO, Role.CIO_OFFICE),
        history=_history(desk, tx),
        done=desk.done,
    )


def _is_open(desk: Desk, proposal: PackProposal) -> bool:
    """Whether it waits for a second person, or for the moment from which it holds."""
    if proposal.state is ProposalState.CONFIRMED:
        return proposal.starts_at > desk.now
    return proposal.state is ProposalState.WAITING


def _proposal(desk: Desk, tx: Tx, proposal: PackProposal) -> TaskRow:
    waits = proposal.state is ProposalState.WAITING
    is_mine = proposal.proposed_by == desk.me.id
    by = f"{desk.name(tx, proposal.proposed_by)} proposed it {desk.words.near(proposal.proposed_at)}."
    needs = waits and not is_mine and desk.has(Role.CIO, Role.CIO_OFFICE)
    status = "Waits for a second person" if waits else f"Begins {desk.words.near(proposal.starts_at)}"
    return TaskRow(
        href=f"/packs/proposals/{proposal.id}",
        label=f"{proposal.title}, {proposal.ref}",
        line=by,
        status=status,
        needs_you=needs,
    )


def in_force(desk: Desk, tx: Tx) -> list[Pack]:
    """The packs whose period has begun and not ended, the agency's own first."""
    return [
        desk.agency.packs.single(p.ref) if p.component else desk.agency.packs.by_ref(p.ref)
        for p in packs.running(tx, desk.now)
    ]


def _view(desk: Desk, tx: Tx, pack: Pack, number: int) -> PackView:
    total = len(pack.clauses)
    kept = Counter(clause.enforcement for clause in pack.clauses)
    counts = (
        f"{desk.count(total, 'rule')}: {kept[Enforcement.ENFORCED]:,} checked at each use, "
        f"{kept[Enforcement.RECORD]:,} kept as a record, {kept[Enforcement.INFORMATION]:,} with nothing to check, "
        f"{kept[Enforcement.NOT_YET]:,} not enforced yet."
    )
    result, faults = soundness(desk, tx, pack)
    return PackView(
        number=number,
        ref=pack.ref,
        title=pack.title,
        counts=counts,
        check=result,
        faults=faults,
        facts=_facts(desk, pack),
        may_end=desk.has(Role.CIO) and not pack.component,
        table_title="How each rule is kept",
        rows=tuple(_row(clause) for clause in pack.clauses),
    )


def soundness(desk: Desk, tx: Tx, pack: Pack) -> tuple[str, tuple[str, ...]]:
    """Read the pack's files again: do they load, and are they the ones that were put in force?"""
    try:
        read = desk.agency.packs.read_again(pack)
    except PackError as fault:
        return "The check found a fault in the files of these rules:", (fault.message,)
    signed = next((p.sha256 for p in packs.running(tx, desk.now) if p.ref == pack.ref), "")
    if read.sha256 != signed:
        return "The files of these rules are not the ones that were put in force.", (
            "Uses are judged by the rules as they were read at the start of this service.",
        )
    return "The check found no fault: the files load, and they are the ones that were put in force.", ()


def _facts(desk: Desk, pack: Pack) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Authority", pack.authority),
        ("Id and revision", pack.ref),
        ("Effective", desk.words.date(pack.effective)),
    ]
    if pack.ends:
        facts.append(("Ends", desk.words.date(pack.ends)))
    if pack.component:
        facts.append(("Holds for", pack.component))
    facts.append(("Fingerprint", pack.sha256))
    return tuple(facts)


def _row(clause: Clause) -> Row:
    needs = f" It needs: {clause.needs}" if clause.needs else ""
    kept = KEPT[clause.enforcement] + needs
    return Row(id=clause.id, href=f"/rules/{clause.id}", plain=clause.title, kept=kept)


def _history(desk: Desk, tx: Tx) -> tuple[Happened, ...]:
    lines = []
    for period in packs.history(tx):
        where = f" in {period.component}" if period.component else ""
        if period.ended_at == period.started_at:
            continue  # taken back before it held
        ended = (
            f" until {desk.when(period.ended_at)}, because {period.reason}" if period.ended_at else ", still in force"
        )
        if period.started_at > desk.now:
            lines.append(_line(desk, period.started_at, f"{period.ref} comes into force{where}."))
            continue
        lines.append(_line(desk, period.started_at, f"{period.ref} came into force{where}{ended}."))
    return tuple(lines)


def _line(desk: Desk, at: datetime, what: str) -> Happened:
    return Happened(when=desk.when(at), stamp=desk.stamp(at), what=what)


def end_form(request: Request) -> Response:
    """First step: the consequence in numbers, and the reason that people will read."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    with desk.read() as tx:
        page = _end_page(desk, tx)
    return desk.page("confirm.html", page, title="End the rules")


def _end_page(desk: Desk, tx: Tx, errors: dict[str, str] | None = None) -> Confirm:
    active = sum(p.is_active for p in people.everyone(tx, limit=1_000_000))
    held = in_force(desk, tx)
    return Confirm(
        answer=f"{desk.count(active, 'person loses', 'people lose')} every AI tool when these rules end.",
        consequences=(
            f"The rules: {held[0].title if held else 'none are in force'}.",
            "Every use is denied until other rules are in force. Answers that are being written stop.",
            "Past uses stay judged by the rules of their day. Reporting a spill stays open.",
        ),
        action="/packs/end/check",
        hidden={},
        button="Check the end of these rules",
        back="/packs",
        recorded="Nothing is recorded yet. The next page asks you to confirm.",
        asks_reason="Reason; it follows the word “because”",
        errors=errors or {},
    )


def check_end(request: Request) -> Response:
    """Second step: the reason, read once more."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    reason = desk.form.line("reason").rstrip(".")
    with desk.read() as tx:
        page = _end_page(desk, tx, {} if reason else {"reason": "Give a reason. People will read it."})
    if not reason:
        return desk.page("confirm.html", page, title="End the rules", status=422)
    confirmed = Confirm(
        answer=page.answer,
        consequences=(*page.consequences, f"People read: “These rules ended, because {reason}.”"),
        action="/packs/end",
        hidden={"reason": reason},
        button="End these rules now",
        back="/packs",
        recorded="We record who ended them, when, and the reason.",
    )
    return desk.page("confirm.html", confirmed, title="Check and confirm: end the rules")


def end(request: Request) -> Response:
    """End the pack in force (139-07.9.a): the next use is denied."""
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    reason = desk.form.line("reason")
    if not confirmed(desk):
        return ask(desk, "/packs/end")
    ended = desk.write(lambda tx: change_packs.end(tx, reason, actor=desk.me.id, at=desk.now))
    said = f"Ended: {desk.names(ended)}. Every use is denied until other rules are in force."
    return desk.go("/packs", said if ended else "Nothing changed: no rules were in force.")
