"""The classes of kept texts in a pack: read, checked, and refused where they cannot be meant (R-079)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from proviso.errors import PackError
from proviso.model import TextKind
from proviso.policy import builtin, load
from proviso.policy.check import check
from proviso.policy.record_classes import Fate
from tests.policy.test_packs import add, edit, folder, overlay

__all__ = ["folder", "overlay"]
INCIDENT = 'id = "incident"\ntitle = "Texts of spill reports"'


@pytest.mark.parametrize("name", ["dhs-139-07", "example-city"])
def test_each_agencys_pack_gives_every_kind_of_text_one_class(name: str) -> None:
    held = builtin(name).records
    kinds = [kind for one in held for kind in one.kinds]
    assert sorted(kinds) == sorted(TextKind)
    assert all(one.schedule and one.days for one in held)
    assert {one.fate for one in held} == {Fate.DESTROY, Fate.TRANSFER}


def test_a_period_counts_from_its_start() -> None:
    pack = builtin("dhs-139-07")
    short, review = pack.record_class("transitory"), pack.record_class("expert-review")
    assert short is not None
    assert review is not None
    assert short.due_on(date(2026, 11, 30)) == date(2027, 2, 28)
    assert review.due_on(date(2026, 11, 30)) is None
    assert review.due_on(date(2026, 11, 30), date(2026, 12, 31)) == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("days = 90\n", "days = 0\n", "records 1: days is 0; a text is kept for 1 to 36,525 days"),
        ("days = 90\n", "days = -3\n", "days is -3"),
        ("days = 90\n", 'days = "90"\n', "days must be a number"),
        ("days = 90\n", "days = 99999\n", "days is 99999"),
        ('starts = "kept"', 'starts = "someday"', "starts is 'someday'; it must be one of kept, case_closed"),
        ('disposition = "transfer"', 'disposition = "sell"', "disposition is 'sell'"),
        ('schedule = "GRS 5.2-010"', 'schedule = " "', "schedule is empty"),
        ('schedule = "GRS 5.2-010"\n', "", "schedule is missing"),
        (INCIDENT, INCIDENT.replace('"incident"', '"transitory"'), "the class transitory is there twice"),
        (INCIDENT, INCIDENT.replace('"incident"', '"Spills & more"'), "small letters, digits and hyphens"),
        ('texts = ["incident"]', 'texts = ["prompt"]', "the kind prompt belong to another class already"),
        ('texts = ["incident"]', 'texts = ["letters"]', "texts has 'letters'; the kinds are prompt, source"),
        ('texts = ["incident"]', "", "no class has texts of the kind incident, so no time would ever end them"),
        ("days = 90\n", "days = 90\nhurry = true\n", "hurry: there is no such key"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused_with_its_place(
    folder: Path, before: str, after: str, said: str
) -> None:
    edit("pack.toml", before, after)(folder)
    with pytest.raises(PackError) as caught:
        load(folder)
    assert said in caught.value.message
    assert "pack.toml" in caught.value.message
    assert any(said in problem for problem in check(folder).problems)


def test_a_components_pack_has_no_schedules(overlay: Path) -> None:
    assert load(overlay).records == ()
    more = '\n[[records]]\nid = "own"\ntitle = "Ours"\nschedule = "x"\nstarts = "kept"\ndays = 1\n'
    more += 'disposition = "destroy"\n'
    add("pack.toml", more)(overlay)
    with pytest.raises(PackError, match="a component’s pack has none"):
        load(overlay)


def test_a_pack_without_classes_is_whole(folder: Path) -> None:
    text = (folder / "pack.toml").read_text()
    start, end = text.index("[[records]]"), text.rindex("disposition = ")
    (folder / "pack.toml").write_text(text[:start] + text[text.index("\n", end) :])
    assert load(folder).records == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("days = 90\n", 'days = 90\nuses = ["weather"]\n', "keeps uses for 'weather', which is no purpose here"),
        (
            "days = 365\n",
            'days = 365\nuses = ["research"]\n',
            'the words of a use belong to no case, so the class starts = "kept"',
        ),
        (
            "days = 14\n",
            'days = 14\nuses = ["research"]\ndisposition = "destroy"\n\n[[records]]\nid = "more"\ntitle = "M"\n'
            'schedule = "s"\nstarts = "kept"\ndays = 3\nuses = ["research"]\n',
            "uses for research are kept in two classes",
        ),
    ],
)
def test_the_words_of_uses_are_kept_for_purposes_that_there_are_once(
    folder: Path, before: str, after: str, said: str
) -> None:
    edit("pack.toml", before, after)(folder)
    with pytest.raises(PackError, match=re.escape(said)):
        load(folder)


def test_no_pack_that_ships_keeps_the_words_of_a_use() -> None:
    assert [held.id for name in ("dhs-139-07", "example-city") for held in builtin(name).records if held.uses] == []
