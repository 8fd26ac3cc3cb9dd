"""What we keep: every table in plain words, who looked, and all of it to take along."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from proviso.actions import people as change_people
from proviso.actions import transcripts, views
from proviso.db import holdings
from proviso.db.store import Tx
from proviso.ledger.receipts import Receipt
from proviso.model import TextKind

from .console import Browser, open_house
from .test_record import put, stop

MAYA, TOM = "maya.okafor", "tom.reyes"


def now() -> datetime:
    return datetime.now(UTC)


def file_of(b: Browser, who: str) -> dict[str, bytes]:
    """What the button gives."""
    b.sign_in(who).get("/record/kept")
    token = b.text.split('name="csrf" value="')[1].split('"')[0]
    answer = b.client.post("/record/download", data={"csrf": token})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_every_table_with_something_on_the_person_is_named_and_counted(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111"), stop("BBBB1111"))
        b.agency.store.write(
            lambda tx: views.look_at(tx, MAYA, "person", actor="elena.sorokin", at=now()),
        )
        words = b.sign_in(MAYA).get("/record/kept")
        assert "was decided and why, not what you wrote" in words
        assert "Your uses: what was decided and why, without the text 2 As long as the ledger" in words
        assert "Your trainings 3" in words
        assert "Elena Sorokin opened the record of Maya Okafor." in words
        assert "Download all of it (ZIP)" in words
        assert "other record" not in words.replace("Count the other records that name you", "")
        counted = b.get("/record/kept?elsewhere=yes")
        assert re.search(r"Your name also stands in \d+ other records?, as who acted or was told\.", counted)
        assert "Count the other records" not in counted


def test_all_of_it_is_taken_along_with_receipts_and_recorded(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        put(b, stop("AAAA1111"))

        def keep(tx: Tx) -> None:
            for who, text in ((MAYA, "My own draft."), (TOM, "Not of Maya.")):
                transcripts.keep(tx, b.agency, kind=TextKind.DRAFT, text=text, person_id=who, actor="system", at=now())

        b.agency.store.write(keep)
        files = file_of(b, MAYA)
        everything = b"\n".join(files.values())
        uses = json.loads(files["records/uses.json"])
        assert [use["id"] for use in uses] == ["AAAA1111"]
        assert len(json.loads(files["records/trainings.json"])) == 3
        assert b"My own draft." in everything
        assert b"Not of Maya." not in everything
        assert Receipt.from_json(files["receipts/decision-AAAA-1111.json"]).index == 0
        assert b"What we keep about Maya Okafor" in files["read-me.html"]
        assert {one["name"] for one in json.loads(files["manifest.json"])["files"]} == set(files) - {"manifest.json"}
        assert all(b'"data"' in line for line in files["ledger.jsonl"].splitlines())
        event = b.events("RecordExported")[0]
        assert (event["person"], event["actor"], event["request"]) == (MAYA, MAYA, "")
        assert b.events("TranscriptRead")[0]["why"] == "Their own export"
        assert "took along what is kept about them" in b.get("/record/kept")


def test_nothing_that_opens_a_door_and_nobody_else_is_in_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: change_people.approve(tx, TOM, actor="elena.sorokin", at=now()),
        )
        files = file_of(b, "elena.sorokin")
        names = {name for name in files if name.startswith("records/")}
        assert "records/approvals.json" not in names, "she gave it; it is about Tom"
        for name, content in files.items():
            if name.endswith(".json") and name.startswith("records/"):
                for row in json.loads(content):
                    assert not {"hash", "fingerprint", "locked", "wrapped"} & set(row)
        assert TOM.encode() not in b"".join(files[name] for name in names)


def test_the_file_is_only_for_who_is_signed_in(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/sign-in")
        b.post("/record/download")
        assert b.path == "/sign-in"


def test_each_table_has_its_words() -> None:
    assert holdings.nameless() == [], "name it in db/holdings.py: whose data is it, and how long does it stay?"
    tables = [one.table for one in holdings.holdings()]
    assert len(tables) == len(set(tables))
    assert not holdings.APART & set(tables)
