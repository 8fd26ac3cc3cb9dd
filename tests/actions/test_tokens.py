"""A person's own token: only where the rules let people through, for 8 hours, and never kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import tokens
from proviso.actions.agency import Agency
from proviso.db import systems as db
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.identity.tokens import is_whole
from proviso.policy import lets_people_through
from tests.actions.house import NOW, House, open_agency
from tests.decision.given import city, dhs, lbb


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path, "example-city")
    yield made
    made.store.close()


@pytest.fixture
def house(agency: Agency) -> House:
    return House(agency.store)


def make(house: House, person: str = "maya.okafor", purpose: str = "research") -> tokens.Made:
    return house.do(lambda tx: tokens.make(tx, person, purpose, city(), actor=person, at=NOW))


def test_the_packs_say_whether_people_may_come_through_the_gateway() -> None:
    assert lets_people_through(city())
    assert not lets_people_through(dhs())
    assert not lets_people_through(lbb())


def test_a_token_opens_for_eight_hours(house: House, agency: Agency) -> None:
    made = make(house)
    assert is_whole(made.words)
    assert made.words.startswith("pt-")
    assert tokens.find_by_token(agency, made.words, NOW + timedelta(hours=7, minutes=59)) == made.token
    assert tokens.find_by_token(agency, made.words, NOW + timedelta(hours=8)) is None
    assert house.events()[-1] == "TokenMade"


@pytest.mark.parametrize("words", ["", "pt-", "pt-\ud800", "pv-" + "0" * 40])
def test_other_words_find_nothing(house: House, agency: Agency, words: str) -> None:
    make(house)
    assert tokens.find_by_token(agency, words, NOW) is None


def test_where_the_rules_keep_people_on_the_web_there_is_no_token(house: House) -> None:
    with pytest.raises(NotAllowedError, match="on the web"):
        house.do(lambda tx: tokens.make(tx, "maya.okafor", "research", dhs(), actor="maya.okafor", at=NOW))
    assert house.look(lambda tx: db.tokens_of(tx, "maya.okafor", NOW)) == []


@pytest.mark.parametrize("actor", ["tom.reyes", "ana.whitfield", "system"])
def test_nobody_makes_a_token_for_somebody_else(house: House, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: tokens.make(tx, "maya.okafor", "research", city(), actor=actor, at=NOW))


def test_a_token_has_a_purpose_of_the_list(house: House) -> None:
    with pytest.raises(UsageError, match="what the token is for"):
        make(house, purpose="fun")


def test_a_person_has_five_tokens_at_most(house: House) -> None:
    made = [make(house) for _ in range(tokens.MOST)]
    with pytest.raises(UsageError, match="5 tokens"):
        make(house)
    house.do(lambda tx: tokens.end(tx, made[0].token.id, actor="maya.okafor", at=NOW))
    make(house)


def test_an_ended_token_opens_nothing(house: House, agency: Agency) -> None:
    made = make(house)
    with pytest.raises(NotFoundError):
        house.do(lambda tx: tokens.end(tx, made.token.id, actor="tom.reyes", at=NOW))
    house.do(lambda tx: tokens.end(tx, made.token.id, actor="maya.okafor", at=NOW))
    assert tokens.find_by_token(agency, made.words, NOW) is None
    with pytest.raises(NotFoundError):
        house.do(lambda tx: tokens.end(tx, made.token.id, actor="maya.okafor", at=NOW))
    assert house.events()[-1] == "TokenEnded"


@pytest.mark.in_a_file
def test_no_token_is_kept_anywhere(house: House, tmp_path: Path) -> None:
    made = make(house)
    house.store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert made.token.id.encode() in kept
    assert made.words[3:-4].encode() not in kept
    assert made.words not in repr(made)


def test_old_rows_of_tokens_go_and_the_ledger_stays(house: House, agency: Agency) -> None:
    made = make(house)
    later = NOW + timedelta(days=31, hours=8)
    house.do(lambda tx: tokens.make(tx, "maya.okafor", "research", city(), actor="maya.okafor", at=later))
    assert tokens.find_by_token(agency, made.words, NOW) is None
    assert house.events().count("TokenMade") == 2
