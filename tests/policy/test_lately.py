"""Facts that were kept are those that would be gathered anew, whatever moment, record, rule or way of asking it is."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest

from proviso.model import (
    Approval,
    Channel,
    Conditions,
    Finding,
    FindingClass,
    Part,
    Screened,
    Source,
    Standing,
    Training,
    TrainingRecord,
    Use,
)
from proviso.policy import Facts, Pack, gather, lately
from proviso.policy.lately import gather_lately, last_moment
from tests.decision.given import AT, FULL, NORTHLIGHT, city, dhs, use

PLAIN = Screened(findings=(), chars=30)
FOUND = Screened(
    findings=(Finding(kind="US_A_NUMBER", cls=FindingClass.INDIVIDUAL, start=1, end=9, recognizer="us_a_number"),),
    chars=30,
)
STEPS = (timedelta(), timedelta(microseconds=1), timedelta(minutes=1), timedelta(minutes=59), timedelta(hours=23))
WORDS = (Part(name="text", text="The levee held."),)


def trained(at: datetime) -> Standing:
    return replace(FULL, trainings=(TrainingRecord(training=Training.PRIVACY, completed_at=at),))


def standings() -> tuple[Standing, ...]:
    """Records of this minute, of the next one, that end today, that are limited; and nobody at all."""
    soon = AT + timedelta(seconds=30)
    approval = Approval(id="A1", approved_by="elena.sorokin", approved_at=soon, ends_on=date(2026, 11, 20))
    limits = (
        Conditions(no_attachments=True, channels=frozenset({Channel.WEB})),
        Conditions(purposes=frozenset({"research"}), ends_on=date(2026, 11, 20)),
        Conditions(only_code=True),
    )
    return (
        FULL,
        trained(AT),
        trained(soon),
        trained(AT - timedelta(days=365)),
        replace(FULL, approval=approval),
        replace(FULL, person=None),
        replace(FULL, tool=None),
        *(replace(FULL, tool=replace(NORTHLIGHT, conditions=one)) for one in limits),
    )


def uses(rng: Random) -> Use:
    """A use that differs in something from the one before."""
    return replace(
        use(),
        parts=rng.choice((WORDS, (Part(name="text", text="def main():\n    return 1\n"),))),
        at=AT + rng.choice(STEPS) * rng.choice((1, 1, -1)),
        purpose=rng.choice(("research", "translation", "no-such-purpose")),
        channel=rng.choice((Channel.WEB, Channel.GATEWAY)),
        source=rng.choice((None, Source(citation="https://floods.example/report"), Source(citation="somewhere"))),
        is_own_draft=rng.random() < 0.2,
        is_not_published=rng.random() < 0.2,
        has_attachment=rng.random() < 0.3,
        system_id=rng.choice(("", "", "7KQ2M4XD")),
        unscreened=rng.choice(((), ("image",))),
    )


def test_what_was_kept_is_what_is_gathered_anew() -> None:
    rng, held = Random(13907), standings()
    packs: tuple[Pack, ...] = (dhs(), city(), dhs().ended(AT))
    met = 0
    for _ in range(3_000):
        asked, standing, pack = uses(rng), rng.choice(held), rng.choice(packs)
        found = rng.choice((PLAIN, FOUND))
        before = len(lately._kept)
        facts, items = gather_lately(asked, standing, found, pack)
        met += len(lately._kept) == before
        anew = gather(asked, standing, found, pack)
        assert facts == anew, (asked, standing, pack.ref)
        assert items == anew.items()
    assert met > 1_000, "most of them have to come from what was kept, or this proves nothing"


def test_a_record_from_the_future_counts_from_its_moment_on() -> None:
    standing = trained(AT + timedelta(seconds=30))
    before, after = use(), replace(use(), at=AT + timedelta(seconds=31))
    for _ in range(3):
        assert not asked(before, standing).privacy
    for _ in range(3):
        assert asked(after, standing).privacy
    assert not asked(before, standing).privacy, "also when the clock goes back"


STAMP = re.compile(r'"(\d{4}-\d\d-\d\dT[^"]+)"')


def test_the_last_moment_in_the_records_is_the_latest_that_their_text_has() -> None:
    for standing in (FULL, *standings()):
        moments = map(datetime.fromisoformat, STAMP.findall(msgspec.json.encode(standing).decode()))
        assert last_moment(standing) == max(moments)


def asked(one: Use, standing: Standing) -> Facts:
    return gather_lately(one, standing, PLAIN, dhs())[0]


def test_who_asks_once_is_not_kept() -> None:
    standing, before = replace(FULL), len(lately._kept)
    asked(use(), standing)
    assert len(lately._kept) == before
    asked(use(), standing)
    assert len(lately._kept) == before + 1


def test_no_more_is_kept_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MOST", 10)
    for number in range(30):
        asked(replace(use(), tool_id=f"tool-{number}"), FULL)
        assert len(lately._kept) <= max(10, len(lately._kept) - 1)
    assert len(lately._kept) <= 10


def test_each_field_of_a_use_is_part_of_the_key_or_is_named() -> None:
    assert {each.name for each in fields(Use)} > lately.APART
