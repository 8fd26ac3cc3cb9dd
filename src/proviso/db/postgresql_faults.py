"""What PostgreSQL says, as a `StoreError` that says what to do."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError

from proviso.errors import StoreError

_SAYS = {
    "08": (
        "The database cannot be reached.",
        "See whether {name} runs and can be reached. What was being written is there whole, or not at all.",
    ),
    "53100": ("The disk of the database is full.", "Make room for {name}. Nothing was half-written."),
    "53300": (
        "The database takes no more connections.",
        "Raise max_connections of {name}, or run fewer workers.",
    ),
    "53": ("The database has no room left.", "Look at memory and disk of the server of {name}."),
    "25006": (
        "The database is read-only.",
        "{name} may be a copy that only follows: name the one that takes writes. Nothing was written.",
    ),
    "42501": (
        "The account may not do that in the database.",
        "Let the account own its schema in {name}. Nothing was written.",
    ),
    "55P03": (
        "Another program holds the database.",
        "See which process writes in {name} and does not end (pg_stat_activity).",
    ),
    "57": ("The database is stopping or starting.", "Wait until {name} is up again. Nothing was half-written."),
    "28": ("The database does not know this account.", "Check the name and the password for {name}."),
    "3D000": ("There is no such database.", "Make {name} first: createdb --encoding UTF8."),
    "XX001": ("The database is damaged.", "Do not repair it. Keep {name} as it is, and restore a backup elsewhere."),
    "XX002": ("The database is damaged.", "Do not repair it. Keep {name} as it is, and restore a backup elsewhere."),
    "58": ("The disk of the database reports an error.", "Look at the server of {name}. Nothing was half-written."),
    "54": ("A row is too large for the database.", "Make the text smaller."),
}
"""By the code that SQL has for it, or by the first two letters: its family."""

_AT_THE_DOOR = {
    "authentication failed": "28",
    "no password supplied": "28",
    "does not exist": "3D000",
    "too many clients": "53300",
    "remaining connection slots": "53300",
    "starting up": "57",
    "shutting down": "57",
}
"""What a server says before it gives codes."""


def said(fault: Exception, name: str) -> StoreError:
    """The same fault in our words; what the statement held is left out, since it may be a person's."""
    origin = fault.orig if isinstance(fault, DBAPIError) else fault
    code = str(getattr(origin, "sqlstate", "") or "")
    if not code and isinstance(origin, psycopg.OperationalError):
        code = next((code for words, code in _AT_THE_DOOR.items() if words in str(origin)), "08")
    if isinstance(origin, psycopg.DataError) and not code:
        return StoreError("A text has a sign in it that the database cannot keep (NUL).", hint="Take it out.")
    message, hint = _SAYS.get(code) or _SAYS.get(code[:2]) or ("", "")
    if message:
        return StoreError(message, hint=hint.format(name=name))
    # Only the kind and the rule that it broke: the server's own words quote the row that it refused.
    rule = origin.diag.constraint_name if isinstance(origin, psycopg.Error) else None
    facts = (type(origin).__name__, code, rule)
    return StoreError(f"The database refused a statement ({' '.join(str(fact) for fact in facts if fact)}).")
