"""The models of the package, loaded and checked at the start: a damaged one stops it, and not the first use."""

from __future__ import annotations

from .cases.model import model as cases
from .engine import screen
from .injection.model import model as injection
from .names import load_model as names


def load_models(*, with_names: bool) -> None:
    """Load every model, and compile every pattern. Raises `ScreeningError` naming the model that is damaged."""
    cases()
    injection()
    if with_names:
        names()
    screen((), names=with_names)
