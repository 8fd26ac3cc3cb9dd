"""What programs send and get: Presidio's request and response bodies, as its OpenAPI description names the fields."""

from __future__ import annotations

from typing import Any

import msgspec


class Analyze(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /analyze`. A field that we do not know is ignored, as Presidio does."""

    text: str | list[str]
    language: str
    entities: list[str] | None = None
    score_threshold: float | None = None
    return_decision_process: bool | None = False
    ad_hoc_recognizers: list[Any] | None = None
    correlation_id: str | None = None
    context: list[str] | None = None
    allow_list: list[str] | None = None
    allow_list_match: str | None = "exact"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was found (`return_decision_process`)."""

    recognizer: str
    original_score: float
    score: float
    textual_explanation: str
    pattern_name: str | None = None
    pattern: str | None = None
    score_context_improvement: float = 0.0
    supportive_context_word: str = ""
    validation_result: bool | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One place in one text. Offsets count code points."""

    entity_type: str
    start: int
    end: int
    score: float
    analysis_explanation: Explanation | None = None


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A result as it comes back to `POST /anonymize`; what else a client sends with it is ignored."""

    start: int
    end: int
    entity_type: str
    score: float = 0.0


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """How one entity is taken out."""

    type: str
    new_value: str | None = None
    masking_char: str | None = None
    chars_to_mask: int | None = None
    from_end: bool | None = None


class Anonymize(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /anonymize`."""

    text: str
    analyzer_results: list[Span]
    anonymizers: dict[str, Operator] | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the new text instead of a finding, and where."""

    start: int
    end: int
    entity_type: str
    text: str
    operator: str


class Anonymized(msgspec.Struct, frozen=True, kw_only=True):
    """The new text, and its items from the last to the first, as Presidio orders them."""

    text: str
    items: list[Item]
