""" "I think this is wrong": from the denial to the office and back, with and without the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import objections
from proviso.demo.samples import sample
from proviso.model import ObjectionState
from tests.web.demo import Reader, end_holds, open_copy
from tests.web.test_workspace import everything_stored


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


@pytest.fixture
def maya(agency: Agency) -> Reader:
    return Reader(agency, "maya.okafor")


def reasons(reader: Reader) -> list[str]:
    return re.findall(r'type="radio" name="reason"[^>]*value="([^"]+)"', reader.html)


def deny(maya: Reader) -> str:
    maya.ask_sample("a-number")
    return maya.decision_id


def object_to(maya: Reader, decision: str, **fields: str) -> str:
    maya.post(f"/decisions/{decision}/objection", do="open", text=sample("a-number").text, tool="northlight-chat")
    first = reasons(maya)[0]
    maya.post(f"/decisions/{decision}/objection", do="send", reason=first, text=sample("a-number").text, **fields)
    found = re.search(r"Sent to (\w+)\. ([\w ]+) answers by", maya.words)
    assert found, maya.words
    return found.group(2)


def test_the_form_names_the_office_offers_the_packs_reasons_and_ticks_nothing(maya: Reader) -> None:
    decision = deny(maya)
    maya.post(f"/decisions/{decision}/objection", do="open", text=sample("a-number").text)
    assert "Privacy looks at it anew" in maya.words
    assert "It is a part, docket or sample number" in reasons(maya)
    assert "checked" not in re.sub(r"pv-|Checked", "", maya.html.split("<main", 1)[1])


def test_an_objection_without_the_text_names_office_person_and_day(agency: Agency, maya: Reader) -> None:
    decision = deny(maya)
    assert object_to(maya, decision) == "Joan Castellanos"
    assert "Your supervisor is not told." in maya.words
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
        assert not objection.has_text
        assert objections.sealed_text(tx, objection.id) is None
    assert b"A012 345 678" not in everything_stored(agency)


def test_the_text_goes_only_with_the_tick_locked_and_is_destroyed_after_the_answer(
    agency: Agency, maya: Reader
) -> None:
    decision = deny(maya)
    object_to(maya, decision, consent="yes")
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
        assert objection.has_text
    assert b"A012 345 678" not in everything_stored(agency)
    joan = Reader(agency, "joan.castellanos")
    joan.get(f"/objections/{objection.id}")
    assert "A012" not in joan.html
    joan.post(f"/objections/{objection.id}/text")
    assert "A012 345 678" in joan.html
    assert 'id="f1"' in joan.html
    joan.post(f"/objections/{objection.id}", state="right", answer="It is the number of a box on the shelf.")
    with agency.store.read() as tx:
        assert objections.sealed_text(tx, objection.id) is not None, "a legal hold of the demo keeps her texts"
    end_holds(agency)
    with agency.store.read() as tx:
        assert objections.sealed_text(tx, objection.id) is None


def test_another_text_than_the_one_that_was_decided_on_is_not_passed_on(agency: Agency, maya: Reader) -> None:
    decision = deny(maya)
    maya.post(f"/decisions/{decision}/objection", do="open", text="Something else.")
    maya.post(
        f"/decisions/{decision}/objection", do="send", reason=reasons(maya)[0], text="Something else.", consent="yes"
    )
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
        assert not objection.has_text


def test_the_answer_comes_back_and_the_same_text_can_be_sent(agency: Agency, maya: Reader) -> None:
    decision = deny(maya)
    object_to(maya, decision)
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
    joan = Reader(agency, "joan.castellanos")
    joan.get("/objections")
    assert f'href="/objections/{objection.id}"' in joan.html
    joan.get(f"/objections/{objection.id}")
    joan.post(f"/objections/{objection.id}", state="right", answer="It is the number of a box on the shelf.")
    assert "Answered: decision" in joan.words
    maya.get(f"/objections/{objection.id}")
    assert "You were right" in maya.words
    assert "You can send this text until" in maya.words
    maya.get("/record/objections")
    assert "You were right." in maya.words
    maya.ask_sample("a-number")
    assert "Sent to Northlight Chat" in maya.words


def test_an_answer_that_the_rule_stands_says_why(agency: Agency, maya: Reader) -> None:
    decision = deny(maya)
    object_to(maya, decision)
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
    joan = Reader(agency, "joan.castellanos")
    joan.get(f"/objections/{objection.id}")
    joan.post(f"/objections/{objection.id}", state="stands", answer="It is a file of one person.")
    maya.get(f"/objections/{objection.id}")
    assert "The rule stands" in maya.words
    assert "It is a file of one person." in maya.words
    with agency.store.read() as tx:
        after = objections.get(tx, objection.id)
    assert after is not None
    assert after.state is ObjectionState.STANDS


@pytest.mark.parametrize("fields", [{"state": "", "answer": "Words."}, {"state": "right", "answer": " "}])
def test_an_answer_needs_a_verdict_and_words(agency: Agency, maya: Reader, fields: dict[str, str]) -> None:
    decision = deny(maya)
    object_to(maya, decision)
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
    joan = Reader(agency, "joan.castellanos")
    joan.get(f"/objections/{objection.id}")
    joan.post(f"/objections/{objection.id}", **fields)
    assert joan.status == 422
    assert "Fix 1 thing" in joan.words
    with agency.store.read() as tx:
        unchanged = objections.get(tx, objection.id)
    assert unchanged is not None
    assert unchanged.state is ObjectionState.OPEN


def test_a_reason_must_be_one_of_the_packs(maya: Reader) -> None:
    decision = deny(maya)
    maya.post(f"/decisions/{decision}/objection", do="send", reason="Because.", text="")
    assert maya.status == 422
    assert "Choose why it is wrong." in maya.words


def test_a_check_only_can_be_objected_to_and_is_recorded_then(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("a-number", "check")
    assert 'name="do" value="object"' in maya.html
    maya.ask_sample("a-number", "object")
    assert "I think this is wrong" in maya.words
    assert reasons(maya)


def test_the_page_of_a_decision_leads_to_the_form_without_the_text(maya: Reader) -> None:
    decision = deny(maya)
    maya.get(f"/decisions/{decision}/objection")
    assert "We did not keep your text" in maya.words
    assert 'name="consent"' not in maya.html


def test_one_decision_takes_one_objection(maya: Reader) -> None:
    decision = deny(maya)
    object_to(maya, decision)
    maya.get(f"/decisions/{decision}/objection")
    assert maya.status in (400, 409, 422)
    assert "You have objected to this decision already." in maya.words


@pytest.mark.parametrize("person", ["elena.sorokin", "ingrid.solberg", "alice.tran"])
def test_nobody_objects_for_another_or_answers_for_another_office(agency: Agency, maya: Reader, person: str) -> None:
    decision = deny(maya)
    object_to(maya, decision)
    with agency.store.read() as tx:
        (objection,) = objections.by_decision(tx, decision)
    other = Reader(agency, person)
    other.get(f"/decisions/{decision}/objection")
    assert other.status == 403
    other.post(f"/objections/{objection.id}", state="right", answer="Yes.")
    assert other.status == 403
    with agency.store.read() as tx:
        unchanged = objections.get(tx, objection.id)
    assert unchanged is not None
    assert unchanged.state is ObjectionState.OPEN


def test_the_queue_is_for_offices(maya: Reader) -> None:
    maya.get("/objections")
    assert maya.status == 403


def test_an_emergency_takes_no_objection(maya: Reader) -> None:
    maya.ask_sample("test-secret")
    decision = maya.decision_id
    maya.get(f"/decisions/{decision}/objection")
    assert maya.status in (400, 422)


def test_a_step_that_is_done_already_goes_to_the_office_with_the_reason_chosen(agency: Agency) -> None:
    priya = Reader(agency, "priya.nair")
    priya.ask_sample("flood-report")
    decision = priya.decision_id
    assert f'formaction="/decisions/{decision}/objection" name="do" value="reason:I finished it already"' in priya.html
    priya.post(f"/decisions/{decision}/objection", do="reason:I finished it already")
    assert re.search(r'value="I finished it already" checked', priya.html)
    priya.post(f"/decisions/{decision}/objection", do="send", reason="I finished it already")
    assert "Sent to Training. Lena Fox answers by" in priya.words
