"""A table of the tests' own, in whichever store there is."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, Text, insert, select

from proviso.db.store import Store, Tx

WORDS = Table("words", MetaData(), Column("word", Text, primary_key=True))


def with_words(store: Store) -> Store:
    """The same store, with the table in it."""
    store.write(lambda tx: WORDS.create(tx.conn))
    return store


def put(tx: Tx, word: str) -> str:
    """Write one word."""
    tx.conn.execute(insert(WORDS).values(word=word))
    return word


def words(store: Store) -> list[str]:
    """Every word that is there."""
    with store.read() as tx:
        return list(tx.conn.execute(select(WORDS.c.word).order_by(WORDS.c.word)).scalars())
