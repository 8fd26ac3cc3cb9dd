"""The small agency as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from tests.actions.house import House, get_ready, open_agency, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    """With a policy in force, and Maya ready."""
    made = open_agency(tmp_path)
    made.store.write(lambda tx: get_ready(tx, made, "maya.okafor"))
    yield made
    made.store.close()
