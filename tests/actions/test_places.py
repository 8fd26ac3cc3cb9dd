"""A tool for so many people (139-07.1): the first ones have a place, and the next is denied with the reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from proviso.actions import people as change_people
from proviso.actions import places, tools, uses
from proviso.actions.agency import Agency
from proviso.db import people
from proviso.db import places as db
from proviso.errors import ConflictError, NotAllowedError
from proviso.model import Channel, Conditions
from tests.actions.house import CHAT, NOW, get_ready, person

AT = NOW + timedelta(hours=1)


def ready(agency: Agency, *names: str) -> None:
    for name in names:
        known = agency.store.read()
        with known as tx:
            is_known = people.get(tx, name) is not None
        if not is_known:
            somebody = person(name, supervisor="elena.sorokin")
            agency.store.write(partial(change_people.add, person=somebody, actor="system", at=NOW))
        agency.store.write(partial(get_ready, agency=agency, person_id=name))


def limit(agency: Agency, most: int | None) -> None:
    conditions = Conditions(most_users=most)
    agency.store.write(lambda tx: tools.change(tx, CHAT.id, conditions=conditions, actor="ana.whitfield", at=AT))


def ask(agency: Agency, name: str) -> uses.Outcome:
    use = uses.prepare(agency, name, CHAT.id, "research", "How high did the river stand?", Channel.WEB, AT)
    return uses.ask(agency, use)


def taken(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [place.person_id for place in db.of_tool(tx, CHAT.id)]


def test_the_person_after_the_last_place_is_denied_and_told_who_can_raise_the_number(agency: Agency) -> None:
    ready(agency, "tom.reyes")
    limit(agency, 1)
    assert ask(agency, "maya.okafor").permit is not None
    denied = ask(agency, "tom.reyes").decision
    reason = denied.reasons[0]
    assert (reason.rule, reason.headline) == ("tool-places-taken", "Northlight Chat has no place left.")
    assert reason.sentence.startswith("Its approval is for 1 person, and each has used it. The CIO’s office can raise")
    assert ask(agency, "maya.okafor").permit is not None, "who has a place keeps it"
    limit(agency, 2)
    assert ask(agency, "tom.reyes").permit is not None
    assert taken(agency) == ["maya.okafor", "tom.reyes"]


def test_who_used_it_before_there_was_a_number_has_a_place(agency: Agency) -> None:
    ready(agency, "tom.reyes")
    ask(agency, "maya.okafor")
    assert taken(agency) == []
    limit(agency, 1)
    assert taken(agency) == ["maya.okafor"]
    assert ask(agency, "tom.reyes").permit is None
    limit(agency, None)
    assert taken(agency) == []
    assert ask(agency, "tom.reyes").permit is not None


def test_the_place_of_who_left_is_free(agency: Agency) -> None:
    ready(agency, "tom.reyes")
    limit(agency, 1)
    ask(agency, "maya.okafor")
    agency.store.write(lambda tx: change_people.deactivate(tx, "maya.okafor", actor="yusuf.karim", at=AT))
    assert ask(agency, "tom.reyes").permit is not None


def test_a_place_is_given_free_by_the_office_alone(agency: Agency) -> None:
    ready(agency, "tom.reyes")
    limit(agency, 1)
    ask(agency, "maya.okafor")
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: places.free(tx, CHAT.id, "maya.okafor", actor="elena.sorokin", at=AT))
    agency.store.write(lambda tx: places.free(tx, CHAT.id, "maya.okafor", actor="marcus.bell", at=AT))
    with pytest.raises(ConflictError, match="has no place"):
        agency.store.write(lambda tx: places.free(tx, CHAT.id, "maya.okafor", actor="marcus.bell", at=AT))
    assert ask(agency, "tom.reyes").permit is not None
    assert ask(agency, "maya.okafor").permit is None


def test_many_who_ask_at_once_never_take_more_places_than_there_are(agency: Agency) -> None:
    names = [f"one.{letter}" for letter in "abcdefgh"]
    ready(agency, *names)
    limit(agency, 3)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda name: ask(agency, name), names))
    assert sum(outcome.permit is not None for outcome in outcomes) == 3
    assert len(taken(agency)) == 3
    rules = {o.decision.reasons[0].rule for o in outcomes if o.permit is None}
    assert rules == {"tool-places-taken"}, "who was too late is told so, and it is no fault"
