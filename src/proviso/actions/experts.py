"""Who reads which text: topics and their experts, the one with the least to read, and who reads in whose place.

Never the author, and never the same expert on both seats (139-07.4, 139-07.4.f).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from proviso.db import expert_reviews as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import (
    Audience,
    ExpertDelegate,
    ExpertReview,
    ExpertState,
    Person,
    Reading,
    Role,
    Topic,
)
from proviso.model.expert_review_events import ExpertDelegated, ExpertReviewRouted, ExpertTopicSet

from . import expert_letters as letters
from .roles import SYSTEM, get_person, require_active, require_role
from .wording import clean_line, says_something

PUBLIC = "public-affairs"
"""The topic whose experts read second what goes to the public."""
OFFICES = (Role.CIO, Role.CIO_OFFICE)
LONGEST_NAME = 60
LONGEST_DELEGATION = timedelta(days=90)
MOST_TOPICS = 200
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def set_topic(tx: Tx, topic_id: str, name: str, experts: Collection[str], *, actor: str, at: datetime) -> Topic:
    """The CIO's office says who reads texts of a topic; a new one gets its id of its name."""
    require_role(tx, actor, *OFFICES, to="say who reads texts of a topic")
    name = clean_line(name)
    if not says_something(name) or len(name) > LONGEST_NAME:
        raise UsageError(f"Name the topic in up to {LONGEST_NAME} letters.")
    held = db.all_topics(tx)
    if topic_id and all(topic.id != topic_id for topic in held):
        raise NotFoundError("There is no such topic.", hint="The page of topics lists all of them.")
    if any(topic.id != topic_id and topic.name.casefold() == name.casefold() for topic in held):
        raise UsageError("There is a topic of this name already.")
    if not topic_id and len(held) >= MOST_TOPICS:
        raise UsageError(f"There are {MOST_TOPICS} topics already.", hint="Rename one that nobody needs any more.")
    chosen = tuple(dict.fromkeys(experts))
    for person_id in chosen:
        _require_expert(tx, person_id)
    made = Topic(id=topic_id or _id_of(name, {topic.id for topic in held}), name=name, experts=chosen)
    return _write(tx, made, actor, at)


def set_own_topics(tx: Tx, topic_ids: Collection[str], *, actor: str, at: datetime) -> None:
    """An expert says of which topics they are one."""
    require_role(tx, actor, Role.EXPERT, to="choose topics of their own")
    held = db.all_topics(tx)
    if not set(topic_ids) <= {topic.id for topic in held}:
        raise NotFoundError("There is no such topic.", hint="Choose from the list.")
    for topic in held:
        reads, wants = actor in topic.experts, topic.id in topic_ids
        if reads is not wants:
            others = tuple(one for one in topic.experts if one != actor)
            _write(tx, replace(topic, experts=(*others, actor) if wants else others), actor, at)


def _write(tx: Tx, topic: Topic, actor: str, at: datetime) -> Topic:
    if db.topic(tx, topic.id) != topic:
        db.put_topic(tx, topic)
        record(tx, at, ExpertTopicSet(actor=actor, topic=topic.id, experts=topic.experts))
    return topic


def _id_of(name: str, taken: Collection[str]) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in name.casefold()).split()
    base = "-".join(words)[:40].strip("-") or "topic"
    return next(found for n in range(1, MOST_TOPICS + 2) if (found := base if n == 1 else f"{base}-{n}") not in taken)


