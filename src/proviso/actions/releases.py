"""Requests for records: taken down, answered from what was chosen, released after a second person looked.

5 U.S.C. 552 (FOIA) and 552a(d) (a person asks about themselves). Nothing leaves before somebody who marked none of it
has confirmed it, and what left stays here with the hash of its manifest in the ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from proviso.db import people
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Appeal, FoiaItem, FoiaRequest, FoiaState, ItemKind, Release, RequestKind, Role
from proviso.model.release_events import (
    FoiaAppealed,
    FoiaClosed,
    FoiaConfirmed,
    FoiaDelayed,
    FoiaReceived,
    FoiaRecordsChosen,
    FoiaReleased,
    FoiaReleaseOpened,
    FoiaSecondAsked,
    FoiaSentBack,
)
from proviso.policy import Pack

from .agency import Agency
from .days import day
from .federal_days import workdays_after
from .outbox import notify
from .roles import get_person, require_other, require_role
from .sealing import seal, seal_bytes, unseal, unseal_bytes
from .wording import clean, clean_line, says_something

OFFICERS = (Role.RECORDS,)
SECONDS = (Role.RECORDS, Role.PRIVACY, Role.COUNSEL)
"""Who may confirm what another one marked."""
READERS = (*SECONDS, Role.AUDITOR)
WORKDAYS, LONGER = 20, 10
"""5 U.S.C. 552(a)(6)(A)(i) and (B)(i). The pack's `[offices]` may say another number for `foia`."""
LONGEST_NAME, LONGEST_NOTE = 120, 500
OLDEST_DAYS = 3_650
MOST_RECORDS = 2_000
"""On the list of one request: more than anybody marks; a narrower request helps both sides."""


def open_request(
    tx: Tx,
    agency: Agency,
    kind: RequestKind,
    name: str,
    asks: str,
    received_on: date,
    subject_id: str = "",
    *,
    pack: Pack,
    actor: str,
    at: datetime,
    today: date,
) -> FoiaRequest:
    """Take a request down. Who asks is kept sealed; one of our people asks about themselves by their id."""
    require_role(tx, actor, *OFFICERS, to="take down a request for records")
    if kind is RequestKind.PRIVACY_ACT:
        subject = get_person(tx, subject_id)
        require_other(actor, subject.id, to="answer your own request")
        name = name or subject.name
    elif subject_id:
        raise UsageError("Only a person who asks about themselves is named from the directory.")
    said, wants = clean_line(name), clean(asks).strip()
    if not says_something(said) or len(said) > LONGEST_NAME:
        raise UsageError(f"Say who asks, in up to {LONGEST_NAME} characters.")
    if not says_something(wants) or len(wants) > LONGEST_NOTE:
        raise UsageError(f"Say what is asked for, in up to {LONGEST_NOTE} characters.")
    if received_on > today:
        raise UsageError("A request cannot have come in after today.")
    if (today - received_on).days > OLDEST_DAYS:
        raise UsageError("This day is more than ten years ago. Check the year.")
    request = FoiaRequest(
        id=db.next_number(tx, today.year),
        kind=kind,
        received_on=received_on,
        due_on=workdays_after(received_on, pack.workdays.get("foia", WORKDAYS)),
        asks=wants,
        made_by=actor,
        made_at=at,
        subject_id=subject_id,
    )
    db.add(tx, request, seal(said, request.id, agency.sealing_key))
    event = FoiaReceived(
        actor=actor,
        request=request.id,
        kind=kind.value,
        received_on=received_on.isoformat(),
        due_on=request.due_on.isoformat(),
    )
    record(tx, at, event)
    return request


def requester(tx: Tx, agency: Agency, request_id: str) -> str:
    """Who asked, for a page that only those who answer can open."""
    sealed = db.sealed_name(tx, request_id)
    if sealed is None:
        raise _none(request_id)
    return unseal(sealed, request_id, agency.sealing_key)


