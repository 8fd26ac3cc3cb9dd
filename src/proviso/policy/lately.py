"""The facts of one use after another, kept while nothing in them can have changed: same person, tool, rules and hour.

INVARIANT: what is found here is what `gather` would say. Its facts look at moments and at calendar days. Of a use
later than every moment in the records, each comparison with a moment has come out for good; days and hours are compared
within the same hour of the pack's zone; and whatever else a use has is part of the key, but for its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from proviso.model import FactValue, Screened, Standing, Use

from .citation import leads_somewhere
from .facts import Facts, gather, text_facts
from .pack import Pack
from .standing import local_time

MOST = 2_000
"""Facts that are kept: about 8 MB."""
APART = frozenset({"id", "at", "parts", "digest", "source"})
"""What a use has beside the key: its code and text, and what the key has in another form."""
_SAID = attrgetter(*(each.name for each in fields(Use) if each.name not in APART))

Items = tuple[tuple[str, FactValue], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The facts, and the records and rules that they are of: who is held here is alive, so its number is its own."""

    standing: Standing
    pack: Pack
    settled: datetime
    """The last moment in the records."""
    facts: Facts
    items: Items


_kept: dict[tuple[Any, ...], _Kept] = {}
_seen: dict[int, Standing] = {}
_FIRST = datetime.min.replace(tzinfo=UTC)
K = TypeVar("K")
V = TypeVar("V")


def gather_lately(use: Use, standing: Standing, screened: Screened, pack: Pack) -> tuple[Facts, Items]:
    """The facts of one use, and their names and values as a decision keeps them."""
    if pack.ended_at is not None or (standing.tool is not None and standing.tool.conditions.only_code):
        facts = gather(use, standing, screened, pack)  # an end is a moment of its own, and code is seen in the text
        return facts, facts.items()
    local = local_time(use.at, pack)
    cites = use.source is not None and leads_somewhere(use.source.citation)
    of_text = tuple(text_facts(screened, pack).values())
    key = (id(standing), id(pack), local.toordinal(), local.hour, cites, *of_text, *_SAID(use))
    known = _kept.get(key)
    if known is not None and known.standing is standing and known.pack is pack and known.settled <= use.at:
        return known.facts, known.items
    facts = gather(use, standing, screened, pack)
    items = facts.items()
    if _is_seen_again(standing):
        settled = last_moment(standing)
        if settled <= use.at:
            _put(_kept, key, _Kept(standing, pack, settled, facts, items))
    return facts, items


def _is_seen_again(standing: Standing) -> bool:
    """Whether it is worth while: who asks once pays nothing for it."""
    if _seen.get(id(standing)) is standing:
        return True
    _put(_seen, id(standing), standing)
    return False


def _put(kept: dict[K, V], key: K, value: V) -> None:
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = value


def last_moment(record: object) -> datetime:
    """The latest moment in a record and in what it holds."""
    last = _FIRST
    left: list[Any] = [record]
    while left:
        value = left.pop()
        if (parts := _parts_of(type(value))) is not None:  # type: ignore[arg-type]  # every class can be hashed
            left += parts(value)
        elif isinstance(value, datetime):
            last = max(last, value)
    return last


@cache
def _parts_of(kind: type) -> Callable[[Any], Iterable[Any]] | None:
    """How to read what a value of this kind holds; None where it holds nothing that is looked at."""
    if issubclass(kind, tuple | frozenset | list):
        return iter
    if not is_dataclass(kind):
        return None
    names = [each.name for each in fields(kind)]
    read = attrgetter(*names) if names else lambda _: ()
    return read if len(names) != 1 else lambda value: (read(value),)
