"""The frame: who may see what, what each answer carries in its headers, and what happens to bad input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from proviso.actions.agency import Agency
from proviso.errors import ConflictError, NotFoundError, StoreError, UnreadableError
from proviso.model import Role
from proviso.web.forms import form
from proviso.web.session import require, safe_next
from tests.web.house import client, sign_in, small_agency, token

PAGES = ["/", "/sign-in", "/help", "/builders", "/accessibility", "/contact", "/nothing-here"]
SECRET = "the account of Jane Roe is 123-45-6789"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = small_agency(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def browser(agency: Agency) -> TestClient:
    made = client(agency)
    routes = made.app.router.routes  # type: ignore[attr-defined]  # a Starlette
    routes[:0] = [
        Route("/test/form", show_form, methods=["POST"]),
        Route("/test/broken", broken),
        Route("/test/fault/{kind}", fault),
        Route("/test/auditors", auditors),
    ]
    return made


def show_form(request: Request) -> Response:
    sent = form(request)
    files = ",".join(f"{f.name}:{len(f.content)}" for f in sent.files("file"))
    return PlainTextResponse(f"{sent.text('text')}|{files}")


def broken(request: Request) -> Response:
    raise RuntimeError(SECRET)


def fault(request: Request) -> Response:
    kinds = {"store": StoreError, "conflict": ConflictError, "none": NotFoundError, "unreadable": UnreadableError}
    raise kinds[request.path_params["kind"]]("It is so.", hint="Do this.")


def auditors(request: Request) -> Response:
    return PlainTextResponse(require(request, Role.AUDITOR).name)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_strict_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    for part in ("default-src", "frame-ancestors", "base-uri"):
        assert f"{part} 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(browser: TestClient, path: str) -> None:
    page = browser.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_nonce_is_new_for_each_answer_and_on_each_script(browser: TestClient) -> None:
    first, second = browser.get("/help"), browser.get("/help")
    nonces = [re.findall(r"'nonce-([^']+)'", answer.headers["content-security-policy"]) for answer in (first, second)]
    assert nonces[0] != nonces[1]
    assert re.findall(r'<script[^>]* nonce="([^"]+)"', first.text) == nonces[0] * first.text.count("<script ")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8139", 200),
        ("localhost:1", 200),
        ("[::1]:8139", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("127.0.0.1:8139@evil.example", 421),
        ("[::1]@evil.example", 421),
        ("localhost:8139 evil.example", 421),
        ("", 421),
    ],
)
def test_host_that_is_not_ours_is_turned_away(browser: TestClient, host: str, status: int) -> None:
    assert browser.get("/help", headers={"host": host}).status_code == status


@pytest.mark.parametrize("listens", ["0.0.0.0", "::", ""])  # noqa: S104  # settings, not listened on
def test_listening_on_every_address_lets_in_only_the_names_of_the_settings(tmp_path: Path, listens: str) -> None:
    agency = small_agency(tmp_path, host=listens, hosts="Proviso.dcs.example, ai.dcs.example")
    names = ["proviso.dcs.example", "AI.dcs.example:443", "localhost:8139", "evil.example", listens, "[::]"]
    answered = [client(agency).get("/help", headers={"host": name}).status_code for name in names]
    agency.store.close()
    assert answered == [200, 200, 200, 421, 421, 421]


def test_an_address_that_is_listened_on_is_answered(tmp_path: Path) -> None:
    agency = small_agency(tmp_path, host="2001:db8::5")
    answered = client(agency).get("/help", headers={"host": "[2001:db8::5]:8139"}).status_code
    agency.store.close()
    assert answered == 200


def test_cookie_is_for_https_only_where_the_setting_says_so(tmp_path: Path) -> None:
    agency = small_agency(tmp_path, secure_cookies=True)
    answer = client(agency).get("/sign-in")
    assert "Secure" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Lax" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    agency.store.close()


def test_sign_in_gives_a_new_cookie(browser: TestClient) -> None:
    browser.get("/sign-in")
    before = browser.cookies["proviso"]
    sign_in(browser, "maya.okafor")
    assert browser.cookies["proviso"] != before
    assert "Maya" in browser.get("/help").text


def test_sign_out_ends_the_session(browser: TestClient) -> None:
    sign_in(browser, "maya.okafor")
    kept = browser.cookies["proviso"]
    browser.post("/sign-out", data={"csrf": token(browser.get("/help").text)})
    browser.cookies.set("proviso", kept)
    assert "Sign out" not in browser.get("/help").text


def test_nobody_signs_in_without_a_password_outside_the_demo(tmp_path: Path) -> None:
    agency = small_agency(tmp_path, demo=False)
    browser = client(agency)
    page = browser.get("/sign-in").text
    assert "Maya Okafor" not in page
    assert "This is a demonstration" not in page
    visitor = browser.get("/help")
    assert visitor.status_code == 200
    sessions = browser.app.state.sessions  # type: ignore[attr-defined]  # a Starlette
    right = sessions.token(sessions.read(browser.cookies["proviso"]))
    for csrf, status in (("x", 403), (right, 422)):
        answer = browser.post("/sign-in", data={"person": "maya.okafor", "csrf": csrf})
        assert answer.status_code == status
    assert len(sessions) == 0
    agency.store.close()


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "AAAA"}, {"csrf": "é"}])
def test_form_without_the_token_is_not_read(browser: TestClient, sent: dict[str, str]) -> None:
    sign_in(browser, "maya.okafor")
    answer = browser.post("/test/form", data={**sent, "text": SECRET})
    assert answer.status_code == 403
    assert "nothing was sent" in answer.text
    assert SECRET not in answer.text


def test_token_of_another_browser_does_not_count(agency: Agency, browser: TestClient) -> None:
    other = client(agency)
    stolen = token(other.get("/sign-in").text)
    assert browser.post("/test/form", data={"csrf": stolen, "text": "a"}).status_code == 403


def test_form_keeps_line_ends_and_odd_characters(browser: TestClient) -> None:
    sent = token(browser.get("/sign-in").text)
    answer = browser.post("/test/form", data={"csrf": sent, "text": "a\r\nb\x00\u202ec"})
    assert answer.text == "a\nb\x00\u202ec|"


def test_who_is_not_signed_in_sends_no_more_than_a_form_of_theirs_holds(browser: TestClient) -> None:
    sent = token(browser.get("/sign-in").text)
    assert browser.post("/test/form", data={"csrf": sent, "text": "x" * 1_000_000}).status_code == 200
    answer = browser.post("/test/form", data={"csrf": sent, "text": "x" * 1_100_000})
    assert answer.status_code == 403
    assert "nothing was sent" in answer.text


def test_large_text_and_file_stay_within_one_form(browser: TestClient) -> None:
    sign_in(browser, "maya.okafor", "/")
    sent = token(browser.get("/sign-in").text)
    text, content = "x" * 1_900_000, b"y" * 3_000_000
    answer = browser.post("/test/form", data={"csrf": sent, "text": text}, files={"file": ("plan.txt", content)})
    assert answer.text.endswith("|plan.txt:3000000")
    assert len(answer.text) == len(text) + len("|plan.txt:3000000")


def test_fifty_megabytes_of_text_get_a_clear_message(browser: TestClient) -> None:
    sign_in(browser, "maya.okafor", "/")
    sent = token(browser.get("/sign-in").text)
    answer = browser.post("/test/form", data={"csrf": sent, "text": "x" * 50_000_000})
    assert answer.status_code == 413
    assert "not read and not sent" in answer.text
    assert "2,000,000 characters" in answer.text
    assert browser.get("/help").status_code == 200


def test_form_that_is_cut_short_gets_a_clear_message(browser: TestClient) -> None:
    browser.get("/sign-in")
    answer = browser.post(
        "/test/form", content=b"--b\r\nnot a part", headers={"content-type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code in {400, 403}
    assert "<h1>" in answer.text


def test_page_that_needs_somebody_sends_to_the_sign_in_and_back(browser: TestClient) -> None:
    answer = browser.get("/test/auditors?a=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Ftest%2Fauditors%3Fa%3D1"
    sign_in(browser, "alice.tran", "/test/auditors?a=1")
    assert browser.get("/test/auditors").text == "Alice Tran"


def test_page_for_others_says_for_whom_and_who_you_are(browser: TestClient) -> None:
    sign_in(browser, "maya.okafor")
    answer = browser.get("/test/auditors")
    assert answer.status_code == 403
    assert "This page is for auditors." in answer.text
    assert "You are signed in as Maya." in answer.text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nothing-here", 404, "The address may have a typing error, or the page has moved."),
        ("/sign-out", 405, "belongs to a form"),
        ("/test/fault/none", 404, "It is so."),
        ("/test/fault/conflict", 409, "Do this."),
        ("/test/fault/unreadable", 422, "Do this."),
        ("/test/fault/store", 503, "It is so. Do this."),
        ("/static/nothing.css", 404, "Nothing is here"),
    ],
)
def test_fault_is_a_page_that_says_what_to_do(browser: TestClient, path: str, status: int, says: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert 'href="/help"' in answer.text


def test_broken_page_shows_a_code_and_no_text(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = browser.get("/test/broken")
    assert answer.status_code == 500
    code = re.search(r"Code ([0-9A-Z]{4}-[0-9A-Z]{4})\. Your text was not sent\.", answer.text)
    assert code
    assert code.group(1) in caplog.text
    assert SECRET not in answer.text + caplog.text
    assert "Traceback" not in answer.text + caplog.text


@pytest.mark.parametrize(
    ("address", "then"),
    [
        ("/workspace?tool=a", "/workspace?tool=a"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nset-cookie: x", "/"),
        ("/a\\..\\b", "/"),
    ],
)
def test_after_signing_in_only_our_own_pages_follow(address: str, then: str) -> None:
    assert safe_next(address) == then


def test_static_file_is_kept_only_under_its_hash(browser: TestClient) -> None:
    page = browser.get("/help").text
    address = re.search(r'href="(/static/proviso\.css\?v=[0-9a-f]+)"', page)
    assert address
    answer = browser.get(address.group(1))
    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert "immutable" not in browser.get("/static/proviso.css").headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"])
def test_static_never_leaves_its_folder(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_the_page_for_builders_has_the_address_of_this_installation(browser: TestClient) -> None:
    page = browser.get("/builders", headers={"host": "localhost:8139"}).text
    assert "http://localhost:8139/v1" in page
    assert "x-proviso-purpose" in page
