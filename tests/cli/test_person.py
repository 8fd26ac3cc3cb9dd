"""The first people of a fresh agency, from a shell."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from proviso.cli import run
from proviso.cli.agencies import opened
from proviso.db import people
from proviso.settings import Settings

ADD = ["person", "add", "Ada King", "--email", "ada.king@ellery.example"]


@pytest.fixture(autouse=True)
def fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PROVISO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PROVISO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PROVISO_AGENCY", "City of Ellery")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    out, err = capsys.readouterr()
    return out + err


def test_an_agency_begins_with_its_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, *ADD, "--admin")
    assert re.search(r"^http://localhost:8139/sign-in/link/[\w-]{43}$", out, re.MULTILINE)
    assert "whoever opens it first becomes them" in out
    assert "admin, personnel; HQ" in said(capsys, "person", "list")
    assert "Component HQ: Headquarters" in said(capsys, "agency", "show")
    assert "whole" in said(capsys, "ledger", "verify").lower()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_person_begins_on_the_day_of_the_agency(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("PROVISO_TIME_ZONE", zone)
    before = datetime.now(UTC)
    said(capsys, *ADD, "--admin")
    with opened(Settings.from_environment(os.environ)) as agency, agency.store.read() as tx:
        found = people.get(tx, "ada.king")
    days = {moment.astimezone(ZoneInfo(zone)).date() for moment in (before, datetime.now(UTC))}
    assert found is not None
    assert found.engagement_starts in days, "in no hour of a day one that has not come yet"


def test_without_a_name_nothing_begins(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROVISO_AGENCY")
    assert "PROVISO_AGENCY" in said(capsys, *ADD, code=2)
    assert not Path(os.environ["PROVISO_HOME"]).exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["person", "add", "Ada", "--email", "a@b.example"], "first and the last name"),
        (["person", "add", "Bo Li", "--email", "ada"], "is no address"),
        (["person", "add", "Bo Li", "--email", "a@b@c"], "is no address"),
        (["person", "add", "Bo Li", "--email", "ADA.king@ellery.example"], "ada.king already"),
        (["person", "add", "Bo Li", "--email", "bo@ellery.example", "--supervisor", "nobody"], "There is no person"),
        (["person", "add", "Bo Li", "--email", "bo@ellery.example", "--component", "FRO"], "There are: HQ."),
        (["person", "add", "Bo Li", "--email", "bo@ellery.example", "--until", "11/30/2026"], "is no day"),
        (["person", "password", "nobody"], "There is no person"),
        (["person", "roles", "ada.king"], "Say which role"),
        (["agency", "component", "F R O", "Flood"], "is no id"),
        (["agency", "component", "FRO", " "], "Give the component a name."),
        (["agency", "office", "privacy", "ada.king"], "does not have the role privacy"),
        (["agency", "help", "nowhere"], "is no address"),
    ],
)
def test_nonsense_gets_a_sentence_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    said(capsys, *ADD)
    before = said(capsys, "person", "list", "--json")
    assert says in said(capsys, *arguments, code=2)
    assert said(capsys, "person", "list", "--json") == before


def test_roles_offices_components_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, *ADD)
    assert "personnel, privacy" in said(capsys, "person", "roles", "ada.king@ellery.example", "--add", "privacy")
    said(capsys, "agency", "office", "privacy", "ada.king", "--phone", "555-0161")
    said(capsys, "agency", "component", "FRO", "Flood Recovery Office")
    said(capsys, "agency", "help", "ai-help@ellery.example")
    found = json.loads(said(capsys, "agency", "show", "--json"))
    assert found["offices"]["privacy"]["phone"] == "555-0161"
    assert found["components"] == {"FRO": "Flood Recovery Office", "HQ": "Headquarters"}
    assert found["help"] == "ai-help@ellery.example"


def test_an_auditor_for_a_visit(capsys: pytest.CaptureFixture[str]) -> None:
    auditor = ["person", "add", "Alice Tran", "--email", "alice.tran@gao.example", "--role", "auditor"]
    made = json.loads(said(capsys, *auditor, "--until", "2027-01-31", "--json"))
    assert made["person"] == "alice.tran"
    (found,) = json.loads(said(capsys, "person", "list", "--json"))
    assert (found["roles"], found["engagement_ends"]) == (["auditor"], "2027-01-31")


def test_a_new_link_takes_the_place_of_the_old_one_and_a_reset_of_everything(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = json.loads(said(capsys, *ADD, "--json"))["link"]
    second = json.loads(said(capsys, "person", "password", "ada.king", "--json"))["link"]
    assert first != second
    assert "signs in with nothing now" in said(capsys, "person", "reset", "ada.king")
    assert "CredentialsRemoved" in said(capsys, "ledger", "list")


def test_links_lead_to_the_public_address(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVISO_PUBLIC_URL", "https://ai.ellery.example/")
    assert "https://ai.ellery.example/sign-in/link/" in said(capsys, *ADD)
    monkeypatch.setenv("PROVISO_LOCAL_SIGN_IN", "0")
    assert "keeps no passwords" in said(capsys, "person", "password", "ada.king", code=2)
    assert "/sign-in/link/" not in said(capsys, "person", "add", "Bo Li", "--email", "bo@ellery.example")
