"""The tour: only the stops that exist, each as the right person, progress kept, and no tour outside of the demo."""

import re
from pathlib import Path

from proviso.demo.samples import samples
from proviso.web.pages.tour import STOPS, tour_page

from .console import open_house


def test_only_the_stops_whose_person_is_here_are_shown(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/tour")
    assert "8 stops, about 10 minutes." in words
    assert "Priya" not in words


def test_a_stop_signs_in_as_its_person_and_is_done_afterwards(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/tour")
        b.post("/tour/5")
        assert b.path == "/team"
        assert "Elena Sorokin" in b.text
        assert '<a href="/tour">Back to the tour</a>' in b.text
        words = b.get("/tour")
        assert "1 of 8 stops done." in words
        b.post("/tour/8")
        assert b.path == "/ledger"
        words = b.get("/tour")
        assert "2 of 8 stops done." in words
        words = b.post("/tour/restart")
        assert "8 stops, about 10 minutes." in words
        b.get("/team")
        assert "Back to the tour" not in b.text


def test_a_stop_with_a_text_has_it_in_the_box(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/tour")
        b.post("/tour/1")
        assert "Ellery River Flood Report" in b.text
        b.post("/tour/2")
        assert "A012 345 678" in b.text
    for stop in STOPS:
        _, _, sample = stop.path.partition("?sample=")
        assert not sample or any(found.id == sample for found in samples())


def test_a_stop_that_does_not_exist_is_a_404(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/tour")
        b.post("/tour/99")
        assert b.status == 404


def test_outside_of_the_demo_there_is_no_tour(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        object.__setattr__(b.agency.settings, "demo", False)
        b.get("/tour")
        assert b.status == 404


def test_the_next_stop_has_the_one_primary_button() -> None:
    page = tour_page(STOPS, frozenset({1, 2}))
    assert [row.number for row in page.stops if row.is_next] == [3]
    assert tour_page(STOPS, frozenset(stop.number for stop in STOPS)).answer.startswith("You have seen every stop.")


def test_each_stop_is_one_sentence_or_two_and_a_verb_on_the_button() -> None:
    for stop in STOPS:
        assert len(re.findall(r"[.?](?:\s|$)", stop.sentence)) <= 3
        assert stop.path.startswith("/")
