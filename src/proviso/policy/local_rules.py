"""A component's plain choices become a pack: words, Cedar, and a case for each rule (139-07.7.b).

INVARIANT: what is made holds forbids only, each scoped to the component; and it is loaded and checked like any pack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice, product
from typing import Any
from zoneinfo import ZoneInfo

from proviso.model import FindingClass, LocalRule, LocalRules, PersonnelType

from .cases import TOOL_ID
from .engine import evaluate
from .facts import WEEKDAYS, Facts
from .pack import Pack
from .packs import combine, load
from .texts import Texts
from .variety import FULL

_ID = re.compile(r"\([^)]*\.(\d+)\)")
OFFERED = (
    FindingClass.INDIVIDUAL,
    FindingClass.NAMED,
    FindingClass.RECORD,
    FindingClass.SOCIAL,
    FindingClass.CONTROLLED,
    FindingClass.INJECTION,
    FindingClass.HAZARD,
)
"""Classes that a component may close; what is classified and passwords are closed everywhere."""
PEOPLE = {
    PersonnelType.EMPLOYEE: "employees",
    PersonnelType.CONTRACTOR: "contractors",
    PersonnelType.DETAILEE: "detailees",
    PersonnelType.OTHER: "others who work for the agency",
}
TOOL_CLASSES = ("commercial", "internal")
MOST_TRIED = 300
"""Uses that are tried to find one that a rule alone denies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What ids are called, for the sentences."""

    tools: Mapping[str, str]
    classes: Mapping[FindingClass, str]


def sentence_of(rule: LocalRule, component: str, pack: Pack, names: Names) -> str:
    """ "In LBB, contractors may not use Northlight Chat from 7 p.m. to 7 a.m." """
    who = _list([PEOPLE[kind] for kind in PersonnelType if kind in rule.personnel], "and")
    tools = _list(sorted(names.tools.get(tool, tool) for tool in rule.tools), "or")
    said = [f"In {component}, {who or 'nobody'} may {'not ' if who else ''}use {tools or 'AI tools'}"]
    purposes = [f"“{p.title}”" for p in pack.purposes if p.id in rule.purposes]
    if purposes:
        said.append(f"for {_list(purposes, 'or')}")
    if rule.classes:
        said.append(f"with a text that has {_list([names.classes[c] for c in OFFERED if c in rule.classes], 'or')}")
    said += _when(rule)
    sentence = " ".join(said) + (", unless somebody else has approved it, too" if rule.unless_second else "")
    return without_braces(sentence.removesuffix(".") + ".")


def _when(rule: LocalRule) -> Iterator[str]:
    days = [f"{day.capitalize()}s" for day in WEEKDAYS if day in rule.days]
    if days:
        yield f"on {_list(days, 'and')}"
    if rule.from_hour is not None and rule.to_hour is not None:
        yield f"from {say_hour(rule.from_hour)} to {say_hour(rule.to_hour)}"


def say_hour(hour: int) -> str:
    """ "7 p.m.", "noon", "midnight" """
    if hour % 12 == 0:
        return "noon" if hour == 12 else "midnight"
    return f"{hour % 12} {'a.m.' if hour < 12 else 'p.m.'}"


def _list(items: Collection[str], word: str) -> str:
    *most, last = items or [""]
    return f"{', '.join(most)} {word} {last}" if most else last


def compose(rules: LocalRules, pack: Pack, names: Names) -> dict[str, str]:
    """The files of the pack that these choices make, on top of the rules that hold there."""
    sentences = [sentence_of(rule, rules.component, pack, names) for rule in rules.rules]
    files = {
        "pack.toml": _head(rules, pack),
        "clauses.toml": "\n".join(_words(rules, n, said) for n, said in enumerate(sentences, 1)),
        "policy.cedar": "\n".join(_cedar(rules, n, said) for n, said in enumerate(sentences, 1)),
        "cases.toml": "",
    }
    both = combine(pack, load(Texts(rules.id, files)))
    return {**files, "cases.toml": _cases(rules, both, sentences)}


def _head(rules: LocalRules, pack: Pack) -> str:
    made = rules.made_at.astimezone(pack.zone).date()
    return _toml(
        id=rules.id,
        title=f"{rules.component}: {rules.title}",
        authority=f"CIO of {rules.component}, in consultation with the CIO’s office, Privacy and Civil rights.",
        revision=str(rules.revision),
        effective=made,
        time_zone=pack.time_zone,
        extends=pack.id.partition("+")[0],
        component=rules.component,
    )


def _words(rules: LocalRules, number: int, sentence: str) -> str:
    rule, rule_id, clause = rules.rules[number - 1], f"{rules.id}-{number}", f"{rules.id}.{number}"
    rule = replace(rule, title=without_braces(rule.title), why=without_braces(rule.why))
    remedy = _remedy(rule, rules.component)
    words = _toml(
        id=clause,
        title=rule.title,
        source=f"{rules.component}: {rules.title}, rule {number}",
        paraphrase=sentence,
        sentence=f"{sentence} {rule.why}".strip(),
        enforcement="enforced",
        remedy=remedy,
    )
    said = _toml(
        id=rule_id,
        clause=clause,
        kind="step" if rule.unless_second else "stop",
        group=_group(rule),
        about="findings" if rule.classes else "",
        finds=[c.value for c in OFFERED if c in rule.classes],
        headline=rule.title,
        sentence=f"{rules.component} has a rule of its own here. {sentence} {rule.why}".strip(),
        auditor=f"A rule of {rules.component} closes this use: {sentence}",
        remedy=remedy,
        recorded=f"the rule of {rules.component} that said no",
        office="cio_office",
        workdays=2,
        objections=["This is not such a use", "Something else"],
    )
    return f"[[clause]]\n{words}\n[[rule]]\n{said}{_doors(rule)}"


def _group(rule: LocalRule) -> str:
    if rule.unless_second or rule.personnel:
        return "you"
    return "text" if rule.classes else "purpose" if rule.purposes else "tool"


def _remedy(rule: LocalRule, component: str) -> str:
    if rule.unless_second:
        return f"Ask the head or the CIO of {component} to approve it, too."
    if rule.from_hour is not None or rule.days:
        return "Use it at another time."
    return f"Do it another way, or ask the CIO of {component}."


def _doors(rule: LocalRule) -> str:
    """The ways out; a page shows the first two only after it tried them."""
    doors = []
    if rule.tools:
        doors.append(("other_tool", "Send with {other_tool}"))
    if rule.classes:
        doors.append(("edit", "Edit my text"))
    if rule.purposes:
        doors.append(("other_purpose", "See what AI can do for you here"))
    return "".join(f"[[rule.doors]]\n{_toml(kind=kind, label=label)}" for kind, label in doors)


def _cedar(rules: LocalRules, number: int, sentence: str) -> str:
    rule = rules.rules[number - 1]
    conditions = " &&\n  ".join(_conditions(rule))
    return (
        f'// {sentence}\n@id("{rules.id}-{number}")\n@clause("{rules.id}.{number}")\n'
        f'forbid (principal in Component::{json.dumps(rules.component)}, action == Action::"send", resource)\n'
        f"when {{\n  {conditions}\n}};\n"
    )


def _conditions(rule: LocalRule) -> Iterator[str]:
    if rule.personnel:
        yield f"{json.dumps(sorted(rule.personnel))}.contains(principal.personnel)"
    if rule.tools:
        yield f"{json.dumps(sorted(rule.tools))}.contains(resource.tool)"
    if rule.purposes:
        yield f"{json.dumps(sorted(rule.purposes))}.contains(context.purpose)"
    if rule.classes:
        yield f"context.found.containsAny({json.dumps(sorted(rule.classes))})"
    if rule.days:
        yield f"{json.dumps([d for d in WEEKDAYS if d in rule.days])}.contains(context.weekday)"
    if rule.from_hour is not None and rule.to_hour is not None:
        word = "&&" if rule.from_hour < rule.to_hour else "||"
        yield f"(context.hour >= {rule.from_hour} {word} context.hour < {rule.to_hour})"
    if rule.unless_second:
        yield "!principal.second_approval"


def _cases(rules: LocalRules, pack: Pack, sentences: list[str]) -> str:
    """A use that each rule alone denies."""
    first = _day_of(pack, "")
    base = f"[base]\n{_toml(at=_at(pack, first, 12), component=rules.component)}"
    cases = [
        "[[case]]\n" + _toml(name=f"Denied: {said}", rules=[f"{rules.id}-{n}"], **_example(rules, n, pack))
        for n, said in enumerate(sentences, 1)
    ]
    return "\n".join([base, *cases])


def _example(rules: LocalRules, number: int, pack: Pack) -> dict[str, Any]:
    """The use itself, found by trying: the first one to which this rule says no, and no other."""
    tried = list(islice(_uses(rules.rules[number - 1], pack), MOST_TRIED))
    alone = (f"{rules.id}-{number}",)
    found = next((use for use in tried if evaluate(use.facts(rules.component, pack), pack).rules == alone), tried[0])
    return found.row(pack)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A use in full standing, with the few facts that local rules look at."""

    tool_class: str
    purpose: str
    tool: str
    personnel: str
    cls: str
    weekday: str
    hour: int
    second: bool

    def facts(self, component: str, pack: Pack) -> Facts:
        purpose = pack.purpose(self.purpose)
        return replace(
            FULL,
            component=component,
            tool_class=self.tool_class,
            tool=self.tool,
            personnel=self.personnel,
            found=(self.cls,) if self.cls else (),
            purpose=self.purpose,
            purpose_area=purpose.area if purpose else "",
            weekday=self.weekday,
            hour=self.hour,
            second_approval=self.second,
        )

    def row(self, pack: Pack) -> dict[str, Any]:
        """The same as a case of the pack."""
        held: dict[str, Any] = {"at": _at(pack, _day_of(pack, self.weekday), self.hour), "tool": self.tool_class}
        held |= {"purpose": self.purpose, "tool_id": self.tool, "personnel": self.personnel}
        if self.cls:
            held["findings"] = [{"class": self.cls}]
        return held | ({"second_approval": True} if self.second else {})