def take_longer(tx: Tx, request_id: str, why: str, *, actor: str, at: datetime) -> FoiaRequest:
    """Ten more workdays for unusual circumstances, once; who asked is told why (5 U.S.C. 552(a)(6)(B))."""
    require_role(tx, actor, *OFFICERS, to="take longer for a request")
    request = _open(tx, request_id)
    if request.longer:
        raise ConflictError("Ten more workdays were taken already.", hint="Agree on a later day with who asked.")
    later = replace(request, longer=_note(why, "Say why."), due_on=workdays_after(request.due_on, LONGER))
    db.put(tx, later)
    record(tx, at, FoiaDelayed(actor=actor, request=request_id, due_on=later.due_on.isoformat()))
    return later


def choose(tx: Tx, request_id: str, kind: ItemKind, refs: Iterable[str], *, actor: str, at: datetime) -> int:
    """Put records on the list of a request. Returns how many are new on it."""
    require_role(tx, actor, *OFFICERS, to="choose records for a request")
    request = _open(tx, request_id)
    wanted = tuple(dict.fromkeys(refs))
    added = db.add_items(tx, request_id, kind, wanted, actor)
    if db.count_items(tx, request_id) > MOST_RECORDS:
        raise UsageError(
            f"A list has up to {MOST_RECORDS:,} records.", hint="Narrow the search, or ask who asked to narrow it."
        )
    return _listed(tx, request, added=added, removed=0, actor=actor, at=at)


def take_off(tx: Tx, request_id: str, numbers: Iterable[int], *, actor: str, at: datetime) -> int:
    """Take records off the list of a request, with their marks. Returns how many were on it."""
    require_role(tx, actor, *OFFICERS, to="take records off a request")
    request = _open(tx, request_id)
    return _listed(tx, request, added=0, removed=db.drop_items(tx, request_id, numbers), actor=actor, at=at)


def _listed(tx: Tx, request: FoiaRequest, *, added: int, removed: int, actor: str, at: datetime) -> int:
    if not added and not removed:
        return 0
    back_to_work(tx, request)
    many = db.count_items(tx, request.id)
    record(tx, at, FoiaRecordsChosen(actor=actor, request=request.id, added=added, removed=removed, listed=many))
    return added or removed


def back_to_work(tx: Tx, request: FoiaRequest) -> None:
    """Something changed, so whatever a second person looked at counts no more."""
    if request.state is not FoiaState.OPEN:
        db.put(tx, replace(request, state=FoiaState.OPEN, asked_by="", confirmed_by=""))


def ask_second(tx: Tx, request_id: str, *, actor: str, at: datetime, today: date) -> FoiaRequest:
    """Ask somebody who marked nothing to look at all of it; each record was looked at before."""
    require_role(tx, actor, *OFFICERS, to="ask for the second look")
    request, listed = _open(tx, request_id), db.items_of(tx, request_id)
    if not listed:
        raise UsageError("No record is chosen yet.", hint="Search for records, or close the request without any.")
    left = [item.number for item in listed if not item.is_done]
    if left:
        raise UsageError(
            f"{len(left):,} of {len(listed):,} records are not marked yet.", hint=f"Next: record {left[0]}."
        )
    worked = {actor, *hands_of(request, listed)}
    others = [one.id for one in people.with_role(tx, *SECONDS) if one.is_active and one.id not in worked]
    others = [one for one in others if one != request.subject_id]
    if not others:
        raise NotAllowedError(
            "Nobody else can look at it.",
            hint="An administrator can give somebody the role records, privacy or counsel.",
        )
    asked = replace(request, state=FoiaState.ASKED, asked_by=actor, confirmed_by="", sent_back="")
    db.put(tx, asked)
    record(tx, at, FoiaSecondAsked(actor=actor, request=request_id, records=len(listed)))
    for one in others:
        notify(
            tx,
            one,
            "foia-second",
            subject=f"Request {request_id} waits for a second look",
            lines=(f"It is due on {day(request.due_on, today)}.", "Look at what is taken out, and confirm it."),
            path=f"/foia/{request_id}/second",
            at=at,
        )
    return asked


def hands_of(request: FoiaRequest, items: Iterable[FoiaItem]) -> frozenset[str]:
    """Who worked on it, first or last: no second look is theirs."""
    return frozenset({request.asked_by}).union(*(item.workers for item in items))


