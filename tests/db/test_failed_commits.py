"""A commit that fails fails alone: whoever writes after it, writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from proviso.db.store import Store, Tx
from proviso.errors import StoreError

TABLES = (
    "CREATE TABLE bosses (id TEXT PRIMARY KEY)",
    "CREATE TABLE teams (boss TEXT REFERENCES bosses (id) DEFERRABLE INITIALLY DEFERRED)",
)
"""What a row lacks is found at the commit, as the room on a full disk is."""


def run(tx: Tx, *statements: str) -> None:
    for statement in statements:
        tx.conn.execute(text(statement))


def test_after_a_commit_that_failed_the_next_group_is_written(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "proviso.db")
    store.write(lambda tx: run(tx, *TABLES))
    for _ in range(2):
        with pytest.raises(StoreError):
            store.write(lambda tx: run(tx, "INSERT INTO teams VALUES ('nobody')"))
        store.write(lambda tx: run(tx, "INSERT INTO bosses VALUES ('x') ON CONFLICT DO NOTHING"))
    with store.read() as tx:
        bosses = tx.conn.execute(text("SELECT count(*) FROM bosses")).scalar_one()
        teams = tx.conn.execute(text("SELECT count(*) FROM teams")).scalar_one()
    store.close()
    assert (bosses, teams) == (1, 0)
