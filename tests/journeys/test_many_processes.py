"""Many processes on one PostgreSQL: the gateway's workers and the pages, each with its courier; one is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from proviso.actions import webhooks
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import entries
from proviso.settings import Settings
from tests import postgres
from tests.delivery.post import free_port
from tests.delivery.test_webhooks import System, listening
from tests.gateway.house import KEY, MODEL, open_troubled, until
from tests.gateway.stub import CHAT, provider
from tests.listening import children, running

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Sum up the flood plan."}]}
HEADS = {"authorization": f"Bearer {KEY}"}
WORKERS, CALLERS, CALLS = 3, 6, 60
pytestmark = [pytest.mark.postgres, pytest.mark.journey]


class Callers:
    """Systems that ask at once, each over connections of its own."""

    def __init__(self, port: int) -> None:
        self.said: Counter[str] = Counter()
        self._left = threading.Semaphore(CALLS)
        self._base = f"http://127.0.0.1:{port}"
        self._threads = [threading.Thread(target=self._ask) for _ in range(CALLERS)]

    def __enter__(self) -> Callers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while self._left.acquire(blocking=False):
            try:
                answer = httpx2.post(self._base + CHAT, json=BODY, headers=HEADS, timeout=60)
                self.said[str(answer.status_code)] += 1
            except httpx2.TransportError:  # it was with the one that was killed
                self.said["cut"] += 1


def records(agency: Agency, event: str) -> list[int]:
    with agency.store.read() as tx:
        return [one.index for one in entries.page(tx, 0, 100_000) if one.record.event == event]


def test_one_is_killed_while_many_ask_and_nothing_is_lost_or_told_twice(tmp_path: Path) -> None:
    address, home, system = postgres.database(), tmp_path / "home", System()
    with provider() as upstream, listening(system) as hook:
        agency = open_troubled(home, upstream.base, database_url=address.url)
        told = agency.store.write(
            lambda tx: webhooks.add(
                tx,
                f"http://127.0.0.1:{hook}/proviso",
                ("AnswerReceived",),
                sealing_key=agency.sealing_key,
                may_be_private=True,
                actor="yusuf.karim",
                at=datetime.now(UTC),
            )
        )
        assert told.webhook.kinds == ("AnswerReceived",)
        agency.store.close()
        environment = {
            **os.environ,
            "PROVISO_HOME": str(home),
            "PROVISO_DATABASE_URL": address.url,
            "PROVISO_PRIVATE_WEBHOOKS": "1",
        }
        gate, pages = free_port(), free_port()
        with (
            running("gateway", "--workers", str(WORKERS), "--no-names", environment=environment, port=gate) as gateway,
            running("serve", "--no-names", environment=environment, port=pages),
        ):
            first = children(gateway.pid)
            assert len(first) == WORKERS
            with Callers(gate) as callers:
                assert until(lambda: callers.said["200"] >= CALLS // 6)
                victim = min(first)
                os.kill(victim, signal.SIGKILL)
            assert until(lambda: len(children(gateway.pid) - {victim}) == WORKERS)
            answered = callers.said["200"]
            assert callers.said.total() == CALLS
            assert set(callers.said) <= {"200", "cut"}
            assert answered >= CALLS - CALLERS
            after = open_agency(Settings(home=home, database_url=address.url, names=False))
            try:
                wanted = set(records(after, "AnswerReceived"))
                assert answered <= len(wanted) <= CALLS
                assert until(lambda: len({json.loads(body)["entry"] for _, _, body in list(system.got)}) == len(wanted))
                time.sleep(1)  # what is told twice would come now
                found = after.journal.verify(after.store)
            finally:
                after.store.close()
    assert found.is_whole, found
    heard = Counter(json.loads(body)["entry"] for _, _, body in system.got)
    assert set(heard) == wanted
    again = [entry for entry, times in heard.items() if times > 1]
    assert len(again) <= 1, "only what the killed one had in its hand may come again, with the same id"
    ids = {(json.loads(body)["entry"], headers["webhook-id"]) for _, headers, body in system.got}
    assert len(ids) == len(wanted)
