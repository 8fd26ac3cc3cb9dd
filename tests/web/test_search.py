"""One box finds people, tools and waivers, as far as the reader may see them; a look at people is on record."""

from __future__ import annotations

from pathlib import Path

from .console import open_house


def test_results_stand_by_kind_and_lead_to_their_pages(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = b.get("/search?q=maya")
        assert words.startswith("Search 1 person for “maya”.")
        assert 'href="/people/maya.okafor"' in b.text
        assert "People Maya Okafor : Analyst, Flood Recovery Office" in words
        assert "<title>Found: maya" in b.text
        assert [one["page"] for one in b.events("RecordViewed")] == ["search"]
        assert "Tools Northlight Chat" in b.get("/search?q=northlight")
        assert "Nothing here has the words “zebra”." in b.get("/search?q=zebra")
        assert b.get("/search").startswith("Search Type a name, a tool, or the number of a waiver.")


def test_a_supervisor_finds_their_own_people_and_personnel_find_no_people(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin")
        assert "Maya Okafor" in b.get("/search?q=okafor")
        assert "Nothing here has the words" in b.get("/search?q=lena")
        b.sign_in("maya.okafor")
        assert 'action="/search"' not in b.get("/") + b.text
        assert "Nothing here has the words" in b.get("/search?q=elena")
        assert "Northlight Chat" in b.get("/search?q=northlight")
        b.get("/search?q=<script>alert(1)</script>")
        assert "<script>alert" not in b.text


def test_many_results_lead_to_the_list(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = b.get("/search?q=dcs.example")
        assert "See all: 11 people" in words
        assert 'action="/search"' in b.text
