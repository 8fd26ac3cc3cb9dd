"""The form that takes a pack: a slip elsewhere does not cost the files that were sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proviso.actions.agency import Agency
from proviso.policy.packs import builtin_folder, texts_of
from tests.web.demo import Reader, open_copy
from tests.web.house import token

CITY = {name: text.encode() for name, text in texts_of(builtin_folder("example-city")).items()}
FORM = {"name": "", "day": "", "hour": "0", "why": "The city’s rules."}


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_copy(tmp_path_factory.mktemp("files"))


def sent(reader: Reader, files: dict[str, bytes], **fields: str) -> str:
    reader.get("/help")
    held = [("pack", (name, content)) for name, content in files.items()]
    data = {"csrf": token(reader.html), **FORM, **fields}
    answer = reader.browser.post("/packs/new", data=data, files=held or None, follow_redirects=True)
    reader.html, reader.status = answer.text, answer.status_code
    return reader.words


def test_files_wait_while_the_rest_of_the_form_is_mended(agency: Agency) -> None:
    marcus = Reader(agency, "marcus.bell")
    words = sent(marcus, CITY, why="")
    assert marcus.status == 422
    assert f"Your {len(CITY)} files are here: cases.toml, clauses.toml" in words
    marcus.get("/packs/new")
    assert "files are here" in marcus.words
    words = sent(marcus, {})
    assert marcus.status == 200, words
    assert "what changes" in marcus.html
    marcus.get("/packs/new")
    assert "files are here" not in marcus.words


def test_files_that_are_no_pack_do_not_wait(agency: Agency) -> None:
    marcus = Reader(agency, "marcus.bell")
    words = sent(marcus, {**CITY, "pack.toml": b"id = "}, why="")
    assert marcus.status == 422
    assert "files are here" not in words
    assert "Send the files of a pack" in sent(marcus, {})
