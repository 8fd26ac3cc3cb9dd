"""A form that somebody sends without having been given it: each act of the records desks refuses every other role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.routing import Route

from proviso.actions import holds, retention
from proviso.app import ROUTES
from proviso.db import entries
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.model import LegalHold

from .console import NOW, Browser
from .test_records import LORRAINE, PETER, kept
from .test_records import opened as records_house

BASES = ("/records/", "/foia/")
FORMS = [route for route in ROUTES if isinstance(route, Route) and "POST" in (route.methods or ())]
POSTS = sorted(route.path for route in FORMS if route.path.startswith(BASES))
OTHERS = ("maya.okafor", "elena.sorokin", "ana.whitfield", "henry.osei", "alice.tran")
"""Personnel, a supervisor, the CIO, the incident officer, the auditor: none of them does anything here."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, dict[str, str]]]:
    with records_house(tmp_path_factory.mktemp("home")) as b:
        text = kept(b, 100)

        def fill(tx: Tx) -> dict[str, str]:
            one = retention.propose(tx, b.agency, "transitory", actor=LORRAINE, at=datetime.now(UTC))
            wanted = LegalHold(
                id="", matter="Case 7", reason="A court asked.", set_by="", set_at=NOW, tool_id="quillmate"
            )
            hold = holds.set_hold(tx, b.agency, wanted, actor=LORRAINE, at=datetime.now(UTC))
            return {"disposition_id": one.id, "hold_id": hold.id}

        made = b.agency.store.write(fill)
        yield (
            b,
            {
                **made,
                "transcript_id": text.id,
                "record_class": "transitory",
                "request_id": "F2026-001",
                "search_id": "AAAA1111",
                "number": "1",
            },
        )


def test_every_form_of_the_records_desks_refuses_every_other_role(house: tuple[Browser, dict[str, str]]) -> None:
    b, ids = house
    assert len(POSTS) > 20
    for who in OTHERS:
        b.sign_in(who)
        with b.agency.store.read() as tx:
            before = entries.size(tx)
        for path in POSTS:
            b.get("/record/kept")  # any page has the token of the session
            b.post(
                path.replace(":int", "").format_map(_Ids(ids)),
                reason="Because.",
                why="Because.",
                record_class="official",
            )
            assert b.status in {403, 404}, (who, path, b.status)
        with b.agency.store.read() as tx:
            assert entries.size(tx) == before, who


class _Ids(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "AAAA1111"


def test_a_hold_that_is_set_while_the_second_person_reads_stops_what_they_confirm(
    house: tuple[Browser, dict[str, str]],
) -> None:
    b, ids = house
    confirm = f"/records/dispositions/{ids['disposition_id']}/confirm"
    said = b.sign_in(PETER).get(confirm)
    assert "You confirm that 1 text is destroyed." in said
    token = b.text.split('name="csrf" value="')[1].split('"')[0]
    wanted = LegalHold(id="", matter="Case 8", reason="A court asked.", set_by="", set_at=NOW, person_id="maya.okafor")
    b.agency.store.write(lambda tx: holds.set_hold(tx, b.agency, wanted, actor=LORRAINE, at=datetime.now(UTC)))
    answer = b.client.post(confirm, data={"csrf": token})
    assert answer.status_code == 409
    assert "A legal hold stops 1 of these texts: Case 8. Nothing was destroyed." in answer.text
    with b.agency.store.read() as tx:
        assert db.sealed(tx, ids["transcript_id"]) is not None


def test_a_report_as_large_as_a_disk_is_refused_in_words_and_a_short_one_is_taken(
    house: tuple[Browser, dict[str, str]],
) -> None:
    b, _ = house
    b.sign_in("maya.okafor").get("/spill")
    said = b.post("/spill", kind="cui", contact="x" * (50 << 20))
    assert b.status == 413, said[:200]
    assert b.events("IncidentOpened") == []
    b.get("/spill")
    b.post("/spill", kind="cui")
    assert len(b.events("IncidentOpened")) == 1
