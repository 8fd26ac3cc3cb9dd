"""Mail is queued in the transaction of its cause, and what became of it is an administrator's to change."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.actions import outbox as change
from proviso.actions.outbox import bells, notify
from proviso.db import outbox
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.model import Message, MessageState
from tests.actions.house import NOW, House

WORDS = {"subject": "Tom Reyes asks to use AI tools", "lines": ("For drafts.", "It takes a minute."), "path": "/team"}

LONG = "An agency's tool whose name is so long that it does not fit"


def queued(house: House) -> list[Message]:
    return house.look(lambda tx: outbox.page(tx, limit=100))


def tell(house: House, person_id: str = "elena.sorokin", **changes: object) -> Message | None:
    given = {**WORDS, **changes}
    return house.do(lambda tx: notify(tx, person_id, "approval-requested", at=NOW, **given))  # type: ignore[arg-type]


def test_what_is_rolled_back_tells_nobody(house: House) -> None:
    def fails(tx: Tx) -> None:
        notify(tx, "elena.sorokin", "approval-requested", at=NOW, **WORDS)  # type: ignore[arg-type]
        raise ConflictError("It was answered already.")

    with pytest.raises(ConflictError):
        house.do(fails)
    assert queued(house) == []


def test_a_bell_rings_when_the_mail_is_durable(house: House) -> None:
    bell = threading.Event()
    bells.add(bell)
    tell(house)
    assert bell.is_set()


def test_a_key_makes_it_once_for_each_person_and_for_ever(house: House) -> None:
    assert tell(house, key="request:1") is not None
    message = queued(house)[0]
    house.do(lambda tx: change.drop(tx, message.id, actor="yusuf.karim", at=NOW))
    assert tell(house, key="request:1") is None
    assert tell(house, "maya.okafor", key="request:1") is not None
    assert tell(house, key="request:2") is not None


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "team", ""])
def test_a_mail_leads_to_a_page_of_ours_alone(house: House, path: str) -> None:
    with pytest.raises(ValueError, match="page of ours"):
        tell(house, path=path)


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Quillmate\r\nBcc: all@dcs.example", "Quillmate Bcc: all@dcs.example"),
        ("Quillmate \u202egnp.exe is paused", "Quillmate \ufffdgnp.exe is paused"),
        (f"{LONG} and is paused", f"{LONG}…"),
        ("W" * 80, "W" * 59 + "…"),
    ],
)
def test_a_subject_is_one_line_of_sixty_letters(house: House, subject: str, kept: str) -> None:
    message = tell(house, subject=subject)
    assert message is not None
    assert message.subject == kept
    assert len(message.subject) <= 60


@pytest.mark.parametrize("person_id", ["nobody.there", ""])
def test_nobody_is_told_who_is_not_there(house: House, person_id: str) -> None:
    assert tell(house, person_id) is None


@pytest.mark.parametrize("act", [change.retry, change.drop])
@pytest.mark.parametrize("actor", ["maya.okafor", "elena.sorokin", "ana.whitfield", "alice.tran"])
def test_only_an_administrator_sends_again_or_gives_up(house: House, act: object, actor: str) -> None:
    message = tell(house)
    assert message is not None
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: act(tx, message.id, actor=actor, at=NOW))  # type: ignore[operator]
    assert queued(house)[0].state is MessageState.WAITING


def test_giving_up_is_on_record_and_is_for_good(house: House) -> None:
    message = tell(house)
    assert message is not None
    house.do(lambda tx: change.drop(tx, message.id, actor="yusuf.karim", at=NOW))
    assert house.events()[-1] == "MessageDropped"
    for act in (change.retry, change.drop):
        with pytest.raises(ConflictError):
            house.do(lambda tx, act=act: act(tx, message.id, actor="yusuf.karim", at=NOW))  # type: ignore[misc]


def test_a_code_may_be_typed_as_it_is_read(house: House) -> None:
    message = tell(house)
    assert message is not None
    typed = f"{message.id[:4]}-{message.id[4:]}".lower()
    assert house.do(lambda tx: change.retry(tx, typed, actor="system", at=NOW)).id == message.id
    with pytest.raises(NotFoundError):
        house.do(lambda tx: change.retry(tx, "0000-0000", actor="system", at=NOW))


def test_what_waits_is_never_forgotten(house: House) -> None:
    tell(house)
    dropped = tell(house, "maya.okafor")
    assert dropped is not None
    house.do(lambda tx: change.drop(tx, dropped.id, actor="system", at=NOW))
    assert house.do(lambda tx: outbox.forget(tx, NOW + timedelta(days=1))) == 1
    assert [message.recipient for message in queued(house)] == ["elena.sorokin"]


def test_many_get_the_same_mail_once_each_and_quickly(house: House) -> None:
    def fill(tx: Tx) -> list[str]:
        maya = people_db.get(tx, "maya.okafor")
        assert maya is not None
        ids = [f"p{number:05}" for number in range(2_000)]
        for one in ids:
            people_db.add(tx, replace(maya, id=one, is_active=one != "p00007"))
        return ids

    ids = house.do(fill)
    many = [*ids, "nobody.there", ids[0]]

    def tell_all(tx: Tx) -> int:
        return change.notify_many(tx, many, "tool-closed", at=NOW, key="closed:x", **WORDS)  # type: ignore[arg-type]

    begun = time.monotonic()
    assert house.do(tell_all) == 1_999
    took = time.monotonic() - begun
    assert house.do(tell_all) == 0
    assert took < 2, "the one writer of a ledger waits for it"
    assert len({message.id for message in house.look(lambda tx: outbox.page(tx, limit=5_000))}) == 1_999
