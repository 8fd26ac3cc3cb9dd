"""What every test stands on: no deadline on a shared machine, and a plain word where a tool is missing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from proviso.db.store import Seal, Store
from proviso.settings import Address
from tests import postgres

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

# Playwright's own Node needs libatomic1, which a bare Debian lacks; the Node that `make` brought needs nothing.
NODE = Path(__file__).resolve().parents[1] / ".tools" / "bin" / "node"
if NODE.exists():
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

ON_POSTGRES = os.environ.get("TESTS_ON") == "postgres"
"""Every store of a test is a database of PostgreSQL instead of a file: by hand, see CONTRIBUTING."""

CLIENTS = Path(__file__).resolve().parents[1] / ".tools" / "clients" / ".fetched"
NEEDS = {
    "browser": (shutil.which("chromium") is not None, "apt-get install chromium"),
    "ocr": (shutil.which("tesseract") is not None, "apt-get install tesseract-ocr"),
    "go": (
        shutil.which("go") is not None and Path("/usr/share/gocode/src/golang.org/x/mod").is_dir(),
        "apt-get install golang-go golang-golang-x-mod-dev",
    ),
    "clients": (CLIENTS.exists(), "scripts/apart.sh clients"),
    "postgres": (postgres.binaries() is not None, ".tools/bin/uv sync, or apt-get install postgresql"),
    "in_a_file": (not ON_POSTGRES, "without TESTS_ON=postgres, since its store is a file"),
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs a tool that is not here, and say how to get it.

    The tests in a browser come last, whatever the order of the others: Playwright leaves an event loop running in its
    thread, and nothing that begins a loop of its own works there afterwards.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for marker, (is_here, how) in NEEDS.items():
        if not is_here:
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=f"left out; to run it: {how}"))


@pytest.fixture(autouse=True)
def no_memory_of_providers() -> Iterator[None]:
    """What one test learned of who does not answer is not the next one's: ports come again."""
    yield
    pool = sys.modules.get("proviso.providers.pool")
    if pool is not None and pool.upstreams.cache_info().currsize:
        pool.upstreams()._breakers.clear()


@pytest.fixture(scope="session", autouse=True)
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new store begins as a copy of one that was migrated once: that takes 0.2 s, and most tests have a store."""
    template = tmp_path_factory.mktemp("prepared") / "proviso.db"
    really_open = Store.open
    really_open(template).close()

    instead: dict[Path, Address] = {}

    def open_prepared(path: Path | Address, *, seal: Seal | None = None) -> Store:
        if ON_POSTGRES and isinstance(path, Path):
            path = instead.get(path) or instead.setdefault(path, postgres.database_of(path))
        if isinstance(path, Path) and path.parent.is_dir() and not path.exists():
            with suppress(OSError):  # what cannot be made is the store's to say
                shutil.copyfile(template, path)
                path.chmod(0o600)
        return really_open(path, seal=seal)

    open_prepared.__wrapped__ = really_open  # type: ignore[attr-defined]  # as `functools.wraps` does
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "open", open_prepared)
        if ON_POSTGRES:
            patch.setattr(
                "proviso.db.postgresql.PostgreSQL.cause", lambda _self, fault: fault
            )  # invented rows may show
        yield
