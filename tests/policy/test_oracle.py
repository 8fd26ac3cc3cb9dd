"""Cedar and a plain Python rendering of 139-07 agree on 10,000 generated sets of facts; an overlay only restricts."""

from dataclasses import replace
from random import Random

import pytest

from proviso.policy import Facts, evaluate_anew
from proviso.policy.facts import SORTED
from proviso.policy.variety import AREAS, FOUND, FULL, SYSTEM, singles, values_of
from tests.decision.given import city, dhs, lbb
from tests.policy.oracle import rules_that_say_no

SETS = 10_000
SEED = 13907
GOOD = 0.93
"""Chance that a fact is left as in full standing: so that few things are wrong at a time, and many sets are allowed."""


def generated(count: int, seed: int = SEED) -> list[Facts]:
    """So many different sets, the same ones each time."""
    rng = Random(seed)  # examples, not secrets
    found: dict[Facts, None] = {}
    while len(found) < count:
        found[_one(rng)] = None
    return list(found)


def _one(rng: Random) -> Facts:
    good = rng.choice((GOOD, GOOD, 0.99, 0.5))
    changed = {name: rng.choice(values_of(name)) for name in SORTED if rng.random() > good}
    if rng.random() < 0.5:
        changed["found"] = tuple(sorted(rng.sample(FOUND, rng.randrange(4))))
    if rng.random() < 0.2:
        changed["asked_areas"] = tuple(sorted(rng.sample(AREAS, rng.randrange(3))))
    return replace(rng.choice((FULL, FULL, SYSTEM)), **changed)  # type: ignore[arg-type]  # values_of knows the type of each fact


@pytest.fixture(scope="module")
def sets() -> list[Facts]:
    return generated(SETS)


def test_cedar_and_the_oracle_agree_on_10_000_sets_of_facts(sets: list[Facts]) -> None:
    allowed = 0
    for facts in sets:
        verdict = evaluate_anew(facts, dhs())
        expected = rules_that_say_no(facts)
        assert verdict.broken == ()
        assert set(verdict.rules) == expected, facts
        assert verdict.allowed == (not expected), facts
        allowed += verdict.allowed
    assert len(set(sets)) == SETS
    assert SETS * 0.05 < allowed < SETS * 0.9, "both answers must be common"


def test_every_rule_is_met_by_the_generated_facts(sets: list[Facts]) -> None:
    met = {rule for facts in sets for rule in rules_that_say_no(facts)}
    assert met == {rule.id for rule in dhs().rules}


def test_an_overlay_never_turns_a_denial_into_an_allow(sets: list[Facts]) -> None:
    closed = 0
    for facts in sets[: SETS // 4]:
        inside = replace(facts, component="LBB")
        base, both = evaluate_anew(inside, dhs()), evaluate_anew(inside, lbb())
        assert base.allowed or not both.allowed, facts
        assert set(base.rules) <= set(both.rules)
        closed += base.allowed and not both.allowed
    assert closed > 0, "the overlay must restrict something"


def test_an_overlay_changes_nothing_for_others(sets: list[Facts]) -> None:
    for facts in sets[: SETS // 10]:
        outside = replace(facts, component="FRO")
        assert evaluate_anew(outside, dhs()) == evaluate_anew(outside, lbb())


GOOD_FACTS = (
    "approval",
    "responsible_ai",
    "privacy",
    "cybersecurity",
    "acknowledgement",
    "account_agency",
    "account_only",
    "account_settings",
    "listed",
    "fits_purpose",
    "fits_component",
    "fits_attachment",
    "fits_code",
    "fits_date",
    "fits_unscreened",
    "fits_channel",
    "fits_account",
    "fits_users",
    "purpose_known",
)


def test_removing_a_standing_fact_never_allows(sets: list[Facts]) -> None:
    for facts in sets[: SETS // 20]:
        if evaluate_anew(facts, dhs()).allowed:
            continue
        for name in GOOD_FACTS:
            less = replace(facts, **{name: False})  # type: ignore[arg-type]  # each of these is a yes or no
            assert not evaluate_anew(less, dhs()).allowed, (name, facts)


def test_in_full_standing_each_good_fact_is_needed() -> None:
    for name in GOOD_FACTS:
        less = replace(FULL, **{name: False})  # type: ignore[arg-type]  # each of these is a yes or no
        assert not evaluate_anew(less, dhs()).allowed, name


def test_a_system_passes_only_with_a_registration_that_is_current_and_fits() -> None:
    assert evaluate_anew(SYSTEM, dhs()).allowed
    for name in ("system_state", "fits_system", "channel"):
        for value in values_of(name):
            if value != getattr(SYSTEM, name):
                other = replace(SYSTEM, **{name: value})  # type: ignore[arg-type]  # values_of knows the type
                assert not evaluate_anew(other, dhs()).allowed, (name, value)


def test_a_person_is_judged_by_no_registration(sets: list[Facts]) -> None:
    for facts in sets[: SETS // 20]:
        person = replace(facts, caller="person")
        others = {evaluate_anew(replace(person, system_state=str(state)), dhs()) for state in values_of("system_state")}
        assert len(others) == 1, facts


def test_a_waiver_is_the_only_addition_that_opens(sets: list[Facts]) -> None:
    for facts in sets[: SETS // 20]:
        for extra in ("controlled", "classified", "secret", "individual:sure"):
            more = replace(facts, found=tuple(sorted({*facts.found, extra})))
            assert evaluate_anew(facts, dhs()).allowed or not evaluate_anew(more, dhs()).allowed


def test_the_city_can_evaluate_everything() -> None:
    for _, facts in singles():
        assert evaluate_anew(facts, city()).broken == ()
