"""An approved text leaves as official, with a note and a signed statement of where it came from (139-07.4, R-073).

The statement names what C2PA names for pictures: which tool made the words, which person changed them, the hash of
them. The agency's key signs it (ADR 20), and the approval's entry of the ledger stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import msgspec

from proviso.db import agency as agency_db
from proviso.db import entries, people, signatures, tools
from proviso.db import transcripts as transcripts_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, LedgerError, NotAllowedError
from proviso.identity.signatures import FILE, PROVENANCE
from proviso.journal import record
from proviso.ledger import canonical
from proviso.model import ExpertReview, ExpertState, OfficialForm, OfficialText, fingerprint
from proviso.model.official import note_words
from proviso.model.official_events import OfficialTextExported
from proviso.policy.words import say_day

from . import expert_reviews
from .agency import Agency
from .roles import require_active
from .signing import signer_of
from .transcripts import open_text

MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CHANGED = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
WRITTEN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
"""IPTC's words, which C2PA uses: by a tool, by a tool and a person, by a person."""
WHY = "official use of the approved text"


def export(tx: Tx, agency: Agency, review_id: str, form: OfficialForm, *, actor: str, at: datetime) -> OfficialText:
    """Take an approved text out. INVARIANT: no other function gives a text the note of a review.

    The words are those that the ledger says were approved, or nothing leaves.
    """
    require_active(tx, actor, to="take this text out")
    review = expert_reviews.get(tx, review_id)
    if actor not in expert_reviews.readers(review):
        raise NotAllowedError("This text is not yours.", hint="Its author and the experts who read it can take it out.")
    if review.state is not ExpertState.APPROVED:
        raise ConflictError("This text is not approved, so it is a draft.", hint="The review says who has it now.")
    text = open_text(tx, agency, review.text.transcript_id, actor=actor, why=WHY, at=at)
    _require_approved(tx, review, text)
    expert_reviews.note_export(tx, review_id, at=at)
    statement = bytes(canonical.part(_statement(tx, agency, review, at)))
    event = OfficialTextExported(
        actor=actor,
        review=review.id,
        form=form.value,
        version=review.text.number,
        sha256=review.official_sha256,
        statement_sha256=sha256(statement).hexdigest(),
    )
    record(tx, at, event)
    return _official(tx, agency, review, text, statement, at)


def _require_approved(tx: Tx, review: ExpertReview, text: str) -> None:
    """The row, the text and the ledger have to say the same."""
    entry = entries.get(tx, review.entry) if review.entry >= 0 else None
    said = entry.record if entry is not None else None
    approved = said.data.get("sha256") if said is not None and said.event == "ExpertReviewApproved" else None
    if not approved or approved != review.official_sha256 or fingerprint(text) != approved:
        raise LedgerError(
            "This text is not the one that the ledger says was approved, so it does not leave.",
            hint="Tell the CIO’s office, and keep everything as it is.",
        )


def _official(tx: Tx, agency: Agency, review: ExpertReview, text: str, statement: bytes, at: datetime) -> OfficialText:
    signer = signer_of(tx, agency)
    signatures.add_key(tx, signer.kid, signer.public, at)
    values = {
        "format": PROVENANCE,
        "statement": msgspec.Raw(statement),
        "jws": signer.sign(statement, PROVENANCE),
        "key": signer.public,
        "ledger": msgspec.json.decode(agency.journal.receipt(tx, review.entry).to_json()),
    }
    return OfficialText(
        review_id=review.id,
        title=review.subject,
        text=text,
        agency=agency_db.name(tx) or agency.settings.agency,
        note=note_of(tx, agency, review),
        tools=tuple(_tools(tx, review)),
        audience=review.audience.value,
        approved_at=review.settled_at or at,
        code=review.code,
        sha256=review.official_sha256,
        manifest=msgspec.json.encode(values, order="deterministic"),
    )


def note_of(tx: Tx, agency: Agency, review: ExpertReview) -> str:
    """What stands with an approved text wherever it goes."""
    day = (review.settled_at or review.asked_at).astimezone(agency.settings.zone).date()
    names = [name for name, _ in _readers(tx, review)]
    return note_words(is_ai=review.is_ai, names=names, day=say_day(day, day.replace(year=1)), code=review.code)


def _readers(tx: Tx, review: ExpertReview) -> Iterator[tuple[str, datetime | None]]:
    for reading in review.approvals:
        found = people.get(tx, reading.reviewer_id)
        yield found.name if found else reading.reviewer_id, reading.said_at


def _tools(tx: Tx, review: ExpertReview) -> Iterator[str]:
    if review.tool_id:
        found = tools.get(tx, review.tool_id)
        yield found.name if found else review.tool_id


def _statement(tx: Tx, agency: Agency, review: ExpertReview, at: datetime) -> dict[str, object]:
    return {
        "format": PROVENANCE,
        "claim_generator": "Proviso",
        "agency": agency_db.name(tx) or agency.settings.agency,
        "ledger": agency.journal.origin,
        "title": review.subject,
        "review": review.id,
        "receipt": review.code,
        "audience": review.audience.value,
        "version": review.text.number,
        "note": note_of(tx, agency, review),
        "tools": list(_tools(tx, review)),
        "reviewed": [
            {"by": name, "at": canonical.stamp(said_at or at), "criteria": "139-07.4.a-e"}
            for name, said_at in _readers(tx, review)
        ],
        "approved_at": canonical.stamp(review.settled_at or at),
        "made_at": canonical.stamp(at),
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": list(_actions(tx, review, at))}},
            {
                "label": "c2pa.hash.data",
                "data": {"alg": "sha256", "name": "words of the text", "hash": review.official_sha256},
            },
        ],
    }


def _actions(tx: Tx, review: ExpertReview, at: datetime) -> Iterator[dict[str, str]]:
    """What was done to the words: made by a tool or a person, changed by the other one, approved."""
    agent = ", ".join(_tools(tx, review)) or "an AI tool"
    first = canonical.stamp(review.versions[0].at)
    made = MADE if review.is_ai else WRITTEN
    created = {"action": "c2pa.created", "digitalSourceType": made, "when": first}
    yield {**created, "softwareAgent": agent} if review.is_ai else created
    if not review.is_ai or _was_changed(tx, review):
        edited = {"action": "c2pa.edited", "digitalSourceType": CHANGED, "when": canonical.stamp(review.text.at)}
        yield edited if review.is_ai else {**edited, "softwareAgent": agent}
    yield {"action": "c2pa.published", "when": canonical.stamp(at)}


def _was_changed(tx: Tx, review: ExpertReview) -> bool:
    """Whether a person changed what the tool answered; where the answer is not known, it is taken as changed."""
    answer = transcripts_db.get(tx, review.answer_id) if review.answer_id else None
    return answer is None or answer.digest != review.text.digest


def seal_file(tx: Tx, agency: Agency, official: OfficialText, content: bytes) -> bytes:
    """The signature over a finished file, so that a change of any byte of it is seen."""
    statement = bytes(
        canonical.part({"format": FILE, "review": official.review_id, "sha256": sha256(content).hexdigest()})
    )
    return signer_of(tx, agency).sign(statement, FILE).encode()
