"""The recognizers there are, found by scanning the folder, and the kinds they can find."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from proviso.errors import NotFoundError

from . import recognizers as folder
from .recognizer import Kind, Recognizer


@cache
def recognizers() -> tuple[Recognizer, ...]:
    """All recognizers, sorted by name."""
    modules = (
        importlib.import_module(f"{folder.__name__}.{info.name}")
        for info in pkgutil.iter_modules(folder.__path__)
        if not info.name.startswith("_")
    )
    return tuple(sorted((m.RECOGNIZER for m in modules), key=lambda r: r.name))


@cache
def kinds() -> dict[str, Kind]:
    """Every kind that can be found, by name."""
    return {kind.name: kind for recognizer in recognizers() for kind in recognizer.kinds}


def describe(kind: str) -> Kind:
    """A kind in words for people."""
    try:
        return kinds()[kind]
    except KeyError:
        raise NotFoundError(f"There is no kind {kind}.", hint=f"The kinds are: {', '.join(sorted(kinds()))}.") from None
