"""Which policy pack is in force: activated and ended by the CIO, each with its entry in the ledger (139-07.9.a)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import packs as db
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.journal import record
from proviso.model import Role
from proviso.model.events import PackActivated, PackEnded
from proviso.policy import Pack

from .roles import SYSTEM, require_role


def activate(tx: Tx, pack: Pack, *, actor: str, at: datetime, component: str | None = None) -> Pack:
    """Put a pack in force, from now; the one before it ends. `component`: whose overlay it is (139-07.7.b)."""
    _require_right(tx, actor, component)
    db.finish(tx, component, at, f"{pack.ref} followed")
    db.begin(tx, pack.ref, pack.sha256, component, at)
    record(tx, at, PackActivated(actor=actor, pack=pack.ref, sha256=pack.sha256, effective=at.date().isoformat()))
    return pack


def end(tx: Tx, reason: str, *, actor: str, at: datetime, component: str | None = None) -> list[str]:
    """End the pack in force: every use after it is denied until another is in force. Says which packs ended."""
    _require_right(tx, actor, component)
    if not reason.strip():
        raise UsageError("Say why the policy ends: people will read it.")
    ended = db.finish(tx, component, at, reason.strip())
    for pack in ended:
        record(tx, at, PackEnded(actor=actor, pack=pack, reason=reason.strip()))
    return ended


def _require_right(tx: Tx, actor: str, component: str | None) -> None:
    if actor == SYSTEM:
        return
    if component is None:
        require_role(tx, actor, Role.CIO, to="put a policy in force or end it")
    else:
        require_role(tx, actor, Role.COMPONENT_CIO, Role.CIO, to="change a component's rules")
