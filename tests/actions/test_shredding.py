"""Destroyed is gone: no byte of a text, of its sealed form or of its key is left in anything that a home holds.

Each search is tried before the destruction as well, where it has to find the sealed form: a search that finds nothing
anywhere proves nothing.
"""

from __future__ import annotations

import io
import logging
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import backups, objections, retention, transcripts, uses
from proviso.actions.agency import Agency
from proviso.db import objections as objections_db
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.identity.sealed_files import Opened, Passphrase
from proviso.model import Channel, ObjectionState, TextKind
from tests.actions.house import CHAT, NOW
from tests.actions.records_house import JOAN, LATER, LORRAINE, MAYA, PETER, keep, staff

MARKER = "Quillfeather-7431-Zephyr"
TEXT = f"The inspector wrote to {MARKER} about the pump. " * 200
LOCK = Passphrase("correct horse battery staple", {"n": 2, "r": 8, "p": 1})
CLOSED = NOW + timedelta(days=2556)


def forms(marker: str) -> dict[str, bytes]:
    """A text as it could lie around: as it is, wide, and in base64 at each of its three places."""
    plain = marker.encode()
    wide = {"utf-16-le": marker.encode("utf-16-le"), "utf-16-be": marker.encode("utf-16-be")}
    coded = {f"base64+{n}": b64encode(b"x" * n + plain)[4 if n else 0 : -4] for n in range(3)}
    return {"utf-8": plain, **wide, **coded}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder of temporary files, for this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Whatever is logged, at every level."""
    path, root = tmp_path / "proviso.log", logging.getLogger()
    handler, level = logging.FileHandler(path), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield path
    root.setLevel(level)
    root.removeHandler(handler)
    handler.close()


def found(agency: Agency, wanted: dict[str, bytes], *places: Path, at: datetime = NOW) -> set[str]:
    """Where one of these stands: file and form. Looks into every file of the home, and into a backup made now."""
    held = {str(path): path.read_bytes() for place in places for path in sorted(place.rglob("*")) if path.is_file()}
    file = io.BytesIO()
    backups.make(agency.store, agency.journal, agency.settings.keys, file, LOCK, at=at)
    held["backup"] = io.BufferedReader(Opened(io.BytesIO(file.getvalue()), LOCK)).read()
    return {
        f"{Path(name).name}: {form}" for name, data in held.items() for form, what in wanted.items() if what in data
    }


def sealed_forms(agency: Agency, transcript_id: str) -> dict[str, bytes]:
    """The sealed text, its wrapped key, and that key as it is."""
    with agency.store.read() as tx:
        sealed = db.sealed(tx, transcript_id)
    assert sealed is not None
    own = agency.sealing_key.unwrap(sealed[1], transcript_id)
    locked = {f"locked+{n}": sealed[0][n : n + 32] for n in range(0, len(sealed[0]) - 32, 997)}
    return {**locked, "wrapped": sealed[1], "wrapped-half": sealed[1][-32:], "key": own}


@pytest.mark.in_a_file
def test_after_its_disposition_no_byte_of_a_text_is_left(agency: Agency, temporary: Path, log: Path) -> None:
    agency.store.write(staff)
    home = agency.settings.home
    other = agency.store.write(lambda tx: keep(tx, agency, "Another text stays.", "expert-review", case_id="R1"))
    text = agency.store.write(lambda tx: keep(tx, agency, TEXT))
    assert transcripts.read(agency, text.id, actor=MAYA, why="to go on", at=NOW) == TEXT
    wanted = {**forms(MARKER), **sealed_forms(agency, text.id)}
    before = found(agency, wanted, home, temporary)
    assert {"backup: wrapped", "backup: locked+0"} <= before
    assert any(name.startswith("proviso.db") and name.endswith(": wrapped") for name in before)
    assert [name for name in before if "utf" in name or "base64" in name or name.endswith(": key")] == []

    one = agency.store.write(lambda tx: retention.propose(tx, agency, "transitory", actor=LORRAINE, at=LATER))
    agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, actor=PETER, at=LATER))
    assert found(agency, wanted, home, temporary, log.parent, at=LATER) == set()
    assert log.read_text() == "" or MARKER not in log.read_text()
    assert transcripts.read(agency, other.id, actor=MAYA, why="look", at=LATER) == "Another text stays."
    assert agency.journal.verify(agency.store).is_whole


def test_after_a_transfer_neither_the_texts_nor_the_package_are_left(
    agency: Agency, temporary: Path, log: Path
) -> None:
    agency.store.write(staff)
    text = agency.store.write(lambda tx: keep(tx, agency, TEXT, "official", case_id="R1"))
    agency.store.write(lambda tx: transcripts.case_closed(tx, agency, "R1", at=NOW))
    one = agency.store.write(lambda tx: retention.propose(tx, agency, "official", actor=LORRAINE, at=CLOSED))
    package = agency.store.write(lambda tx: retention.take_package(tx, agency, one.id, actor=LORRAINE, at=CLOSED))
    with agency.store.read() as tx:
        sealed = db.package(tx, one.id)
    assert sealed is not None
    wanted = {
        **forms(MARKER),
        **sealed_forms(agency, text.id),
        "package": package[40:72],
        "sealed package": sealed[0][:32],
        "its key": sealed[1],
    }
    before = found(agency, wanted, agency.settings.home, temporary, at=CLOSED)
    assert {"backup: its key", "backup: sealed package"} <= before
    assert [name for name in before if name.endswith(": package")] == []
    agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, accession="NN3", actor=PETER, at=CLOSED))
    assert found(agency, wanted, agency.settings.home, temporary, log.parent, at=CLOSED) == set()


def test_a_text_that_an_office_saw_is_gone_after_the_answer(agency: Agency, temporary: Path, log: Path) -> None:
    part = f"Replace part A012 345 678 of the {MARKER} before May."
    decision = uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, "research", part, Channel.WEB, NOW)).decision
    lead = decision.reasons[0]
    reason = agency.packs.by_ref(decision.pack).rule(lead.rule).objections[0]
    sent = objections.send(agency, decision.id, lead.rule, reason, "", part, actor=MAYA, at=NOW)
    with agency.store.read() as tx:
        sealed = objections_db.sealed_text(tx, sent.id)
    assert sealed is not None
    wanted = {**forms(MARKER), "locked": sealed[0], "wrapped": sealed[1]}
    assert "backup: wrapped" in found(agency, wanted, agency.settings.home, temporary)
    agency.store.write(
        lambda tx: objections.answer(tx, sent.id, ObjectionState.RIGHT, "A part number.", actor=JOAN, at=NOW)
    )
    assert found(agency, wanted, agency.settings.home, temporary, log.parent) == set()


def test_while_somebody_reads_the_log_waits_and_the_next_sweep_empties_it(agency: Agency, temporary: Path) -> None:
    agency.store.write(staff)
    text = agency.store.write(lambda tx: keep(tx, agency, TEXT))
    wanted = sealed_forms(agency, text.id)
    with agency.store.read() as tx:
        tx.raw.execute("SELECT count(*) FROM transcripts").fetchone()  # the snapshot begins here
        agency.store.write(lambda tx: transcripts.destroy(tx, text.id, actor=MAYA, why="withdrawn", at=NOW))
    retention.sweep(agency, NOW)
    assert found(agency, wanted, agency.settings.home, temporary) == set()


def test_the_kinds_of_text_are_all_sealed(agency: Agency, temporary: Path) -> None:
    for kind in TextKind:

        def put(tx: Tx, kind: TextKind = kind) -> None:
            keep(tx, agency, TEXT, kind=kind)

        agency.store.write(put)
    assert found(agency, forms(MARKER), agency.settings.home, temporary) == set()
