"""Who is above whom: circles of supervisors, and how far each person is from the top (139-07.2.c.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def circles(above: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every circle of supervisors, each once."""
    state: dict[str, int] = {}
    found: list[tuple[str, ...]] = []
    for start in above:
        path: list[str] = []
        one: str | None = start
        while one is not None and state.get(one, 0) == 0:
            state[one] = 1
            path.append(one)
            one = above.get(one)
        if one is not None and state[one] == 1:
            found.append(tuple(path[path.index(one) :]))
        state.update(dict.fromkeys(path, 2))
    return found


def depths(above: Mapping[str, str | None]) -> Callable[[str], int]:
    """A function that says how many supervisors stand above a person."""
    known: dict[str, int] = {}

    def depth(one: str) -> int:
        path: list[str] = []
        while one not in known:
            path.append(one)
            supervisor = above.get(one)
            if supervisor is None or supervisor in path:
                known[one] = 0
                break
            one = supervisor
        for lower in reversed(path):
            supervisor = above.get(lower)
            if lower not in known and supervisor is not None:
                known[lower] = known[supervisor] + 1
        return known[path[0]] if path else known[one]

    return depth
