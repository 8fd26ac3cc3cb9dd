"""A small agency whose component's CIO writes rules of its own: Ruth answers for FRO, and Maya works there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proviso.actions import consulting, local_rules, people, uses
from proviso.actions.agency import Agency
from proviso.db import people as people_db
from proviso.db import proposals
from proviso.db.store import Tx
from proviso.model import Channel, Decision, LocalRule, LocalRules, Position, Role
from proviso.policy.texts import Texts
from tests.actions.house import NOW, get_ready, open_agency, person

RUTH, JOAN, OMAR, MARCUS, ANA = "ruth.delgado", "joan.castellanos", "omar.haddad", "marcus.bell", "ana.whitfield"
MAYA = "maya.okafor"
OFFICES = ((Role.CIO_OFFICE, MARCUS), (Role.PRIVACY, JOAN), (Role.CIVIL_RIGHTS, OMAR))
MORNINGS = LocalRule(title="Not in the morning", why="The desk is empty then.", from_hour=9, to_hour=12)
"""NOW is ten o'clock on a Friday where the agency is."""
TEXT = "How high did the river stand?"


def open_rules(folder: Path) -> Iterator[Agency]:
    """The agency with a policy in force, every office, and Maya ready."""
    made = open_agency(folder)

    def kept(ref: str) -> Texts | None:
        files = proposals.files_of(made.store, ref)
        return None if files is None else Texts(ref.partition("@")[0], files)

    made.packs.kept = kept

    def fill(tx: Tx) -> None:
        people.add(tx, person(OMAR, Role.CIVIL_RIGHTS), actor="system", at=NOW)
        get_ready(tx, made, MAYA)

    made.store.write(fill)
    yield made
    made.store.close()


def drafted(agency: Agency, *rules: LocalRule, title: str = "Mornings") -> LocalRules:
    """A draft of Ruth's."""
    return agency.store.write(lambda tx: local_rules.draft(tx, agency, title, rules or (MORNINGS,), actor=RUTH, at=NOW))


def asked(agency: Agency, *rules: LocalRule) -> LocalRules:
    """The same, and the offices are asked."""
    made = drafted(agency, *rules)
    return agency.store.write(
        lambda tx: local_rules.ask(tx, made.id, made.revision, version=made.version, actor=RUTH, at=NOW)
    )


def answered(
    agency: Agency, rules: LocalRules, office: Role, actor: str, position: Position = Position.CONCUR, reasons: str = ""
) -> None:
    """One office's word."""
    agency.store.write(
        lambda tx: consulting.answer(
            tx, rules.id, rules.revision, office, position, sha256=rules.sha256, reasons=reasons, actor=actor, at=NOW
        )
    )


def live(agency: Agency, *rules: LocalRule, starts_at: datetime = NOW) -> LocalRules:
    """Asked about, answered by every office, and dated."""
    made = asked(agency, *rules)
    for office, actor in OFFICES:
        answered(agency, made, office, actor)
    return dated(agency, made, starts_at)


def dated(agency: Agency, rules: LocalRules, starts_at: datetime = NOW, *, version: int = 0) -> LocalRules:
    return agency.store.write(
        lambda tx: local_rules.date(
            tx, agency, rules.id, rules.revision, starts_at, version=version or rules.version, actor=RUTH, at=NOW
        )
    )


def ask_as(agency: Agency, person_id: str = MAYA, at: datetime = NOW, text: str = TEXT) -> Decision:
    """One use, decided as it would be at that moment; nothing is written."""
    use = uses.prepare(
        agency, person_id, "northlight-chat", "research", text, Channel.WEB, at, "https://a.example/report"
    )
    return uses.consider(agency, use).decision


def move(agency: Agency, person_id: str, component: str) -> None:
    """Another component in the directory, as a table would be restored."""

    def moves(tx: Tx) -> None:
        found = people_db.get(tx, person_id)
        assert found is not None
        people_db.put(tx, replace(found, component=component))

    agency.store.write(moves)


HOUR = timedelta(hours=1)
LEAP = datetime(2028, 2, 29, 15, 0, tzinfo=UTC)
