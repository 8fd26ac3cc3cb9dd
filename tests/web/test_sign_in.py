"""The doors of a real agency without its own sign-in: passwords, links, confirmations, sessions, and who may act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from proviso.actions import credentials
from proviso.actions import people as change_people
from proviso.actions.agency import Agency
from proviso.actions.roles import SYSTEM
from proviso.db import credentials as db
from proviso.db import entries, people
from proviso.db.store import Tx
from proviso.identity.session import Session
from proviso.identity.tokens import fingerprint
from proviso.model import Identity, Password, Role, SignInLink
from tests.identity.test_oidc import ISSUER, LOGOUT, Provider, sign_in
from tests.web.house import client, person, small_agency, token

PASSWORD = "seven quiet herons at dusk"
MAYA, ADMIN = "maya.okafor", "yusuf.karim"
KEPT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A hash says how long it takes; this one is quick."""
NOW = datetime.now(UTC)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Agency]:
    agency = small_agency(tmp_path / "home", demo=False, agency="Department of Coastal Safety")

    def fill(tx: Tx) -> None:
        people.add(tx, person("Yusuf Karim", "Administrator", frozenset({Role.PERSONNEL, Role.ADMIN})))
        for who in (MAYA, ADMIN):
            db.put_password(tx, who, Password(hash=KEPT, is_short=False, set_at=NOW))

    agency.store.write(fill)
    yield agency
    agency.store.close()


def post(browser: TestClient, path: str, page: str = "", **fields: str) -> httpx2.Response:
    """Send the form of a page."""
    csrf = token(browser.get(page or path, follow_redirects=True).text)
    return browser.post(path, data={"csrf": csrf, **fields})


def enter(browser: TestClient, who: str = MAYA, password: str = PASSWORD, then: str = "") -> httpx2.Response:
    return post(browser, "/sign-in", email=f"{who}@dcs.example", password=password, next=then)


def signed_in(house: Agency, who: str = MAYA) -> TestClient:
    browser = client(house)
    assert enter(browser, who).status_code == 303
    return browser


def is_in(browser: TestClient) -> bool:
    return browser.get("/record").status_code == 200


def events(house: Agency, *names: str) -> list[dict[str, object]]:
    with house.store.read() as tx:
        records = [entry.record for entry in entries.page(tx, 0, 10_000)]
    return [record.data for record in records if record.event in names]


def session_of(browser: TestClient) -> Session:
    (found,) = browser.app.state.sessions._by_code.values()  # type: ignore[attr-defined]  # the application of ours
    assert isinstance(found, Session)
    return found


def an_hour_later(browser: TestClient) -> None:
    """The sign-in was longer ago than a confirmation counts."""
    session_of(browser).confirmed_at -= timedelta(hours=1)


# Doors


def test_a_password_opens_and_is_nowhere(house: Agency, caplog: pytest.LogCaptureFixture) -> None:
    browser = client(house)
    answer = enter(browser, then="/record/steps")
    assert (answer.status_code, answer.headers["location"]) == (303, "/record/steps")
    assert is_in(browser)
    assert events(house, "SignedIn") == [{"actor": MAYA, "person": MAYA, "way": "password"}]
    enter(client(house), password="a wrong one, typed here")
    enter(client(house), password="")
    house.store.close()
    kept = b"".join(file.read_bytes() for file in house.settings.home.rglob("*") if file.is_file())
    assert PASSWORD.encode() not in kept
    assert b"a wrong one" not in kept
    assert "herons" not in caplog.text


