"""Joiners, movers and leavers by SCIM: each is the same change that a form makes, and counts at the next use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from proviso.actions import directory
from proviso.actions import people as change
from proviso.db import people, records
from proviso.errors import NotAllowedError
from proviso.model import Person, PersonnelType, Role
from tests.web.console import Browser

from .house import made_token, open_feed

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
MORE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def user(name: str, **more: Any) -> dict[str, Any]:
    enterprise = more.pop("enterprise", {"department": "FRO"})
    return {
        "schemas": [CORE, MORE],
        "userName": f"{name}@dcs.example",
        "displayName": name.replace(".", " ").title(),
        "emails": [{"value": f"{name}@dcs.example", "primary": True}],
        "active": True,
        MORE: enterprise,
        **more,
    }


def patch(client: TestClient, where: str, *operations: dict[str, Any], **headers: str) -> Any:
    return client.patch(where, json={"schemas": [PATCH], "Operations": list(operations)}, headers=headers)


def person(b: Browser, person_id: str) -> Person:
    with b.agency.store.read() as tx:
        found = people.get(tx, person_id)
    assert found is not None
    return found


def has_approval(b: Browser, person_id: str) -> bool:
    with b.agency.store.read() as tx:
        return bool(records.standing_approvals(tx, person_id))


def test_a_joiner_comes_into_the_directory_with_all_that_the_entry_says(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        boss = client.post("/Users", json=user("new.boss")).json()["id"]
        answer = client.post(
            "/Users",
            json=user(
                "new.person",
                title="Clerk",
                userType="Contractor",
                enterprise={"department": "Harbor Inspection Service", "manager": {"value": boss}},
                phoneNumbers=[{"value": "555-0100"}],
                password="not kept",
            ),
        )
        assert answer.status_code == 201
        assert answer.headers["etag"] == 'W/"1"'
        assert "555-0100" not in answer.text
        found = person(b, "new.person")
        assert (found.name, found.component, found.title) == ("New Person", "HIS", "Clerk")
        assert (found.personnel_type, found.supervisor_id) == (PersonnelType.CONTRACTOR, "new.boss")
        assert Role.SUPERVISOR in person(b, "new.boss").roles
        assert b.events("PersonAdded")[-1] == {
            "actor": "system",
            "component": "HIS",
            "person": "new.person",
            "personnel_type": "contractor",
        }


def test_what_is_answered_to_a_joiner_is_what_is_read_afterwards(tmp_path: Path) -> None:
    entries = (
        {
            **user("full.entry"),
            "name": {"givenName": "Full", "familyName": "Entry"},
            "externalId": "E1",
            "locale": "en",
        },
        {**user("more.mail"), "emails": [{"value": "a@dcs.example"}, {"value": "b@dcs.example", "primary": True}]},
        {"schemas": [CORE], "userName": "bare@dcs.example"},
        {**user("with.nothing"), "title": None, "emails": [], MORE: {}},
        {**user("other.id"), "id": "theirs", "meta": {"resourceType": "User", "version": "9"}, "active": None},
    )
    with open_feed(tmp_path) as (_, client):
        for entry in entries:
            answer = client.post("/Users", json=entry)
            assert answer.status_code == 201, answer.text
            again = client.get(f"/Users/{answer.json()['id']}")
            assert again.json() == answer.json()
            assert again.headers["etag"] == answer.headers["etag"]


def test_who_is_here_already_is_taken_over_by_the_address(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        client.post("/Users", json={**user("maya.okafor"), "displayName": "Maya Okafor"})
        assert has_approval(b, "maya.okafor"), "nothing that counts has changed"
        assert (
            client.post("/Users", json={**user("other"), "emails": [{"value": "MAYA.okafor@dcs.example"}]}).status_code
            == 409
        )
        assert client.post("/Users", json=user("maya.okafor")).status_code == 409


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "title", "value": "Planner"},
        {"op": "replace", "path": f"{MORE}:department", "value": "HIS"},
        {"op": "add", "path": f"{MORE}:manager", "value": {"value": "BOSS"}},
    ],
)
def test_a_mover_is_approved_anew(tmp_path: Path, operation: dict[str, Any]) -> None:
    with open_feed(tmp_path) as (b, client):
        boss = client.post("/Users", json=user("new.boss")).json()["id"]
        maya = client.post("/Users", json={**user("maya.okafor"), "title": "Analyst"}).json()["id"]
        assert has_approval(b, "maya.okafor")
        said = {**operation, "value": {"value": boss}} if isinstance(operation["value"], dict) else operation
        assert patch(client, f"/Users/{maya}", said).status_code == 204
        assert not has_approval(b, "maya.okafor")
        assert b.events("ApprovalRevoked")[-1]["actor"] == "system"


@pytest.mark.parametrize("way", ["false", "text", "delete"])
def test_a_leaver_is_denied_and_who_comes_back_starts_with_the_supervisor(tmp_path: Path, way: str) -> None:
    with open_feed(tmp_path) as (b, client):
        maya = client.post("/Users", json=user("maya.okafor")).json()["id"]
        if way == "delete":
            assert client.delete(f"/Users/{maya}").status_code == 204
            assert client.get(f"/Users/{maya}").status_code == 404
        else:
            value: object = False if way == "false" else "False"  # as one large provider sends it
            assert (
                patch(client, f"/Users/{maya}", {"op": "Replace", "path": "active", "value": value}).status_code == 204
            )
        assert not person(b, "maya.okafor").is_active
        assert not has_approval(b, "maya.okafor")
        if way == "delete":
            client.post("/Users", json=user("maya.okafor"))
        else:
            patch(client, f"/Users/{maya}", {"op": "replace", "value": {"active": True}})
        assert person(b, "maya.okafor").is_active
        assert not has_approval(b, "maya.okafor")


def test_a_leaver_who_approved_others_is_told_to_the_administrator(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        elena = client.post("/Users", json=user("elena.sorokin")).json()["id"]
        client.delete(f"/Users/{elena}")
        with b.agency.store.read() as tx:
            rows = tx.conn.exec_driver_sql("SELECT body FROM outbox WHERE recipient = 'yusuf.karim'").scalars().all()
        assert any("Somebody who approves people has left" in row and "2 people have nobody" in row for row in rows)
        assert not any("Elena" in row for row in rows)


def test_supervisors_in_a_circle_are_refused(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (_, client):
        one = client.post("/Users", json=user("one")).json()["id"]
        two = client.post(
            "/Users", json=user("two", enterprise={"department": "FRO", "manager": {"value": one}})
        ).json()["id"]
        answer = patch(client, f"/Users/{one}", {"op": "add", "path": f"{MORE}:manager", "value": {"value": two}})
        assert answer.status_code == 400
        assert "circle" in answer.json()["detail"]


def test_a_department_that_means_nothing_waits_for_the_administrator(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        client.post("/Users", json=user("new.person", enterprise={"department": "Harbors & Piers"}))
        assert person(b, "new.person").component == ""
        now = datetime.now(UTC)
        b.agency.store.write(
            lambda tx: change.change(tx, "new.person", supervisor_id="elena.sorokin", actor="system", at=now)
        )
        with pytest.raises(NotAllowedError, match="no component yet"):
            b.agency.store.write(lambda tx: change.approve(tx, "new.person", actor="elena.sorokin", at=now))
        b.sign_in("yusuf.karim")
        assert "Harbors & Piers Nothing" in b.get("/feeds/directory")
        b.post("/feeds/directory/words", kind="department", word="Harbors & Piers", value="HIS")
        assert person(b, "new.person").component == "HIS"


def test_groups_give_the_roles_that_an_administrator_said_and_take_only_those(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        tom = client.post("/Users", json=user("tom.reyes", enterprise={"department": "HIS"})).json()["id"]
        yusuf = client.post("/Users", json=user("yusuf.karim")).json()["id"]
        group = client.post(
            "/Groups",
            json={"schemas": [GROUP], "displayName": "AI-Privacy", "members": [{"value": tom}, {"value": yusuf}]},
        ).json()["id"]
        assert Role.PRIVACY not in person(b, "tom.reyes").roles
        b.sign_in("yusuf.karim")
        b.get("/feeds/directory")
        b.post("/feeds/directory/words", kind="group", word="AI-Privacy", value="privacy")
        assert Role.PRIVACY in person(b, "tom.reyes").roles
        assert Role.PRIVACY not in person(b, "yusuf.karim").roles, "nobody gives a role to themselves"
        b.post("/feeds/directory/words", kind="group", word="AI-Privacy", value="auditor")
        assert "Nothing here is called" in b.words
        patch(client, f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{tom}"]'})
        assert person(b, "tom.reyes").roles == {Role.PERSONNEL}
        patch(client, f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": tom}]})
        assert Role.PRIVACY in person(b, "tom.reyes").roles
        client.delete(f"/Groups/{group}")
        assert person(b, "tom.reyes").roles == {Role.PERSONNEL}


def test_finding_sorting_paging_and_versions(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (_, client):
        ids = {
            name: client.post("/Users", json=user(name, externalId=f"x-{name}")).json()["id"]
            for name in ("cc", "aa", "bb")
        }

        def found(**asked: object) -> list[str]:
            answer = client.get("/Users", params=asked)  # type: ignore[arg-type]  # texts and numbers
            assert answer.status_code == 200, answer.text
            return [one["userName"][:2] for one in answer.json().get("Resources", [])]

        assert found(filter='userName eq "BB@dcs.example"') == ["bb"]
        assert found(filter='externalId eq "x-cc"') == ["cc"]
        assert found(filter='emails.value eq "aa@dcs.example"') == ["aa"]
        assert found(filter='displayName sw "A"') == ["aa"]
        assert found(filter='userName eq "zz"') == []
        assert found(sortBy="userName") == ["aa", "bb", "cc"]
        assert found(sortBy="userName", sortOrder="descending", startIndex=2, count=1) == ["bb"]
        assert found(startIndex=2, count=2) == ["aa", "bb"]
        page = client.get("/Users", params={"count": 1}).json()
        assert (page["totalResults"], page["itemsPerPage"]) == (3, 1)
        where = f"/Users/{ids['aa']}"
        assert client.get(where, headers={"if-none-match": 'W/"1"'}).status_code == 304
        change = {"op": "replace", "path": "title", "value": "Chief"}
        assert patch(client, where, change, **{"if-match": 'W/"9"'}).status_code == 412
        assert patch(client, where, change, **{"if-match": 'W/"1"'}).headers["etag"] == 'W/"2"'
        assert client.get("/Users", params={"filter": "userName eq"}).status_code == 400


def test_many_in_one_message(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(n), "data": user(f"bulk{n}x")} for n in range(5)
        ] + [{"method": "POST", "path": "/Users", "bulkId": "again", "data": user("bulk0x")}]
        said = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations}
        answer = client.post("/Bulk", json=said).json()["Operations"]
        assert [int(one["status"]) for one in answer] == [201] * 5 + [409]
        assert person(b, "bulk4x").is_active
        assert "People from it 5 Entries in the last minute 5" in b.sign_in("yusuf.karim").get("/feeds/directory")


def test_only_a_token_that_stands_opens_it_and_its_last_use_is_shown(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (b, client):
        bare = TestClient(client.app, base_url="http://127.0.0.1")
        for words in ("", "Bearer ", "Bearer nonsense", f"Bearer {made_token(b.agency, 'learning')}"):
            answer = bare.get("/scim/v2/Users", headers={"authorization": words})
            assert answer.status_code == 401
            assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        client.get("/Users")
        b.sign_in("yusuf.karim")
        words = b.get("/feeds/directory")
        assert words.startswith("Directory Directory: last heard of today.")
        b.post("/feeds/directory/tokens", name="Identity provider")
        shown = b.words
        assert "Copy your new token You will not see it again." in shown
        assert "pf-" in shown
        assert "pf-" not in b.get("/feeds/directory")
        with b.agency.store.read() as tx:
            token_id = tx.conn.exec_driver_sql("SELECT id FROM feed_tokens WHERE feed = 'directory'").scalars().first()
        b.post(f"/feeds/directory/tokens/{token_id}/end")
        assert "The next message with this token is refused." in b.words
        assert client.get("/Users").status_code == 401
        assert len(b.events("FeedTokenEnded")) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/Users", b"{", 400),
        ("POST", "/Users", b'{"schemas":["%s"]}' % CORE.encode(), 400),
        ("POST", "/Users", b"[]", 400),
        ("POST", "/Users", b"x" * (4 * 1024 * 1024 + 1), 413),
        ("GET", "/Nothing", b"", 404),
        ("GET", "/Users/0", b"", 404),
        ("PATCH", "/Users/0", b"{}", 400),
        ("DELETE", "/Users", b"", 405),
        ("GET", "/Me", b"", 501),
    ],
)
def test_nonsense_is_refused_in_the_words_of_scim(
    tmp_path: Path, method: str, path: str, body: bytes, status: int
) -> None:
    with open_feed(tmp_path) as (_, client):
        answer = client.request(method, path, content=body, headers={"content-type": "application/scim+json"})
    assert answer.status_code == status
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_the_department_of_an_entry_is_read_back() -> None:
    assert directory.department_of('{"x": 1}') == ""
