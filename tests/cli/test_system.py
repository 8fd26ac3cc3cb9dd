"""`proviso system`: the register from a shell, with a key that is printed once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import systems, uses
from proviso.actions.agency import Agency
from proviso.cli.system import command
from proviso.cli.why import command as why
from proviso.errors import NotFoundError, ProvisoError, UsageError
from proviso.model import Channel, Part, Use
from tests.actions.house import open_agency

GIVEN = ("add", "Flood Desk", "--owner", "maya.okafor", "--tool", "northlight-chat", "--use-case", "Sums up reports.")


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    yield made
    made.store.close()


def run(agency: Agency, *options: str) -> Result:
    return CliRunner().invoke(command, [*options], obj=agency.settings, standalone_mode=False)


def test_a_system_is_registered_listed_and_taken_off(agency: Agency) -> None:
    made = run(agency, *GIVEN, "--purpose", "research", "--purpose", "draft")
    key = made.stdout.strip()
    system = systems.find_by_key(agency, key)
    assert system is not None
    assert (system.purpose, system.owner_id) == ("research", "maya.okafor")
    assert "it is not shown again" in made.stderr
    assert key not in made.stderr
    listed = run(agency, "list").stdout
    assert f"{system.id}  Flood Desk: registered until" in listed
    assert "maya.okafor answers for it; northlight-chat; 0 requests this month" in listed
    assert key not in listed
    assert "Flood Desk is off the register." in run(agency, "revoke", system.id, "--reason", "It is replaced.").stdout
    assert "taken off the register on" in run(agency, "list").stdout
    gone = systems.find_by_key(agency, key)
    assert gone is not None
    assert gone.revoked_at is not None


def test_json_has_the_key_once_and_the_list_never(agency: Agency) -> None:
    made = json.loads(run(agency, *GIVEN, "--purpose", "research", "--tokens-a-month", "1000", "--json").stdout)
    assert systems.find_by_key(agency, made["key"]) is not None
    assert made["expires_on"] == (datetime.now(agency.settings.zone).date() + timedelta(days=180)).isoformat()
    (listed,) = json.loads(run(agency, "list", "--json").stdout)
    assert (listed["tokens_a_month"], listed["state"], listed["spending"]) == (1_000, "current", None)
    assert made["key"] not in json.dumps(listed)


def test_a_system_is_changed_and_what_is_not_named_stays(agency: Agency) -> None:
    made = json.loads(run(agency, *GIVEN, "--purpose", "research", "--tokens-a-month", "1000", "--json").stdout)
    options = ("--purpose", "draft", "--purpose", "research", "--tokens-a-month", "0", "--owner", "tom.reyes")
    done = json.loads(run(agency, "change", made["id"], "--reason", "It moved.", *options, "--json").stdout)
    assert (done["purpose"], done["purposes"], done["tokens_a_month"]) == ("draft", ["draft", "research"], None)
    assert (done["owner_id"], done["tools"], done["name"]) == ("tom.reyes", ["northlight-chat"], "Flood Desk")
    for wrong, says in (
        (("--purpose", "fun"), "no purpose"),
        ((), "Say what to change"),
        (("--owner", "x"), "no person"),
    ):
        with pytest.raises(ProvisoError, match=says):
            raise run(agency, "change", made["id"], "--reason", "It moved.", *wrong).exception or AssertionError


def test_a_new_key_works_and_the_old_one_ends(agency: Agency) -> None:
    made = json.loads(run(agency, *GIVEN, "--purpose", "research", "--json").stdout)
    both = run(agency, "rotate", made["id"], "--overlap", "1")
    assert systems.find_by_key(agency, both.stdout.strip()) is not None
    assert systems.find_by_key(agency, made["key"]) is not None
    assert both.stdout.strip() not in both.stderr
    last = json.loads(run(agency, "rotate", made["id"], "--overlap", "0", "--json").stdout)
    assert systems.find_by_key(agency, last["key"]) is not None
    later = datetime.now(UTC) + timedelta(seconds=1)
    assert systems.find_by_key(agency, both.stdout.strip(), later) is None


def test_an_empty_register_says_so(agency: Agency) -> None:
    assert run(agency, "list").stdout == "No system is registered.\n"
    assert json.loads(run(agency, "list", "--json").stdout) == []


def test_an_owner_is_found_by_address(agency: Agency) -> None:
    options = list(GIVEN)
    options[3] = "Maya.Okafor@dcs.example"
    assert run(agency, *options, "--purpose", "research").exit_code == 0


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ((*GIVEN, "--purpose", "fun"), UsageError, "no purpose 'fun'"),
        ((*GIVEN[:3], "nobody", *GIVEN[4:], "--purpose", "research"), NotFoundError, "nobody"),
        ((*GIVEN[:3], "nobody@dcs.example", *GIVEN[4:], "--purpose", "research"), NotFoundError, "nobody@"),
        ((*GIVEN, "--purpose", "research", "--expires", "2020-01-01"), UsageError, "in the past"),
        ((*GIVEN, "--purpose", "research", "--tool", "nothing"), NotFoundError, "nothing"),
        (("revoke", "NOTHING1", "--reason", "Why not."), NotFoundError, "NOTHING1"),
    ],
)
def test_what_cannot_be_says_why(
    agency: Agency, options: tuple[str, ...], error: type[ProvisoError], says: str
) -> None:
    fault = run(agency, *options).exception
    assert isinstance(fault, error)
    assert says in fault.message


def test_why_names_the_system_and_who_answers_for_it(agency: Agency) -> None:
    key = run(agency, *GIVEN, "--purpose", "research").stdout.strip()
    system = systems.find_by_key(agency, key)
    assert system is not None
    for code, system_id in (("7KQ2M4XD", system.id), ("7KQ2M4XE", "NOTHING1")):
        asked = Use(
            id=code,
            person_id="maya.okafor",
            tool_id="northlight-chat",
            purpose="research",
            channel=Channel.GATEWAY,
            parts=(Part(name="text", text="How high did the river stand?"),),
            at=datetime.now(UTC),
            digest="c0ffee",
            system_id=system_id,
        )
        uses.ask(agency, asked)
    said = CliRunner().invoke(why, ["7KQ2-M4XD"], obj=agency.settings, standalone_mode=False).stdout
    assert f"It was asked through Flood Desk ({system.id}); maya.okafor answers for it." in said
    assert "registration of the system: current" in said
    said = CliRunner().invoke(why, ["7KQ2-M4XE"], obj=agency.settings, standalone_mode=False).stdout
    assert "through a system that is not here (NOTHING1)" in said
