"""An agency with some history, and evidence of it: made once for the tests that read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from proviso.actions import incidents, objections, tools, uses
from proviso.actions.agency import Agency
from proviso.model import Channel, EvidenceScope, SpillKind, ToolStatus
from proviso.reports.evidence import House, Made, make
from tests.actions.house import CHAT, NOW, get_ready, open_agency

MAYA, TOM = "maya.okafor", "tom.reyes"
LATER = NOW + timedelta(days=3)
TEXT = "The levee on the north bank held. Rain fell on 22 days of April."
PERSON = "The file A012 345 678 of the applicant was closed."


@contextmanager
def agency_with_history(folder: Path) -> Iterator[Agency]:
    """Maya is ready and asks five times, once with an A-number, and objects; Tom asks before he is ready."""
    agency = open_agency(folder)
    agency.store.write(lambda tx: get_ready(tx, agency, MAYA))
    for number in range(4):
        _ask(agency, MAYA, f"{TEXT} {number}", number)
    denied = _ask(agency, MAYA, PERSON, 5)
    _ask(agency, TOM, TEXT, 6)
    lead = denied.decision.reasons[0]
    reason = agency.packs.base().rule(lead.rule).objections[0]
    at = NOW + timedelta(hours=7)
    objections.send(agency, denied.decision.id, lead.rule, reason, "", None, actor=MAYA, at=at)
    agency.store.write(lambda tx: incidents.report(tx, SpillKind.CUI, actor=MAYA, at=at))
    agency.store.write(
        lambda tx: tools.change(
            tx, CHAT.id, status=ToolStatus.PAUSED, reason="Terms changed", actor="ana.whitfield", at=LATER
        )
    )
    try:
        yield agency
    finally:
        agency.store.close()


def _ask(agency: Agency, person: str, text: str, hours: int) -> uses.Outcome:
    at = NOW + timedelta(hours=hours)
    return uses.ask(
        agency, uses.prepare(agency, person, CHAT.id, "research", text, Channel.WEB, at, "https://dcs.example/levee")
    )


def house(agency: Agency) -> House:
    return House(store=agency.store, journal=agency.journal, packs=agency.packs, zone="America/New_York")


def evidence(agency: Agency, form: str = "pdf", scope: EvidenceScope | None = None) -> Made:
    return make(house(agency), scope or EvidenceScope(), at=LATER, form=form)