def _uses(rule: LocalRule, pack: Pack) -> Iterator[_Example]:
    """Uses to which the rule says no, the plainest first."""
    options = product(
        _hours(rule),
        [d for d in WEEKDAYS if d in rule.days] or list(WEEKDAYS),
        [False] if rule.unless_second else [True, False],
        sorted(cls.value for cls in rule.classes) or [""],
        sorted(kind.value for kind in rule.personnel) or [kind.value for kind in PersonnelType],
        sorted(rule.tools) or [TOOL_ID],
        sorted(rule.purposes) or [p.id for p in pack.purposes if not p.area],
        TOOL_CLASSES,
    )
    for hour, weekday, second, cls, personnel, tool, purpose, tool_class in options:
        yield _Example(
            tool_class=tool_class,
            purpose=purpose,
            tool=tool,
            personnel=personnel,
            cls=cls,
            weekday=weekday,
            hour=hour,
            second=second,
        )


def _hours(rule: LocalRule) -> list[int]:
    if rule.from_hour is None or rule.to_hour is None:
        return [12, 3, 20]
    length = (rule.to_hour - rule.from_hour) % 24 or 24
    return [(rule.from_hour + n) % 24 for n in (0, length // 2, length - 1)]


def _day_of(pack: Pack, weekday: str) -> date:
    """The first such day after the pack took effect."""
    day = pack.effective + timedelta(days=1)
    while weekday and WEEKDAYS[day.weekday()] != weekday:
        day += timedelta(days=1)
    return day


def _at(pack: Pack, day: date, hour: int) -> datetime:
    at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=pack.zone).astimezone(ZoneInfo("UTC"))
    is_there = at.astimezone(pack.zone).hour == hour  # clocks that are put forward leave an hour out
    return at if is_there else _at(pack, day + timedelta(days=7), hour)


def _toml(**values: Any) -> str:
    """Lines of TOML; nothing is written for what is empty."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items() if value not in ("", [], ()))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(item)}" for name, item in value.items()) + " }"
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)


def without_braces(text: str) -> str:
    """A brace in a pack's words begins a placeholder; what people type has none."""
    return text.replace("{", "(").replace("}", ")")


def say_problems(problems: Collection[str]) -> tuple[str, ...]:
    """What a check found, in the words of who chose the rules."""
    idle = [_ID.search(problem) for problem in problems if "no case flips it" in problem]
    if not idle:
        return tuple(problems)
    return tuple(
        f"Rule {found.group(1)} would change nothing: the agency’s rules, or other rules here, say no already. "
        "Take it out, or choose something else."
        for found in idle
        if found
    )
