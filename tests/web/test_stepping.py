"""What approves, signs, opens or makes a key begins by asking who it is; what was sent waits without its secrets."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.responses import Response
from starlette.routing import Route

from proviso.actions.agency import Agency
from proviso.app import ROUTES
from proviso.db import credentials, people, tools
from proviso.db.store import Tx
from proviso.model import Password, Role, Tool, ToolClass, ToolStatus
from proviso.web.stepping import HELD, Held
from tests.web.house import client, person, small_agency, token

ASKS = (
    "POST /team/{request_id}/approve",
    "POST /team/approve/confirm",
    "POST /expert-reviews/{review_id}/answers",
    "POST /expert-reviews/{review_id}/changes",
    "POST /steps/sign/confirm",
    "POST /tools/{tool_id}/change",
    "POST /tools/{tool_id}/connection",
    "POST /tools/{tool_id}/connection/remove",
    "POST /systems/new",
    "POST /systems/{system_id}/rotate",
    "POST /packs/end",
    "POST /record/tokens",
    "POST /record/sign-in/password",
    "POST /record/sign-in/passkeys",
    "POST /record/sign-in/passkeys/{code}/remove",
    "POST /people/{person_id}/sign-in/link",
    "POST /people/{person_id}/sign-in/end",
    "POST /people/{person_id}/sign-in/remove",
)
ENDPOINTS: dict[str, Callable[..., Response]] = {
    f"{method} {route.path}": route.endpoint
    for route in ROUTES
    if isinstance(route, Route)
    for method in (route.methods or set()) - {"HEAD"}
}
MARCUS = "marcus.bell"
PASSWORD = "seven quiet herons at dusk"
KEPT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.mark.parametrize("address", ASKS)
def test_it_asks_who_it_is(address: str) -> None:
    said = inspect.getsource(ENDPOINTS[address])
    assert "confirmed(desk)" in said
    assert "ask(desk" in said or "_ask(desk" in said


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Agency]:
    agency = small_agency(tmp_path / "home", demo=False, agency="DCS")
    tool = Tool(
        id="northlight-chat",
        name="Northlight Chat",
        vendor="Northlight",
        summary="Writes drafts.",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
    )

    def fill(tx: Tx) -> None:
        people.add(tx, person("Marcus Bell", "", frozenset({Role.PERSONNEL, Role.CIO_OFFICE})))
        credentials.put_password(tx, MARCUS, Password(hash=KEPT, is_short=False, set_at=datetime.now(UTC)))
        tools.add(tx, tool)

    agency.store.write(fill)
    yield agency
    agency.store.close()


def test_a_key_that_was_typed_does_not_wait_with_the_rest(house: Agency) -> None:
    browser = client(house)
    csrf = token(browser.get("/sign-in").text)
    browser.post("/sign-in", data={"csrf": csrf, "email": f"{MARCUS}@dcs.example", "password": PASSWORD})
    page = "/tools/northlight-chat/connection"
    csrf = token(browser.get(page).text)
    (session,) = browser.app.state.sessions._by_code.values()  # type: ignore[attr-defined]  # the application of ours
    session.confirmed_at -= timedelta(hours=1)
    form = {"csrf": csrf, "kind": "openai", "models": "gpt-5", "secret": "sk-only-for-the-vendor-1234", "key": "sealed"}
    answer = browser.post(page, data=form)
    if answer.status_code == 422:
        pytest.fail(answer.text[-3000:])
    assert answer.headers["location"].startswith("/sign-in/again")
    held = session.data[HELD]
    assert isinstance(held, Held)
    assert "gpt-5" in dict(held.fields).values()
    assert "sk-only" not in repr(session.data)
    assert "sk-only" not in str(held.fields)
    assert "csrf" not in dict(held.fields)
