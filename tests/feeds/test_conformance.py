"""The checks of `scim2-tester` against our directory: discovery, create, read, replace, patch, delete, filter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from .house import open_feed


def test_the_checks_of_scim2_tester_pass(tmp_path: Path) -> None:
    with open_feed(tmp_path) as (_, client):
        results = check_server(SyncSCIMClient(client))
    said = Counter(result.status for result in results)
    wrong = [f"{r.title}: {r.reason}" for r in results if r.status in {Status.ERROR, Status.CRITICAL}]
    assert wrong == []
    assert said[Status.SUCCESS] > 80, said
