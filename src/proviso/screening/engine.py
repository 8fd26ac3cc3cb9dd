"""The pass: views of a text, a few RE2 sets, the patterns that hit, the recognizers that check, overlaps resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from proviso.errors import ScreeningError
from proviso.model import Finding, Part, Screened

from .catalog import recognizers
from .disguise import undisguised
from .names import found as find_names
from .names.weighing import weighed
from .patterns import Pattern, PatternSet, Somewhere
from .recognizer import Hit, Match, Recognizer
from .resolve import resolved, strengthened
from .view import View, view_of

T = TypeVar("T")
_Found = tuple[Recognizer, Hit, int, int]
"""A hit with its span in the original text."""

NAMES = "person_names"
"""The recognizer that finds names by rules; with the model, the two are weighed together."""
TYPED = "text"
"""Name of the part that a person typed; any other name is a file's or a message's, and is screened too."""


_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("bank_account", "date_of_birth", "tables", "traces", "travel_documents", "us_a_number", "us_ssn", "uscis_receipt"),
    ("crypto_wallets", "devices", "driver_license", "government_ids", "medical", "payment_card", "user_names"),
    ("marking_classified", "marking_cui", "marking_legacy", "marking_lines"),
    ("credentials", "email", "social"),
    ("decisions", "hazards"),
    ("foreign_ids", "person_rows", "phone"),
)
"""Recognizers whose patterns stand in one automaton; the others have one of their own. Measured: a call costs about a
microsecond and 2 KB four, so few are better, until the states of one pattern multiply those of another."""


class Engine:
    """Compiled recognizers. Holds no text."""

    def __init__(self, chosen: Sequence[Recognizer]) -> None:
        self._names = next((r for r in chosen if r.name == NAMES), None)
        self._classes = {kind.name: kind.cls for recognizer in chosen for kind in recognizer.kinds}
        self._compiled = [(r, _single(r)) for r in chosen]
        self._always = [(place, r.at_least) for place, r in enumerate(chosen) if r.at_least is not None]
        self._sets = [_together(chosen, group) for group in _grouped(chosen)]

    def hits(self, view: View) -> Iterator[_Found]:
        """What the recognizers say about one view."""
        data = view.data
        asked: dict[int, list[int]] = {place: [] for place, least in self._always if len(data) >= least}
        for patterns, places in self._sets:
            for number in patterns.hits(data):
                for place, pattern in places[number]:
                    asked.setdefault(place, []).append(pattern)
        for place in sorted(asked):
            recognizer, single = self._compiled[place]
            matches = [Match(n, *spans[0], spans) for n in sorted(asked[place]) for spans in single[n].spans(data)]
            if not matches and recognizer.at_least is None:
                continue  # a gate was open, and nothing stood behind it
            for hit in _asked(recognizer, view, matches):
                start, end = view.original(hit.start, hit.end)
                yield recognizer, hit, start, end

    def part(self, number: int, part: Part, *, names: bool = True) -> list[Finding]:
        """The findings of one part; `names` asks the names model, too."""
        base = view_of(part.text)
        found = list(self.hits(base))
        if names and self._names is not None:
            found = self._with_names(self._names, base, found)
        for view in undisguised(base, part.text):
            found.extend(self.hits(view))
        return strengthened(resolved(self.finding(number, *one) for one in found)) if found else []

    def _with_names(self, names: Recognizer, view: View, found: list[_Found]) -> list[_Found]:
        """What the rules and the names model say about names, put together (`names.weighing`)."""
        rules = [hit for recognizer, hit, _, _ in found if recognizer.name == NAMES]
        kept = [one for one in found if one[0].name != NAMES]
        hits = weighed(view, rules, _told(lambda: find_names(view), "names model"))
        return kept + [(names, hit, *view.original(hit.start, hit.end)) for hit in hits]

    def finding(self, number: int, recognizer: Recognizer, hit: Hit, start: int, end: int) -> Finding:
        """A hit as a finding of one part, in the original text's places."""
        return Finding(
            kind=hit.kind,
            cls=self._classes[hit.kind],
            strength=hit.strength,
            start=start,
            end=end,
            score=hit.score,
            recognizer=recognizer.name,
            part=number,
            detail=hit.detail,
        )

    def name(self, number: int, name: str) -> list[Finding]:
        """What a file's name says. Its findings stand at the very start of the part, since a name has no place in it."""
        view = view_of(re.sub(r"[_+]", " ", name), name)
        found = ((r, hit, 0, 0) for r, hit, _, _ in self.hits(view))
        unique: dict[str, Finding] = {}
        for one in found:
            finding = self.finding(number, *one)
            unique.setdefault(finding.kind, finding)
        return list(unique.values())


def _single(recognizer: Recognizer) -> list[Pattern | Somewhere]:
    """Each of its patterns alone, to find the places."""
    return [
        Somewhere() if number in recognizer.somewhere else Pattern(source)
        for number, source in enumerate(recognizer.patterns)
    ]


def _grouped(chosen: Sequence[Recognizer]) -> list[list[int]]:
    """Places of the recognizers that are looked for in one pass."""
    groups: dict[int, list[int]] = {}
    for place, recognizer in enumerate(chosen):
        if recognizer.patterns:
            shared = (n for n, names in enumerate(_TOGETHER) if recognizer.name in names)
            groups.setdefault(next(shared, len(_TOGETHER) + place), []).append(place)
    return list(groups.values())


def _together(chosen: Sequence[Recognizer], group: Sequence[int]) -> tuple[PatternSet, list[list[tuple[int, int]]]]:
    """One automaton for some recognizers, and for each of its patterns the recognizers' places and the patterns' numbers:
    some have the same gate."""
    places: dict[str, list[tuple[int, int]]] = {}
    for place in group:
        for number, source in enumerate(chosen[place].patterns):
            places.setdefault(chosen[place].gates.get(number, source), []).append((place, number))
    return PatternSet(list(places)), list(places.values())


def _asked(recognizer: Recognizer, view: View, matches: list[Match]) -> list[Hit]:
    """Ask one recognizer."""
    return _told(lambda: list(recognizer.find(view, matches)), recognizer.name)


def _told(ask: Callable[[], T], name: str) -> T:
    """An answer; whatever breaks stops the whole screening, with the name of the check and nothing of the text."""
    try:
        return ask()
    except ScreeningError:
        raise
    except Exception as error:  # any fault of a check denies, and names the check
        raise ScreeningError(
            f"The check {name} did not answer ({type(error).__name__}).",
            hint="Nothing goes out unchecked. Try again in a minute.",
        ) from None


@cache
def engine() -> Engine:
    """The engine with every recognizer, compiled once."""
    return Engine(recognizers())


def screen(parts: Sequence[Part], *, names: bool = True) -> Screened:
    """Screen every part of a use: text, files' texts, files' names (139-07.2.a). Without `names`, the names model rests
    and only the rules find names.

    Raises `ScreeningError` naming the recognizer when one fails, so that nothing goes out unchecked.
    """
    chosen = engine()
    findings: list[Finding] = []
    known = {TYPED, ""}
    for number, part in enumerate(parts):
        name = part.name.partition(": ")[0]  # "plan.docx: header 1" stands in the same file
        if name not in known:
            known.add(name)
            findings.extend(chosen.name(number, name))
        findings.extend(chosen.part(number, part, names=names))
    return Screened(findings=tuple(findings), chars=sum(len(part.text) for part in parts))
