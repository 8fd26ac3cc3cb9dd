"""Statements of a learning system (xAPI 1.0.3, IEEE 9274.1.1): who has completed which activity (139-07.2.c.2–4).

A statement that was read is not read again; what is not about a completion is counted and left aside. Scores,
answers and everything else that a statement says about a learner are not kept.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from proviso.actions import feeds
from proviso.actions.feeds import COURSE
from proviso.db import feeds as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import ConflictError, UsageError
from proviso.model import Training

COMPLETED = frozenset(
    {
        "http://adlnet.gov/expapi/verbs/completed",
        "http://adlnet.gov/expapi/verbs/passed",
        "http://adlnet.gov/expapi/verbs/mastered",
        "https://w3id.org/xapi/adl/verbs/satisfied",
    }
)
MOST_STATEMENTS = 500
_canonical = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What we take of a statement."""

    id: str
    sha256: str
    verb: str
    activity: str
    mail: str
    """The learner’s address or the name of the account."""
    succeeded: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a message of statements came to."""

    ids: tuple[str, ...]
    recorded: int = 0
    unknown: int = 0
    ignored: int = 0
    known: int = 0
    """Statements that came before."""


def read(body: bytes, wanted_id: str = "") -> tuple[Statement, ...]:
    """The statements of a message; one that cannot be read refuses the message, as the standard asks."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise UsageError("The body is no JSON.") from None
    every = said if isinstance(said, list) else [said]
    if not 0 < len(every) <= MOST_STATEMENTS:
        raise UsageError(f"Send from 1 to {MOST_STATEMENTS} statements at once.")
    found = tuple(_statement(one, wanted_id) for one in every)
    if wanted_id and (len(found) != 1 or found[0].id != wanted_id):
        raise UsageError("The statement has another id than its address.")
    if len({one.id for one in found}) != len(found):
        raise UsageError("Two statements of this message have the same id.")
    return found


def _statement(said: object, wanted_id: str) -> Statement:
    if not isinstance(said, dict) or not {"actor", "verb", "object"} <= said.keys():
        raise UsageError("A statement has an actor, a verb and an object.")
    given = said.get("id") or wanted_id or str(uuid.uuid4())
    try:
        statement_id = str(uuid.UUID(str(given)))
    except ValueError:
        raise UsageError("The id of a statement is a UUID.") from None
    meaning = {name: value for name, value in said.items() if name not in {"stored", "authority", "version"}}
    result = said.get("result")
    return Statement(
        id=statement_id,
        sha256=hashlib.sha256(_canonical({**meaning, "id": statement_id})).hexdigest(),
        verb=_text(said["verb"], "id"),
        activity=_text(said["object"], "id"),
        mail=_learner(said["actor"]),
        succeeded=not (
            isinstance(result, dict) and (result.get("success") is False or result.get("completion") is False)
        ),
        at=_moment(said.get("timestamp")),
    )


def _text(said: object, name: str) -> str:
    found = said.get(name) if isinstance(said, Mapping) else None
    if not isinstance(found, str) or not found:
        raise UsageError(f"The {name} of a verb or an object is missing.")
    return found[:300]


def _learner(actor: Any) -> str:
    if not isinstance(actor, Mapping):
        raise UsageError("The actor of a statement is an object.")
    mail, account = actor.get("mbox"), actor.get("account")
    if isinstance(mail, str):
        return mail.removeprefix("mailto:").strip()
    name = account.get("name") if isinstance(account, Mapping) else None
    return name.strip() if isinstance(name, str) else ""


def _moment(said: object) -> datetime | None:
    if said is None:
        return None
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        raise UsageError("The timestamp of a statement is no time of ISO 8601.") from None
    return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)


def take(tx: Tx, statements: tuple[Statement, ...], *, at: datetime) -> Taken:
    """Record what these statements say was completed, each once."""
    recorded = unknown = ignored = known = 0
    for one in statements:
        before = db.statement(tx, one.id)
        if before is not None:
            if before != one.sha256:
                raise ConflictError(f"The statement {one.id} came before and said something else.")
            known += 1
            continue
        db.add_statement(tx, one.id, one.sha256, at)
        training = _training(tx, one, at)
        person = _person(tx, one.mail)
        if training is None:
            ignored += 1
        elif person is None:
            unknown += 1
        else:
            recorded += feeds.note_completion(tx, person, training, min(one.at or at, at), at=at)
    feeds.note_reading(
        tx, "messages", len(statements), recorded, unknown=unknown, ignored=ignored, actor="system", at=at
    )
    return Taken(
        ids=tuple(one.id for one in statements), recorded=recorded, unknown=unknown, ignored=ignored, known=known
    )


def _training(tx: Tx, one: Statement, at: datetime) -> Training | None:
    """Which training was completed; None when it was none, or nobody has said what the activity is."""
    if one.verb not in COMPLETED or not one.succeeded:
        return None
    value = feeds.see_code(tx, COURSE, one.activity, at=at)
    return Training(value) if value else None


def _person(tx: Tx, learner: str) -> str | None:
    found = people.by_email(tx, learner) or people.get(tx, learner)
    return None if found is None else found.id
