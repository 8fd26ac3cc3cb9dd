"""What a recognizer is: one file in `recognizers/`, with its patterns, its words for people and its own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from proviso.model import FindingClass, Strength

from .view import View

__all__ = ["Hit", "Kind", "Match", "Recognizer", "View", "kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of finding, in words for people."""

    name: str
    """`US_SSN`"""
    cls: FindingClass
    title: str
    """"Social Security number" """
    article: str
    """"a Social Security number" """
    plural: str
    """"Social Security numbers" """
    sentence: str
    """What it is, for a person: "A Social Security number points to one person." """
    authority: str
    """Where its form is written down."""
    label: str = "OTHER_ID"
    """The label that comparisons between detectors use for it."""


def kind(
    name: str,
    title: str,
    authority: str,
    *,
    cls: FindingClass = FindingClass.INDIVIDUAL,
    article: str = "",
    plural: str = "",
    sentence: str = "",
    label: str = "OTHER_ID",
) -> Kind:
    """A kind, with its words made from the title unless they are given."""
    with_article = article or f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title}"
    return Kind(
        name=name,
        cls=cls,
        title=title,
        article=with_article,
        plural=plural or f"{title}s",
        sentence=sentence or f"{with_article[0].upper()}{with_article[1:]} points to one person.",
        authority=authority,
        label=label,
    )


@dataclass(frozen=True, slots=True)
class Match:
    """One match of one of a recognizer's patterns, in the view's offsets."""

    pattern: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    """Spans of the groups; a group that took no part is (-1, -1)."""

    def group(self, view: View, number: int = 0) -> str:
        """The text of a group, empty when it took no part."""
        start, end = self.spans[number]
        return view.text[start:end] if start >= 0 else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a recognizer says, in the view's offsets."""

    kind: str
    start: int
    end: int
    strength: Strength = Strength.SURE
    detail: str = ""
    """A word of a closed list, never the text."""
    score: int = 100


Find = Callable[[View, Sequence[Match]], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognizer:
    """Finds one family of kinds. `finds` and `leaves` are its tests."""

    name: str
    kinds: tuple[Kind, ...]
    patterns: tuple[str, ...]
    """RE2 syntax over plain ASCII. One of them must hit before `find` is called. None may match every word."""
    find: Find
    finds: tuple[tuple[str, str], ...]
    """(text, kind): the kind must be found in it, not weakly."""
    leaves: tuple[str, ...]
    """Texts in which nothing of this recognizer may be found, except weakly."""
    gates: Mapping[int, str] = field(default_factory=dict)
    """For a pattern that makes the common automaton large: a part of it that stands in every match of it. It is looked for
    in its place, and the pattern itself only where it hits."""
    somewhere: frozenset[int] = frozenset()
    """Patterns of which it only counts that they stand somewhere: `find` gets one match of each, at the very start. They
    have no gate."""
    at_least: int | None = None
    """`find` is asked about every text of so many characters, whatever its patterns say."""
