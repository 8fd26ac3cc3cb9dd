"""The second agency: another policy, the same code. A number is replaced before sending, and the answer says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.cli.ask import command as ask
from proviso.cli.demo import command as demo
from proviso.db import entries, packs, people, tools
from proviso.demo import asks_well, is_seeded, seed
from proviso.model import Channel
from proviso.settings import Settings

LETTER = "Please draft an answer: the pier opens again on Monday. Reference: Social Security number 851-33-1294."


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Agency]:
    agency = open_agency(Settings(home=tmp_path, demo=True, pack="example-city"))
    seed(agency, datetime.now(UTC))
    yield agency
    agency.store.close()


def ask_as(agency: Agency, person: str, text: str) -> uses.Outcome:
    use = uses.prepare(agency, person, "lantern-chat", "draft", text, Channel.WEB, datetime.now(UTC))
    return uses.ask(agency, use)


def test_it_has_five_people_two_tools_and_a_whole_ledger(city: Agency) -> None:
    assert is_seeded(city)
    assert city.journal.verify(city.store).is_whole
    with city.store.read() as tx:
        assert (people.count(tx), len(tools.all(tx))) == (5, 2)
        assert packs.in_force(tx, datetime.now(UTC)) == "example-city@2"
        assert entries.page(tx, 0, 1)[0].record.event == "LedgerStarted"


def test_a_number_is_replaced_before_sending_and_the_duty_says_so(city: Agency) -> None:
    with city.store.read() as tx:
        person, tool = asks_well(tx)
    assert tool == "lantern-chat"
    outcome = ask_as(city, person, LETTER)
    assert outcome.permit is not None
    assert "851-33-1294" not in outcome.permit.text
    assert "[Social Security number]" in outcome.permit.text
    assert "mask" in [duty.id for duty in outcome.decision.obligations]


def test_who_has_not_taken_the_training_is_stopped_for_that(city: Agency) -> None:
    outcome = ask_as(city, "theo.marsden", "When does the pier open?")
    assert outcome.permit is None
    assert outcome.decision.reasons[0].rule == "training"


def test_it_is_opened_again_as_itself(city: Agency) -> None:
    home = city.settings.home
    city.store.close()
    again = open_agency(Settings(home=home))
    try:
        settings = again.settings
        assert (settings.demo, settings.pack, settings.overlays) == (True, "example-city", "")
        assert settings.time_zone == "America/Los_Angeles"
    finally:
        again.store.close()


def test_the_shell_makes_it_and_asks_in_it(tmp_path: Path) -> None:
    made = CliRunner().invoke(demo, ["--agency", "port-ellery", "--json"], obj=Settings(home=tmp_path))
    home = Path(json.loads(made.stdout)["home"])
    assert home == tmp_path / "port-ellery"
    asked = CliRunner().invoke(ask, ["--json", "-"], obj=Settings(home=home), input=LETTER, standalone_mode=False)
    assert asked.return_value == 0
    said = json.loads(asked.stdout)
    assert (said["pack"], said["person"], said["allowed"]) == ("example-city@2", "dolores.quill", True)
    assert "851-33-1294" not in said["answer"]["text"]
