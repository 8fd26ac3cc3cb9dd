"""Which entries of the ledger name somebody or something, for the histories on pages.

Migrations are numbered, one transaction each, and readable by the release before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from proviso.db.migrate import has_a_past

revision = "0026"
down_revision = "0025"

_FILL = """
INSERT OR IGNORE INTO entry_mentions (value, event, idx)
SELECT named.value, json_extract(said, '$.event'), idx
FROM (
  SELECT idx, CAST(record AS TEXT) AS said FROM entries
  WHERE instr(record, CAST('"event":"UseDecided"' AS BLOB)) = 0
    AND instr(record, CAST('"event":"AnswerReceived"' AS BLOB)) = 0
    AND instr(record, CAST('"event":"AnswerFailed"' AS BLOB)) = 0
    AND instr(record, CAST('"event":"CallRefused"' AS BLOB)) = 0
    AND instr(record, CAST('"event":"MailSent"' AS BLOB)) = 0),
  json_each(said, '$.data') AS named
WHERE named.type = 'text' AND length(named.value) BETWEEN 1 AND 120
  AND NOT (named.key = 'actor' AND named.value = 'system')
"""


def upgrade() -> None:
    op.create_table(
        "entry_mentions",
        sa.Column("value", sa.String, primary_key=True),
        sa.Column("event", sa.String, primary_key=True),
        sa.Column("idx", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    if has_a_past(op.get_bind()):
        op.execute(_FILL)
