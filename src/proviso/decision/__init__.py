"""The answer: `decide(use, standing, pack)`, the tested ways out of a denial, and why. Pure."""

from .changes import as_own_draft, emptied, masked_parts, masked_text, with_source, with_tool, without, without_findings
from .checking import Checked, Checker, check
from .deciding import Screen, decide, judge
from .doors import remedies
from .explaining import Explanation, Row, explain, say_fact, say_value

__all__ = [
    "Checked",
    "Checker",
    "Explanation",
    "Row",
    "Screen",
    "as_own_draft",
    "check",
    "decide",
    "emptied",
    "explain",
    "judge",
    "masked_parts",
    "masked_text",
    "remedies",
    "say_fact",
    "say_value",
    "with_source",
    "with_tool",
    "without",
    "without_findings",
]
