"""Plain choices become a pack: its sentences, its Cedar text, its cases; and it only ever adds limits (139-07.7.b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from proviso.model import FindingClass, LocalRule, LocalRules, PersonnelType
from proviso.policy import Facts, Pack, combine, evaluate_anew, load
from proviso.policy.check import check
from proviso.policy.facts import SORTED, WEEKDAYS
from proviso.policy.local_rules import OFFERED, Names, compose, say_hour, say_problems, sentence_of
from proviso.policy.texts import Texts
from proviso.policy.variety import FULL, SYSTEM, values_of
from tests.decision.given import city, dhs

AT = datetime(2026, 11, 30, tzinfo=UTC)
NAMES = Names(
    tools={"northlight-chat": "Northlight Chat", "harbor-desk": "HarborDesk"}, classes={c: c.value for c in OFFERED}
)
BLANK = LocalRule(title="A limit")


def text_of(*rules: LocalRule, component: str = "LBB") -> LocalRules:
    return LocalRules(
        id="lbb-1",
        revision=1,
        component=component,
        title="Limits",
        rules=rules,
        made_by="ruth.delgado",
        made_at=AT,
        changed_by="ruth.delgado",
        changed_at=AT,
    )


def made(pack: Pack, *rules: LocalRule, component: str = "LBB") -> Pack:
    return load(Texts("lbb-1", compose(text_of(*rules, component=component), pack, NAMES)))


SENTENCES = (
    (replace(BLANK, from_hour=19, to_hour=7), "In LBB, nobody may use AI tools from 7 p.m. to 7 a.m."),
    (replace(BLANK, from_hour=0, to_hour=12), "In LBB, nobody may use AI tools from midnight to noon."),
    (
        replace(BLANK, personnel=frozenset({PersonnelType.CONTRACTOR, PersonnelType.DETAILEE})),
        "In LBB, contractors and detailees may not use AI tools.",
    ),
    (
        replace(BLANK, tools=frozenset({"northlight-chat", "harbor-desk"}), days=frozenset({"sunday", "saturday"})),
        "In LBB, nobody may use HarborDesk or Northlight Chat on Saturdays and Sundays.",
    ),
    (
        replace(BLANK, purposes=frozenset({"briefing"}), unless_second=True),
        "In LBB, nobody may use AI tools for “Prepare a briefing”, unless somebody else has approved it, too.",
    ),
    (
        replace(BLANK, classes=frozenset({FindingClass.SOCIAL, FindingClass.NAMED, FindingClass.RECORD})),
        "In LBB, nobody may use AI tools with a text that has individual.named, individual.record or social.",
    ),
)


@pytest.mark.parametrize(("rule", "says"), SENTENCES)
def test_a_choice_has_its_sentence(rule: LocalRule, says: str) -> None:
    assert sentence_of(rule, "LBB", dhs(), NAMES) == says


@pytest.mark.parametrize(
    ("hour", "says"), [(0, "midnight"), (1, "1 a.m."), (11, "11 a.m."), (12, "noon"), (13, "1 p.m."), (23, "11 p.m.")]
)
def test_hours_are_said_as_people_say_them(hour: int, says: str) -> None:
    assert say_hour(hour) == says


def chosen(rng: Random, pack: Pack) -> LocalRule:
    """Some choices, at least one."""

    def some(values: tuple[str, ...]) -> frozenset[str]:
        return frozenset(rng.sample(values, rng.randrange(1, 3))) if rng.random() < 0.35 else frozenset()

    hours = (rng.randrange(24), rng.randrange(24)) if rng.random() < 0.35 else None
    rule = replace(
        BLANK,
        purposes=some(tuple(p.id for p in pack.purposes)),
        tools=some(("northlight-chat", "harbor-desk")),
        classes=frozenset(FindingClass(c) for c in some(tuple(c.value for c in OFFERED))),
        personnel=frozenset(PersonnelType(p) for p in some(tuple(p.value for p in PersonnelType))),
        days=some(WEEKDAYS),
        from_hour=hours[0] if hours and hours[0] != hours[1] else None,
        to_hour=hours[1] if hours and hours[0] != hours[1] else None,
        unless_second=rng.random() < 0.3,
    )
    return chosen(rng, pack) if rule == BLANK else rule


def oracle(rule: LocalRule, facts: Facts) -> bool:
    """The choice in plain Python: does it deny?"""
    within = True
    if rule.from_hour is not None and rule.to_hour is not None:
        length = (rule.to_hour - rule.from_hour) % 24
        within = (facts.hour - rule.from_hour) % 24 < length
    return (
        facts.component == "LBB"
        and within
        and (not rule.purposes or facts.purpose in rule.purposes)
        and (not rule.tools or facts.tool in rule.tools)
        and (not rule.classes or bool({c.value for c in rule.classes} & set(facts.found)))
        and (not rule.personnel or facts.personnel in {p.value for p in rule.personnel})
        and (not rule.days or facts.weekday in rule.days)
        and not (rule.unless_second and facts.second_approval)
    )


def varied(rng: Random) -> Facts:
    changed = {name: rng.choice(values_of(name)) for name in SORTED if rng.random() > 0.9}
    changed["component"] = rng.choice(("LBB", "LBB", "FRO"))
    changed |= {name: rng.choice(values_of(name)) for name in ("hour", "weekday", "personnel", "tool")}
    return replace(rng.choice((FULL, FULL, SYSTEM)), **changed)  # type: ignore[arg-type]  # values_of knows the types


@pytest.mark.parametrize("seed", range(8))
def test_cedar_says_what_was_chosen_and_never_opens_anything(seed: int) -> None:
    rng = Random(seed)  # examples, not secrets
    pack = rng.choice((dhs(), city()))
    rule = chosen(rng, pack)
    both = combine(pack, made(pack, rule))
    closed = 0
    for _ in range(100):
        facts = varied(rng)
        before, after = evaluate_anew(facts, pack), evaluate_anew(facts, both)
        assert after.broken == ()
        assert before.allowed or not after.allowed, "a component can never grant what the agency denies"
        assert ("lbb-1-1" in after.rules) == oracle(rule, facts), (rule, facts)
        closed += before.allowed and not after.allowed
    assert set(after.rules) >= set(before.rules)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_made_is_whole_or_the_reason_is_said(seed: int) -> None:
    rng = Random(100 + seed)  # examples, not secrets
    pack = rng.choice((dhs(), city()))
    rules = tuple(chosen(rng, pack) for _ in range(rng.randrange(1, 4)))
    found = check(Texts("lbb-1", compose(text_of(*rules), pack, NAMES)), pack)
    said = say_problems(found.problems)
    assert said == () or all("would change nothing" in problem for problem in said), (rules, said)


def test_two_of_the_same_change_nothing_and_the_problem_is_said_once_each() -> None:
    rule = replace(BLANK, personnel=frozenset({PersonnelType.DETAILEE}))
    found = check(Texts("lbb-1", compose(text_of(rule, rule), dhs(), NAMES)), dhs())
    assert [said.partition(" would")[0] for said in say_problems(found.problems)] == ["Rule 1", "Rule 2"]


def test_a_name_of_a_component_cannot_break_out_of_its_quotes() -> None:
    wild = 'L"B\\B'
    pack = made(dhs(), replace(BLANK, from_hour=1, to_hour=2), component=wild)
    assert pack.component == wild
    facts = replace(FULL, component=wild, hour=1)
    assert not evaluate_anew(facts, combine(dhs(), pack)).allowed
    assert evaluate_anew(replace(facts, component="B"), combine(dhs(), pack)).allowed


def test_a_pack_from_before_a_fact_goes_on_deciding() -> None:
    old = dict(dhs().files) | {
        "schema.cedarschema": "\n".join(
            line for line in dhs().schema.splitlines() if not line.strip().startswith(("hour:", "weekday:", "tool:"))
        )
    }
    pack = load(Texts("old", old))
    assert evaluate_anew(FULL, pack).allowed
    assert not evaluate_anew(replace(FULL, approval=False), pack).allowed
