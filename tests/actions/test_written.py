"""A decision as it is written: made before the transaction, put down in it, whole."""

from __future__ import annotations

import json

import pytest

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.written import MOST_PLACES, put_down, written
from proviso.db import entries
from proviso.db import uses as db
from proviso.errors import ClockError, LedgerError
from proviso.model import Channel
from tests.actions.house import CHAT, NOW

TEXT = "File A012 345 678 was closed."


def judged(agency: Agency, text: str = TEXT) -> uses.Judged:
    return uses.consider(agency, uses.prepare(agency, "maya.okafor", CHAT.id, "research", text, Channel.WEB, NOW))


def test_the_entry_and_the_row_say_the_decision(agency: Agency) -> None:
    one = judged(agency)
    assert one.standing is not None
    made = written(one.decision, one.standing)
    index = agency.store.write(lambda tx: put_down(tx, made))
    with agency.store.read() as tx:
        entry = entries.get(tx, index)
        assert db.get(tx, one.decision.id) == one.decision
        assert db.entry_index(tx, one.decision.id) == index
    assert entry is not None
    assert entry.raw == made.entry
    assert entry.record.data["facts"] == json.loads(json.dumps(dict(one.decision.facts)))
    assert [finding["kind"] for finding in entry.record.data["findings"]] == ["US_A_NUMBER"]


def test_neither_holds_the_text(agency: Agency) -> None:
    one = judged(agency, f"The zebrafinch counts. {TEXT}")
    assert one.standing is not None
    made = written(one.decision, one.standing)
    for held in (made.entry, repr(made.row).encode()):
        assert b"zebrafinch" not in held
        assert b"012 345" not in held


def test_a_decision_with_a_thousand_findings_has_the_places_of_the_first(agency: Agency) -> None:
    one = judged(agency, " ".join(f"File A{number:09} was closed." for number in range(12_345_678, 12_346_678)))
    assert one.standing is not None
    said = json.loads(written(one.decision, one.standing).entry)["data"]
    assert len(said["findings"]) == MOST_PLACES
    assert sum(said["found"].values()) > MOST_PLACES


def test_the_clock_is_asked_when_it_is_put_down(agency: Agency) -> None:
    one = judged(agency)
    assert one.standing is not None
    made = written(one.decision, one.standing)
    late = made.entry.replace(b"2026-11-20T15:00", b"2026-11-20T14:00", 1)
    with pytest.raises(ClockError):
        agency.store.write(lambda tx: put_down(tx, type(made)(decision=made.decision, entry=late, row=made.row)))
    assert agency.store.write(lambda tx: put_down(tx, made)) > 0


def test_it_is_put_down_only_while_writing(agency: Agency) -> None:
    one = judged(agency)
    assert one.standing is not None
    made = written(one.decision, one.standing)
    with pytest.raises(LedgerError, match="only while writing"), agency.store.read() as tx:
        put_down(tx, made)
