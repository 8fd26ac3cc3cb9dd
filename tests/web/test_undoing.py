"""Ten minutes to undo, on the pages: an objection's answer, a declined suggestion, a request that was passed on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proviso.actions.agency import Agency
from proviso.db import objections, people, suggestions
from tests.web.demo import Reader, open_copy


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_copy(tmp_path_factory.mktemp("undoing"))


def test_an_office_undoes_its_answer_before_the_mail_has_left(agency: Agency) -> None:
    joan = Reader(agency, "joan.castellanos")
    with agency.store.read() as tx:
        waiting = objections.open_for(tx, "privacy")[0]
    path = f"/objections/{waiting.id}"
    joan.get(path)
    assert "You can undo it for 10 minutes, until its mail has left" in joan.words
    joan.post(path, state="stands", answer="It is a number of a person.")
    assert "Until then you can undo it." in joan.words
    assert f'action="{path}/undo"' in joan.html
    joan.get(path)
    assert "Undo your answer" in joan.words
    omar = Reader(agency, "marcus.bell")
    omar.post(f"{path}/undo")
    assert omar.status == 403
    joan.post(f"{path}/undo")
    assert "waits for your office again. Both entries stay in the ledger." in joan.words
    joan.post(f"{path}/undo")
    assert "Nothing changed." in joan.words or joan.status == 409
    assert f'action="{path}/undo"' not in joan.html
    joan.get("/objections?sort=-person")
    assert 'aria-current="true"' in joan.html


def test_the_cio_s_office_undoes_its_no_to_a_suggestion(agency: Agency) -> None:
    marcus = Reader(agency, "marcus.bell")
    with agency.store.read() as tx:
        group = next(s.group for s in suggestions.waiting(tx) if s.person_id != "marcus.bell")
    marcus.post(f"/reviews/suggestions/{group}", do="decline", answer="It keeps every search.")
    assert "Until then you can undo it." in marcus.words
    assert "Undo your answer about" in marcus.words
    marcus.post(f"/reviews/suggestions/{group}/undo")
    assert "waits for an answer again." in marcus.words
    assert "Undo your answer about" not in marcus.words
    marcus.post(f"/reviews/suggestions/{group}/undo")
    assert "Nothing changed." in marcus.words


def test_a_supervisor_takes_back_a_request_that_they_passed_on(agency: Agency) -> None:
    elena = Reader(agency, "elena.sorokin")
    with agency.store.read() as tx:
        request = next(r for r in people.requests_of(tx, "tom.reyes") if r.state == "open")
    path = f"/team/requests/{request.id}"
    elena.get(path)
    elena.post(f"{path}/pass", someone="lee.marsh@dcs.example")
    assert "You can undo this for ten minutes." in elena.words
    assert "Undo: take it back from Lee" in elena.words
    elena.post(f"{path}/take-back")
    assert "Undone. It waits for you again, and Lee Marsh gets mail that says so." in elena.words
    assert "take it back from" not in elena.words
    maya = Reader(agency, "maya.okafor")
    maya.post(f"{path}/take-back")
    assert maya.status == 403
