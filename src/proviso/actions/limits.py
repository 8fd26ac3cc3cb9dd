"""The strictest of several conditions: what each office asks for holds, and nobody's is dropped (139-07.1.b)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from proviso.errors import ConflictError
from proviso.model import Ceiling, Conditions

SCOPES = frozenset({"purposes", "components", "channels"})
"""None is everything; of two sets, what is in both."""
FLAGS = frozenset({"organization_account", "no_attachments", "only_code"})
FIRST = frozenset({"ends_on", "most_users"})
"""The smaller one."""
GIVEN = frozenset({"unscreened"})
"""What a tool may get beyond the rule: only what all of them give. An office that says nothing of it asks for none."""
WORDS = frozenset({"notes"})
LOWEST = frozenset({"ceiling"})
"""139-07.1.c: a limit to published information is never raised by somebody who says nothing of it."""


def strictest(asked: Iterable[Conditions]) -> Conditions:
    """One set of conditions that fulfills all of them."""
    held = list(asked)
    if not held:
        return Conditions()
    merged = {
        field.name: _merged(field.name, [getattr(one, field.name) for one in held]) for field in fields(Conditions)
    }
    for name in SCOPES:
        if merged[name] is not None and not merged[name]:
            raise ConflictError(
                f"The conditions leave no {name} open: each office asks for others.",
                hint="Ask one of them to change its answer.",
            )
    return Conditions(**merged)


def _merged(name: str, values: list[Any]) -> Any:
    if name in FLAGS:
        return any(values)
    if name in WORDS:
        return tuple(dict.fromkeys(word for words in values for word in words))
    said = [value for value in values if value is not None]
    if name in FIRST:
        return min(said, default=None)
    if name in LOWEST:
        return Ceiling.OPEN_SOURCE if Ceiling.OPEN_SOURCE in said else next(iter(said), None)
    if name in GIVEN:
        return frozenset.intersection(*said) if said else frozenset()
    if name in SCOPES:
        return frozenset.intersection(*said) if said else None
    raise NotImplementedError(f"Nobody said how two of {name} become one.")
