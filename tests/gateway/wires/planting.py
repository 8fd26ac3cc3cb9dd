"""Plants a marker in every string that a type definition of an SDK has: one value for each branch of each union."""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Annotated, Any, Literal, NotRequired, Required, Union, get_args, get_origin

import pydantic
from typing_extensions import get_type_hints, is_typeddict

MARKER = re.compile(r"mark\d{7}er")
MOST_WORDS = 6
"""Words of one closed vocabulary that are tried."""
DEEPEST = 2
"""How often a type may stand inside itself."""


@dataclass
class Planter:
    """Makes values of types; each string and each free key is a marker of its own."""

    planted: int = 0
    within: list[str] = field(default_factory=list)
    literals: set[str] = field(default_factory=set)

    def marker(self) -> str:
        """A text that stands nowhere else."""
        self.planted += 1
        return f"mark{self.planted:07d}er"

    def values(self, hint: Any) -> Iterator[Any]:
        """A value for each branch of a type, at least one where the type may still be entered."""
        origin, args = get_origin(hint), get_args(hint)
        if origin in {Annotated, Required, NotRequired}:
            yield from self.values(args[0])
        elif origin in {Union, types.UnionType}:
            for arg in args:
                yield from self.values(arg)
        elif origin is Literal:
            self.literals.update(arg for arg in args if isinstance(arg, str))
            yield from args[:MOST_WORDS]
        elif is_object(hint):
            yield from self.objects(hint)
        elif isinstance(origin, type) and issubclass(origin, Mapping):
            yield {self.marker(): value for value in self.values(args[1])}
        elif origin is not None and args:
            yield list(self.values(args[0]))
        else:
            yield self.plain(hint)

    def plain(self, hint: Any) -> Any:
        """A value of a type without parts."""
        if hint is str:
            return self.marker()
        if hint in {object, Any}:
            return {self.marker(): [self.marker(), {self.marker(): self.marker()}, f'{{"{self.marker()}": 1}}']}
        if hint is bool:
            return True
        if hint in {int, float}:
            return 7
        if hint is datetime.datetime:
            return self.marker()
        return None

    def objects(self, hint: Any) -> Iterator[dict[str, Any]]:
        """As many objects as the field with the most branches has, each with every field."""
        name = hint.__qualname__ + hint.__module__
        if self.within.count(name) >= DEEPEST:
            return
        self.within.append(name)
        fields = {key: list(self.values(part)) for key, part in parts_of(hint).items()}
        self.within.pop()
        fields = {key: values for key, values in fields.items() if values}
        for row in zip_longest(*fields.values(), fillvalue=...):
            made = {
                key: self.again(fields[key][0]) if value is ... else value
                for key, value in zip(fields, row, strict=True)
            }
            yield {key: value for key, value in made.items() if value is not ...}

    def again(self, value: Any) -> Any:
        """A short value once more, with a marker of its own; `...` for one that has parts."""
        if isinstance(value, str):
            return value if value in self.literals else self.marker()
        return ... if isinstance(value, dict | list) else value


def is_object(hint: Any) -> bool:
    """A TypedDict or a model."""
    return is_typeddict(hint) or (isinstance(hint, type) and issubclass(hint, pydantic.BaseModel))


def parts_of(hint: Any) -> dict[str, Any]:
    """Its fields, by the names that they have in JSON."""
    if is_typeddict(hint):
        return get_type_hints(hint, include_extras=True)
    return {found.alias or name: found.annotation for name, found in hint.model_fields.items()}


def markers(value: Any) -> Iterator[str]:
    """Every marker in a value."""
    if isinstance(value, str):
        yield from MARKER.findall(value)
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from markers(key)
            yield from markers(member)
    elif isinstance(value, list):
        for item in value:
            yield from markers(item)


__all__ = ["Planter", "is_object", "markers"]
