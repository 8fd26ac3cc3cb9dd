"""All upstream calls. A tool names its provider: a module here with `send(permit) -> str`.

Only a door sends, only with a permit, and only `actions.uses.ask` makes one.
"""

from __future__ import annotations

import importlib
import pkgutil

from proviso.errors import ProviderError
from proviso.model import Permit


def names() -> tuple[str, ...]:
    """The providers that there are, one file each."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def send(permit: Permit) -> str:
    """Send what the permit allows to the tool that it names; returns the tool's answer, not yet screened."""
    name = permit.tool.provider
    if name not in names():
        raise ProviderError(
            f"{permit.tool.name} is not connected: there is no provider {name!r}.",
            hint=f"The providers are: {', '.join(names())}.",
        )
    try:
        answer: str = importlib.import_module(f"{__name__}.{name}").send(permit)
    except ProviderError:
        raise
    except Exception as fault:  # its message may hold the text, so only its kind is told
        raise ProviderError(
            f"{permit.tool.name} did not answer ({type(fault).__name__}).", hint="Nothing is lost. Try again."
        ) from None
    return answer
