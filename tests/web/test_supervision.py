"""Who looks after people sees counts and reviews, and never a word that they wrote (139-07.2.b)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from proviso.actions.agency import Agency
from proviso.app import ROUTES
from tests.web.demo import Reader, open_copy

MAYA, ELENA = "maya.okafor", "elena.sorokin"
ASKED = "The zebrafinch counts on the levee rose for two days."
STOPPED = "The quokkaberry file A012 345 678 was closed."
MARKS = ("zebrafinch", "quokkaberry")
PARAM = re.compile(r"\{(\w+)(?::\w+)?\}")


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def addresses(decision_ids: list[str]) -> list[str]:
    """Every page that can be asked for about Maya, her tool and her decisions, and every list."""
    known = {
        "person_id": [MAYA],
        "tool_id": ["northlight-chat"],
        "decision_id": decision_ids,
        "tab": ["uses", "kept"],
        "number": ["1"],
    }
    found = []
    for route in ROUTES:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()):
            continue
        names = PARAM.findall(route.path)
        if any(name not in known for name in names):
            continue
        filled = [route.path]
        for name in names:
            filled = [PARAM.sub(value, path, count=1) for path in filled for value in known[name]]
        found += filled
    return found


def test_no_page_for_a_supervisor_has_a_word_of_what_their_people_wrote(agency: Agency) -> None:
    maya = Reader(agency, MAYA)
    maya.get("/workspace")
    seen = []
    for text in (ASKED, STOPPED):
        maya.post("/workspace", tool="northlight-chat", purpose="research", text=text, source="", do="send")
        assert any(mark in maya.html for mark in MARKS), "she sees it herself"
        seen += re.findall(r"/decisions/([0-9A-Z]{8})", maya.html)
    assert len(set(seen)) >= 2
    elena = Reader(agency, ELENA)
    pages = addresses(sorted(set(seen)))
    assert len(pages) > 60
    opened = 0
    for path in pages:
        page = elena.get(path)
        assert elena.status < 500, path
        assert not [mark for mark in MARKS if mark in page], path
        opened += elena.status == 200
    assert opened > 20
    counts = elena.get("/team")
    assert "Maya Okafor" in counts


def test_a_supervisor_does_not_open_a_decision_of_their_people(agency: Agency) -> None:
    maya = Reader(agency, MAYA)
    maya.get("/workspace")
    maya.post("/workspace", tool="northlight-chat", purpose="research", text=STOPPED, source="", do="send")
    code = re.findall(r"/decisions/([0-9A-Z]{8})", maya.html)[0]
    elena = Reader(agency, ELENA)
    assert "This decision is not yours" in elena.get(f"/decisions/{code}")
    assert elena.status == 403
