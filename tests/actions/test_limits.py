from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from proviso.actions import limits
from proviso.actions.limits import strictest
from proviso.errors import ConflictError
from proviso.model import Ceiling, Channel, Conditions

HQ, FRO = frozenset({"HQ"}), frozenset({"FRO"})


def test_every_condition_has_a_way_to_become_stricter() -> None:
    known = limits.SCOPES | limits.FLAGS | limits.FIRST | limits.GIVEN | limits.WORDS | limits.LOWEST
    assert {field.name for field in fields(Conditions)} == known


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], Conditions()),
        ([Conditions(), Conditions(components=HQ)], Conditions(components=HQ)),
        ([Conditions(components=HQ | FRO), Conditions(components=HQ)], Conditions(components=HQ)),
        (
            [Conditions(no_attachments=True), Conditions(only_code=True)],
            Conditions(no_attachments=True, only_code=True),
        ),
        (
            [Conditions(ends_on=date(2027, 5, 1)), Conditions(ends_on=date(2027, 3, 1))],
            Conditions(ends_on=date(2027, 3, 1)),
        ),
        ([Conditions(most_users=20), Conditions(most_users=5), Conditions()], Conditions(most_users=5)),
        ([Conditions(channels=frozenset({Channel.WEB})), Conditions()], Conditions(channels=frozenset({Channel.WEB}))),
        ([Conditions(unscreened=frozenset({"image"})), Conditions()], Conditions()),
        (
            [Conditions(ceiling=Ceiling.AGENCY), Conditions(ceiling=Ceiling.OPEN_SOURCE)],
            Conditions(ceiling=Ceiling.OPEN_SOURCE),
        ),
        ([Conditions(notes=("A.", "B.")), Conditions(notes=("B.", "C."))], Conditions(notes=("A.", "B.", "C."))),
    ],
)
def test_the_strictest_wins(asked: list[Conditions], expected: Conditions) -> None:
    assert strictest(asked) == expected
    assert strictest(reversed(asked)) in {expected, Conditions(notes=("B.", "C.", "A."))}


def test_conditions_that_leave_nothing_open_are_said() -> None:
    with pytest.raises(ConflictError, match="components"):
        strictest([Conditions(components=HQ), Conditions(components=FRO)])
