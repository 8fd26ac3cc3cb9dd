"""Putting other rules in force: check, what gets looser and tighter, and a second person (139-07.9.a)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import packs as change_packs
from proviso.db import packs as packs_db
from proviso.db import people, proposals
from proviso.db.store import Tx
from proviso.decision.explaining import say_fact, say_value
from proviso.errors import NotFoundError, PackError
from proviso.model import FactValue, PackProposal, ProposalState, Role
from proviso.policy import Pack, combine, load
from proviso.policy.check import check
from proviso.policy.diff import Difference, diff
from proviso.policy.texts import Texts
from proviso.reports.policy_document import PolicyDocument, document_of
from proviso.reports.previews import Preview, previews

from ..desk import Confirm, Desk, at_desk
from ..previewing import people_words
from ..session import session
from ..stepping import ask, confirmed
from .pack_files import HELD, ROLES, WHOM, Draft

MOST_REPORTS = 8
_reports: OrderedDict[tuple[str, str], Difference] = OrderedDict()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """What changes from the rules in force to these, and the next act."""

    title: str
    answer: str
    check: str
    report: str
    looser: tuple[str, ...]
    tighter: tuple[str, ...]
    other: tuple[str, ...]
    replay: str
    is_counting: bool
    misfits: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    act: str
    """`propose`, `confirm`, or empty when the reader can do nothing."""
    action: str
    why_not: str
    withdraw: str
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """The policy as a document."""

    name: str
    document: PolicyDocument


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *ROLES)
    return desk


def show_report(request: Request) -> Response:
    """What gets looser and what tighter, before anything is proposed."""
    desk = _desk(request)
    draft = _draft(request)
    pack = load(Texts("your files", draft.files))
    with desk.read() as tx:
        page = _report(desk, tx, pack, draft.starts_at or desk.now, draft.why)
    page = replace(page, act="propose", action="/packs/new/propose")
    return desk.page("pack_report.html", page, title=f"{page.title}: what changes")


def _draft(request: Request) -> Draft:
    draft = session(request).data.get(HELD)
    if not isinstance(draft, Draft):
        raise NotFoundError("No pack waits to be proposed.", hint="Rules in force › Propose other rules.")
    return draft


def propose(request: Request) -> Response:
    """Ask a second person."""
    desk = _desk(request)
    draft = _draft(request)
    if not confirmed(desk):
        return ask(desk, "/packs/new/report")
    pack = load(Texts("your files", draft.files))
    starts_at = max(draft.starts_at or desk.now, desk.now)
    made = desk.write(lambda tx: change_packs.propose(tx, pack, starts_at, draft.why, actor=desk.me.id, at=desk.now))
    session(request).data.pop(HELD, None)
    return desk.go(f"/packs/proposals/{made.id}", "Proposed. Nothing changes until a second person confirms.")


def show_proposal(request: Request) -> Response:
    """One proposal, with the same report for the second person."""
    desk = at_desk(request)
    desk.only("the CIO, the CIO’s office and auditors", *ROLES, Role.AUDITOR)
    with desk.read() as tx:
        page = _proposal_page(desk, tx, _proposal(request, tx))
    return desk.page("pack_report.html", page, title=f"{page.title}: proposed")


def _proposal(request: Request, tx: Tx) -> PackProposal:
    found = proposals.get(tx, request.path_params["proposal_id"])
    if found is None:
        raise NotFoundError("There is no such proposal.", hint="Rules in force lists what waits.")
    return found


def _proposal_page(desk: Desk, tx: Tx, proposal: PackProposal) -> ReportPage:
    pack = load(Texts(proposal.ref, proposal.files))
    page = _report(desk, tx, pack, proposal.starts_at, proposal.why, desk.name(tx, proposal.proposed_by))
    at = f"/packs/proposals/{proposal.id}"
    if proposal.state is ProposalState.WAITING:
        is_mine = proposal.proposed_by == desk.me.id
        return replace(
            page,
            act="confirm" if not is_mine and desk.has(*ROLES) else "",
            action=f"{at}/confirm",
            why_not="You proposed it. A second person confirms it, and one of the two is the CIO." if is_mine else "",
            withdraw=f"{at}/withdraw" if desk.has(*ROLES) else "",
            done=desk.done,
        )
    by = desk.name(tx, proposal.decided_by)
    if proposal.state is ProposalState.WITHDRAWN:
        return replace(page, answer=f"{by} took this back, because {proposal.reason.rstrip('.')}.", done=desk.done)
    is_live = proposal.starts_at <= desk.now
    said = f"{by} confirmed it. {'In force since' if is_live else 'It begins'} {desk.when(proposal.starts_at)}."
    can = not is_live and desk.has(*ROLES)
    return replace(page, answer=said, withdraw=f"{at}/withdraw" if can else "", done=desk.done)


def _report(desk: Desk, tx: Tx, pack: Pack, starts_at: datetime, why: str, by: str = "") -> ReportPage:
    base = _in_force(desk, tx)
    found = _difference(base, pack) if base is not None else None
    active = sum(p.is_active for p in people.everyone(tx, limit=1_000_000))
    replayed = previews.among(desk.agency.store, pack.sha256, "", _under(desk, tx, pack), frozenset(), desk.now)
    start = desk.when(starts_at) if starts_at > desk.now else "as soon as a second person confirms"
    facts = [("Id and revision", pack.ref), ("Begins", start), ("Why", why), ("Fingerprint", pack.sha256)]
    return ReportPage(
        title=pack.title,
        answer=f"{desk.count(active, 'person', 'people')} would work under {pack.ref}.",
        check=check(Texts(pack.id, pack.files)).sentence,
        report=found.sentence if found else "No rules are in force now, so everything that these allow is new.",
        looser=found.looser if found else (),
        tighter=found.tighter if found else (),
        other=found.other if found else (),
        replay=_replay_words(desk, replayed),
        is_counting=not replayed.is_done and not replayed.fault,
        misfits=_misfits(desk, tx, pack),
        facts=tuple([("Proposed by", by), *facts] if by else facts),
        act="",
        action="",
        why_not="",
        withdraw="",
    )


def _in_force(desk: Desk, tx: Tx) -> Pack | None:
    ref = packs_db.in_force(tx, desk.now)
    return None if ref is None else desk.agency.packs.by_ref(ref)


def _difference(before: Pack, after: Pack) -> Difference:
    """Both packs are asked about a thousand questions; the same two are not asked twice."""
    key = before.sha256, after.sha256
    if key not in _reports:
        _reports[key] = diff(before, after, say=_in_words)
        while len(_reports) > MOST_REPORTS:
            _reports.popitem(last=False)
    return _reports[key]


def _in_words(name: str, value: FactValue) -> str:
    """A fact and its value as the page "Why?" says them."""
    words = say_fact(name)
    return f"{words} ({say_value(name, value)})"


def _under(desk: Desk, tx: Tx, pack: Pack) -> Callable[[str], Pack | None]:
    """What would hold in a component: this pack with its local rules, or nothing where they do not fit."""
    local = [(p.component, p.ref) for p in packs_db.running(tx, desk.now) if p.component]

    def under(component: str) -> Pack | None:
        both = pack
        for theirs, ref in local:
            if theirs == component:
                try:
                    both = combine(both, desk.agency.packs.single(ref))
                except PackError:
                    return None
        return both

    return under


def _replay_words(desk: Desk, found: Preview) -> str:
    if found.fault:
        return "A part of Proviso broke, so past uses were not counted. Load the page again."
    if not found.is_done:
        return f"Counting past uses: {found.looked:,} of {found.total:,} entries so far. You can leave; it goes on."
    closed = desk.count(found.count(), "use")
    return (
        f"In the last 30 days: {found.opened:,} of {desk.count(found.uses, 'use')} would have been allowed that were "
        f"stopped, and {closed} of {people_words(desk, found.people())} stopped that were allowed."
    )


def _misfits(desk: Desk, tx: Tx, pack: Pack) -> tuple[str, ...]:
    """Local rules that would not fit: there, nothing would be open."""
    said = []
    for period in packs_db.running(tx, desk.now):
        if period.component is None:
            continue
        try:
            combine(pack, desk.agency.packs.single(period.ref))
        except PackError:
            said.append(
                f"The local rules {period.ref} of {period.component} do not fit. Every use there is denied until its "
                "CIO changes or ends them."
            )
    return tuple(said)


def confirm(request: Request) -> Response:
    """The second person puts the pack in force."""
    desk = _desk(request)
    with desk.read() as tx:
        proposal = _proposal(request, tx)
    if not confirmed(desk):
        return ask(desk, f"/packs/proposals/{proposal.id}")
    pack = load(Texts(proposal.ref, proposal.files))
    done = desk.write(lambda tx: change_packs.confirm(tx, proposal.id, pack, actor=desk.me.id, at=desk.now))
    is_now = done.starts_at <= desk.now
    said = "In force: the next use is judged by these rules." if is_now else "Confirmed. It goes live by itself."
    return desk.go(f"/packs/proposals/{proposal.id}", said)


def show_withdraw(request: Request) -> Response:
    """The reason, before a proposal is taken back or refused."""
    desk = _desk(request)
    with desk.read() as tx:
        page = _withdraw_page(_proposal(request, tx))
    return desk.page("confirm.html", page, title="Take back a proposal")


def _withdraw_page(proposal: PackProposal, errors: dict[str, str] | None = None, said: str = "") -> Confirm:
    return Confirm(
        answer=f"{proposal.ref} is taken back and does not begin.",
        consequences=("The rules in force stay as they are.", "The proposal and your reason stay on record."),
        action=f"/packs/proposals/{proposal.id}/withdraw",
        hidden={},
        button="Take this proposal back",
        back=f"/packs/proposals/{proposal.id}",
        recorded="We record who took it back, when, and the reason.",
        asks_reason="Reason; it follows the word “because”",
        typed=said,
        errors=errors or {},
    )


def withdraw(request: Request) -> Response:
    """Take a proposal back, or refuse it."""
    desk = _desk(request)
    reason = desk.form.line("reason").rstrip(".")
    with desk.read() as tx:
        proposal = _proposal(request, tx)
    if not reason or len(reason) > change_packs.LONGEST_REASON:
        page = _withdraw_page(proposal, {"reason": "Give a short reason. People will read it."}, reason)
        return desk.page("confirm.html", page, title="Take back a proposal", status=422)
    desk.write(lambda tx: change_packs.withdraw(tx, proposal.id, reason, actor=desk.me.id, at=desk.now))
    return desk.go(f"/packs/proposals/{proposal.id}", "Taken back. The rules in force stay.")


def print_document(request: Request) -> Response:
    """The policy as a document, from the pack that decides; everybody may read it."""
    desk = at_desk(request, public=True)
    asked = desk.asked("ref")
    pack = desk.pack
    if asked:
        with desk.read() as tx:
            known = {p.ref for p in packs_db.history(tx)}
            base = packs_db.in_force(tx, desk.now) or ""
        if asked not in known:
            raise NotFoundError("No rules of this name were ever in force.", hint="Rules in force lists them.")
        found = desk.agency.packs.single(asked)
        pack = desk.agency.packs.by_ref(f"{base}+{asked}" if found.extends and base else asked)
    page = DocumentPage(name=asked or pack.ref.partition("@")[0], document=document_of(pack))
    return desk.page("policy_document.html", page, title=f"{pack.title}: the document")
