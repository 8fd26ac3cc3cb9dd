"""Opening a home folder: when an agency begins, what its ledger begins with, and that a demo is never a real agency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import entries
from proviso.db import packs as packs_db
from proviso.errors import UsageError
from proviso.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Agency]:
    agency = open_agency(settings)
    try:
        yield agency
    finally:
        agency.store.close()


def events(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [entry.record.event for entry in entries.page(tx, 0, 100)]


def test_a_named_agency_begins_with_its_ledger_and_its_pack(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, agency="Harbor Agency", overlays="LBB=lbb")
    with opened(settings) as agency:
        assert events(agency) == ["LedgerStarted", "PackActivated", "PackActivated"]
        with agency.store.read() as tx:
            assert [period.component for period in packs_db.history(tx)] == ["LBB", None]
    with opened(settings) as again:
        assert len(events(again)) == 3


def test_a_folder_without_a_name_has_a_ledger_and_no_rules(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(Settings(home=tmp_path)) as agency:
            assert events(agency) == ["LedgerStarted"]
            with agency.store.read() as tx:
                assert packs_db.history(tx) == []


def test_an_agency_that_is_named_later_begins_then(tmp_path: Path) -> None:
    with opened(Settings(home=tmp_path)):
        pass
    with opened(Settings(home=tmp_path, agency="Harbor Agency")) as agency:
        assert events(agency) == ["LedgerStarted", "PackActivated"]


def test_the_demo_writes_its_own_beginning(tmp_path: Path) -> None:
    with opened(Settings(home=tmp_path, demo=True)) as agency:
        assert events(agency) == []


def test_a_real_agency_is_never_opened_as_a_demo(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, agency="Harbor Agency")
    with opened(settings):
        pass
    with pytest.raises(UsageError, match="without a password"), opened(replace(settings, demo=True)):
        pass


@pytest.mark.parametrize("overlays", ["LBB", "LBB:lbb"])
def test_overlays_that_are_no_pairs_are_named(tmp_path: Path, overlays: str) -> None:
    with pytest.raises(UsageError, match=overlays), opened(Settings(home=tmp_path, overlays=overlays)):
        pass
