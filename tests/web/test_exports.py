"""The streams of events: where they go, how far each has come, what is in the way, and who may touch them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from proviso.db import exports
from proviso.db.store import Tx
from proviso.model import Stream
from tests.web.console import NOW, Browser, open_house

ADMIN = "yusuf.karim"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_house(tmp_path_factory.mktemp("house")) as browser:
        yield browser


@pytest.fixture
def b(house: Browser) -> Browser:
    """An administrator, and no stream yet."""

    def clear(tx: Tx) -> None:
        for one in exports.all(tx):
            exports.remove(tx, one.id)

    house.agency.store.write(clear)
    return house.sign_in(ADMIN)


def stream(b: Browser) -> Stream:
    with b.agency.store.read() as tx:
        return exports.all(tx)[0]


def change(b: Browser, **changes: object) -> None:
    changed = replace(stream(b), **changes)  # type: ignore[arg-type]
    b.agency.store.write(lambda tx: exports.put(tx, changed, NOW))


def test_a_stream_from_its_first_day_to_its_last(b: Browser) -> None:
    assert "No other system gets the ledger’s events." in b.get("/exports")
    b.get("/exports/add")
    b.post("/exports/add", way="file", address="siem.jsonl", start="first")
    assert (b.path, b.status) == ("/exports", 200)
    assert "1 system gets the ledger’s events. None is late." in b.words
    assert "exports/siem.jsonl" in b.words
    assert re.search(r"\d+ events wait, the first from", b.words)
    b.post(f"/exports/{stream(b).id}/test")
    assert "The test is on its way." in b.words
    assert "Events wait in the ledger. None is lost." in b.get(f"/exports/{stream(b).id}/pause")
    b.post(f"/exports/{stream(b).id}/pause")
    assert "1 of them is paused." in b.words
    b.post(f"/exports/{stream(b).id}/resume")
    assert "None is late." in b.words
    assert "will not be sent to it" in b.get(f"/exports/{stream(b).id}/remove")
    b.post(f"/exports/{stream(b).id}/remove")
    assert "The stream was removed." in b.words
    assert "No other system gets" in b.words


def test_a_form_with_errors_keeps_what_was_typed(b: Browser) -> None:
    for way, address, said in (
        ("", "siem.jsonl", "Choose how the events travel."),
        ("pigeon", "siem.jsonl", "Choose how the events travel."),
        ("file", "../evil.jsonl", "This is no name of a file for a stream."),
        ("tls", "siem dcs", "This is no address of a syslog server."),
        ("tcp", "siem.dcs.example:601", "Events leave the agency’s network over TLS only."),
        ("webhook", "siem", "This is no address of the web."),
    ):
        b.get("/exports/add")
        b.post("/exports/add", way=way, address=address, start="first")
        assert (b.status, said in b.words) == (422, True), (way, b.words[:400])
        assert "<title>Error: Add a stream" in b.text
        assert f'value="{address}"' in b.text


def test_the_secret_of_a_webhook_is_shown_once(b: Browser) -> None:
    b.get("/exports/add")
    b.post("/exports/add", way="webhook", address="http://127.0.0.1:9/siem", start="now")
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", b.text)
    assert found is not None
    assert found[0] not in b.get("/exports")


def test_what_is_late_comes_first_and_says_why(b: Browser) -> None:
    b.get("/exports/add")
    b.post("/exports/add", way="tls", address="siem.dcs.example:6514", start="first")
    change(b, is_late=True, error="siem.dcs.example cannot be reached at port 6514.", error_at=NOW, tries=7)
    assert "1 stream is late. Nothing is lost: it waits in the ledger." in b.get("/exports")
    assert "siem.dcs.example cannot be reached at port 6514. Tried 7 times" in b.words
    assert "Try now" in b.words
    assert "Events do not reach siem.dcs.example:6514" in b.get("/")
    b.get("/exports")
    b.post(f"/exports/{stream(b).id}/resume")
    assert stream(b).tries == 0


def test_streams_are_for_administrators(b: Browser) -> None:
    b.get("/exports/add")
    b.post("/exports/add", way="file", address="siem.jsonl", start="now")
    one = stream(b)
    for who in ("maya.okafor", "ana.whitfield", "alice.tran"):
        b.sign_in(who)
        assert "This page is for administrators." in b.get("/exports")
        for act in ("test", "pause", "resume", "remove"):
            b.get("/help")
            b.post(f"/exports/{one.id}/{act}")
            assert b.status == 403
    assert stream(b) == one
    b.sign_in(ADMIN)
    assert "There is no such stream." in b.get("/exports/NONE0000/remove")
