"""Tokens by which a program does in a person's name what that person may do themselves, in the areas they chose.

Whoever has the words has the person's hands, so a token is made after a sign-in of the last minutes, is shown once,
ends by itself, and gives no signature: that needs the person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from proviso.db import access_tokens as db
from proviso.db import systems
from proviso.db.store import Store, Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity import tokens
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import AccessToken
from proviso.model.access_token_events import AccessTokenEnded, AccessTokenMade
from proviso.model.system_events import TokenEnded

from .roles import require_self
from .wording import clean_line

DAYS = (1, 7, 30)
"""For how many days a token may open something."""
MOST = 10
"""Tokens of one person at once."""
LONGEST_NAME = 80
KEPT = timedelta(days=30)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token, and its words: the only time that they are seen."""

    token: AccessToken
    words: str = field(repr=False)


def make(
    tx: Tx,
    person_id: str,
    name: str,
    areas: Collection[str],
    days: int,
    *,
    offered: Collection[str],
    actor: str,
    at: datetime,
) -> Made:
    """A person makes a token of their own; `offered` are the areas that there are."""
    require_self(tx, actor, person_id, to="make a token")
    called = clean_line(name)[:LONGEST_NAME]
    if not called:
        raise UsageError("Say which program it is for.")
    chosen = tuple(area for area in offered if area in set(areas))
    if not chosen or set(areas) - set(offered):
        raise UsageError("Choose at least one area from the list.", hint="The program can do nothing else.")
    if days not in DAYS:
        raise UsageError(f"A token lasts {', '.join(map(str, DAYS[:-1]))} or {DAYS[-1]} days.")
    if len(db.of_person(tx, person_id, at)) >= MOST:
        raise UsageError(f"You have {MOST} tokens already.", hint="End one of them first.")
    words = tokens.new_key(tokens.ACTS)
    token = AccessToken(
        id=new_id(),
        person_id=person_id,
        name=called,
        areas=chosen,
        created_at=at,
        ends_at=at + timedelta(days=days),
        hint=tokens.hint_of(words),
    )
    db.forget(tx, person_id, at - KEPT)
    db.add(tx, token, tokens.fingerprint(words))
    ends = token.ends_at.astimezone(UTC).isoformat(timespec="seconds")
    record(tx, at, AccessTokenMade(actor=actor, person=person_id, token=token.id, areas=chosen, ends_at=ends))
    return Made(token=token, words=words)


def end(tx: Tx, token_id: str, *, actor: str, at: datetime) -> None:
    """A person ends a token of theirs at once."""
    if not any(held.token.id == token_id for held in db.of_person(tx, actor, at)):
        raise NotFoundError("You have no such token now; it may have ended already.")
    db.end(tx, token_id, at)
    record(tx, at, AccessTokenEnded(actor=actor, person=actor, token=token_id))


def end_all(tx: Tx, person_id: str, *, actor: str, at: datetime) -> int:
    """Every token of a person ends, of the gateway, too: what they sign in with was taken away, or they have left.
    Returns how many."""
    held, through = db.of_person(tx, person_id, at), systems.tokens_of(tx, person_id, at)
    for one in held:
        db.end(tx, one.token.id, at)
        record(tx, at, AccessTokenEnded(actor=actor, person=person_id, token=one.token.id))
    for token in through:
        systems.end_token(tx, token.id, at)
        record(tx, at, TokenEnded(actor=actor, person=person_id, token=token.id))
    return len(held) + len(through)


def find_by_token(store: Store, words: str, at: datetime) -> AccessToken | None:
    """The token of these words, None when nobody has it, its days are over, or the person has left."""
    if not words.startswith(tokens.ACTS):
        return None
    held = db.find(store, tokens.fingerprint(words), at)
    if held is None:
        return None
    if held.used_at is None or at - held.used_at >= A_MINUTE:
        store.write(lambda tx: db.mark_used(tx, held.token.id, at))
    return held.token
