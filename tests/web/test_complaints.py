"""Complaints from outside: no account, sealed, a named office, a day, and no end without an answer (139-07 fn6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from proviso.actions import complaints as change
from proviso.actions import people as change_people
from proviso.db import outbox
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.limits import Limits
from proviso.model import Redress, Role
from proviso.web.pages import complaints as pages

from .console import Browser, open_house, person

OMAR = "omar.haddad"
WROTE = "My claim of the quokkaberry flood was denied by a program."


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Somebody outside, before the pages of an agency with a civil rights office."""
    monkeypatch.setattr(pages, "SENT", Limits(free=2))
    monkeypatch.setattr(pages, "GUESSED", Limits(free=3))
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: change_people.add(tx, person(OMAR, Role.CIVIL_RIGHTS), actor="system", at=now())
        )
        yield b


def complain(b: Browser, text: str = WROTE, contact: str = "a.reader@example.org") -> tuple[str, str]:
    """Send one; number and code."""
    b.client.cookies.clear()
    b.get("/complain")
    b.post("/complain", text=text, contact=contact)
    found = re.search(r"(C\d{4}-\d{3}).*?<code>([0-9A-Z-]+)</code>", b.text, re.DOTALL)
    return (found.group(1), found.group(2)) if found else ("", "")


def test_from_a_complaint_without_an_account_to_its_answer(public: Browser) -> None:
    number, code = complain(public)
    assert "We have your complaint" in public.words
    assert re.search(r"answers by \w+\.? \d+, \d{4}", public.words)
    assert "quokkaberry" not in str(public.events("ComplaintReceived"))
    with public.agency.store.read() as tx:
        mails = outbox.page(tx, recipient=OMAR)
    assert [mail.subject for mail in mails] == [f"Complaint {number} waits for your office"]
    public.get("/complain/answer")
    assert "answers by" in public.post("/complain/answer", number=number.lower(), code=code.lower())
    public.sign_in(OMAR)
    assert f"Answer complaint {number}" in public.get("/")
    assert f"Complaint {number}" in public.get("/complaints")
    assert "quokkaberry" not in public.text
    words = public.get(f"/complaints/{number}")
    assert WROTE in words
    assert "a.reader@example.org" in words
    assert len(public.events("ComplaintOpened")) == 1
    assert f"Omar Haddad read complaint {number}." in words
    assert "A complaint came in." in words
    public.post(f"/complaints/{number}/answer", redress="changed", words="")
    assert public.status == 422
    public.post(f"/complaints/{number}/answer", words="A person did it again.")
    assert public.status == 422
    assert "A person did it again." in public.text
    assert "Answered." in public.post(f"/complaints/{number}/answer", redress="changed", words="A person did it again.")
    assert public.events("ComplaintAnswered")[0]["redress"] == "changed"
    public.client.cookies.clear()
    public.get("/complain/answer")
    words = public.post("/complain/answer", number=number, code=code)
    assert "It was changed, or a person did it again." in words
    assert "A person did it again." in words


def test_what_is_wrong_is_said_and_nothing_is_lost(public: Browser) -> None:
    complain(public, " . ", "me@example.org")
    assert public.status == 422
    assert "Say what happened" in public.words
    assert 'value="me@example.org"' in public.text
    complain(public, WROTE, "x" * 201)
    assert "how to reach you" in public.words
    assert WROTE in public.text
    complain(public, "y" * 4_001)
    assert public.status == 422
    assert public.events("ComplaintReceived") == []


def test_many_from_one_address_wait_and_lose_nothing(public: Browser) -> None:
    for _ in range(2):
        assert complain(public)[0]
    assert complain(public) == ("", "")
    assert public.status == 429
    assert "Send it again in 1 minute" in public.words
    assert WROTE in public.text
    assert len(public.events("ComplaintReceived")) == 2


def test_behind_a_proxy_of_the_agency_nobody_waits_for_the_others(public: Browser) -> None:
    public.client = TestClient(public.app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
    for _ in range(4):
        assert complain(public)[0]


def test_codes_are_not_tried_out(public: Browser) -> None:
    number, code = complain(public)
    public.get("/complain/answer")
    for guess in ("0000-0000-0000-0000", "", "x"):
        public.post("/complain/answer", number=number, code=guess)
        assert public.status == 422
        assert "No complaint has this number and this code." in public.words
    public.post("/complain/answer", number=number, code=code)
    assert public.status == 429
    assert "answers by" not in public.words


def test_only_its_office_answers_and_others_read_or_see_nothing(public: Browser) -> None:
    number, _ = complain(public)
    for who, status in (("maya.okafor", 403), ("elena.sorokin", 403), ("alice.tran", 200), ("joan.castellanos", 200)):
        public.sign_in(who).get(f"/complaints/{number}")
        assert public.status == status, who
        assert ("quokkaberry" in public.text) is (status == 200)
        assert "Send the answer" not in public.text
        public.post(f"/complaints/{number}/answer", redress="stands", words="It stands.")
        assert public.status == 403
    public.sign_in(OMAR).get(f"/complaints/{number}")
    assert "is with the other office now" in public.post(f"/complaints/{number}/pass", office="privacy")
    public.sign_in("joan.castellanos").get(f"/complaints/{number}")
    assert "Answered." in public.post(f"/complaints/{number}/answer", redress="stands", words="It stands, because.")
    public.post(f"/complaints/{number}/answer", redress="changed", words="Again.")
    assert "answered already" in public.words
    assert public.events("ComplaintPassed")[0]["office"] == "privacy"


def test_a_flood_is_told_whom_to_write_to(public: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "MOST_A_DAY", 1)
    assert complain(public)[0]
    assert complain(public) == ("", "")
    assert public.status == 429
    assert "More came in today than the form takes." in public.words


def test_the_action_alone_refuses_what_its_page_would(public: Browser) -> None:
    def work(tx: Tx) -> None:
        pack = public.agency.packs.base()
        made = change.receive(tx, public.agency, WROTE, "", pack=pack, at=now())
        number = made.complaint.id
        with pytest.raises(NotFoundError):
            change.answer_of(tx, "C1999-001", made.code)
        with pytest.raises(UsageError):
            change.pass_on(tx, number, Role.CIVIL_RIGHTS, actor=OMAR, at=now())
        change.answer(tx, number, Redress.STANDS, "It stands.", actor=OMAR, at=now())
        with pytest.raises(ConflictError):
            change.pass_on(tx, number, Role.PRIVACY, actor=OMAR, at=now())

    public.agency.store.write(work)
    with pytest.raises(NotAllowedError):
        change.read(public.agency, "C" + f"{now().year}-001", actor="maya.okafor", at=now())
