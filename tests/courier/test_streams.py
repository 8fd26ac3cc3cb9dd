"""Streams of events: each from its own place, nothing lost and nothing held up, whatever a receiver does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import exports as change
from proviso.actions.agency import Agency
from proviso.actions.exports import Added
from proviso.courier import streams
from proviso.courier.streams import StreamRound
from proviso.db import entries, outbox
from proviso.db import exports as db
from proviso.delivery import signature
from proviso.errors import NotAllowedError, UsageError
from proviso.journal import record
from proviso.model import Stream, StreamWay
from proviso.model.events import RecordViewed
from proviso.reports import ocsf
from tests.actions.house import NOW, open_agency
from tests.courier.office import Clock, agency_with, events
from tests.delivery.test_syslog import Server, frames, serving
from tests.delivery.test_webhooks import System, listening

ADMIN = "yusuf.karim"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    with agency_with(tmp_path) as made:
        yield made


def add(agency: Agency, way: StreamWay, address: str, *, from_start: bool = False) -> Added:
    return agency.store.write(
        lambda tx: change.add(
            tx,
            way,
            address,
            from_start=from_start,
            sealing_key=agency.sealing_key,
            may_be_private=True,
            actor=ADMIN,
            at=NOW,
        )
    )


def stream_of(agency: Agency) -> tuple[Stream, int]:
    with agency.store.read() as tx:
        stream = db.all(tx)[0]
        return stream, db.places(tx)[stream.id]


def size(agency: Agency) -> int:
    with agency.store.read() as tx:
        return entries.size(tx)


def happen(agency: Agency, count: int = 1) -> None:
    event = RecordViewed(actor="alice.tran", person="maya.okafor", page="record")
    agency.store.write(lambda tx: [record(tx, NOW, event) for _ in range(count)])


def carry(agency: Agency, clock: Clock, rounds: int = 1) -> None:
    work = StreamRound(replace(agency, settings=replace(agency.settings, private_webhooks=True)), clock, seconds=2)
    for _ in range(rounds):
        work()


def sequence(lines: bytes) -> list[int]:
    found = [json.loads(line) for line in lines.splitlines()]
    assert [ocsf.check(event) for event in found if ocsf.check(event)] == []
    return [event["metadata"]["sequence"] for event in found]


def test_a_file_gets_every_event_from_the_first_on_and_is_its_owners(agency: Agency, tmp_path: Path) -> None:
    add(agency, StreamWay.FILE, "siem.jsonl", from_start=True)
    happen(agency, 3)
    carry(agency, Clock())
    path = tmp_path / "exports" / "siem.jsonl"
    assert sequence(path.read_bytes()) == list(range(size(agency)))
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    path.rename(tmp_path / "turned-over.jsonl")
    happen(agency, 2)
    carry(agency, Clock())
    assert len(sequence(path.read_bytes())) == 2


def test_a_line_that_was_cut_off_spoils_no_other(agency: Agency, tmp_path: Path) -> None:
    add(agency, StreamWay.FILE, "siem.jsonl")
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "siem.jsonl").write_bytes(b'{"half":')
    happen(agency)
    carry(agency, Clock())
    lines = (tmp_path / "exports" / "siem.jsonl").read_bytes().splitlines()
    assert (lines[0], len(lines)) == (b'{"half":', 3), "that it was added, and what happened"


def test_batches_follow_one_another_until_all_is_sent(agency: Agency, tmp_path: Path) -> None:
    add(agency, StreamWay.FILE, "siem.jsonl", from_start=True)
    happen(agency, streams.AT_ONCE)
    work = StreamRound(agency, Clock())
    assert work(), "a full batch: another may wait"
    assert not work()
    assert sequence((tmp_path / "exports" / "siem.jsonl").read_bytes()) == list(range(size(agency)))


def test_a_syslog_server_that_is_down_loses_nothing(agency: Agency) -> None:
    clock = Clock()
    with serving() as gone:
        pass
    add(agency, StreamWay.TCP, f"127.0.0.1:{gone.port}")
    place = stream_of(agency)[1]
    happen(agency, 5)
    carry(agency, clock)
    stream, still = stream_of(agency)
    assert still == place
    assert stream.tries == 1
    assert "cannot be reached" in stream.error
    carry(agency, clock, 3)
    assert stream_of(agency)[0].tries == 1, "it pauses"
    clock.go(seconds=11)
    carry(agency, clock)
    assert stream_of(agency)[0].tries == 2

    with serving() as back:
        agency.store.write(lambda tx: db.put(tx, replace(stream, address=f"127.0.0.1:{back.port}"), NOW))
        clock.go(minutes=1)
        carry(agency, clock)
    said = [json.loads(frame.partition(b"\xef\xbb\xbf")[2])["metadata"]["sequence"] for frame in frames(back.got[0])]
    assert said == list(range(place, size(agency)))
    after, end = stream_of(agency)
    assert (after.error, after.tries, end) == ("", 0, size(agency))


def test_a_stream_that_is_late_is_told_once_and_says_when_it_has_caught_up(agency: Agency, tmp_path: Path) -> None:
    clock = Clock()
    with serving(lambda: Server(reset_after=1)) as broken:
        add(agency, StreamWay.TCP, f"127.0.0.1:{broken.port}")
        happen(agency)
        carry(agency, clock)
        assert events(agency, "StreamLate") == []
        for _ in range(4):
            clock.go(minutes=16)
            carry(agency, clock)
    assert len(events(agency, "StreamLate")) == 1
    with agency.store.read() as tx:
        mails = [message for message in outbox.page(tx) if message.kind == "stream-late"]
    assert [mail.recipient for mail in mails] == [ADMIN]
    stream, _ = stream_of(agency)
    agency.store.write(lambda tx: db.put(tx, replace(stream, way=StreamWay.FILE, address="siem.jsonl")))
    clock.go(minutes=16)
    carry(agency, clock, 3)
    assert not stream_of(agency)[0].is_late
    assert len(events(agency, "StreamCaughtUp")) == 1


def test_one_receiver_that_is_down_keeps_none_of_the_others(agency: Agency, tmp_path: Path) -> None:
    with serving(lambda: Server(reset_after=1)) as broken:
        add(agency, StreamWay.TCP, f"127.0.0.1:{broken.port}")
        add(agency, StreamWay.FILE, "siem.jsonl")
        happen(agency, 2)
        carry(agency, Clock())
    assert len(sequence((tmp_path / "exports" / "siem.jsonl").read_bytes())) >= 2


def test_a_webhook_gets_batches_that_are_signed(agency: Agency) -> None:
    system, clock = System(), Clock()
    with listening(system) as port:
        made = add(agency, StreamWay.WEBHOOK, f"http://127.0.0.1:{port}/siem")
        happen(agency, 3)
        carry(agency, clock)
        _, headers, body = system.got[0]
        assert headers["webhook-signature"] == signature(
            made.secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body
        )
        said = json.loads(body)
        first, last = said["data"]["events"][0], said["data"]["events"][-1]
        numbers = (first["metadata"]["sequence"], last["metadata"]["sequence"])
        assert headers["webhook-id"] == f"{made.stream.id}-{numbers[0]}-{numbers[1]}"
        assert (said["type"], len(said["data"]["events"])) == ("ocsf.events", 4), "three, and that it was added"
        system.status = 500
        happen(agency)
        carry(agency, clock)
        system.status = 204
        clock.go(minutes=1)
        carry(agency, clock)
    assert [got[1]["webhook-id"] for got in system.got[1:]] == [system.got[1][1]["webhook-id"]] * 2


def test_a_paused_stream_keeps_its_place_and_can_be_tested(agency: Agency, tmp_path: Path) -> None:
    clock = Clock()
    stream = add(agency, StreamWay.FILE, "siem.jsonl").stream
    carry(agency, clock)
    path = tmp_path / "exports" / "siem.jsonl"
    before = path.read_bytes()
    agency.store.write(lambda tx: change.pause(tx, stream.id, actor=ADMIN, at=NOW))
    happen(agency, 3)
    carry(agency, clock)
    assert path.read_bytes() == before
    agency.store.write(lambda tx: change.send_test(tx, stream.id, actor=ADMIN, at=NOW))
    carry(agency, clock)
    added = path.read_bytes().removeprefix(before)
    assert json.loads(added)["metadata"]["event_code"] == "ProvisoTest"
    assert stream_of(agency)[0].tested == "The test was taken."
    agency.store.write(lambda tx: change.resume(tx, stream.id, actor=ADMIN, at=NOW))
    carry(agency, clock)
    assert (
        len(sequence(path.read_bytes()))
        == size(agency) - json.loads(before.splitlines()[0])["metadata"]["sequence"] + 1
    )


def test_a_process_that_ends_between_sending_and_saying_so_sends_it_again(agency: Agency) -> None:
    clock = Clock()
    add(agency, StreamWay.FILE, "siem.jsonl")
    happen(agency, 2)
    agency.store.write(lambda tx: db.lease(tx, "GONE", at=clock(), until=clock() + streams.LEASE))
    carry(agency, clock)
    assert stream_of(agency)[0].taken_at is None, "somebody holds it"
    clock.go(minutes=4)
    carry(agency, clock)
    assert stream_of(agency)[1] == size(agency)
    stream_id = stream_of(agency)[0].id
    agency.store.write(lambda tx: change.taken(tx, stream_id, "GONE", 1, at=NOW))
    assert stream_of(agency)[1] == size(agency), "who lost the lease says nothing"


def test_what_is_no_place_for_events_is_refused(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    for way, address, said in (
        (StreamWay.FILE, "../../etc/passwd", "no name of a file"),
        (StreamWay.FILE, "siem.txt", "no name of a file"),
        (StreamWay.FILE, "", "no name of a file"),
        (StreamWay.TLS, "siem.dcs.example", "no address of a syslog server"),
        (StreamWay.TLS, "siem.dcs.example:0", "no address of a syslog server"),
        (StreamWay.TLS, "siem dcs:6514", "no address of a syslog server"),
        (StreamWay.TCP, "siem.dcs.example:601", "over TLS only"),
        (StreamWay.UDP, "8.8.8.8:514", "over TLS only"),
        (StreamWay.WEBHOOK, "siem", "no address of the web"),
    ):
        with pytest.raises(UsageError, match=said):
            add(agency, way, address)
    for way, address in (
        (StreamWay.TLS, "siem.dcs.example:6514"),
        (StreamWay.TCP, "[::1]:601"),
        (StreamWay.UDP, "10.0.0.7:514"),
    ):
        add(agency, way, address)
    with pytest.raises(UsageError, match="already"):
        add(agency, StreamWay.TLS, "siem.dcs.example:6514")
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: change.pause(tx, "X", actor="maya.okafor", at=NOW))
    agency.store.close()


def test_in_the_demo_nothing_leaves_this_computer(agency: Agency) -> None:
    demo = replace(agency, settings=replace(agency.settings, demo=True))
    add(agency, StreamWay.TLS, "siem.dcs.example:6514")
    StreamRound(demo, Clock())()
    assert "nothing leaves this computer" in stream_of(agency)[0].error


def test_secrets_and_addresses_are_not_in_the_ledger(agency: Agency) -> None:
    made = add(agency, StreamWay.WEBHOOK, "http://10.1.1.1/private?key=abc")
    said: list[dict[str, Any]] = events(agency, "StreamAdded")
    assert "abc" not in json.dumps(said)
    assert made.secret not in repr(made)
    assert said[0]["host"] == "10.1.1.1"
