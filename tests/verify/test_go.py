"""Go's `sumdb/note` and `sumdb/tlog`, which share no code with us, accept what we export, and nothing else."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from proviso.reports import ledger
from tests.ledgers import append, grow, opened, spill
from tests.reports.evidence_house import agency_with_history, evidence

pytestmark = pytest.mark.go

SIZE = 40
SOURCES = Path(__file__).resolve().parents[2] / "verify"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("go") / "proviso-verify"
    subprocess.run([SOURCES / "build.sh", built], check=True)
    return built


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export, and a receipt for each entry, issued as the ledger grew and again at its end."""
    home = tmp_path_factory.mktemp("made")
    for size in range(1, SIZE + 1):
        grow(home, size, size - 1)
        with opened(home) as (store, journal), store.read() as tx:
            (home / f"then-{size - 1}.json").write_bytes(journal.receipt(tx, size - 1).to_json())
    with opened(home) as (store, journal):
        ledger.export(store, journal, home / "export")
        with store.read() as tx:
            for index in range(SIZE):
                (home / f"now-{index}.json").write_bytes(journal.receipt(tx, index).to_json())
    return home


@pytest.fixture
def export(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "export", tmp_path / "export"))


def run(program: Path, *arguments: object) -> tuple[int, str]:
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_whole_export_is_accepted(program: Path, export: Path) -> None:
    code, said = run(program, "ledger", export)
    assert code == 0, said
    assert f"{SIZE} entries" in said
    assert "14 checkpoints are signed by its key, and each is consistent with the next" in said


@pytest.mark.parametrize("index", [0, 1, 7, 8, 31, 32, 38, 39])
@pytest.mark.parametrize("when", ["then", "now"])
def test_every_receipt_is_accepted_and_agrees_with_the_export(
    program: Path, made: Path, export: Path, index: int, when: str
) -> None:
    vkey = (export / "vkey").read_text().strip()
    code, said = run(program, "receipt", made / f"{when}-{index}.json", "-vkey", vkey, "-ledger", export)
    assert code == 0, said
    assert f"entry {index} is in the ledger of {SIZE if when == 'now' else index + 1} entries" in said
    assert f'"person":"person.{index}"' in said
    assert "the receipt and the ledger agree" in said


def edit(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / name
        path.write_text("".join(change(path.read_text().splitlines(keepends=True))))

    return apply


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (edit("entries.jsonl", lambda rows: [*rows[:17], rows[17].replace("a", "b"), *rows[18:]]), "entry 17 is not"),
        (edit("entries.jsonl", lambda rows: rows[:17] + rows[18:]), "entry 17 is not"),
        (edit("entries.jsonl", lambda rows: [*rows[:9], rows[3], *rows[9:]]), "entry 9 is not"),
        (edit("entries.jsonl", lambda rows: [*rows[:9], rows[10], rows[9], *rows[11:]]), "entry 9 is not"),
        (edit("entries.jsonl", lambda rows: rows[:-1]), "entry 39 and what followed is missing"),
        (edit("entries.jsonl", lambda rows: []), "entry 0 and what followed is missing"),
        (edit("entries.jsonl", lambda rows: [*rows, rows[0]]), "entry 40 was added"),
        (edit("checkpoints.txt", lambda rows: [rows[0], "4\n", *rows[2:]]), "not signed by"),
        (edit("checkpoints.txt", lambda rows: ["x" + rows[0], *rows[1:]]), "not signed by"),
        (edit("checkpoints.txt", lambda rows: []), "no checkpoint"),
        (edit("vkey", lambda rows: [rows[0].replace("+", "x+", 1)]), "key cannot be used"),
    ],
)  # fmt: skip
def test_a_changed_export_is_refused(program: Path, export: Path, damage: Callable[[Path], None], says: str) -> None:
    damage(export)
    code, said = run(program, "ledger", export)
    assert code == 3, said
    assert "NOT WHOLE: " in said
    assert says in said


def test_a_rewritten_export_is_narrowed_down_to_its_checkpoints(program: Path, export: Path) -> None:
    (export / "leaves.txt").unlink()
    edit("entries.jsonl", lambda rows: [*rows[:17], rows[17].replace("alice", "carol"), *rows[18:]])(export)
    assert run(program, "ledger", export) == (3, "NOT WHOLE: an entry from 15 to 17 is not the one that was signed\n")


