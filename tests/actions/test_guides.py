"""The settings of a tool's account: who writes them, whom they ask again, and when the decision knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions import guides, people, uses
from proviso.actions.agency import Agency
from proviso.db import guides as guides_db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Channel, Guide, GuideRow
from tests.actions.house import CHAT, NOW, get_ready, open_agency

TOM, MARCUS = "tom.reyes", "marcus.bell"
ROW = GuideRow(id="HISTORY1", setting="Turn off chat history", clause="139-07.2.e.1", steps=("Settings", "History"))


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    made.store.write(lambda tx: get_ready(tx, made, TOM))
    yield made
    made.store.close()


def write(agency: Agency, *, seen: int = 0, again: bool = True, rows: tuple[GuideRow, ...] = (ROW,)) -> Guide:
    return agency.store.write(
        lambda tx: guides.set_guide(tx, CHAT.id, rows, asks_again=again, seen_version=seen, actor=MARCUS, at=NOW)
    )


def denied_by(agency: Agency) -> list[str]:
    """The rules that deny Tom's next use, through the same door as every use."""
    use = uses.prepare(agency, TOM, CHAT.id, "research", "How high did the river stand?", Channel.WEB, NOW)
    return [reason.rule for reason in uses.ask(agency, use).decision.reasons]


def attest(agency: Agency, version: int) -> None:
    agency.store.write(
        lambda tx: people.attest_account(
            tx,
            TOM,
            CHAT.id,
            "tom.reyes@dcs.example",
            True,
            True,
            actor=TOM,
            at=NOW,
            guide_version=version,
        )
    )


def test_new_settings_deny_the_next_use_until_they_were_checked(agency: Agency) -> None:
    assert denied_by(agency) == []
    guide = write(agency)
    assert (guide.version, guide.asks_from) == (1, 1)
    assert denied_by(agency) == ["account-settings"]
    attest(agency, 1)
    assert denied_by(agency) == []


def test_new_words_ask_nobody(agency: Agency) -> None:
    write(agency, again=False)
    assert denied_by(agency) == []
    write(agency, seen=1)
    assert denied_by(agency) == ["account-settings"]
    write(agency, seen=2, again=False)
    assert denied_by(agency) == ["account-settings"], "who was asked is asked still"
    attest(agency, 3)
    assert denied_by(agency) == []


def test_the_denial_says_that_the_settings_changed(agency: Agency) -> None:
    write(agency)
    use = uses.prepare(agency, TOM, CHAT.id, "research", "How high?", Channel.WEB, NOW)
    (reason,) = uses.ask(agency, use).decision.reasons
    assert reason.headline == "The settings of Northlight Chat changed. Check yours again."


def test_two_who_write_at_once_lose_nothing(agency: Agency) -> None:
    write(agency)
    with pytest.raises(ConflictError, match="Marcus Bell changed this guide while you wrote"):
        write(agency, seen=0)
    with agency.store.read() as tx:
        held = guides_db.get(tx, CHAT.id)
    assert held is not None
    assert held.version == 1


def test_nobody_attests_a_guide_that_is_not_there(agency: Agency) -> None:
    for version in (1, 7):
        with pytest.raises(ConflictError, match="changed since you opened them"):
            attest(agency, version)
    write(agency)
    with pytest.raises(ConflictError):
        attest(agency, 2)


@pytest.mark.parametrize("actor", [TOM, "elena.sorokin", "yusuf.karim", "alice.tran", "ruth.delgado", "system"])
def test_only_the_cios_office_writes_settings(agency: Agency, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        agency.store.write(
            lambda tx: guides.set_guide(tx, CHAT.id, (ROW,), asks_again=True, seen_version=0, actor=actor, at=NOW)
        )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((GuideRow(id="A", setting=" ", clause="", steps=("x",)),), "needs its name and its steps"),
        ((GuideRow(id="A", setting="x", clause="", steps=()),), "needs its name and its steps"),
        ((GuideRow(id="A", setting="x", clause="", steps=("x",), picture="P1"),), "what the picture shows"),
        ((ROW,) * 10, "at most 9 settings"),
    ],
)
def test_settings_that_help_nobody_are_refused(agency: Agency, rows: tuple[GuideRow, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        write(agency, rows=rows)


def test_a_tool_that_is_not_listed_has_no_settings(agency: Agency) -> None:
    with pytest.raises(NotFoundError):
        agency.store.write(
            lambda tx: guides.set_guide(tx, "nothing", (ROW,), asks_again=True, seen_version=0, actor=MARCUS, at=NOW)
        )
