"""Dates are judged at the instant of the use, in calendar days of the pack's zone: day 365 passes, day 366 does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from proviso.model import Account, Approval, Standing, Training, TrainingRecord
from proviso.policy import booleans, judge, period_days
from proviso.policy.standing import approval_ends, is_agency_account, last_day
from tests.decision.given import AT, FULL, HARBORDESK, MAYA, NORTHLIGHT, city, dhs


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def privacy(completed: datetime) -> Standing:
    return replace(FULL, trainings=(TrainingRecord(training=Training.PRIVACY, completed_at=completed),))


@pytest.mark.parametrize(
    ("completed", "now", "holds"),
    [
        ("2025-11-20 15:00", "2026-11-20 19:14", True),  # day 365
        ("2025-11-20 15:00", "2026-11-21 04:59", True),  # still day 365 in New York
        ("2025-11-20 15:00", "2026-11-21 05:01", False),  # day 366
        ("2025-11-20 04:30", "2026-11-20 05:30", False),  # it was completed on Nov. 19 in New York
        ("2025-11-20 05:30", "2026-11-20 05:30", True),
        ("2026-11-20 19:14", "2026-11-20 19:14", True),  # done this instant
        ("2026-11-20 19:15", "2026-11-20 19:14", False),  # from the future
        ("2024-02-28 15:00", "2025-02-27 15:00", True),  # over a leap day: 365 days are 365 days
        ("2024-02-28 15:00", "2025-02-28 15:00", False),
        ("2026-03-07 15:00", "2027-03-07 15:00", True),  # over both changes of the clock
        ("2026-03-07 15:00", "2027-03-08 15:00", False),
    ],
)
def test_a_training_of_365_days(completed: str, now: str, holds: bool) -> None:
    assert judge(privacy(at(completed)), at(now), dhs()).privacy is holds


def test_a_period_that_is_not_set_has_no_end() -> None:
    old = replace(
        FULL, trainings=(TrainingRecord(training=Training.RESPONSIBLE_AI, completed_at=at("2019-01-01 12:00")),)
    )
    assert judge(old, AT, city()).responsible_ai
    assert not judge(old, AT, dhs()).responsible_ai
    assert period_days(city(), "responsible_ai") is None
    assert period_days(dhs(), "privacy") == 365


def test_each_pack_has_its_own_periods() -> None:
    held = privacy(AT - timedelta(days=700))
    assert not judge(held, AT, dhs()).privacy
    assert judge(held, AT, city()).privacy


def approved(**more: object) -> Standing:
    values: dict[str, object] = {"id": "A1", "approved_by": "elena.sorokin", "approved_at": AT - timedelta(days=30)}
    return replace(FULL, approval=Approval(**{**values, **more}))  # type: ignore[arg-type]  # the test gives the right ones


@pytest.mark.parametrize(
    ("standing", "holds"),
    [
        (approved(), True),
        (approved(ends_on=date(2026, 11, 20)), True),
        (approved(ends_on=date(2026, 11, 19)), False),
        (approved(tools=frozenset({"northlight-chat"})), True),
        (approved(tools=frozenset({"quillmate"})), False),
        (approved(tools=frozenset()), False),
        (approved(purposes=frozenset({"research"})), True),
        (approved(purposes=frozenset({"meetings"})), False),
        (approved(approved_at=AT + timedelta(seconds=1)), False),
        (replace(FULL, approval=None), False),
    ],
)
def test_an_approval_has_a_scope_and_an_end(standing: Standing, holds: bool) -> None:
    assert judge(standing, AT, dhs(), "research").approval is holds


def test_an_approval_ends_with_its_own_date_or_the_packs_period() -> None:
    approval = approved().approval
    assert approval is not None
    assert approval_ends(approval, dhs()) == date(2027, 10, 21)
    assert approval_ends(replace(approval, ends_on=date(2026, 12, 1)), dhs()) == date(2026, 12, 1)
    assert last_day(approval.approved_at, "nothing", dhs()) is None


@pytest.mark.parametrize(
    ("person", "state"),
    [
        (MAYA, "current"),
        (replace(MAYA, engagement_ends=date(2026, 11, 20)), "current"),
        (replace(MAYA, engagement_ends=date(2026, 11, 19)), "ended"),
        (replace(MAYA, engagement_starts=date(2026, 11, 20)), "current"),
        (replace(MAYA, engagement_starts=date(2026, 11, 21)), "not_started"),
        (replace(MAYA, is_active=False), "left"),
        (None, "unknown"),
    ],
)
def test_the_last_day_of_an_engagement_still_counts(person: object, state: str) -> None:
    assert judge(replace(FULL, person=person), AT, dhs()).engagement == state  # type: ignore[arg-type]  # a person or none


@pytest.mark.parametrize(
    ("version", "holds"), [(dhs().rules_version, True), ("0", False), ("", False), (f"{dhs().rules_version} ", False)]
)
def test_a_signature_is_for_the_rules_in_force(version: str, holds: bool) -> None:
    assert FULL.acknowledgement is not None
    standing = replace(FULL, acknowledgement=replace(FULL.acknowledgement, version=version))
    assert judge(standing, AT, dhs()).acknowledgement is holds


@pytest.mark.parametrize(
    ("email", "holds"),
    [
        ("maya.okafor@dcs.example", True),
        ("maya@DCS.example", True),
        ("maya@mail.example", False),
        ("maya@dcs.example.mail.example", False),
        ("maya@notdcs.example", False),
        ("dcs.example", False),
        ("", False),
    ],
)
def test_an_account_has_an_address_of_the_agency(email: str, holds: bool) -> None:
    assert is_agency_account(Account(email=email), MAYA, dhs()) is holds


def test_a_pack_may_name_the_agencys_domains() -> None:
    pack = replace(dhs(), email_domains=("hq.example",))
    assert is_agency_account(Account(email="maya@hq.example"), MAYA, pack)
    assert not is_agency_account(Account(email="maya@dcs.example"), MAYA, pack)


def test_the_steps_for_pages_are_those_that_decide() -> None:
    assert all(booleans(FULL, AT, dhs()).values())
    nothing = booleans(Standing(person=None, tool=None), AT, dhs())
    assert not any(nothing.values())
    without_account = replace(FULL, tool=NORTHLIGHT, account=None)
    assert not booleans(without_account, AT, dhs())["account"]
    assert booleans(replace(without_account, tool=HARBORDESK), AT, dhs())["account"]


@pytest.mark.parametrize(
    "email",
    [
        "maya@dcs.example.evil.example",
        "maya@evil.dcs.example",
        "maya@home.example@dcs.example",
        "@dcs.example",
        "dcs.example",
        "maya@dcs.example.",
        "maya@dcs.example ",
        "maya@dcs.exam\u0440le",
        "maya@ＤＣＳ.example",
        "",
    ],
)
def test_an_address_that_only_looks_like_one_of_the_agency(email: str) -> None:
    assert is_agency_account(Account(email="Maya@DCS.example"), MAYA, dhs())
    assert not is_agency_account(Account(email=email), MAYA, dhs())
