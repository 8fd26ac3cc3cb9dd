"""What must go, and how: proposed by the records officer, confirmed by a second person, certified (R-079).

INVARIANT: nothing under a legal hold is destroyed, and nothing before its last day; both are looked at again in the
transaction that destroys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from proviso.db import incidents, people
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id, read_id
from proviso.journal import record
from proviso.model import (
    Disposed,
    Disposition,
    DispositionState,
    LegalHold,
    Role,
    TextState,
    Transcript,
)
from proviso.model.transcript_events import DispositionDone, DispositionProposed, DispositionWithdrawn, PackageTaken
from proviso.policy import Pack
from proviso.policy.record_classes import Fate, RecordClass
from proviso.policy.standing import local_day

from .agency import Agency
from .days import day
from .outbox import notify
from .roles import require_other, require_role
from .sealed_texts import let_go
from .sealing import seal_bytes, unseal_bytes
from .transcripts import case_closed, ended, pack_of
from .transfers import package_of
from .wording import clean, clean_line, says_something

PROPOSERS = (Role.RECORDS,)
CONFIRMERS = (Role.RECORDS, Role.COUNSEL, Role.PRIVACY)
"""A second person: another records officer, counsel or the privacy office."""
MOST = 1_000
"""Texts in one certificate; the rest stays due and comes into the next."""
MOST_TO_TRANSFER = 250
LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is held of one class now."""

    id: str
    record_class: RecordClass | None
    """None: texts that no class of the rules names; no time ends them."""
    kept: int = 0
    due: int = 0
    """Over their last day and free to go."""
    held: int = 0
    """Over their last day, and a legal hold stops them."""
    proposed: int = 0
    """Waiting for a second person."""
    ended: int = 0
    """Destroyed or transferred."""
    next_due: date | None = None
    """The first last day that is not over."""


def holdings(tx: Tx, agency: Agency, at: datetime) -> tuple[Holding, ...]:
    """What is here by class, in the order of the pack; classes that only older rules know come last."""
    pack = pack_of(tx, agency, at)
    counts, today = db.counts(tx), local_day(at, pack)
    coming, over = db.coming(tx, today), _by_class(db.due(tx, today))
    stops, waiting = db.standing_holds(tx), _by_class(db.some(tx, sorted(_waiting(tx))))
    proposed = frozenset(text.id for texts in waiting.values() for text in texts)
    found = []
    for name in dict.fromkeys([*(held.id for held in pack.records), *sorted({name for name, _ in counts})]):
        texts = over.get(name, [])
        stopped = {text.id for text in texts if stopping(text, stops)}
        one = Holding(
            id=name,
            record_class=class_of(tx, agency, name, pack),
            kept=counts.get((name, TextState.KEPT.value), 0),
            due=sum(text.id not in proposed and text.id not in stopped for text in texts),
            held=len(stopped),
            proposed=len(waiting.get(name, [])),
            ended=sum(counts.get((name, state.value), 0) for state in (TextState.DESTROYED, TextState.TRANSFERRED)),
            next_due=coming.get(name),
        )
        found.append(one)
    return tuple(found)


def _by_class(texts: Iterable[Transcript]) -> dict[str, list[Transcript]]:
    found: dict[str, list[Transcript]] = {}
    for text in texts:
        found.setdefault(text.record_class, []).append(text)
    return found


def class_of(tx: Tx, agency: Agency, name: str, pack: Pack) -> RecordClass | None:
    """A class as the rules in force have it, or as the rules had it under which its texts were kept."""
    found = pack.record_class(name)
    if found is not None or not name:
        return found
    earlier = map(agency.packs.by_ref, db.packs_of(tx, name))
    return next((held for rules in earlier if (held := rules.record_class(name)) is not None), None)


def stopping(held: Transcript, stops: Iterable[LegalHold]) -> LegalHold | None:
    """The hold that stops the disposition of a text, None when none does."""
    return next((hold for hold in stops if hold.covers(held)), None)


def due(tx: Tx, agency: Agency, record_class: str, at: datetime) -> list[Transcript]:
    """What can go now: over its last day, under no hold, and in no proposal that waits."""
    today = local_day(at, pack_of(tx, agency, at))
    stops, waiting = db.standing_holds(tx), _waiting(tx)
    return [t for t in db.due(tx, today, record_class) if t.id not in waiting and stopping(t, stops) is None]


def _waiting(tx: Tx) -> frozenset[str]:
    proposed = db.listed(tx, DispositionState.PROPOSED, limit=1_000)
    return frozenset(item.transcript_id for one in proposed for item in one.items)


