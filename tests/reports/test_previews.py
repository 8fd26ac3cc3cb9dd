"""What rules would have changed: counted from the ledger, by rule, in the window, for one component or for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import local_rules, people, uses
from proviso.actions.agency import Agency
from proviso.model import Channel
from proviso.policy import combine, load
from proviso.policy.texts import Texts
from proviso.reports.previews import DAYS, Preview, Previews
from tests.actions.house import NOW, get_ready, person
from tests.actions.rules import MAYA, drafted, move, open_rules

HIS = "hal.his"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    """Maya of FRO asked at ten, at eleven and at two; Hal of HIS at ten; and once a denied use."""
    for made in open_rules(tmp_path):
        made.store.write(lambda tx: people.add(tx, person(HIS, supervisor="elena.sorokin"), actor="system", at=NOW))
        made.store.write(lambda tx, made=made: get_ready(tx, made, HIS))  # type: ignore[misc]  # the default's type
        move(made, HIS, "HIS")
        drafted(made)
        for hours, who, purpose in (
            (0, MAYA, "research"),
            (0, HIS, "research"),
            (0, MAYA, "benefits"),
            (1, MAYA, "research"),
            (4, MAYA, "research"),
        ):
            at = NOW + timedelta(hours=hours)
            use = uses.prepare(
                made, who, "northlight-chat", purpose, "How high?", Channel.WEB, at, "https://a.example/report"
            )
            uses.ask(made, use)
        yield made


def counted(agency: Agency, component: str = "FRO", after: timedelta = timedelta(hours=5)) -> Preview:
    pack = agency.packs.base()
    with agency.store.read() as tx:
        rules = local_rules.get(tx, "fro-1", 1) if component else None
    own = load(Texts(rules.id, rules.files)) if rules else None
    found = Previews()
    if own is not None:
        made = found.of(agency.store, combine(pack, own), component, frozenset({"fro-1-1"}), NOW + after)
    else:
        city = agency.packs.by_ref("example-city@2")
        made = found.among(agency.store, city.sha256, "", lambda _: city, frozenset(), NOW + after)
    assert made.ready.wait(20)
    assert (made.fault, made.is_done) == ("", True)
    return made


def test_only_allowed_uses_of_the_component_that_the_rules_would_stop_are_counted(agency: Agency) -> None:
    found = counted(agency)
    assert (found.uses, found.count(), found.count("fro-1-1"), found.people()) == (4, 2, 2, 1)
    assert {c.person for c in found.changed} == {MAYA}
    assert found.opened == 0


def test_what_is_older_than_the_window_is_left_out(agency: Agency) -> None:
    found = counted(agency, after=timedelta(days=DAYS, hours=2))
    assert (found.uses, found.count()) == (1, 0)


def test_another_policy_is_counted_for_everybody_both_ways(agency: Agency) -> None:
    found = counted(agency, component="")
    assert found.uses == 5
    assert found.count() + found.opened <= 5


def test_a_count_is_kept_while_it_is_fresh(agency: Agency) -> None:
    kept = Previews()
    pack = agency.packs.base()
    first = kept.of(agency.store, pack, "FRO", frozenset(), NOW)
    assert kept.of(agency.store, pack, "FRO", frozenset(), NOW + timedelta(minutes=9)) is first
    assert kept.of(agency.store, pack, "FRO", frozenset(), NOW + timedelta(minutes=11)) is not first