def confirm(tx: Tx, request_id: str, *, seen: str = "", actor: str, at: datetime) -> FoiaRequest:
    """A second person confirms what is released and what is taken out. `seen` tells which state of it they looked at
    (`fingerprint_of`): another one they have not confirmed.
    """
    request = _asked(tx, request_id, actor, to="confirm what others marked")
    if seen and seen != fingerprint_of(db.items_of(tx, request_id)):
        raise ConflictError("This changed since you looked, so nothing was confirmed.", hint="Look at it again.")
    confirmed = replace(request, state=FoiaState.CONFIRMED, confirmed_by=actor)
    db.put(tx, confirmed)
    record(tx, at, FoiaConfirmed(actor=actor, request=request_id, records=db.count_items(tx, request_id)))
    notify(
        tx,
        request.asked_by,
        "foia-confirmed",
        subject=f"Request {request_id} can be released",
        lines=("A second person confirmed it.", "Check it once more, and release it."),
        path=f"/foia/{request_id}",
        at=at,
    )
    return confirmed


def send_back(tx: Tx, request_id: str, why: str, *, actor: str, at: datetime) -> FoiaRequest:
    """The second person wants to see something changed."""
    request = _asked(tx, request_id, actor, to="send it back")
    back = replace(request, state=FoiaState.OPEN, sent_back=_note(why, "Say what has to change."), asked_by="")
    db.put(tx, back)
    record(tx, at, FoiaSentBack(actor=actor, request=request_id))
    notify(
        tx,
        request.asked_by,
        "foia-back",
        subject=f"Request {request_id} came back to you",
        lines=("The second person wants to see something changed.", "The page of the request says what."),
        path=f"/foia/{request_id}",
        at=at,
    )
    return back


