"""`proviso pack propose`, `confirm`, `withdraw`, `end`: two people, a moment, and no way around the offices."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import people
from proviso.actions.opening import open_agency
from proviso.cli.pack import command
from proviso.db import packs as packs_db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Role
from proviso.settings import Settings
from tests.actions.house import person


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A real agency with a CIO and their office."""
    made = Settings(home=tmp_path, agency="Harbor Agency", pack="dhs-139-07")
    agency = open_agency(made)

    def fill(tx: object) -> None:
        for one in (person("ana.whitfield", Role.CIO), person("marcus.bell", Role.CIO_OFFICE), person("maya.okafor")):
            people.add(tx, one, actor="system", at=datetime.now(UTC))  # type: ignore[arg-type]  # the writer's own

    agency.store.write(fill)
    agency.store.close()
    return made


def shell(settings: Settings, *args: str) -> Result:
    return CliRunner().invoke(command, [*args], obj=settings, catch_exceptions=False, standalone_mode=False)


def running(settings: Settings) -> list[str]:
    agency = open_agency(settings)
    with agency.store.read() as tx:
        held = [p.ref for p in packs_db.running(tx, datetime.now(UTC))]
    agency.store.close()
    return held


def test_two_people_change_the_policy_in_a_shell(settings: Settings) -> None:
    said = shell(settings, "propose", "example-city", "--as", "marcus.bell", "--why", "A trial.", "--json")
    proposal = json.loads(said.output)["proposal"]
    assert running(settings) == ["dhs-139-07@4"]
    with pytest.raises(NotAllowedError):
        shell(settings, "confirm", proposal, "--as", "marcus.bell")
    with pytest.raises(NotAllowedError):
        shell(settings, "confirm", proposal, "--as", "maya.okafor")
    done = shell(settings, "confirm", proposal, "--as", "ana.whitfield@dcs.example").output
    assert done == "example-city@2 is in force.\n"
    assert running(settings) == ["example-city@2"]
    with pytest.raises(ConflictError):
        shell(settings, "withdraw", proposal, "--as", "ana.whitfield", "--why", "no")
    over = shell(settings, "end", "--as", "ana.whitfield", "--why", "it ends", "--yes").output
    assert over == "Ended: example-city@2.\n"
    assert running(settings) == []


def test_a_later_moment_and_a_change_of_mind(settings: Settings) -> None:
    later = ("--on", "2101-01-04T08:00", "--json")
    said = shell(settings, "propose", "example-city", "--as", "ana.whitfield", "--why", "A trial.", *later)
    held = json.loads(said.output)
    assert held["starts_at"] == "2101-01-04T13:00:00+00:00"
    assert "begins at 2101" in shell(settings, "confirm", held["proposal"], "--as", "marcus.bell").output
    assert running(settings) == ["dhs-139-07@4"]
    assert "taken back" in shell(settings, "withdraw", held["proposal"], "--as", "ana.whitfield", "--why", "no").output


BAD = (
    (["propose", "lbb", "--as", "marcus.bell", "--why", "x"], UsageError, "no policy of the agency"),
    (["propose", "example-city", "--as", "nobody", "--why", "x"], NotFoundError, "no person"),
    (["propose", "example-city", "--as", "marcus.bell", "--why", "x", "--on", "soon"], UsageError, "no moment"),
    (["propose", "example-city", "--as", "marcus.bell", "--why", "x", "--on", "2001-01-01"], UsageError, "is over"),
    (["confirm", "NOSUCH00", "--as", "ana.whitfield"], NotFoundError, "no proposal"),
    (["end", "--as", "ana.whitfield", "--why", "x", "--component", "LBB", "--yes"], UsageError, "Name both"),
    (["end", "--as", "maya.okafor", "--why", "x", "--yes"], NotAllowedError, "It takes the CIO"),
)


@pytest.mark.parametrize(("args", "kind", "says"), BAD, ids=[" ".join(row[0][:3]) + row[2] for row in BAD])
def test_a_slip_is_named(settings: Settings, args: list[str], kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        shell(settings, *args)
    assert running(settings) == ["dhs-139-07@4"]
