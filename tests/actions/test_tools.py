from __future__ import annotations

import pytest

from proviso.actions import tools
from proviso.db import tools as db
from proviso.db import wishes
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Conditions, ToolStatus
from tests.actions.house import CHAT, NOW, House


def test_a_listed_tool_says_since_when_and_by_whom(house: House) -> None:
    tool = house.look(lambda tx: db.get(tx, CHAT.id))
    assert tool is not None
    assert (tool.status_since, tool.status_by) == (NOW, "marcus.bell")
    assert house.events()[-1] == "ToolListed"


@pytest.mark.parametrize("actor", ["ana.whitfield", "marcus.bell", "joan.castellanos"])
def test_the_cio_and_privacy_may_pause_a_tool(house: House, actor: str) -> None:
    paused = house.do(
        lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, reason="its terms changed", actor=actor, at=NOW)
    )
    assert (paused.status, paused.status_reason, paused.status_by) == (ToolStatus.PAUSED, "its terms changed", actor)
    assert house.look(lambda tx: db.get(tx, CHAT.id)) == paused


@pytest.mark.parametrize("actor", ["joan.castellanos", "maya.okafor", "ruth.delgado", "alice.tran"])
def test_only_the_cio_opens_a_tool_again(house: House, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, actor=actor, at=NOW))


def test_privacy_may_not_change_conditions_while_pausing(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.do(
            lambda tx: tools.change(
                tx,
                CHAT.id,
                status=ToolStatus.PAUSED,
                reason="x",
                conditions=Conditions(),
                actor="joan.castellanos",
                at=NOW,
            )
        )


def test_pausing_needs_a_reason(house: House) -> None:
    with pytest.raises(UsageError, match="Say why"):
        house.do(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.PAUSED, actor="ana.whitfield", at=NOW))


def test_conditions_change_without_a_new_state(house: House) -> None:
    limits = Conditions(components=frozenset({"FRO"}), no_attachments=True)
    changed = house.do(lambda tx: tools.change(tx, CHAT.id, conditions=limits, actor="marcus.bell", at=NOW))
    assert (changed.conditions, changed.status) == (limits, ToolStatus.APPROVED)


def test_a_tool_is_listed_once(house: House) -> None:
    with pytest.raises(ConflictError):
        house.do(lambda tx: tools.add(tx, CHAT, actor="marcus.bell", at=NOW))


def test_an_unknown_tool_is_named(house: House) -> None:
    with pytest.raises(NotFoundError, match="ferry"):
        house.do(lambda tx: tools.change(tx, "ferry", status=ToolStatus.APPROVED, actor="marcus.bell", at=NOW))


def _pause(house: House) -> None:
    house.do(
        lambda tx: tools.change(
            tx, CHAT.id, status=ToolStatus.PAUSED, reason="its terms changed", actor="ana.whitfield", at=NOW
        )
    )


def test_who_waits_for_a_closed_tool_is_kept_once_until_they_have_read_it(house: House) -> None:
    _pause(house)
    for _ in range(2):
        house.do(lambda tx: tools.await_tool(tx, CHAT.id, actor="maya.okafor", at=NOW))
    assert house.look(lambda tx: wishes.open_of(tx, "maya.okafor")) == {CHAT.id: NOW}
    assert house.look(lambda tx: wishes.count_for(tx, CHAT.id)) == 1
    house.do(lambda tx: tools.read_notice(tx, CHAT.id, actor="maya.okafor", at=NOW))
    house.do(lambda tx: tools.read_notice(tx, CHAT.id, actor="maya.okafor", at=NOW))
    assert house.look(lambda tx: wishes.open_of(tx, "maya.okafor")) == {}
    assert house.events()[-2:] == ["ToolAwaited", "ToolNoticeRead"]


def test_nobody_waits_for_a_tool_that_is_open(house: House) -> None:
    with pytest.raises(UsageError, match="is open now"):
        house.do(lambda tx: tools.await_tool(tx, CHAT.id, actor="maya.okafor", at=NOW))


def test_nobody_waits_for_a_tool_that_was_never_listed(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.do(lambda tx: tools.await_tool(tx, "quill-9", actor="maya.okafor", at=NOW))


def test_an_auditor_waits_for_nothing(house: House) -> None:
    _pause(house)
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: tools.await_tool(tx, CHAT.id, actor="alice.tran", at=NOW))
