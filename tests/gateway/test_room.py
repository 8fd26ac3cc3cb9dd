"""Many large bodies at once, and many that cannot be read: both are bounded, and refused in the caller's format."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import systems
from proviso.gateway.refusals import RefusedError
from proviso.gateway.room import Room
from tests.gateway.house import KEY, gate
from tests.gateway.stub import CHAT


def test_bodies_are_bounded_together_and_what_was_held_comes_back() -> None:
    room = Room(100)
    with room.share() as first, room.share() as second:
        first.take(60)
        with room.share() as third:
            third.take(30)
            with pytest.raises(RefusedError) as refused:
                third.take(30)
            assert room.held == 90
        assert (refused.value.refusal.status, refused.value.refusal.code) == (429, "busy")
        assert room.held == 60
        second.take(40)
    assert room.held == 0


def test_a_flood_of_what_cannot_be_read_is_bounded_like_what_can(tmp_path: Path) -> None:
    with gate(tmp_path) as here:
        system = systems.find_by_key(here.agency, KEY)
        assert system is not None

        def ask(body: bytes) -> int:
            heads = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
            return int(here.client.post(here.base + CHAT, content=body, headers=heads).status_code)

        here.agency.store.write(
            lambda tx: systems.change(
                tx, system.id, "A flood.", requests_a_minute=3, actor="system", at=datetime.now(UTC)
            )
        )
        assert [ask(b"{") for _ in range(5)] == [400, 400, 400, 429, 429]
        assert here.provider.bodies == []
