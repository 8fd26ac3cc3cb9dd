"""Who asks: facts of a registered system, and of records that are older than these facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from proviso.errors import PolicyError
from proviso.model import Channel, Conditions, Screened, Standing
from proviso.policy import Facts, evaluate, gather
from proviso.policy.facts import LATER
from tests.decision.given import AT, FULL, MAYA, NORTHLIGHT, SYSTEM, city, dhs, lbb, use

NOTHING = Screened(findings=(), chars=0)
THROUGH = replace(FULL, system=SYSTEM)


def facts(standing: Standing = THROUGH, **asked: Any) -> Facts:
    values: dict[str, Any] = {"channel": Channel.GATEWAY, "system_id": SYSTEM.id, **asked}
    return gather(use(**values), standing, NOTHING, dhs())


def test_a_person_asks_when_no_system_is_named() -> None:
    found = facts(system_id="")
    assert (found.caller, found.system_state, found.fits_system) == ("person", "none", True)


def test_a_registered_system_asks_within_its_scope() -> None:
    found = facts()
    assert (found.caller, found.system_state, found.fits_system) == ("system", "current", True)
    assert evaluate(found, dhs()).allowed


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"expires_on": date(2026, 11, 20)}, "current"),
        ({"expires_on": date(2026, 11, 19)}, "expired"),
        ({"revoked_at": AT}, "revoked"),
        ({"revoked_at": AT - timedelta(days=1), "expires_on": date(2026, 1, 1)}, "revoked"),
        ({"revoked_at": AT + timedelta(seconds=1)}, "current"),
        ({"id": "OTHER001"}, "unknown"),
        ({"owner_id": "lee.marsh"}, "unknown"),
    ],
)
def test_the_state_of_a_registration_follows_its_dates_and_its_owner(changes: dict[str, Any], state: str) -> None:
    found = facts(replace(FULL, system=replace(SYSTEM, **changes)))
    assert found.system_state == state
    assert evaluate(found, dhs()).allowed == (state == "current")


def test_a_system_that_the_records_do_not_have_is_unknown() -> None:
    found = facts(FULL)
    assert (found.caller, found.system_state, found.fits_system) == ("system", "unknown", False)
    assert evaluate(found, dhs()).rules == ("system-unknown",)


def test_the_end_of_a_registration_is_a_day_in_the_zone_of_the_pack() -> None:
    late = AT.replace(day=21, hour=3)  # still Nov. 20 in Washington
    system = replace(SYSTEM, expires_on=date(2026, 11, 20))
    assert facts(replace(FULL, system=system), at=late).system_state == "current"


@pytest.mark.parametrize("asked", [{"tool_id": "quillmate"}, {"purpose": "meetings"}])
def test_a_registration_holds_for_its_tools_and_purposes(asked: dict[str, Any]) -> None:
    assert not facts(**asked).fits_system


@pytest.mark.parametrize(
    ("taken", "unscreened", "fits"),
    [
        ((), (), True),
        ((), ("image",), False),
        (("image",), ("image",), True),
        (("image",), ("audio", "image"), False),
        (("audio", "image"), ("audio", "image"), True),
    ],
)
def test_what_nobody_can_read_goes_where_the_conditions_take_it(
    taken: tuple[str, ...], unscreened: tuple[str, ...], *, fits: bool
) -> None:
    tool = replace(NORTHLIGHT, conditions=Conditions(unscreened=frozenset(taken)))
    found = facts(replace(THROUGH, tool=tool), unscreened=unscreened)
    assert found.fits_unscreened == fits
    assert evaluate(found, dhs()).rules == (() if fits else ("unscreened",))


def test_facts_from_before_there_were_systems_are_read_as_they_were_meant() -> None:
    whole = facts(system_id="", channel=Channel.WEB)
    old = {name: value for name, value in whole.items() if name not in LATER}
    assert {"caller", "system_state", "fits_system", "fits_unscreened"} <= set(LATER)
    then = {"ceiling": "agency", "tool": "unknown", "hour": -1, "weekday": "unknown"}
    assert Facts.from_items(old) == replace(whole, **then)  # type: ignore[arg-type]  # as typed


@pytest.mark.parametrize("change", [{"approval": None}, {"luck": True}])
def test_facts_of_another_version_are_refused(change: dict[str, Any]) -> None:
    held = dict(facts().items()) | {k: v for k, v in change.items() if v is not None}
    missing = {name for name, value in change.items() if value is None}
    with pytest.raises(PolicyError, match="another version"):
        Facts.from_items({name: value for name, value in held.items() if name not in missing})


def test_a_component_that_closes_the_gateway_closes_it_to_systems() -> None:
    person = replace(MAYA, component="LBB")
    found = gather(use(channel=Channel.GATEWAY, system_id=SYSTEM.id), replace(THROUGH, person=person), NOTHING, lbb())
    assert evaluate(found, lbb()).rules == ("lbb-no-gateway",)


def test_the_city_lets_staff_through_the_gateway() -> None:
    found = gather(use(channel=Channel.GATEWAY), FULL, NOTHING, city())
    assert evaluate(found, city()).allowed
    assert evaluate(gather(use(channel=Channel.GATEWAY), FULL, NOTHING, dhs()), dhs()).rules == ("channel",)