def test_who_is_unknown_reads_the_same_as_who_mistyped(house: Agency) -> None:
    pages = [enter(client(house), who, "wrong wrong wrong").text for who in (MAYA, "joan.castellanos", "nobody.at.all")]
    mains = [page.partition("<main")[2].partition("</main>")[0] for page in pages]
    said = [re.sub(r'(value|data-pv-passkey)="[^"]*"', "", page) for page in mains]
    assert said[0] == said[1] == said[2]
    assert "do not belong together" in said[0]
    assert not is_in(client(house))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "", "password": ""}, ("Type your agency e-mail address.", "Type your password.")),
        ({"email": "maya.okafor@dcs.example", "password": ""}, ("Type your password.",)),
        ({"email": "<script>alert(1)</script>", "password": "x"}, ("&lt;script&gt;alert(1)&lt;/script&gt;",)),
        ({"email": "a" * 100_000 + "@x", "password": "x" * 200_000}, ("do not belong together",)),
        ({"email": "\udcff\x00@dcs.example", "password": "\udcff"}, ("do not belong together",)),
    ],
)
def test_nonsense_gets_a_sentence_and_loses_no_address(
    house: Agency, fields: dict[str, str], says: tuple[str, ...]
) -> None:
    browser = client(house)
    raw = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())
    csrf = token(browser.get("/sign-in").text)
    answer = browser.post(
        "/sign-in", content=f"csrf={csrf}&{raw}", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 422
    for sentence in says:
        assert sentence in answer.text
    assert 'type="password" value=""' in answer.text


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogateescape"))


def test_the_picker_is_for_the_demo_alone(house: Agency) -> None:
    browser = client(house)
    answer = post(browser, "/sign-in", person=MAYA)
    assert answer.status_code == 422
    assert "Who are you today" not in answer.text
    assert not is_in(browser)


def test_a_setting_closes_the_local_door(tmp_path: Path) -> None:
    agency = small_agency(tmp_path / "home", demo=False, agency="DCS", local_sign_in=False)
    browser = client(agency)
    assert "No way to sign in is set up" in browser.get("/sign-in").text
    page = browser.get("/contact", follow_redirects=True)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    form = {"csrf": csrf.group(1) if csrf else "", "email": "a@b", "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code in {403, 404}
    agency.store.close()


def test_many_wrong_tries_wait_and_the_owner_does_not(house: Agency) -> None:
    owner = signed_in(house)
    owner.post("/sign-out", data={"csrf": token(owner.get("/record").text)})
    stranger = client(house)
    for _ in range(5):
        assert enter(stranger, password="wrong wrong wrong").status_code == 422
    waiting = enter(stranger)
    assert waiting.status_code == 429, "even the right one waits"
    assert int(waiting.headers["retry-after"]) >= 1
    assert "There were too many tries." in waiting.text
    assert enter(stranger, ADMIN).status_code == 303, "another account does not"
    assert enter(owner).status_code == 303, "a browser that was there before does not"
    said = {(event["reason"], event["count"]) for event in events(house, "SignInRefused")}
    assert said == {("wrong", 1), ("wait", 1)}, "a flood is one entry, and then one with its number"


def test_two_tries_at_once_are_both_answered(house: Agency) -> None:
    browser = client(house)
    csrf = token(browser.get("/sign-in").text)
    form = {"csrf": csrf, "email": f"{MAYA}@dcs.example", "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code == 303
    # A double click: the second one has the old token, since the sign-in gave the browser a new code.
    assert browser.post("/sign-in", data=form).status_code == 403
    assert is_in(browser)


# Sessions


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_new_and_only_ours(tmp_path: Path, secure: bool) -> None:
    agency = small_agency(tmp_path / "home", demo=False, agency="DCS", secure_cookies=secure)
    agency.store.write(lambda tx: db.put_password(tx, MAYA, Password(hash=KEPT, is_short=False, set_at=NOW)))
    browser = client(agency)
    browser.base_url = "https://127.0.0.1" if secure else "http://127.0.0.1"
    before = browser.get("/sign-in").headers["set-cookie"]
    answer = enter(browser)
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if "proviso-known" not in cookie)
    assert session.split(";")[0] != before.split(";")[0], "a code that was there before is not the session's"
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in session
    assert ("Secure" in session) is secure
    assert session.startswith("__Host-proviso=" if secure else "proviso=")
    agency.store.close()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/x\\..\\evil",
        "javascript:alert(1)",
        "/\n/evil",
        "/\t/evil",
    ],
)
def test_the_way_on_never_leads_elsewhere(house: Agency, address: str) -> None:
    answer = enter(client(house), then=address)
    assert answer.headers["location"] == "/"
    page = client(house).get("/sign-in", params={"next": address}).text
    assert "evil" not in page
    assert "javascript:" not in page


