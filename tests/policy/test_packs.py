"""A pack that cannot be used says so, with its file and its place; a component may only restrict."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proviso.errors import NotFoundError, PackError, PolicyError
from proviso.model import AnswerRule, FindingClass
from proviso.policy import Enforcement, builtin, builtin_names, combine, evaluate, find, load, statements_of
from proviso.policy.answers import DEFAULTS
from proviso.policy.check import check
from proviso.policy.diff import diff
from proviso.policy.facts import CONTEXT, PERSON, SORTED, TOOL
from proviso.policy.packs import builtin_folder
from proviso.policy.variety import FULL
from proviso.policy.words import PLACEHOLDERS, fill, unknown_placeholders
from tests.decision.given import dhs, lbb
from tests.house.tree import PACKS, ROOT

Edit = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "dhs-139-07", tmp_path / "own"))


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "lbb", tmp_path / "lbb"))


def edit(name: str, old: str, new: str) -> Edit:
    def work(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return work


def add(name: str, more: str) -> Edit:
    def work(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as held:
            held.write(more)

    return work


def remove(name: str) -> Edit:
    def work(folder: Path) -> None:
        (folder / name).unlink()

    return work


RULE = """
@id("{id}") @clause("{clause}")
forbid (principal, action == Action::"send", resource) when {{ {condition} }};
"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (remove("pack.toml"), "own/pack.toml cannot be read"),
        (remove("schema.cedarschema"), "own/schema.cedarschema cannot be read"),
        (edit("pack.toml", "[periods]", "[periods"), "own/pack.toml: "),
        (edit("pack.toml", 'revision = "4"', "revision = 4"), "revision must be a text"),
        (edit("pack.toml", "effective = 2023-10-24", ""), "effective is missing"),
        (edit("pack.toml", "effective = 2023-10-24", 'effective = "2023"'), "effective must be a date"),
        (edit("pack.toml", "America/New_York", "America/Port_Ellery"), "time_zone 'America/Port_Ellery' is not known"),
        (edit("pack.toml", "privacy = 365", "privacy = -1"), "periods.privacy must be a number of days"),
        (edit("pack.toml", "privacy = 365", "privacy = true"), "periods.privacy must be a number of days"),
        (edit("pack.toml", 'classes = ["individual",', 'classes = ["everything",'), "everything"),
        (edit("pack.toml", 'successor = "', 'sucessor = "'), "sucessor: there is no such key"),
        (edit("pack.toml", 'when = "internal"', 'when = "sometimes"'), "must be one of always"),
        (edit("pack.toml", 'clause = "139-07.2.b"', 'clause = "139-07.9.z"'), "139-07.9.z has no row"),
        (
            edit("pack.toml", 'secret = "mask"', 'secret = "hide"'),
            "own/pack.toml, line 42, answers: secret is 'hide'; it",
        ),
        (
            edit("pack.toml", 'secret = "mask"', "secret = true"),
            "answers: secret is True; it must be one of show, mask",
        ),
        (edit("pack.toml", 'secret = "mask"', 'secrets = "mask"'), "line 42, answers: there is no class secrets"),
        (edit("pack.toml", 'secret = "mask"', 'injection = "end"'), "an answer gives no orders"),
        (
            edit("pack.toml", 'individual = "mask"', 'individual.named = "mask"'),
            'a class with a dot stands in quotes: "individual.named"',
        ),
        (edit("pack.toml", "[answers]", "[[answers]]"), "answers must be a table"),
        (
            edit("pack.toml", '[answers]\nclause = "139-07.2.b"', '[answers]\nclause = "139-07.9.z"'),
            "139-07.9.z has no row",
        ),
        (
            edit("pack.toml", '[answers]\nclause = "139-07.2.b"', "[answers]\nclause = 7"),
            "answers: clause must be a text",
        ),
        (edit("pack.toml", 'id = "research"', 'id = "draft"'), "the purpose draft is there twice"),
        (edit("clauses.toml", 'enforcement = "enforced"', 'enforcement = "maybe"'), "own/clauses.toml, clause"),
        (edit("clauses.toml", 'id = "139-07.2.a.3"', 'id = "139-07.2.a.9"'), "the clause 139-07.2.a.3 of controlled"),
        (edit("clauses.toml", 'id = "secret"', 'id = "sekret"'), "secret"),
        (edit("clauses.toml", "This text has {kind_article}", "This text has {the_text}"), "{the_text}"),
        (edit("clauses.toml", "{tool} is paused.", "{tool is paused."), "no placeholder"),
        (edit("clauses.toml", "{tool} is paused.", "{} is paused."), "no placeholder"),
        (edit("clauses.toml", 'kind = "emergency"', 'kind = "fault"'), "kind fault is ours alone"),
        (edit("clauses.toml", 'carried_by = ["purpose-unknown"]', 'carried_by = ["nobody"]'), "no rule or obligation"),
        (edit("clauses.toml", "remedy = ", "remmedy = "), "remmedy: there is no such key"),
        (edit("policy.cedar", "forbid (principal", "forbid (principle"), "own/policy.cedar, lines "),
        (edit("policy.cedar", 'context.pack_state == "ended"', 'context.pack_sate == "ended"'), "policy-ended"),
        (edit("policy.cedar", "!principal.privacy", 'principal.privacy == "no"'), "privacy-training"),
        (edit("policy.cedar", '@id("secret")\n', ""), "a forbid has an @id and a @clause"),
        (edit("policy.cedar", '@id("secret")', '@id("social")'), "social: this @id is there twice"),
        (edit("policy.cedar", '@clause("139-07.2.f")', '@clause("139-07.2.a.3")'), "channel: policy.cedar says"),
        (edit("policy.cedar", "permit (principal", "forbid (principal"), "one permit, not 0"),
        (
            add("policy.cedar", 'permit (principal, action == Action::"send", resource);'),
            "there must be one permit, not 2",
        ),
        (
            add("policy.cedar", RULE.format(id="new", clause="139-07.1", condition="context.posted")),
            "the rule new of policy.cedar has no words here",
        ),
        (edit("schema.cedarschema", "approval: Bool,", "approval: Boolean,"), "own/schema.cedarschema: "),
    ],
)
def test_a_slip_in_a_pack_is_named_with_its_place(folder: Path, change: Edit, says: str) -> None:
    change(folder)
    with pytest.raises(PackError, match=re.escape(says)):
        load(folder)
    assert check(folder).problems


