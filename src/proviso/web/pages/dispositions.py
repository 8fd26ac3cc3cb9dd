"""What must go: proposed, confirmed by a second person, certified (R-079)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import retention as change
from proviso.actions.roles import require_other
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import Disposition, DispositionState, Role
from proviso.policy.record_classes import Fate
from proviso.reports.dispositions import certificate, list_csv

from .. import record_words as said
from .. import stepping
from .. import words as w
from ..desk import Confirm, Desk, at_desk, typed
from ..history import Happened, happened
from .records import READERS, WHOM, holding_of, title_of

EVENTS = ("DispositionProposed", "DispositionWithdrawn", "DispositionDone", "PackageTaken")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One line of a certificate."""

    code: str
    href: str
    kind: str
    kept_on: str
    due_on: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionPage:
    """A proposal, or the certificate that became of it."""

    id: str
    title: str
    answer: str
    is_certificate: bool
    waits: bool
    facts: tuple[tuple[str, str], ...]
    items: tuple[ItemRow, ...]
    list_sha256: str
    entry: int | None
    entry_href: str
    may_confirm: bool
    confirm: str
    """The words on the button."""
    why_not: str
    may_withdraw: bool
    withdraw: str
    has_package: bool
    typed: str
    errors: dict[str, str]
    history: tuple[Happened, ...]
    done: str


def show_dispose(request: Request) -> Response:
    """Check: what would be proposed, in numbers."""
    desk = _proposer(request)
    with desk.read() as tx:
        held = holding_of(desk, tx, str(request.path_params["record_class"]))
        if not held.due or held.record_class is None:
            raise ConflictError(f"Nothing of “{title_of(held)}” is due now.", hint="Nothing was changed.")
        texts = change.due(tx, desk.agency, held.id, desk.now)
    found, count = held.record_class, len(texts)
    is_transfer = found.fate is Fate.TRANSFER
    most = change.MOST_TO_TRANSFER if is_transfer else change.MOST
    verb = "transferred to the archive, and destroyed here" if is_transfer else "destroyed"
    lines = [
        f"{w.count(min(count, most), 'text')} of “{found.title}” would be {verb}, with the keys. Nobody can undo that.",
        f"The schedule is {found.schedule}. {said.period_line(found)}",
        "Somebody else confirms: another records officer, counsel or the privacy office. Until then everything stays.",
        "The decisions and their digests stay in the ledger.",
    ]
    if count > most:
        lines.insert(1, f"{count - most:,} more come into the next certificate.")
    if held.held:
        lines.append(f"A hold stops {w.count(held.held, 'more text', 'more texts')}. They stay.")
    page = Confirm(
        answer=f"You propose that {w.count(min(count, most), 'text goes', 'texts go')}.",
        consequences=tuple(lines),
        action=f"/records/classes/{held.id}/dispose",
        hidden={},
        button="Propose it",
        back=f"/records/classes/{held.id}",
        recorded="We record who proposed it, the class and the count.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: {page.answer.rstrip('.')}")


def dispose(request: Request) -> Response:
    """Propose it."""
    desk = _proposer(request)
    name = str(request.path_params["record_class"])
    one = desk.write(lambda tx: change.propose(tx, desk.agency, name, actor=desk.me.id, at=desk.now))
    done = "Proposed. It stands on the Home of who may confirm it."
    return desk.go(f"/records/dispositions/{one.id}", done)


