"""Another master key: every wrapped key is wrapped anew, in turns, and a lost one closes what it locked, no more."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proviso.actions import connections, objections, rekeying, transcripts, uses, webhooks
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency as really_open
from proviso.actions.roles import SYSTEM
from proviso.cli.ledger import command as ledger_command
from proviso.db import entries, wrapped
from proviso.db import transcripts as db
from proviso.db import webhooks as webhooks_db
from proviso.errors import ConflictError, NotAllowedError, StoreError, UsageError
from proviso.identity.keyring import Keyring, Sources
from proviso.model import Channel, Connection
from proviso.settings import Settings
from tests.actions.house import CHAT, NOW
from tests.actions.records_house import JOAN, MAYA, keep

SECRET = "sk-0123456789abcdef"  # a test's own
PART = "Replace part A012 345 678 of the pump before May."


def fill(agency: Agency) -> dict[str, str]:
    """One sealed thing of each noun; their codes."""
    text = agency.store.write(lambda tx: keep(tx, agency))
    decision = uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, "research", PART, Channel.WEB, NOW)).decision
    lead = decision.reasons[0]
    reason = agency.packs.by_ref(decision.pack).rule(lead.rule).objections[0]
    objection = objections.send(agency, decision.id, lead.rule, reason, "", PART, actor=MAYA, at=NOW)
    way = Connection(tool_id=CHAT.id, kind="openai", base_url="https://api.example/v1", models=("m",))
    agency.store.write(
        lambda tx: connections.connect(
            tx, way, sealing_key=agency.sealing_key, secret=SECRET, actor="ana.whitfield", at=NOW
        )
    )
    hook = agency.store.write(
        lambda tx: webhooks.add(
            tx,
            "https://hooks.example/a",
            (),
            sealing_key=agency.sealing_key,
            may_be_private=True,
            actor="yusuf.karim",
            at=NOW,
        )
    )
    return {"text": text.id, "objection": objection.id, "hook": hook.webhook.id, "secret": hook.secret}


def opens(agency: Agency, made: dict[str, str]) -> bool:
    with agency.store.read() as tx:
        hook = webhooks.secret_of(tx, next(h for h in webhooks_db.all(tx) if h.id == made["hook"]), agency.sealing_key)
    return (
        transcripts.read(agency, made["text"], actor=MAYA, why="look", at=NOW) == "The levee held."
        and objections.view_text(agency, made["objection"], actor=JOAN, at=NOW) == PART
        and connections.way_to(agency, CHAT)[1] == SECRET
        and hook == made["secret"]
    )


def tags(agency: Agency) -> set[bytes]:
    with agency.store.read() as tx:
        return {one.key[:12] for place in wrapped.places(tx) for one in wrapped.others(tx, place, b"", "", 1000)}


def test_every_sealed_thing_opens_under_the_new_key(agency: Agency) -> None:
    made = fill(agency)
    (before,) = tags(agency)
    done = rekeying.rekey(agency, actor=SYSTEM, at=NOW)
    assert (done.wrapped, done.lost, done.was_begun, done.source) == (4, (), False, "file")
    assert tags(agency) == {b"PMK1" + bytes.fromhex(done.after)}
    assert before == b"PMK1" + bytes.fromhex(done.before)
    assert opens(agency, made)
    with agency.store.read() as tx:
        event = [e.record for e in entries.page(tx, 0, 1000) if e.record.event == "MasterKeyChanged"][-1]
    assert (event.data["wrapped"], event.data["before"], event.data["after"]) == (4, done.before, done.after)
    assert rekeying.forget(agency, actor=SYSTEM, at=NOW) == (done.before,)
    assert opens(agency, made)
    assert agency.journal.verify(agency.store).is_whole


def test_a_change_that_stopped_half_way_goes_on(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fill(agency)
    monkeypatch.setattr(rekeying, "AT_ONCE", 1)

    class StoppedError(Exception):
        pass

    def stop(done: int, every: int) -> None:
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        rekeying.rekey(agency, actor=SYSTEM, at=NOW, told=stop)
    assert len(tags(agency)) == 2
    assert opens(agency, made)
    with pytest.raises(ConflictError, match="2 keys are not wrapped"):
        rekeying.forget(agency, actor=SYSTEM, at=NOW)
    done = rekeying.rekey(agency, actor=SYSTEM, at=NOW)
    assert (done.wrapped, done.was_begun) == (2, True)
    assert len(tags(agency)) == 1
    assert opens(agency, made)


def test_keys_from_before_they_named_their_master_key_are_taken_along(agency: Agency) -> None:
    made = fill(agency)
    current = agency.sealing_key.ring.current
    assert current is not None

    def back(tx: object) -> None:
        for table, column in (("transcripts", "wrapped"), ("objections", "wrapped_key")):
            raw = tx.raw  # type: ignore[attr-defined]
            for code, key in raw.execute(f"SELECT id, {column} FROM {table}").fetchall():  # noqa: S608
                old = b"n" * 12 + AESGCM(current.key).encrypt(b"n" * 12, current.unwrap(key), code.encode())
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (old, code))  # noqa: S608

    agency.store.write(back)
    assert opens(agency, made)
    assert rekeying.rekey(agency, actor=SYSTEM, at=NOW).wrapped == 4
    rekeying.forget(agency, actor=SYSTEM, at=NOW)
    assert opens(agency, made)


def test_the_old_wrapped_keys_are_nowhere_in_the_files(agency: Agency) -> None:
    fill(agency)
    with agency.store.read() as tx:
        before = [one.key for place in wrapped.places(tx) for one in wrapped.others(tx, place, b"", "", 1000)]
    rekeying.rekey(agency, actor=SYSTEM, at=NOW)
    folder = agency.settings.home
    held = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert [key for key in before if key in held] == []


def test_only_an_administrator_or_the_machine_changes_it(agency: Agency) -> None:
    with pytest.raises(NotAllowedError):
        rekeying.rekey(agency, actor=MAYA, at=NOW)
    with pytest.raises(NotAllowedError):
        rekeying.forget(agency, actor=MAYA, at=NOW)
    fill(agency)
    assert rekeying.rekey(agency, actor="yusuf.karim", at=NOW).wrapped == 4


def test_there_is_nothing_to_forget_before_a_change(agency: Agency) -> None:
    agency.store.write(lambda tx: keep(tx, agency))
    with pytest.raises(UsageError, match="No key from before"):
        rekeying.forget(agency, actor=SYSTEM, at=NOW)


def test_a_key_that_comes_from_elsewhere_now_is_taken_up(agency: Agency) -> None:
    made = fill(agency)
    moved = really_open(Settings(home=agency.settings.home, sealing_key=b64encode(b"q" * 32).decode()))
    try:
        done = rekeying.rekey(moved, actor=SYSTEM, at=NOW)
        assert (done.wrapped, done.source, done.was_begun) == (4, "environment", True)
        assert opens(moved, made)
        assert len(rekeying.forget(moved, actor=SYSTEM, at=NOW)) == 1
        assert opens(moved, made)
        assert list(agency.settings.keys.glob("sealing*")) == []
    finally:
        moved.store.close()


def lose(agency: Agency) -> Agency:
    """The same home without its master key."""
    (agency.settings.keys / "sealing.key").unlink()
    return really_open(Settings(home=agency.settings.home))


def test_a_lost_master_key_closes_what_it_locked_and_nothing_else(agency: Agency) -> None:
    made = fill(agency)
    lost = lose(agency)
    try:
        with pytest.raises(StoreError, match="the master key that locks it is not here") as caught:
            transcripts.read(lost, made["text"], actor=MAYA, why="look", at=NOW)
        assert "Nothing else is lost: the ledger verifies without it." in caught.value.hint
        with lost.store.read() as tx:
            found = rekeying.locked_away(tx, lost)
            assert dict(found.lost) == {
                "kept texts": 1,
                "texts of objections": 1,
                "vendors’ keys": 1,
                "secrets of webhooks": 1,
            }
            assert (found.current, found.opens) == ("", 0)
            assert db.kept(tx)[0].id == made["text"]
        assert lost.journal.verify(lost.store).is_whole
        assert uses.ask(
            lost, uses.prepare(lost, MAYA, CHAT.id, "research", "The levee held.", Channel.WEB, NOW)
        ).decision.allowed
        with pytest.raises(StoreError, match="kept texts: 1") as caught:
            rekeying.rekey(lost, actor=SYSTEM, at=NOW)
        assert "--accept-loss" in caught.value.hint
        done = rekeying.rekey(lost, accept_loss=True, actor=SYSTEM, at=NOW)
        assert (done.wrapped, sum(count for _, count in done.lost)) == (0, 4)
        again = lost.store.write(lambda tx: keep(tx, lost, "A new one."))
        assert transcripts.read(lost, again.id, actor=MAYA, why="look", at=NOW) == "A new one."
        with pytest.raises(StoreError, match="not here"):
            transcripts.read(lost, made["text"], actor=MAYA, why="look", at=NOW)
    finally:
        lost.store.close()


@pytest.mark.in_a_file
def test_the_ledger_verifies_in_a_shell_without_the_master_key(agency: Agency) -> None:
    from click.testing import CliRunner

    fill(agency)
    settings = agency.settings
    (settings.keys / "sealing.key").unlink()
    done = CliRunner().invoke(ledger_command, ["verify"], obj=Settings(home=settings.home))
    assert (done.exit_code, "whole" in done.output.lower()) == (0, True), done.output


@pytest.mark.in_a_file
def test_no_column_of_wrapped_keys_is_forgotten(agency: Agency) -> None:
    with agency.store.read() as tx:
        named = {(place.table, place.column) for place in wrapped.places(tx)}
    raw = sqlite3.connect(agency.settings.database)
    blobs = {
        (table, name)
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for _, name, kind, *_ in raw.execute(f"PRAGMA table_info({table})")
        if kind == "BLOB" and ("wrap" in name or name == "key")
    }
    raw.close()
    assert named == blobs
    assert {"transcripts", "dispositions", "objections", "connections", "webhooks", "review_papers"} <= {
        table for table, _ in named
    }


def test_a_home_whose_key_is_made_by_a_service_opens_again(agency: Agency, tmp_path: Path) -> None:
    class Turned:
        def wrap(self, key: bytes) -> bytes:
            return key[::-1]

        def unwrap(self, wrapped: bytes) -> bytes:
            return wrapped[::-1]

    folder = tmp_path / "served"
    folder.mkdir(mode=0o700)
    ring = Keyring(Sources(folder=folder, service=Turned()))
    first = ring.wrap(b"k" * 32)
    ring.change()
    assert ring.unwrap(first, "x") == b"k" * 32
    assert sorted(path.name.partition("-")[0] for path in folder.iterdir()) == ["sealed", "sealed.key"]
