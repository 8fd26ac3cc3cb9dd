"""RE2 over plain ASCII bytes: compiled patterns whose offsets are the view's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import re2

_MEMORY = 32 << 20
"""Bytes that one automaton may take. RE2 stays linear when it has to forget states."""


def options() -> re2.Options:
    """Bytes as characters, since a view holds ASCII only."""
    chosen = re2.Options()
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    return chosen


class Pattern:
    """One compiled pattern."""

    __slots__ = ("_groups", "_regexp")

    def __init__(self, source: str) -> None:
        self._regexp = re2.compile(source.encode("ascii"), options())
        self._groups = range(self._regexp.groups + 1)

    def spans(self, data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[tuple[int, int], ...]]:
        """The spans of each match and of its groups."""
        for found in self._regexp.finditer(data, start, end):
            yield tuple([found.span(g) for g in self._groups])

    def matches(self, data: bytes) -> bool:
        """Whether it matches anywhere."""
        return self._regexp.search(data) is not None


class PatternSet:
    """Says in a pass which of many patterns match somewhere."""

    __slots__ = ("_apart", "_main", "_numbers")

    def __init__(self, sources: Sequence[str], apart: Collection[int] = ()) -> None:
        """Patterns that multiply the states of all others stand `apart`, in a pass of their own."""
        self._numbers = ([n for n in range(len(sources)) if n not in apart], sorted(apart))
        self._main: Callable[[bytes], list[int] | None] = _set_of(sources, self._numbers[0]).Match
        self._apart = _set_of(sources, self._numbers[1]).Match if apart else None

    def hits(self, data: bytes) -> list[int]:
        """Numbers of the patterns that match."""
        found = self._main(data) or []
        if self._apart is None:
            return found
        first, second = self._numbers
        return [first[place] for place in found] + [second[place] for place in self._apart(data) or []]


def _set_of(sources: Sequence[str], numbers: Sequence[int]) -> re2.Set:
    """One automaton, for some of many patterns."""
    automaton = re2.Set.SearchSet(options())
    for number in numbers:
        automaton.Add(sources[number].encode("ascii"))
    automaton.Compile()
    return automaton
