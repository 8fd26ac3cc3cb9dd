"""The public list for programs: JSON and an Atom feed, without staff facts, sent again only when something changed."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from proviso.actions import tools as change_tools
from proviso.model import ToolStatus
from tests.web.console import NOW, PEOPLE, TOOLS, Browser, open_house

ATOM = "{http://www.w3.org/2005/Atom}"


def pause(b: Browser, reason: str = "its terms changed") -> None:
    b.agency.store.write(
        lambda tx: change_tools.change(
            tx,
            "northlight-chat",
            status=ToolStatus.PAUSED,
            reason=reason,
            instead="quillmate",
            actor="ana.whitfield",
            at=NOW,
        )
    )


def test_the_json_equals_the_register_and_says_what_it_is_for(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        pause(b)
        held = json.loads(b.client.get("/tools.json").text)
    assert held["agency"] == "Department of Coastal Safety"
    states = {tool["id"]: (tool["status"], tool["reason"], tool["instead"]) for tool in held["tools"]}
    assert states == {
        "northlight-chat": ("paused", "its terms changed", "quillmate"),
        "quillmate": ("approved", "", None),
        "verbatim-notes": ("paused", "its terms changed", None),
    }
    assert all(tool["open_source_only"] for tool in held["tools"])
    assert all("open-source information only" in " ".join(tool["conditions"]) for tool in held["tools"])


def test_the_feed_is_atom_with_ids_that_stay(tmp_path: Path) -> None:
    """RFC 4287: 4.1.1, 4.1.2, 4.2.6, 3.3."""
    with open_house(tmp_path) as b:
        first = b.client.get("/tools.atom")
        pause(b, "its <terms> & conditions changed")
        second = b.client.get("/tools.atom", headers={"host": "localhost"})
    assert first.headers["content-type"].startswith("application/atom+xml")
    before, after = ET.fromstring(first.text), ET.fromstring(second.text)  # noqa: S314  # our own text
    for feed in (before, after):
        assert feed.tag == f"{ATOM}feed"
        for name in ("id", "title", "updated"):
            assert len(feed.findall(f"{ATOM}{name}")) == 1, name
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        assert feed.find(f"{ATOM}link[@rel='self']") is not None
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        for entry in entries:
            for name in ("id", "title", "updated"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, name
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{ATOM}id") or "")
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo is not None
            assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
            assert "open-source information only" in (entry.findtext(f"{ATOM}content") or "")
    ids = [[entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] for feed in (before, after)]
    assert ids[1][1:] == ids[0], "one more, and the others stay"
    assert len(set(ids[1])) == len(ids[1])
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    newest = after.findall(f"{ATOM}entry")[0]
    assert newest.findtext(f"{ATOM}title") == "Northlight Chat: paused"
    assert "because its <terms> & conditions changed" in (newest.findtext(f"{ATOM}content") or "")


@pytest.mark.parametrize("path", ["/tools.json", "/tools.atom"])
def test_what_is_known_already_is_not_sent_again(tmp_path: Path, path: str) -> None:
    with open_house(tmp_path) as b:
        whole = b.client.get(path)
        tag, day = whole.headers["etag"], whole.headers["last-modified"]
        assert b.client.get(path, headers={"if-none-match": tag}).status_code == 304
        assert b.client.get(path, headers={"if-none-match": f'"x", W/{tag}'}).status_code == 304
        assert b.client.get(path, headers={"if-modified-since": day}).status_code == 304
        for old in ({"if-none-match": '"old"', "if-modified-since": day}, {"if-modified-since": "yesterday"}):
            assert b.client.get(path, headers=old).status_code == 200
        pause(b)
        assert b.client.get(path, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/tools.json", "/tools.atom", "/tools.csv", "/tools", "/tools/northlight-chat"])
def test_nothing_that_the_public_reads_names_a_person(tmp_path: Path, path: str) -> None:
    with open_house(tmp_path) as b:
        pause(b)
        signed_in = b.client.get(path)
        assert signed_in.status_code == 200
        public = Browser(b.agency).client.get(path).text
    for person in PEOPLE:
        assert person.name not in public, person.name
        assert person.id not in public


def test_somebody_who_signed_in_gets_the_same_public_variant(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        public = b.client.get("/tools.json").text
        b.sign_in("ana.whitfield")
        assert b.client.get("/tools.json").text == public


def test_the_table_has_a_row_for_each_tool_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        added = replace(TOOLS[0], id="sum", name="=SUM(A1)")
        b.agency.store.write(lambda tx: change_tools.add(tx, added, actor="system", at=datetime.now(UTC)))
        answer = b.client.get("/tools.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="tools.csv"'
    rows = list(csv.reader(answer.text.lstrip("\ufeff").splitlines()))
    assert [row[0].lstrip("'") for row in rows] == [
        "tool",
        "Northlight Chat",
        "Quillmate",
        "Verbatim Notes",
        "=SUM(A1)",
    ]
    assert not any(cell.startswith("=") for row in rows for cell in row)
