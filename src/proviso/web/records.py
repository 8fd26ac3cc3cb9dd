"""The records behind the steps of one person, as lines of a history (139-07.2.c–e)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.model import Training

from .desk import Desk
from .history import Happened

TRAININGS = {
    Training.RESPONSIBLE_AI: "AI course",
    Training.PRIVACY: "Privacy training",
    Training.CYBERSECURITY: "Cybersecurity training",
}


def record_lines(desk: Desk, tx: Tx, person_id: str) -> tuple[Happened, ...]:
    """Approvals, trainings, signatures and accounts of one person, newest first."""
    held = people.records(tx, person_id)
    names = {t.id: t.name for t in tools.all(tx)}
    lines: list[tuple[datetime, str]] = []
    for approval in (*held.approvals, *(a for a, _, _ in held.revoked)):
        scope = "every tool" if approval.tools is None else desk.names(names.get(t, t) for t in sorted(approval.tools))
        lines.append((approval.approved_at, f"{desk.name(tx, approval.approved_by)} approved {scope}."))
    lines += [(at, f"{desk.name(tx, by)} took an approval back.") for _, by, at in held.revoked]
    for training in held.trainings:
        source = f" ({training.source})" if training.source else ""
        lines.append((training.completed_at, f"{TRAININGS[training.training]} done{source}."))
    lines += [(a.signed_at, f"Signed the rules, version {a.version}.") for a in held.acknowledgements]
    for tool_id, account in held.accounts:
        attested = account.settings_attested_at or account.agency_only_attested_at
        if attested:
            lines.append((attested, f"Set up the {names.get(tool_id, tool_id)} account, {account.email}."))
    return tuple(
        Happened(when=desk.when(at), stamp=desk.stamp(at), what=what)
        for at, what in sorted(lines, key=lambda line: line[0], reverse=True)
    )
