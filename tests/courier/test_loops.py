"""The courier wakes at once, outlives every fault, and ends when it is told to."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.courier import carrying
from proviso.courier.chores import Chore, Chores
from proviso.courier.letters import MailRound
from proviso.courier.loops import Loop
from proviso.courier.servers import mail_server
from proviso.errors import StoreError, UsageError
from proviso.settings import Settings
from tests.courier.office import Clock, agency_with, messages, write_to
from tests.delivery.post import Office, post_office
from tests.delivery.post import mail_server as there

QUICK = 5.0


def until(holds: object) -> float:
    begun = time.monotonic()
    while not holds():  # type: ignore[operator]
        assert time.monotonic() - begun < QUICK
        time.sleep(0.005)
    return time.monotonic() - begun


def test_a_mail_leaves_within_a_moment_and_the_threads_end(tmp_path: Path) -> None:
    office, before = Office(), threading.active_count()
    with post_office(office) as port:
        settings = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none", "mail_from": "a@dcs.example"}
        with agency_with(tmp_path, **settings) as agency, carrying(agency) as loops:
            assert len(loops) == 4
            write_to(agency, "maya.okafor", at=datetime.now(UTC))
            assert until(lambda: office.got) < QUICK
        assert not any(loop.is_alive() for loop in loops)
    assert until(lambda: threading.active_count() <= before) < QUICK


def test_what_another_process_queued_is_seen_without_a_bell() -> None:
    seen: list[int] = []

    def look() -> bool:
        seen.append(1)
        return False

    loop = Loop("test", look, tick=0.01)
    loop.start()
    until(lambda: len(seen) > 3)
    loop.end()
    loop.join(QUICK)
    assert not loop.is_alive()


@pytest.mark.parametrize("fault", [StoreError("The disk is full.", hint="Make room."), ValueError("secret text")])
def test_a_fault_ends_no_thread_and_its_words_are_ours(fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def work() -> bool:
        calls.append(1)
        raise fault

    loop = Loop("test", work)
    with caplog.at_level(logging.WARNING):
        loop.start()
        until(lambda: calls)
        until(lambda: caplog.records)
        assert loop.is_alive()
        loop.end()
        loop.join(QUICK)
    assert "secret text" not in caplog.text
    assert "The disk is full." in caplog.text or "ValueError" in caplog.text


def test_a_demo_has_no_mail_server_whatever_is_set(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, demo=True, mail_host="mail.internal", mail_from="a@dcs.example")
    assert mail_server(settings) is None
    assert mail_server(Settings(home=tmp_path)) is None


def test_the_password_may_be_in_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("right\n")
    settings = Settings(home=tmp_path, mail_host="mail.example", mail_from="a@b.example", mail_password_file=str(file))
    file.chmod(0o644)
    with pytest.raises(UsageError, match="Others can read"):
        mail_server(settings)
    file.chmod(0o600)
    found = mail_server(settings)
    assert found is not None
    assert (found.password, found.port, "right" in repr(found)) == ("right", 587, False)


@pytest.mark.parametrize("content", [None, ""])
def test_a_password_that_is_not_there_is_said_at_the_start(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)
        file.chmod(0o600)
    settings = Settings(home=tmp_path, mail_host="mail.example", mail_from="a@b.example", mail_password_file=str(file))
    with pytest.raises(UsageError, match="password"):
        mail_server(settings)


def test_each_chore_is_done_when_its_time_has_come_and_one_that_fails_keeps_none_of_the_others(tmp_path: Path) -> None:
    done: list[str] = []

    def fails(agency: Agency, at: datetime) -> None:
        done.append("fails")
        raise StoreError("The disk is full.")

    chores = (Chore("fails", fails), Chore("hourly", lambda agency, at: done.append("hourly"), timedelta(hours=1)))
    clock = Clock()
    with agency_with(tmp_path) as agency:
        once = Chores(agency, clock, chores)
        once()
        once()
        assert done == ["fails", "hourly"]
        clock.go(minutes=5)
        once()
        assert done == ["fails", "hourly", "fails"]
        clock.go(hours=1)
        once()
    assert done.count("hourly") == 2


def test_the_usual_chores_forget_what_was_settled_half_a_year_ago(tmp_path: Path) -> None:
    office, clock = Office(), Clock()

    with agency_with(tmp_path) as agency:
        write_to(agency, "maya.okafor")
        with post_office(office) as port:
            MailRound(agency, there(port), clock)()
        write_to(agency, "tom.reyes")
        clock.go(days=181)
        Chores(agency, clock)()
        assert [m.recipient for m in messages(agency) if m.kind == "tool-closed"] == ["tom.reyes"]
