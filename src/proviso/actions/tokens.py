"""A person's own way through the gateway: a token for a few hours, where the pack in force lets people take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from proviso.db import systems as db
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, PolicyError, UsageError
from proviso.identity import tokens
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Token
from proviso.model.system_events import TokenEnded, TokenMade
from proviso.policy import Pack, lets_people_through

from .agency import Agency
from .roles import require_self

HOURS = 8
MOST = 5
"""Tokens of one person at once."""
KEPT = timedelta(days=30)
"""How long the row of an ended token stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token, and its words: the only time that they are seen."""

    token: Token
    words: str = field(repr=False)


def is_offered(pack: Pack) -> bool:
    """Whether the rules let people through the gateway; a pack that cannot be asked lets nobody through."""
    try:
        return lets_people_through(pack)
    except PolicyError:
        return False


def make(tx: Tx, person_id: str, purpose: str, pack: Pack, *, actor: str, at: datetime) -> Made:
    """A person makes a token of their own; each use with it is judged like any other use of theirs."""
    require_self(tx, actor, person_id, to="make a token")
    if not is_offered(pack):
        raise NotAllowedError(
            f"Under {pack.title}, people use AI tools on the web.", hint="A program needs a registration as a system."
        )
    if pack.purpose(purpose) is None:
        raise UsageError("Say what the token is for.", hint="Choose a purpose from the list.")
    if len(db.tokens_of(tx, person_id, at)) >= MOST:
        raise UsageError(f"You have {MOST} tokens already.", hint="End one of them first.")
    words = tokens.new_key(tokens.PERSON)
    token = Token(
        id=new_id(),
        person_id=person_id,
        purpose=purpose,
        created_at=at,
        ends_at=at + timedelta(hours=HOURS),
        hint=tokens.hint_of(words),
    )
    db.forget_tokens(tx, person_id, at - KEPT)
    db.add_token(tx, token, tokens.fingerprint(words))
    ends = token.ends_at.astimezone(UTC).isoformat(timespec="seconds")
    record(tx, at, TokenMade(actor=actor, person=person_id, token=token.id, ends_at=ends))
    return Made(token=token, words=words)


def end(tx: Tx, token_id: str, *, actor: str, at: datetime) -> None:
    """A person ends a token of theirs at once."""
    if not any(token.id == token_id for token in db.tokens_of(tx, actor, at)):
        raise NotFoundError("You have no such token now; it may have ended already.")
    db.end_token(tx, token_id, at)
    record(tx, at, TokenEnded(actor=actor, person=actor, token=token_id))


def find_by_token(agency: Agency, words: str, at: datetime | None = None) -> Token | None:
    """The token of these words, None when nobody has it or its hours are over. `at` is now, unless said otherwise.

    Whether the pack still lets people through is for the rules to say at each use.
    """
    if not words.startswith(tokens.PERSON):
        return None
    return db.find_by_token(agency.store, tokens.fingerprint(words), at or datetime.now(UTC))
