"""The workspace's answers over a real server: read while they are written, stopped, and by nobody else."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx2
import pytest
from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from proviso.actions import connections
from proviso.actions.agency import Agency
from proviso.app import create_service
from proviso.db import entries
from proviso.model import Connection
from proviso.web.live import MOST_AT_ONCE
from tests.gateway.house import listening
from tests.gateway.stub import Provider, provider
from tests.web.demo import open_copy
from tests.web.house import token

PLAIN = "The levee on the north bank held. Pumps kept the water plant dry in the spring flood."
SENTENCE = "The river rose for two days, and the levee on the north bank held all the same. "
LONG = SENTENCE * 12
PHONE = "202-555-0142"
THREADS = 2
"""Fewer than there are answers at once."""


@dataclass
class House:
    """A server whose tool is led to a provider of the tests."""

    agency: Agency
    provider: Provider
    base: str

    def events(self, *names: str) -> list[tuple[str, dict[str, object]]]:
        """What the ledger holds of these kinds."""
        with self.agency.store.read() as tx:
            every = [entry.record for entry in entries.page(tx, 0, 10_000)]
        return [(record.event, record.data) for record in every if record.event in names]

    def fault(self) -> object:
        """Why the last answer failed; waits for it, since who goes away is not told."""
        for _ in range(100):
            found = self.events("AnswerFailed")
            if found:
                return found[-1][1]["fault"]
            time.sleep(0.05)
        return None


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Agency, Provider]]:
    """A copy of the demo agency, with one tool led to a provider."""
    for agency in open_copy(folder, names=False):
        with provider() as upstream:
            way = Connection(tool_id="northlight-chat", kind="compatible", base_url=upstream.base, models=("north-1",))
            lead(agency, way)
            upstream.answer, upstream.piece = LONG, 40
            yield agency, upstream


def lead(agency: Agency, way: Connection) -> None:
    at = datetime.now(UTC)
    agency.store.write(lambda tx: connections.connect(tx, way, sealing_key=agency.sealing_key, actor="system", at=at))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as (agency, upstream), listening(create_service(agency)) as base:
        yield House(agency, upstream, base)


@dataclass
class Asking:
    """One press of "Check and send", as htmx sends it, on its way."""

    decision: str = ""
    tool: str = ""
    page: str = ""
    begun: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    leave: threading.Event = field(default_factory=threading.Event)
    """Set to close the connection in the middle."""


OPEN: list[httpx2.Client] = []


def new_client(base: str) -> httpx2.Client:
    OPEN.append(httpx2.Client(base_url=base, timeout=20))
    return OPEN[-1]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No connection outlives its test."""
    yield
    while OPEN:
        OPEN.pop().close()


class Maya:
    """A browser with a session."""

    def __init__(self, base: str, person: str = "maya.okafor") -> None:
        self.client = new_client(base)
        page = self.client.get("/sign-in").text
        self.client.post("/sign-in", data={"csrf": token(page), "person": person, "next": ""})
        self.csrf = token(self.client.get("/workspace").text)

    def form(self, text: str = PLAIN, do: str = "send") -> dict[str, str]:
        return {"csrf": self.csrf, "tool": "northlight-chat", "purpose": "research", "text": text, "do": do}

    def ask(self, pool: ThreadPoolExecutor) -> Asking:
        """Send, and return when the head of the reply is there."""
        asking = Asking()
        pool.submit(self._ask, asking)
        assert asking.begun.wait(10)
        return asking

    def _ask(self, asking: Asking) -> None:
        heads = {"hx-request": "true"}
        with self.client.stream("POST", "/workspace", data=self.form(), headers=heads) as reply:
            asking.decision = reply.headers.get("proviso-decision", "")
            asking.tool = reply.headers.get("proviso-sending", "")
            asking.begun.set()
            for chunk in reply.iter_text():
                asking.page += chunk
                if asking.leave.is_set():
                    break
            else:
                asking.done.set()
        asking.done.set()

    def follow(self, asking: Asking) -> Generator[tuple[str, dict[str, str]], None, None]:
        """The events of an answer, as they come."""
        with self.client.stream("GET", f"/workspace/answers/{asking.decision}") as reply:
            assert reply.headers["content-type"].startswith("text/event-stream")
            name = ""
            for line in reply.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                if line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: "))

    def wait_for_words(self, asking: Asking) -> None:
        """Until the first piece is there."""
        with closing(self.follow(asking)) as events:
            next(data for name, data in events if name == "piece")

    def stop(self, asking: Asking, csrf: str = "") -> int:
        path = f"/workspace/answers/{asking.decision}/stop"
        return self.client.post(path, data={"csrf": csrf or self.csrf}).status_code


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as found:
        yield found