def test_a_schema_with_other_facts_is_a_problem_that_a_check_finds(folder: Path) -> None:
    edit("schema.cedarschema", "needs_account: Bool,", "needs_account: Bool, needs_luck: Bool,")(folder)
    assert any("does not name the facts" in problem for problem in check(folder).problems)
    with pytest.raises(PolicyError):
        evaluate(FULL, load(folder))


def test_the_schema_names_exactly_the_facts_that_are_computed() -> None:
    named = set(re.findall(r"(\w+): (?:String|Bool|Long|Set<String>)", dhs().schema))
    assert named == {*PERSON, *TOOL, *CONTEXT}
    assert {*PERSON, *TOOL, *CONTEXT, "component"} == set(SORTED)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            add("policy.cedar", '@id("more") @clause("lbb.1") permit (principal, action, resource);'),
            "this would allow more than the agency does",
        ),
        (edit("policy.cedar", 'principal in Component::"LBB"', "principal"), "lbb-benefits: its scope must be"),
        (edit("policy.cedar", 'Component::"LBB"', 'Component::"HIS"'), "its scope must be"),
        (
            edit("policy.cedar", 'principal in Component::"LBB"', 'principal == Person::"asker"'),
            "its scope must be",
        ),
    ],
)
def test_a_component_may_only_restrict_itself(overlay: Path, change: Edit, says: str) -> None:
    change(overlay)
    with pytest.raises(PackError, match=re.escape(says)):
        load(overlay)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (edit("pack.toml", 'extends = "dhs-139-07"', 'extends = "other"'), "adds rules to other"),
        (edit("policy.cedar", "context.channel", "context.canal"), "canal"),
    ],
)
def test_an_overlay_is_checked_with_its_pack(overlay: Path, change: Edit, says: str) -> None:
    change(overlay)
    with pytest.raises(PackError, match=says):
        combine(dhs(), load(overlay))


def test_an_overlay_cannot_take_the_id_of_a_rule_of_the_agency(overlay: Path) -> None:
    for name in ("policy.cedar", "clauses.toml"):
        edit(name, '"lbb-benefits"', '"controlled"')(overlay)
    with pytest.raises(PackError, match="controlled: this @id is there twice"):
        combine(dhs(), load(overlay))


def test_a_combined_pack_names_both() -> None:
    assert lbb().ref == "dhs-139-07@4+lbb@1"
    assert lbb().component == "LBB"
    assert lbb().sha256 not in {dhs().sha256, builtin("lbb").sha256}
    assert len(lbb().rules) == len(dhs().rules) + 2