def test_withheld_entries_are_accepted_when_the_agency_signed_that_they_are(program: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "home") as (store, journal):
        append(store, 0)
        spill(store, 1)
        ledger.export(store, journal, tmp_path / "out")
    code, said = run(program, "ledger", tmp_path / "out")
    assert code == 0, said
    assert "2 entries are of classified incidents: their hashes stand for what they say" in said
    lines = (tmp_path / "out" / "entries.jsonl").read_text().splitlines()
    leaf = (tmp_path / "out" / "leaves.txt").read_text().splitlines()[0]
    hidden = '{"leaf":"' + leaf + '","withheld":"139-07.6"}'
    (tmp_path / "out" / "entries.jsonl").write_text("\n".join([hidden, *lines[1:]]) + "\n")
    assert run(program, "ledger", tmp_path / "out") == (
        3,
        "NOT WHOLE: entry 0 is withheld, and nobody signed that\n",
    )
    (tmp_path / "out" / "entries.jsonl").write_text("\n".join([lines[0], lines[1] + " ", lines[2]]) + "\n")
    assert run(program, "ledger", tmp_path / "out")[0] == 3
    (tmp_path / "out" / "entries.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "out" / "withheld.txt").unlink()
    assert run(program, "ledger", tmp_path / "out") == (
        3,
        "NOT WHOLE: entry 1 is withheld, and nobody signed that\n",
    )


@pytest.mark.parametrize(
    ("name", "value"), [("index", 6), ("record", "e30="), ("proof", []), ("format", "x"), ("vkey", "x")]
)
def test_a_changed_receipt_is_refused(program: Path, made: Path, tmp_path: Path, name: str, value: object) -> None:
    values = json.loads((made / "now-5.json").read_text()) | {name: value}
    (tmp_path / "receipt.json").write_text(json.dumps(values))
    code, said = run(program, "receipt", tmp_path / "receipt.json")
    assert (code, "NOT WHOLE" in said) == (3, True), said


def test_a_receipt_of_another_ledger_is_refused(program: Path, made: Path, tmp_path: Path) -> None:
    grow(tmp_path / "other", SIZE)
    with opened(tmp_path / "other") as (store, journal):
        ledger.export(store, journal, tmp_path / "export")
        code, said = run(program, "receipt", made / "now-5.json", "-vkey", journal.vkey)
    assert (code, "not signed by" in said) == (3, True), said
    code, said = run(program, "receipt", made / "now-5.json", "-ledger", tmp_path / "export")
    assert code == 3, said


def test_wrong_usage_and_a_missing_file_have_codes_of_their_own(program: Path, tmp_path: Path) -> None:
    assert run(program)[0] == run(program, "ledger")[0] == run(program, "other", "x")[0] == 2
    assert run(program, "ledger", tmp_path / "nowhere")[0] == 1


def test_evidence_is_accepted_and_one_flipped_bit_of_it_is_refused(program: Path, tmp_path: Path) -> None:
    with agency_with_history(tmp_path / "home") as agency:
        vkey = agency.journal.vkey
        for form in ("pdf", "zip"):
            (tmp_path / f"evidence.{form}").write_bytes(evidence(agency, form).content)
    for form in ("pdf", "zip"):
        file = tmp_path / f"evidence.{form}"
        code, said = run(program, "evidence", file, "-vkey", vkey)
        assert code == 0, said
        assert "the text of the rules dhs-139-07@4 is the one that the ledger names" in said
        whole = file.read_bytes()
        for place in (*range(7, len(whole), len(whole) // 20), *range(len(whole) - 500, len(whole), 37)):
            changed = bytearray(whole)
            changed[place] ^= 1 << place % 8
            file.write_bytes(changed)
            code, said = run(program, "evidence", file, "-vkey", vkey)
            assert code == 3, f"{form}, byte {place}: {said}"
            assert "NOT WHOLE" in said


def test_evidence_that_was_unpacked_is_accepted_and_its_changed_entry_is_named(program: Path, tmp_path: Path) -> None:
    with agency_with_history(tmp_path / "home") as agency:
        vkey, content = agency.journal.vkey, evidence(agency, "zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path / "out")
    assert run(program, "evidence", tmp_path / "out", "-vkey", vkey)[0] == 0
    edit("entries.jsonl", lambda rows: [*rows[:6], rows[6].replace("a", "b", 1), *rows[7:]])(tmp_path / "out")
    code, said = run(program, "evidence", tmp_path / "out", "-vkey", vkey)
    assert code == 3
    assert "entries.jsonl was changed; entry 6 is not the one that was signed" in said
    wide = {"format": "proviso-proof/1", "size": 10**12, "runs": [[0, 10**12]], "hashes": [], "consistency": []}
    (tmp_path / "out" / "proof.json").write_text(json.dumps(wide))
    code, said = run(program, "evidence", tmp_path / "out", "-vkey", vkey)
    assert (code, "proof.json is not of the newest checkpoint" in said) == (3, True)
