"""How a tool is reached, on its page: who sees it, who sets it, and that a key is never shown."""

from __future__ import annotations

from pathlib import Path

from proviso.actions import connections as change
from proviso.db import connections
from proviso.model import Connection
from tests.providers.house import plain, serving

from .console import NOW, Browser, open_house

PATH = "/tools/northlight-chat/connection"
SECRET = "sk-quokka-0123456789-walrus"
GOOD = {"kind": "openai", "base_url": "", "models": "north-1\nnorth-2", "secret": SECRET, "seconds": "60"}


def key_of(browser: Browser) -> str:
    with browser.agency.store.read() as tx:
        found = connections.of_tool(tx, "northlight-chat")
    assert found is not None
    return change.key_of(browser.agency, found)


def test_the_offices_set_a_connection_and_the_key_is_never_shown(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/tools/northlight-chat")
        assert "Connection Northlight Chat has no connection: the offline demo answers in its place." in b.words
        b.get(PATH)
        done = b.post(PATH, **GOOD)
        assert "Northlight Chat is reached this way from the next use on." in done
        assert "Northlight Chat is reached by OpenAI." in done
        assert "Key Kept here, locked. It ends in lrus." in done
        assert SECRET not in b.text
        assert key_of(b) == SECRET
        assert b.events("ConnectionSet")[-1]["models"] == ["north-1", "north-2"]
        assert SECRET not in str(b.events("ConnectionSet"))
        b.post(PATH, **{**GOOD, "secret": "", "models": "north-3"})
        assert (b.status, key_of(b)) == (200, SECRET)
        b.post(PATH, **{**GOOD, "secret": "", "base_url": "https://elsewhere.example/v1"})
        assert b.status == 422
        assert "Type the key again." in b.words


def test_what_cannot_be_comes_back_with_what_was_typed_and_without_the_key(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get(PATH)
        words = b.post(
            PATH,
            kind="compatible",
            base_url="http://models.example.com/v1",
            models="",
            secret=SECRET,
            seconds="soon",
            input_price="-5",
        )
        assert b.status == 422
        assert "Fix 4 things" in words
        assert "The address must begin with https://." in words
        assert "Name at least one model." in words
        assert 'value="http://models.example.com/v1"' in b.text
        assert SECRET not in b.text
        b.post(PATH, **{**GOOD, "kind": "gopher"})
        assert b.status == 422
        b.post(PATH, **{**GOOD, "secret": "short"})
        assert "That is no key" in b.words
        assert b.events("ConnectionSet") == []


def test_others_neither_see_nor_set_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for person in ("maya.okafor", "joan.castellanos", "alice.tran"):
            b.sign_in(person).get("/tools/northlight-chat")
            assert "/connection" not in b.text
            for path in (PATH, f"{PATH}/remove"):
                b.get(path)
                assert b.status == 403
            b.get("/tools/northlight-chat")
            for path in (PATH, f"{PATH}/test", f"{PATH}/remove"):
                b.post(path, **GOOD)
                assert b.status == 403
        b.client.cookies.clear()
        b.get(PATH)
        assert "Sign in" in b.text
        assert b.events("ConnectionSet") == []


def test_a_form_without_the_token_of_our_page_changes_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get(PATH)
        b.text = ""
        b.post(PATH, **GOOD)
        assert b.status == 403
        assert b.events("ConnectionSet") == []


def test_a_test_says_whether_it_answers_and_sends_no_text(tmp_path: Path) -> None:
    with open_house(tmp_path) as b, serving(plain(b'{"data":[{"id":"north-1"}]}')) as provider:
        b.sign_in("marcus.bell").get(PATH)
        b.post(f"{PATH}/test")
        assert b.status == 404
        b.get(PATH)
        url = f"http://127.0.0.1:{provider.port}/v1"
        b.post(PATH, **{**GOOD, "kind": "compatible", "base_url": url})
        said = b.post(f"{PATH}/test")
        assert "Northlight Chat answers. It does not list: north-2." in said
        assert provider.requests[0].startswith(b"GET /v1/models ")
        b.post(PATH, **{**GOOD, "kind": "compatible", "base_url": "http://127.0.0.1:1/v1"})
        assert "Northlight Chat cannot be reached" in b.post(f"{PATH}/test")


def test_it_is_taken_away_after_the_consequence_was_seen(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("ana.whitfield").get(PATH)
        b.post(PATH, **GOOD)
        assert "answers nobody until it is connected again" in b.get(f"{PATH}/remove")
        assert b.events("ConnectionRemoved") == []
        assert "has no connection any more" in b.post(f"{PATH}/remove")
        assert "Northlight Chat has no connection. Whether" in b.words
        assert len(b.events("ConnectionRemoved")) == 1
        assert "There is no such tool" in b.get("/tools/nothing/connection")


def test_a_variable_of_the_server_is_shown_and_kept_and_named_from_a_shell_only(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: change.connect(
                tx,
                Connection(tool_id="northlight-chat", kind="openai", models=("north-1",), key="env:NORTH_KEY"),
                sealing_key=b.agency.sealing_key,
                actor="system",
                at=NOW,
            )
        )
        assert "In the variable NORTH_KEY of the server." in b.sign_in("marcus.bell").get(PATH)
        b.post(PATH, **{**GOOD, "secret": ""})
        assert b.events("ConnectionSet")[-1]["key"] == "env"
        b.post(PATH, **{**GOOD, "secret": "", "base_url": "https://elsewhere.example/v1"})
        assert "named from a shell" in b.words
        b.post(PATH, **{**GOOD, "base_url": "https://elsewhere.example/v1"})
        assert (b.status, key_of(b)) == (200, SECRET)
