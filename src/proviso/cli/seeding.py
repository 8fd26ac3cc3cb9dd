"""Makes the demo agency when a folder has none, and says how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import agency as agency_db
from proviso.demo import is_seeded, seed
from proviso.errors import UsageError
from proviso.settings import Settings

QUARTER = 25


def make_demo(settings: Settings, *, small: bool = False) -> Agency:
    """The demo agency of the home folder, made first when the folder has none."""
    agency = open_agency(replace(settings, demo=True))
    try:
        if not is_seeded(agency):
            _refuse_half(agency)
            seed(agency, datetime.now(UTC), small=small, progress=telling(sys.stderr))
    except BaseException:
        agency.store.close()
        raise
    return agency


def _refuse_half(agency: Agency) -> None:
    with agency.store.read() as tx:
        if agency_db.get(tx, "demo") is not None:
            raise UsageError(
                "The demo agency of this folder was left half made.", hint="Make it anew with: proviso demo --reset"
            )


def telling(out: IO[str]) -> Callable[[int, int], None]:
    """One line that moves on a terminal; elsewhere a line for each quarter."""
    is_terminal, told = out.isatty(), -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        percent = 100 * done // max(1, total)
        now = percent if is_terminal else percent // QUARTER * QUARTER
        if now <= told:
            return
        told = now
        begin, end = ("\r", "\n" if percent == 100 else "") if is_terminal else ("", "\n")
        out.write(f"{begin}Making the demo agency: {now}%{end}")
        out.flush()

    return tell
