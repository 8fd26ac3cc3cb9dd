"""What must go: due by its class, proposed, confirmed by a second person, certified in the ledger."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import retention, transcripts
from proviso.actions.agency import Agency
from proviso.db import entries, outbox, packs
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Disposition, DispositionState, TextState
from tests.actions.house import NOW
from tests.actions.records_house import JOAN, LATER, LORRAINE, MAYA, PETER, keep, opened

CLOSED = NOW + timedelta(days=2556)
"""A day after a text for the archive is due, whose case was closed on the first day."""


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from opened(tmp_path)


def proposed(agency: Agency, record_class: str = "transitory") -> Disposition:
    return agency.store.write(lambda tx: retention.propose(tx, agency, record_class, actor=LORRAINE, at=LATER))


def test_a_text_is_due_on_the_day_after_its_last_day(agency: Agency) -> None:
    text = agency.store.write(lambda tx: keep(tx, agency))
    with agency.store.read() as tx:
        assert retention.due(tx, agency, "transitory", NOW + timedelta(days=90)) == []
        assert retention.due(tx, agency, "transitory", LATER) == [text]


def test_nothing_due_nothing_proposed(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    with pytest.raises(ConflictError, match="Nothing of “Texts kept for a short while” is due"):
        agency.store.write(lambda tx: retention.propose(tx, agency, "transitory", actor=LORRAINE, at=NOW))
    with pytest.raises(NotFoundError, match="no class"):
        agency.store.write(lambda tx: retention.propose(tx, agency, "nothing", actor=LORRAINE, at=LATER))


def test_two_people_destroy_and_the_ledger_holds_the_receipt(agency: Agency) -> None:
    texts = agency.store.write(lambda tx: [keep(tx, agency, f"Day {n}.") for n in range(3)])
    one = proposed(agency)
    with pytest.raises(NotAllowedError, match="yourself"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=LORRAINE, at=LATER))
    done = agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))
    assert (done.state, done.confirmed_by, len(done.items)) == (DispositionState.DONE, PETER, 3)
    with agency.store.read() as tx:
        assert [db.sealed(tx, text.id) for text in texts] == [None, None, None]
        assert {transcripts.get(tx, t.id).disposition_id for t in texts} == {one.id}
        assert done.entry is not None
        (entry,) = entries.page(tx, done.entry, 1)
        assert entry.record.event == "DispositionDone"
        assert entry.record.data["list_sha256"] == hashlib.sha256(retention.list_text(done).encode()).hexdigest()
        assert {text.digest for text in texts} == {item.digest for item in done.items}
        assert db.counts(tx)[("transitory", "destroyed")] == 3
    with pytest.raises(ConflictError, match="done already"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))
    assert agency.journal.verify(agency.store).is_whole


def test_what_is_proposed_is_not_proposed_twice_and_comes_back_when_it_is_refused(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    one = proposed(agency)
    with pytest.raises(ConflictError):
        proposed(agency)
    with pytest.raises(UsageError, match="Say why"):
        agency.store.write(lambda tx: retention.withdraw(tx, one.id, reason="", actor=JOAN, at=LATER))
    agency.store.write(lambda tx: retention.withdraw(tx, one.id, reason="A request may come.", actor=JOAN, at=LATER))
    assert proposed(agency).items == one.items


def test_nobody_confirms_the_end_of_their_own_texts(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency, person_id=PETER))
    one = proposed(agency)
    with pytest.raises(NotAllowedError, match="your own"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))
    agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=JOAN, at=LATER))


def test_a_text_that_is_gone_meanwhile_stops_the_certificate(agency: Agency) -> None:
    text = agency.store.write(lambda tx: keep(tx, agency))
    one = proposed(agency)
    agency.store.write(lambda tx: transcripts.destroy(tx, text.id, actor=MAYA, why="withdrawn", at=LATER))
    with pytest.raises(ConflictError, match="gone already"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))


def test_a_transfer_goes_as_a_package_whose_hashes_hold(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency, "The levee held – 4 m.", "official", case_id="R1"))
    agency.store.write(lambda tx: keep(tx, agency, '=HYPERLINK("x")', "official", case_id="R1"))
    agency.store.write(lambda tx: transcripts.case_closed(tx, agency, "R1", at=NOW))
    one = agency.store.write(lambda tx: retention.propose(tx, agency, "official", actor=LORRAINE, at=CLOSED))
    package = agency.store.write(lambda tx: retention.take_package(tx, agency, one.id, actor=LORRAINE, at=CLOSED))
    assert hashlib.sha256(package).hexdigest() == one.package_sha256
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert (manifest["transfer"], manifest["schedule"]) == (one.id, one.schedule)
        for file in manifest["files"]:
            assert hashlib.sha256(archive.read(file["name"])).hexdigest() == file["sha256"]
        rows = json.loads(archive.read("texts.json"))
        assert {archive.read(row["file"]).decode() for row in rows} == {"The levee held – 4 m.", '=HYPERLINK("x")'}
        assert len(archive.read("texts.csv").decode("utf-8-sig").splitlines()) == 3
    with pytest.raises(UsageError, match="under which number"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=CLOSED))
    done = agency.store.write(
        lambda tx: retention.confirm(tx, agency, one.id, accession="NN3-2033-004", actor=PETER, at=CLOSED)
    )
    with agency.store.read() as tx:
        assert db.package(tx, one.id) is None
        assert {t.state for t in db.of_case(tx, "R1")} == {TextState.TRANSFERRED}
    assert done.accession == "NN3-2033-004"
    with pytest.raises(NotFoundError, match="no package"):
        agency.store.write(lambda tx: retention.take_package(tx, agency, one.id, actor=LORRAINE, at=CLOSED))


def test_the_sweep_names_what_is_due_once(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    assert retention.sweep(agency, NOW) == 0
    assert retention.sweep(agency, LATER) == 1
    assert retention.sweep(agency, LATER + timedelta(days=1)) == 0
    agency.store.write(lambda tx: keep(tx, agency, "another"))
    assert retention.sweep(agency, LATER) == 1
    with agency.store.read() as tx:
        said = [m for m in outbox.page(tx) if m.kind == "records-due"]
    assert {m.recipient for m in said} == {LORRAINE}
    assert {m.subject for m in said} == {"1 text is past its last day", "2 texts are past their last day"}
    assert "levee" not in str(said)


def test_holdings_say_what_is_here_by_class(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    agency.store.write(lambda tx: keep(tx, agency, "x", "expert-review", case_id="R9"))
    proposed(agency)
    with agency.store.read() as tx:
        found = {h.id: h for h in retention.holdings(tx, agency, LATER)}
    assert list(found) == ["transitory", "working", "expert-review", "incident", "official"]
    one = found["transitory"]
    assert (one.kept, one.due, one.held, one.proposed, one.ended) == (1, 0, 0, 1, 0)
    assert (found["expert-review"].kept, found["expert-review"].next_due) == (1, None)


def test_a_class_that_only_older_rules_know_goes_on_by_them(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    newer = replace(agency.packs.base(), revision="5", records=agency.packs.base().records[1:])
    agency.packs._by_ref[newer.ref] = newer

    def change(tx: Tx) -> None:
        packs.finish(tx, None, NOW, "Another one.")
        packs.begin(tx, newer.ref, newer.sha256, None, NOW)

    agency.store.write(change)
    with agency.store.read() as tx:
        found = retention.holdings(tx, agency, LATER)
    assert [held.id for held in found] == ["working", "expert-review", "incident", "official", "transitory"]
    last = found[-1]
    assert last.record_class is not None
    assert (last.record_class.schedule, last.due) == ("GRS 5.2-010", 1)
    one = proposed(agency)
    agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))
