"""Is this the approved text? A file or pasted words against the ledger; nothing of them is kept (139-07.4, R-073)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as reviews
from proviso.actions.signing import signer_of
from proviso.db import expert_reviews, signatures
from proviso.db.store import Tx
from proviso.errors import LedgerError, UsageError
from proviso.model import OfficialForm, Role
from proviso.reports.brought import LARGEST, Brought, read_brought
from proviso.reports.provenance import Outcome, Provenance, check_file, look_up, sentence, with_record

from .. import words as w
from ..desk import Desk, at_desk
from ..expert_words import OFFICES

TITLE = "Is this the approved text?"
SAYS = {
    Outcome.APPROVED: "The words are the ones that the experts approved.",
    Outcome.WORDS: "Somebody saved it anew, or changed how it looks. For a file that proves itself, take it out again.",
    Outcome.TAKEN_BACK: "Do not use it. Its review says what happened.",
    Outcome.DIFFERS: "Words were changed, added or taken out since the approval, so this is not the approved text.",
    Outcome.BROKEN: "It was changed, or another agency’s key signed it. Do not rely on what it says.",
    Outcome.UNKNOWN: "No approved text has these words. Each word and sign counts; line ends and bold do not.",
}
NEXT = {
    Outcome.UNKNOWN: ("/official", "Ask for a review"),
    Outcome.DIFFERS: ("/official", "Ask for a review of the changed text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenancePage:
    """The question, and the answer once something was brought."""

    typed: str = field(default="", repr=False)
    answer: str = ""
    says: str = ""
    is_good: bool = False
    checks: tuple[tuple[str, bool], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    review: str = ""
    """Address of the review, for whom it is for."""
    next: tuple[str, str] = ("", "")
    max_mib: int = LARGEST >> 20
    errors: Mapping[str, str] = field(default_factory=dict)


def show_provenance(request: Request) -> Response:
    """The empty form."""
    return at_desk(request).page("provenance.html", ProvenancePage(), title=TITLE)


def post_provenance(request: Request) -> Response:
    """Look at what was brought; it goes back in this reply only."""
    desk = at_desk(request)
    typed, files = desk.form.text("text"), desk.form.files("file")
    if not files and not typed.strip():
        return _to_fix(desk, typed, "text", "Add a file, or paste the text.")
    try:
        brought = read_brought(files[0].content) if files else Brought(form=OfficialForm.COPY, seen=typed)
        found = _looked_at(desk, brought)
    except (UsageError, LedgerError) as fault:
        return _to_fix(desk, typed, "file" if files else "text", f"{fault.message} {fault.hint or ''}".strip())
    page = _answered(desk, found, typed)
    return desk.page("provenance.html", page, title=f"{page.answer.rstrip('.')} – {TITLE}")


def _to_fix(desk: Desk, typed: str, name: str, says: str) -> Response:
    page = ProvenancePage(typed=typed, errors={name: says})
    return desk.page("provenance.html", page, title=TITLE, status=422)


def _looked_at(desk: Desk, brought: Brought) -> Provenance:
    with desk.read() as tx:
        if not brought.manifest:
            return look_up(tx, brought.seen, desk.agency.settings.zone)
        key = signer_of(tx, desk.agency).public if signatures.has_keys(tx) else {}
        return with_record(tx, check_file(brought, key=key, vkey=desk.agency.journal.vkey))


def _answered(desk: Desk, found: Provenance, typed: str) -> ProvenancePage:
    with desk.read() as tx:
        return ProvenancePage(
            typed=typed,
            answer=sentence(found),
            says=SAYS[found.outcome],
            is_good=found.is_good,
            checks=found.checks,
            facts=tuple(_facts(desk, found)),
            review=_review(desk, tx, found.facts.get("review", "")),
            next=NEXT.get(found.outcome, ("", "")),
        )


def _facts(desk: Desk, found: Provenance) -> list[tuple[str, str]]:
    said = found.facts
    at = said.get("approved_at", "")
    rows = [
        ("Title", said.get("title", "")),
        ("Agency", said.get("agency", "")),
        ("Note", said.get("note", "")),
        ("Tool", said.get("tools", "")),
        ("Approved", desk.when(datetime.fromisoformat(at)) if at else ""),
        ("Receipt", w.code(said["receipt"]) if said.get("receipt") else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _review(desk: Desk, tx: Tx, review_id: str) -> str:
    review = expert_reviews.get(tx, review_id) if review_id else None
    if review is None or not (desk.has(*OFFICES, Role.AUDITOR) or desk.me.id in reviews.readers(review)):
        return ""
    return f"/expert-reviews/{review.id}"
