"""One decision from a link: who may see it, what it says without the text, its receipt, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.ledger.receipts import Receipt
from tests.web.demo import Reader, open_copy


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


@pytest.fixture
def maya(agency: Agency) -> Reader:
    return Reader(agency, "maya.okafor")


def test_a_denial_is_shown_again_without_the_text(maya: Reader) -> None:
    maya.ask_sample("a-number")
    decision = maya.decision_id
    maya.get(f"/decisions/{decision}")
    assert maya.headline == "Not sent. Your text has not left the agency. This text has an A‑number"
    assert "A012" not in maya.html
    assert "<mark" not in maya.html
    assert "characters" in maya.words
    assert "I think this is wrong" in maya.words
    assert f'href="/decisions/{decision}/why"' in maya.html


def test_an_allowed_use_is_shown_with_what_it_still_asks(maya: Reader) -> None:
    maya.ask_sample("flood-report")
    maya.get(f"/decisions/{maya.decision_id}")
    assert maya.headline.startswith("Allowed.")
    assert "It still asks of you" in maya.words
    assert "floods.dcs.example" in maya.words


@pytest.mark.parametrize("spelled", ["{0}", "{1}-{2}", "{3}"])
def test_a_code_is_found_however_it_is_typed(maya: Reader, spelled: str) -> None:
    maya.ask_sample("flood-report")
    code = maya.decision_id
    maya.get("/decisions/" + spelled.format(code, code[:4], code[4:], code.lower()))
    assert maya.status == 200


def test_an_auditor_may_see_it_and_others_may_not(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("a-number")
    path = f"/decisions/{maya.decision_id}"
    assert "This text has an A‑number" in Reader(agency, "alice.tran").get(path)
    for person in ("elena.sorokin", "tom.reyes", "joan.castellanos"):
        for part in ("", "/why", "/receipt"):
            other = Reader(agency, person)
            other.get(path + part)
            assert other.status == 403
            assert "This decision is not yours." in other.words
            assert "Ask its owner or an auditor." in other.words


def test_the_office_that_was_asked_may_see_it(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("a-number")
    decision = maya.decision_id
    maya.get(f"/decisions/{decision}/objection")
    maya.post(f"/decisions/{decision}/objection", do="send", reason="It is a part, docket or sample number")
    joan = Reader(agency, "joan.castellanos")
    joan.get(f"/decisions/{decision}")
    assert joan.status == 200


def test_a_code_that_does_not_exist_is_answered_like_one_of_somebody_else(agency: Agency, maya: Reader) -> None:
    maya.get("/decisions/00000000")
    assert maya.status == 403
    alice = Reader(agency, "alice.tran")
    alice.get("/decisions/00000000")
    assert alice.status == 404


def test_the_receipt_proves_the_entry(agency: Agency, maya: Reader) -> None:
    maya.ask_sample("flood-report")
    decision = maya.decision_id
    answer = maya.browser.get(f"/decisions/{decision}/receipt")
    assert answer.headers["content-type"] == "application/json"
    assert "attachment" in answer.headers["content-disposition"]
    receipt = Receipt.from_json(answer.content)
    receipt.check()
    assert decision.encode() in receipt.record
    assert b"Ellery" not in receipt.record


def test_why_shows_each_fact_with_its_rule_and_what_would_change_it(maya: Reader) -> None:
    maya.ask_sample("a-number")
    maya.get(f"/decisions/{maya.decision_id}/why")
    assert maya.status == 200
    assert "this stopped it" in maya.words
    assert "fine" in maya.words
    assert 'href="/rules/139-07.2.a.1"' in maya.html
    assert "What would change it" in maya.words
    assert "A012" not in maya.html


def test_why_of_an_allowed_use_finds_everything_fine(maya: Reader) -> None:
    maya.ask_sample("flood-report")
    maya.get(f"/decisions/{maya.decision_id}/why")
    assert "this stopped it" not in maya.words
    assert "fine" in maya.words
