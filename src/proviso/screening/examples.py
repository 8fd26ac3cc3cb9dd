"""Is a value only an example? Its own sentence must say so, directly beside it, and speak of nobody.

An explaining word elsewhere proves nothing: published texts say "for example" on every page, and a real number between
two of them is still a real number.
"""

from __future__ import annotations

import re

from .patterns import PatternSet
from .view import View

REACH = 160
"""A sentence is looked at so far to both sides of a value."""

_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!\bno)(?<!\bvs)[.!?]['\")\]]?\s|\n[ \t]*\n|\n[ \t>]*[*\x1f|#-] ")
_BEFORE = (
    r"(?:for example|for instance|e\.g\.|such as|(?:looks?|numbers?|ids?|formats?|formatted) like|formatted as|format of|examples?|samples?|specimens?"
    r"|placeholders?|dummy|fake|made[- ]up|fictitious|test (?:data|cards?|numbers?|strings?|values?|cases?|records?|accounts?)|regex(?:es)?|regular expressions?|luhn"
    r"|mock|fixtures?|unit ?tests?|assert\w*|test_\w+)"
)
_WORD = re.compile(rf"(?<![\w.@-]){_BEFORE}(?![\w@])")
"""Words that explain the value after them."""
_AFTER = (
    r"(?:examples?|samples?|specimens?|placeholders?|dummy|fake|made[- ]up|fictitious|test (?:data|cards?|numbers?|strings?|values?|cases?)"
    r"|not (?:a )?real|not an? actual)"
)
_NOUN = re.compile(rf"(?<![\w.@-])(?<!for ){_AFTER}(?![\w@])")
"""Words that explain the value before them."""
_EXPLAINS = PatternSet(
    [
        r"(?i:for example|for instance|e\.g\.|such as| like|formatted as|format of|example|sample|specimen|placeholder|dummy|fake|made[- ]up|fictitious"
        r"|test (?:data|card|number|string|value|case|record|account)|regex|regular expression|luhn|mock|fixture|unit ?test|assert|test_|not (?:a )?real|not an? actual)"
    ]
)
"""A part of each of them. Beside most values none stands, and RE2 says so at once."""
_STANDS_BEFORE, _STANDS_AFTER = (
    PatternSet([rf"(?i:(?:^|[^\w.@-]){words}(?:[^\w@]|$))"]) for words in (_BEFORE, _AFTER)
)
"""The same as whole words: "example" in an address is none."""
# Possessive, so that a long row of numbers is read once: backtracking here would be exponential.
_BETWEEN = re.compile(
    r"(?:(?:the|an?|these|this|are|is|in|and|or|to|with|use|see|match(?:es)?|as|for|only|just|our|published|standard|formats?|forms?|values?|strings?|numbers?|nos?"
    r"|like|ssns?|itins?|ids?|social|security|alien|receipt|uscis|card|credit|account|bank|routing|iban|passport|visa|license|plate|phone|telephone|e-?mail|medicare|medical|record"
    r"|mrn|registration|case|wallet|user|customer|employee|badge|date|birth|of|address(?:es)?|data|dob|vin|imei|ip|cards?|test)(?![a-z0-9])"
    r"|[a-z]{0,3}[- ]?\d[\d.-]*+|[\s:,;=/'\"`#()\[\]{}<>^$.\\-]|(?<=\\)\w)*+"
)
"""What may stand between the word and its value: small words, names of numbers, signs, other values."""
_PERSON = re.compile(
    r"(?<![\w-])(?:he|she|his|her|hers|him|mr|mrs|ms|dr|i|i'm|me|(?:the|this|our|my) (?:applicant|claimant|petitioner|respondent|beneficiary|patient|client|employee|caller|subject"
    r"|suspect|tenant|student|inmate|detainee|man|woman|veteran|widow|widower|husband|wife|mother|father|son|daughter|family)(?:'s)?|(?:my|our|their) (?!regex|regular|pattern|tests?|samples?|examples?|fakes?|dummy|mock|fixtures?|scripts?|code"
    r"|app|parsers?|validators?|functions?|schema|sandbox|payment sandbox|unit|forms?|template|docs?|guide|manual)(?:[\w-]+[ :]){1,4}(?:is|was|are|ends)|my (?:own|real|a-?number|ssn|social|passport|card|account)"
    r")(?![\w-])"
)
_CASE = re.compile(
    r"\W{0,3}(?:(?:was|were|has been|had been) (?!an? |the |only |used |made)[a-z]|(?:belongs? to|(?:is|are) (?:still |now )?(?:pending|closed|open|approved|denied|on file|missing|waiting)|filed|received|asked|got|lives)(?![\w-]))"
)
"""What happened to the value's owner, right after it: "for example A012 345 678 was denied" tells a case."""
_TABLE = re.compile(
    r"(?<![\w-])(?:(?:example|sample|test|dummy|fake|synthetic|mock|made[- ]up|placeholder) (?:test )?(?:data|rows?|records?|table|csv|file|input|output|set)|fixtures?|for example:)(?![\w-])"
)


def is_example(view: View, start: int, end: int) -> bool:
    """Whether its own sentence says directly that this value is an example or test data, and speaks of nobody."""
    data = view.data
    if not _EXPLAINS.hits(data[max(0, start - REACH) : end + REACH]):
        return False
    if not (_STANDS_BEFORE.hits(data[max(0, start - REACH) : start]) or _STANDS_AFTER.hits(data[end : end + REACH])):
        return False
    before, after = _sentence(view, start, end)
    if _PERSON.search(before) or _PERSON.search(after) or _CASE.match(after):
        return False
    return any(_BETWEEN.fullmatch(before, word.end()) for word in _WORD.finditer(before)) or any(
        _BETWEEN.fullmatch(after, 0, word.start()) for word in _NOUN.finditer(after)
    )


def is_example_table(view: View, start: int) -> bool:
    """Whether the line above a table's header says that its rows are made for tests, and speaks of nobody."""
    above = view.low[max(0, start - REACH) : start].rstrip().rsplit("\n", 1)[-1]
    return _TABLE.search(above) is not None and _PERSON.search(above) is None


def _sentence(view: View, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a value in its sentence, in lower case."""
    before, after = view.before(start, REACH), view.after(end, REACH)
    ends = [found.end() for found in _END.finditer(before)]
    first = _END.search(after)
    return before[ends[-1] if ends else 0 :], after[: first.start() if first else len(after)]
