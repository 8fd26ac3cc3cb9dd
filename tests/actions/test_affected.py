"""Who else? Each answer is held against a plain reading of the ledger's entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.actions import affected, connections, incidents, tools, uses
from proviso.actions.agency import Agency
from proviso.db import affected as db
from proviso.db import entries, outbox
from proviso.db import tools as tools_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import (
    Channel,
    Connection,
    Decision,
    Finding,
    FindingClass,
    SpillKind,
    Standing,
    Strength,
)
from proviso.model.affected import Left, Question

from .house import CHAT, NOW, open_agency

PEOPLE = ("maya.okafor", "tom.reyes", "lena.fox")
TOOLS = ("northlight-chat", "quillmate")
PURPOSES = ("draft", "research")
COMPONENTS = ("FRO", "HIS", "")
FOUND = (
    (),
    (("CUI", FindingClass.CONTROLLED, Strength.SURE),),
    (("US_SSN", FindingClass.INDIVIDUAL, Strength.LIKELY), ("PERSON", FindingClass.NAMED, Strength.SURE)),
    (("US_SSN", FindingClass.INDIVIDUAL, Strength.WEAK),),
    (("CUI", FindingClass.CONTROLLED, Strength.WEAK), ("PERSON", FindingClass.NAMED, Strength.LIKELY)),
    (("CUI_LIKE", FindingClass.CONTROLLED, Strength.SURE),),
)
MINUTES = 7
COUNT = 120


def decision(number: int) -> Decision:
    """Each another one, so that every filter parts them; some differ in nothing but their time."""
    kinds = FOUND[number % 6]
    component = COMPONENTS[number // 2 % 3]
    return Decision(
        id=f"{number:08}",
        at=NOW + timedelta(minutes=MINUTES * number),
        allowed=number % 4 != 0,
        person_id=PEOPLE[number % 3],
        tool_id=TOOLS[number // 5 % 2],
        purpose=PURPOSES[number // 7 % 2],
        channel=(Channel.WEB, Channel.GATEWAY, Channel.EXTENSION)[number // 3 % 3],
        system_id="claims" if number % 11 == 0 else "",
        facts=(("component", component),) if component else (),
        digest=f"{number % 50:064x}",
        findings=tuple(
            Finding(kind=kind, cls=cls, strength=strength, start=place, end=place + 1, recognizer="test")
            for place, (kind, cls, strength) in enumerate(kinds * (1 + number % 3))
        ),
    )


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """A house with 120 uses of two tools, one of which was connected in between."""
    made = open_agency(tmp_path_factory.mktemp("house"))

    def fill(tx: Tx) -> None:
        tools.add(tx, replace(CHAT, id="quillmate", name="Quillmate", status_by="marcus.bell"), actor="system", at=NOW)
        for number in range(COUNT):
            one = decision(number)
            uses.record_decision(tx, one, Standing(person=None, tool=None))
            if number in {30, 60, 90}:
                connect(tx, made, number, one.at)

    made.store.write(fill)
    yield made
    made.store.close()


def record(agency: Agency, count: int) -> None:
    """The first so many uses."""

    def work(tx: Tx) -> None:
        for number in range(count):
            uses.record_decision(tx, decision(number), Standing(person=None, tool=None))

    agency.store.write(work)


def connect(tx: Tx, agency: Agency, number: int, at: datetime) -> None:
    if number == 90:
        connections.disconnect(tx, "northlight-chat", actor="marcus.bell", at=at)
        return
    way = Connection(
        tool_id="northlight-chat", kind="compatible", base_url="https://a.example/v1", models=(f"m{number}",)
    )
    connections.connect(tx, way, sealing_key=agency.sealing_key, actor="marcus.bell", at=at)


def by_hand(tx: Tx, asked: Question, before: int) -> list[int]:
    """The same from the entries alone, one after the other, as an auditor would read them."""
    ways: dict[str, tuple[str, list[str]]] = {}
    found = []
    for entry in entries.page(tx, 0, 10_000):
        data, at = entry.record.data, datetime.fromisoformat(entry.record.at)
        if entry.record.event == "ConnectionSet":
            ways[data["tool"]] = (data["kind"], data["models"])
        elif entry.record.event == "ConnectionRemoved":
            ways.pop(data["tool"], None)
        elif entry.record.event == "UseDecided" and entry.index < before and matches(data, at, asked, ways):
            found.append(entry.index)
    return found


def matches(data: dict[str, Any], at: datetime, asked: Question, ways: dict[str, tuple[str, list[str]]]) -> bool:
    kind, models = ways.get(data["tool"], ("", []))
    return (
        asked.tool_id in {"", data["tool"]}
        and (asked.since is None or at >= asked.since)
        and (asked.until is None or at < asked.until)
        and (
            not (asked.cls or asked.kind)
            or any(asked.cls in {"", f["cls"]} and asked.kind in {"", f["kind"]} for f in data["findings"])
        )
        and asked.component in {"", data["facts"].get("component", "")}
        and (asked.left is None or data["allowed"] == (asked.left is Left.ALLOWED))
        and asked.channel in {"", data["channel"]}
        and asked.system_id in {"", data["system"]}
        and asked.purpose in {"", data["purpose"]}
        and asked.digest in {"", data["digest"]}
        and asked.provider in {"", kind}
        and (not asked.model or asked.model in models)
    )


def maybe(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", "", *values))


MOMENTS = st.none() | st.integers(-2, COUNT + 2).map(lambda n: NOW + timedelta(minutes=MINUTES * n))
QUESTIONS = st.builds(
    Question,
    tool_id=maybe(*TOOLS, "nobody-knows"),
    since=MOMENTS,
    until=MOMENTS,
    cls=maybe("controlled", "individual", "individual.named", "secret"),
    kind=maybe("CUI", "US_SSN", "PERSON", "UI"),
    component=maybe("FRO", "HIS"),
    left=st.sampled_from((None, None, Left.ALLOWED, Left.STOPPED)),
    provider=maybe("compatible", "openai"),
    model=maybe("m30", "m60"),
    channel=maybe("web", "gateway"),
    system_id=maybe("claims"),
    purpose=maybe(*PURPOSES),
    digest=maybe(f"{7:064x}", f"{99:064x}"),
)


@settings(max_examples=100, deadline=None)
@given(asked=QUESTIONS, before=st.sampled_from((db.ALL, 60, 100)))
def test_every_answer_is_what_a_plain_reading_of_the_ledger_gives(agency: Agency, asked: Question, before: int) -> None:
    with agency.store.read() as tx:
        expected = by_hand(tx, asked, before)
        assert db.entries_of(tx, asked, before) == expected
        tally = db.tally(tx, asked, before)
        people = db.people_of(tx, asked, before)
        page = db.found(tx, asked, 0, 10, before)
        whole = [entry for batch in db.every(tx, asked, before, batch=7) for entry, _ in batch]
    assert (tally.uses, tally.people) == (len(expected), len(people))
    assert [entry for entry, _ in page] == expected[::-1][:10]
    assert whole == expected


def test_the_strategies_ask_for_sets_that_are_neither_empty_nor_everything(agency: Agency) -> None:
    asked = Question(tool_id="northlight-chat", provider="compatible", model="m60", left=Left.ALLOWED)
    with agency.store.read() as tx:
        found = db.tally(tx, asked)
    assert 0 < found.uses < found.checked == COUNT


def test_what_is_weak_is_not_counted_and_names_are_compared_whole(agency: Agency) -> None:
    with agency.store.read() as tx:
        kinds = db.kinds(tx)
        assert db.tally(tx, Question(kind="UI")).uses == 0
        cui = {one.id for _, one in db.found(tx, Question(kind="CUI"), 0, COUNT)}
    assert kinds == [
        ("controlled", "CUI"),
        ("controlled", "CUI_LIKE"),
        ("individual", "US_SSN"),
        ("individual.named", "PERSON"),
    ]
    assert cui == {f"{number:08}" for number in range(COUNT) if number % 6 == 1}


def test_a_kept_set_is_the_same_when_the_ledger_has_grown(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    asked = Question(tool_id="northlight-chat", left=Left.ALLOWED)
    at = NOW + timedelta(hours=3)

    record(agency, 20)
    spill = agency.store.write(
        lambda tx: incidents.report(tx, SpillKind.CUI, "northlight-chat", actor="tom.reyes", at=at)
    )
    kept = agency.store.write(lambda tx: affected.save(tx, spill.id, asked, actor="henry.osei", at=at))
    agency.store.write(lambda tx: uses.record_decision(tx, decision(41), Standing(person=None, tool=None)) and None)
    with agency.store.read() as tx:
        assert db.tally(tx, asked).uses == kept.uses + 1
        assert db.tally(tx, asked, kept.ledger_size).uses == kept.uses
        assert affected.is_same(tx, kept)
        assert not affected.is_same(tx, replace(kept, ledger_size=kept.ledger_size + 2))
    later = at + timedelta(hours=3)
    told = agency.store.write(lambda tx: affected.tell(tx, kept.id, actor="henry.osei", at=later))
    assert told.told == kept.people == 3
    with pytest.raises(ConflictError, match="already"):
        agency.store.write(lambda tx: affected.tell(tx, kept.id, actor="joan.castellanos", at=later))
    with agency.store.read() as tx:
        mails = [m for m in outbox.page(tx, limit=100) if m.kind == affected.MAIL]
    assert len(mails) == 3
    assert all("CUI" not in f"{m.subject}{m.lines}" for m in mails)
    agency.store.close()


def test_who_has_nothing_to_do_with_incidents_keeps_and_tells_nothing(agency: Agency) -> None:
    spill = agency.store.write(
        lambda tx: incidents.report(tx, SpillKind.CUI, actor="tom.reyes", at=NOW + timedelta(days=9))
    )
    for who in ("tom.reyes", "marcus.bell", "alice.tran"):
        save = partial(affected.save, incident_id=spill.id, question=Question(), actor=who, at=NOW)
        with pytest.raises(NotAllowedError):
            agency.store.write(save)


def test_an_end_before_the_beginning_is_refused(agency: Agency) -> None:
    asked = Question(since=NOW, until=NOW)
    with agency.store.read() as tx, pytest.raises(UsageError, match="not after"):
        affected.ask(tx, asked)


def test_uses_of_an_older_release_are_read_first_and_nothing_is_answered_before(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    record(agency, 12)
    agency.store.write(lambda tx: tx.raw.execute("UPDATE uses SET profile = NULL, mark = NULL") and None)
    with agency.store.read() as tx, pytest.raises(ConflictError, match="still being read"):
        affected.ask(tx, Question())
    assert affected.complete(agency) == 12
    assert affected.complete(agency) == 0
    with agency.store.read() as tx:
        for asked in (Question(), Question(cls="controlled"), Question(component="HIS"), Question(digest=f"{7:064x}")):
            assert db.entries_of(tx, asked) == by_hand(tx, asked, db.ALL)
    agency.store.close()


def test_a_vendors_notice_opens_one_incident_with_every_use_that_went_there(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    record(agency, 20)
    since, until = NOW, NOW + timedelta(minutes=MINUTES * 12)
    at = NOW + timedelta(hours=3)
    incident, kept = agency.store.write(
        lambda tx: affected.vendor_notice(
            tx, "northlight-chat", since, until, "A bucket was open.", actor="henry.osei", at=at
        )
    )
    assert (incident.kind, incident.way) == (SpillKind.VENDOR, "itself")
    expected = [n for n in range(12) if decision(n).allowed and decision(n).tool_id == "northlight-chat"]
    assert kept.uses == len(expected)
    with agency.store.read() as tx:
        assert tools_db.get(tx, "northlight-chat") is not None
        assert [one.id for one in db.sets_of(tx, incident.id)] == [kept.id]
    with pytest.raises(UsageError, match="what the vendor wrote"):
        agency.store.write(
            lambda tx: affected.vendor_notice(tx, "northlight-chat", since, until, " . ", actor="henry.osei", at=at)
        )
    agency.store.close()
