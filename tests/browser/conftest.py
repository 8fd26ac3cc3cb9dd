"""A real server with the small demo agency, a real browser, and what each page test asks of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.helpers import watch

STARTS_WITHIN = 120
CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its data and its log."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The demo that the tests share."""
    with serving(home) as address:
        yield address


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`proviso serve --demo-small` in a process of its own, as a person would start it."""
    port = free_port()
    log = (home / "server.log").open("w+")
    options = ["--demo-small", "--port", str(port), "--home", str(home / "data")]
    command = [sys.executable, "-m", "proviso", "serve", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=home, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address, home / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"The server stopped: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"{address}/sign-in", timeout=2):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The server did not start in {STARTS_WITHIN} s: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, which never calls home."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A fresh browser profile; addresses are paths of our server."""
    made = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900}, locale="en-US")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console stays silent: no CSP message, no trusted-types message, no error of a script."""
    made = context.new_page()
    watched = watch(made)
    yield made
    assert watched.messages == [], f"the console said: {watched.messages}"


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A page with JavaScript off."""
    made = browser.new_context(base_url=server, java_script_enabled=False)
    made.set_default_timeout(10_000)
    yield made.new_page()
    made.close()