def test_who_leaves_is_out_at_once_and_stays_out(house: Agency) -> None:
    browser = signed_in(house)
    house.store.write(lambda tx: change_people.deactivate(tx, MAYA, actor=ADMIN, at=datetime.now(UTC)))
    assert not is_in(browser)
    page = enter(client(house))
    assert page.status_code == 403
    assert "Your access has ended" in page.text or "your access has ended" in page.text
    assert "call Security, 555-0142" in page.text
    assert events(house, "SignInRefused")[-1]["reason"] == "ended"


def test_who_gets_another_role_signs_in_again(house: Agency) -> None:
    browser = signed_in(house)
    roles = frozenset({Role.PERSONNEL, Role.EXPERT})
    house.store.write(lambda tx: change_people.change(tx, MAYA, actor=SYSTEM, at=datetime.now(UTC), roles=roles))
    assert not is_in(browser)
    assert is_in(signed_in(house))


def test_an_auditors_visit_ends_by_itself(house: Agency) -> None:
    today = datetime.now(UTC).date()

    def visit(last: date) -> None:
        def put(tx: Tx) -> None:
            found = people.get(tx, "alice.tran")
            assert found is not None
            people.put(tx, replace(found, engagement_ends=last))
            db.put_password(tx, "alice.tran", Password(hash=KEPT, is_short=False, set_at=NOW))

        house.store.write(put)

    visit(today + timedelta(days=1))
    browser = signed_in(house, "alice.tran")
    assert browser.get("/ledger").status_code == 200
    assert browser.get("/people/maya.okafor/sign-in").status_code == 200
    answer = post(browser, "/people/maya.okafor/sign-in/link", "/people/maya.okafor/sign-in")
    assert answer.status_code == 403, "an auditor changes nothing"
    visit(today - timedelta(days=2))
    assert browser.get("/ledger").status_code == 303
    assert "Your time here is over" in enter(client(house), "alice.tran").text


def test_every_session_ends_when_a_shell_says_so(house: Agency) -> None:
    browser = signed_in(house)
    house.store.write(lambda tx: credentials.remove_all(tx, MAYA, actor=SYSTEM, at=datetime.now(UTC)))
    assert not is_in(browser)
    assert enter(client(house)).status_code == 422


