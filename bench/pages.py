"""The pages of a large agency: 50,000 people, 200 tools, a million decisions on record.

Each page has to take ≤ 100 ms p95 for whoever reads it most, from the request to the last byte, by one process. The
size can be made smaller: `PAGES_SCALE=0.1 python -m bench.run pages`. Filling takes some minutes of processor;
`PAGES_HOME=folder` keeps what was filled, and the next run begins with it. Each page is measured twice, by the clock
and by the processor's time: on a machine that others use, too, the second one tells. With `PROVISO_DATABASE_URL` the
store is on that PostgreSQL, and the server's own time is measured, too, if it is on this machine.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from starlette.testclient import TestClient

from bench import Figure
from bench._stores import server_of, settings_of, worked_with_children
from bench.ledger import event
from proviso.actions import people, readiness, tools
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.app import create_app
from proviso.db import people as people_db
from proviso.db import records, uses
from proviso.db.store import Tx
from proviso.demo import seed
from proviso.journal import record
from proviso.model import (
    Acknowledgement,
    Approval,
    Person,
    PersonnelType,
    Role,
    Tool,
    ToolClass,
    ToolStatus,
    Training,
    TrainingRecord,
)
from proviso.model.events import UseDecided

SCALE = float(os.environ.get("PAGES_SCALE", "1"))
PEOPLE, TOOLS, USES = int(50_000 * SCALE), int(200 * SCALE) or 20, int(1_000_000 * SCALE)
ROUNDS, AT_ONCE, TEAM = 20, 50_000, 25
AT_MOST = 100.0
FILLED = "filled"
CACHE = "PRAGMA cache_size = -1000000"
"""A gigabyte: an index of a million people by turns is not written again with each group."""
FIRST = (
    "Ada",
    "Ben",
    "Cleo",
    "Dan",
    "Eva",
    "Finn",
    "Gia",
    "Hal",
    "Ida",
    "Jon",
    "Kim",
    "Leo",
    "Mia",
    "Ned",
    "Ola",
    "Pia",
)
LAST = (
    "Abara",
    "Brook",
    "Castro",
    "Dorsey",
    "Ekman",
    "Farrow",
    "Gupta",
    "Hale",
    "Ito",
    "Jansen",
    "Kerr",
    "Lund",
    "Mora",
)
COMPONENTS = ("HQ", "FRO", "HIS", "LBB", "TA")
READ: dict[str, tuple[str, ...]] = {
    "maya.okafor": ("/", "/workspace", "/tools", "/rules", "/record/uses", "/record/kept"),
    "elena.sorokin": ("/", "/team"),
    "yusuf.karim": ("/", "/people", "/people?q=mora", "/people?page=900", "/people?sort=-name", "/outbox", "/systems"),
    "lena.fox": ("/training", "/training?q=mora"),
    "ana.whitfield": ("/", "/govern", "/reviews", "/waivers", "/packs"),
    "marcus.bell": ("/tools", "/tools/northlight-chat"),
    "henry.osei": ("/", "/incidents"),
    "joan.castellanos": ("/objections", "/objections/rates"),
    "alice.tran": ("/", "/ledger", "/ledger?tool=northlight-chat", "/ledger?outcome=denied", "/ledger?page=2000"),
}
"""The pages of each person of the demo, whose story they are."""


def measure() -> Iterator[Figure]:
    """Fill an agency and open its pages."""
    with _home() as folder:
        agency = open_agency(settings_of(folder))
        try:
            if not (folder / FILLED).exists():
                seed(agency, datetime.now(UTC), small=True)
                fill(agency)
                (folder / FILLED).touch()
            server = server_of(agency.store)
            for who, paths in READ.items():
                client = signed_in(agency, who)
                for path in paths:
                    yield from _figures(client, who, path, server)
        finally:
            agency.store.close()


@contextmanager
def _home() -> Iterator[Path]:
    """A folder that is kept when it is named, or one of this run."""
    if kept := os.environ.get("PAGES_HOME"):
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _figures(client: TestClient, who: str, path: str, server: int) -> Iterator[Figure]:
    walls, works, before = [], [], 0.0
    for number in range(ROUNDS + 1):
        if server and number == 1:  # a tick is 10 ms: all rounds together
            before = worked_with_children(server)
        begun, worked = time.perf_counter(), time.process_time()
        status = client.get(path, follow_redirects=True).status_code
        walls.append((time.perf_counter() - begun) * 1000)
        works.append((time.process_time() - worked) * 1000)
        if status != 200:  # a page that is not there is not measured
            raise SystemExit(f"{path} of {who} answered {status}.")
    yield Figure(name=f"{path} of {who}, p95", value=_p95(walls[1:]), unit="ms", at_most=AT_MOST, runs=ROUNDS)
    yield Figure(name=f"{path} of {who}, processor", value=median(works[1:]), unit="ms", runs=ROUNDS)
    if server:
        spent = (worked_with_children(server) - before) * 1000 / ROUNDS
        yield Figure(name=f"{path} of {who}, processor of the server", value=spent, unit="ms", runs=ROUNDS)


def _p95(times: list[float]) -> float:
    return sorted(times)[-(-len(times) * 95 // 100) - 1]


def signed_in(agency: Agency, who: str) -> TestClient:
    """A browser without JavaScript, signed in by the picker."""
    client = TestClient(create_app(agency), base_url="http://127.0.0.1", follow_redirects=False)
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    answer = client.post("/sign-in", data={"csrf": token.group(1), "person": who, "next": ""})
    assert answer.status_code == 303  # signed in
    return client


def fill(agency: Agency) -> None:
    """People with their records, tools, and decisions, each decision with its entry in the ledger."""
    if agency.store.dialect == "sqlite":
        agency.store.write(lambda tx: tx.raw.execute(CACHE).fetchone())
    _in_parts(agency, TOOLS, _tool)
    _in_parts(agency, PEOPLE, _person)
    while readiness.count_some(agency, at=datetime.now(UTC)):
        pass
    with agency.store.read() as tx:
        known = uses.by_person(tx, "maya.okafor", 0, 25)
    began, made = datetime.now(UTC) - timedelta(days=365), _fields(event(0))

    def use(tx: Tx, number: int) -> None:
        base = known[number % len(known)]
        who = person_id(number * 7_919 % PEOPLE)
        made.update(person=who, actor=who, decision=code(number), tool=base.tool_id, allowed=base.allowed)
        index = record(tx, datetime.now(UTC), UseDecided(**made))
        decision = replace(base, id=code(number), person_id=who, at=began + timedelta(seconds=number * 31.5))
        uses.add(tx, uses.row_of(decision), index)

    _in_parts(agency, USES, use)


def _fields(told: UseDecided) -> dict[str, Any]:
    """What an event says; an event is made of it in a tenth of the time that `replace` takes."""
    return {one.name: getattr(told, one.name) for one in fields(told) if one.init}


def _in_parts(agency: Agency, count: int, one: Callable[[Tx, int], None]) -> None:
    def some(first: int) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            for number in range(first, min(count, first + AT_ONCE)):
                one(tx, number)

        return work

    for first in range(0, count, AT_ONCE):
        agency.store.write(some(first))


def code(number: int) -> str:
    return f"{number:08X}"


def person_id(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]}.{LAST[number % len(LAST)]}.{number}".lower()


def _tool(tx: Tx, number: int) -> None:
    made = Tool(
        id=f"tool-{number:03}",
        name=f"Tool {number:03}",
        vendor="A vendor",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED if number % 4 else ToolStatus.PAUSED,
        status_reason="" if number % 4 else "its terms changed",
    )
    tools.add(tx, made, actor="system", at=datetime.now(UTC))


def _above(number: int) -> str:
    """The lead of the team; of a lead, the lead of a team of leads, up to one of the demo."""
    lead = number - number % TEAM
    if number != lead:
        return person_id(lead)
    above = lead // TEAM // TEAM * TEAM
    return person_id(above) if above != lead else "elena.sorokin"


def _person(tx: Tx, number: int) -> None:
    at, lead = datetime.now(UTC), number - number % TEAM
    made = Person(
        id=person_id(number),
        name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}",
        email=f"{person_id(number)}@dcs.example",
        component=COMPONENTS[number // TEAM % len(COMPONENTS)],
        personnel_type=PersonnelType.EMPLOYEE,
        roles=frozenset({Role.PERSONNEL, *((Role.SUPERVISOR,) if number == lead else ())}),
        supervisor_id=_above(number),
    )
    if people_db.get(tx, made.id) is None:
        people.add(tx, made, actor="system", at=at)
    if number % 10 == 0:  # one in ten has begun nothing
        return
    given = at - timedelta(days=number % 300)
    records.add_approval(tx, made.id, Approval(id=f"A{number:07}", approved_by=person_id(lead), approved_at=given))
    for kind in tuple(Training)[: 1 + number % 3]:
        records.add_training(tx, made.id, TrainingRecord(training=kind, completed_at=given, version="2.0"))
    if number % 3 == 2:  # who did every training signs
        records.add_acknowledgement(tx, made.id, Acknowledgement(version="3", signed_at=given, text_sha256="00" * 32))
