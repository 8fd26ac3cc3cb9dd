"""A small agency for the tests of the console's pages: real store, real actions, a pack written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from proviso.actions import begin
from proviso.actions import packs as change_packs
from proviso.actions import people as change_people
from proviso.actions import tools as change_tools
from proviso.actions.agency import Agency
from proviso.app import create_app
from proviso.db import agency as agency_db
from proviso.db import entries
from proviso.db.agency import Office
from proviso.db.store import Store
from proviso.identity.keyring import Keyring
from proviso.identity.keys import open_keys
from proviso.journal import Journal
from proviso.model import Conditions, Person, PersonnelType, Role, Tool, ToolClass, ToolStatus, Training
from proviso.policy import Clause, Enforcement, Pack, Purpose, builtin, load, statements_of
from proviso.settings import Settings

NOW = datetime.now(UTC)
TODAY = NOW.date()


def clause(number: str, enforcement: Enforcement = Enforcement.ENFORCED, **more: Any) -> Clause:
    return Clause(
        id=f"139-07.{number}",
        title=more.pop("title", f"Title of {number}"),
        source="139-07, paragraph 2",
        paraphrase=f"Paraphrase of {number}",
        person=more.pop("person", f"Sentence of {number}."),
        enforcement=enforcement,
        remedy="What you can do.",
        **more,
    )


CLAUSES = (
    clause("1", title="Published information only"),
    clause("2.a.1", title="Nothing about a person", example_in="A county report", example_out="A case file"),
    clause("2.a.3", title="No controlled information"),
    clause("2.c.1", title="Your supervisor approves"),
    clause("4.f", Enforcement.NOT_YET, title="An expert reviews it", needs="expert review."),
    clause("5.a", title="People decide about benefits", waivable=True),
    clause("8.e", Enforcement.INFORMATION, title="Share good uses"),
)


STATEMENTS = builtin("dhs-139-07").statements


def pack(**changes: Any) -> Pack:
    values: dict[str, Any] = {
        "id": "dhs-139-07",
        "title": "DHS Policy Statement 139-07",
        "authority": "Chief Information Officer, Oct. 24, 2023.",
        "revision": "3",
        "effective": date(2023, 10, 24),
        "time_zone": "America/New_York",
        "rules_version": "1",
        "statements": STATEMENTS,
        "periods": dict.fromkeys(("approval", "responsible_ai", "privacy", "cybersecurity", "acknowledgement"), 365)
        | {"account": 182},
        "grace_days": 30,
        "purposes": (
            Purpose(id="research", title="Sum up published information"),
            Purpose(id="benefits", title="Decide about a benefit", area="benefits"),
        ),
        "clauses": CLAUSES,
        "rules": (),
        "policy": "",
        "schema": "",
        "sha256": "ab" * 32,
    }
    return Pack(**{**values, **changes})


@dataclass
class HandPacks:
    """Stands where the loaded packs stand: the same pack for everybody."""

    held: Pack = field(default_factory=pack)
    overlays: dict[str, str] = field(default_factory=dict)

    def base(self) -> Pack:
        return self.held

    def for_component(self, component: str) -> Pack:
        return self.held

    def by_ref(self, ref: str) -> Pack:
        return self.held

    def overlay(self, component: str) -> Pack | None:
        return None

    def read_again(self, pack: Pack) -> Pack:
        return load(Path("nowhere") / pack.id)


def person(person_id: str, *roles: Role, **more: Any) -> Person:
    name = " ".join(part.capitalize() for part in person_id.split("."))
    return Person(
        id=person_id,
        name=name,
        email=f"{person_id}@dcs.example",
        component=more.pop("component", "FRO"),
        personnel_type=more.pop("personnel_type", PersonnelType.EMPLOYEE),
        roles=frozenset({Role.PERSONNEL, *roles}),
        supervisor_id=more.pop("supervisor_id", "elena.sorokin"),
        story=more.pop("story", "Works here."),
        **more,
    )


PEOPLE = (
    person("maya.okafor", title="Analyst", story="Ready."),
    person("tom.reyes", title="Inspector", component="HIS"),
    person("elena.sorokin", Role.SUPERVISOR, supervisor_id=None),
    person("ana.whitfield", Role.CIO, supervisor_id=None),
    person("marcus.bell", Role.CIO_OFFICE, supervisor_id=None),
    person("henry.osei", Role.INCIDENT, supervisor_id=None),
    person("lena.fox", Role.TRAINING, supervisor_id=None),
    person("yusuf.karim", Role.ADMIN, supervisor_id=None),
    person("alice.tran", Role.AUDITOR, supervisor_id=None),
    person("ingrid.solberg", Role.SECURITY, supervisor_id=None),
    person("joan.castellanos", Role.PRIVACY, supervisor_id=None),
)
TOOLS = (
    Tool(
        id="northlight-chat",
        name="Northlight Chat",
        vendor="Northlight",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
        summary="Writes and sums up text.",
    ),
    Tool(
        id="quillmate",
        name="Quillmate",
        vendor="Quillmate Labs",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
        conditions=Conditions(components=frozenset({"HQ"}), no_attachments=True, notes=("No images.",)),
    ),
    Tool(
        id="verbatim-notes",
        name="Verbatim Notes",
        vendor="Verbatim",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.PAUSED,
        status_reason="its terms changed",
    ),
)


def make_ready(tx: Any, person_id: str, approver: str = "elena.sorokin") -> None:
    """All five steps, ten days ago."""
    then = NOW - timedelta(days=10)
    change_people.approve(tx, person_id, actor=approver, at=NOW)
    for training in Training:
        change_people.record_training(tx, person_id, training, then, "learning system", actor="system", at=NOW)
    text = statements_of(pack())
    change_people.sign(tx, person_id, text.version, text.sha256, actor=person_id, at=NOW)
    change_people.attest_account(
        tx, person_id, "northlight-chat", f"{person_id}@dcs.example", True, True, actor=person_id, at=NOW
    )


def seed(tx: Any, agency: Agency) -> None:
    """The agency, its people and tools; Maya is ready, Tom has asked."""
    agency_db.put(tx, "name", "Department of Coastal Safety")
    agency_db.put(tx, "help", "ai-help@dcs.example")
    for key, name in (("HQ", "Headquarters"), ("FRO", "Flood Recovery Office"), ("HIS", "Harbor Inspection Service")):
        agency_db.put_component(tx, key, name)
    for role, who, name, phone in (
        ("security", "ingrid.solberg", "Security", "555-0142"),
        ("incident", "henry.osei", "Incidents", "555-0137"),
        ("training", "lena.fox", "Training", "555-0134"),
    ):
        agency_db.put_office(tx, Office(role=role, person_id=who, name=name, phone=phone))
    begin.start_ledger(tx, agency.journal.origin, at=NOW)
    change_packs.activate(tx, agency.packs.base(), actor="system", at=NOW)
    for somebody in PEOPLE:
        change_people.add(tx, somebody, actor="system", at=NOW)
    for tool in TOOLS:
        change_tools.add(tx, tool, actor="system", at=NOW)
    make_ready(tx, "maya.okafor")
    change_people.request_approval(tx, "tom.reyes", actor="tom.reyes", at=NOW, request_id="REQ00001")


class Browser:
    """Somebody at a browser without JavaScript."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.app = create_app(agency)
        self.client = TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=True)
        self.text = ""
        self.status = 0
        self.path = ""

    def sign_in(self, person_id: str) -> Browser:
        self.client.cookies.clear()
        self.get("/sign-in")
        self.post("/sign-in", person=person_id)
        return self

    def get(self, path: str) -> str:
        return self._keep(self.client.get(path))

    def post(self, path: str, **fields: str) -> str:
        """Send a form with the token of the page that is open."""
        token = re.search(r'name="csrf" value="([^"]+)"', self.text)
        sent = {"csrf": token.group(1) if token else "", **fields}
        return self._keep(self.client.post(path, data=sent))

    def _keep(self, response: Any) -> str:
        self.status, self.path = response.status_code, response.url.path
        self.text = response.text
        return self.words

    def events(self, name: str) -> list[dict[str, Any]]:
        """What the ledger holds of one kind, oldest first, without the salt."""
        with self.agency.store.read() as tx:
            found = [entry.record for entry in entries.page(tx, 0, 10_000)]
        said = [record.data for record in found if record.event == name]
        return [{key: value for key, value in data.items() if key != "salt"} for data in said]

    @property
    def words(self) -> str:
        """What the page says, without its markup."""
        body = re.sub(r"(?s)^.*?<main[^>]*>|</main>.*$", " ", self.text)
        bare = re.sub(r"(?s)<[^>]+>", " ", body)
        for entity, sign in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&")):
            bare = bare.replace(entity, sign)
        return " ".join(bare.split())


@contextmanager
def open_house(home: Path, **changes: Any) -> Iterator[Browser]:
    """A browser at a fresh agency in this folder."""
    settings = Settings(**{"home": home, "demo": True, "agency": "Department of Coastal Safety", **changes})
    journal = Journal.open(home)
    store = Store.open(settings.database, seal=journal.seal)
    keys = open_keys(settings.keys)
    agency = Agency(
        store=store,
        journal=journal,
        packs=HandPacks(),  # type: ignore[arg-type]  # the packs as the pages use them, without files
        digest_key=keys.digest,
        sealing_key=Keyring.open(settings.keys),
        session_key=keys.session,
        settings=settings,
    )
    store.write(lambda tx: seed(tx, agency))
    browser = Browser(agency)
    try:
        yield browser
    finally:
        browser.client.close()
        store.close()
