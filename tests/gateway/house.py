"""A gateway as its callers see it: a real server, a small agency, a provider that keeps what reached it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from proviso.actions import begin, connections, systems, tools
from proviso.actions.agency import Agency
from proviso.cli.listening import Patient
from proviso.db import agency as agency_db
from proviso.db import entries
from proviso.db.store import Store, Tx
from proviso.errors import LedgerError, ScreeningError, StoreError
from proviso.gateway.application import Gateway
from proviso.identity.keyring import Keyring
from proviso.identity.keys import open_keys
from proviso.journal import Journal
from proviso.model import Connection, Part, Record, Screened, Tool
from proviso.policy import Packs
from proviso.providers import Upstreams
from proviso.settings import Settings
from tests.actions.house import CHAT, PACKS, PEOPLE, get_ready
from tests.gateway.stub import Provider, provider

KEY = "pv-a-key-of-the-tests"
OTHER = replace(CHAT, id="quillmate", name="Quillmate", vendor="Quillmate Labs")
MODEL, CLAUDE = "north-1", "quill-1"


class Trouble(Agency):
    """An agency whose parts fail when they are told to."""

    __slots__ = ()

    def screen(self, parts: Sequence[Part]) -> Screened:
        """Fail, or be slow."""
        if "screening" in WRONG:
            raise ScreeningError("The check us_ssn did not answer (ValueError).")
        if "screening breaks" in WRONG:
            raise ValueError("what was screened stands in this message: 851-33-1294")
        if "screening is slow" in WRONG:
            time.sleep(0.2)
        return super().screen(parts)


WRONG: set[str] = set()
"""What fails now."""


class BrokenPacks(Packs):
    """Policy packs that cannot be read when they are told so."""

    def by_ref(self, ref: str) -> Any:
        """Fail."""
        if "policy" in WRONG:
            raise RuntimeError("851-33-1294")
        return super().by_ref(ref)


@dataclass
class Gate:
    """A gateway that listens."""

    agency: Agency
    provider: Provider
    base: str
    client: httpx2.Client = field(repr=False)

    def post(self, path: str, body: object, **heads: str) -> httpx2.Response:
        """One request with the key of the registered system."""
        return self.client.post(self.base + path, json=body, headers={"authorization": f"Bearer {KEY}", **heads})

    def records(self, *events: str) -> list[Record]:
        """Entries of the ledger of these kinds."""
        with self.agency.store.read() as tx:
            every = [entry.record for entry in entries.page(tx, 0, 10_000)]
        return [r for r in every if not events or r.event in events]

    def ledger_bytes(self) -> bytes:
        """Everything that the database files hold."""
        return b"".join(path.read_bytes() for path in sorted(self.agency.settings.home.glob("proviso.db*")))


def open_troubled(folder: Path, base: str, pack: str = "dhs-139-07", **settings: object) -> Agency:
    """An agency with two connected tools, Maya ready for both, and a system of hers."""
    journal = Journal.open(folder)

    def seal(tx: Tx) -> None:
        if "ledger" in WRONG:
            raise LedgerError("The ledger is not whole.")
        if "database" in WRONG:
            raise StoreError("The disk is full.")
        journal.seal(tx)

    given = Settings(home=folder, **{"names": False, **settings})  # type: ignore[arg-type]  # the test's own
    keys = open_keys(folder / "keys")
    agency = Trouble(
        store=Store.open(given.store, seal=seal),
        journal=journal,
        packs=BrokenPacks(folder=PACKS, pack=pack),
        digest_key=keys.digest,
        sealing_key=Keyring.open(folder / "keys"),
        session_key=keys.session,
        settings=given,
    )
    at = datetime.now(UTC)
    agency.store.write(lambda tx: begin.first_start(tx, agency, at=at))
    agency.store.write(lambda tx: fill(tx, agency, base, at))
    return agency


def fill(tx: Tx, agency: Agency, base: str, at: datetime) -> None:
    """People, tools, connections, and the system."""
    from proviso.actions import people

    agency_db.put(tx, "name", "Department of Coastal Safety")
    for one in PEOPLE:
        people.add(tx, one, actor="system", at=at)
    for tool, kind, model in ((CHAT, "compatible", MODEL), (OTHER, "anthropic", CLAUDE)):
        tools.add(tx, tool, actor="system", at=at)
        connect(tx, agency, tool, kind, model, base, at)
    get_ready(tx, agency, "maya.okafor", at=at)
    systems.register(
        tx,
        "Comment summaries",
        "maya.okafor",
        "Sums up public comments.",
        {CHAT.id, OTHER.id},
        {"research"},
        (at + timedelta(days=90)).date(),
        requests_a_minute=100_000,
        actor="system",
        at=at,
        key=KEY,
    )


def connect(tx: Tx, agency: Agency, tool: Tool, kind: str, model: str, base: str, at: datetime) -> None:
    """Lead a tool to the provider of the tests."""
    found = Connection(tool_id=tool.id, kind=kind, base_url=base, models=(model,), key="sealed", seconds=10)
    connections.connect(tx, found, sealing_key=agency.sealing_key, secret="sk-upstream-0123", actor="system", at=at)


@contextmanager
def gate(
    folder: Path, pack: str = "dhs-139-07", upstreams: Upstreams | None = None, **settings: object
) -> Iterator[Gate]:
    """A gateway on a port of its own, until the block ends."""
    WRONG.clear()
    with provider() as upstream:
        agency = open_troubled(folder, upstream.base, pack, **settings)
        gateway = Gateway(agency, upstreams or Upstreams())
        with listening(gateway) as base, httpx2.Client(timeout=30) as client:
            yield Gate(agency=agency, provider=upstream, base=base, client=client)
        WRONG.clear()
        agency.store.close()


@contextmanager
def listening(application: Any) -> Iterator[str]:
    """A server in a thread."""
    config = uvicorn.Config(
        _with_lifespan(application),
        http=Patient,
        host="127.0.0.1",
        port=0,
        log_level="error",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def _with_lifespan(gateway: Any) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        is_gateway = isinstance(gateway, Gateway) and scope["type"] == "lifespan"
        await (gateway.lifespan if is_gateway else gateway)(scope, receive, send)

    return application


def text_of(answer: httpx2.Response) -> str:
    """An answer with the escapes of JSON undone, whole or streamed: what a caller's program would read."""
    found = [answer.text]
    for line in answer.text.splitlines():
        data = line.removeprefix("data: ").strip()
        try:
            found.append(json.dumps(json.loads(data), ensure_ascii=False))
        except ValueError:
            continue
    return "\n".join(found)


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it holds before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False
