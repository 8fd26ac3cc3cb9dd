"""Where a measurement keeps its store: a file of its own, or the database that PROVISO_DATABASE_URL names."""

from __future__ import annotations

import os
from pathlib import Path

from proviso.db.store import Store
from proviso.settings import Settings

_DATABASE = ("PROVISO_DATABASE_URL", "PROVISO_DATABASE_PASSWORD", "PROVISO_DATABASE_PASSWORD_FILE")
_TICKS = os.sysconf("SC_CLK_TCK")


def environment() -> dict[str, str]:
    """What the environment says of a database, and nothing else of it."""
    return {name: os.environ[name] for name in _DATABASE if name in os.environ}


def settings_of(home: Path) -> Settings:
    """A demo agency in this folder."""
    return Settings.from_environment({**environment(), "PROVISO_HOME": str(home)}, demo=True)


def server_of(store: Store) -> int:
    """The main process of the server of this store; 0 where there is none on this machine."""
    if store.dialect != "postgresql":
        return 0
    backend = store.glance("SELECT pg_backend_pid()", ())[0][0]
    try:
        return int(_fields(backend)[1])
    except OSError:
        return 0


def worked(pid: int) -> float:
    """Seconds of processor of a process, all its threads together."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def worked_with_children(pid: int) -> float:
    """The same of a server, with the processes that it has and had."""
    fields = _fields(pid)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / _TICKS + sum(worked(int(child)) for child in children)


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
