"""`anonymize`: a text without its findings, in the shape of Presidio's anonymizer. Pure.

Replace, mask and redact. Not hash or encrypt: the hash of a nine-digit number is that number.
"""

from __future__ import annotations

from collections.abc import Iterable

from proviso.errors import UsageError

from .shapes import Anonymize, Anonymized, Item, Operator, Span

OPERATORS = ("mask", "redact", "replace")
DEFAULT = "DEFAULT"
STAR = "*"


def anonymize(asked: Anonymize) -> Anonymized:
    """Every span of the results is replaced, from the last to the first, so that no offset moves before its use."""
    operators = asked.anonymizers or {}
    for operator in operators.values():
        _check(operator)
    text, done = asked.text, []
    for span in reversed(merged(_within(span, len(asked.text)) for span in asked.analyzer_results)):
        operator = operators.get(span.entity_type) or operators.get(DEFAULT) or Operator(type="replace")
        new = replacement(asked.text[span.start : span.end], span.entity_type, operator)
        text = text[: span.start] + new + text[span.end :]
        done.append((span, new, operator.type))
    return Anonymized(text=text, items=_placed(done))


def _placed(done: list[tuple[Span, str, str]]) -> list[Item]:
    """Items with their places in the new text; from the last to the first."""
    items, moved = [], 0
    for span, new, operator in reversed(done):
        start = span.start + moved
        items.append(Item(start=start, end=start + len(new), entity_type=span.entity_type, text=new, operator=operator))
        moved += len(new) - (span.end - span.start)
    return items[::-1]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Runs of overlapping spans become one, named after the longest, then the surest. INVARIANT: nothing that any span
    covers stays."""
    runs: list[list[Span]] = []
    reached = -1
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if runs and span.start < reached:
            runs[-1].append(span)
        else:
            runs.append([span])
        reached = max(reached, span.end)
    return [_one(run) for run in runs]


def _one(run: list[Span]) -> Span:
    name = max(run, key=lambda s: (s.end - s.start, s.score)).entity_type
    return Span(start=run[0].start, end=max(s.end for s in run), entity_type=name, score=max(s.score for s in run))


def replacement(old: str, entity: str, operator: Operator) -> str:
    """What stands in the place of a finding."""
    if operator.type == "redact":
        return ""
    if operator.type == "replace":
        return f"<{entity}>" if operator.new_value is None else operator.new_value
    count = len(old) if operator.chars_to_mask is None else min(operator.chars_to_mask, len(old))
    stars = (operator.masking_char or STAR) * count
    return old[: len(old) - count] + stars if operator.from_end else stars + old[count:]


def _check(operator: Operator) -> None:
    if operator.type not in OPERATORS:
        raise UsageError(f"This operator is not supported; the operators are: {', '.join(OPERATORS)}")
    if operator.masking_char is not None and len(operator.masking_char) != 1:
        raise UsageError("masking_char must be one character")
    if operator.chars_to_mask is not None and operator.chars_to_mask < 0:
        raise UsageError("chars_to_mask must be 0 or more")


def _within(span: Span, length: int) -> Span:
    if not 0 <= span.start <= span.end <= length:
        raise UsageError("A result lies outside of the text")
    return span
