"""The demo agency for the tests of the pages: seeded once, copied for each test, asked without JavaScript."""

from __future__ import annotations

import atexit
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import mkdtemp

from starlette.testclient import TestClient

from proviso.actions import holds
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import transcripts
from proviso.db.store import Tx
from proviso.demo.samples import sample
from proviso.demo.seed import seed
from proviso.model import HoldState
from proviso.settings import Settings
from tests.web.house import client, sign_in, token


@cache
def seeded_home() -> Path:
    """One small demo agency a test process."""
    folder = mkdtemp(prefix="proviso-demo-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = Path(folder) / "home"
    agency = open_agency(Settings(home=home, demo=True))
    seed(agency, datetime.now(UTC), small=True)
    agency.store.close()
    return home


def end_holds(agency: Agency) -> None:
    """Release the legal holds of the demo, one of which keeps the texts of Maya Okafor."""

    def release(tx: Tx) -> None:
        for hold in transcripts.all_holds(tx):
            if hold.state is HoldState.HOLDS:
                holds.release(tx, hold.id, reason="Settled.", actor=hold.set_by, at=datetime.now(UTC))

    agency.store.write(release)


def open_copy(folder: Path, **settings: object) -> Iterator[Agency]:
    """A copy of it in a folder of the test."""
    home = folder / "home"
    shutil.copytree(seeded_home(), home)
    agency = open_agency(Settings(home=home, demo=True, **settings))  # type: ignore[arg-type]  # the test's own fields
    yield agency
    agency.store.close()


class Reader:
    """A person at the workspace: keeps the token and the last page."""

    def __init__(self, agency: Agency, person_id: str) -> None:
        self.browser: TestClient = client(agency)
        sign_in(self.browser, person_id)
        self.html = ""
        self.status = 0

    def get(self, path: str) -> str:
        """Open a page, following redirects."""
        answer = self.browser.get(path, follow_redirects=True)
        self.html, self.status = answer.text, answer.status_code
        return self.html

    def post(self, path: str, **fields: str) -> str:
        """Send a form with the token of the page that is open, following redirects."""
        return self.send(path, fields)

    def send(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """The same, with a file."""
        if 'name="csrf"' not in self.html:
            self.get("/help")
        answer = self.browser.post(
            path,
            data={"csrf": token(self.html), **fields},
            files={"file": file} if file else None,
            follow_redirects=True,
        )
        self.html, self.status = answer.text, answer.status_code
        return self.html

    def ask(self, text: str, do: str = "send", **fields: str) -> str:
        """Press a button of the workspace."""
        filled = {"tool": "northlight-chat", "purpose": "research", "text": text, "do": do, **fields}
        return self.post("/workspace", **filled)

    def ask_sample(self, sample_id: str, do: str = "send", **fields: str) -> str:
        """Send one of the ten sample texts, with its tool, purpose and source."""
        one = sample(sample_id)
        filled = {"tool": one.tool_id, "purpose": one.purpose, "source": one.source, **fields}
        return self.ask(one.text, do, **filled)

    @property
    def words(self) -> str:
        """The page as words: no tags, no more than one space."""
        body = re.sub(r"(?s)<(script|style|head|template)\b.*?</\1>", " ", self.html)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def box(self) -> str:
        """What stands in the text box."""
        found = re.search(r'(?s)<textarea[^>]*id="text"[^>]*>\n?(.*?)</textarea>', self.html)
        assert found, "the page has no box"
        return unescape(found.group(1))

    @property
    def headline(self) -> str:
        """Both lines of the denial's heading."""
        found = re.search(r'(?s)<h2[^>]*id="outcome"[^>]*>(.*?)</h2>', self.html)
        assert found, "the page has no outcome"
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split())

    @property
    def decision_id(self) -> str:
        """The decision that the page names."""
        found = re.search(r'href="/decisions/([0-9A-Z]{8})"', self.html)
        assert found, "the page names no decision"
        return found.group(1)

    def buttons(self) -> list[str]:
        """Labels of the doors of a denial, in order."""
        found = re.search(r'(?s)<p class="pv-decision__doors">(.*?)</p>', self.html)
        if not found:
            return []
        labels = re.findall(r">([^<>]+)(?:<span[^>]*>[^<]*</span>)?</(?:a|button)>", found.group(1))
        return [unescape(label) for label in labels]
