"""A report of a spill is mail within 5 seconds, without a word of it; a server that is down loses none (139-07.6)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from proviso.actions import incidents
from proviso.actions.agency import Agency
from proviso.courier import carrying
from proviso.db import incidents as db
from proviso.model import Incident, SpillKind
from proviso.policy import builtin
from tests.courier.office import agency_with
from tests.courier.test_loops import until
from tests.delivery.post import Office, post_office

SOON = 5.0


def waiting(agency: Agency, incident: Incident) -> set[str]:
    with agency.store.read() as tx:
        return db.mail_waits(tx, incident)


def test_the_mail_of_a_report_leaves_within_five_seconds(tmp_path: Path) -> None:
    office = Office()
    with post_office(office) as port:
        settings = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none", "mail_from": "a@dcs.example"}
        with agency_with(tmp_path, **settings) as agency, carrying(agency):
            pack = builtin("dhs-139-07")
            begun, at = time.monotonic(), datetime.now(UTC)
            found = agency.store.write(
                lambda tx: incidents.report(tx, SpillKind.CUI, actor="maya.okafor", at=at, pack=pack)
            )
            until(lambda: len(office.got) == 3)
            assert time.monotonic() - begun < SOON
            until(lambda: not waiting(agency, found))
    letters = "".join(str(letter) for letter in office.got)
    assert f"INCIDENT {found.id}: act by" in letters
    assert "Maya" not in letters


def test_while_the_server_is_down_the_mail_waits_and_the_incident_knows(tmp_path: Path) -> None:
    settings = {"mail_host": "127.0.0.1", "mail_port": 1, "mail_security": "none", "mail_from": "a@dcs.example"}
    with agency_with(tmp_path, **settings) as agency:
        found = agency.store.write(
            lambda tx: incidents.report(tx, SpillKind.CLASSIFIED, actor="maya.okafor", at=datetime.now(UTC))
        )
        assert waiting(agency, found) == {"henry.osei", "ingrid.solberg"}
