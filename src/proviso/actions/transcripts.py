"""Kept texts: sealed under a key of their own, opened only on record, destroyed with their key (139-07.2.b, R-078).

Who may keep or open a text in a review or an incident is that act's to say: `keep`, `open_text` and `destroy` ask
nobody. `read` is the door of who has no such act: the person themselves, and the records officer.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date, datetime

from proviso.db import packs as packs_db
from proviso.db import transcripts as db
from proviso.db import uses
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import FindingClass, Incident, Role, SealedBox, TextKind, TextState, Transcript
from proviso.model.transcript_events import (
    RetentionStarted,
    TranscriptDestroyed,
    TranscriptKept,
    TranscriptRead,
)
from proviso.policy import Pack
from proviso.policy.record_classes import RecordClass
from proviso.policy.standing import local_day

from .agency import Agency
from .roles import get_person, require_role
from .sealing import seal, unseal
from .wording import clean_line, says_something

LONGEST_WHY = 500


def keep(
    tx: Tx,
    agency: Agency,
    *,
    kind: TextKind,
    text: str,
    person_id: str,
    record_class: str = "",
    decision_id: str = "",
    tool_id: str = "",
    purpose: str = "",
    case_id: str = "",
    actor: str,
    at: datetime,
) -> Transcript:
    """Keep a text, sealed. Without a class, the pack's class for this kind counts; the caller asked who may.

    INVARIANT: a text that may be classified is never kept (139-07.2.a.4).
    """
    if not text:
        raise UsageError("There is no text to keep.")
    _refuse_classified(tx, decision_id)
    pack = pack_of(tx, agency, at)
    found = _class_of(pack, kind, record_class)
    held = Transcript(
        id=new_id(),
        kind=kind,
        record_class=found.id if found else "",
        person_id=person_id,
        decision_id=decision_id,
        tool_id=tool_id,
        purpose=purpose,
        case_id=case_id,
        kept_at=at,
        kept_on=local_day(at, pack),
        kept_by=actor,
        digest=digest_of(agency, text),
        chars=len(text),
        pack=pack.ref,
        due_on=found.due_on(local_day(at, pack)) if found else None,
    )
    db.add(tx, held, seal(text, held.id, agency.sealing_key))
    record(tx, at, _kept(held, actor))
    return held


def note_box(tx: Tx, agency: Agency, box: SealedBox, incident: Incident, *, at: datetime) -> Transcript:
    """A sealed box of an incident is a record, too: from here on its class says until when, and a hold stops its end.

    Whose text it is stays out where only cleared offices may know of the incident (139-07.2.a.4).
    """
    pack = pack_of(tx, agency, at)
    found = _class_of(pack, TextKind.INCIDENT, "")
    decision = uses.get(tx, incident.decision_id) if incident.decision_id else None
    owner = decision.person_id if decision is not None else incident.opened_by
    held = Transcript(
        id=box.id,
        kind=TextKind.INCIDENT,
        record_class=found.id if found else "",
        person_id="" if incident.cleared else owner,
        case_id=incident.id,
        kept_at=at,
        kept_on=local_day(at, pack),
        kept_by=box.locked_by,
        digest=box.digest,
        chars=box.chars,
        pack=pack.ref,
        due_on=found.due_on(local_day(at, pack)) if found else None,
    )
    db.add(tx, held, None)
    record(tx, at, _kept(held, box.locked_by))
    return held


def _kept(held: Transcript, actor: str) -> TranscriptKept:
    return TranscriptKept(
        actor=actor,
        transcript=held.id,
        kind=held.kind.value,
        record_class=held.record_class,
        person=held.person_id,
        decision=held.decision_id,
        tool=held.tool_id,
        purpose=held.purpose,
        case=held.case_id,
        digest=held.digest,
        chars=held.chars,
        pack=held.pack,
        due_on=held.due_on.isoformat() if held.due_on else None,
    )


def digest_of(agency: Agency, text: str) -> str:
    """The keyed digest of a kept text: it tells that two are equal, and nobody without the key can try out numbers."""
    return hmac.new(agency.digest_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def read(agency: Agency, transcript_id: str, *, actor: str, why: str, at: datetime) -> str:
    """The person whose text it is, or the records officer, opens a kept text; that is recorded first."""

    def look(tx: Tx) -> str:
        held = get(tx, transcript_id)
        get_person(tx, actor)
        if actor != held.person_id:
            require_role(tx, actor, Role.RECORDS, to="open a kept text of somebody else")
        return open_text(tx, agency, transcript_id, actor=actor, why=why, at=at)

    return agency.store.write(look)


def open_text(tx: Tx, agency: Agency, transcript_id: str, *, actor: str, why: str, at: datetime) -> str:
    """The words of a kept text, for an act that has asked who may. INVARIANT: the look is in the same transaction."""
    held = get(tx, transcript_id)
    reason = clean_line(why)
    if not says_something(reason) or len(reason) > LONGEST_WHY:
        raise UsageError(f"Say in up to {LONGEST_WHY} characters why you open this text.", hint="It is recorded.")
    sealed = db.sealed(tx, transcript_id)
    if sealed is None and held.state is TextState.KEPT:
        raise NotFoundError("This text is in a sealed box.", hint="An incident officer opens it at its incident.")
    if sealed is None:
        raise NotFoundError("This text is no longer kept.", hint=f"Its certificate is {held.disposition_id}.")
    record(tx, at, TranscriptRead(actor=actor, transcript=transcript_id, person=held.person_id, why=reason))
    return unseal(sealed, transcript_id, agency.sealing_key)


def destroy(tx: Tx, transcript_id: str, *, actor: str, why: str, at: datetime) -> Transcript:
    """Destroy a text and its key before its time, by an act of its case that has asked who may.

    A text under a legal hold stays, whoever asks; what is gone already stays gone.
    """
    held = get(tx, transcript_id)
    if held.state is not TextState.KEPT:
        return held
    stops = next((hold for hold in db.standing_holds(tx) if hold.covers(held)), None)
    if stops is not None:
        raise ConflictError(
            f"A legal hold stops this: {stops.matter}.", hint="The records officer can say until when it holds."
        )
    gone = ended(held, TextState.DESTROYED, at=at)
    db.put_ended(tx, (gone,))
    event = TranscriptDestroyed(
        actor=actor,
        transcript=transcript_id,
        digest=held.digest,
        record_class=held.record_class,
        disposition="",
        why=clean_line(why)[:LONGEST_WHY],
    )
    record(tx, at, event)
    return gone


def ended(held: Transcript, state: TextState, disposition_id: str = "", *, at: datetime) -> Transcript:
    """What the row says once the words are gone."""
    return replace(held, state=state, ended_at=at, disposition_id=disposition_id)


def case_closed(
    tx: Tx, agency: Agency, case_id: str, *, closed_at: datetime | None = None, at: datetime
) -> tuple[Transcript, ...]:
    """A review or an incident was closed, now or earlier: the periods that wait for it begin. Twice changes nothing."""
    pack = pack_of(tx, agency, at)
    closed_on = local_day(closed_at or at, pack)
    begun = []
    for held in db.of_case(tx, case_id):
        if held.state is TextState.KEPT and held.due_on is None and held.record_class:
            due_on = _due(agency, held, pack, closed_on)
            if due_on is not None:
                begun.append(replace(held, due_on=due_on))
                db.put(tx, begun[-1])
    if begun:
        ids, days = tuple(t.id for t in begun), tuple(str(t.due_on) for t in begun)
        record(tx, at, RetentionStarted(actor="system", case=case_id, transcripts=ids, due_on=days))
    return tuple(begun)


def _due(agency: Agency, held: Transcript, pack: Pack, closed_on: date) -> date | None:
    """By the class of the pack under which it was kept; by today's when that pack has no such class."""
    for known in (agency.packs.by_ref(held.pack) if held.pack else pack, pack):
        found = known.record_class(held.record_class)
        if found is not None:
            return found.due_on(held.kept_on, closed_on)
    return None


