"""Why? The rows say what was looked at, in order, and agree with the decision."""

from dataclasses import replace

import pytest

from proviso.decision import decide, explain, say_value
from proviso.model import Training
from proviso.policy.pack import Group
from tests.decision.given import A_NUMBER, FULL, city, dhs, finds, lbb, nothing, trained, use


def test_every_rule_of_the_pack_is_a_row_in_the_order_of_the_decision() -> None:
    explanation = explain(decide(use(), FULL, dhs(), screen=nothing), dhs())
    assert {row.rule for row in explanation.rows} == {rule.id for rule in dhs().rules}
    groups = [Group(row.group) for row in explanation.rows]
    assert groups == sorted(groups, key=list(Group).index)
    assert {row.verdict for row in explanation.rows} == {"fine"}
    assert explanation.would_change == ()


def test_the_row_that_stopped_it_says_so_with_what_it_looked_at() -> None:
    decision = decide(use(), trained(Training.PRIVACY, 366), dhs(), screen=nothing)
    stopped = [row for row in explain(decision, dhs()).rows if row.stopped]
    assert [(row.rule, row.clause, row.verdict) for row in stopped] == [
        ("privacy-training", "139-07.2.c.3", "this stopped it")
    ]
    assert ("your privacy training", "no") in stopped[0].looked
    assert explain(decision, dhs()).would_change == ("Take the privacy training.",)


@pytest.mark.parametrize("pack", [dhs(), lbb(), city()], ids=lambda pack: pack.id)
def test_every_row_names_a_fact_in_words(pack: object) -> None:
    held = dhs() if pack is dhs() else lbb() if pack is lbb() else city()
    explanation = explain(decide(use(), FULL, held, screen=nothing), held)
    for row in explanation.rows:
        assert row.looked, row.rule
        assert row.title
        assert not any("_" in what or "_" in value for what, value in row.looked), row


def test_it_agrees_with_the_pack_of_its_day_and_says_when_it_does_not() -> None:
    decision = decide(use(A_NUMBER[0]), FULL, dhs(), screen=finds(A_NUMBER))
    assert explain(decision, dhs()).agrees
    assert not explain(replace(decision, allowed=True), dhs()).agrees


def test_facts_of_another_version_are_not_guessed_at() -> None:
    decision = decide(use(), FULL, dhs(), screen=nothing)
    explanation = explain(replace(decision, facts=decision.facts[1:]), dhs())
    assert (explanation.rows, explanation.agrees) == ((), False)


def test_a_fault_has_no_rows_and_is_named() -> None:
    def broken(_parts: object) -> object:
        raise ValueError("x")

    decision = decide(use(), FULL, dhs(), screen=broken)  # type: ignore[arg-type]  # it raises, and returns nothing
    explanation = explain(decision, dhs())
    assert explanation.rows == ()
    assert explanation.fault == "screening: ValueError"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("found", (), "nothing"),
        (
            "found",
            ("individual", "individual:sure", "individual.named"),
            "something that points to one person, names or contact data",
        ),
        ("asked_areas", (), "none"),
        ("approval", True, "yes"),
        ("pack_state", "in_force", "in force"),
    ],
)
def test_a_value_is_said_in_words(name: str, value: bool | str | tuple[str, ...], said: str) -> None:
    assert say_value(name, value) == said
