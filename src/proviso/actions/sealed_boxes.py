"""Sealed boxes: a spilled text that must be kept is locked to the officers' keys, and each opening is on record.

INVARIANT: the text goes from the form into the lock; no row, event, log or mail has it, and this program has no key
that opens a box. Without a box, the keyed digest of the decision is all that there is.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import incidents as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity import boxes
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Incident, IncidentKey, Role, SealedBox
from proviso.model.incident_events import (
    IncidentBoxAgreed,
    IncidentBoxAsked,
    IncidentBoxLocked,
    IncidentBoxOpened,
    IncidentKeyEnded,
    IncidentKeyMade,
)
from proviso.policy import Pack
from proviso.policy.incident_terms import terms_of

from .agency import Agency
from .incident_access import get, get_open, put, require_watcher
from .roles import SYSTEM, get_person, require_other, require_role
from .transcripts import note_box
from .wording import clean, says_something

KEEPERS = (Role.INCIDENT, Role.SECURITY)
MOST_WHY = 500
MOST_BOXES = 20
"""Boxes of one incident."""
AGREED_FOR = timedelta(hours=1)
"""How long a second person's word counts."""


def add_key(tx: Tx, owner_id: str, public: bytes, *, actor: str, at: datetime) -> IncidentKey:
    """Put an officer's public key on file: boxes are locked to it from now on."""
    owner = get_person(tx, owner_id)
    if not owner.roles.intersection(KEEPERS) or not owner.is_active:
        raise NotAllowedError(f"{owner.name} is no incident officer and not with Security, and keeps no key.")
    if actor != SYSTEM:
        require_role(tx, actor, *KEEPERS, to="put a key for sealed boxes on file")
    boxes.require_usable(public)
    made = IncidentKey(id=boxes.key_id(public), public=public, owner=owner_id, made_at=at)
    if any(key.id == made.id for key in db.all_keys(tx)):
        raise ConflictError(f"Key {made.id} is on file already.")
    db.add_key(tx, made)
    record(tx, at, IncidentKeyMade(actor=actor, key=made.id, owner=owner_id))
    return made


def end_key(tx: Tx, key_id: str, *, actor: str, at: datetime) -> IncidentKey:
    """Lock nothing to this key any more; what is locked to it stays so."""
    found = next((key for key in db.all_keys(tx) if key.id == key_id), None)
    if found is None:
        raise NotFoundError(f"There is no key {key_id}.", hint="`proviso incident list-keys` shows them.")
    if actor not in {SYSTEM, found.owner}:
        require_role(tx, actor, *KEEPERS, to="end a key for sealed boxes")
    if found.ended_at is not None:
        return found
    ended = replace(found, ended_at=at)
    db.put_key(tx, ended)
    record(tx, at, IncidentKeyEnded(actor=actor, key=key_id))
    return ended


def current_keys(tx: Tx) -> list[IncidentKey]:
    """The keys that a new box is locked to: of officers who still keep them."""
    held = [key for key in db.all_keys(tx) if key.ended_at is None]
    return [key for key in held if get_person(tx, key.owner).is_active]


