"""Schemas: a new database gets this version's, a newer one is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from proviso.db import migrate
from proviso.db.schema import metadata
from proviso.db.store import Store
from proviso.errors import StoreError


def test_the_newest_migration_is_the_head_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.newest()]


@pytest.mark.in_a_file
def test_a_new_database_has_the_tables_of_the_ledger_as_they_are_declared(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "proviso.db")
    with store.read() as tx:
        for name in ("entries", "nodes", "checkpoints"):
            columns = [row[1] for row in tx.conn.exec_driver_sql(f"PRAGMA table_info({name})")]
            assert columns == [column.name for column in metadata.tables[name].columns]
        assert migrate.current(tx.conn) == migrate.newest()
    store.close()


@pytest.mark.in_a_file
def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Store.open(tmp_path / "proviso.db").close()
    before = (tmp_path / "proviso.db").read_bytes()
    Store.open(tmp_path / "proviso.db").close()
    assert (tmp_path / "proviso.db").read_bytes() == before


@pytest.mark.in_a_file
def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "proviso.db").close()
    raw = sqlite3.connect(tmp_path / "proviso.db")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = (tmp_path / "proviso.db").read_bytes()
    with pytest.raises(StoreError, match="schema 9999") as caught:
        Store.open(tmp_path / "proviso.db")
    assert "newer version" in caught.value.hint
    assert (tmp_path / "proviso.db").read_bytes() == before


@pytest.mark.in_a_file
def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "proviso.db")
    raw.execute("CREATE TABLE checkpoints (in_the_way TEXT)")  # the first migration fails at its third table
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="already exists"):
        Store.open(tmp_path / "proviso.db")
    raw = sqlite3.connect(tmp_path / "proviso.db")
    assert raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("checkpoints",)]
    raw.close()
