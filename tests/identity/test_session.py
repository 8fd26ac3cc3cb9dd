"""Sessions: bounded in number and in time, known to every process, forgotten when they end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from proviso.errors import StoreError
from proviso.identity.session import LONGEST, Sessions, new_visitor
from proviso.model import KeptSession

NOW = datetime(2026, 11, 20, 14, 14, tzinfo=UTC)
KEY = bytes(range(32))


@dataclass
class Rows:
    """Where sessions are kept; `is_away` when nobody can look."""

    rows: dict[str, KeptSession] = field(default_factory=dict)
    is_away: bool = False

    def find(self, mark: str) -> KeptSession | None:
        if self.is_away:
            raise StoreError("The database is away.")
        return self.rows.get(mark)

    def of(self, person_id: str) -> list[KeptSession]:
        return [row for row in self.rows.values() if row.person_id == person_id]

    def put(self, kept: KeptSession, before: datetime) -> None:
        self.rows = {mark: row for mark, row in self.rows.items() if row.seen_at > before} | {kept.mark: kept}

    def change(self, kept: KeptSession) -> None:
        if kept.mark in self.rows:
            self.rows[kept.mark] = kept

    def see(self, mark: str, at: datetime) -> None:
        if mark in self.rows:
            self.rows[mark] = replace(self.rows[mark], seen_at=at)

    def end(self, mark: str) -> None:
        self.rows.pop(mark, None)


def made(rows: Rows | None = None, *, key: bytes = KEY, limit: int = 100) -> Sessions:
    """The sessions of one process."""
    return Sessions(idle_minutes=30, key=key, keeper=rows if rows is not None else Rows(), limit=limit)


def test_session_is_found_by_its_signed_cookie() -> None:
    sessions = made()
    session = sessions.start("maya.okafor", NOW)
    code = sessions.read(sessions.cookie(session.code))
    assert code == session.code
    assert sessions.find(session.code, NOW) is session


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "é", "\udc80", "0" * 5000])
def test_cookie_that_we_did_not_sign_is_nobody(cookie: str) -> None:
    assert made().read(cookie) is None


def test_cookie_of_another_agency_is_nobody() -> None:
    here, there = made(), made(key=bytes(32))
    assert there.read(here.cookie(here.start("maya.okafor", NOW).code)) is None


def test_another_process_knows_who_is_signed_in_and_not_what_was_said() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    session = here.start("maya.okafor", NOW, way="passkey", browser="Firefox on Linux", roles=["expert"])
    session.data["talk"] = ("a question",)
    session.lasting["read"] = [1, 2]
    here.keep(session)
    code = there.read(here.cookie(session.code))
    assert code is not None
    found = there.find(code, NOW)
    assert found is not None
    same = (found.person_id, found.way, found.browser, found.roles, found.started_at, found.lasting)
    assert same == ("maya.okafor", "passkey", "Firefox on Linux", frozenset({"expert"}), NOW, {"read": [1, 2]})
    assert found.data == {}
    assert there.is_token(code, here.token(session.code))


def test_what_is_kept_of_a_session_names_neither_its_code_nor_what_was_said() -> None:
    rows = Rows()
    session = made(rows).start("maya.okafor", NOW, browser="Firefox on Linux")
    session.data["talk"] = ("a question",)
    (row,) = rows.rows.values()
    assert session.code not in repr(rows.rows) + row.locked
    assert "Firefox" not in row.locked
    assert made(rows, key=bytes(32)).find(session.code, NOW) is None


def test_a_row_that_was_moved_to_somebody_else_opens_nothing() -> None:
    rows = Rows()
    session = made(rows).start("maya.okafor", NOW)
    rows.rows[session.mark] = replace(rows.rows[session.mark], person_id="ana.whitfield")
    assert made(rows).find(session.code, NOW) is None


def test_signing_out_in_one_process_is_signing_out_in_all() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    session = here.start("maya.okafor", NOW)
    assert there.find(session.code, NOW) is not None
    there.end(session.mark)
    assert here.find(session.code, NOW) is None
    assert len(here) == 0


def test_whoever_is_busy_in_one_process_is_not_idle_in_another() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    session = here.start("maya.okafor", NOW)
    later = NOW + timedelta(minutes=29)
    found = there.find(session.code, later)
    assert found is not None
    assert there.is_due(found)
    there.note(found)
    assert not there.is_due(found)
    assert here.find(session.code, NOW + timedelta(minutes=45)) is session
    assert here.find(session.code, later + timedelta(minutes=80)) is None


def test_a_confirmation_in_one_process_counts_in_another() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    session = here.start("maya.okafor", NOW)
    assert there.find(session.code, NOW) is not None
    session.confirmed_at = NOW + timedelta(minutes=5)
    here.keep(session)
    found = there.find(session.code, NOW + timedelta(minutes=6))
    assert found is not None
    assert found.confirmed_at == NOW + timedelta(minutes=5)


def test_while_the_database_is_away_a_process_knows_its_own() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    session = here.start("maya.okafor", NOW)
    rows.is_away = True
    assert here.find(session.code, NOW) is session
    assert there.find(session.code, NOW) is None


def test_a_day_of_work_ends_the_busiest_session() -> None:
    rows = Rows()
    sessions = made(rows)
    session = sessions.start("maya.okafor", NOW)
    for minutes in range(20, int(LONGEST.total_seconds() / 60), 20):
        assert sessions.find(session.code, NOW + timedelta(minutes=minutes)) is session
    assert sessions.find(session.code, NOW + LONGEST) is None


def test_the_sessions_of_a_person_are_those_of_every_process() -> None:
    rows = Rows()
    here, there = made(rows), made(rows)
    here.start("maya.okafor", NOW)
    there.start("maya.okafor", NOW + timedelta(minutes=1), browser="Chrome on macOS")
    here.start("tom.reyes", NOW)
    found = here.of("maya.okafor", NOW + timedelta(minutes=2))
    assert [one.browser for one in found] == ["Chrome on macOS", ""]
    assert all(not one.code for one in found)


@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (30, False), (31, False)])
def test_session_ends_after_the_idle_minutes(minutes: int, is_there: bool) -> None:
    sessions = made()
    session = sessions.start("maya.okafor", NOW)
    assert (sessions.find(session.code, NOW + timedelta(minutes=minutes)) is not None) is is_there


def test_looking_keeps_a_session_alive() -> None:
    sessions = made()
    session = sessions.start("maya.okafor", NOW)
    assert sessions.find(session.code, NOW + timedelta(minutes=20)) is session
    assert sessions.find(session.code, NOW + timedelta(minutes=45)) is session
    assert sessions.find(session.code, NOW + timedelta(minutes=75)) is None


def test_session_that_was_idle_longest_makes_room() -> None:
    sessions = made(limit=2)
    first, second = sessions.start("maya.okafor", NOW), sessions.start("tom.reyes", NOW)
    assert sessions.find(first.code, NOW + timedelta(minutes=1)) is first
    sessions.start("priya.nair", NOW + timedelta(minutes=2))
    assert len(sessions) == 2
    assert sessions.held(second.mark) is None


def test_idle_sessions_are_dropped_when_another_begins() -> None:
    sessions = made()
    sessions.start("maya.okafor", NOW)
    sessions.start("tom.reyes", NOW + timedelta(minutes=31))
    assert len(sessions) == 1


def test_what_a_session_held_is_gone_when_it_ends() -> None:
    sessions = made()
    session = sessions.start("maya.okafor", NOW)
    session.data["talk"] = ("a question",)
    sessions.end(session.mark)
    assert sessions.find(session.code, NOW) is None
    assert len(sessions) == 0


def test_token_belongs_to_one_browser() -> None:
    sessions = made()
    mine, theirs = new_visitor(), new_visitor()
    assert sessions.is_token(mine, sessions.token(mine))
    assert not sessions.is_token(mine, sessions.token(theirs))
    assert not sessions.is_token(mine, "")
    assert not sessions.is_token(mine, "é")


def test_what_a_session_holds_is_not_in_its_repr() -> None:
    session = made().start("maya.okafor", NOW)
    session.data["text"] = "a text that nobody may log"
    assert "nobody may log" not in repr(session)
