"""What happened to the whole home: it was backed up, or it came back from a backup."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupBegun(Event):
    """An encrypted backup of the home was begun; one that was finished holds this entry."""

    has_keys: bool
    sealed_with: str
    """`passphrase` or `recipient`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRestored(Event):
    """The ledger goes on from a backup. Entries from `lost_from` to `lost_to` were in the ledger before and are not in
    it any more; both are -1 when none is known to be missing.
    """

    entries: int
    """How many the backup has."""
    made_at: str
    """When the backup was made."""
    lost_from: int
    lost_to: int
    held: int
    """Messages that waited when the backup was made: held back, since they may have been sent since."""
    links_ended: int
    """Sign-in links that ended, since they may have been used since."""