def test_any_changed_byte_changes_the_fingerprint(folder: Path) -> None:
    before = load(folder).sha256
    assert before == dhs().sha256
    add("policy.cedar", "\n// one more line\n")(folder)
    assert load(folder).sha256 != before


def test_packs_are_found_by_name_and_by_folder(folder: Path) -> None:
    assert {"dhs-139-07", "example-city", "lbb"} == set(builtin_names())
    assert find(str(folder)).ref == "dhs-139-07@4"
    assert find("lbb").ref == "dhs-139-07@4+lbb@1"
    with pytest.raises(NotFoundError, match="no policy pack nothing") as caught:
        find("nothing")
    assert "dhs-139-07" in caught.value.hint


def test_a_pack_says_what_it_does_not_have() -> None:
    with pytest.raises(NotFoundError):
        dhs().rule("nothing")
    with pytest.raises(NotFoundError):
        dhs().clause("nothing")
    assert dhs().purpose("nothing") is None


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert fill("{tool} is paused.", {"tool": "{reason}", "reason": "x"}) == "{reason} is paused."
    assert unknown_placeholders("{tool} {date} {nobody}") == ("nobody",)
    assert all(PLACEHOLDERS.values())


def test_the_guide_lists_every_placeholder() -> None:
    guide = (ROOT / "docs" / "policy-packs.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `\{(\w+)\}` \| (.+) \|$", guide, re.MULTILINE))
    assert rows == PLACEHOLDERS


def test_every_row_of_the_policy_is_a_clause() -> None:
    """Each paragraph and footnote of Policy Statement 139-07, 31 of them to be carried out at a use or a record."""
    ids = {clause.id.removeprefix("139-07.") for clause in dhs().clauses}
    numbered = {
        "1": ["a.1", "a.2", "a.3", "a.4", "a.5", "b", "c", "d"],
        "2": ["a.1", "a.2", "a.3", "a.4", "b", "c.1", "c.2", "c.3", "c.4", "c.5", "d.1", "d.2", "e.1", "e.2", "f"],
        "4": ["a", "b", "c", "d", "e", "f"],
        "5": ["a", "b", "c", "d", "e", "w"],
        "7": ["a", "b"],
        "8": ["a", "b", "c", "d", "e"],
        "9": ["a", "b"],
        "0": ["a", "b", "c", "d", "e"],
    }
    expected = {f"{n}.{rest}" for n, all_rest in numbered.items() for rest in all_rest}
    assert ids >= {*expected, "1", "2", "3", "5", "6", "fn3", "fn4", "fn5", "fn6"}


CARRIED = (
    *("1", "1.a.1", "1.a.2", "1.a.3", "1.a.4", "1.a.5", "1.b", "1.c"),
    *("2.a.1", "2.a.2", "2.a.3", "2.a.4", "2.c.1", "2.c.2", "2.c.3", "2.c.4", "2.c.5"),
    *("2.d.1", "2.d.2", "2.e.1", "2.e.2", "2.f"),
    *("4.a", "4.b", "4.c", "4.d", "4.e", "4.f", "5.a", "5.b", "5.c", "5.d", "5.e", "5.w", "6"),
)
"""The paragraphs that deny, gate, warn or open an incident."""


@pytest.mark.parametrize("number", CARRIED)
def test_what_must_be_carried_out_is_carried_out_or_says_what_is_missing(number: str) -> None:
    clause = dhs().clause(f"139-07.{number}")
    assert clause.enforcement is not Enforcement.INFORMATION
    carried = {rule.id for rule in dhs().rules if rule.clause == clause.id} | set(clause.carried_by)
    if clause.enforcement is Enforcement.ENFORCED:
        assert carried & {rule.id for rule in dhs().rules}
    elif clause.enforcement is Enforcement.NOT_YET:
        assert clause.needs
    else:
        assert clause.how


def test_only_the_five_decision_areas_can_be_waived() -> None:
    assert {c.id for c in dhs().clauses if c.waivable} == {f"139-07.5.{x}" for x in "abcde"}


def test_controlled_and_classified_can_be_corrected_in_no_pack() -> None:
    for name in builtin_names():
        assert not load(builtin_folder(name)).correctable & {FindingClass.CONTROLLED, FindingClass.CLASSIFIED}


@pytest.mark.parametrize("name", builtin_names())
def test_the_packs_that_come_with_the_product_are_whole(name: str) -> None:
    found = check(builtin_folder(name))
    assert found.problems == ()
    assert sum(found.counts.values()) == len(found.clauses)


