"""The agency that a command works with, opened for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.settings import Settings

from .homes import require_agency, with_agency


@contextmanager
def opened(settings: Settings, *, begins: bool = False) -> Iterator[Agency]:
    """The agency of the home folder; an error that says what to do when there is none. `begins`: one that the settings
    name may begin with this command."""
    settings = with_agency(settings)
    if not (begins and settings.agency):
        require_agency(settings)
    agency = open_agency(settings)
    try:
        yield agency
    finally:
        agency.store.close()