def delegate(
    tx: Tx, person_id: str, starts_on: date, ends_on: date, *, today: date, actor: str, at: datetime
) -> ExpertDelegate:
    """An expert names another one who reads in their place between two days; what waits moves when it begins."""
    require_role(tx, actor, Role.EXPERT, to="name who reads in their place")
    if person_id == actor:
        raise UsageError("Name somebody else: you read your texts anyway.")
    _require_expert(tx, person_id)
    if not today <= ends_on or not starts_on <= ends_on:
        raise UsageError("The last day comes after the first, and not before today.")
    if ends_on - starts_on > LONGEST_DELEGATION:
        raise UsageError(f"Somebody can read in your place for {LONGEST_DELEGATION.days} days at most.")
    named = ExpertDelegate(expert_id=actor, person_id=person_id, starts_on=starts_on, ends_on=ends_on)
    db.put_delegate(tx, named)
    event = ExpertDelegated(
        actor=actor, expert=actor, person=person_id, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
    )
    record(tx, at, event)
    if starts_on <= today:
        move_all(tx, actor, "delegated", today=today, by=actor, at=at)
    return named


def end_delegation(tx: Tx, *, actor: str, at: datetime) -> None:
    """From now on the expert reads new texts again; what moved stays where it is."""
    require_role(tx, actor, Role.EXPERT, to="say who reads in their place")
    held = db.named(tx, actor)
    if held is not None:
        db.drop_delegate(tx, actor)
        record(tx, at, ExpertDelegated(actor=actor, expert=actor, person=held.person_id, starts_on="", ends_on=""))


def why_not(tx: Tx, person_id: str, review: ExpertReview) -> str:
    """Why this person cannot read this text, in a sentence; empty when they can."""
    person = people.get(tx, person_id)
    if person is None or not person.is_active:
        return "This person does not work here."
    if Role.EXPERT not in person.roles:
        return f"{person.name} is not an expert."
    if Role.AUDITOR in person.roles:
        return f"An auditor reads everything and changes nothing: {person.name} cannot review a text."
    if person_id == review.author_id:
        return f"{person.name} wrote this text. Somebody else reviews it."
    if person_id in standing(review):
        return f"{person.name} has approved this version already. A second expert reads it."
    return ""


def standing(review: ExpertReview) -> tuple[str, ...]:
    """The readers whose approval is about the newest version."""
    return tuple(dict.fromkeys(r.reviewer_id for r in review.approvals))


def choose(tx: Tx, review: ExpertReview, today: date, but: Collection[str] = ()) -> tuple[str, str]:
    """Who reads next, and why them: those who know the text already, then the topic's expert with the least to read,
    then whoever was given nothing for longest. Nobody: an empty id."""
    for person_id in _known(review):
        if person_id not in but and not why_not(tx, person_id, review):
            found = _or_delegate(tx, review, person_id, today, but)
            if found[0]:
                return found
    for topic_id in topics_for(review):
        topic = db.topic(tx, topic_id)
        open_ = {} if topic is None else _open(tx, review, topic.experts, today, but)
        if open_:
            loads = db.load(tx, open_)
            first = min(open_, key=lambda who: (loads[who].waiting, loads[who].last_given or _LONG_AGO, who))
            return first, open_[first]
    return "", "routed"


def topics_for(review: ExpertReview) -> tuple[str, ...]:
    """Whose experts read it next: the topic's; of a text for the public, second, those for public affairs."""
    is_second = review.audience is Audience.PUBLIC and bool(review.readings)
    return tuple(dict.fromkeys((PUBLIC, review.topic) if is_second else (review.topic,)))


def _known(review: ExpertReview) -> list[str]:
    """Who had a seat and does not stand for the newest version, the latest to speak first."""
    said = [r for r in review.readings if r.verdict is not None and r.reviewer_id]
    stands = standing(review)
    return [who for who in dict.fromkeys(r.reviewer_id for r in reversed(said)) if who not in stands]


def _open(tx: Tx, review: ExpertReview, experts: Collection[str], today: date, but: Collection[str]) -> dict[str, str]:
    """Who of these can read it today, and why them."""
    found: dict[str, str] = {}
    for person_id in experts:
        who, why = _or_delegate(tx, review, person_id, today, but)
        if who and who not in but and not why_not(tx, who, review):
            found.setdefault(who, why)
    return found


