"""Local rules: written by the component's own CIO, asked about, dated, live by time alone, withdrawn, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import consulting, local_rules, people
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import entries, packs
from proviso.db import local_rules as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, PackError, UsageError
from proviso.model import (
    FindingClass,
    LocalRule,
    LocalRules,
    LocalState,
    PersonnelType,
    Position,
    ReasonKind,
    Role,
)
from proviso.policy import load
from proviso.policy.texts import Texts
from proviso.settings import Settings
from tests.actions.house import NOW, person
from tests.actions.rules import (
    ANA,
    HOUR,
    JOAN,
    LEAP,
    MARCUS,
    MAYA,
    MORNINGS,
    OFFICES,
    OMAR,
    RUTH,
    answered,
    ask_as,
    asked,
    dated,
    drafted,
    live,
    move,
    open_rules,
)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_rules(tmp_path)


def found(agency: Agency, rules: LocalRules) -> LocalRules:
    with agency.store.read() as tx:
        return local_rules.get(tx, rules.id, rules.revision)


def test_a_rule_that_is_live_denies_and_names_the_component(agency: Agency) -> None:
    assert ask_as(agency).allowed
    live(agency)
    decision = ask_as(agency)
    assert not decision.allowed
    assert decision.pack == "dhs-139-07@4+fro-1@1"
    assert [(reason.rule, reason.clause) for reason in decision.reasons] == [("fro-1-1", "fro-1.1")]
    reason = decision.reasons[0]
    assert reason.headline == "Not in the morning"
    assert reason.sentence == (
        "FRO has a rule of its own here. In FRO, nobody may use AI tools from 9 a.m. to noon. The desk is empty then."
    )
    assert ask_as(agency, at=NOW + 2 * HOUR).allowed  # noon is over it


def test_it_goes_live_by_itself_at_its_moment_in_every_process(agency: Agency, tmp_path: Path) -> None:
    live(agency, starts_at=NOW + timedelta(days=3))
    other = open_agency(Settings(home=tmp_path))
    try:
        for house in (agency, other):
            assert ask_as(house, at=NOW + timedelta(days=2, hours=23)).allowed
            assert not ask_as(house, at=NOW + timedelta(days=3)).allowed
    finally:
        other.store.close()


def test_nothing_goes_live_that_the_offices_were_not_asked_about(agency: Agency) -> None:
    made = drafted(agency)
    with pytest.raises(ConflictError, match="wait for no date"):
        dated(agency, made)
    sent = agency.store.write(lambda tx: local_rules.ask(tx, made.id, 1, version=1, actor=RUTH, at=NOW))
    with pytest.raises(NotAllowedError, match="the CIO's office, the privacy office, the civil rights office did not"):
        dated(agency, sent)
    answered(agency, sent, Role.PRIVACY, JOAN)
    answered(agency, sent, Role.CIO_OFFICE, MARCUS)
    with pytest.raises(NotAllowedError, match="cannot go live yet: the civil rights office did not"):
        dated(agency, sent)
    assert ask_as(agency).allowed
    answered(agency, sent, Role.CIVIL_RIGHTS, OMAR)
    dated(agency, sent)
    assert not ask_as(agency).allowed


def test_a_dissent_needs_a_reply_and_both_stay(agency: Agency) -> None:
    made = asked(agency)
    answered(agency, made, Role.PRIVACY, JOAN)
    answered(agency, made, Role.CIO_OFFICE, MARCUS)
    answered(agency, made, Role.CIVIL_RIGHTS, OMAR, Position.DISSENT, "It shuts out who works early.")
    with pytest.raises(NotAllowedError, match="does not concur, and has no reply"):
        dated(agency, made)

    def replies(actor: str, words: str = "The desk can be called.") -> None:
        agency.store.write(lambda tx: consulting.reply(tx, made.id, 1, Role.CIVIL_RIGHTS, words, actor=actor, at=NOW))

    for actor in (RUTH, OMAR, JOAN, MAYA):
        with pytest.raises(NotAllowedError):
            replies(actor)
    with pytest.raises(UsageError):
        replies(ANA, " ")
    replies(ANA)
    with pytest.raises(ConflictError, match="replied already"):
        replies(MARCUS)
    dated(agency, made)
    with agency.store.read() as tx:
        kept = [a for a in db.answers_to(tx, made.id, 1) if a.position is Position.DISSENT]
    assert [(a.reasons, a.reply, a.reply_by) for a in kept] == [
        ("It shuts out who works early.", "The desk can be called.", ANA)
    ]


REFUSED: tuple[tuple[str, Role, str], ...] = (
    ("for another office", Role.PRIVACY, OMAR),
    ("without an office", Role.PRIVACY, MAYA),
    ("about rules of their own", Role.PRIVACY, RUTH),
    ("an office that is not asked", Role.SECURITY, "ingrid.solberg"),
    ("an auditor", Role.PRIVACY, "alice.tran"),
)


@pytest.mark.parametrize(("office", "actor"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_nobody_answers_who_may_not(agency: Agency, office: Role, actor: str) -> None:
    made = asked(agency)
    with pytest.raises((NotAllowedError, UsageError)):
        answered(agency, made, office, actor)
    with agency.store.read() as tx:
        assert db.answers_to(tx, made.id, 1) == []


def test_nobody_answers_for_two_offices(agency: Agency) -> None:
    agency.store.write(
        lambda tx: people.add(tx, person("both.hats", Role.PRIVACY, Role.CIVIL_RIGHTS), actor="system", at=NOW)
    )
    made = asked(agency)
    answered(agency, made, Role.PRIVACY, "both.hats")
    with pytest.raises(NotAllowedError, match="nobody answers for two"):
        answered(agency, made, Role.CIVIL_RIGHTS, "both.hats")


def test_a_text_that_changes_is_asked_about_anew_and_the_old_words_stay(agency: Agency) -> None:
    made = asked(agency)
    for office, actor in OFFICES:
        answered(agency, made, office, actor)
    later = replace(MORNINGS, to_hour=11)
    changed = agency.store.write(
        lambda tx: local_rules.change(
            tx, agency, made.id, 1, "Mornings", (later,), version=made.version, actor=RUTH, at=NOW
        )
    )
    assert changed.state is LocalState.DRAFT
    again = agency.store.write(lambda tx: local_rules.ask(tx, made.id, 1, version=changed.version, actor=RUTH, at=NOW))
    with pytest.raises(NotAllowedError, match="did not answer"):
        dated(agency, again)
    with pytest.raises(ConflictError, match="changed since you opened"):
        answered(agency, made, Role.PRIVACY, JOAN)  # a form of the text as it was
    with agency.store.read() as tx:
        assert len(db.answers_to(tx, made.id, 1)) == 3


def test_a_stale_form_is_told_who_was_here(agency: Agency) -> None:
    made = asked(agency)
    with pytest.raises(ConflictError, match="changed since you opened it: Ruth Delgado"):
        agency.store.write(lambda tx: local_rules.withdraw(tx, made.id, 1, "no need", version=1, actor=RUTH, at=NOW))
    assert found(agency, made).state is LocalState.ASKED


def test_only_the_cio_of_the_component_writes_its_rules(agency: Agency) -> None:
    agency.store.write(
        lambda tx: people.add(
            tx, replace(person("hal.his", Role.COMPONENT_CIO), component="HIS"), actor="system", at=NOW
        )
    )
    made = asked(agency)
    for actor in ("hal.his", ANA, MAYA, JOAN, "alice.tran"):
        with pytest.raises(NotAllowedError):
            agency.store.write(
                lambda tx, actor=actor: local_rules.withdraw(  # type: ignore[misc]  # mypy cannot see the default's type
                    tx, made.id, 1, "no need", version=made.version, actor=actor, at=NOW
                )
            )
    own = agency.store.write(lambda tx: local_rules.draft(tx, agency, "Ours", (MORNINGS,), actor="hal.his", at=NOW))
    assert (own.component, own.id) == ("HIS", "his-1")


def test_withdrawn_before_its_day_it_never_holds_and_what_it_followed_goes_on(agency: Agency) -> None:
    live(agency)
    second = agency.store.write(lambda tx: local_rules.revise(tx, agency, "fro-1", actor=RUTH, at=NOW))
    wider = agency.store.write(
        lambda tx: local_rules.change(
            tx, agency, "fro-1", 2, "Days", (replace(MORNINGS, to_hour=18),), version=1, actor=RUTH, at=NOW
        )
    )
    sent = agency.store.write(lambda tx: local_rules.ask(tx, second.id, 2, version=wider.version, actor=RUTH, at=NOW))
    for office, actor in OFFICES:
        answered(agency, sent, office, actor)
    soon = NOW + timedelta(days=3)
    timed = dated(agency, sent, soon)
    assert ask_as(agency, at=soon + 5 * HOUR).reasons[0].rule == "fro-1-1"
    agency.store.write(
        lambda tx: local_rules.withdraw(tx, "fro-1", 2, "too wide", version=timed.version, actor=RUTH, at=NOW)
    )
    assert ask_as(agency, at=soon + 5 * HOUR).allowed
    assert ask_as(agency, at=soon).pack == "dhs-139-07@4+fro-1@1"
    assert not ask_as(agency, at=soon).allowed
    with agency.store.read() as tx:
        assert [p.ref for p in packs.running(tx, soon + HOUR)] == ["dhs-139-07@4", "fro-1@1"]
        assert packs.coming(tx, NOW) == []


def test_an_end_counts_from_the_next_use_on(agency: Agency) -> None:
    made = live(agency)
    assert not ask_as(agency).allowed
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: local_rules.end(tx, "FRO", made.id, "no", actor=MAYA, at=NOW))
    later = NOW + timedelta(minutes=1)
    agency.store.write(lambda tx: local_rules.end(tx, "FRO", made.id, "the desk is back", actor=RUTH, at=later))
    assert ask_as(agency, at=later).allowed
    assert found(agency, made).state is LocalState.ENDED
    with pytest.raises(ConflictError, match="do not hold now"):
        agency.store.write(lambda tx: local_rules.end(tx, "FRO", made.id, "again", actor=RUTH, at=later))


def test_each_act_has_its_entry(agency: Agency) -> None:
    made = live(agency, starts_at=NOW + HOUR)
    agency.store.write(
        lambda tx: local_rules.withdraw(tx, made.id, 1, "no need", version=made.version, actor=RUTH, at=NOW)
    )
    with agency.store.read() as tx:
        names = [e.record.event for e in entries.page(tx, 0, 1000)]
    assert [n for n in names if n.startswith(("Local", "PackS", "PackW"))] == [
        "LocalRulesDrafted",
        "LocalRulesAsked",
        *["LocalRulesAnswered"] * 3,
        "PackScheduled",
        "PackWithdrawn",
    ]


def test_rules_that_no_longer_fit_the_agencys_close_the_tools_there_and_say_whom_to_ask(agency: Agency) -> None:
    live(agency)
    city = agency.packs.by_ref("example-city@2")

    def follow(tx: object) -> None:
        packs.finish(tx, None, NOW, packs.followed(city.ref))  # type: ignore[arg-type]  # the writer's own
        packs.begin(tx, city.ref, city.sha256, None, NOW)  # type: ignore[arg-type]

    agency.store.write(follow)
    decision = ask_as(agency)
    assert not decision.allowed
    assert decision.reasons[0].kind is ReasonKind.FAULT
    assert "The local rules of FRO no longer fit" in decision.reasons[0].sentence
    assert decision.reasons[0].remedy.startswith("Ask the CIO of FRO to change or end them.")


def test_a_text_is_not_dated_under_rules_that_changed_meanwhile(agency: Agency) -> None:
    made = asked(agency, LocalRule(title="No briefings", purposes=frozenset({"briefing"})))
    for office, actor in OFFICES:
        answered(agency, made, office, actor)
    city = agency.packs.by_ref("example-city@2")
    agency.store.write(lambda tx: packs.finish(tx, None, NOW, "it was withdrawn"))
    agency.store.write(lambda tx: packs.begin(tx, city.ref, city.sha256, None, NOW))
    with pytest.raises(ConflictError, match="rules changed since the offices were asked"):
        dated(agency, made)


def test_people_of_a_component_with_another_name_are_not_reached_and_it_is_seen(agency: Agency) -> None:
    live(agency)
    move(agency, MAYA, "FLOOD")
    assert ask_as(agency).allowed
    with agency.store.read() as tx:
        assert not local_rules.nobody_is_there(tx, "FRO")  # Ruth is
        assert local_rules.nobody_is_there(tx, "LBB")


BAD: tuple[tuple[str, Callable[[], tuple[LocalRule, ...]], str], ...] = (
    ("no rule", lambda: (), "1 to 20 rules; this one has 0"),
    ("too many", lambda: tuple(replace(MORNINGS, title=f"r{n}", to_hour=12) for n in range(21)), "has 21"),
    ("no title", lambda: (replace(MORNINGS, title=""),), "title of up to 80"),
    ("a long reason", lambda: (replace(MORNINGS, why="x" * 301),), "reason of 300"),
)


@pytest.mark.parametrize(("rules", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_words_have_bounds(agency: Agency, rules: Callable[[], tuple[LocalRule, ...]], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        agency.store.write(lambda tx: local_rules.draft(tx, agency, "T", rules(), actor=RUTH, at=NOW))
    with pytest.raises(UsageError, match="title of up to 80"):
        drafted(agency, title="x" * 81)


def test_a_rule_that_the_agency_has_already_is_refused_in_words(agency: Agency) -> None:
    with pytest.raises(PackError, match="Rule 2 would change nothing"):
        drafted(agency, MORNINGS, replace(MORNINGS, from_hour=10, to_hour=11, title="Narrower"))


def test_words_of_a_script_stay_words(agency: Agency) -> None:
    wild = '<script>alert(1)</script> "\\ // {tool} @id("x") permit (principal, action, resource);'
    made = drafted(agency, replace(MORNINGS, title=wild[:80], why=wild), title=wild[:80])
    pack = load(Texts(made.id, made.files))
    assert [rule.id for rule in pack.rules] == ["fro-1-1"]
    assert "(tool)" in pack.rules[0].sentence


def test_a_text_by_hand_that_allows_is_refused(agency: Agency) -> None:
    made = drafted(agency)
    more = made.files["policy.cedar"] + '\n@id("x") @clause("fro-1.1") permit (principal, action, resource);\n'
    wide = made.files["policy.cedar"].replace('principal in Component::"FRO"', "principal")
    for policy, says in ((more, "allow more"), (wide, "scope")):
        with pytest.raises(PackError, match=says):
            load(Texts("fro-9", {**made.files, "policy.cedar": policy}))


def test_a_text_by_hand_is_asked_about_like_any_other(agency: Agency) -> None:
    first = drafted(agency, replace(MORNINGS, from_hour=13, to_hour=14))
    files = {
        name: text.replace("fro-1", "fro-own").replace('revision = "1"', 'revision = "4"')
        for name, text in first.files.items()
    }
    pack = load(Texts("fro-own", files))
    brought = agency.store.write(lambda tx: local_rules.bring(tx, agency, files, pack, actor=RUTH, at=NOW))
    assert (brought.ref, brought.rules) == ("fro-own@4", ())
    with pytest.raises(ConflictError, match="a draft already"):
        agency.store.write(lambda tx: local_rules.bring(tx, agency, files, pack, actor=RUTH, at=NOW))
    other = replace(pack, component="HIS")
    with pytest.raises(NotAllowedError, match="for HIS"):
        agency.store.write(lambda tx: local_rules.bring(tx, agency, files, other, actor=RUTH, at=NOW))


CLOCKS = (
    ("the hour that is left out", datetime(2027, 3, 14, 7, 30, tzinfo=UTC), 3, False),
    ("the hour before it", datetime(2027, 3, 14, 6, 30, tzinfo=UTC), 1, True),
    ("the hour that comes twice, first", datetime(2027, 11, 7, 5, 30, tzinfo=UTC), 1, True),
    ("the hour that comes twice, again", datetime(2027, 11, 7, 6, 30, tzinfo=UTC), 1, True),
    ("a leap day", LEAP, 10, False),
)


@pytest.mark.parametrize(("at", "hour", "denied"), [row[1:] for row in CLOCKS], ids=[row[0] for row in CLOCKS])
def test_hours_are_those_of_the_agencys_clocks(agency: Agency, at: datetime, hour: int, *, denied: bool) -> None:
    live(agency, LocalRule(title="At night", from_hour=22, to_hour=3))
    facts = dict(ask_as(agency, at=at).facts)
    assert facts["hour"] == hour
    assert ("fro-1-1" in [r.rule for r in ask_as(agency, at=at).reasons]) is denied


def test_each_choice_closes_what_it_says(agency: Agency) -> None:
    rule = LocalRule(
        title="Posts of contractors",
        personnel=frozenset({PersonnelType.CONTRACTOR}),
        classes=frozenset({FindingClass.SOCIAL}),
        tools=frozenset({"northlight-chat"}),
        days=frozenset({"friday"}),
    )
    made = drafted(agency, rule)
    (sentence,) = [line for line in made.files["policy.cedar"].splitlines() if line.startswith("//")]
    assert sentence == (
        "// In FRO, contractors may not use Northlight Chat with a text that has signs of a post on Fridays."
    )
    live_rule = replace(rule, personnel=frozenset({PersonnelType.EMPLOYEE}), classes=frozenset())
    agency.store.write(lambda tx: local_rules.withdraw(tx, made.id, 1, "no", version=1, actor=RUTH, at=NOW))
    live(agency, live_rule)
    assert not ask_as(agency).allowed
    assert ask_as(agency, at=NOW + timedelta(days=3)).allowed


def test_there_is_no_text_that_nobody_wrote(agency: Agency) -> None:
    with pytest.raises(NotFoundError), agency.store.read() as tx:
        local_rules.get(tx, "fro-7", 1)
