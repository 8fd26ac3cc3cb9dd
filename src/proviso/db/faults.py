"""What SQLite says, as a `StoreError` that says what to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from proviso.errors import StoreError

_SAYS = {
    "SQLITE_FULL": ("The disk is full.", "Make room on the disk of {path}. Nothing was half-written."),
    "SQLITE_READONLY": (
        "The database is read-only.",
        "Let this account write to {path} and its folder, then ask again. Nothing was written.",
    ),
    "SQLITE_BUSY": (
        "Another program holds the database.",
        "Close the program that has {path} open, or wait until it is done.",
    ),
    "SQLITE_CANTOPEN": (
        "The database cannot be opened.",
        "See that the folder of {path} exists and is this account's.",
    ),
    "SQLITE_NOTADB": (
        "The file is not a database of Proviso.",
        "Name another folder, or put {path} back from a backup.",
    ),
    "SQLITE_CORRUPT": (
        "The database is damaged.",
        "Do not repair it. Keep {path} as it is, and restore a backup elsewhere.",
    ),
    "SQLITE_IOERR": ("The disk reports an error.", "Look at the disk of {path}. Nothing was half-written."),
    "SQLITE_TOOBIG": ("A row is too large for the database.", "Make the text smaller."),
}


def store_error(fault: Exception, path: Path) -> StoreError:
    """The same fault in our words; what the statement held is left out, since it may be a person's."""
    origin = fault.orig if isinstance(fault, DBAPIError) else fault
    name = str(getattr(origin, "sqlite_errorname", ""))
    # Extended codes are longer (`SQLITE_READONLY_DBMOVED`): the first two words are the family.
    message, hint = _SAYS.get("_".join(name.split("_")[:2]), ("", ""))
    if message:
        return StoreError(message, hint=hint.format(path=path))
    return StoreError(f"The database refused a statement ({name or type(origin).__name__}: {origin}).")
