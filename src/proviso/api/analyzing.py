"""`analyze`: findings as Presidio's results. Pure; what cannot be done is said, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from proviso import screening
from proviso.errors import UsageError
from proviso.model import Finding, Part, Screened, Strength
from proviso.screening import describe

from .entities import AROUND, entities, entity_of
from .shapes import Analyze, Explanation, Result

Screen = Callable[[Sequence[Part]], Screened]
LANGUAGES = ("en", "es")
"""Numbers and markings are found in any text; words around them, and names, in these."""
FULL = 100
SCORES = {Strength.SURE: 1.0, Strength.LIKELY: 0.75, Strength.WEAK: 0.3}
"""Of a finding that says no score of its own."""
WEAKEST = SCORES[Strength.WEAK]
MOST_TEXTS = 10_000


def checked(asked: Analyze, max_chars: int) -> Analyze:
    """The request, if we can do what it asks; raises `UsageError`, and never with a piece of the text."""
    texts = texts_of(asked)
    if not any(texts) or (isinstance(asked.text, list) and not all(texts)):
        raise UsageError("No text provided", hint="Every text needs at least one character.")
    if len(texts) > MOST_TEXTS or sum(map(len, texts)) > max_chars:
        raise UsageError(f"Too much text: {MOST_TEXTS:,} texts and {max_chars:,} characters are the most")
    if asked.language not in LANGUAGES:
        raise UsageError(f"This language is not supported; the languages are: {', '.join(LANGUAGES)}")
    if asked.ad_hoc_recognizers:
        raise UsageError("ad_hoc_recognizers are not supported: what is looked for is set by this server")
    if asked.allow_list and asked.allow_list_match not in {None, "exact"}:
        raise UsageError("allow_list_match can only be exact here")
    if asked.entities and not set(asked.entities) & {*entities()}:
        raise UsageError("No matching recognizers were found to serve the request.")
    return asked


def texts_of(asked: Analyze) -> list[str]:
    """One text or many, as a list."""
    return asked.text if isinstance(asked.text, list) else [asked.text]


def analyze(text: str, asked: Analyze, screen: Screen = screening.screen) -> list[Result]:
    """What is found in one text, in its order. Raises `ScreeningError` when a check did not answer."""
    found = screen((Part(name="text", text=text),)).findings
    return list(_results(text, found, asked))


def _results(text: str, found: Iterable[Finding], asked: Analyze) -> Iterator[Result]:
    wanted, allowed = frozenset(asked.entities or ()), frozenset(asked.allow_list or ())
    least = asked.score_threshold
    for finding in found:
        entity, score = entity_of(finding.kind), score_of(finding)
        if finding.end <= finding.start or (wanted and entity not in wanted):
            continue
        if finding.cls in AROUND and entity not in wanted:
            continue
        # Weak findings decide nothing: only a client that names a threshold as low as theirs gets them.
        if finding.strength is Strength.WEAK and (least is None or least > score):
            continue
        if least is not None and score < least:
            continue
        if allowed and text[finding.start : finding.end] in allowed:
            continue
        why = _explained(finding, score) if asked.return_decision_process else None
        yield Result(entity_type=entity, start=finding.start, end=finding.end, score=score, analysis_explanation=why)


def score_of(finding: Finding) -> float:
    """0 to 1: what the recognizer said, or what its strength is worth."""
    most = SCORES[finding.strength]
    return most if finding.score >= FULL else min(most, finding.score / 100)


def _explained(finding: Finding, score: float) -> Explanation:
    kind = describe(finding.kind)
    return Explanation(
        recognizer=finding.recognizer,
        original_score=score,
        score=score,
        textual_explanation=f"{kind.sentence} ({kind.authority})",
        validation_result=True if finding.strength is Strength.SURE else None,
    )