def test_a_check_names_a_case_that_does_not_hold_and_a_rule_without_one(folder: Path) -> None:
    edit("cases.toml", 'rules = ["tool-paused"]', 'rules = ["tool-revoked"]')(folder)
    problems = check(folder).problems
    assert "Case “A paused tool”: it should be tool-revoked, and is tool-paused." in problems
    assert "Rule tool-paused (139-07.1): no case flips it. Add one." in problems


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (add("cases.toml", '\n[[case]]\nname = "x"\nrules = []\ncolor = "red"\n'), "color: there is no such key"),
        (add("cases.toml", '\n[[case]]\nname = "x"\nmissing = ["luck"]\n'), "luck is nothing that could be missing"),
        (add("cases.toml", '\n[[case]]\nname = "x"\nstatus = "broken"\n'), "status is 'broken'"),
        (add("cases.toml", '\n[cases]\nname = "x"\n'), "cases: there is no such key"),
    ],
)
def test_a_slip_in_a_case_is_named(folder: Path, change: Edit, says: str) -> None:
    change(folder)
    assert any(says in problem for problem in check(folder).problems)


def test_a_clause_that_nothing_carries_out_is_a_problem(folder: Path) -> None:
    edit("clauses.toml", 'id = "139-07.0.e"', 'id = "139-07.0.z"')(folder)
    text = (folder / "clauses.toml").read_text(encoding="utf-8")
    head, _, tail = text.partition('id = "139-07.0.z"')
    tail = tail.replace('enforcement = "information"', 'enforcement = "enforced"', 1)
    (folder / "clauses.toml").write_text(f'{head}id = "139-07.0.z"{tail}', encoding="utf-8")
    assert "Clause 139-07.0.z: it says enforced, and nothing carries it out." in check(folder).problems


def test_another_tool_is_tried_only_where_the_pack_says_so_and_no_component_may_say_so(
    folder: Path, overlay: Path
) -> None:
    assert not load(folder).fallback
    edit("pack.toml", "grace_days = 30", "fallback = true\ngrace_days = 30")(folder)
    assert load(folder).fallback
    edit("pack.toml", 'revision = "1"', 'revision = "1"\nfallback = true')(overlay)
    assert not combine(dhs(), load(overlay)).fallback
    edit("pack.toml", "fallback = true", 'fallback = "yes"')(folder)
    with pytest.raises(PackError, match="fallback must be true or false"):
        load(folder)


def test_a_pack_that_says_nothing_about_answers_protects_them(folder: Path) -> None:
    said = (folder / "pack.toml").read_text(encoding="utf-8")
    (folder / "pack.toml").write_text(re.sub(r"\[answers\]\n(?:.+\n)+", "", said), encoding="utf-8")
    assert load(folder).answers == DEFAULTS


def test_a_class_that_the_answers_leave_out_keeps_its_default(folder: Path) -> None:
    edit("pack.toml", 'classified = "end"\n', "")(folder)
    edit("pack.toml", 'individual = "mask"', 'individual = "show"')(folder)
    rules = load(folder).answers
    assert rules[FindingClass.CLASSIFIED] is AnswerRule.END
    assert rules[FindingClass.INDIVIDUAL] is AnswerRule.SHOW


def test_a_component_may_only_make_answers_stricter(overlay: Path) -> None:
    both = combine(dhs(), load(overlay))
    assert both.answers[FindingClass.SECRET] is AnswerRule.END
    assert both.answers[FindingClass.INDIVIDUAL] is AnswerRule.MASK
    edit("pack.toml", 'secret = "end"', 'secret = "show"')(overlay)
    with pytest.raises(PackError, match=r"lbb/pack.toml, answers: secret is show, and the agency says mask"):
        combine(dhs(), load(overlay))


def test_the_rules_about_answers_are_said_in_words() -> None:
    found = check(builtin_folder("lbb"))
    assert "individual: masked; secret: the answer ends before it" in found.answers_sentence


def test_a_new_revision_with_the_same_conditions_asks_nobody_to_sign_again(folder: Path) -> None:
    before = load(folder)
    edit("pack.toml", 'revision = "4"', 'revision = "5"')(folder)
    edit("clauses.toml", "This text has {kind_article}", "In this text is {kind_article}")(folder)
    after = load(folder)
    assert (before.ref, after.ref) == ("dhs-139-07@4", "dhs-139-07@5")
    assert after.sha256 != before.sha256
    assert statements_of(after).sha256 == statements_of(before).sha256
    found = diff(before, after)
    assert (found.looser, found.tighter) == ((), ())
