"""Feeds: their age is said, a late one is named where it matters, and who may not, does not see it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from proviso.db import agency as agency_db
from proviso.db.bodies import stamp

from .console import NOW, Browser, open_house


def read_days_ago(b: Browser, days: int) -> None:
    at = NOW - timedelta(days=days)
    b.agency.store.write(lambda tx: agency_db.put(tx, agency_db.LEARNING_READ, stamp(at)))


def test_a_late_feed_is_named_on_the_page_on_home_and_on_the_steps(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        read_days_ago(b, 3)
        words = b.sign_in("yusuf.karim").get("/feeds")
        assert words.startswith("Feeds Learning system is late.")
        assert "Learning system Last read 3 days ago. Late" in words
        assert "<title>Feeds: Learning system is late – Proviso</title>" in b.text
        assert "Learning system: last read 3 days ago" in b.get("/")
        assert "It is late: it should speak at least every 2 days." in b.get("/feeds/learning")
        assert "<title>Learning system: last read 3 days ago – Proviso</title>" in b.text
        assert "Learning system: last read 3 days ago" in b.sign_in("lena.fox").get("/")
        assert "What you finished since then does not show yet." in b.sign_in("tom.reyes").get("/steps")


def test_a_fresh_feed_asks_for_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        read_days_ago(b, 0)
        words = b.sign_in("yusuf.karim").get("/feeds")
        assert words.startswith("Feeds Learning system is fresh. Directory is not connected.")
        assert "Directory Never heard of. Not connected" in words
        assert "last read" not in b.get("/")
        assert "does not show yet" not in b.sign_in("tom.reyes").get("/steps")


def test_how_many_days_is_a_setting(tmp_path: Path) -> None:
    with open_house(tmp_path, feed_late_days=30) as b:
        read_days_ago(b, 3)
        assert b.sign_in("yusuf.karim").get("/feeds").startswith("Feeds Learning system is fresh.")


def test_no_feed_is_called_fresh_before_one_is_connected(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        assert b.sign_in("yusuf.karim").get("/feeds").startswith("Feeds No feed is connected yet. Open one to")


def test_each_office_sees_its_own_feeds(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("lena.fox").get("/feeds/directory")
        assert b.status == 403
        b.sign_in("alice.tran").get("/feeds/directory")
        assert b.status == 200
        assert "Make a token" not in b.words
        b.post("/feeds/directory/tokens", name="mine")
        assert b.status == 403
        b.sign_in("maya.okafor").get("/feeds")
        assert b.status == 403
        b.sign_in("yusuf.karim").get("/feeds/nothing")
        assert b.status == 404


def test_a_word_that_means_nothing_here_is_said_at_its_field(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("lena.fox").get("/feeds/learning")
        b.post("/feeds/learning/words", kind="course", word="", value="privacy")
        assert b.status == 422
        assert "Write the word as the other system sends it." in b.words
        b.post("/feeds/learning/words", kind="course", word="<b>X</b>", value="baking")
        assert "Nothing here is called 'baking'." in b.words
        assert "<b>X</b>" not in b.text
        b.post("/feeds/learning/words", kind="group", word="X", value="cio")
        assert b.status == 422