def test_other_browsers_are_listed_and_signed_out(house: Agency) -> None:
    app = client(house)
    one, two, three = (TestClient(app.app, base_url="http://127.0.0.1", follow_redirects=False) for _ in range(3))
    for browser, agent in ((one, "Firefox/140.0 Windows"), (two, "Chrome/140.0 Android"), (three, "curl")):
        browser.headers["user-agent"] = agent
        assert enter(browser).status_code == 303
    page = one.get("/record/sign-in").text
    for name in ("Firefox on Windows", "Chrome on Android", "A browser", "3 browsers are signed in as you"):
        assert name in page
    mark = re.search(r"/record/sign-in/sessions/([0-9a-f]{16})/end", page)
    assert mark
    gone = post(one, f"/record/sign-in/sessions/{mark.group(1)}/end", "/record/sign-in")
    assert gone.status_code == 303
    assert [is_in(browser) for browser in (one, two, three)].count(True) == 2
    post(one, "/record/sign-in/sessions/end", "/record/sign-in")
    assert [is_in(browser) for browser in (one, two, three)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else_by_its_mark(house: Agency) -> None:
    app = client(house)
    maya, admin = (TestClient(app.app, base_url="http://127.0.0.1", follow_redirects=False) for _ in range(2))
    enter(maya)
    enter(admin, ADMIN)
    other = TestClient(app.app, base_url="http://127.0.0.1", follow_redirects=False)
    enter(other)
    mark = re.search(r"/record/sign-in/sessions/([0-9a-f]{16})/end", maya.get("/record/sign-in").text)
    assert mark
    post(admin, f"/record/sign-in/sessions/{mark.group(1)}/end", "/record/sign-in")
    assert is_in(maya)
    assert is_in(other)


# Links


def link_for(house: Agency, who: str = "joan.castellanos") -> str:
    made = house.store.write(lambda tx: credentials.make_link(tx, who, actor=SYSTEM, at=datetime.now(UTC)))
    return f"/sign-in/link/{made}"


def old_link(house: Agency) -> str:
    made = SignInLink(person_id="joan.castellanos", made_by=SYSTEM, made_at=NOW - timedelta(hours=72), ends_at=NOW)
    house.store.write(lambda tx: db.add_link(tx, made, fingerprint("old words")))
    return "/sign-in/link/old words"


def choose(browser: TestClient, path: str, password: str = PASSWORD, repeat: str = PASSWORD) -> httpx2.Response:
    return post(browser, path, password=password, repeat=repeat)


def test_a_link_opens_once_and_looking_does_not_use_it_up(house: Agency) -> None:
    path = link_for(house)
    for _ in range(3):
        assert "Welcome, Joan" in client(house).get(path).text
    browser = client(house)
    assert choose(browser, path).status_code == 303
    assert is_in(browser)
    assert "This link was used" in client(house).get(path).text
    assert is_in(signed_in(house, "joan.castellanos"))
    assert [e["way"] for e in events(house, "SignedIn")] == ["link", "password"]


def test_two_at_the_same_link_are_not_both_let_in(house: Agency) -> None:
    path = link_for(house)
    first, second = client(house), client(house)
    csrf = [token(browser.get(path).text) for browser in (first, second)]
    form = {"password": PASSWORD, "repeat": PASSWORD}
    assert first.post(path, data={"csrf": csrf[0], **form}).status_code == 303
    late = second.post(path, data={"csrf": csrf[1], **form})
    assert late.status_code == 403
    assert "Ask your administrator for a new one." in late.text


@pytest.mark.parametrize(
    ("password", "repeat", "says"),
    [
        ("", "", "Type a new password."),
        (PASSWORD, "something else", "This is not the same as the line above."),
        ("too short", "too short", "Use 15 characters or more."),
        ("joancastellanos2026", "joancastellanos2026", "made of your name"),
    ],
)
def test_a_password_that_is_not_taken_says_why(house: Agency, password: str, repeat: str, says: str) -> None:
    path = link_for(house)
    answer = choose(client(house), path, password, repeat)
    assert answer.status_code == 422
    assert says in answer.text
    assert client(house).get(path).status_code == 200, "the link is still there"


def test_old_links_links_of_leavers_and_invented_ones_end_in_a_sentence(house: Agency) -> None:
    old = old_link(house)
    replaced = link_for(house, MAYA)
    link_for(house, MAYA)
    left = link_for(house, "elena.sorokin")
    house.store.write(lambda tx: change_people.deactivate(tx, "elena.sorokin", actor=SYSTEM, at=datetime.now(UTC)))
    for path in (old, replaced, left, "/sign-in/link/x", "/sign-in/link/" + "a" * 5_000):
        page = client(house).get(path)
        assert page.status_code == 403, path[:60]
        assert "Ask your administrator for a new one." in page.text


# Confirming


def test_what_was_sent_waits_until_the_person_has_confirmed(house: Agency) -> None:
    admin = signed_in(house, ADMIN)
    an_hour_later(admin)
    path = f"/people/{MAYA}/sign-in"
    asked = post(admin, f"{path}/link", path)
    assert asked.headers["location"].startswith("/sign-in/again?next=")
    assert events(house, "SignInLinkMade") == []
    page = admin.get(asked.headers["location"]).text
    assert "What you sent waits behind this page." in page
    wrong = post(admin, "/sign-in/again", asked.headers["location"], password="not it, surely not", next=path)
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.text
    right = post(admin, "/sign-in/again", asked.headers["location"], password=PASSWORD, next=path)
    assert right.headers["location"].startswith("/sign-in/again/go-on")
    page = admin.get(right.headers["location"]).text
    assert f'action="{path}/link"' in page
    done = admin.post(f"{path}/link", data={"csrf": token(page)})
    assert "/sign-in/link/" in done.text
    assert len(events(house, "SignInLinkMade")) == 1
    assert len(events(house, "IdentityConfirmed")) == 1
    assert admin.get(right.headers["location"]).headers["location"] == path, "nothing waits any more"


def test_going_on_without_a_confirmation_asks_again(house: Agency) -> None:
    admin = signed_in(house, ADMIN)
    an_hour_later(admin)
    path = f"/people/{MAYA}/sign-in"
    post(admin, f"{path}/link", path)
    skipped = admin.get("/sign-in/again/go-on", params={"next": path})
    assert skipped.headers["location"].startswith("/sign-in/again?")
    assert events(house, "SignInLinkMade") == []


def test_a_new_password_is_never_kept_while_it_waits(house: Agency) -> None:
    browser = signed_in(house)
    csrf = token(browser.get("/record/sign-in/password").text)
    an_hour_later(browser)
    form = {"csrf": csrf, "password": "another quiet heron at dawn", "repeat": "another quiet heron at dawn"}
    answer = browser.post("/record/sign-in/password", data=form)
    assert answer.headers["location"].startswith("/sign-in/again")
    assert "heron" not in repr(session_of(browser).data)
    assert browser.get("/record/sign-in/password").headers["location"].startswith("/sign-in/again")


def test_a_confirmation_counts_for_the_minutes_of_the_setting(tmp_path: Path) -> None:
    agency = small_agency(tmp_path / "home", demo=False, agency="DCS", step_up_minutes=1)
    agency.store.write(lambda tx: db.put_password(tx, MAYA, Password(hash=KEPT, is_short=False, set_at=NOW)))
    browser = signed_in(agency)
    assert browser.get("/record/sign-in/password").status_code == 200
    session_of(browser).confirmed_at -= timedelta(seconds=61)
    assert browser.get("/record/sign-in/password").status_code == 303
    agency.store.close()


# Who may act


def test_only_an_administrator_makes_links_and_never_their_own(house: Agency) -> None:
    admin, maya = signed_in(house, ADMIN), signed_in(house)
    assert maya.get(f"/people/{ADMIN}/sign-in").status_code == 403
    own = f"/people/{ADMIN}/sign-in"
    assert "Another administrator can act here." in admin.get(own).text
    for act in ("link", "remove"):
        csrf = token(admin.get("/record").text)
        assert admin.post(f"{own}/{act}", data={"csrf": csrf}).status_code == 403, act
        csrf = token(maya.get("/record").text)
        assert maya.post(f"{own}/{act}", data={"csrf": csrf}).status_code == 403, act
    assert events(house, "SignInLinkMade", "CredentialsRemoved") == []
    assert admin.get(f"/people/{MAYA}/sign-in").status_code == 200
    assert {e["page"] for e in events(house, "RecordViewed") if e["person"] == MAYA} == {"sign-in"}


def test_removing_everything_says_what_it_takes_and_ends_the_session(house: Agency) -> None:
    admin = signed_in(house, ADMIN)
    page = admin.get(f"/people/{MAYA}/sign-in/remove").text
    assert "0 passkeys and a password are removed." in page
    done = admin.post(f"/people/{MAYA}/sign-in/remove", data={"csrf": token(page)}, follow_redirects=True)
    assert "Maya Okafor has no way to sign in yet." in done.text


def test_a_link_is_mailed_where_there_is_mail_and_nobody_else_sees_it(tmp_path: Path) -> None:
    agency = small_agency(
        tmp_path / "home",
        demo=False,
        agency="DCS",
        mail_host="127.0.0.1",
        mail_from="ai@dcs.example",
        public_url="https://ai.dcs.example",
    )

    def fill(tx: Tx) -> None:
        people.add(tx, person("Yusuf Karim", "Administrator", frozenset({Role.PERSONNEL, Role.ADMIN})))
        db.put_password(tx, ADMIN, Password(hash=KEPT, is_short=False, set_at=NOW))

    agency.store.write(fill)
    admin = signed_in(agency, ADMIN)
    path = f"/people/{MAYA}/sign-in"
    done = post(admin, f"{path}/link", path)
    page = admin.get(done.headers["location"]).text
    assert "The link is on its way to maya.okafor@dcs.example." in page
    assert "/sign-in/link/" not in page.replace(f"{path}/link", "")
    agency.store.close()


def test_the_demo_has_sessions_and_no_passwords(tmp_path: Path) -> None:
    agency = small_agency(tmp_path / "home")
    browser = client(agency)
    post(browser, "/sign-in", person=MAYA)
    page = browser.get("/record/sign-in").text
    assert "This demonstration has no passwords." in page
    for path in ("/record/sign-in/password", "/record/sign-in/passkeys", "/sign-in/link/x", "/sign-in/agency"):
        assert browser.get(path).status_code == 404, path
    assert post(browser, "/sign-in/link/x/passkey", "/help").status_code == 404
    agency.store.close()


# What is sent to the passkeys' door without a passkey


def test_what_is_no_passkey_opens_nothing(house: Agency) -> None:
    browser = client(house)
    browser.base_url = "http://localhost"
    for credential in ("", "x", "{}", "[]", "null", '{"id": 7}', '{"id": "abc"}', "[" * 5_000, "\x00", "x" * 100_000):
        page = browser.get("/sign-in").text
        word = re.search(r'name="word" value="([^"]+)"', page)
        assert word
        form = {"csrf": token(page), "word": word.group(1), "credential": credential, "next": "/record"}
        answer = browser.post("/sign-in/passkey", data=form)
        assert answer.status_code == 403
        assert "Fix 1 thing" in answer.text
        assert "open for too long" in browser.post("/sign-in/passkey", data=form).text, "a word is used once"
    assert not is_in(browser)
    assert {event["reason"] for event in events(house, "SignInRefused")} == {"passkey"}


def test_at_a_number_no_passkey_is_offered(house: Agency) -> None:
    browser = signed_in(house)
    assert "Sign in with a passkey" not in client(house).get("/sign-in").text
    assert "http://localhost on this computer" in browser.get("/record/sign-in").text
    assert urlsplit(str(browser.base_url)).hostname == "127.0.0.1"


def test_a_logout_that_nobody_signed_ends_nothing(tmp_path: Path) -> None:
    agency = small_agency(
        tmp_path / "home", demo=False, agency="DCS", oidc_issuer="https://login.dcs.example", oidc_client_id="proviso"
    )
    answer = client(agency).post("/sign-in/agency/ended", data={"logout_token": "a.b.c"})
    assert answer.status_code == 400
    agency.store.close()


def test_who_signs_out_at_the_agencys_sign_in_is_out_here_too(house: Agency) -> None:
    provider = Provider()
    tied = Identity(issuer=ISSUER, subject="subject-1", person_id=MAYA, tied_at=NOW)
    house.store.write(lambda tx: db.tie(tx, tied))
    browser = client(house)
    browser.app.state.agency_sign_in = sign_in(provider)  # type: ignore[attr-defined]  # the application of ours
    enter(browser)
    assert is_in(browser)
    at = int(datetime.now(UTC).timestamp())
    token = provider.sign(nonce=None, jti="1", events=LOGOUT, iat=at, exp=at + 60)
    program = TestClient(browser.app, base_url="http://127.0.0.1")
    answer = program.post("/sign-in/agency/ended", data={"logout_token": token})
    assert answer.status_code == 200
    assert not is_in(browser)
    assert events(house, "SessionsEnded") == [{"actor": SYSTEM, "person": MAYA}]
