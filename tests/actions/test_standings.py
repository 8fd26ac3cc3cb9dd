"""What an entry says about a standing: the words of the snapshot, written once for each standing."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from proviso.actions import standings, uses
from proviso.actions.agency import Agency
from proviso.db import entries
from proviso.model import Channel, Standing
from proviso.policy import snapshot
from tests.actions.house import CHAT, NOW


def standing(agency: Agency) -> Standing:
    return agency.memory.look(agency.store, "maya.okafor", CHAT.id, "").standing


def test_it_is_the_snapshot(agency: Agency) -> None:
    mine = standing(agency)
    assert msgspec.json.decode(bytes(standings.recorded(mine))) == snapshot(mine)
    assert standings.recorded(mine) is standings.recorded(mine)


def test_another_standing_has_other_words(agency: Agency) -> None:
    mine = standing(agency)
    for other in (replace(mine, approval=None), replace(mine, trainings=()), Standing(person=None, tool=None)):
        assert msgspec.json.decode(bytes(standings.recorded(other))) == snapshot(other)


def test_what_is_kept_is_bounded() -> None:
    for number in range(standings.MOST + 5):
        standings.recorded(Standing(person=None, tool=replace(CHAT, id=f"tool-{number}")))
    assert len(standings._kept) <= standings.MOST


def test_each_entry_says_the_standing_of_its_own_use(agency: Agency) -> None:
    for person in ("maya.okafor", "tom.reyes", "nobody", "maya.okafor"):
        use = uses.prepare(agency, person, CHAT.id, "research", "The levee held.", Channel.WEB, NOW)
        index = uses.ask(agency, use).index
        assert index is not None
        with agency.store.read() as tx:
            entry = entries.get(tx, index)
        assert entry is not None
        seen = agency.memory.look(agency.store, person, CHAT.id, use.digest)
        assert entry.record.data["standing"] == snapshot(seen.standing)
