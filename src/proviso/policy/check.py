"""`pack check`: is the pack whole, does each of its examples hold, and which clauses are not enforced yet?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from proviso.errors import PackError, PolicyError
from proviso.model import event_types

from .answers import WORDS, AnswerRules
from .cases import Case, read_cases
from .course_check import check_course
from .engine import evaluate
from .pack import Clause, Enforcement, Pack
from .packs import builtin, builtin_folder, combine, load
from .reading import Folder
from .shown import events_of
from .variety import FULL, SYSTEM, singles


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found."""

    ref: str
    title: str
    problems: tuple[str, ...]
    clauses: tuple[Clause, ...] = ()
    rules: int = 0
    cases: int = 0
    answers: AnswerRules = field(default_factory=dict)
    """What is done with findings in an answer."""

    @property
    def counts(self) -> dict[str, int]:
        """How many clauses are kept in which way."""
        held = Counter(clause.enforcement.value for clause in self.clauses)
        return {way.value: held.get(way.value, 0) for way in Enforcement}

    @property
    def answers_sentence(self) -> str:
        """What is done with findings in an answer, in one sentence."""
        said = "; ".join(f"{cls.value}: {WORDS[rule]}" for cls, rule in self.answers.items())
        return f"Findings in an answer: {said}." if said else ""

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if self.problems:
            problems = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            return f"{problems} in {self.ref or self.title}."
        counts = self.counts
        return (
            f"{self.ref} is whole: {len(self.clauses)} clauses, {self.rules} rules, {self.cases} cases. "
            f"{counts['enforced']} clauses are enforced, {counts['record']} kept as a record, "
            f"{counts['not_yet']} not enforced yet, {counts['information']} for information."
        )


def folder_of(name: str) -> Folder:
    """A pack's folder, by its path or by the name of a built-in pack."""
    return Path(name) if (Path(name) / "pack.toml").is_file() else builtin_folder(name)


def check(folder: Folder, base: Pack | None = None) -> Checked:
    """Check one pack; an overlay is checked together with the pack that it adds rules to."""
    try:
        own = load(folder)
        pack = combine(base or builtin(own.extends), own) if own.extends else own
        cases = read_cases(folder, pack)
    except PackError as error:
        hint = f" {error.hint}" if error.hint else ""
        return Checked(ref="", title=folder.name, problems=(f"{error.message}{hint}",))
    misfits = _schema(pack, {name for rule in own.rules for name in rule.facts} if own.extends else None)
    problems = [*(misfits or [*_cases(cases, pack), *_flipped(own, cases, pack)]), *_clauses(own), *_course(own)]
    return Checked(
        ref=own.ref,
        title=own.title,
        problems=tuple(problems),
        clauses=own.clauses,
        rules=len(own.rules),
        cases=len(cases),
        answers=pack.answers,
    )


def _schema(pack: Pack, only: set[str] | None) -> list[str]:
    """The facts that we compute must be the ones that the schema names; for an overlay, `only` those that it reads."""
    misfit = f"{pack.ref}: schema.cedarschema does not name the facts that are computed for a use."
    try:
        if evaluate(FULL, pack).broken:
            return [misfit]
    except PolicyError:
        return [misfit]
    broken = {
        clause
        for base in (FULL, SYSTEM)
        for name, facts in singles(base)
        if only is None or name in only
        for clause in evaluate(facts, pack).broken
    }
    return [f"{pack.ref}, {clause}: a rule of it cannot be evaluated for every use." for clause in sorted(broken)]


def _cases(cases: tuple[Case, ...], pack: Pack) -> list[str]:
    found = []
    for case in cases:
        verdict = case.verdict(case.under(pack))
        if verdict.broken or verdict.rules != case.rules or verdict.allowed != (not case.rules):
            said = ", ".join(verdict.rules or verdict.broken) or "allowed"
            found.append(f"Case “{case.name}”: it should be {', '.join(case.rules) or 'allowed'}, and is {said}.")
    return found


def _flipped(own: Pack, cases: tuple[Case, ...], pack: Pack) -> list[str]:
    """Each rule has a case that it alone denies: without the rule, that use would be allowed."""
    alone = {case.rules[0] for case in cases if len(case.rules) == 1 and case.verdict(pack).rules == case.rules}
    return [f"Rule {rule.id} ({rule.clause}): no case flips it. Add one." for rule in own.rules if rule.id not in alone]


def _course(pack: Pack) -> tuple[str, ...]:
    """139-07.2.c.2: the course that the pack names is there, cites its clauses, and is plain to read."""
    if pack.course is None:
        return ()
    return tuple(f"Course: {problem}" for problem in check_course(pack.course.folder, pack, pack.course).problems)


def _clauses(own: Pack) -> list[str]:
    cited = {rule.clause for rule in own.rules} | {duty.clause for duty in own.duties}
    known = {event.__name__ for event in event_types()}
    found = []
    for clause in own.clauses:
        is_carried = clause.id in cited or bool(clause.carried_by) or bool(clause.how)
        if clause.enforcement in {Enforcement.ENFORCED, Enforcement.RECORD} and not is_carried:
            found.append(f"Clause {clause.id}: it says {clause.enforcement.value}, and nothing carries it out.")
        unknown = sorted(events_of((*clause.shown_by, *clause.for_each)) - known)
        if unknown:
            found.append(f"Clause {clause.id}: it names {', '.join(unknown)}, and there is no such entry.")
    ids = {clause.id for clause in own.clauses}
    found += [
        f"Principle {principle.id}: it names {', '.join(strange)}, and there is no such clause."
        for principle in own.principles
        if (strange := sorted(set(principle.clauses) - ids))
    ]
    return found