def propose(tx: Tx, agency: Agency, record_class: str, *, actor: str, at: datetime) -> Disposition:
    """Ask a second person to let go what is due of one class. Of a transfer the package is made, and waits locked."""
    require_role(tx, actor, *PROPOSERS, to="propose what must go")
    pack, texts = pack_of(tx, agency, at), due(tx, agency, record_class, at)
    found = class_of(tx, agency, record_class, pack)
    if found is None:
        raise NotFoundError(f"The rules have no class of records {record_class!r}.", hint="See Records.")
    if not texts:
        raise ConflictError(f"Nothing of “{found.title}” is due now.", hint="Somebody else may have proposed it.")
    texts = texts[: MOST if found.fate is Fate.DESTROY else MOST_TO_TRANSFER]
    one = Disposition(
        id=new_id(),
        record_class=found.id,
        title=found.title,
        schedule=found.schedule,
        fate=found.fate.value,
        pack=pack.ref,
        proposed_by=actor,
        proposed_at=at,
        items=tuple(map(_line, texts)),
    )
    package = None
    if found.fate is Fate.TRANSFER:
        one, package = _packed(tx, agency, one, texts)
    db.add_disposition(tx, one, package)
    event = DispositionProposed(
        actor=actor, disposition=one.id, record_class=one.record_class, fate=one.fate, count=len(one.items)
    )
    record(tx, at, event)
    return one


def _line(text: Transcript) -> Disposed:
    if text.due_on is None:
        raise ConflictError("A text whose period has not begun is never due.")
    return Disposed(transcript_id=text.id, kind=text.kind, digest=text.digest, kept_on=text.kept_on, due_on=text.due_on)


def _packed(
    tx: Tx, agency: Agency, one: Disposition, texts: Sequence[Transcript]
) -> tuple[Disposition, tuple[bytes, bytes]]:
    made = package_of(tx, agency, one, texts)
    return replace(one, package_sha256=hashlib.sha256(made).hexdigest()), seal_bytes(made, one.id, agency.sealing_key)


def take_package(tx: Tx, agency: Agency, disposition_id: str, *, actor: str, at: datetime) -> bytes:
    """The package of a transfer, for the archive: taking it is recorded, since the texts are in it."""
    require_role(tx, actor, *PROPOSERS, to="take the package of a transfer")
    one = get(tx, disposition_id)
    sealed = db.package(tx, one.id)
    if sealed is None:
        raise NotFoundError("There is no package (any more).", hint="The archive has it once the transfer is done.")
    event = PackageTaken(
        actor=actor,
        disposition=one.id,
        package_sha256=one.package_sha256,
        texts=tuple(i.transcript_id for i in one.items),
    )
    record(tx, at, event)
    return unseal_bytes(sealed, one.id, agency.sealing_key)


def confirm(
    tx: Tx, agency: Agency, disposition_id: str, *, accession: str = "", actor: str, at: datetime
) -> Disposition:
    """A second person lets it go: every text and its key are destroyed in this one transaction, and the ledger's
    entry is the receipt. Of a transfer they say under which number the archive has it.
    """
    require_role(tx, actor, *CONFIRMERS, to="confirm what must go")
    one = _proposed(tx, disposition_id)
    require_other(actor, one.proposed_by, to="confirm what you proposed")
    gone = require_free(tx, agency, one, actor, at)
    is_transfer = one.fate == Fate.TRANSFER.value
    number = clean_line(accession)
    if is_transfer and (not says_something(number) or len(number) > LONGEST):
        raise UsageError("Say under which number the archive has it.", hint="It is on the archive’s receipt.")
    state = TextState.TRANSFERRED if is_transfer else TextState.DESTROYED
    db.put_ended(tx, [ended(text, state, one.id, at=at) for text in gone])
    done = replace(
        one, state=DispositionState.DONE, confirmed_by=actor, confirmed_at=at, accession=number if is_transfer else ""
    )
    entry = record(tx, at, _done(done, actor))
    done = replace(done, entry=entry)
    db.put_disposition(tx, done)
    return done


