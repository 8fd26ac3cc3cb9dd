"""RE2 over plain ASCII bytes: compiled patterns whose offsets are the view's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import re2

_MEMORY = 12 << 20
"""Bytes that one automaton may take. RE2 stays linear when it has to forget states. It remembers new ones with each new
text, so that all of them together grow to some dozens of megabytes: 3,000 texts of 2 KB make the largest take 7 MB."""


def options() -> re2.Options:
    """Bytes as characters, since a view holds ASCII only."""
    chosen = re2.Options()
    chosen.encoding = re2.Options.Encoding.LATIN1
    chosen.max_mem = _MEMORY
    chosen.log_errors = False
    return chosen


_Spans = list[tuple[int, int]]
_ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED


def _end(span: tuple[int, int]) -> int:
    return span[1]


class Pattern:
    """One pattern, compiled when it is first looked for: most stand in no text that a process ever sees."""

    __slots__ = ("_match", "_source")

    def __init__(self, source: str) -> None:
        self._source = source.encode("ascii")
        self._match: Callable[[object, bytes, int, int], _Spans] = self._first

    def _first(self, anchor: object, data: bytes, start: int, end: int) -> _Spans:
        # The compiled part itself: what the package puts around each match takes longer than the match.
        self._match = re2.compile(self._source, options())._regexp.Match
        return self._match(anchor, data, start, end)

    def spans(self, data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[tuple[int, int], ...]]:
        """The spans of each match and of its groups.

        What a match takes behind its last group is a boundary, and may be the one before the next match: numbers in a
        column share the line's end between them. So the search goes on behind the group.
        """
        size = len(data)
        at, last = max(0, min(start, size)), size if end is None else max(0, min(end, size))
        while at <= last:
            found = self._match(_ANYWHERE, data, at, last)
            stop = found[0][1]
            if stop < 0:
                return
            yield tuple(found)
            if len(found) > 1 and at < (inner := max(found[1:], key=_end)[1]) < stop:
                stop = inner
            at = stop if stop > at else at + 1

    def matches(self, data: bytes) -> bool:
        """Whether it matches anywhere."""
        return self._match(_ANYWHERE, data, 0, len(data))[0][1] >= 0


class Somewhere:
    """A pattern that was found and is not looked for again: one match without length, at the start."""

    __slots__ = ()

    def spans(self, _: bytes) -> Iterator[tuple[tuple[int, int], ...]]:
        """The one span."""
        yield ((0, 0),)


class PatternSet:
    """Says in a pass which of many patterns match somewhere."""

    __slots__ = ("_passes", "hits")

    hits: Callable[[bytes], list[int]]
    """Numbers of the patterns that match."""

    def __init__(self, sources: Sequence[str], *apart: Collection[int]) -> None:
        """Patterns that multiply the states of all others stand `apart`, each group in a pass of its own."""
        elsewhere = {number for group in apart for number in group}
        groups = [[n for n in range(len(sources)) if n not in elsewhere], *(sorted(group) for group in apart)]
        self._passes = [(numbers, _set_of(sources, numbers)) for numbers in groups]
        self.hits = self._all if apart else self._passes[0][1]

    def _all(self, data: bytes) -> list[int]:
        return [numbers[place] for numbers, asks in self._passes for place in asks(data)]


def _set_of(sources: Sequence[str], numbers: Sequence[int]) -> Callable[[bytes], list[int]]:
    """What asks one automaton, for some of many patterns."""
    automaton = re2.Set.SearchSet(options())
    for number in numbers:
        automaton.Add(sources[number].encode("ascii"))
    automaton.Compile()
    asks: Callable[[bytes], list[int]] = automaton._set.Match
    return asks
