"""A person is changed by an administrator: the form loses nothing, and what ends approvals says so."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import people as change
from proviso.db import people, records
from proviso.model import Person, Role

from .console import Browser, open_house

FORM = {
    "name": "Maya Okafor",
    "email": "maya.okafor@dcs.example",
    "title": "Analyst",
    "component": "FRO",
    "personnel_type": "employee",
    "supervisor_id": "elena.sorokin",
    "starts": "",
    "ends": "",
}


def send(b: Browser, **fields: str) -> str:
    """Open the form, and send it as it is shown, but for these fields."""
    b.get("/people/maya.okafor/change")
    seen = re.search(r'name="seen" value="([^"]+)"', b.text)
    assert seen
    return b.post("/people/maya.okafor/change", **{**FORM, "seen": seen.group(1), **fields})


def maya(b: Browser) -> Person:
    with b.agency.store.read() as tx:
        found = people.get(tx, "maya.okafor")
    assert found is not None
    return found


def has_approval(b: Browser) -> bool:
    with b.agency.store.read() as tx:
        return bool(records.standing_approvals(tx, "maya.okafor"))


def test_a_new_component_ends_the_approval_and_a_new_address_does_not(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        assert "Nothing changed: the entry says this already." in send(b)
        assert "Changed." in send(b, email="m.okafor@dcs.example")
        assert has_approval(b)
        words = send(b, email="m.okafor@dcs.example", component="HIS")
        assert "Changed. The supervisor is asked anew." in words
        assert not has_approval(b)
        assert b.events("PersonChanged")[-1]["fields"] == ["component"]


def test_roles_are_given_and_taken_and_an_auditor_has_no_other(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        send(b, roles="expert")
        assert maya(b).roles == {Role.PERSONNEL, Role.EXPERT}
        b.get("/people/maya.okafor/change")
        token = re.search(r'name="csrf" value="([^"]+)"', b.text)
        seen = re.search(r'name="seen" value="([^"]+)"', b.text)
        assert token is not None
        assert seen is not None
        fields = {**FORM, "csrf": token.group(1), "seen": seen.group(1), "roles": ["auditor", "expert"]}
        b._keep(b.client.post("/people/maya.okafor/change", data=fields))
        assert b.status == 422
        assert "no other role goes with it" in b.words
        assert 'value="auditor" checked' in b.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Give the name."),
        ({"email": "nonsense"}, "Give the agency e-mail address."),
        ({"email": "tom.reyes@dcs.example"}, "Somebody else has this address."),
        ({"component": "XYZ"}, "Choose the component."),
        ({"personnel_type": "wizard"}, "Choose one."),
        ({"supervisor_id": "tom.reyes"}, "Nobody who supervises has this handle or address."),
        ({"supervisor_id": "nobody"}, "Nobody who supervises has this handle or address."),
        ({"ends": "soon"}, "Give the day as a date."),
    ],
)
def test_a_field_that_is_wrong_is_said_there_and_nothing_is_lost(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = send(b, **{"title": "Chief of Floods", **fields})
        assert b.status == 422
        assert said in words
        assert 'value="Chief of Floods"' in b.text
        assert maya(b).title == "Analyst"


def test_a_form_that_is_out_of_date_says_what_the_entry_says_now(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        b.get("/people/maya.okafor/change")
        seen = re.search(r'name="seen" value="([^"]+)"', b.text)
        assert seen
        now = datetime.now(UTC)
        b.agency.store.write(lambda tx: change.change(tx, "maya.okafor", title="Planner", actor="system", at=now))
        words = b.post("/people/maya.okafor/change", **{**FORM, "seen": seen.group(1), "title": "Chief"})
        assert "The entry changed since you opened it. It says now: Maya Okafor, Planner, FRO." in words
        assert 'value="Chief"' in b.text
        assert maya(b).title == "Planner"


def test_who_left_is_closed_out_and_can_come_back(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = b.get("/people/elena.sorokin/leave")
        assert "2 people have nobody then who approves." in words
        words = b.get("/people/maya.okafor/leave")
        assert "1 approval ends now. The next use is denied. An answer that is being written stops." in words
        assert "Every use is denied from now on." in b.post("/people/maya.okafor/leave")
        assert not maya(b).is_active
        assert "Maya Okafor is back." in b.post("/people/maya.okafor/return")
        assert maya(b).is_active
        assert not has_approval(b)


def test_nobody_changes_themselves_and_only_administrators_change_others(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for other in ("elena.sorokin", "alice.tran", "maya.okafor"):
            b.sign_in(other)
            for path in ("/people/maya.okafor/change", "/people/maya.okafor/leave"):
                b.get(path)
                assert b.status == 403
        b.sign_in("yusuf.karim")
        b.get("/people/yusuf.karim/change")
        seen = re.search(r'name="seen" value="([^"]+)"', b.text)
        assert seen
        form = {
            **FORM,
            "name": "Yusuf Karim",
            "email": "yusuf.karim@dcs.example",
            "seen": seen.group(1),
            "roles": "cio",
        }
        b.post("/people/yusuf.karim/change", **form)
        assert b.status == 403
