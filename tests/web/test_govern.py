"""The hub: what each office looks after, and the word that leads there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proviso.actions import people as change_people
from proviso.app import ROUTES
from proviso.db import agency as agency_db
from proviso.db.agency import Office
from proviso.model import Role
from proviso.web.areas import AREAS, areas_of, hub_word, links_of

from .console import NOW, Browser, open_house, person


def test_each_area_is_a_page_and_each_role_with_areas_gets_there() -> None:
    known = {getattr(route, "path", "") for route in ROUTES}
    assert {area.href for area in AREAS} <= known
    for role in Role:
        hrefs = {area.href for area in areas_of({role})}
        direct = {href for _, href in links_of({role})}
        assert not hrefs or hub_word({role}) or hrefs >= direct > set(), role


@pytest.mark.parametrize("role", [role for role in Role if hub_word({role})])
def test_nobody_is_led_to_a_page_that_is_for_others(tmp_path: Path, role: Role) -> None:
    with open_house(tmp_path) as b:
        one = person("new.officer", role, supervisor_id=None)
        office = Office(role=role.value, person_id=one.id, name="The office", phone="")
        b.agency.store.write(lambda tx: change_people.add(tx, one, actor="system", at=NOW))
        b.agency.store.write(lambda tx: agency_db.put_office(tx, office))
        b.sign_in("new.officer").get("/govern")
        assert b.status == 200
        for href in re.findall(r'class="pv-task__link" href="([^"]+)"', b.text):
            opened(b, href)


def opened(b: Browser, href: str) -> None:
    words = b.get(href)
    assert b.status == 200 or "name no course" in words, f"{href}: {b.words[:200]}"
