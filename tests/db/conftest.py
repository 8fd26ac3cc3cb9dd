"""The small agency as a fixture, and the two places where a store can stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from proviso.settings import Address
from tests import postgres
from tests.actions.conftest import agency, house

__all__ = ["agency", "house", "where"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Address:
    """A file of SQLite, then a database of PostgreSQL: what is promised of one holds in the other."""
    return tmp_path / "proviso.db" if request.param == "sqlite" else postgres.database()
