"""The page on which an approved text leaves, and the one that says whether a text is the approved one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proviso.db import people
from proviso.db.store import Tx
from proviso.web.pages import official_export
from tests.actions import expert_scene as experts
from tests.reports.official_scene import TEXT, Official, open_official

from .console import Browser

SRC = Path(official_export.__file__).parents[2]


WAITING: list[str] = []
"""A text that nobody approved yet."""


def _give_stories(tx: Tx) -> None:
    """So that the picker lets them in."""
    for who in (experts.MAYA, experts.SAMUEL, "tom.reyes", "marcus.bell", "alice.tran"):
        held = people.get(tx, who)
        assert held is not None
        people.put(tx, replace(held, story="Works here."))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Official]:
    opened = open_official(tmp_path_factory.mktemp("official"))
    made = next(opened)
    WAITING.append(made.agency.store.write(lambda tx: experts.asked(tx, made.agency)).id)
    made.agency.store.write(_give_stories)
    settings = replace(made.agency.settings, demo=True)
    yield replace(made, agency=replace(made.agency, settings=settings))
    next(opened, None)


@pytest.fixture(scope="module")
def b(scene: Official) -> Iterator[Browser]:
    browser = Browser(scene.agency)
    yield browser
    browser.client.close()


def page_of(scene: Official) -> str:
    return f"/expert-reviews/{scene.review.id}/official"


def taken(b: Browser, path: str, form: str) -> bytes:
    """What a button gives."""
    b.get(path)
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    answer = b.client.post(path, data={"csrf": token[1], "form": form})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="flood-plan-')
    return bytes(answer.content)


def compared(b: Browser, *, text: str = "", file: tuple[str, bytes] | None = None) -> str:
    """What the page says about a text or a file."""
    b.get("/provenance")
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    files = {"file": file} if file else {"file": ("", b"")}
    answer = b.client.post("/provenance", data={"csrf": token[1], "text": text}, files=files)
    return b._keep(answer)


@pytest.mark.parametrize("form", ["docx", "pdf", "md"])
def test_the_author_takes_it_out_and_the_file_is_known_again(scene: Official, b: Browser, form: str) -> None:
    b.sign_in(experts.MAYA)
    file = taken(b, page_of(scene), form)
    words = compared(b, file=(f"plan.{form}", file))
    assert "Is this the approved text? This is the approved text, review " in words
    assert "No: " not in words
    assert b.events("OfficialTextExported")[-1]["form"] == form


def test_the_words_come_to_be_copied_with_their_note(scene: Official, b: Browser) -> None:
    b.sign_in(experts.MAYA).get(page_of(scene))
    assert "This text is approved. Take it out as a file, or copy it." in b.words
    words = b.post(page_of(scene), form="copy")
    assert "Copy the text with its note. We recorded that it left." in words
    assert scene.text.note in words
    assert "a bullet with `code`" in words


def test_what_was_copied_is_known_and_one_changed_figure_is_named(scene: Official, b: Browser) -> None:
    b.sign_in("tom.reyes")
    copied = f"{TEXT}\n\n{scene.text.note}"
    assert "This is the approved text, review " in compared(b, text=copied)
    words = compared(b, text=copied.replace("61", "62"))
    assert "This text differs from the approved one, review " in words
    assert "from 62 to" in words, "nothing that was typed is lost"
    assert "Ask for a review of the changed text" in words


def test_words_that_nobody_approved_are_unknown(b: Browser) -> None:
    words = compared(b.sign_in("tom.reyes"), text="The levee is safe.")
    assert "There is no record of this text." in words
    assert "We kept nothing of it." in words


def test_who_has_no_part_in_it_sees_no_way_to_the_review(scene: Official, b: Browser) -> None:
    link = f'href="/expert-reviews/{scene.review.id}"'
    compared(b.sign_in("tom.reyes"), text=TEXT)
    assert link not in b.text
    compared(b.sign_in(experts.MAYA), text=TEXT)
    assert link in b.text


@pytest.mark.parametrize(
    ("text", "file", "says"),
    [
        ("", None, "Add a file, or paste the text."),
        ("", ("a.bin", b"\xff\xfe\x00"), "no Word file, no PDF and no text"),
    ],
)
def test_what_cannot_be_read_gets_a_clear_error(b: Browser, text: str, file: tuple[str, bytes], says: str) -> None:
    words = compared(b.sign_in("tom.reyes"), text=text, file=file)
    assert b.status == 422
    assert re.search(says, words)


def test_a_flipped_bit_is_said_on_the_page(scene: Official, b: Browser) -> None:
    b.sign_in(experts.MAYA)
    file = bytearray(taken(b, page_of(scene), "md"))
    file[40] ^= 2
    words = compared(b, file=("plan.md", bytes(file)))
    assert "This text differs from the approved one" in words
    assert "No: the file is as it was made" in words


def test_nothing_of_what_was_brought_is_kept(scene: Official, b: Browser) -> None:
    b.sign_in("tom.reyes")
    before = len(b.events("TranscriptKept"))
    compared(b, text="Quixotic zebras graze at the levee.")
    assert len(b.events("TranscriptKept")) == before
    folder = scene.agency.settings.home
    found = [path for path in folder.rglob("*") if path.is_file() and b"Quixotic zebras" in path.read_bytes()]
    assert found == []


def test_a_text_that_waits_has_no_way_out_and_says_that_it_is_a_draft(scene: Official, b: Browser) -> None:
    path = f"/expert-reviews/{WAITING[-1]}/official"
    words = b.sign_in(experts.MAYA).get(path)
    assert "not approved, so it is a draft and does not leave as official" in words
    assert 'name="form"' not in b.text
    b.get("/provenance")
    assert "is not approved, so it is a draft" in b.post(path, form="docx")
    assert b.status >= 400


@pytest.mark.parametrize("who", ["tom.reyes", "marcus.bell", "alice.tran"])
def test_who_has_no_part_in_it_takes_nothing_out(scene: Official, b: Browser, who: str) -> None:
    b.sign_in(who).get("/provenance")
    b.post(page_of(scene), form="docx")
    assert b.status in {403, 404}


@pytest.mark.parametrize("form", ["", "exe", "DOCX"])
def test_a_form_that_is_none_is_refused(scene: Official, b: Browser, form: str) -> None:
    b.sign_in(experts.MAYA).get(page_of(scene))
    assert "Choose Word, PDF, Markdown or Copy." in b.post(page_of(scene), form=form)


def test_an_expert_takes_out_what_they_approved(scene: Official, b: Browser) -> None:
    b.sign_in(experts.SAMUEL).get(page_of(scene))
    assert "Copy the text with its note." in b.post(page_of(scene), form="copy")


def test_the_note_of_a_review_is_written_in_one_place_only() -> None:
    """Nothing else lets a text out as official: the words of the note stand in one function, behind `export`."""
    holders = sorted(
        str(path.relative_to(SRC))
        for path in SRC.rglob("*.py")
        if "with AI help. Reviewed by" in path.read_text("utf-8")
    )
    assert holders == ["model/official.py"]
    callers = sorted(str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if "note_words(" in p.read_text("utf-8"))
    assert callers == ["actions/official.py", "model/official.py", "reports/provenance.py"]
    makers = [p.name for p in SRC.rglob("*.py") if re.search(r"\bOfficialText\(", p.read_text("utf-8"))]
    assert makers == ["official.py"]
