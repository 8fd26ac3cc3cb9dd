"""`kill -9` while people ask, at the server and from a shell: what was acknowledged is on record and verifies."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from proviso.actions.opening import open_agency
from proviso.db import uses
from proviso.settings import Settings
from tests.web.demo import seeded_home

TEXT = "The levee on the north bank held for two days. Crews closed the gate."
ASKERS = 4
ROUNDS = 2


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def proviso(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "proviso", *arguments]


def surroundings(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PROVISO_HOME": str(home)}


@contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The real server, until it answers; killed at the end, whatever happens."""
    port = free_port()
    log = home.parent / "server.log"
    with log.open("ab") as said:
        server = subprocess.Popen(
            proviso("serve", "--demo-small", "--port", str(port)), env=surroundings(home), stdout=said, stderr=said
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            try:
                httpx2.get(f"{address}/sign-in")
                break
            except httpx2.TransportError:
                assert server.poll() is None, "the server ended by itself"
                time.sleep(0.05)
        yield server, address
    finally:
        server.kill()
        server.wait()


def ask_until_it_is_gone(address: str, number: int, known: list[str]) -> None:
    """Ask and ask; keep the code of each decision that a page acknowledged."""
    with httpx2.Client(base_url=address, timeout=60) as browser:
        try:
            page = browser.get("/sign-in").text
            browser.post("/sign-in", data={"csrf": token(page), "person": "maya.okafor"})
            page = browser.get("/workspace").text
            for turn in range(100_000):
                asked = {"csrf": token(page), "tool": "northlight-chat", "purpose": "research", "do": "send"}
                answer = browser.post("/workspace", data={**asked, "text": f"{TEXT} Crew {number}, turn {turn}."})
                newest = re.search(r'href="/decisions/([0-9A-Z]{8})', answer.text)
                if newest and newest.group(1) not in known:
                    known.append(newest.group(1))
        except httpx2.TransportError:
            return


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no token"
    return found.group(1)


def verified(home: Path, known: list[str]) -> None:
    """After a restart: each code is on record with its entry, and the whole ledger verifies."""
    agency = open_agency(Settings(home=home, demo=True))
    try:
        with agency.store.read() as tx:
            missing = [code for code in known if uses.get(tx, code) is None]
            assert not missing
            assert all(uses.entry_index(tx, code) >= 0 for code in known)
        found = agency.journal.verify(agency.store)
        assert found.is_whole, found.sentence
    finally:
        agency.store.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    shutil.copytree(seeded_home(), folder)
    return folder


def test_a_server_that_is_killed_while_it_answers_loses_nothing(home: Path) -> None:
    known: list[str] = []
    for _ in range(ROUNDS):
        before = len(known)
        with serving(home) as (server, address):
            askers = [
                threading.Thread(target=ask_until_it_is_gone, args=(address, number, known)) for number in range(ASKERS)
            ]
            for asker in askers:
                asker.start()
            deadline = time.monotonic() + 60
            while len(known) < before + 12 and time.monotonic() < deadline:
                time.sleep(0.01)
            server.send_signal(signal.SIGKILL)
            for asker in askers:
                asker.join(60)
        assert len(known) >= before + 12
        verified(home, known)


def test_a_shell_that_is_killed_while_it_asks_loses_nothing(home: Path) -> None:
    """Each is killed at another moment; some have printed their decision by then, and those count."""
    file = home.parent / "note.txt"
    file.write_text(TEXT, encoding="utf-8")
    known: list[str] = []
    started = [
        subprocess.Popen(
            proviso("ask", "--json", str(file)), env=surroundings(home), stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(4)
    ]  # fmt: skip
    for number, asking in enumerate(started):
        if number:
            time.sleep(0.25 * number)
            asking.kill()
        said = asking.communicate(timeout=120)[0]
        if said.rstrip().endswith(b"}"):
            decision = json.loads(said)
            if decision["receipt"]:  # on a slow machine the ledger may be busy too long: that is a denial, and says so
                known.append(decision["decision_id"])
    assert known, "the first one was not killed"
    verified(home, known)