def require_free(tx: Tx, agency: Agency, one: Disposition, who: str, at: datetime) -> list[Transcript]:
    """Everything is still here, still due and still free, and none of it is of who confirms; if not, nothing goes."""
    found = db.some(tx, [item.transcript_id for item in one.items])
    texts = [text for text in found if text.state is TextState.KEPT]
    if len(texts) != len(one.items):
        raise ConflictError("Some of these texts are gone already.", hint="Take the proposal back, and make it anew.")
    stops, today = db.standing_holds(tx), local_day(at, pack_of(tx, agency, at))
    held = [hold for text in texts if (hold := stopping(text, stops)) is not None]
    if held:
        count = "1 of these texts" if len(held) == 1 else f"{len(held):,} of these texts"
        raise ConflictError(
            f"A legal hold stops {count}: {held[0].matter}. Nothing was destroyed.",
            hint="Take the proposal back. What the hold does not cover can be proposed again.",
        )
    if any(text.due_on is None or text.due_on >= today for text in texts):
        raise ConflictError("Some of these texts are not due any more.", hint="Take the proposal back.")
    if any(text.person_id == who for text in texts):
        raise NotAllowedError("Some of these texts are your own, so somebody else confirms.")
    return texts


def list_text(one: Disposition) -> str:
    """The list of a certificate, one line a text: its hash is in the ledger."""
    return "".join(
        f"{item.transcript_id} {item.kind.value} {item.digest} {item.kept_on} {item.due_on}\n" for item in one.items
    )


def list_sha256(one: Disposition) -> str:
    """The hash of that list, as the ledger has it."""
    return hashlib.sha256(list_text(one).encode()).hexdigest()


def _done(one: Disposition, actor: str) -> DispositionDone:
    return DispositionDone(
        actor=actor,
        disposition=one.id,
        record_class=one.record_class,
        schedule=one.schedule,
        fate=one.fate,
        proposed_by=one.proposed_by,
        count=len(one.items),
        list_sha256=list_sha256(one),
        accession=one.accession,
        package_sha256=one.package_sha256,
    )


def withdraw(tx: Tx, disposition_id: str, *, reason: str, actor: str, at: datetime) -> Disposition:
    """Who proposed takes it back, or a second person says no; nothing is destroyed but a package that waited."""
    require_role(tx, actor, *CONFIRMERS, to="refuse what was proposed, or take it back")
    one = _proposed(tx, disposition_id)
    said = clean(reason.strip())
    if not says_something(said) or len(said) > LONGEST:
        raise UsageError(f"Say why, in up to {LONGEST} characters.")
    after = replace(one, state=DispositionState.WITHDRAWN, withdrawn_by=actor, reason=said)
    db.put_disposition(tx, after)
    record(tx, at, DispositionWithdrawn(actor=actor, disposition=one.id, reason=said))
    return after


def get(tx: Tx, disposition_id: str) -> Disposition:
    """One proposal or certificate, or an error that says that there is none."""
    one = db.disposition(tx, read_id(disposition_id))
    if one is None:
        raise NotFoundError(f"There is no certificate {disposition_id[:20]}.", hint="See Records.")
    return one


def _proposed(tx: Tx, disposition_id: str) -> Disposition:
    one = get(tx, disposition_id)
    if one.state is not DispositionState.PROPOSED:
        said = "done" if one.state is DispositionState.DONE else "taken back"
        raise ConflictError(f"This was {said} already.", hint="Nothing was changed.")
    return one


def sweep(agency: Agency, at: datetime) -> int:
    """Name what is due to the records officers, once for each day on which more fell due. Returns how many mails.

    What was destroyed while somebody read leaves the write-ahead log now, and what waits for an incident's end is
    looked at.
    """
    agency.store.write(lambda tx: _follow_incidents(tx, agency, at))
    with agency.store.read() as tx:
        names = [held.id for held in holdings(tx, agency, at) if held.due]
        days = sorted(text.due_on for name in names for text in due(tx, agency, name, at) if text.due_on is not None)
        officers = people.with_role(tx, Role.RECORDS)
    if not days:
        return 0
    said = "1 text is past its last day" if len(days) == 1 else f"{len(days):,} texts are past their last day"
    lines = (
        f"The oldest was due on {day(days[0], at.date())}.",
        "You propose what goes; a second person confirms before anything is destroyed.",
    )
    key = f"records-due:{days[-1]}:{len(days)}"

    def tell(tx: Tx) -> int:
        sent = [
            notify(tx, who.id, "records-due", subject=said, lines=lines, path="/records", at=at, key=key)
            for who in officers
        ]
        return sum(one is not None for one in sent)

    return agency.store.write(tell)


def _follow_incidents(tx: Tx, agency: Agency, at: datetime) -> None:
    """The periods of sealed boxes begin when their incidents are closed; one that goes on is another incident. What a
    hold alone had kept goes."""
    db.empty_log(tx)
    let_go(tx, at)
    for case_id in dict.fromkeys(held.case_id for held in db.in_boxes(tx) if held.due_on is None):
        incident = incidents.get(tx, case_id)
        if incident is not None and not incident.is_open:
            case_closed(tx, agency, case_id, closed_at=incident.closed_at, at=at)
