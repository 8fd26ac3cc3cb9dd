"""The vendor's terms, watched (T-13): each version is kept with its hash, and another hash starts a re-review."""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from proviso.db import terms as db
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.model import Role, Terms, ToolStatus
from proviso.model.tool_events import ToolTermsKept
from proviso.policy import Pack

from . import re_reviews, tools
from .roles import SYSTEM, require_role
from .wording import clean_line

KEEPERS = (Role.CIO, Role.CIO_OFFICE, Role.COUNSEL)
MOST_BYTES = 10 << 20
LONGEST_NAME = 120


def keep(
    tx: Tx, tool_id: str, content: bytes, name: str, link: str, pack: Pack, *, actor: str, at: datetime
) -> tuple[Terms, bool]:
    """Keep the terms as they are today; whether they changed. The same ones again are kept once."""
    if actor != SYSTEM:
        require_role(tx, actor, *KEEPERS, to="keep the terms of a tool")
    tool = tools.get(tx, tool_id)
    if not content.strip():
        raise UsageError("There is nothing in these terms.", hint="Choose the file, or paste the text.")
    if len(content) > MOST_BYTES:
        raise UsageError(f"The terms have more than {MOST_BYTES >> 20} MB.", hint="Save them as text or as a PDF.")
    if link and not is_web(link):
        raise UsageError("The link is no address of the web.", hint="It looks like https://vendor.example/terms.")
    before = db.newest(tx, tool_id)
    digest = hashlib.sha256(content).hexdigest()
    if before is not None and before.sha256 == digest:
        return before, False
    kept = Terms(
        tool_id=tool_id,
        version=1 if before is None else before.version + 1,
        sha256=digest,
        name=clean_line(name)[:LONGEST_NAME] or "text",
        link=link.strip(),
        kept_at=at,
        kept_by=actor,
    )
    db.add(tx, kept, content)
    is_change = before is not None
    event = ToolTermsKept(actor=actor, tool=tool_id, version=kept.version, sha256=digest, changed=is_change)
    tools.note(tx, at, event)
    if is_change and tool.status in {ToolStatus.APPROVED, ToolStatus.PAUSED}:
        re_reviews.begin(tx, tool, re_reviews.TERMS_CHANGED, pack, at=at)
    return kept, is_change


def is_web(address: str) -> bool:
    """Whether a browser can be led there, and only there."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and address.isascii() and address.isprintable()
