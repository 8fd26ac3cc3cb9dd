from __future__ import annotations

from functools import partial

import pytest

from proviso.actions import suggestions
from proviso.actions.agency import Agency
from proviso.db import suggestions as db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Suggestion, SuggestionState, ToolStatus
from tests.actions.house import NOW
from tests.actions.reviewing import begin, pack_of


def suggest(
    agency: Agency, name: str, actor: str, *, url: str = "", like: str = "", use: str = "To search."
) -> Suggestion:
    return agency.store.write(
        lambda tx: suggestions.suggest(tx, name, url, use, like=like, pack=pack_of(agency), actor=actor, at=NOW)
    )


def test_a_suggestion_says_by_when_it_is_answered(agency: Agency) -> None:
    made = suggest(agency, "LanternSearch", "maya.okafor")
    assert (made.state, made.group, made.due_on.isoformat()) == (SuggestionState.WAITING, made.id, "2026-12-05")


def test_the_same_name_joins_those_who_ask_for_it_already(agency: Agency) -> None:
    first = suggest(agency, "LanternSearch", "maya.okafor")
    second = suggest(agency, " lantern search ", "tom.reyes")
    third = suggest(agency, "Lantren Search", "elena.sorokin", like=first.group)
    assert first.group == second.group == third.group
    with agency.store.read() as tx:
        assert [k.count for k in suggestions.known(tx, "Lantren Search", "")] == [3]
        assert [k.name for k in suggestions.known(tx, "Whatever", "")] == []


def test_the_address_of_its_page_tells_it_too(agency: Agency) -> None:
    suggest(agency, "LanternSearch", "maya.okafor", url="https://www.lantern.example/app")
    with agency.store.read() as tx:
        assert len(suggestions.known(tx, "Something", "https://lantern.example")) == 1


def test_nobody_suggests_the_same_tool_twice(agency: Agency) -> None:
    suggest(agency, "LanternSearch", "maya.okafor")
    with pytest.raises(ConflictError, match="already"):
        suggest(agency, "lanternsearch", "maya.okafor")


def test_a_tool_that_is_open_is_not_suggested(agency: Agency) -> None:
    with pytest.raises(ConflictError, match="on the list already"):
        suggest(agency, "northlight chat", "maya.okafor")


def test_a_tool_in_review_is_joined_there(agency: Agency) -> None:
    begin(agency)
    joined = suggest(agency, "FERRY", "tom.reyes")
    assert (joined.state, joined.tool_id) == (SuggestionState.IN_REVIEW, "ferry")


NONSENSE = (
    ("", "", "x", "Name the tool"),
    ("\u200b …", "", "x", "Name the tool"),
    ("x" * 81, "", "x", "80 letters"),
    ("Lantern", "lantern", "x", "address"),
    ("Lantern", "javascript:alert(1)", "x", "address"),
    ("Lantern", "https://me:secret@lantern.example", "x", "address"),
    ("Lantern", "https://[::1", "x", "address"),
    ("Lantern", "", " ", "use it for"),
    ("Lantern", "", "x" * 501, "501"),
)


def test_what_cannot_be_is_said(agency: Agency) -> None:
    for name, url, use, says in NONSENSE:
        with pytest.raises(UsageError, match=says):
            suggest(agency, name, "maya.okafor", url=url, use=use)


def test_one_person_does_not_fill_the_queue(agency: Agency) -> None:
    for number in range(suggestions.MOST_OPEN):
        suggest(agency, f"Zebra{number}x{number}", "maya.okafor", like="")
    with pytest.raises(UsageError, match="wait already"):
        suggest(agency, "One more", "maya.okafor")


def test_auditors_and_machines_suggest_nothing(agency: Agency) -> None:
    for actor in ("alice.tran", "system", "nobody.here"):
        with pytest.raises((NotAllowedError, NotFoundError)):
            suggest(agency, "LanternSearch", actor)


def test_only_who_suggested_it_withdraws_it_and_the_others_still_ask(agency: Agency) -> None:
    mine, theirs = suggest(agency, "LanternSearch", "maya.okafor"), suggest(agency, "LanternSearch", "tom.reyes")
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: suggestions.withdraw(tx, mine.id, actor="tom.reyes", at=NOW))
    agency.store.write(lambda tx: suggestions.withdraw(tx, mine.id, actor="maya.okafor", at=NOW))
    with pytest.raises(ConflictError):
        agency.store.write(lambda tx: suggestions.withdraw(tx, mine.id, actor="maya.okafor", at=NOW))
    with agency.store.read() as tx:
        assert [s.id for s in db.waiting(tx)] == [theirs.id]


def test_the_office_says_no_once_and_everybody_who_asked_reads_why(agency: Agency) -> None:
    first = suggest(agency, "LanternSearch", "maya.okafor")
    suggest(agency, "LanternSearch", "tom.reyes")

    def decline(tx: Tx, actor: str = "marcus.bell", answer: str = "It keeps every search.") -> None:
        suggestions.decline(tx, first.group, answer, actor=actor, at=NOW)

    for actor, answer in (("maya.okafor", "No."), ("joan.castellanos", "No."), ("marcus.bell", " ")):
        with pytest.raises(UsageError):
            agency.store.write(partial(decline, actor=actor, answer=answer))
    agency.store.write(decline)
    with agency.store.read() as tx:
        assert {s.answer for s in db.of_group(tx, first.group)} == {"It keeps every search."}
        assert db.open(tx) == []
        assert tools.get(tx, "lanternsearch") is None, "what was only suggested is on no list"
    with pytest.raises(NotFoundError):
        agency.store.write(decline)


def test_nobody_answers_their_own_suggestion(agency: Agency) -> None:
    made = suggest(agency, "LanternSearch", "marcus.bell")
    with pytest.raises(NotAllowedError, match="yourself"):
        agency.store.write(lambda tx: suggestions.decline(tx, made.group, "No.", actor="marcus.bell", at=NOW))


def test_a_review_answers_those_who_asked(agency: Agency) -> None:
    begin(agency)
    with agency.store.read() as tx:
        tool = tools.get(tx, "ferry")
        assert tool is not None
        assert tool.status is ToolStatus.IN_REVIEW
        assert [(s.state, s.tool_id) for s in db.of_tool(tx, "ferry")] == [(SuggestionState.IN_REVIEW, "ferry")]
