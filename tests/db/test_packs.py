from __future__ import annotations

from datetime import timedelta

from proviso.db import packs
from tests.actions.house import NOW, House

DAY = timedelta(days=1)


def test_each_moment_has_the_pack_of_its_day(house: House) -> None:
    house.do(lambda tx: packs.begin(tx, "a@1", "00", None, NOW))
    house.do(lambda tx: packs.finish(tx, None, NOW + DAY, "a@2 followed"))
    house.do(lambda tx: packs.begin(tx, "a@2", "01", None, NOW + DAY))
    found = [house.look(lambda tx, d=days: packs.in_force(tx, NOW + d * DAY)) for days in (-1, 0, 0.5, 1, 9)]  # type: ignore[misc]  # mypy cannot see the default's type
    assert found == [None, "a@1", "a@1", "a@2", "a@2"]


def test_an_overlay_holds_in_its_component_only(house: House) -> None:
    house.do(lambda tx: packs.begin(tx, "a@1", "00", None, NOW))
    house.do(lambda tx: packs.begin(tx, "lbb@1", "01", "LBB", NOW + DAY))
    assert house.look(lambda tx: packs.in_force(tx, NOW + DAY, "LBB")) == "a@1+lbb@1"
    assert house.look(lambda tx: packs.in_force(tx, NOW, "LBB")) == "a@1"
    assert house.look(lambda tx: packs.in_force(tx, NOW + DAY, "FRO")) == "a@1"


def test_an_overlay_alone_is_no_policy(house: House) -> None:
    house.do(lambda tx: packs.begin(tx, "lbb@1", "01", "LBB", NOW))
    assert house.look(lambda tx: packs.in_force(tx, NOW, "LBB")) is None


def test_the_last_pack_that_ended_is_known(house: House) -> None:
    house.do(lambda tx: packs.begin(tx, "a@1", "00", None, NOW))
    assert house.do(lambda tx: packs.finish(tx, None, NOW + DAY, "withdrawn")) == ["a@1"]
    assert house.look(lambda tx: packs.in_force(tx, NOW + 2 * DAY)) is None
    assert house.look(lambda tx: packs.last_ended(tx, NOW + 2 * DAY)) == ("a@1", NOW + DAY)
    (period,) = house.look(packs.history)
    assert (period.reason, period.ended_at) == ("withdrawn", NOW + DAY)
