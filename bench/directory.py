"""The agency's directory sends everybody by SCIM: how long 50,000 people take, one message each.

A real server and 8 connections; `DIRECTORY_PEOPLE=5000` says how many are sent, and the time for 50,000 follows. The
server's own processor time stands beside the clock: on a machine that others use, too, that one tells. With
`PROVISO_DATABASE_URL` the store is in that database of PostgreSQL, which has to be empty; its time is measured, too.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from bench import Figure
from bench._stores import server_of, settings_of, worked, worked_with_children
from proviso.actions import feeds
from proviso.actions.feeds import DIRECTORY
from proviso.actions.opening import open_agency
from proviso.demo import seed

PEOPLE, ALL, CONNECTIONS, OFFICES = int(os.environ.get("DIRECTORY_PEOPLE", "5000")), 50_000, 8, 25
AT_MOST = 300.0
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
STARTS = 120.0
"""Seconds until the server has to answer."""


def measure() -> Iterator[Figure]:
    """Send people by several connections at once."""
    with tempfile.TemporaryDirectory() as folder:
        (words, database), port = _token(Path(folder)), _free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "proviso", "serve", "--demo", "--home", folder, "--port", str(port)],
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            _send(port, words, 0, 1, 50)  # the first ones load the service
            before, begun = worked(server.pid), time.perf_counter()
            served = worked_with_children(database) if database else 0.0
            _send_all(port, words)
            took, spent = time.perf_counter() - begun, worked(server.pid) - before
            served = worked_with_children(database) - served if database else 0.0
        finally:
            server.terminate()
            server.wait()
    share = ALL / PEOPLE
    yield Figure(name=f"SCIM, {ALL:,} people", value=took * share, unit="s", at_most=AT_MOST, runs=PEOPLE)
    yield Figure(name=f"SCIM, {ALL:,} people, processor", value=spent * share, unit="s", runs=PEOPLE)
    if database:
        yield Figure(name=f"SCIM, {ALL:,} people, processor of PostgreSQL", value=served * share, unit="s", runs=PEOPLE)


def _token(home: Path) -> tuple[str, int]:
    """What opens the feed, and the main process of the database, if it is a server on this machine."""
    agency = open_agency(settings_of(home))
    try:
        now = datetime.now(UTC)
        seed(agency, now, small=True)
        database = server_of(agency.store)
        made = agency.store.write(lambda tx: feeds.make_token(tx, DIRECTORY, "bench", actor="yusuf.karim", at=now))
    finally:
        agency.store.close()
    return made.words, database


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait(port: int) -> None:
    ends = time.monotonic() + STARTS
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def _send_all(port: int, words: str) -> None:
    numbers = range(CONNECTIONS)
    threads = [threading.Thread(target=_send, args=(port, words, 1_000 + n, CONNECTIONS, PEOPLE)) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(port: int, words: str, first: int, step: int, count: int) -> None:
    """Every `step`th of these people, over one connection."""
    line = HTTPConnection("127.0.0.1", port)
    heads = {"authorization": f"Bearer {words}", "content-type": "application/scim+json"}
    for number in range(first, first - first % 1_000 + count, step):
        line.request("POST", "/scim/v2/Users", json.dumps(_user(number)), heads)
        answer = line.getresponse()
        answer.read()
        if answer.status != 201:
            raise SystemExit(f"Person {number} was answered with {answer.status}.")
    line.close()


def _user(number: int) -> dict[str, object]:
    name = f"joiner.{number}@dcs.example"
    return {
        "schemas": [USER, ENTERPRISE],
        "userName": name,
        "displayName": f"Joiner Number {number}",
        "title": "Analyst",
        "active": True,
        "externalId": f"E{number}",
        "emails": [{"value": name, "primary": True}],
        ENTERPRISE: {"department": f"Office {number % OFFICES}"},
    }
