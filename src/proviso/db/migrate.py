"""Brings a database to the schema of this version: numbered files, all of them in one transaction or none."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from proviso.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT to_regclass('alembic_version')",
}
FOLDER = Path(__file__).with_name("migrations")


def newest() -> str:
    """Number of the newest migration: what `0007_people.py` has before its underscore."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current(conn: Connection) -> str:
    """Number of the schema that this database has, empty for a new one."""
    if conn.exec_driver_sql(_THERE[conn.dialect.name]).scalar() is None:
        return ""
    return str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def is_of_this_version(conn: Connection) -> bool:
    """Whether there is nothing to migrate."""
    return current(conn) == newest()


def has_a_past(conn: Connection) -> bool:
    """Whether a database may have been in use before this version: one of PostgreSQL begins with 0029, whole."""
    return conn.dialect.name == "sqlite"


def load_migrations() -> tuple[ModuleType, Config]:
    """What runs the migrations. It takes 0.2 s to import: only a start that has something to migrate pays for it, and
    before it holds the database."""
    from alembic import command
    from alembic.config import Config

    return command, Config()


def migrate(conn: Connection, name: str) -> None:
    """Run the missing migrations inside the caller's transaction; a database of a newer version is refused."""
    has, want = current(conn), newest()
    if has > want:
        raise StoreError(
            f"This database has schema {has}; this version of Proviso knows up to {want}.",
            hint=f"Start the newer version that last used {name}, or name another folder.",
        )
    if has == want:
        return
    command, config = load_migrations()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
