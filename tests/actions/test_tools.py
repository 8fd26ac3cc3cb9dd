from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from proviso.actions import tools
from proviso.db import history, wishes
from proviso.db import tools as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Ceiling, Channel, Conditions, Tool, ToolClass, ToolStatus
from tests.actions.house import CHAT, NOW, PEOPLE, House


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
        house.do(lambda tx: tools.add(tx, replace(CHAT, status=ToolStatus.IN_REVIEW), actor="marcus.bell", at=NOW))


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


def _change(house: House, **changes: Any) -> Tool:
    values: dict[str, Any] = {"actor": "ana.whitfield", "at": NOW, **changes}
    return house.do(lambda tx: tools.change(tx, values.pop("tool_id", CHAT.id), **values))


def test_what_holds_from_now_on_is_in_the_ledger(house: House) -> None:
    limits = Conditions(channels=frozenset({Channel.WEB}), most_users=10, ends_on=date(2027, 5, 1))
    _change(house, conditions=limits, reason="a pilot")
    record = house.look(lambda tx: next(iter(history.about(tx, "tool", CHAT.id, ("ToolConditionsSet",))))).record
    assert record.data["conditions"] == {"channels": ["web"], "ends_on": "2027-05-01", "most_users": 10}
    assert record.data["reason"] == "a pilot"
    assert "ToolChanged" not in house.events()[-1:], "the state is the same"


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Conditions(purposes=frozenset()), "at least one of the purposes"),
        (Conditions(channels=frozenset()), "at least one of the channels"),
        (Conditions(most_users=0), "from 1 to"),
        (Conditions(most_users=2_000_000), "from 1 to"),
        (Conditions(ends_on=date(2026, 11, 1)), "That day is over"),
    ],
)
def test_conditions_that_no_approval_can_have_are_refused(house: House, limits: Conditions, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        _change(house, conditions=limits)


@pytest.mark.parametrize("actor", [one.id for one in PEOPLE])
@pytest.mark.parametrize("how", ["change", "add"])
def test_nobody_raises_the_ceiling_of_a_commercial_tool(house: House, actor: str, how: str) -> None:
    """R-003, over all roles; and a row that says otherwise opens nothing."""
    raised = Conditions(ceiling=Ceiling.AGENCY)
    more = replace(CHAT, id="ferry", conditions=raised)
    with pytest.raises(NotAllowedError):
        house.do(
            lambda tx: (
                tools.change(tx, CHAT.id, conditions=raised, actor=actor, at=NOW)
                if how == "change"
                else tools.add(tx, more, actor=actor, at=NOW)
            )
        )
    assert more.ceiling is Ceiling.OPEN_SOURCE
    assert replace(more, tool_class=ToolClass.INTERNAL).ceiling is Ceiling.AGENCY


def test_the_ceiling_of_an_internal_tool_is_the_office_s_to_set(house: House) -> None:
    desk = replace(CHAT, id="harbordesk", name="HarborDesk", tool_class=ToolClass.INTERNAL)
    house.do(lambda tx: tools.add(tx, desk, actor="marcus.bell", at=NOW))
    lower = Conditions(ceiling=Ceiling.OPEN_SOURCE)
    assert _change(house, tool_id="harbordesk", conditions=lower).ceiling is Ceiling.OPEN_SOURCE
    assert _change(house, tool_id="harbordesk", conditions=Conditions()).ceiling is Ceiling.AGENCY


def test_a_form_that_is_older_than_the_last_change_is_refused_by_name(house: House) -> None:
    seen = tools.mark(house.look(lambda tx: tools.get(tx, CHAT.id)))
    _change(house, conditions=Conditions(no_attachments=True), actor="marcus.bell", seen=seen)
    with pytest.raises(ConflictError, match="Marcus Bell changed Northlight Chat since you opened this page"):
        _change(house, conditions=Conditions(only_code=True), seen=seen)
    tool = house.look(lambda tx: tools.get(tx, CHAT.id))
    assert tool.conditions == Conditions(no_attachments=True)


def test_a_paused_tool_says_where_to_go_instead_until_it_is_open_again(house: House) -> None:
    other = replace(CHAT, id="quillmate", name="Quillmate")
    house.do(lambda tx: tools.add(tx, other, actor="system", at=NOW))
    paused = _change(house, status=ToolStatus.PAUSED, reason="x", instead="quillmate")
    assert paused.instead == "quillmate"
    assert _change(house, status=ToolStatus.APPROVED).instead == ""


@pytest.mark.parametrize(("instead", "says"), [(CHAT.id, "is not open"), ("ferry", "no tool")])
def test_only_another_open_tool_can_be_named_instead(house: House, instead: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        _change(house, status=ToolStatus.PAUSED, reason="x", instead=instead)


def _more(house: House) -> None:
    for tool_id, kind, status in (
        ("quillmate", ToolClass.COMMERCIAL, ToolStatus.PAUSED),
        ("ferry", ToolClass.COMMERCIAL, ToolStatus.IN_REVIEW),
        ("harbordesk", ToolClass.INTERNAL, ToolStatus.APPROVED),
    ):
        tool = replace(CHAT, id=tool_id, name=tool_id.title(), tool_class=kind, status=status)
        house.do(partial(tools.add, tool=tool, actor="marcus.bell", at=NOW))


def test_every_approval_of_a_commercial_tool_is_taken_back_at_once(house: House) -> None:
    _more(house)
    revoked = house.do(
        lambda tx: tools.revoke_all(tx, "the agency’s own tool", "harbordesk", actor="ana.whitfield", at=NOW)
    )
    assert {t.id for t in revoked} == {CHAT.id, "quillmate"}
    states = {t.id: (t.status, t.instead) for t in house.look(db.all)}
    assert states[CHAT.id] == states["quillmate"] == (ToolStatus.REVOKED, "harbordesk")
    assert states["ferry"][0] is ToolStatus.IN_REVIEW
    assert states["harbordesk"][0] is ToolStatus.APPROVED
    assert house.events().count("ToolsRevoked") == 1
    with pytest.raises(ConflictError, match="No commercial tool"):
        house.do(lambda tx: tools.revoke_all(tx, "again", actor="ana.whitfield", at=NOW))


@pytest.mark.parametrize("actor", [one.id for one in PEOPLE if one.id != "ana.whitfield"])
def test_only_the_cio_takes_every_approval_back(house: House, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: tools.revoke_all(tx, "x", actor=actor, at=NOW))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x", "instead": "quillmate"}, "is closed by this, too"),
        ({"reason": "x", "seen": "0000000000000000"}, "The list changed"),
    ],
)
def test_a_revocation_of_all_needs_a_reason_a_tool_that_stays_and_a_fresh_list(
    house: House, given: dict[str, str], says: str
) -> None:
    _more(house)
    with pytest.raises(UsageError, match=says):
        house.do(lambda tx: tools.revoke_all(tx, **given, actor="ana.whitfield", at=NOW))
    assert house.look(lambda tx: tools.get(tx, CHAT.id)).status is ToolStatus.APPROVED
