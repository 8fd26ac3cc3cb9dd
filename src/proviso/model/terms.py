"""The vendors' terms that the agency accepted for a tool, as a document that is watched (T-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One version of a tool's terms: what it was called, where it stands, and its hash."""

    tool_id: str
    version: int
    """1, 2, 3 … in the order in which they were kept."""
    sha256: str
    name: str
    """The name of the file, or "text"."""
    link: str
    """Where the vendor publishes it; empty when nobody said."""
    kept_at: datetime
    kept_by: str
