from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.demo import Sample, asks_well, sample, samples, seed
from proviso.errors import NotFoundError
from proviso.model import Channel, Decision
from proviso.settings import Settings

NOW = datetime(2026, 11, 20, 19, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(Settings(home=tmp_path_factory.mktemp("samples"), demo=True))
    seed(made, NOW, small=True)
    yield made
    made.store.close()


def ask(agency: Agency, found: Sample) -> Decision:
    with agency.store.read() as tx:
        person, _ = asks_well(tx)
    use = uses.prepare(agency, person, found.tool_id, found.purpose, found.text, Channel.WEB, NOW, found.source)
    return uses.ask(agency, use).decision


def outcome(decision: Decision) -> str:
    return "allowed" if decision.allowed else decision.reasons[0].kind.value


@pytest.mark.parametrize("found", samples(), ids=lambda found: found.id)
def test_each_sample_gets_what_its_story_tells(agency: Agency, found: Sample) -> None:
    decision = ask(agency, found)
    assert outcome(decision) == found.expects
    if found.clause:
        assert decision.reasons[0].clause.startswith(found.clause)


def test_a_sample_is_stopped_for_just_one_reason(agency: Agency) -> None:
    reasons = {found.id: [reason.rule for reason in ask(agency, found).reasons] for found in samples()}
    assert {sample_id: rules for sample_id, rules in reasons.items() if len(rules) > 1} == {}


def test_the_press_story_passes_once_its_source_is_given(agency: Agency) -> None:
    story = sample("press-story")
    assert ask(agency, replace(story, source=story.suggested_source)).allowed


def test_there_are_ten_and_each_has_another_story() -> None:
    assert len(samples()) == 10
    assert len({(found.expects, found.clause, found.title) for found in samples()}) == 10


def test_the_samples_use_documented_numbers_only() -> None:
    numbers = [number for found in samples() for number in re.findall(r"\bA[\d -]{8,}", found.text)]
    assert [number.strip() for number in numbers] == ["A012 345 678"]


def test_an_unknown_sample_lists_the_known_ones() -> None:
    with pytest.raises(NotFoundError) as error:
        sample("nothing")
    assert "flood-report" in error.value.hint