def _or_delegate(tx: Tx, review: ExpertReview, person_id: str, today: date, but: Collection[str]) -> tuple[str, str]:
    """The expert, or whom they named for today, where that one may read it."""
    named = db.delegate_of(tx, person_id, today)
    if named is None:
        return person_id, "routed"
    if named.person_id in but or why_not(tx, named.person_id, review):
        return "", "routed"
    return named.person_id, "delegated"


def seat(tx: Tx, review: ExpertReview, person_id: str, reason: str, *, by: str, at: datetime) -> ExpertReview:
    """Give the open seat to somebody, or make a new one; told to them, or to the CIO's office when it is nobody."""
    open_ = review.reading
    order = open_.order if open_ else len(review.readings) + 1
    given = Reading(order=order, reviewer_id=person_id, given_at=at, given_by=by)
    kept = tuple(r for r in review.readings if r is not open_)
    after = replace(review, readings=(*kept, given), state=ExpertState.WAITING, revision=review.revision + 1)
    record(tx, at, ExpertReviewRouted(actor=by, review=review.id, order=order, reviewer=person_id, reason=reason))
    if person_id:
        letters.tell_reader(tx, after, person_id, at=at)
    else:
        letters.tell_office(tx, after, at=at)
    return after


def route(tx: Tx, review: ExpertReview, today: date, *, at: datetime, but: Collection[str] = ()) -> ExpertReview:
    """Find the next reader and give them the seat."""
    person_id, reason = choose(tx, review, today, but)
    return seat(tx, review, person_id, reason, by=SYSTEM, at=at)


def move_all(tx: Tx, person_id: str, reason: str, *, today: date, by: str, at: datetime) -> int:
    """An expert has left, is no expert any more, or has named somebody: what waits for them goes to another one."""
    moved = 0
    for review in db.waiting(tx, person_id):
        who, why = _instead(tx, review, person_id, today)
        if reason == "delegated" and not who:
            continue  # nobody else can: it stays where it is
        after = seat(tx, review, who, reason if why == "routed" else why, by=by, at=at)
        db.put(tx, after)
        letters.tell_author_moved(tx, after, at=at)
        moved += 1
    return moved


def _instead(tx: Tx, review: ExpertReview, person_id: str, today: date) -> tuple[str, str]:
    named = db.delegate_of(tx, person_id, today)
    if named is not None and not why_not(tx, named.person_id, review):
        return named.person_id, "delegated"
    return choose(tx, review, today, but=(person_id,))


def reader_left(tx: Tx, person_id: str, *, by: str, at: datetime) -> int:
    """An expert has left, or is none any more: what waits for them goes to another one, and the authors hear of it."""
    return move_all(tx, person_id, "left", today=at.date(), by=by, at=at)


def sweep(tx: Tx, today: date, at: datetime) -> int:
    """What time and the directory changed: readers who are gone or away since the last look. Returns what moved."""
    moved = 0
    for who in sorted({review.reading.reviewer_id for review in db.waiting(tx) if review.reading}):
        if not who:
            moved += _find_for_none(tx, today, at)
        elif why := _gone(tx, who, today):
            moved += move_all(tx, who, why, today=today, by=SYSTEM, at=at)
    return moved


def _gone(tx: Tx, person_id: str, today: date) -> str:
    person = people.get(tx, person_id)
    if person is None or not person.is_active or Role.EXPERT not in person.roles:
        return "left"
    return "delegated" if db.delegate_of(tx, person_id, today) is not None else ""


def _find_for_none(tx: Tx, today: date, at: datetime) -> int:
    """Texts that nobody could read, now that there may be an expert."""
    moved = 0
    for review in db.waiting(tx, ""):
        who, why = choose(tx, review, today)
        if who:
            db.put(tx, seat(tx, review, who, why, by=SYSTEM, at=at))
            moved += 1
    return moved


def _require_expert(tx: Tx, person_id: str) -> Person:
    person = require_active(tx, get_person(tx, person_id).id, "review a text")
    if Role.EXPERT not in person.roles:
        raise NotAllowedError(f"{person.name} is not an expert.", hint="An administrator can give the role on People.")
    return person
