"""Alembic's entry: runs the numbered files on the connection that the store hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from proviso.db.schema import metadata

connection = context.config.attributes["connection"]
# SQLite's schema changes are transactional when the driver does not commit by itself: a migration is whole or absent.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
