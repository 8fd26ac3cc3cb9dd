"""Long work that goes on when the reader leaves: a thread of this process, whose state stands in the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from proviso.actions import evidence, importing, readiness, release_searches
from proviso.actions import record_exports as exports
from proviso.actions.agency import Agency
from proviso.actions.evidence_bounds import bound_of
from proviso.actions.roles import get_person
from proviso.db import record_exports as exports_db
from proviso.db.imports import Import
from proviso.errors import ProvisoError
from proviso.model import Evidence, RecordExport
from proviso.reports.evidence import House, make

from .session import clock

LOG = logging.getLogger("proviso.jobs")
_counting = threading.Lock()
EACH = timedelta(seconds=1)
"""How often a long job says how far it is."""


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


def make_evidence(agency: Agency, one: Evidence) -> threading.Thread:
    """Make an evidence file. When the process ends before, its page offers to make it again."""
    said = [one.asked_at]

    def go_on(done: int, total: int) -> None:
        at = clock()
        if done >= total or at - said[0] >= EACH:
            said[0] = at
            agency.store.write(lambda tx: evidence.go_on(tx, one, done, total, at=at))

    def work() -> None:
        try:
            with agency.store.read() as tx:
                hidden = evidence.hidden_from(tx, get_person(tx, one.by))
                covers = bound_of(tx, one.by) is None
            house = House(
                store=agency.store,
                journal=agency.journal,
                packs=agency.packs,
                zone=agency.settings.time_zone,
                covers=covers,
            )
            made = make(house, one.scope, at=one.asked_at, progress=go_on, hidden=hidden)
            agency.store.write(lambda tx: evidence.ready(tx, one, made.content, made.sha256, made.entries, at=clock()))
        except ProvisoError as fault:
            LOG.error("The evidence %s stopped: %s", one.id, fault.message)  # noqa: TRY400  # the trace may hold a name
            why = fault.message
            agency.store.write(lambda tx: evidence.stop(tx, one, why, at=clock()))

    return _started(f"evidence-{one.id}", work)


def make_export(
    agency: Agency, one: RecordExport, total: int, make: Callable[[Callable[[int], None]], tuple[bytes, int]]
) -> threading.Thread:
    """Make the file of all that is kept about a person. When the process ends before, its page offers a new one."""
    said = [one.asked_at]

    def told(done: int) -> None:
        at = clock()
        if done >= total or at - said[0] >= EACH:
            said[0] = at
            agency.store.write(lambda tx: exports_db.go_on(tx, one.id, done, total, at))

    def work() -> None:
        try:
            content, files = make(told)
            agency.store.write(lambda tx: exports.export_ready(tx, agency, one, content, files, at=clock()))
        except ProvisoError as fault:
            LOG.error("The export %s stopped: %s", one.id, fault.message)  # noqa: TRY400  # the trace may hold a name
            agency.store.write(lambda tx: exports.stop_export(tx, one, clock()))

    return _started(f"export-{one.id}", work)


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