def lock(tx: Tx, agency: Agency, incident_id: str, text: str, *, actor: str, at: datetime) -> SealedBox:
    """Lock a text that must be kept. INVARIANT: it is locked before anything is written."""
    incident = get_open(tx, incident_id)
    require_watcher(tx, incident, actor, to="lock a text in a sealed box")
    if not text.strip():
        raise UsageError("There is nothing to lock.")
    if incident.is_drill:
        raise UsageError("This is a drill: no text is kept.", hint="Use invented text on paper, if you need any.")
    if len(db.boxes_of(tx, incident_id)) >= MOST_BOXES:
        raise ConflictError(f"An incident has {MOST_BOXES} boxes at most.")
    keys = {key.id: key.public for key in current_keys(tx)}
    box_id = new_id()
    sealed = boxes.lock(text, box_id, incident_id, keys)
    digest = hmac.new(agency.digest_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    box = SealedBox(
        id=box_id,
        incident_id=incident_id,
        locked_by=actor,
        locked_at=at,
        keys=tuple(sorted(keys)),
        digest=digest,
        chars=len(text),
    )
    db.add_box(tx, box, sealed)
    put(tx, incident, "box_locked", actor=actor, at=at, about=box_id)
    note_box(tx, agency, box, incident, at=at)
    record(tx, at, IncidentBoxLocked(actor=actor, incident=incident_id, box=box_id, digest=digest, keys=box.keys))
    return box


def ask(tx: Tx, box_id: str, why: str, *, actor: str, at: datetime) -> SealedBox:
    """Say why a box is to be opened; where the pack asks for two persons, a second one agrees first."""
    box, incident = _box(tx, box_id, actor, to="open a sealed box")
    said = clean(why).strip()
    if not says_something(said) or len(said) > MOST_WHY:
        raise UsageError(f"Say why it has to be opened, in {MOST_WHY} characters at most.")
    asked = replace(box, asked_by=actor, asked_at=at, asked_why=said, agreed_by="", agreed_at=None)
    db.put_box(tx, asked)
    put(tx, incident, "box_asked", actor=actor, at=at, about=box_id, words=said)
    record(tx, at, IncidentBoxAsked(actor=actor, incident=incident.id, box=box_id))
    return asked


def agree(tx: Tx, box_id: str, *, actor: str, at: datetime) -> SealedBox:
    """A second person agrees, for an hour."""
    box, incident = _box(tx, box_id, actor, to="agree to open a sealed box")
    if not box.asked_by:
        raise ConflictError("Nobody asked to open this box.")
    require_other(actor, box.asked_by, to="agree to open it")
    agreed = replace(box, agreed_by=actor, agreed_at=at)
    db.put_box(tx, agreed)
    put(tx, incident, "box_agreed", actor=actor, at=at, about=box_id)
    event = IncidentBoxAgreed(actor=actor, incident=incident.id, box=box_id, asked_by=box.asked_by)
    record(tx, at, event)
    return agreed


def hand_out(tx: Tx, box_id: str, pack: Pack | None, *, actor: str, at: datetime) -> bytes:
    """The locked file, for who asked and said why: an officer's key opens it, outside this program."""
    box, incident = _box(tx, box_id, actor, to="take out a sealed box")
    why_not = why_not_open(box, incident, pack, actor, at)
    if why_not:
        raise NotAllowedError(why_not)
    sealed = db.sealed(tx, box_id)
    if not sealed:
        raise NotFoundError("This text is destroyed: its time was over.", hint="Its certificate is in Records.")
    put(tx, incident, "box_opened", actor=actor, at=at, about=box_id, words=box.asked_why)
    record(tx, at, IncidentBoxOpened(actor=actor, incident=incident.id, box=box_id))
    return sealed


def needs_two(incident: Incident, pack: Pack | None) -> bool:
    """Whether the pack asks for two persons to open a box of this kind."""
    return terms_of(pack.incidents if pack is not None else (), incident.kind).two_open


def why_not_open(box: SealedBox, incident: Incident, pack: Pack | None, actor: str, at: datetime) -> str:
    """Why this person does not take the box out now; empty when they may."""
    if box.asked_by != actor or box.asked_at is None:
        return "Say first why it has to be opened."
    if not needs_two(incident, pack):
        return "" if at - box.asked_at < AGREED_FOR else "You asked more than an hour ago. Ask again."
    if box.agreed_at is None:
        return "A second person has to agree first."
    return "" if at - box.agreed_at < AGREED_FOR else "The second person agreed more than an hour ago. Ask again."


def _box(tx: Tx, box_id: str, actor: str, *, to: str) -> tuple[SealedBox, Incident]:
    box = db.get_box(tx, box_id)
    if box is None:
        raise NotFoundError("There is no such box.")
    incident = get(tx, box.incident_id)
    require_watcher(tx, incident, actor, to=to)
    return box, incident