def _asked(tx: Tx, request_id: str, actor: str, *, to: str) -> FoiaRequest:
    require_role(tx, actor, *SECONDS, to=to)
    request = get(tx, request_id)
    if request.state is not FoiaState.ASKED:
        raise ConflictError("Nobody waits for a second look at this request.", hint="Load its page again.")
    if actor in hands_of(request, db.items_of(tx, request_id)):
        raise NotAllowedError("You marked records of this request. Somebody else confirms them.")
    require_other(actor, request.subject_id or None, to="answer your own request")
    return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is to leave, made of the records as they were confirmed."""

    file: bytes = field(repr=False)
    manifest_sha256: str
    fingerprint: str
    """Of the list that it was made of: `fingerprint_of`."""


def fingerprint_of(items: Iterable[FoiaItem]) -> str:
    """Tells one state of the list from any other: which records, which marks."""
    return hashlib.sha256(repr(tuple(items)).encode()).hexdigest()


def release(tx: Tx, agency: Agency, request_id: str, package: Package, *, actor: str, at: datetime) -> Release:
    """Record that records leave: the very file, its hash, and whom it is for. The request is answered."""
    require_role(tx, actor, *OFFICERS, to="release records")
    request, listed = get(tx, request_id), db.items_of(tx, request_id)
    require_other(actor, request.subject_id or None, to="answer your own request")
    if request.state is not FoiaState.CONFIRMED or fingerprint_of(listed) != package.fingerprint:
        raise ConflictError(
            "This changed since it was confirmed, so nothing was released.", hint="Load the page again."
        )
    full = [item for item in listed if item.withheld]
    counts: dict[str, int] = {}
    for code in [item.withheld for item in full] + [m.code for item in listed if not item.withheld for m in item.marks]:
        counts[code] = counts.get(code, 0) + 1
    made = Release(
        id=new_id(),
        request_id=request_id,
        at=at,
        by=actor,
        confirmed_by=request.confirmed_by,
        records=len(listed),
        in_part=sum(bool(item.marks) and not item.withheld for item in listed),
        in_full=len(full),
        codes=tuple(sorted(counts.items())),
        manifest_sha256=package.manifest_sha256,
        zip_sha256=hashlib.sha256(package.file).hexdigest(),
        size=len(package.file),
    )
    event = FoiaReleased(
        actor=actor,
        request=request_id,
        release=made.id,
        manifest_sha256=made.manifest_sha256,
        records=made.records,
        in_part=made.in_part,
        in_full=made.in_full,
    )
    index = record(tx, at, event)
    db.add_release(tx, made, seal_bytes(package.file, made.id, agency.sealing_key), index)
    closed = replace(request, state=FoiaState.CLOSED, closed_by=actor, closed_at=at, outcome="Released.")
    db.put(tx, closed)
    return made


def open_release(tx: Tx, agency: Agency, release_id: str, *, actor: str, at: datetime) -> bytes:
    """The file that left, for those who answer and for auditors; taking it is recorded."""
    person = get_person(tx, actor)
    found, sealed = db.get_release(tx, release_id), db.sealed_file(tx, release_id)
    if not person.roles.intersection(READERS):
        raise NotAllowedError("Releases are for the records officer, Privacy, counsel and auditors.")
    if found is None or sealed is None:
        raise NotFoundError("There is no such release.", hint="The log of releases lists all of them.")
    record(tx, at, FoiaReleaseOpened(actor=actor, request=found[0].request_id, release=release_id))
    return unseal_bytes(sealed, release_id, agency.sealing_key)


def close(tx: Tx, request_id: str, outcome: str, *, actor: str, at: datetime) -> FoiaRequest:
    """Close a request without a release: no records were found, it was withdrawn, it went elsewhere."""
    require_role(tx, actor, *OFFICERS, to="close a request")
    request = _open(tx, request_id)
    require_other(actor, request.subject_id or None, to="answer your own request")
    said = _note(outcome, "Say how it was answered.")
    closed = replace(request, state=FoiaState.CLOSED, closed_by=actor, closed_at=at, outcome=said)
    db.put(tx, closed)
    record(tx, at, FoiaClosed(actor=actor, request=request_id, releases=len(db.log(tx, request_id))))
    return closed


def note_appeal(
    tx: Tx, request_id: str, received_on: date, note: str, *, pack: Pack, actor: str, at: datetime, today: date
) -> FoiaRequest:
    """Who asked appeals: the request is open again, for twenty workdays (5 U.S.C. 552(a)(6)(A)(ii))."""
    require_role(tx, actor, *OFFICERS, to="note an appeal")
    request = get(tx, request_id)
    if request.state is not FoiaState.CLOSED or request.closed_at is None:
        raise ConflictError("This request is open. An appeal comes after its answer.")
    if received_on > today or received_on < request.received_on:
        raise UsageError("An appeal comes in after the request, and not after today.")
    due_on = workdays_after(received_on, pack.workdays.get("foia", WORKDAYS))
    said = _note(note, "Say what they do not agree with.")
    appeal = Appeal(received_on=received_on, due_on=due_on, noted_by=actor, note=said)
    again = replace(
        request,
        state=FoiaState.OPEN,
        due_on=due_on,
        asked_by="",
        confirmed_by="",
        closed_by="",
        closed_at=None,
        appeals=(*request.appeals, appeal),
    )
    db.put(tx, again)
    event = FoiaAppealed(
        actor=actor, request=request_id, received_on=received_on.isoformat(), due_on=due_on.isoformat()
    )
    record(tx, at, event)
    return again


def get(tx: Tx, request_id: str) -> FoiaRequest:
    """The request, or an error that says that there is none."""
    found = db.get(tx, request_id)
    if found is None:
        raise _none(request_id)
    return found


def _open(tx: Tx, request_id: str) -> FoiaRequest:
    request = get(tx, request_id)
    if request.state is FoiaState.CLOSED:
        raise ConflictError("This request is closed.", hint="An appeal opens it again.")
    return request


def _note(typed: str, missing: str) -> str:
    said = clean(typed).strip()
    if not says_something(said):
        raise UsageError(missing)
    if len(said) > LONGEST_NOTE:
        raise UsageError(f"A note has {LONGEST_NOTE} characters at most; this one has {len(said)}.")
    return said


def _none(request_id: str) -> NotFoundError:
    return NotFoundError(f"There is no request {request_id}.", hint="Requests for records lists all of them.")
