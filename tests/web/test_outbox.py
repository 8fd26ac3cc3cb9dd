"""What waits and what is stuck is seen by an administrator, who sends it again or gives it up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from proviso.actions import outbox as change
from proviso.actions.webhooks import check_url
from proviso.db import outbox
from proviso.db.store import Tx
from proviso.errors import DeliveryError, UsageError
from proviso.model import Message, Way
from proviso.web.desk import Desk
from proviso.web.forms import Form
from proviso.web.pages.outbox import answer, task_for
from proviso.web.words import Words

from .console import NOW, Browser, open_house

ADMIN = "yusuf.karim"


@pytest.fixture
def b(tmp_path: Path) -> Iterator[Browser]:
    """A demo, in which mail waits for ever."""
    with open_house(tmp_path) as browser:
        yield browser


def real_desk(b: Browser, **settings: Any) -> Desk:
    """An administrator's desk of the same house, were it no demo."""
    house = replace(b.agency, settings=replace(b.agency.settings, demo=False, **settings))
    words = Words(house.settings.zone, NOW)
    return Desk(Request({"type": "http"}), house, None, house.packs.base(), words, Form())


def mails(b: Browser) -> list[Message]:
    with b.agency.store.read() as tx:
        return outbox.page(tx, limit=100)


def stick(b: Browser, message: Message, said: str = "The mail server does not take mail for this address.") -> None:
    """As the courier does when nobody has this address."""

    def fail(tx: Tx) -> None:
        outbox.lease(tx, Way.MAIL, "LEASE", at=NOW, until=NOW + timedelta(minutes=1), most=10)
        change.failed(tx, message, "LEASE", DeliveryError(said, is_final=True), at=NOW)

    b.agency.store.write(fail)


def test_the_first_sentence_says_whether_anything_is_stuck(b: Browser) -> None:
    b.sign_in(ADMIN)
    assert "Mail goes nowhere in the demo." in b.get("/outbox")
    stick(b, mails(b)[0])
    assert "1 message is stuck" in b.get("/outbox")
    assert "<title>1 message is stuck" in b.text
    assert "The mail server does not take mail for this address." in b.words


def test_the_words_of_a_mail_are_its_readers(b: Browser) -> None:
    asked = next(message for message in mails(b) if message.recipient == "elena.sorokin")
    b.sign_in(ADMIN).get("/outbox")
    assert "Approval requested" in b.words
    assert "Elena Sorokin" in b.words
    assert asked.subject not in b.words
    b.sign_in("elena.sorokin")
    assert "Tom Reyes asks to use AI tools" in b.get("/mail")
    assert asked.path in b.text
    assert "Tom Reyes" not in b.sign_in("maya.okafor").get("/mail")


@pytest.mark.parametrize("person", ["maya.okafor", "elena.sorokin", "ana.whitfield", "alice.tran"])
@pytest.mark.parametrize("path", ["/outbox", "/outbox/csv", "/webhooks", "/webhooks/add"])
def test_the_list_is_for_administrators(b: Browser, person: str, path: str) -> None:
    b.sign_in(person).get(path)
    assert b.status == 403


def test_a_stuck_mail_is_sent_again_or_given_up_after_a_check(b: Browser) -> None:
    message = mails(b)[0]
    stick(b, message)
    b.sign_in(ADMIN).get("/outbox?state=stuck")
    assert "waits" in b.post(f"/outbox/{message.id}/again")
    assert "Nothing is stuck" in b.words or "nowhere in the demo" in b.words
    assert b.events("MessageRetried") == [{"actor": ADMIN, "message": message.id}]
    assert "will not get this message" in b.get(f"/outbox/{message.id}/drop")
    assert "was given up" in b.post(f"/outbox/{message.id}/drop")
    assert [e["message"] for e in b.events("MessageDropped")] == [message.id]
    b.get("/outbox")
    b.post(f"/outbox/{message.id}/again")
    assert b.status == 409
    assert "already" in b.words


def test_all_that_is_stuck_is_sent_again_with_one_button(b: Browser) -> None:
    def more(tx: Tx) -> None:
        for number in range(3):
            change.notify(
                tx, "maya.okafor", "tool-closed", subject="x", lines=("y",), path="/", at=NOW, key=f"{number}"
            )

    b.agency.store.write(more)
    for message in mails(b)[:3]:
        stick(b, message)
    assert "Send all 3 again" in b.sign_in(ADMIN).get("/outbox")
    assert "3 messages are tried again now." in b.post("/outbox/again")


def test_filters_pages_and_csv_are_the_same_list(b: Browser) -> None:
    def more(tx: Tx) -> None:
        for number in range(30):
            change.notify(
                tx, "maya.okafor", "tool-closed", subject="x", lines=("y",), path="/", at=NOW, key=f"{number}"
            )

    b.agency.store.write(more)
    b.sign_in(ADMIN)
    assert "Page 1 of 2" in b.get("/outbox?way=mail&state=waiting")
    assert "Page 2 of 2" in b.get("/outbox?way=mail&state=waiting&page=2")
    assert "No message is like that." in b.get("/outbox?way=webhook")
    link = re.search(r'href="(/outbox/csv[^"]*)"', b.client.get("/outbox?way=mail&state=waiting").text)
    assert link is not None
    rows = list(csv.DictReader(io.StringIO(b.client.get(link.group(1).replace("&amp;", "&")).text.lstrip("\ufeff"))))
    assert len(rows) == len(mails(b))
    assert {row["Way"] for row in rows} == {"mail"}
    for address in ("/outbox?way=pigeon", "/outbox?state=lost", "/outbox/csv?state='"):
        b.get(address)
        assert b.status == 422 or b.status == 400


