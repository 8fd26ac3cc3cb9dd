"""What a pack does with findings in an answer: the table `[answers]` of pack.toml, and which of two is the stricter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proviso.errors import PackError
from proviso.model import AnswerRule, FindingClass

AnswerRules = Mapping[FindingClass, AnswerRule]

DEFAULTS: AnswerRules = {
    FindingClass.INDIVIDUAL: AnswerRule.MASK,
    FindingClass.SECRET: AnswerRule.MASK,
    FindingClass.CONTROLLED: AnswerRule.END,
    FindingClass.CLASSIFIED: AnswerRule.END,
}
"""Where a pack says nothing about a class; any other class is shown."""
STRICTNESS = (AnswerRule.SHOW, AnswerRule.MASK, AnswerRule.END, AnswerRule.HOLD)
"""From the loosest to the strictest."""
WORDS = {
    AnswerRule.SHOW: "shown",
    AnswerRule.MASK: "masked",
    AnswerRule.END: "the answer ends before it",
    AnswerRule.HOLD: "the answer is not given",
}


def read_answers(held: object, file: str, text: str, *, is_overlay: bool) -> dict[FindingClass, AnswerRule]:
    """The table as a pack means it: a class that it leaves out keeps its default; in an overlay, its base's rule."""
    if not isinstance(held, dict):
        raise PackError(f"{file}: answers must be a table.")
    given = dict(_read(name, value, file, text) for name, value in held.items() if name != "clause")
    return given if is_overlay else {**DEFAULTS, **given}


def _read(name: str, value: Any, file: str, text: str) -> tuple[FindingClass, AnswerRule]:
    place = f"{file}{_line(name, text)}, answers"
    if isinstance(value, dict):
        raise PackError(f'{place}: a class with a dot stands in quotes: "{name}.{next(iter(value), "")}".')
    if name not in set(FindingClass):
        raise PackError(f"{place}: there is no class {name}; the classes are {', '.join(FindingClass)}.")
    if value not in set(AnswerRule):
        raise PackError(f"{place}: {name} is {value!r}; it must be one of {', '.join(AnswerRule)}.")
    if name == FindingClass.INJECTION and value != AnswerRule.SHOW:
        raise PackError(f"{place}: an answer gives no orders, so {name} has no rule there.")
    return FindingClass(name), AnswerRule(value)


def _line(name: str, text: str) -> str:
    """Where a key stands, as far as that can be seen: the reader of TOML does not say."""
    table = re.search(r"^[ \t]*\[answers\]", text, re.MULTILINE)
    key = table and re.compile(rf"^[ \t]*[\"']?{re.escape(name)}\b", re.MULTILINE).search(text, table.end())
    return f", line {text.count(chr(10), 0, key.start()) + 1}" if key else ""


def stricter(base: AnswerRules, overlay: AnswerRules, place: str) -> dict[FindingClass, AnswerRule]:
    """The agency's rules with a component's, which may only restrict (139-07.7.b)."""
    for cls, rule in overlay.items():
        before = rule_for(base, cls)
        if STRICTNESS.index(rule) < STRICTNESS.index(before):
            raise PackError(
                f"{place}/pack.toml, answers: {cls} is {rule}, and the agency says {before}.",
                hint="A component's rules can only add limits.",
            )
    return {**base, **overlay}


def rule_for(rules: AnswerRules, cls: FindingClass) -> AnswerRule:
    """The rule for a class: what no rule names is shown."""
    return rules.get(cls, AnswerRule.SHOW)


def differences(before: AnswerRules, after: AnswerRules) -> Iterator[tuple[bool, str]]:
    """(whether it gets looser, what changes) for each class."""
    for cls in FindingClass:
        one, two = rule_for(before, cls), rule_for(after, cls)
        if one is not two:
            said = f"Findings of {cls.value} in an answer: {WORDS[one]} before, {WORDS[two]} after"
            yield STRICTNESS.index(two) < STRICTNESS.index(one), said
