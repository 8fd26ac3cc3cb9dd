"""Sessions: bounded in number and in time, forgotten when they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from proviso.identity.session import Sessions, new_visitor

NOW = datetime(2026, 11, 20, 14, 14, tzinfo=UTC)


def test_session_is_found_by_its_signed_cookie() -> None:
    sessions = Sessions(idle_minutes=30)
    session = sessions.start("maya.okafor", NOW)
    code = sessions.read(sessions.cookie(session.code))
    assert code == session.code
    assert sessions.find(session.code, NOW) is session


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "é", "\udc80", "0" * 5000])
def test_cookie_that_we_did_not_sign_is_nobody(cookie: str) -> None:
    assert Sessions(idle_minutes=30).read(cookie) is None


def test_cookie_of_another_process_is_nobody() -> None:
    here, there = Sessions(idle_minutes=30), Sessions(idle_minutes=30)
    assert there.read(here.cookie(here.start("maya.okafor", NOW).code)) is None


@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (30, False), (31, False)])
def test_session_ends_after_the_idle_minutes(minutes: int, is_there: bool) -> None:
    sessions = Sessions(idle_minutes=30)
    session = sessions.start("maya.okafor", NOW)
    assert (sessions.find(session.code, NOW + timedelta(minutes=minutes)) is not None) is is_there


def test_looking_keeps_a_session_alive() -> None:
    sessions = Sessions(idle_minutes=30)
    session = sessions.start("maya.okafor", NOW)
    assert sessions.find(session.code, NOW + timedelta(minutes=20)) is session
    assert sessions.find(session.code, NOW + timedelta(minutes=45)) is session
    assert sessions.find(session.code, NOW + timedelta(minutes=75)) is None


def test_session_that_was_idle_longest_makes_room() -> None:
    sessions = Sessions(idle_minutes=30, limit=2)
    first, second = sessions.start("maya.okafor", NOW), sessions.start("tom.reyes", NOW)
    assert sessions.find(first.code, NOW + timedelta(minutes=1)) is first
    sessions.start("priya.nair", NOW + timedelta(minutes=2))
    assert len(sessions) == 2
    assert sessions.find(second.code, NOW + timedelta(minutes=2)) is None


def test_idle_sessions_are_dropped_when_another_begins() -> None:
    sessions = Sessions(idle_minutes=30)
    sessions.start("maya.okafor", NOW)
    sessions.start("tom.reyes", NOW + timedelta(minutes=31))
    assert len(sessions) == 1


def test_what_a_session_held_is_gone_when_it_ends() -> None:
    sessions = Sessions(idle_minutes=30)
    session = sessions.start("maya.okafor", NOW)
    session.data["talk"] = ("a question",)
    sessions.end(session.code)
    assert sessions.find(session.code, NOW) is None
    assert len(sessions) == 0


def test_token_belongs_to_one_browser() -> None:
    sessions = Sessions(idle_minutes=30)
    mine, theirs = new_visitor(), new_visitor()
    assert sessions.is_token(mine, sessions.token(mine))
    assert not sessions.is_token(mine, sessions.token(theirs))
    assert not sessions.is_token(mine, "")
    assert not sessions.is_token(mine, "é")


def test_what_a_session_holds_is_not_in_its_repr() -> None:
    session = Sessions(idle_minutes=30).start("maya.okafor", NOW)
    session.data["text"] = "a text that nobody may log"
    assert "nobody may log" not in repr(session)
