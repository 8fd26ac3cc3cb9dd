"""How a tool is reached: who may say so, what cannot be, and where its key is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import connections, tools
from proviso.actions.agency import Agency
from proviso.actions.roles import SYSTEM
from proviso.db import connections as db
from proviso.db import entries
from proviso.db import tools as tools_db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, ProviderError, UsageError
from proviso.model import KINDS, Connection
from proviso.providers import kinds
from tests.actions.house import CHAT, NOW

SECRET = "sk-quokka-0123456789-walrus"
OTHER = replace(CHAT, id="other-chat", name="Other Chat")


def way(**changes: Any) -> Connection:
    values: dict[str, Any] = {"tool_id": CHAT.id, "kind": "openai", "models": ("north-1", "north-2"), "key": "sealed"}
    return Connection(**{**values, **changes})


def connect(agency: Agency, connection: Connection, secret: str = "", actor: str = "ana.whitfield") -> Connection:
    return agency.store.write(
        lambda tx: connections.connect(
            tx, connection, sealing_key=agency.sealing_key, secret=secret, actor=actor, at=NOW
        )
    )


def held(agency: Agency, tool_id: str = CHAT.id) -> db.Held:
    with agency.store.read() as tx:
        found = db.held_of(tx, tool_id)
    assert found is not None
    return found


def events(agency: Agency, name: str) -> list[dict[str, Any]]:
    with agency.store.read() as tx:
        found = [entry.record for entry in entries.page(tx, 0, 1000)]
    return [{**record.data} for record in found if record.event == name]


def test_the_kinds_of_the_model_are_those_of_the_providers() -> None:
    assert kinds.names() == KINDS
    found = {name: kinds.find(name) for name in KINDS}
    assert {name for name, kind in found.items() if kind and kind.NEEDS_KEY} == connections.NEEDS_KEY
    assert {name for name, kind in found.items() if kind and not kind.BASE_URL} == connections.NEEDS_URL


@pytest.mark.in_a_file
def test_a_key_is_kept_locked_and_never_told(agency: Agency) -> None:
    found = connect(agency, way(key=""), SECRET)
    assert found.key == "sealed"
    assert connections.key_of(agency, found) == SECRET
    kept = held(agency)
    assert (kept.hint, kept.set_by, kept.set_at) == ("lrus", "ana.whitfield", NOW)
    assert SECRET not in repr(kept)
    agency.store.close()
    for path in agency.store.path.parent.glob("proviso.db*"):
        assert SECRET.encode() not in path.read_bytes()


def test_the_record_says_who_connected_what_and_no_key(agency: Agency) -> None:
    connect(agency, way(base_url="https://models.agency.example/v1/"), SECRET)
    assert events(agency, "ConnectionSet") == [
        {
            "actor": "ana.whitfield",
            "tool": CHAT.id,
            "kind": "openai",
            "base_url": "https://models.agency.example/v1",
            "models": ["north-1", "north-2"],
            "key": "sealed",
            "fallback": "",
        }
    ]


def test_the_tool_says_which_provider_answers(agency: Agency) -> None:
    connect(agency, way(), SECRET)
    with agency.store.read() as tx:
        tool = tools_db.get(tx, CHAT.id)
    assert tool is not None
    assert tool.provider == "openai"


def test_others_connect_nothing(agency: Agency) -> None:
    for actor in ("maya.okafor", "joan.castellanos", "alice.tran"):
        with pytest.raises(NotAllowedError, match="connect a tool"):
            connect(agency, way(), SECRET, actor=actor)
    with agency.store.read() as tx:
        assert db.all(tx) == []


def test_a_model_belongs_to_one_tool(agency: Agency) -> None:
    agency.store.write(lambda tx: tools.add(tx, OTHER, actor="system", at=NOW))
    connect(agency, way(), SECRET)
    with pytest.raises(ConflictError, match=f"north-2 belongs to {CHAT.name}"):
        connect(agency, way(tool_id=OTHER.id, models=("other", "north-2")), SECRET)
    connect(agency, way(models=("north-1",)))
    connect(agency, way(tool_id=OTHER.id, models=("other", "north-2", "*")), SECRET)
    with agency.store.read() as tx:
        assert db.by_model(tx, "north-2") == db.of_tool(tx, OTHER.id)
        assert db.by_model(tx, "north-1") == db.of_tool(tx, CHAT.id)
        assert db.by_model(tx, "*") is None
        assert [c.tool_id for c in db.all(tx)] == sorted([CHAT.id, OTHER.id])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "gopher"}, "no kind 'gopher'"),
        ({"models": ()}, "at least one model"),
        ({"models": ("two words",)}, "no name of a model"),
        ({"models": ("n" * 121,)}, "no name of a model"),
        ({"models": tuple(f"m{n}" for n in range(201))}, "200 models at most"),
        ({"seconds": 0}, "longest wait"),
        ({"seconds": 3_601}, "longest wait"),
        ({"input_price": -1}, "price"),
        ({"base_url": "http://models.example.com/v1"}, "must begin with https"),
        ({"base_url": "http://169.254.169.254/latest"}, "must begin with https"),
        ({"base_url": "ftp://models.example.com"}, "must begin with https"),
        ({"base_url": "models.example.com"}, "no address"),
        ({"base_url": "https://"}, "no address"),
        ({"base_url": "https://models.example.com:99999"}, "no address"),
        ({"base_url": "https://models.example.com/a b"}, "no address"),
        ({"base_url": "https://models.example.com/#a"}, "no address"),
        ({"base_url": "https://maya:word@models.example.com"}, "no name and no password"),
        ({"base_url": "https://models.example.com/?key=1"}, "question mark"),
        ({"kind": "azure", "base_url": "https://a.openai.azure.com/?api-version=2024-10-21&key=1"}, "question mark"),
        ({"kind": "azure", "base_url": ""}, "Give the address"),
        ({"kind": "compatible", "base_url": ""}, "Give the address"),
        ({"kind": "echo", "base_url": "https://a.example"}, "has no address"),
        ({"key": "sk-quokka"}, "env:NAME or file:PATH"),
        ({"key": "env:PROVISO_HOME"}, "no variable for a key"),
        ({"key": "env:two words"}, "no variable for a key"),
        ({"key": "file:keys/openai"}, "whole path"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        connections.checked(way(**{"key": "env:A_KEY", **changes}))


def test_what_does_not_fit_the_rest_is_said_and_changes_nothing(agency: Agency) -> None:
    for changes, says in (
        ({"key": ""}, "needs a key"),
        ({"base_url": "http://models.example.com/v1"}, "must begin with https"),
        ({"fallback": CHAT.id}, "fall back on itself"),
        ({"fallback": "nothing"}, "no tool 'nothing'"),
        ({"tool_id": "nothing"}, "no tool 'nothing'"),
    ):
        with pytest.raises(UsageError, match=says):
            connect(agency, way(**{"key": "env:A_KEY", **changes}), actor=SYSTEM)
    with agency.store.read() as tx:
        assert db.all(tx) == []


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000",
        "http://localhost:11434",
        "http://ollama:11434",
        "http://10.1.2.3",
    ],
)
def test_a_server_inside_the_agency_may_go_without_tls_and_key(base_url: str) -> None:
    found = connections.checked(way(kind="compatible", base_url=f"{base_url}/", key=""))
    assert (found.base_url, found.key) == (base_url, "")


def test_what_is_no_key_is_not_kept(agency: Agency) -> None:
    for secret in ("short", "two words here", "a\r\nx-evil: 1", "ключ-ключ-ключ", "k" * 9_000):
        with pytest.raises(UsageError, match="no key") as raised:
            connect(agency, way(), secret)
        assert secret not in f"{raised.value.message}{raised.value.hint}"


def test_a_kept_key_opens_at_its_own_address_only(agency: Agency) -> None:
    connect(agency, way(), SECRET)
    connect(agency, way(models=("north-3",)))  # the same address: the key stays
    assert connections.key_of(agency, held(agency).connection) == SECRET
    for changed in (
        way(base_url="https://elsewhere.example/v1"),
        way(kind="compatible", base_url="https://elsewhere.example/v1"),
        way(kind="anthropic"),
    ):
        with pytest.raises(UsageError, match="Type the key again"):
            connect(agency, changed)
        with pytest.raises(ProviderError, match="cannot be opened"):  # nor by a changed row
            connections.key_of(agency, changed)


def test_a_new_key_takes_the_place_of_the_old_one(agency: Agency) -> None:
    connect(agency, way(), SECRET)
    agency.store.write(
        lambda tx: connections.seal_key(
            tx, CHAT.id, SECRET[::-1], sealing_key=agency.sealing_key, actor="ana.whitfield", at=NOW
        )
    )
    assert connections.key_of(agency, held(agency).connection) == SECRET[::-1]
    assert len(events(agency, "ConnectionSet")) == 2


def test_a_key_for_a_tool_without_a_connection_is_refused(agency: Agency) -> None:
    with pytest.raises(NotFoundError, match="no connection yet"):
        agency.store.write(
            lambda tx: connections.seal_key(
                tx, CHAT.id, SECRET, sealing_key=agency.sealing_key, actor="ana.whitfield", at=NOW
            )
        )


@pytest.mark.parametrize("key", ["env:DATABASE_PASSWORD", "file:/etc/shadow"])
def test_a_page_names_no_variable_and_no_file_of_the_machine(agency: Agency, key: str) -> None:
    with pytest.raises(UsageError, match="named from a shell"):
        connect(agency, way(key=key))
    connect(agency, way(key=key), actor=SYSTEM)
    connect(agency, way(key=key, models=("north-3",)))  # unchanged: the office may change the rest
    with pytest.raises(UsageError, match="named from a shell"):
        connect(agency, way(key=key, base_url="https://elsewhere.example/v1"))


def test_a_key_in_the_environment_is_read_at_each_call(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    found = connect(agency, way(key="env:NORTH_KEY"), actor=SYSTEM)
    monkeypatch.delenv("NORTH_KEY", raising=False)
    with pytest.raises(ProviderError, match="in no variable NORTH_KEY"):
        connections.key_of(agency, found)
    monkeypatch.setenv("NORTH_KEY", SECRET)
    assert connections.key_of(agency, found) == SECRET


def test_a_key_file_is_its_owner_s_only(agency: Agency, tmp_path: Path) -> None:
    path = tmp_path / "north.key"
    found = connect(agency, way(key=f"file:{path}"), actor=SYSTEM)
    with pytest.raises(ProviderError, match="cannot be read"):
        connections.key_of(agency, found)
    path.write_text(f"{SECRET}\n")
    path.chmod(0o640)
    with pytest.raises(ProviderError, match="Others can read") as raised:
        connections.key_of(agency, found)
    assert raised.value.hint.endswith(f"chmod 600 {path}")
    path.chmod(0o600)
    assert connections.key_of(agency, found) == SECRET
    path.write_text("two words\nand lines")
    with pytest.raises(ProviderError, match="holds no key"):
        connections.key_of(agency, found)
    with pytest.raises(ProviderError, match=r"cannot be read|is no file"):
        connections.key_of(agency, replace(found, key=f"file:{tmp_path}"))


def test_a_connection_that_is_taken_away_leaves_nothing_and_no_demo_in_its_place(agency: Agency) -> None:
    found = connect(agency, way(), SECRET)
    agency.store.write(lambda tx: connections.disconnect(tx, CHAT.id, actor="yusuf.karim", at=NOW))
    with pytest.raises(ProviderError, match="not here any more"):
        connections.key_of(agency, found)
    with agency.store.read() as tx:
        tool = tools_db.get(tx, CHAT.id)
        assert db.by_model(tx, "north-1") is None
    assert tool is not None
    with pytest.raises(ProviderError, match="is not connected"):
        connections.way_to(agency, tool)
    assert events(agency, "ConnectionRemoved") == [{"actor": "yusuf.karim", "tool": CHAT.id}]
    with pytest.raises(NotFoundError, match="has no connection"):
        agency.store.write(lambda tx: connections.disconnect(tx, CHAT.id, actor="yusuf.karim", at=NOW))


def test_what_was_read_lately_is_never_stale(agency: Agency) -> None:
    assert db.lately(agency.store) == ()
    connect(agency, way(), SECRET)
    first = db.lately(agency.store)
    assert first == (held(agency).connection,)
    assert db.lately(agency.store) is first
    connect(agency, way(models=("north-9",)))
    assert db.lately(agency.store)[0].models == ("north-9",)
    connect(agency, way(models=("north-9",)), SECRET[::-1])
    assert connections.key_of(agency, db.lately(agency.store)[0]) == SECRET[::-1]
    agency.store.write(lambda tx: connections.disconnect(tx, CHAT.id, actor=SYSTEM, at=NOW))
    assert db.lately(agency.store) == ()


def test_a_tool_that_was_never_connected_is_answered_by_the_offline_demo(agency: Agency) -> None:
    assert connections.way_to(agency, CHAT) == (Connection(tool_id=CHAT.id, kind="echo"), "")
    connect(agency, way(), SECRET)
    assert connections.way_to(agency, CHAT) == (held(agency).connection, SECRET)
