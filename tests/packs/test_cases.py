"""Every case of every pack, and a case for every rule that this rule alone decides."""

from dataclasses import replace

import pytest

from proviso.decision import judge
from proviso.model import Reason
from proviso.policy import Pack, builtin_names, evaluate, find, load
from proviso.policy.cases import Case, read_cases
from proviso.policy.packs import builtin_folder
from tests.decision.given import recompiled

PACKS = {name: find(name) for name in builtin_names()}
CASES = [(name, case) for name, pack in PACKS.items() for case in read_cases(builtin_folder(name), pack)]
RULES = [(name, rule.id) for name in PACKS for rule in load(builtin_folder(name)).rules]


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: getattr(value, "name", value))
def test_a_case_gets_the_decision_that_it_must_get(name: str, case: Case) -> None:
    pack = PACKS[name]
    decision = judge(case.use, case.standing, case.under(pack), case.screened)
    assert sorted(reason.rule for reason in decision.reasons) == list(case.rules)
    assert decision.allowed == (not case.rules)
    assert decision.fault == ""
    assert len(decision.masked) == case.masked
    if case.obligations is not None:
        assert tuple(o.id for o in decision.obligations) == case.obligations


@pytest.mark.parametrize(("name", "case"), [c for c in CASES if c[1].rules], ids=lambda v: getattr(v, "name", v))
def test_every_word_of_a_denial_is_filled_in(name: str, case: Case) -> None:
    for reason in judge(case.use, case.standing, case.under(PACKS[name]), case.screened).reasons:
        for text in said(reason):
            assert text
            assert "{" not in text
            assert "  " not in text
            assert "None" not in text.split(". ")[1:]
            assert " on ." not in text
            assert " because ." not in text


def said(reason: Reason) -> tuple[str, ...]:
    return reason.state, reason.headline, reason.sentence, reason.auditor, reason.remedy


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_each_rule_alone_turns_one_of_its_cases(name: str, rule: str) -> None:
    """Without the rule the case is allowed: so the case shows this rule, and no other one."""
    pack = PACKS[name]
    own = [case for pack_name, case in CASES if pack_name == name and case.rules == (rule,)]
    assert own, f"no case of {name} is for {rule} alone"
    lighter = without(pack, rule)
    for case in own:
        assert not case.verdict(pack).allowed
        facts = case.facts(pack)
        assert evaluate(facts, lighter).allowed, case.name


def without(pack: Pack, rule: str) -> Pack:
    """The pack without one rule."""
    chunks = pack.policy.split("@id(")
    left = "@id(".join(chunk for chunk in chunks if not chunk.startswith(f'"{rule}")'))
    return recompiled(replace(pack, policy=left, rules=tuple(r for r in pack.rules if r.id != rule)))


def test_every_pack_has_a_case_that_is_allowed() -> None:
    for name in PACKS:
        assert any(not case.rules for pack_name, case in CASES if pack_name == name)
