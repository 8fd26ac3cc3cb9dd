"""An approval that is taken back in mid-session: the next request is denied, through whichever door it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from proviso.actions import people, tokens
from proviso.actions.agency import Agency
from proviso.cli.ask import command as ask_command
from proviso.db import people as people_db
from proviso.db import uses as uses_db
from proviso.settings import Settings
from tests.gateway.house import MODEL, Gate, gate
from tests.web.demo import Reader, open_copy

MAYA, ELENA = "maya.okafor", "elena.sorokin"
TEXT = "How high did the river stand in 2024? The county report says 4.2 meters."
ASKED = {"model": MODEL, "messages": [{"role": "user", "content": TEXT}]}

Ends = Callable[[Agency], object]


def take_back(agency: Agency) -> None:
    with agency.store.read() as tx:
        approval = people_db.records(tx, MAYA).approvals[-1]
    agency.store.write(lambda tx: people.revoke_approval(tx, approval.id, actor=ELENA, at=datetime.now(UTC)))


def new_position(agency: Agency) -> None:
    agency.store.write(lambda tx: people.change(tx, MAYA, title="Planner", actor="yusuf.karim", at=datetime.now(UTC)))


def leaves(agency: Agency) -> None:
    agency.store.write(lambda tx: people.deactivate(tx, MAYA, actor="yusuf.karim", at=datetime.now(UTC)))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def allowed_of(agency: Agency) -> int:
    with agency.store.read() as tx:
        return uses_db.count(tx, person=MAYA, allowed=True)


@pytest.mark.parametrize("ends", [take_back, new_position])
def test_on_the_page_that_is_open(demo: Agency, ends: Ends) -> None:
    maya, before = Reader(demo, MAYA), allowed_of(demo)
    maya.ask(TEXT)
    assert allowed_of(demo) == before + 1
    ends(demo)
    maya.ask(TEXT)
    assert maya.status == 200, "a denial with its reason, not an error page"
    assert maya.headline.startswith("Not sent yet. One step is missing.")
    assert "139-07.2.c.1" in maya.html
    assert maya.box == TEXT, "nothing that was typed is lost"
    assert allowed_of(demo) == before + 1


def test_on_the_page_of_who_has_left(demo: Agency) -> None:
    maya = Reader(demo, MAYA)
    maya.ask(TEXT)
    before = allowed_of(demo)
    leaves(demo)
    maya.ask(TEXT)
    assert maya.status < 500
    assert allowed_of(demo) == before


def test_in_a_shell(demo: Agency, tmp_path: Path) -> None:
    settings, file = Settings(home=demo.settings.home), tmp_path / "text.txt"
    file.write_text(TEXT)

    def ask() -> object:
        arguments = ["--person", MAYA, "--tool", "northlight-chat", str(file)]
        return CliRunner().invoke(ask_command, arguments, obj=settings, standalone_mode=False).return_value

    assert ask() == 0
    take_back(demo)  # by another process than the one that asks next
    assert ask() == 3


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("door")) as opened:
        yield opened


def test_through_the_gateway_with_the_key_of_a_system(door: Gate) -> None:
    assert door.post("/v1/chat/completions", ASKED).status_code == 200
    reached = len(door.provider.bodies)
    take_back(door.agency)
    denied = door.post("/v1/chat/completions", ASKED)
    assert denied.status_code == 403
    assert "139-07.2.c.1" in denied.text
    assert len(door.provider.bodies) == reached, "nothing was sent"


def test_through_the_gateway_with_the_token_of_a_person(tmp_path: Path) -> None:
    with gate(tmp_path, pack="example-city") as city:
        pack = city.agency.packs.base()
        made = city.agency.store.write(
            lambda tx: tokens.make(tx, MAYA, "research", pack, actor=MAYA, at=datetime.now(UTC))
        )
        heads = {"authorization": f"Bearer {made.words}"}
        assert city.client.post(city.base + "/v1/chat/completions", json=ASKED, headers=heads).status_code == 200
        reached = len(city.provider.bodies)
        leaves(city.agency)
        denied = city.client.post(city.base + "/v1/chat/completions", json=ASKED, headers=heads)
        assert denied.status_code in {401, 403}
        assert len(city.provider.bodies) == reached, "nothing was sent"
