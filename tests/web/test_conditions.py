"""The editor of the CIO's office: conditions are data that the next decision reads (139-07.1, R-002)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions.tools import mark
from proviso.db import tools
from proviso.model import Ceiling, Channel, Conditions, Tool
from tests.web.console import TODAY, Browser, make_ready, open_house

PATH = "/tools/northlight-chat/conditions"


def tool(b: Browser) -> Tool:
    with b.agency.store.read() as tx:
        found = tools.get(tx, "northlight-chat")
    assert found is not None
    return found


def test_each_condition_is_set_and_said_in_a_sentence(tmp_path: Path) -> None:
    ends = TODAY + timedelta(days=90)
    fields = {
        "purposes": "research",
        "components": "FRO",
        "channels": "web",
        "most_users": "50",
        "ends_on": ends.isoformat(),
        "organization_account": "yes",
        "no_attachments": "yes",
        "only_code": "yes",
        "notes": "No images.\n  Ask  us first. ",
        "reason": "a pilot",
    }
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get(PATH)
        words = b.post(f"{PATH}/check", **fields)
        for said in (
            "Staff read these conditions from now on:",
            "Published information only.",
            "for open-source information only",
            "Open to Flood Recovery Office.",
            "For these purposes: Sum up published information.",
            "Only on the web.",
            "For 50 people at most.",
            "No files, only text.",
            "Public source code only.",
            "With an account that the agency manages",
            "Open until",
            "No images. Ask us first.",
        ):
            assert said in words, said
        assert tool(b).conditions == Conditions()
        b.post(PATH, **fields)
        assert "The conditions of Northlight Chat are set. The next use follows them." in b.words
        assert "Marcus Bell changed its conditions, because a pilot. Since then it depends on" in b.words
        held = tool(b).conditions
    assert held == Conditions(
        purposes=frozenset({"research"}),
        components=frozenset({"FRO"}),
        channels=frozenset({Channel.WEB}),
        organization_account=True,
        most_users=50,
        no_attachments=True,
        only_code=True,
        ends_on=ends,
        notes=("No images.", "Ask us first."),
    )


def test_the_form_shows_what_holds_and_nothing_ticked_is_no_limit(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get("/tools/quillmate/conditions")
        assert 'value="HQ" checked' in b.text
        b.post("/tools/quillmate/conditions", reason="for everybody", notes="")
        with b.agency.store.read() as tx:
            found = tools.get(tx, "quillmate")
    assert found is not None
    assert found.conditions == Conditions()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"most_users": "many"}, "Write a number of people"),
        ({"most_users": "0"}, "from 1 to"),
        ({"most_users": "99999999"}, "Write a number of people"),
        ({"ends_on": "11/21/26"}, "Write the day as 2027-05-01"),
        ({"ends_on": "2020-02-29"}, "That day is over."),
        ({"ends_on": "2027-02-29"}, "Write the day as 2027-05-01"),
        ({"purposes": "benefits"}, "Choose among what is listed here."),
        ({"components": "<script>"}, "Choose among what is listed here."),
        ({"channels": "carrier-pigeon"}, "Choose among what is listed here."),
        ({"notes": "\n".join("No." for _ in range(11))}, "Write 10 sentences at most"),
        ({"reason": ""}, "Say why."),
        ({}, "Nothing is different from what holds now."),
        ({"ceiling": "agency"}, "nobody can change that"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get(PATH)
        for path in (f"{PATH}/check", PATH):
            words = b.post(path, **{"reason": "my own words", **wrong})
            assert b.status == 422, path
            assert says in words
            if "reason" not in wrong:
                assert "my own words" in b.text
        assert b.events("ToolConditionsSet") == []
        assert tool(b).ceiling is Ceiling.OPEN_SOURCE


@pytest.mark.parametrize("who", ["joan.castellanos", "maya.okafor", "yusuf.karim", "alice.tran"])
def test_only_the_cio_s_office_sets_conditions(tmp_path: Path, who: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in(who).get(PATH)
        assert b.status == 403
        b.get("/tools")
        b.post(PATH, no_attachments="yes", reason="x")
        assert b.status == 403
        assert tool(b).conditions == Conditions()


def test_who_loses_and_gains_the_tool_is_said_in_numbers(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(lambda tx: make_ready(tx, "tom.reyes"))
        b.sign_in("marcus.bell").get(PATH)
        words = b.post(f"{PATH}/check", components="HIS", reason="a pilot")
        assert "1 person loses Northlight Chat, and nobody gains it." in words
        b.post(PATH, components="HIS", reason="a pilot")
        words = b.post(f"{PATH}/check", reason="for all")
        assert "Nobody loses Northlight Chat, and 1 person gains it." in words


def test_a_stale_form_is_refused_and_its_words_stay(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        seen = mark(tool(b))
        b.sign_in("ana.whitfield").get(PATH)
        b.post(PATH, no_attachments="yes", reason="first", seen=seen)
        b.sign_in("marcus.bell").get(PATH)
        words = b.post(PATH, only_code="yes", reason="my own words", seen=seen)
        assert b.status == 422
        assert "Ana Whitfield changed Northlight Chat since you opened this page." in words
        assert "my own words" in b.text
        assert tool(b).conditions == Conditions(no_attachments=True)


def test_a_place_is_given_free_by_a_button(tmp_path: Path) -> None:
    from proviso.db import places

    with open_house(tmp_path) as b:
        b.agency.store.write(lambda tx: make_ready(tx, "tom.reyes"))
        b.sign_in("marcus.bell").get(PATH)
        b.post(PATH, most_users="1", reason="a pilot")
        b.agency.store.write(lambda tx: places.take(tx, "northlight-chat", "maya.okafor", datetime.now(UTC)))
        words = b.get(PATH)
        assert "1 of 1 place taken." in words
        assert "All its places are taken." in b.sign_in("tom.reyes").get("/tools")
        b.sign_in("marcus.bell").get(PATH)
        words = b.post("/tools/northlight-chat/places/maya.okafor/free")
        assert "The place of Maya Okafor is free." in words
        assert b.events("ToolPlaceFreed") == [
            {"actor": "marcus.bell", "tool": "northlight-chat", "person": "maya.okafor"}
        ]
