"""The console's small agency, with its feeds in front: a token for each, and a client that sends to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from proviso.actions import feeds
from proviso.actions.agency import Agency
from proviso.actions.feeds import DIRECTORY
from proviso.app import create_service
from tests.web.console import Browser, open_house


def made_token(agency: Agency, feed: str, actor: str = "yusuf.karim") -> str:
    """The words of a new token."""
    now = datetime.now(UTC)
    return agency.store.write(lambda tx: feeds.make_token(tx, feed, "the test", actor=actor, at=now)).words


@contextmanager
def open_feed(home: Path, feed: str = DIRECTORY) -> Iterator[tuple[Browser, TestClient]]:
    """A browser at the pages, and a client of the feed with a token."""
    with open_house(home) as browser:
        words = made_token(browser.agency, feed)
        base = "http://127.0.0.1/scim/v2" if feed == DIRECTORY else "http://127.0.0.1"
        client = TestClient(create_service(browser.agency), base_url=base, headers={"authorization": f"Bearer {words}"})
        with client:
            yield browser, client
