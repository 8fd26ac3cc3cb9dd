"""Two turns of one minute have two names."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from proviso.web.talk import Turn
from proviso.web.turns import view_turn
from proviso.web.words import Words

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)


def test_two_turns_of_one_minute_have_names_of_their_own() -> None:
    words = Words(ZoneInfo("America/New_York"), AT)
    turn = Turn(decision_id="7KQ2M4XD", tool_name="Northlight Chat", at=AT, asked="One.", answer="Two.")
    names = [view_turn(turn, words, number=n, pack_title="139-07", takes_focus=False).sent for n in (1, 2)]
    assert names == ["Sent to Northlight Chat at 2:14 p.m.", "Sent to Northlight Chat at 2:14 p.m., text 2"]