def get(tx: Tx, transcript_id: str) -> Transcript:
    """A kept text without its words, or an error that says that there is none."""
    held = db.get(tx, transcript_id)
    if held is None:
        raise NotFoundError(f"There is no kept text {transcript_id}.")
    return held


def pack_of(tx: Tx, agency: Agency, at: datetime) -> Pack:
    """The agency's pack whose record classes count now; the settings' own when none is in force."""
    ref = packs_db.in_force(tx, at)
    return agency.packs.base() if ref is None else agency.packs.by_ref(ref)


def _class_of(pack: Pack, kind: TextKind, record_class: str) -> RecordClass | None:
    """The class that was said, or the one for this kind. None: the pack knows none, so that no time ends it."""
    if not record_class:
        return next((held for held in pack.records if kind in held.kinds), None)
    found = pack.record_class(record_class)
    if found is None and pack.records:
        raise UsageError(
            f"The rules have no class of records {record_class!r}.",
            hint=f"There are: {', '.join(held.id for held in pack.records)}.",
        )
    return found


def _refuse_classified(tx: Tx, decision_id: str) -> None:
    decision = uses.get(tx, decision_id) if decision_id else None
    if decision is not None and any(f.cls is FindingClass.CLASSIFIED for f in decision.findings):
        raise NotAllowedError("A text that may be classified is not kept.", hint="Call Security.")
