"""Short values beside the runs of a streamed answer, read with the names that stand before them: `ssn: 851331294`.

Alone, such a value says nothing, and a number is no text at all; so the values of one object are read together. What is
long has its own words around it, and is read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from proviso.decision.answers import Guard, Stopped, masked_words
from proviso.gateway.identifiers import is_identifier
from proviso.gateway.passages import is_plain, said

Step = str | int
Place = tuple[Any, Step, int, int]
"""A holder, where in it the value stands, and where the value's line begins and ends."""

LONGEST = 200
"""A longer text is read by itself."""
FEWEST = 4
"""Digits of a text that may be part of a number."""
_TIMES = range(1_500_000_000, 2_000_000_000)
_COUNTS = range(10_000_000)


def is_telling(value: object, key: str) -> bool:
    """Whether it may identify somebody once its name is read with it."""
    if type(value) is str:
        return len(value) <= LONGEST and sum(map(str.isdigit, value)) >= FEWEST and not is_identifier(value)
    if type(value) is int and (value in _COUNTS if "token" in key else value in _TIMES):
        return False
    return type(value) in (int, float) and not is_plain(value)


def read_together(held: Any, key: str, guard: Callable[[], Guard]) -> tuple[Guard | None, Stopped | None]:
    """Read the short values that an object or a list holds itself, and put a mask where one is hidden.

    Returns the guard, if anything was found, and why the answer may not go on.
    """
    if not any(is_telling(value, name) for value, name, _, _ in _values(held, key)):
        return None, None
    lines, places, at = [f"{key}:"] if key else [], [], len(key) + 2 if key else 0
    for value, name, holder, step in _values(held, key):
        line = f"{name}: {value if type(value) is str else said(value)}" if name else str(value)
        lines.append(line)
        places.append((holder, step, at, at + len(line)))
        at += len(line) + 1
    judged = guard()
    judged.whole("\n".join(lines))
    _mask(judged, places)
    return (judged if judged.findings or judged.stopped else None), judged.stopped


def _values(held: Any, key: str) -> Iterator[tuple[Any, str, Any, Step]]:
    """Value, its name, who holds it, and where; those of the lists in an object as well."""
    pairs = held.items() if type(held) is dict else enumerate(held)
    for step, value in pairs:
        name = step if type(step) is str else key
        if type(value) is list and type(held) is dict:
            yield from ((one, name, value, n) for n, one in enumerate(value) if _is_short(one))
        elif _is_short(value):
            yield value, name, held, step


def _is_short(value: object) -> bool:
    return type(value) in (int, float) or (type(value) is str and 0 < len(value) <= LONGEST)


def _mask(judged: Guard, places: list[Place]) -> None:
    for finding in judged.masked:
        for holder, step, start, end in places:
            if finding.start < end and start < finding.end:
                holder[step] = masked_words(finding.kind)
