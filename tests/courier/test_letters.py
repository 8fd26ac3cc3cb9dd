"""Each mail leaves once, or waits, or is stuck and somebody hears of it: whatever the mail server does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import outbox as change
from proviso.actions import people as change_people
from proviso.actions.agency import Agency
from proviso.courier.letters import LEASE, MailRound
from proviso.db import outbox, people
from proviso.db.store import Tx
from proviso.delivery import mailing
from proviso.errors import ConflictError
from proviso.model import MessageState, Way
from tests.courier.office import Clock, agency_with, events, messages, write_to
from tests.delivery.post import Office, free_port, letter, mail_server, post_office

MAYA, TOM, ELENA = "maya.okafor", "tom.reyes", "elena.sorokin"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    with agency_with(tmp_path) as made:
        yield made


def go_round(agency: Agency, port: int, clock: Clock) -> MailRound:
    once = MailRound(agency, mail_server(port), clock)
    once()
    return once


def test_a_mail_leaves_and_is_on_record_without_its_words(agency: Agency) -> None:
    office, clock = Office(), Clock()
    (message,) = write_to(agency, MAYA, subject="Quillmate is paused")
    with post_office(office) as port:
        go_round(agency, port, clock)
    assert [each["Subject"] for each in office.got] == ["Quillmate is paused"]
    (kept,) = messages(agency)
    assert (kept.state, kept.tries, kept.settled_at) == (MessageState.SENT, 1, clock.at)
    said = {"actor": "system", "message": message.id, "person": MAYA, "kind": "tool-closed"}
    assert events(agency, "MailSent") == [said]


def test_a_server_that_is_down_loses_nothing_and_counts_against_nobody(agency: Agency) -> None:
    office, clock, port = Office(), Clock(), free_port()
    write_to(agency, MAYA, TOM)
    once = go_round(agency, port, clock)
    for kept in messages(agency):
        assert (kept.state, kept.tries) == (MessageState.WAITING, 0)
        assert "cannot be reached" in kept.error
    with post_office(office, port):
        assert once() is False, "it is not asked again at once"
        clock.go(seconds=11)
        once()
    assert sorted(office.to) == [f"{MAYA}@dcs.example", f"{TOM}@dcs.example"]
    assert {kept.error for kept in messages(agency)} == {""}


def test_a_server_that_stays_down_is_asked_less_and_less(agency: Agency) -> None:
    clock, asked = Clock(), 0
    write_to(agency, MAYA)
    once = MailRound(agency, mail_server(free_port()), clock)
    for _ in range(3600):
        before = messages(agency)[0].due_at
        once()
        asked += messages(agency)[0].due_at != before
        clock.go(seconds=30)
        if asked > 20:
            break
    assert asked > 10
    assert clock.at - Clock().at > timedelta(hours=1)


def test_a_reader_whom_nobody_knows_is_stuck_at_once_and_the_others_get_theirs(agency: Agency) -> None:
    office, clock = Office(refuses={f"{TOM}@dcs.example": "550 no such user"}), Clock()
    write_to(agency, MAYA, TOM, ELENA)
    with post_office(office) as port:
        go_round(agency, port, clock)
    assert sorted(office.to) == [f"{ELENA}@dcs.example", f"{MAYA}@dcs.example"]
    (stuck,) = [m for m in messages(agency) if m.state is MessageState.STUCK]
    assert stuck.recipient == TOM
    assert "550" in stuck.error
    (event,) = events(agency, "MessageStuck")
    assert (event["recipient"], event["way"], event["tries"]) == (TOM, "mail", 1)


def test_a_server_that_says_later_again_and_again_gets_it_in_two_days_and_then_it_is_stuck(agency: Agency) -> None:
    office, clock = Office(data="451 later"), Clock()
    write_to(agency, MAYA)
    with post_office(office) as port:
        once = MailRound(agency, mail_server(port), clock)
        waits = []
        while messages(agency)[0].state is MessageState.WAITING:
            clock.at = max(clock.at, messages(agency)[0].due_at)
            begun = clock.at
            once()
            waits.append(messages(agency)[0].due_at - begun)
    assert waits[:-1] == list(change.WAITS)
    assert len(events(agency, "MessageStuck")) == 1


def test_what_is_stuck_can_be_sent_again_and_what_was_sent_cannot(agency: Agency) -> None:
    office, clock = Office(refuses={f"{TOM}@dcs.example": "550 no such user"}), Clock()
    (message,) = write_to(agency, TOM)
    with post_office(office) as port:
        once = go_round(agency, port, clock)
        office.refuses.clear()
        agency.store.write(lambda tx: change.retry(tx, message.id, actor="yusuf.karim", at=clock.at))
        once()
    assert office.to == [f"{TOM}@dcs.example"]
    with pytest.raises(ConflictError):
        agency.store.write(lambda tx: change.retry(tx, message.id, actor="yusuf.karim", at=clock.at))


def test_two_who_carry_at_once_send_each_mail_once(agency: Agency) -> None:
    office, clock = Office(), Clock()
    for number in range(40):
        write_to(agency, MAYA, TOM, ELENA, key=f"n{number}")
    with post_office(office) as port:
        rounds = [MailRound(agency, mail_server(port), clock) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda once: [once() for _ in range(4)], rounds))
    assert Counter(office.to) == {f"{who}@dcs.example": 40 for who in (MAYA, TOM, ELENA)}
    assert len({str(each["Message-ID"]) for each in office.got}) == 120


def test_who_ends_between_sending_and_saying_so_has_it_sent_again_under_the_same_id(agency: Agency) -> None:
    office, clock = Office(), Clock()
    (message,) = write_to(agency, MAYA)
    until = clock.at + LEASE
    with post_office(office) as port:
        agency.store.write(lambda tx: outbox.lease(tx, Way.MAIL, "DEAD", at=clock.at, until=until, most=10))
        with mailing(mail_server(port)) as post:
            post(letter(id=message.id))
        go_round(agency, port, clock)
        assert len(office.got) == 1, "another one waits until the lease is over"
        clock.go(minutes=11)
        go_round(agency, port, clock)
    assert [str(each["Message-ID"]) for each in office.got] == [f"<{message.id}@dcs.example>"] * 2
    assert len(events(agency, "MailSent")) == 1


def test_who_comes_back_after_the_lease_says_nothing(agency: Agency) -> None:
    clock = Clock()
    (message,) = write_to(agency, MAYA)

    def late(tx: Tx) -> None:
        outbox.lease(tx, Way.MAIL, "OLD", at=clock.at, until=clock.at, most=10)
        outbox.lease(tx, Way.MAIL, "NEW", at=clock.at, until=clock.at + LEASE, most=10)
        change.sent(tx, message, "OLD", at=clock.at)

    agency.store.write(late)
    assert messages(agency)[0].state is MessageState.WAITING
    assert events(agency, "MailSent") == []


def test_a_letter_that_breaks_the_server_is_stuck_in_the_end_and_stops_nobody_for_long(agency: Agency) -> None:
    clock = Clock()
    write_to(agency, MAYA)
    with post_office(Office(data="421 bye")) as port:
        once = MailRound(agency, mail_server(port), clock)
        for _ in range(30):
            once()
            clock.at = max(clock.at + timedelta(minutes=6), messages(agency)[0].due_at)
    assert messages(agency)[0].state is MessageState.STUCK


def test_who_left_gets_no_mail(agency: Agency) -> None:
    office, clock = Office(), Clock()
    write_to(agency, MAYA)
    agency.store.write(lambda tx: change_people.deactivate(tx, MAYA, actor="yusuf.karim", at=clock.at))
    with post_office(office) as port:
        go_round(agency, port, clock)
    assert office.got == []
    assert messages(agency)[-1].state is MessageState.DROPPED
    assert write_to(agency, MAYA) == []


def test_a_name_that_would_write_a_header_is_stuck_and_writes_none(agency: Agency) -> None:
    office, clock = Office(), Clock()

    def rename(tx: Tx) -> None:
        maya = people.get(tx, MAYA)
        assert maya is not None
        people.put(tx, replace(maya, name="Maya\r\nBcc: all@dcs.example", email="maya@dcs.example"))

    agency.store.write(rename)
    write_to(agency, MAYA, TOM, subject="Two\r\nBcc: all@dcs.example\nlines")
    with post_office(office) as port:
        go_round(agency, port, clock)
    assert office.to == [f"{TOM}@dcs.example"]
    assert office.got[0]["Bcc"] is None
    assert office.got[0]["Subject"] == "Two Bcc: all@dcs.example lines"
    assert Counter(m.state for m in messages(agency)) == {MessageState.STUCK: 1, MessageState.SENT: 1}
