"""The shell's doors to what a spill may have touched: who-else, vendor-notice, rescreen."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import uses
from proviso.cli import cli
from proviso.db import affected as db
from proviso.db import entries, incidents
from proviso.db.store import Store, Tx
from proviso.errors import ProvisoError
from proviso.ledger.receipts import Receipt
from proviso.model import Standing
from tests.actions.house import open_agency
from tests.actions.test_affected import COUNT, decision

CONTROLLED = sum(1 for n in range(COUNT) if n % 6 in {1, 5})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 120 uses."""
    folder = tmp_path_factory.mktemp("home")
    agency = open_agency(folder)

    def fill(tx: Tx) -> None:
        for number in range(COUNT):
            uses.record_decision(tx, decision(number), Standing(person=None, tool=None))

    agency.store.write(fill)
    agency.store.close()
    return folder


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, words, env={"PROVISO_HOME": str(home)})


def test_it_counts_and_says_among_how_many(home: Path) -> None:
    said = run(home, "incident", "who-else", "--as", "henry.osei", "--class", "controlled")
    assert said.exit_code == 0, said.output
    assert said.output == f"{CONTROLLED} uses match, by 2 people. Checked {COUNT} uses.\n"


def test_the_table_and_json_hold_the_same_uses_and_receipts_verify(home: Path) -> None:
    asked = ("incident", "who-else", "--as", "joan.castellanos", "--kind", "CUI_LIKE", "--allowed")
    table = run(home, *asked, "--csv")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    made = json.loads(run(home, *asked, "--json", "--receipts").stdout)
    assert [row["decision"] for row in rows] == [row["decision"] for row in made["rows"]]
    assert made["uses"] == len(rows) > 0
    receipt = Receipt.from_json(json.dumps(made["rows"][0]["receipt"]).encode())
    assert receipt.index == made["rows"][0]["entry"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--as", "tom.reyes"), "It takes"),
        (("--as", "nobody"), "no person"),
        (("--as", "henry.osei", "--kind", "NOPE"), "There are: CUI"),
        (("--as", "henry.osei", "--since", "yesterday"), "is no time"),
        (("--as", "henry.osei", "--since", "2026-11-21", "--until", "2026-11-20"), "not after"),
        (("--as", "henry.osei", "--same-as", "ZZZZ-ZZZZ"), "no decision"),
        (("--as", "henry.osei", "--keep"), "Name the incident"),
    ],
)
def test_what_cannot_be_asked_is_said(home: Path, words: tuple[str, ...], says: str) -> None:
    said = run(home, "incident", "who-else", *words)
    assert isinstance(said.exception, ProvisoError)
    assert says in f"{said.exception.message} {said.exception.hint}"
    assert not said.stdout


def test_a_notice_opens_an_incident_whose_set_can_be_asked_again(home: Path) -> None:
    said = run(
        home,
        "incident",
        "vendor-notice",
        "northlight-chat",
        "--as",
        "henry.osei",
        "--since",
        "2026-11-20",
        "--until",
        "2026-11-22",
        "--what",
        "A bucket was open.",
        "--json",
    )
    assert said.exit_code == 0, said.output
    made = json.loads(said.output)
    store = Store.open(home / "proviso.db")
    with store.read() as tx:
        (kept,) = db.sets_of(tx, made["incident"])
        found = incidents.get(tx, made["incident"])
        raw = b"".join(entry.raw for entry in entries.page(tx, 0, 10_000))
    store.close()
    assert found is not None
    assert kept.uses == made["uses"] > 0
    assert b"bucket" not in raw


def test_past_uses_are_checked_again_once(home: Path) -> None:
    said = run(home, "rescreen")
    assert said.exit_code == 0, said.output
    assert "kept texts" in said.output
    assert "Nothing to check" in run(home, "rescreen", "--if-changed").output
