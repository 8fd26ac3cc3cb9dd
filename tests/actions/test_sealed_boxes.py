"""A text that must be kept is locked to keys that are elsewhere: no file of the agency holds a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import incidents, sealed_boxes
from proviso.actions.agency import Agency
from proviso.db import incidents as db
from proviso.errors import ConflictError, NotAllowedError, UnreadableError, UsageError
from proviso.identity import boxes
from proviso.model import Incident, SpillKind
from tests.actions.house import NOW, open_agency
from tests.actions.test_incidents import DHS, HENRY, INGRID, JOAN, MAYA

SPILLED = "The marmoset ledger of Quay 9, unpublished."
PHRASE = "four words are easy"
PRIVATE, PUBLIC = boxes.new_key(PHRASE)
LATER = NOW + timedelta(minutes=61)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    made.store.write(lambda tx: sealed_boxes.add_key(tx, HENRY, PUBLIC, actor="system", at=NOW))
    yield made
    made.store.close()


def opened(agency: Agency, kind: SpillKind = SpillKind.CUI, *, drill: bool = False) -> Incident:
    return agency.store.write(lambda tx: incidents.report(tx, kind, actor=MAYA, at=NOW, pack=DHS, is_drill=drill))


def locked(agency: Agency, incident: Incident, by: str = HENRY) -> str:
    return agency.store.write(lambda tx: sealed_boxes.lock(tx, agency, incident.id, SPILLED, actor=by, at=NOW)).id


def test_only_the_officers_key_file_opens_it_and_each_opening_is_on_record(agency: Agency) -> None:
    found = opened(agency)
    box = locked(agency, found)
    with pytest.raises(NotAllowedError, match="Say first why"):
        agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=HENRY, at=NOW))
    agency.store.write(lambda tx: sealed_boxes.ask(tx, box, "The owner asks.", actor=HENRY, at=NOW))
    sealed = agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=HENRY, at=NOW))
    assert boxes.unlock(sealed, PRIVATE, PHRASE) == SPILLED
    with agency.store.read() as tx:
        after = db.get(tx, found.id)
    assert after is not None
    assert [line.what for line in after.log[-3:]] == ["box_locked", "box_asked", "box_opened"]


@pytest.mark.in_a_file
def test_no_file_of_the_agency_holds_a_word_of_the_text(agency: Agency, tmp_path: Path) -> None:
    box = locked(agency, opened(agency))
    agency.store.write(lambda tx: sealed_boxes.ask(tx, box, "The owner asks.", actor=HENRY, at=NOW))
    agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=HENRY, at=NOW))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("proviso.db") for path in files)
    for path in files:
        held = path.read_bytes()
        assert b"marmoset" not in held, path
        assert b"Quay 9" not in held, path


def test_two_persons_open_a_box_where_the_pack_says_so(agency: Agency) -> None:
    box = locked(agency, opened(agency, SpillKind.CLASSIFIED), by=INGRID)
    agency.store.write(lambda tx: sealed_boxes.ask(tx, box, "The inquiry asks.", actor=INGRID, at=NOW))
    with pytest.raises(NotAllowedError, match="second person"):
        agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=INGRID, at=NOW))
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: sealed_boxes.agree(tx, box, actor=INGRID, at=NOW))
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: sealed_boxes.agree(tx, box, actor=HENRY, at=NOW))


def test_a_wish_counts_for_an_hour(agency: Agency) -> None:
    box = locked(agency, opened(agency))
    agency.store.write(lambda tx: sealed_boxes.ask(tx, box, "The owner asks.", actor=HENRY, at=NOW))
    with pytest.raises(NotAllowedError, match="more than an hour ago"):
        agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=HENRY, at=LATER))
    with pytest.raises(NotAllowedError, match="Say first why"):
        agency.store.write(lambda tx: sealed_boxes.hand_out(tx, box, DHS, actor=JOAN, at=NOW))


def test_without_a_key_nothing_is_locked_and_a_drill_keeps_nothing(agency: Agency) -> None:
    found = opened(agency)
    agency.store.write(lambda tx: sealed_boxes.end_key(tx, boxes.key_id(PUBLIC), actor=HENRY, at=NOW))
    with pytest.raises(UsageError, match="no key"):
        locked(agency, found)
    with pytest.raises(UsageError, match="drill"):
        locked(agency, opened(agency, drill=True))


def test_a_key_belongs_to_an_officer_and_is_on_file_once(agency: Agency) -> None:
    other = boxes.new_key(PHRASE)[1]
    with pytest.raises(NotAllowedError, match="keeps no key"):
        agency.store.write(lambda tx: sealed_boxes.add_key(tx, MAYA, other, actor="system", at=NOW))
    with pytest.raises(ConflictError, match="already"):
        agency.store.write(lambda tx: sealed_boxes.add_key(tx, HENRY, PUBLIC, actor="system", at=NOW))


SEALED = boxes.lock(SPILLED, "BOX00001", "2026-001", {boxes.key_id(PUBLIC): PUBLIC})
OTHER = boxes.new_key(PHRASE)[0]
DAMAGE = (
    (SEALED, PRIVATE, "another phrase here", "does not open with this passphrase"),
    (SEALED, OTHER, PHRASE, "does not open this box"),
    (SEALED.replace(b"BOX00001", b"BOX00002"), PRIVATE, PHRASE, "was changed"),
    (SEALED.replace(b"2026-001", b"2026-002"), PRIVATE, PHRASE, "was changed"),
    (SEALED[:-20], PRIVATE, PHRASE, "no sealed box"),
    (b"", PRIVATE, PHRASE, "no sealed box"),
    (SEALED, b"nonsense", PHRASE, "does not open with this passphrase"),
)


@pytest.mark.parametrize(("sealed", "private", "phrase", "problem"), DAMAGE)
def test_what_does_not_open_says_why(sealed: bytes, private: bytes, phrase: str, problem: str) -> None:
    with pytest.raises((UsageError, UnreadableError), match=problem):
        boxes.unlock(sealed, private, phrase)


def test_a_short_passphrase_makes_no_key() -> None:
    with pytest.raises(UsageError, match="15 characters"):
        boxes.new_key("short")


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), b"\x01" + bytes(31), bytes(33)])
def test_a_key_to_which_nothing_can_be_locked_is_not_put_on_file(agency: Agency, public: bytes) -> None:
    with pytest.raises(UsageError, match="damaged"):
        agency.store.write(lambda tx: sealed_boxes.add_key(tx, INGRID, public, actor=INGRID, at=NOW))
    assert locked(agency, opened(agency))
