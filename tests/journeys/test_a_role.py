"""Every form of the web as every role: who may not, gets a page that says so, and nothing is written."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from proviso.actions.agency import Agency
from proviso.app import ROUTES
from proviso.db import incidents as incidents_db
from proviso.db import objections, people
from proviso.db import records as records_db
from proviso.db import reviews as reviews_db
from proviso.db import suggestions as suggestions_db
from proviso.db import systems as systems_db
from proviso.db.store import Tx
from proviso.identity.session import Sessions
from proviso.model import SpillKind
from proviso.web.forms import SIGNED
from tests.web.demo import Reader, open_copy
from tests.web.house import client, sign_in, small_agency, token

POSTS = sorted(route.path for route in ROUTES if isinstance(route, Route) and "POST" in (route.methods or set()))
OWN = frozenset(
    {
        "/sign-in",
        "/sign-out",
        "/workspace",
        "/spill",
        "/evidence",
        "/record/download",
        "/tour/{number:int}",
        "/tour/restart",
        "/tools/suggest",
        "/record/sign-in/sessions/end",
        "/record/sign-in/sessions/{mark}/end",
    }
)
"""Forms that are everybody's: signing in and out, here and everywhere, asking, reporting, suggesting."""


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def rows(agency: Agency) -> str:
    """Every table that an act could change, as one string."""
    with agency.store.read() as tx:
        names = [n for (n,) in tx.conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = sorted(set(names) - {"sessions"})  # that somebody is there, and how far they have read
        return repr([list(tx.conn.exec_driver_sql(f"SELECT * FROM {name}")) for name in held])  # noqa: S608


class Tables:
    """The tables as they were; read again only when somebody wrote."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.raw = sqlite3.connect(agency.settings.database, check_same_thread=False)
        self.version, self.rows = self._version(), rows(agency)

    def _version(self) -> int:
        return int(self.raw.execute("PRAGMA data_version").fetchone()[0])

    def are_the_same(self) -> bool:
        version, self.version = self.version, self._version()
        return version == self.version or rows(self.agency) == self.rows


def targets(agency: Agency) -> dict[str, str]:
    """Ids that exist and are somebody's: Maya's."""
    maya = Reader(agency, "maya.okafor")
    maya.ask("The file A012 345 678 was closed.")
    code = maya.decision_id
    maya.get(f"/decisions/{code}/objection")
    reason = maya.html.split('name="reason"')[1].split('value="')[1].split('"')[0]
    maya.post(f"/decisions/{code}/objection", do="send", reason=reason, note="")
    with agency.store.read() as tx:
        objection = objections.by_decision(tx, code)[0].id
        approval = records_db.standing_approvals(tx, "maya.okafor")[0].id
        request = people.requests_of(tx, "tom.reyes")[0].id
    maya.post("/spill", kind=SpillKind.CUI.value, do="send")
    with agency.store.read() as tx:
        incident = incidents_db.open(tx)[-1].id
        system = systems_db.of_owner(tx, "maya.okafor")[0].id
        review = reviews_db.open(tx)[0]
        suggestion = suggestions_db.of_person(tx, "maya.okafor")[0]
        test = reviews_db.tests(tx, review.id)[-1].id
    return {
        "review_id": review.id,
        "office": "privacy",
        "section": "facts",
        "term": "T-01",
        "test_id": test,
        "suggestion_id": suggestion.id,
        "group": suggestion.group,
        "decision_id": code,
        "objection_id": objection,
        "approval_id": approval,
        "request_id": request,
        "answer_id": approval,
        "system_id": system,
        "token_id": "NONE0000",  # under this pack nobody has one
        "tool_id": "verbatim-notes",
        "person_id": "maya.okafor",
        "incident_id": incident,
        "step_id": "vendor-delete",
        "act": "tool",
        "number:int": "1",
        "index:int": "1",
    }


FIELDS = {
    "reason": "because", "state": "stands", "answer": "It stands.", "status": "approved", "last_day": "2027-01-01",
    "training": "privacy", "completed_on": "2026-01-01", "source": "x", "name": "New Person", "vendor": "V",
    "summary": "S", "tool_class": "commercial", "email": "n@dcs.example", "component": "FRO", "title": "T",
    "personnel_type": "employee", "supervisor_id": "elena.sorokin", "do": "send", "confirm": "yes", "kind": "cui",
    "version": "1", "agree": "yes", "agency_only": "yes", "settings": "yes", "target": "northlight-chat",
    "note": "A note.", "cause": "A cause.", "lesson": "A lesson.", "notify": "no", "notify_reason": "None.",
}  # fmt: skip


def filled(path: str, ids: dict[str, str]) -> str:
    """The address with ids that exist; where nobody has one, with one that is none."""
    return re.sub(r"\{([^}]+)\}", lambda m: ids.get(m.group(1), "1" if ":int" in m.group(1) else "NONE0000"), path)


def test_an_auditor_changes_nothing_by_any_form(agency: Agency) -> None:
    ids = targets(agency)
    auditor = Reader(agency, "alice.tran")
    before = Tables(agency)
    for path in POSTS:
        if path in OWN or path.startswith("/ledger/"):
            continue
        for more in ({}, {"answer": "decline"}):
            auditor.get("/help")
            auditor.send(filled(path, ids), {**FIELDS, **more})
            refused = any(
                said in auditor.words
                for said in ("the AI course comes first", "changes nothing", "Nothing was counted")
            )
            assert auditor.status >= 400 or refused, (path, auditor.status, auditor.words[:200])
            assert before.are_the_same(), path


def test_nobody_without_an_office_changes_anything_of_others(agency: Agency) -> None:
    """Dale is personnel: of every form, only his own steps and his own reports are his."""
    ids = targets(agency)
    dale = Reader(agency, "dale.whitcomb")
    before = Tables(agency)
    for path in POSTS:
        if path in OWN or path.startswith(("/steps/", "/course/")) or path.endswith("/tell-me"):
            continue
        dale.get("/help")
        dale.send(filled(path, ids), FIELDS)
        assert dale.status >= 400, (path, dale.status, dale.words[:200])
        assert before.are_the_same(), path


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("ingrid.solberg", "/objections/{objection_id}"),  # another office
        ("ingrid.solberg", "/objections/{objection_id}/text"),
        ("maya.okafor", "/objections/{objection_id}"),  # her own
        ("maya.okafor", "/objections/{objection_id}/text"),
        ("tom.reyes", "/team/{request_id}/approve"),  # his own
        ("ruth.delgado", "/team/{request_id}/approve"),  # another supervisor
        ("ruth.delgado", "/team/{approval_id}/revoke"),
        ("joan.castellanos", "/tools/{tool_id}/change"),
        ("marcus.bell", "/packs/end"),
        ("yusuf.karim", "/tools/add"),
        ("lena.fox", "/people/add"),
        ("elena.sorokin", "/people/{person_id}/training"),
    ],
)
def test_one_office_does_not_act_for_another_and_nobody_for_themselves(agency: Agency, who: str, path: str) -> None:
    ids = targets(agency)
    with agency.store.read() as tx:
        if people.get(tx, who) is None:
            pytest.skip(f"{who} is not in the small demo")
    one = Reader(agency, who)
    before = Tables(agency)
    one.get("/help")
    one.send(filled(path, ids), FIELDS)
    assert before.are_the_same()
    assert one.status in {403, 404, 422}, one.words[:300]


@pytest.mark.parametrize("path", ["/decisions/{d}", "/decisions/{d}/why", "/decisions/{d}/receipt", "/objections/{o}"])
def test_a_code_of_somebody_else_opens_nothing_and_says_as_much_as_one_that_is_none(agency: Agency, path: str) -> None:
    ids = targets(agency)
    dale = Reader(agency, "dale.whitcomb")
    dale.get(path.format(d=ids["decision_id"], o=ids["objection_id"]))
    theirs = dale.status
    dale.get(path.format(d="00000000", o="00000000"))
    assert theirs in {403, 404}
    if path.startswith("/decisions"):
        assert dale.status == theirs


def test_without_the_token_of_our_own_page_nothing_happens(agency: Agency) -> None:
    ids = targets(agency)
    other = client(agency)
    sign_in(other, "tom.reyes")
    foreign = token(other.get("/help").text)
    maya = client(agency)
    sign_in(maya, "maya.okafor")
    before = Tables(agency)
    for path in sorted({*POSTS} - SIGNED):
        for csrf in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": "ünlike"}):
            answer = maya.post(filled(path, ids), data={**FIELDS, **csrf})
            assert answer.status_code == 403, (path, csrf)
        assert maya.post(filled(path, ids), json={"csrf": foreign}).status_code == 403
        assert maya.post(filled(path, ids), content=b"\xff" * 99, headers={"content-type": "text/plain"}).is_error
    assert before.are_the_same()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "FOO"])
def test_other_methods_do_nothing(agency: Agency, method: str) -> None:
    maya = client(agency)
    sign_in(maya, "maya.okafor")
    before = Tables(agency)
    for path in ("/", "/workspace", "/sign-out", "/tools/northlight-chat", "/packs/end", "/static/proviso.css"):
        assert maya.request(method, path).status_code in {403, 404, 405}, path
    assert before.are_the_same()
    assert maya.get("/").status_code == 200, "still signed in"


def test_a_session_cannot_be_set_by_somebody_else_and_ends_with_signing_out(agency: Agency) -> None:
    planted = client(agency)
    planted.get("/sign-in")
    before = planted.cookies["proviso"]
    sign_in(planted, "maya.okafor")
    after = planted.cookies["proviso"]
    assert after != before, "the code changes at sign-in"
    thief = client(agency)
    thief.cookies.set("proviso", before)
    assert thief.get("/record").status_code == 303
    planted.post("/sign-out", data={"csrf": token(planted.get("/help").text)})
    thief.cookies.set("proviso", after)
    assert thief.get("/record").status_code == 303, "the old cookie opens nothing"


def test_cookies_and_headers_of_each_answer(agency: Agency) -> None:
    browser = client(agency)
    answer = browser.get("/sign-in")
    crumb = answer.headers["set-cookie"]
    assert all(flag in crumb for flag in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in crumb
    for path in ("/", "/sign-in", "/nowhere", "/record", "/workspace", "/tools"):
        headers = browser.get(path).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
    for name in ("evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"):
        assert browser.get("/sign-in", headers={"host": name}).status_code == 421, name


@pytest.mark.parametrize(
    "where",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)",
     "\\\\evil.example",     "/%0d%0aSet-Cookie:x=1", "/\r\nX: 1"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(agency: Agency, where: str) -> None:
    browser = client(agency)
    page = browser.get("/sign-in").text
    sent = {"csrf": token(page), "person": "maya.okafor", "next": where}
    answer = browser.post("/sign-in", data=sent)
    went = answer.headers["location"]
    assert went == "/" or (went.startswith("/%") and "x" not in answer.cookies)


def agency_sessions(browser: TestClient) -> Sessions:
    """The store of sessions behind a browser: a page without a form gives no token."""
    found: Sessions = browser.app.state.sessions  # type: ignore[attr-defined]  # the client keeps any application
    return found


def test_a_real_agency_lets_nobody_in_without_a_password(tmp_path: Path) -> None:
    agency = small_agency(tmp_path / "home", demo=False, agency="Harbor Agency")
    browser = client(agency)
    page = browser.get("/sign-in").text
    assert "maya.okafor" not in page
    sessions = agency_sessions(browser)
    csrf = sessions.token(sessions.read(browser.cookies["proviso"]) or "")
    for path, fields in (("/sign-in", {"person": "maya.okafor"}), ("/tour/1", {})):
        answer = browser.post(path, data={"csrf": csrf, **fields})
        assert answer.status_code in {404, 422}, path
        assert browser.get("/record").status_code == 303
    agency.store.close()


def test_who_left_reads_no_page_of_an_office(agency: Agency) -> None:
    offices = {
        "joan.castellanos": "/objections",
        "alice.tran": "/ledger",
        "yusuf.karim": "/people",
        "henry.osei": "/incidents",
    }
    for who, path in offices.items():
        reader = Reader(agency, who)
        reader.get(path)
        assert reader.status == 200, who

        def leave(tx: Tx, who: str = who) -> None:
            one = people.get(tx, who)
            assert one is not None
            people.put(tx, replace(one, is_active=False))

        agency.store.write(leave)
        reader.get(path)
        assert reader.status == 403, (who, reader.words[:200])
        reader.get("/spill")
        assert reader.status == 200


def test_what_is_typed_into_a_name_is_shown_as_text(agency: Agency) -> None:
    hostile = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\x1b[31m=HYPERLINK("x")\u202e'
    admin, office = Reader(agency, "yusuf.karim"), Reader(agency, "marcus.bell")
    admin.get("/help")
    admin.send("/people/add", {**FIELDS, "name": f"Eve {hostile}", "title": hostile, "email": f"{hostile}@dcs.example"})
    office.get("/help")
    office.send("/tools/add", {**FIELDS, "name": f"Tool {hostile}", "vendor": hostile, "summary": hostile})
    assert (admin.status, office.status) == (200, 200)
    maya = Reader(agency, "maya.okafor")
    maya.ask("Rosa Lindqvist spoke about the levee.", source=hostile)
    pages = [admin.html, office.html, maya.html, admin.get("/people"), maya.get("/tools"), maya.get("/workspace")]
    pages += [maya.get("/record"), Reader(agency, "alice.tran").get("/ledger")]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page
