"""What a client gets: their names for our kinds, its own filters, and no judgment about a whole text unasked."""

from __future__ import annotations

import pytest

from proviso.api.analyzing import analyze
from proviso.api.entities import AROUND, PRESIDIO, entities, entity_of
from proviso.api.shapes import Analyze
from proviso.screening import kinds


def found(text: str, **more: object) -> list[str]:
    asked = Analyze(text=text, language="en", **more)  # type: ignore[arg-type]  # fields by name
    return [result.entity_type for result in analyze(text, asked)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("SSN 851-33-1294", "US_SSN"),
        ("Her home phone is 202-555-0143.", "PHONE_NUMBER"),
        ("Write to dana.whitlowe@mail.example about it.", "EMAIL_ADDRESS"),
        ("Mrs. Mireille Whitlowe called.", "PERSON"),
        ("File A012 345 678 was closed.", "US_A_NUMBER"),
        ("CUI//SP-PRVCY\nThe list follows.", "CUI"),
        ("card 4111 1111 1111 1111", "CREDIT_CARD"),
        ("DOB: 04/02/1987", "DATE_TIME"),
    ],
)
def test_an_entity_has_the_name_that_clients_know(text: str, entity: str) -> None:
    assert entity in found(text)


def test_a_kind_of_the_table_keeps_no_second_name() -> None:
    assert set(PRESIDIO) <= set(kinds())
    assert not set(PRESIDIO) & set(entities())
    assert all(entity_of(kind) in entities() for kind in kinds())


def test_only_the_entities_that_were_asked_for_are_given() -> None:
    text = "Mrs. Mireille Whitlowe has the SSN 851-33-1294."
    assert found(text, entities=["US_SSN"]) == ["US_SSN"]
    assert found(text, entities=["PERSON", "UK_NHS"]) == ["PERSON"]


def test_a_threshold_leaves_out_what_is_less_sure() -> None:
    text = "Mrs. Mireille Whitlowe has the SSN 851-33-1294."
    assert found(text, score_threshold=0.9) == ["US_SSN"]
    assert set(found(text, score_threshold=0.1)) >= {"US_SSN", "PERSON"}


def test_a_text_of_the_allow_list_is_left_out_and_nothing_near_it() -> None:
    text = "SSN 851-33-1294 and SSN 851-33-1295"
    assert found(text, allow_list=["851-33-1294"]) == ["US_SSN"]
    assert found(text, allow_list=["851-33"]) == ["US_SSN", "US_SSN"]


def test_a_judgment_about_a_text_is_given_only_to_who_asks_for_it() -> None:
    text = "Draft the denial letter for this applicant’s asylum case."
    around = {kind.name for kind in kinds().values() if kind.cls in AROUND}
    assert not set(found(text)) & around
    assert found(text, entities=["DECISION"]) == ["DECISION"]
