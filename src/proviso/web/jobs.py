"""Long work that goes on when the reader leaves: a thread of this process, whose state stands in the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from proviso.actions import importing, readiness, release_searches
from proviso.actions.agency import Agency
from proviso.db.imports import Import
from proviso.errors import ProvisoError

from .session import clock

LOG = logging.getLogger("proviso.jobs")
_counting = threading.Lock()


def write_import(agency: Agency, one: Import) -> threading.Thread:
    """Write a confirmed file. When the process ends before, its page offers to go on."""

    def work() -> None:
        try:
            importing.write(agency, one, clock)
        except ProvisoError as fault:
            LOG.error("The import %s stopped: %s", one.id, fault.message)  # noqa: TRY400  # the trace may hold a name
            return
        count_people(agency)

    return _started(f"import-{one.id}", work)


def search_texts(agency: Agency, search_id: str) -> threading.Thread:
    """Look for words in kept texts. When the process ends before, its page offers to go on."""

    def work() -> None:
        try:
            release_searches.run(agency, search_id, clock)
        except ProvisoError as fault:
            LOG.error("The search %s stopped: %s", search_id, fault.message)  # noqa: TRY400  # the trace may hold a text

    return _started(f"search-{search_id}", work)


def count_people(agency: Agency) -> threading.Thread | None:
    """Count who is how far, in this process once at a time; None when it is being done already."""
    if not _counting.acquire(blocking=False):
        return None

    def work() -> None:
        try:
            while readiness.count_some(agency, at=clock()):
                continue
        except ProvisoError as fault:
            LOG.info("Counting people stopped: %s", fault.message)
        finally:
            _counting.release()

    return _started("count-people", work)


def _started(name: str, work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, name=f"proviso-{name}", daemon=True)
    thread.start()
    return thread
