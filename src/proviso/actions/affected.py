"""Who else? The uses that a spill may have touched: asked, kept with the incident, and their people told (139-07.6).

INVARIANT: a set is exact or it is not given: as long as uses of an older release wait for their profile, nothing is
answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from proviso.db import affected as db
from proviso.db import entries, tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import FindingClass, Incident, Role, SpillKind
from proviso.model.affected import AffectedSet, Left, Question, Tally
from proviso.model.affected_events import AffectedPeopleTold, AffectedSetSaved, AffectedSetTaken
from proviso.policy import Pack
from proviso.policy.incident_terms import terms_of

from .agency import Agency
from .incident_access import READERS, WATCHERS, get, put, require_watcher, sees
from .incidents import open_incident
from .outbox import notify_many
from .roles import get_person, require_role
from .wording import clean, says_something

AT_ONCE = 1_000
"""Uses of an older release that get their profile in one transaction."""
MOST_WORDS = 500
MAIL = "affected"
FROM_SCREENING, FROM_PACK, FROM_VENDOR = "screening", "pack", "vendor"
"""Why a set was kept without somebody asking for it."""


def complete(agency: Agency) -> int:
    """Give every use of an older release its profile, some at a time; returns how many got theirs."""
    filled = 0
    while True:
        with agency.store.read() as tx:
            if db.is_whole(tx):
                return filled
        filled += agency.store.write(lambda tx: db.fill(tx, AT_ONCE))


def require_whole(tx: Tx) -> None:
    """Stop while a use may be missing from an answer."""
    if not db.is_whole(tx):
        raise ConflictError(
            "Uses from before the last update are still being read, so a list would not be whole.",
            hint="Nothing is lost. Try again in a minute.",
        )


def ask(tx: Tx, question: Question, before: int = db.ALL) -> Tally:
    """How many uses and people match."""
    require_whole(tx)
    check(question)
    return db.tally(tx, question, before)


def check(question: Question) -> None:
    """Refuse what can match nothing by mistake: an end before the beginning."""
    if question.since is not None and question.until is not None and question.until <= question.since:
        raise UsageError("The end is not after the beginning.", hint="Change one of the two times.")


def visible(question: Question, roles: Collection[Role], pack: Pack | None) -> Question:
    """The question as somebody with these roles may ask it. INVARIANT: uses that may hold classified information are
    counted and listed for whom the pack clears for such an incident, and for nobody else (139-07.2.a.4).
    """
    cleared = terms_of(pack.incidents if pack is not None else (), SpillKind.CLASSIFIED).cleared
    if any(Role(role) in roles for role in cleared):
        return question
    return replace(question, without=FindingClass.CLASSIFIED.value)


def save(tx: Tx, incident_id: str, question: Question, *, actor: str, at: datetime) -> AffectedSet:
    """Keep the set with its incident, so that it can be shown again exactly."""
    incident = get(tx, incident_id)
    require_watcher(tx, incident, actor, to="keep a set of affected uses")
    return keep(tx, incident, question, actor=actor, at=at)


def keep(tx: Tx, incident: Incident, question: Question, why: str = "", *, actor: str, at: datetime) -> AffectedSet:
    """The same for who has asked who may, or for a check that opened the incident by itself."""
    require_whole(tx)
    check(question)
    size = entries.size(tx) + len(tx.records)
    counted = db.tally(tx, question, size)
    kept = AffectedSet(
        id=new_id(),
        incident_id=incident.id,
        question=question,
        ledger_size=size,
        uses=counted.uses,
        people=counted.people,
        sha256=db.digest_of(db.entries_of(tx, question, size)),
        saved_by=actor,
        saved_at=at,
        why=why,
    )
    db.add_set(tx, kept)
    event = AffectedSetSaved(
        actor=actor,
        affected=kept.id,
        incident=incident.id,
        question=question.facts,
        ledger_size=size,
        uses=kept.uses,
        people=kept.people,
        sha256=kept.sha256,
        why=why,
    )
    record(tx, at, event)
    return kept


def is_same(tx: Tx, kept: AffectedSet) -> bool:
    """Whether the set is still the one of that day: asked again over the same part of the ledger."""
    require_whole(tx)
    return db.digest_of(db.entries_of(tx, kept.question, kept.ledger_size)) == kept.sha256


def take(
    tx: Tx, incident_id: str, question: Question, uses: int, *, has_receipts: bool, actor: str, at: datetime
) -> None:
    """The list leaves as a file: on record before it does. An auditor may take it, too."""
    incident = get(tx, incident_id) if incident_id else None
    person = get_person(tx, actor)
    if not person.is_active or not (person.roles & set(READERS)) or (incident and not sees(person.roles, incident)):
        require_role(tx, actor, *READERS, to="take the list of affected uses")
    event = AffectedSetTaken(
        actor=actor, incident=incident_id, question=question.facts, uses=uses, has_receipts=has_receipts
    )
    record(tx, at, event)


def tell(tx: Tx, set_id: str, *, actor: str, at: datetime) -> AffectedSet:
    """One mail to each person of a set: that an incident concerns a use of theirs, and where to read on. No text, no
    finding. Once: whoever was told is not told again.
    """
    kept = get_set(tx, set_id)
    incident = get(tx, kept.incident_id)
    require_watcher(tx, incident, actor, to="tell the people of a set")
    if kept.told_at is not None:
        raise ConflictError("The people of this set were told already.", hint="Its line says when and by whom.")
    require_whole(tx)
    drill = "DRILL: " if incident.is_drill else ""
    told = notify_many(
        tx,
        db.people_of(tx, kept.question, kept.ledger_size),
        MAIL,
        subject=f"{drill}Incident {incident.id} concerns a use of yours",
        lines=(
            "Keep what you have, and delete or forward nothing.",
            "Your record lists your uses. The incident officer comes to you if anything is needed.",
        ),
        path="/record/uses",
        at=at,
        key=f"affected:{kept.id}",
    )
    after = replace(kept, told_at=at, told_by=actor, told=told)
    db.put_set(tx, after)
    record(tx, at, AffectedPeopleTold(actor=actor, affected=kept.id, incident=incident.id, people=told))
    return after


def vendor_notice(
    tx: Tx,
    tool_id: str,
    since: datetime,
    until: datetime,
    what: str,
    *,
    actor: str,
    at: datetime,
    pack: Pack | None = None,
) -> tuple[Incident, AffectedSet]:
    """A vendor says that something got out at their place: one incident, with every use that went there (139-07.6)."""
    require_role(tx, actor, *WATCHERS, to="write down a vendor's notice")
    tool = tools.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r}.", hint="Tools lists all of them.")
    said = clean(what).strip()
    if not says_something(said) or len(said) > MOST_WORDS:
        raise UsageError(f"Say what the vendor wrote, in {MOST_WORDS} letters at most.", hint="Not what got out.")
    question = Question(tool_id=tool_id, since=since, until=until, left=Left.ALLOWED)
    check(question)
    incident = open_incident(tx, SpillKind.VENDOR, tool_id, None, actor=actor, at=at, pack=pack)
    incident = put(tx, incident, "note", actor=actor, at=at, words=said)
    return incident, keep(tx, incident, question, FROM_VENDOR, actor=actor, at=at)


def get_set(tx: Tx, set_id: str) -> AffectedSet:
    """One set, or an error that says that there is none."""
    kept = db.get_set(tx, set_id)
    if kept is None:
        raise NotFoundError("There is no such set.", hint="The incident lists those that were kept.")
    return kept