def words(page: str) -> str:
    body = re.sub(r"(?s)<(script|style|head|template)\b.*?</\1>", " ", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_pieces_come_before_the_end_and_the_page_at_the_end(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.03
    maya = Maya(house.base)
    asking = maya.ask(pool)
    assert asking.tool == "Northlight%20Chat"
    found, were_early = [], 0
    for name, data in maya.follow(asking):
        found.append((name, data))
        were_early += name == "piece" and not asking.done.is_set()
    assert found[0][0] == "begin"
    assert found[0][1]["title"].startswith("Sent to Northlight Chat at ")
    assert found[-1] == ("end", {})
    pieces = [data["text"] for name, data in found if name == "piece"]
    assert "".join(pieces) == LONG
    assert were_early >= 3
    assert asking.done.wait(5)
    assert "data-pv-stays" in asking.page
    assert f"Answer ready, {len(LONG.split())} words." in words(asking.page)
    assert "autofocus" not in asking.page


def test_personal_data_never_streams_and_show_it_opens_it_later(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.answer = f"{LONG}Mrs. Holloway’s phone is {PHONE}. {SENTENCE}"
    maya = Maya(house.base)
    asking = maya.ask(pool)
    streamed = "".join(data.get("text", "") for _, data in maya.follow(asking))
    assert "[hidden: phone number]" in streamed
    assert PHONE not in streamed
    assert asking.done.wait(5)
    assert PHONE not in asking.page
    button = re.search(r'value="(show:[^"]+)"', asking.page)
    assert button
    shown = maya.client.post("/workspace", data=maya.form("", button.group(1))).text
    assert PHONE in shown
    assert [data["decision"] for _, data in house.events("HiddenShown")][-1] == asking.decision


def test_an_answer_that_is_cut_says_so_in_the_page_and_closes_the_call(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.answer = f"{LONG}\n\nCUI//SP-PRVCY\n\nThe list of the records room. {SENTENCE * 40}"
    house.provider.pause = 0.003
    asking = Maya(house.base).ask(pool)
    assert asking.done.wait(15)
    assert "The answer stopped here. The next part had " in words(asking.page)
    assert "records room" not in asking.page
    assert house.provider.gone.wait(5)
    assert house.events("AnswerReceived")[-1][1]["decision"] == asking.decision


def test_only_the_session_that_asked_reads_and_stops_it(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.05
    maya = Maya(house.base)
    asking = maya.ask(pool)
    for other in (Maya(house.base), Maya(house.base, "elena.sorokin")):
        assert other.client.get(f"/workspace/answers/{asking.decision}").status_code == 404
        assert other.stop(asking) == 404
    nobody = new_client(house.base)
    assert nobody.get(f"/workspace/answers/{asking.decision}").status_code == 303
    assert maya.stop(asking, csrf="of another site") == 403
    assert not asking.done.is_set()
    assert maya.client.get(f"/workspace/answers/{asking.decision}/stop").status_code == 405
    assert maya.stop(asking) == 204
    assert asking.done.wait(5)
    assert house.fault() == "the person stopped it"
    assert maya.stop(asking) == 404


def test_a_stopped_answer_is_a_draft_of_the_conversation(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.05
    maya = Maya(house.base)
    asking = maya.ask(pool)
    maya.wait_for_words(asking)
    maya.stop(asking)
    assert asking.done.wait(5)
    assert house.provider.gone.wait(5)
    assert "Stopped. What is here is a draft." in words(asking.page)
    assert SENTENCE.strip() in words(asking.page)
    assert PLAIN in asking.page.partition("<textarea")[2], "the text stays in the box"
    draft = maya.client.post("/workspace", data=maya.form("", f"draft:{asking.decision}")).text
    assert draft.startswith("DRAFT.")
    assert "Stopped. What is here is a draft." in draft


def test_who_goes_away_ends_the_answer_and_finds_what_had_come(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.05
    maya = Maya(house.base)
    with pytest.raises(httpx2.ReadTimeout):
        maya.client.post("/workspace", data=maya.form(), headers={"hx-request": "true"}, timeout=1.2)
    assert house.provider.gone.wait(5)
    assert house.fault() == "the person went away"
    page = words(maya.client.get("/workspace").text)
    assert "The connection broke. What is here is a draft." in page
    assert SENTENCE.strip() in page


def test_no_other_page_holds_a_word_of_an_answer_that_is_being_written(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.05
    maya = Maya(house.base)
    asking = maya.ask(pool)
    maya.wait_for_words(asking)
    for path in ("/workspace", "/", "/record", f"/decisions/{asking.decision}"):
        assert "river rose" not in maya.client.get(path).text
    house.provider.pause = 0
    assert asking.done.wait(5)
    assert maya.client.get(f"/workspace/answers/{asking.decision}").status_code == 404
    for file in house.agency.settings.home.rglob("*"):
        assert not file.is_file() or b"river rose" not in file.read_bytes()


def test_a_tool_that_breaks_off_leaves_a_draft_and_one_that_is_silent_leaves_the_text(
    house: House, pool: ThreadPoolExecutor
) -> None:
    maya = Maya(house.base)
    house.provider.trouble = "cut"
    asking = maya.ask(pool)
    assert asking.done.wait(5)
    assert "Northlight Chat broke off its answer. What is here is a draft." in words(asking.page)
    house.provider.trouble, house.provider.status = "", 500
    asking = maya.ask(pool)
    assert asking.done.wait(5)
    assert "Northlight Chat did not answer. Nothing is lost. Try again." in words(asking.page)
    assert PLAIN in asking.page.partition("<textarea")[2]


def test_answers_that_are_waited_for_leave_the_threads_to_the_pages(tmp_path: Path) -> None:
    def ask(maya: Maya) -> int:
        with httpx2.Client(base_url=str(maya.client.base_url), cookies=maya.client.cookies, timeout=30) as client:
            return client.post("/workspace", data=maya.form()).status_code

    with (
        opened(tmp_path) as (agency, upstream),
        listening(with_threads(THREADS, create_service(agency))) as base,
        ThreadPoolExecutor(MOST_AT_ONCE) as many,
    ):
        upstream.trouble = "hang"
        maya = Maya(base)
        asked = [many.submit(ask, maya) for _ in range(MOST_AT_ONCE)]
        while len(upstream.bodies) < MOST_AT_ONCE:
            time.sleep(0.02)
        assert maya.client.get("/help").status_code == 200
        refused = maya.client.post("/workspace", data=maya.form())
        assert refused.status_code == 400
        assert "4 answers are being written for you now, so this text was not sent." in words(refused.text)
        assert not any(one.done() for one in asked)
        upstream.gone.set()
        assert {one.result() for one in asked} == {200}
        assert len(upstream.bodies) == MOST_AT_ONCE


def with_threads(number: int, application: ASGIApp) -> ASGIApp:
    """The application, on a server that has so many threads for its pages."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        to_thread.current_default_thread_limiter().total_tokens = number
        await application(scope, receive, send)

    return limited


def test_signing_out_ends_the_answer(house: House, pool: ThreadPoolExecutor) -> None:
    house.provider.pause = 0.05
    maya = Maya(house.base)
    asking = maya.ask(pool)
    maya.wait_for_words(asking)
    maya.client.post("/sign-out", data={"csrf": maya.csrf})
    assert asking.done.wait(5)
    assert house.fault() == "the person signed out"
    assert maya.client.get(f"/workspace/answers/{asking.decision}").status_code == 303


@pytest.mark.parametrize(("pause", "is_whole"), [(0.02, True), (0.5, False)])
def test_a_server_that_stops_lets_an_answer_end_or_puts_on_record_that_it_did_not(
    tmp_path: Path, pool: ThreadPoolExecutor, pause: float, is_whole: bool
) -> None:
    with opened(tmp_path) as (agency, upstream):
        upstream.pause = pause
        with listening(create_service(agency)) as base:
            asking = Maya(base).ask(pool)
        asking.done.wait(5)
        house = House(agency, upstream, base)
        assert ("Answer ready" in asking.page) is is_whole
        assert [data["fault"] for _, data in house.events("AnswerFailed")] == (
            [] if is_whole else ["the server stopped"]
        )
