"""The answer: `decide(use, standing, pack)`, the tested ways out of a denial, and why. Pure."""

from .changes import as_own_draft, emptied, masked_parts, masked_text, with_source, with_tool, without, without_findings
from .checking import Checked, check
from .deciding import decide, judge
from .doors import remedies
from .explaining import Explanation, Row, explain, say_fact, say_value

__all__ = [
    "Checked",
    "Explanation",
    "Row",
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