def _proposer(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the records officer", *change.PROPOSERS)
    return desk


def show_disposition(request: Request) -> Response:
    """A proposal or a certificate."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    return _shown(desk, request)


def _shown(desk: Desk, request: Request, errors: dict[str, str] | None = None) -> Response:
    with desk.read() as tx:
        page = _page(desk, tx, _of(tx, request), errors or {})
    title = f"{page.title}: {said.first_sentence(page.answer)}"
    return desk.page("disposition.html", page, title=title, status=422 if errors else 200)


def _of(tx: Tx, request: Request) -> Disposition:
    return change.get(tx, str(request.path_params["disposition_id"]))


def _page(desk: Desk, tx: Tx, one: Disposition, errors: dict[str, str]) -> DispositionPage:
    waits, is_mine = one.state is DispositionState.PROPOSED, one.proposed_by == desk.me.id
    is_second = waits and desk.has(*change.CONFIRMERS)
    why_not = _why_not(desk, tx, one) if is_second and not is_mine else ""
    is_done = one.state is DispositionState.DONE
    return DispositionPage(
        id=one.id,
        title=f"{'Certificate' if is_done else 'Proposal'} {w.code(one.id)}",
        answer=said.state_line(desk, tx, one),
        is_certificate=is_done,
        waits=waits,
        facts=_facts(desk, tx, one),
        items=tuple(
            ItemRow(
                code=w.code(item.transcript_id),
                href=f"/records/texts/{item.transcript_id}",
                kind=said.KINDS[item.kind],
                kept_on=desk.words.date(item.kept_on),
                due_on=desk.words.date(item.due_on),
                digest=item.digest,
            )
            for item in one.items
        ),
        list_sha256=change.list_sha256(one),
        entry=one.entry,
        entry_href=f"/ledger/entries/{one.entry}/receipt" if one.entry is not None and desk.has(Role.AUDITOR) else "",
        may_confirm=is_second and not is_mine and not why_not,
        confirm=f"{'Transfer' if one.fate == 'transfer' else 'Destroy'} {w.count(len(one.items), 'text')}",
        why_not=why_not or ("You proposed it, so somebody else confirms it." if is_second and is_mine else ""),
        may_withdraw=is_second,
        withdraw="Take the proposal back" if is_mine else "Refuse it",
        has_package=waits and one.fate == Fate.TRANSFER.value and desk.has(*change.PROPOSERS),
        typed=desk.form.text("reason") if desk.form else "",
        errors=errors,
        history=happened(desk, tx, "disposition", one.id, EVENTS),
        done=desk.done,
    )


def _why_not(desk: Desk, tx: Tx, one: Disposition) -> str:
    """Why this reader cannot confirm it now; no button leads to a refusal."""
    try:
        change.require_free(tx, desk.agency, one, desk.me.id, desk.now)
    except UsageError as fault:
        return f"{fault.message} {fault.hint}".strip()
    return ""


def _facts(desk: Desk, tx: Tx, one: Disposition) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Class", one.title),
        ("Schedule", one.schedule),
        ("Rules", one.pack),
        ("Proposed", f"{desk.name(tx, one.proposed_by)}, {desk.words.moment(one.proposed_at)}"),
    ]
    if one.confirmed_at:
        rows.append(("Confirmed", f"{desk.name(tx, one.confirmed_by)}, {desk.words.moment(one.confirmed_at)}"))
    if one.accession:
        rows.append(("In the archive as", one.accession))
    if one.package_sha256:
        rows.append(("SHA-256 of the package", one.package_sha256))
    if one.reason:
        rows.append(("Why it was taken back", one.reason))
    return tuple(rows)


def show_confirm(request: Request) -> Response:
    """Check and confirm, by the second person."""
    desk = _second(request)
    with desk.read() as tx:
        one = _waiting(tx, request)
        require_other(desk.me.id, one.proposed_by, to="confirm what you proposed")
        change.require_free(tx, desk.agency, one, desk.me.id, desk.now)
    return _confirm_page(desk, one)


def confirm(request: Request) -> Response:
    """Destroy, or transfer and destroy: in one transaction."""
    desk = _second(request)
    number = typed(desk.form, "reason")["reason"]
    with desk.read() as tx:
        one = _waiting(tx, request)
    if one.fate == Fate.TRANSFER.value and not number:
        return _confirm_page(desk, one, {"reason": "Say under which number the archive has it."})
    if not stepping.confirmed(desk):
        return stepping.ask(desk, f"/records/dispositions/{one.id}/confirm")
    done = desk.write(
        lambda tx: change.confirm(tx, desk.agency, one.id, accession=number, actor=desk.me.id, at=desk.now)
    )
    were = "is" if len(done.items) == 1 else "are"
    return desk.go(
        f"/records/dispositions/{one.id}",
        f"{w.count(len(done.items), 'text')} {were} {said.verb(done)}. This page is the certificate.",
    )


def _second(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("records officers, counsel and the privacy office", *change.CONFIRMERS)
    return desk


def _waiting(tx: Tx, request: Request) -> Disposition:
    one = _of(tx, request)
    if one.state is not DispositionState.PROPOSED:
        raise ConflictError("Somebody answered this meanwhile.", hint="Nothing was changed. Look at its page.")
    return one


def _confirm_page(desk: Desk, one: Disposition, errors: dict[str, str] | None = None) -> Response:
    is_transfer = one.fate == Fate.TRANSFER.value
    count = w.count(len(one.items), "text")
    lines = [
        f"{count} of “{one.title}” {'is' if len(one.items) == 1 else 'are'} destroyed here with the keys, at once.",
        "Nobody can bring them back from here. An earlier backup still has them until it is destroyed, too.",
        "The decisions and the digests stay in the ledger, with the hash of this list.",
    ]
    if is_transfer:
        lines.insert(0, "You say that the archive has the package and could read it.")
    page = Confirm(
        answer=f"You confirm that {count} {'is' if len(one.items) == 1 else 'are'} {said.verb(one)}.",
        consequences=tuple(lines),
        action=f"/records/dispositions/{one.id}/confirm",
        hidden={},
        button=f"{'Transfer' if is_transfer else 'Destroy'} {count}",
        back=f"/records/dispositions/{one.id}",
        recorded="We record who confirmed it, the schedule, the count and the hash of the list.",
        asks_reason="Under which number does the archive have it?" if is_transfer else "",
        typed=desk.form.text("reason") if desk.form else "",
        errors=errors or {},
    )
    title = f"Check and confirm: {page.answer.rstrip('.')}"
    return desk.page("confirm.html", page, title=title, status=422 if errors else 200)


def withdraw(request: Request) -> Response:
    """Take it back, or refuse it, with a reason."""
    desk = _second(request)
    reason = typed(desk.form, "reason")["reason"]
    if not reason:
        return _shown(desk, request, {"reason": "Say why. It stays on this page."})
    with desk.read() as tx:
        one = _waiting(tx, request)
    desk.write(lambda tx: change.withdraw(tx, one.id, reason=reason, actor=desk.me.id, at=desk.now))
    return desk.go(f"/records/dispositions/{one.id}", "Taken back. Nothing was destroyed.")


def take_package(request: Request) -> Response:
    """The package of a transfer; taking it is on record."""
    desk = _proposer(request)
    with desk.read() as tx:
        one = _of(tx, request)
    made = desk.write(lambda tx: change.take_package(tx, desk.agency, one.id, actor=desk.me.id, at=desk.now))
    return _file(made, f"transfer-{one.id}.zip", "application/zip")


def download_list(request: Request) -> Response:
    """The list of a certificate for a spreadsheet."""
    one = _certified(request)[1]
    return _file(list_csv(one), f"certificate-{one.id}.csv", "text/csv; charset=utf-8")


def download_pdf(request: Request) -> Response:
    """The certificate for print and the archive, with the list and the ledger's receipt attached."""
    desk, one = _certified(request)
    with desk.read() as tx:
        receipt = desk.agency.journal.receipt(tx, one.entry or 0).to_json()
        names = (desk.name(tx, one.proposed_by), desk.name(tx, one.confirmed_by))
        agency = agency_db.name(tx) or ""
    made = certificate(one, agency, names, change.list_text(one), receipt, desk.words.zone)
    return _file(made, f"certificate-{one.id}.pdf", "application/pdf")


def _certified(request: Request) -> tuple[Desk, Disposition]:
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    with desk.read() as tx:
        one = _of(tx, request)
    if one.state is not DispositionState.DONE:
        raise ConflictError("There is no certificate yet.", hint="It is made when a second person has confirmed.")
    return desk, one


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
