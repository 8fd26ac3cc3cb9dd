"""The same journeys from a shell: what is printed, and the exit code that means it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from proviso.actions.opening import open_agency
from proviso.cli.ask import command as ask
from proviso.cli.demo import command as demo
from proviso.cli.homes import for_demo, with_agency
from proviso.cli.why import command as why
from proviso.demo import sample
from proviso.errors import NotFoundError, ProvisoError, UnreadableError, UsageError
from proviso.ledger.receipts import Receipt
from proviso.settings import Settings


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("shell") / "home", demo=True)
    CliRunner().invoke(demo, ["--small"], obj=settings, standalone_mode=False, catch_exceptions=False)
    return settings


def run(command: Any, settings: Settings, *arguments: str, text: str | bytes = "") -> tuple[Any, str]:
    done = CliRunner().invoke(command, arguments, obj=settings, input=text, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.stdout


def ask_json(settings: Settings, *arguments: str, text: str | bytes) -> tuple[int, dict[str, Any]]:
    code, said = run(ask, settings, "--json", *arguments, "-", text=text)
    return code, json.loads(said)


def test_an_allowed_use_is_answered_and_has_a_receipt_that_checks(home: Settings) -> None:
    report = sample("flood-report")
    code, said = ask_json(home, "--source", report.source, text=report.text)
    assert (code, said["allowed"], said["reasons"], said["person"]) == (0, True, [], "maya.okafor")
    assert said["obligations"][0]["id"] == "expert-review"
    assert said["answer"]["text"].startswith("Offline demo")
    receipt = Receipt.from_json(json.dumps(said["receipt"]).encode())
    receipt.check()
    assert said["decision_id"].encode() in base64.b64decode(said["receipt"]["record"])


def test_a_denied_use_exits_with_3_and_names_clause_and_remedy(home: Settings) -> None:
    code, said = ask_json(home, "--purpose", "draft", text=sample("a-number").text)
    assert (code, said["allowed"]) == (3, False)
    assert [reason["clause"] for reason in said["reasons"]] == ["139-07.2.a.1"]
    assert said["reasons"][0]["remedy"]
    assert "answer" not in said


def test_priya_is_stopped_for_just_one_reason(home: Settings) -> None:
    code, said = ask_json(home, "--person", "priya.nair", text=sample("flood-report").text)
    assert (code, [reason["clause"] for reason in said["reasons"]]) == (3, ["139-07.2.c.3"])


def test_what_is_printed_never_holds_the_denied_text(home: Settings) -> None:
    for arguments in ([], ["--json"]):
        _, said = run(ask, home, *arguments, "-", text=sample("a-number").text)
        assert "012" not in said.replace("receipt", "").split('"record"')[0]
        assert "backlog" not in said


def test_why_says_what_was_looked_at(home: Settings) -> None:
    _, said = ask_json(home, text=sample("a-number").text)
    code = said["decision_id"]
    _, words = run(why, home, f"{code[:4]}-{code[4:]}".lower())
    assert "STOPPED 139-07.2.a.1" in words
    assert "\nThis text has an A‑number\n  An A‑number points to one person." in words
    assert "What would change it:" in words
    _, found = run(why, home, "--json", code)
    stopped = [row["clause"] for row in json.loads(found)["why"]["rows"] if row["stopped"]]
    assert stopped == ["139-07.2.a.1"]


def test_a_file_is_asked_like_a_text(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(sample("a-number").text, encoding="utf-8")
    code, said = run(ask, home, str(file))
    assert code == 3
    assert said.startswith("Not sent. Your text has not left the agency.")


REFUSED: list[tuple[str, bytes, type[ProvisoError]]] = [
    ("empty", b"", UsageError),
    ("only spaces", b" \n\t ", UsageError),
    ("not text", b"\xff\xfe\x00\x01", UnreadableError),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", UnreadableError),
    ("too long", b"a" * 2_000_001, UnreadableError),
    ("too large", b"a" * (20 * 1024 * 1024 + 1), UnreadableError),
]


@pytest.mark.parametrize(("case", "content", "error"), REFUSED, ids=[case for case, _, _ in REFUSED])
def test_what_cannot_be_read_is_a_clear_error(
    home: Settings, case: str, content: bytes, error: type[ProvisoError]
) -> None:
    with pytest.raises(error) as raised:
        run(ask, home, "-", text=content)
    assert raised.value.hint, case


@pytest.mark.parametrize("content", ["a\x00b is published.", "\u202ereversed\u202c", "na\u00efve caf\u00e9 " * 20])
def test_odd_text_is_decided(home: Settings, content: str) -> None:
    code, said = ask_json(home, "--source", "https://news.example/x", text=content.encode())
    assert code in {0, 3}
    assert said["receipt"]


@pytest.mark.parametrize(
    "arguments", [["--tool", "unlisted"], ["--person", "nobody"], ["--purpose", "no-such-purpose"]]
)
def test_what_is_not_known_is_denied(home: Settings, arguments: list[str]) -> None:
    code, said = ask_json(home, *arguments, text="The levee held.")
    assert (code, said["allowed"], bool(said["receipt"])) == (3, False, True)


def test_a_home_without_an_agency_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none")
    with pytest.raises(UsageError, match="no agency") as error:
        run(ask, settings, "-", text="The levee held.")
    assert "proviso demo" in error.value.hint
    with pytest.raises(UsageError, match="no agency"):
        run(why, settings, "7KQ2M4XD")
    assert not settings.home.exists()


def test_an_unknown_decision_is_named(home: Settings) -> None:
    with pytest.raises(NotFoundError, match="7KQ2-M4XD"):
        run(why, home, "7KQ2-M4XD")


def test_a_missing_file_is_named(home: Settings) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        run(ask, home, "/nowhere/at/all.txt")


def test_the_demo_is_made_once_and_made_anew_on_demand(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", demo=True)
    run(demo, settings, "--small")
    ask_json(settings, text="The levee held, and the pumps ran.")
    _, said = run(demo, settings, "--small", "--json")
    assert json.loads(said)["uses"] == 181
    _, said = run(demo, settings, "--reset", "--small", "--json")
    assert json.loads(said)["uses"] == 180


def test_a_real_agency_is_never_a_demo(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, agency="Harbor Agency")
    open_agency(settings).store.close()
    with pytest.raises(UsageError, match="real agency"):
        open_agency(replace(settings, demo=True))
    before = settings.database.read_bytes()
    run(demo, settings, "--small")
    run(demo, settings, "--reset", "--small")
    assert settings.database.read_bytes() == before
    assert (tmp_path / "demo-small" / "proviso.db").exists()


def test_the_demo_inside_the_home_is_found_when_no_folder_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert with_agency(settings, {}) == settings
    assert for_demo(settings, {}).home == tmp_path / "demo"
    (tmp_path / "demo-small").mkdir()
    (tmp_path / "demo-small" / "proviso.db").touch()
    assert with_agency(settings, {}).home == for_demo(settings, {}).home == tmp_path / "demo-small"
    assert with_agency(settings, {"PROVISO_HOME": str(tmp_path)}) == settings
