"""The agency's own sign-in, from button to session, with a certified provider that is not ours (npm oidc-provider)."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from proviso.actions.agency import Agency
from proviso.db import entries
from tests.web.house import BASE, client, small_agency, token
from tests.web.openid import provider

pytestmark = pytest.mark.clients
BACK = f"{BASE}/sign-in/agency/back"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    address = f"http://127.0.0.1:{free_port()}"
    with provider(address, BASE):
        yield address


@pytest.fixture
def house(tmp_path: Path, issuer: str) -> Iterator[Agency]:
    agency = small_agency(
        tmp_path / "home",
        demo=False,
        agency="Department of Coastal Safety",
        oidc_issuer=issuer,
        oidc_client_id="proviso",
        oidc_client_secret="a secret that only the two know",
    )
    yield agency
    agency.store.close()


class Elsewhere:
    """A person's browser at the provider: it follows the way until it leads back to us."""

    def __init__(self) -> None:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args: object) -> None:
                return None

        handlers = (Stay, urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({}))
        self.opener = urllib.request.build_opener(*handlers)

    def walk(self, address: str, name: str) -> str:
        """Sign in as `name` and consent; returns the address that leads back."""
        form: dict[str, str] | None = None
        for _ in range(12):
            if address.startswith(BASE + "/"):
                return address
            status, target, page = self._open(address, form)
            form = None
            if status in {302, 303}:
                address = urljoin(address, target)
                continue
            found = re.search(r'<form[^>]*action="([^"]+)"', page)
            assert found, page[:500]
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
            form = {**hidden, "login": name, "password": "whatever"} if 'name="login"' in page else hidden
            address = urljoin(address, unescape(found.group(1)))
        raise AssertionError(f"The way does not end: {address}")

    def _open(self, address: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        body = urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(urllib.request.Request(address, data=body), timeout=10) as answer:  # noqa: S310
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("location", ""), answer.read().decode()


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def sign_in(browser: TestClient, name: str, then: str = "/", elsewhere: Elsewhere | None = None) -> str:
    """From the button to the answer; returns the path that leads back to us."""
    browser.get("/sign-in")
    begun = browser.get("/sign-in/agency", params={"next": then})
    assert begun.status_code == 303, begun.text
    return path_of((elsewhere or Elsewhere()).walk(begun.headers["location"], name))


def events(agency: Agency, name: str) -> list[dict[str, object]]:
    with agency.store.read() as tx:
        records = [entry.record for entry in entries.page(tx, 0, 10_000)]
    return [record.data for record in records if record.event == name]


def test_the_agency_button_stands_first_and_leads_to_a_session(house: Agency) -> None:
    browser = client(house)
    page = browser.get("/sign-in?next=/record").text
    assert page.index("Sign in with Department of Coastal Safety") < page.index("Or with a password")
    back = sign_in(browser, "maya.okafor", "/record/steps")
    answer = browser.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/record/steps")
    assert "Maya" in browser.get("/record").text
    assert events(house, "SignedIn") == [{"actor": "maya.okafor", "person": "maya.okafor", "way": "agency"}]
    assert len(events(house, "IdentityTied")) == 1


def test_the_same_answer_opens_nothing_a_second_time(house: Agency) -> None:
    browser = client(house)
    back = sign_in(browser, "maya.okafor")
    assert browser.get(back).status_code == 303
    browser.get(back)
    stolen = client(house)
    stolen.get("/sign-in")
    assert stolen.get(back).status_code == 422, "another browser"
    assert "Sign in" in stolen.get("/record", follow_redirects=True).text
    assert {"state"} == {event["reason"] for event in events(house, "SignInRefused")}


def test_who_is_not_in_the_directory_reads_whom_to_ask(house: Agency) -> None:
    browser = client(house)
    page = browser.get(sign_in(browser, "nobody.here"))
    assert page.status_code == 403
    assert "You are not in the agency’s directory yet" in page.text
    assert "ai-help@dcs.example" in page.text
    assert "/sign-in?next=" in browser.get("/record").headers["location"]


def test_an_address_that_was_not_verified_ties_nobody(house: Agency) -> None:
    browser = client(house)
    page = browser.get(sign_in(browser, "elena.sorokin"))
    assert page.status_code == 403
    assert "has not checked your address" in page.text


def test_a_confirmation_asks_there_anew_and_takes_only_the_same_person(house: Agency) -> None:
    browser, elsewhere = client(house), Elsewhere()
    browser.get(sign_in(browser, "maya.okafor", elsewhere=elsewhere))
    begun = browser.get("/sign-in/agency?again=1&next=/record")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert (asked["prompt"], asked["max_age"], asked["code_challenge_method"]) == (["login"], ["0"], ["S256"])
    answer = browser.get(path_of(elsewhere.walk(begun.headers["location"], "maya.okafor")))
    assert answer.headers["location"] == "/sign-in/again/go-on?next=%2Frecord"
    assert len(events(house, "IdentityConfirmed")) == 1
    other = browser.get("/sign-in/agency?again=1&next=/record")
    page = browser.get(path_of(Elsewhere().walk(other.headers["location"], "joan.castellanos")))
    assert "That is another person’s account" in page.text
    assert len(events(house, "IdentityConfirmed")) == 1


def test_signing_out_offers_to_sign_out_there_too(house: Agency, issuer: str) -> None:
    browser = client(house)
    browser.get(sign_in(browser, "maya.okafor"))
    out = browser.post("/sign-out", data={"csrf": token(browser.get("/record").text)})
    assert out.headers["location"] == "/signed-out"
    page = browser.get("/signed-out").text
    found = re.search(rf'href="({issuer}/session/end\?[^"]+)"', page)
    assert found
    status, _, said = Elsewhere()._open(unescape(found.group(1)), None)
    assert status == 200, said


def test_a_provider_that_is_down_is_not_the_persons_fault(tmp_path: Path) -> None:
    agency = small_agency(
        tmp_path / "home",
        demo=False,
        agency="DCS",
        oidc_issuer=f"http://127.0.0.1:{free_port()}",
        oidc_client_id="proviso",
    )
    page = client(agency).get("/sign-in/agency?next=/record")
    assert page.status_code == 503
    assert "We could not reach the agency sign-in. Nothing is wrong with your account." in page.text
    agency.store.close()
