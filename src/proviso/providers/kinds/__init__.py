"""The kinds of provider, one file each; a new kind is a new file here, and its name in `proviso.model.KINDS`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from proviso.model import Connection

from ..upstream import Call


class Kind(Protocol):
    """What each file of this folder holds."""

    KIND: str
    TITLE: str
    """For people: "Azure OpenAI"."""
    FORMATS: frozenset[str]
    """The wire formats that it serves."""
    BASE_URL: str
    """Where it is when the connection does not say; empty: the connection has to."""
    NEEDS_KEY: bool

    def request(self, connection: Connection, call: Call, key: str) -> tuple[str, str, list[tuple[str, str]]]:
        """Method, URL and headers of a call: the key, and what this API asks for."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The kinds that there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def find(name: str) -> Kind | None:
    """A kind by its name; None when there is none."""
    if name not in names():
        return None
    return cast("Kind", importlib.import_module(f"{__name__}.{name}"))