def test_home_says_what_does_not_leave_and_why(b: Browser) -> None:
    b.sign_in(ADMIN)
    assert "stuck" not in b.get("/")
    stick(b, mails(b)[0], "The mail server says no.")
    assert "1 message is stuck" in b.get("/")
    assert "The mail server says no." in b.words
    assert 'href="/outbox"' in b.text


def told_late(tx: Tx) -> Message:
    before = NOW - timedelta(hours=1)
    made = change.notify(tx, "maya.okafor", "tool-closed", subject="x", lines=("y",), path="/", at=before)
    assert made is not None
    return made


def test_without_a_mail_server_somebody_is_told(b: Browser) -> None:
    desk = real_desk(b)
    b.agency.store.write(told_late)
    with desk.read() as tx:
        found = task_for(desk, tx)
        assert found == ("1 message waits for more than 15 minutes", "No mail server is set, so mail waits here.")
        assert answer(desk, tx).startswith("No mail server is set, so mail waits here. 3 messages wait.")


def test_a_server_that_is_down_is_named(b: Browser) -> None:
    desk = real_desk(b, mail_host="mail.internal")

    def late(tx: Tx) -> None:
        made = told_late(tx)
        outbox.lease(tx, Way.MAIL, "LEASE", at=NOW, until=NOW + timedelta(minutes=1), most=10)
        fault = DeliveryError("The mail server mail.internal cannot be reached at port 587.", is_ours=True)
        change.put_off(tx, made, "LEASE", fault, until=NOW + timedelta(minutes=1))

    b.agency.store.write(late)
    with desk.read() as tx:
        found = task_for(desk, tx)
    assert found is not None
    assert found[1] == "The mail server mail.internal cannot be reached at port 587."


def test_dates_are_a_calendar_of_ones_own(b: Browser) -> None:
    b.sign_in("maya.okafor")
    answer = b.client.get("/record/dates.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.count("BEGIN:VEVENT") == 6
    assert ".maya.okafor@" in answer.text
    assert "/record/dates.ics" in b.client.get("/record").text
    assert "VEVENT" not in b.sign_in("henry.osei").client.get("/record/dates.ics").text


def test_a_webhook_is_added_tried_and_removed_and_its_secret_is_seen_once(b: Browser) -> None:
    b.sign_in(ADMIN)
    assert "No system hears of what happens here." in b.get("/webhooks")
    b.get("/webhooks/add")
    b.post("/webhooks/add", url="http://127.0.0.1:9/x", kinds="ToolChanged")
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", b.text)
    assert secret is not None
    made = b.events("WebhookAdded")[0]
    assert (made["host"], made["kinds"]) == ("127.0.0.1", ["ToolChanged"])
    assert "1 system hears of what happens here." in b.get("/webhooks")
    assert "Tool changed" in b.words
    assert "A test is on its way." in b.post(f"/webhooks/{made['webhook']}/test")
    assert "1 message that waits is given up." in b.get(f"/webhooks/{made['webhook']}/remove")
    assert "was removed" in b.post(f"/webhooks/{made['webhook']}/remove")
    with b.agency.store.read() as tx:
        everything = "".join(str(row) for row in tx.conn.exec_driver_sql("SELECT body FROM outbox"))
    assert secret.group(0) not in everything + b.get("/webhooks") + b.get("/outbox") + str(b.events("WebhookAdded"))


BAD = (
    "",
    "not an address",
    "ftp://files.dcs.example",
    "https://user:secret@hooks.dcs.example",
    "https://hooks.dcs.example/#part",
    "https://hooks.dcs.example:0",
    "https://[::1",
    "https://hooks.dcs.example/ x",
    "javascript:alert(1)",
    "https://" + "h" * 500 + ".example",
)


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_cannot_be_comes_back_with_what_was_typed(b: Browser, url: str) -> None:
    b.sign_in(ADMIN).get("/webhooks/add")
    b.post("/webhooks/add", url=url, kinds="ToolChanged")
    assert b.status == 422
    assert "Fix 1 thing" in b.words
    assert re.search(r'value="ToolChanged" checked', b.text)
    assert b.events("WebhookAdded") == []


PRIVATE = (
    "http://hooks.dcs.example",
    "https://127.0.0.1/x",
    "https://10.0.0.1/x",
    "https://localhost",
    "https://host.internal",
    "https://[::1]/x",
)


@pytest.mark.parametrize("url", PRIVATE)
def test_the_agencys_own_network_is_closed_unless_a_setting_opens_it(url: str) -> None:
    with pytest.raises(UsageError):
        check_url(url, may_be_private=False)
    check_url(url, may_be_private=True)


def test_a_kind_that_is_not_there_is_said(b: Browser) -> None:
    b.sign_in(ADMIN).get("/webhooks/add")
    b.post("/webhooks/add", url="http://127.0.0.1:9/x", kinds="<script>")
    assert b.status == 422
    assert "<script>alert" not in b.text
