"""Signing in to a real agency in a real browser: link, password, passkey, confirmation, sessions, its own sign-in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.conftest import free_port
from tests.browser.helpers import axe, focused, scrolls_sideways, watch
from tests.web.openid import provider

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PASSWORD = "seven quiet herons at dusk"


@dataclass(frozen=True, slots=True)
class Place:
    """A real agency without a past: its address, and its shell."""

    address: str
    environment: dict[str, str]

    def shell(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "proviso", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home, port = tmp_path_factory.mktemp("agency"), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    environment |= {"PROVISO_HOME": str(home / "data"), "PROVISO_AGENCY": "City of Ellery", "PROVISO_PORT": str(port)}
    place = Place(f"http://localhost:{port}", environment)
    place.shell("person", "add", "Ada King", "--email", "ada.king@ellery.example", "--admin", "--no-link")
    place.shell("person", "add", "Ben Ruiz", "--email", "ben.ruiz@ellery.example", "--role", "supervisor", "--no-link")
    with (home / "server.log").open("w+") as log:
        command = [sys.executable, "-m", "proviso", "serve"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            _wait(process, place.address, home / "server.log")
            yield place
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"The server stopped: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"{address}/sign-in", timeout=2):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The server did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def context(browser: Browser, place: Place) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=place.address, viewport={"width": 1280, "height": 900}, locale="en-US")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    watched = watch(made)
    yield made
    assert watched.messages == [], f"the console said: {watched.messages}"


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device with a passkey of its own, which verifies its owner at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def fits(page: Page, name: str) -> None:
    """Accessible, and no wider than a phone."""
    assert axe(page) == [], name
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page), name
    page.set_viewport_size({"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_link(page: Page, place: Place, person: str) -> None:
    page.goto(place.shell("person", "password", person))


def test_from_the_link_to_a_password_and_back_in(page: Page, place: Place) -> None:
    open_link(page, place, "ben.ruiz")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose how you sign in")
    fits(page, "link")

    page.get_by_label("New password").fill("password12345678")
    page.get_by_label("The same again").fill("password12345678")
    press(page, "Set the password and sign in")
    expect(page).to_have_title(re.compile("^Error: Choose how you sign in"))
    assert focused(page) == "div#problems"
    expect(page.get_by_text("Many people use this one").first).to_be_visible()
    fits(page, "link-errors")

    # By keyboard alone, from the field to the session.
    page.get_by_label("New password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="Ben")).to_be_visible()

    page.locator("summary", has_text="Ben").click()
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    fits(page, "doors")
    page.get_by_label("Agency e-mail address").fill("ben.ruiz@ellery.example")
    page.get_by_label("Password").fill("not this one, surely")
    press(page, "Sign in")
    expect(page.get_by_text("do not belong together").first).to_be_visible()
    expect(page.get_by_label("Agency e-mail address")).to_have_value("ben.ruiz@ellery.example")
    expect(page.get_by_label("Password")).to_have_value("")
    fits(page, "doors-wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="Ben")).to_be_visible()

    page.goto("/record/sign-in")
    expect(page.get_by_text("You signed in with a password.")).to_be_visible()
    fits(page, "record")


def test_a_passkey_is_made_used_confirmed_with_and_removed(page: Page, place: Place) -> None:
    authenticator(page)
    open_link(page, place, "ada.king")
    press(page, "Make a passkey")
    expect(page.locator("summary", has_text="Ada")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/sign-in?next=/people")  # the device of this test chooses the passkey as soon as it is offered
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    page.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")  # a browser that offers none
    page.context.clear_cookies()
    page.goto("/sign-in?next=/people")
    expect(page.get_by_label("Agency e-mail address")).to_have_attribute("autocomplete", "username webauthn")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    page.goto("/people/ben.ruiz/sign-in")
    fits(page, "person")
    press(page, "Make a sign-in link")
    expect(page.locator("#link")).to_have_text(re.compile(r"^http://localhost:\d+/sign-in/link/\S{43}$"))
    fits(page, "person-link")

    page.goto("/sign-in/again?next=/people")
    fits(page, "again")
    press(page, "Confirm with your passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    page.goto("/record/sign-in")
    page.get_by_role("link", name="Add a passkey").click()
    fits(page, "passkey-new")
    page.get_by_label("Name").fill("the same device")
    press(page, "Add the passkey")
    expect(page.get_by_text("This device has a passkey for you already.")).to_be_visible()
    page.get_by_role("link", name="Go back without adding one").click()
    page.get_by_role("link", name="Rename or remove").click()
    fits(page, "passkey")
    press(page, "Remove the passkey")
    expect(page.get_by_text("This is your only way to sign in.").first).to_be_visible()
    page.get_by_label("Name").fill("Work laptop")
    press(page, "Save the name")
    expect(page.get_by_role("cell", name="Work laptop", exact=True)).to_be_visible()

    page.goto("/record/sign-in/password")
    fits(page, "password")
    page.get_by_label("New password").fill("short heron")
    page.get_by_label("The same again").fill("short heron")
    press(page, "Set the password")
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    fits(page, "record-full")

    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("Agency e-mail address").fill("ada.king@ellery.example")
    page.get_by_label("Password").fill("short heron")
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Now your passkey")
    fits(page, "second")
    press(page, "Use your passkey")
    expect(page.locator("summary", has_text="Ada")).to_be_visible()


def test_signed_out_everywhere_else_and_at_once(page: Page, place: Place, browser: Browser) -> None:
    open_link(page, place, "ben.ruiz")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    press(page, "Set the password and sign in")
    elsewhere = browser.new_context(base_url=place.address)
    other = elsewhere.new_page()
    other.goto("/sign-in")
    other.get_by_label("Agency e-mail address").fill("ben.ruiz@ellery.example")
    other.get_by_label("Password").fill(PASSWORD)
    press(other, "Sign in")
    expect(other.locator("summary", has_text="Ben")).to_be_visible()
    page.goto("/record/sign-in")
    press(page, "Sign out everywhere else")
    expect(page.get_by_text("Every other browser is signed out.")).to_be_visible()
    other.goto("/record")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    elsewhere.close()

    # A shell is another process: what it ends is over at the next request here.
    place.shell("person", "roles", "ben.ruiz", "--add", "expert")
    page.goto("/record")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    fits(page, "ended")


def test_without_scripts_the_password_is_the_door(browser: Browser, place: Place) -> None:
    plain = browser.new_context(base_url=place.address, java_script_enabled=False)
    page = plain.new_page()
    link = place.shell("person", "password", "ben.ruiz")
    page.goto(link)
    expect(page.get_by_role("button", name="Make a passkey")).to_have_count(0)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    press(page, "Set the password and sign in")
    expect(page.locator("summary", has_text="Ben")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link was used, or another one took its place")
    plain.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Place]:
    """An agency with a sign-in of its own: a certified provider on another site."""
    port, issuer = free_port(), f"http://127.0.0.1:{free_port()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    environment |= {
        "PROVISO_HOME": str(tmp_path / "data"),
        "PROVISO_AGENCY": "Department of Coastal Safety",
        "PROVISO_PORT": str(port),
        "PROVISO_OIDC_ISSUER": issuer,
        "PROVISO_OIDC_CLIENT_ID": "proviso",
        "PROVISO_OIDC_CLIENT_SECRET": "a secret that only the two know",
    }
    place = Place(f"http://localhost:{port}", environment)
    place.shell("person", "add", "Maya Okafor", "--email", "maya.okafor@dcs.example", "--admin")
    with provider(issuer, place.address), (tmp_path / "server.log").open("w+") as log:
        command = [sys.executable, "-m", "proviso", "serve"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            _wait(process, place.address, tmp_path / "server.log")
            yield place
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.mark.clients
def test_the_agencys_own_sign_in_there_and_back(browser: Browser, elsewhere: Place) -> None:
    context = browser.new_context(base_url=elsewhere.address)
    page = context.new_page()
    watched = watch(page)
    page.goto("/sign-in?next=/record/sign-in")
    fits(page, "agency")
    page.get_by_role("link", name="Sign in with Department of Coastal Safety").click()
    page.locator("input[name=login]").fill("maya.okafor")
    page.locator("input[name=password]").fill("whatever")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()
    expect(page.get_by_text("You signed in with the agency sign-in.")).to_be_visible()
    fits(page, "agency-record")

    page.goto("/sign-in/again?next=/people")
    page.get_by_role("link", name="Confirm with Department of Coastal Safety").click()
    page.locator("input[name=login]").fill("maya.okafor")
    page.locator("input[name=password]").fill("whatever")
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    page.locator("summary", has_text="Maya").click()
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    fits(page, "agency-out")
    page.get_by_role("link", name="Sign out of Department of Coastal Safety").click()
    expect(page.locator("button").first).to_be_visible()
    assert [message for message in watched.messages if elsewhere.address in message] == []
    context.close()
