"""Where sessions are kept, and the words that a sign-in used up: one place for every process that shows pages.

What matters is on record by itself: who signed in, who confirmed who they are, whose sessions were ended. That somebody
is still there is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from proviso.db import sessions as db
from proviso.db.store import Store, Tx
from proviso.model import KeptSession


@dataclass(frozen=True, slots=True)
class SessionKeeper:
    """Keeps the sessions in the store."""

    store: Store

    def find(self, mark: str) -> KeptSession | None:
        """The session with this mark, None when it has ended."""
        return db.find(self.store, mark)

    def of(self, person_id: str) -> list[KeptSession]:
        """The sessions of a person."""
        with self.store.read() as tx:
            return db.of_person(tx, person_id)

    def put(self, kept: KeptSession, before: datetime) -> None:
        """A session begins; those that nobody used since `before` are dropped."""

        def begin(tx: Tx) -> None:
            db.drop_idle(tx, before)
            db.put(tx, kept)

        self.store.write(begin)

    def change(self, kept: KeptSession) -> None:
        """What is known of a session changed; one that ended meanwhile stays ended."""
        self.store.write(lambda tx: db.change(tx, kept))

    def see(self, mark: str, at: datetime) -> None:
        """Somebody was there."""
        self.store.write(lambda tx: db.see(tx, mark, at))

    def end(self, mark: str) -> None:
        """The session is over."""
        self.store.write(lambda tx: db.end(tx, mark))


@dataclass(frozen=True, slots=True)
class UsedWords:
    """Keeps which words of a sign-in were used, in the store."""

    store: Store

    def is_used(self, word_id: str) -> bool:
        """Whether a word was used."""
        return db.is_used(self.store, word_id)

    def use(self, word_id: str, at: datetime, before: datetime) -> bool:
        """Use a word up; False when somebody was faster."""
        return self.store.write(lambda tx: db.use(tx, word_id, at, before))
