"""Requests for records: days, a second look, one release of exactly what was confirmed, and no word of who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from proviso.actions import people, redactions, release_searches, releases, transcripts
from proviso.actions.agency import Agency
from proviso.actions.federal_days import holidays, is_workday, workdays_after, workdays_between
from proviso.actions.releases import Package, fingerprint_of
from proviso.db import entries, outbox
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, ProvisoError, UsageError
from proviso.model import FoiaState, ItemKind, Mark, RecordQuery, RequestKind, Role

from .house import NOW, open_agency, person
from .records_house import LORRAINE, MAYA, PETER, keep, staff
from .release_acts import TODAY, asked, chosen, confirmed, marked, package, taken_down

T = TypeVar("T")
TEXT = "Ann Tester called.\nThe levee held.\nann tester, again: Ann\nTester."


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("releases"))
    made.store.write(staff)
    yield made
    made.store.close()


class TakenBackError(Exception):
    """It was done, and is taken back."""


def within(agency: Agency, work: Callable[[Any], T]) -> T:
    """Do it, and leave the house as it was."""
    kept: list[T] = []

    def inside(tx: Tx) -> None:
        kept.append(work(SimpleNamespace(tx=tx, agency=agency)))
        raise TakenBackError

    with pytest.raises(TakenBackError):
        agency.store.write(inside)
    return kept[0]


@pytest.mark.parametrize(
    ("day", "workdays", "due"),
    [
        (date(2026, 11, 20), 20, date(2026, 12, 21)),  # Thanksgiving does not count
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 7, 2), 1, date(2026, 7, 6)),  # July 4 is a Saturday, kept on Friday the 3rd
        (date(2021, 12, 30), 1, date(2022, 1, 3)),  # New Year's Day of 2022 is kept on December 31
        (date(2023, 1, 13), 1, date(2023, 1, 17)),
        (date(2026, 5, 22), 1, date(2026, 5, 26)),
    ],
)
def test_days_to_answer_leave_out_weekends_and_holidays(day: date, workdays: int, due: date) -> None:
    assert workdays_after(day, workdays) == due
    assert workdays_between(day, due) == workdays
    assert workdays_between(due, day) == -workdays or not is_workday(day)


def test_a_year_has_eleven_holidays() -> None:
    assert len(holidays(2026)) == 11
    assert date(2026, 5, 25) in holidays(2026)
    assert date(2026, 11, 26) in holidays(2026)


def test_who_asks_is_sealed_and_in_no_event(agency: Agency) -> None:
    def work(s: Any) -> tuple[str, list[bytes]]:
        request = taken_down(s)
        return releases.requester(s.tx, agency, request.id), list(s.tx.records)

    name, records = within(agency, work)
    assert name == "Harbor Gazette"
    assert records
    assert not any(b"Gazette" in record or b"Flood Recovery" in record for record in records)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " . "}, "Say who asks"),
        ({"name": "x" * 121}, "Say who asks"),
        ({"asks": ""}, "Say what is asked for"),
        ({"asks": "y" * 501}, "Say what is asked for"),
        ({"received_on": TODAY + timedelta(days=1)}, "after today"),
        ({"received_on": TODAY - timedelta(days=4_000)}, "Check the year"),
        ({"subject_id": MAYA}, "Only a person who asks about themselves"),
    ],
)
def test_nonsense_is_no_request(agency: Agency, change: dict[str, Any], sentence: str) -> None:
    said = {"name": "Gazette", "asks": "Uses.", "received_on": TODAY, "subject_id": "", **change}
    with pytest.raises(UsageError, match=sentence):
        agency.store.write(
            lambda tx: releases.open_request(
                tx,
                agency,
                RequestKind.FOIA,
                **said,
                pack=agency.packs.base(),
                actor=LORRAINE,
                at=NOW,
                today=TODAY,
            )
        )


def test_nobody_answers_their_own_request(agency: Agency) -> None:
    def work(s: Any) -> None:
        with pytest.raises(NotAllowedError):
            taken_down(s, LORRAINE)
        people.add(s.tx, person("second.officer", Role.RECORDS), actor="system", at=NOW)
        request = taken_down(s, LORRAINE, actor="second.officer")
        releases.choose(s.tx, request.id, ItemKind.DECISION, ["ABCD1234"], actor="second.officer", at=NOW)
        with pytest.raises(NotAllowedError):
            redactions.withhold(s.tx, request.id, 1, "(b)(6)", actor=LORRAINE, at=NOW)
        with pytest.raises(NotAllowedError):
            releases.close(s.tx, request.id, "None.", actor=LORRAINE, at=NOW)

    within(agency, work)


def test_who_marked_does_not_confirm(agency: Agency) -> None:
    with pytest.raises(NotAllowedError, match="You marked"):
        within(agency, lambda s: releases.confirm(s.tx, asked(s).id, actor=LORRAINE, at=NOW))


def test_who_marked_first_does_not_confirm_what_another_one_finished(agency: Agency) -> None:
    def work(s: Any) -> None:
        request, text = chosen(s)
        people.add(s.tx, person("second.officer", Role.RECORDS), actor="system", at=NOW)
        out = [Mark(start=21, end=31, code="(b)(6)")]
        redactions.mark(s.tx, agency, request.id, 1, text, out, actor="second.officer", at=NOW)
        redactions.finish(s.tx, agency, request.id, 1, text, actor=LORRAINE, at=NOW)
        releases.ask_second(s.tx, request.id, actor=LORRAINE, at=NOW, today=TODAY)
        assert outbox.page(s.tx, recipient="second.officer") == []
        with pytest.raises(NotAllowedError):
            releases.confirm(s.tx, request.id, actor="second.officer", at=NOW)

    within(agency, work)


def test_the_second_look_waits_until_each_record_was_looked_at(agency: Agency) -> None:
    def ask(s: Any) -> None:
        releases.ask_second(s.tx, chosen(s)[0].id, actor=LORRAINE, at=NOW, today=TODAY)

    with pytest.raises(UsageError, match="1 of 1 records are not marked"):
        within(agency, ask)
    with pytest.raises(UsageError, match="No record"):
        within(agency, lambda s: releases.ask_second(s.tx, taken_down(s).id, actor=LORRAINE, at=NOW, today=TODAY))


def test_whoever_may_confirm_hears_of_it(agency: Agency) -> None:
    def work(s: Any) -> list[tuple[str, str]]:
        request = asked(s)
        return [(request.id, message.subject) for message in outbox.page(s.tx, recipient=PETER)]

    told = within(agency, work)
    assert len(told) == 1
    assert told[0][0] in told[0][1]


@pytest.mark.parametrize("change", ["marks", "whole", "off", "more"])
def test_what_changes_after_the_second_look_is_looked_at_again(agency: Agency, change: str) -> None:
    def work(s: Any) -> FoiaState:
        request = confirmed(s)
        text = "The levee held. Call Ann Tester."
        if change == "marks":
            mark = Mark(start=0, end=3, code="(b)(5)")
            redactions.mark(s.tx, agency, request.id, 1, text, [mark], actor=LORRAINE, at=NOW)
        elif change == "whole":
            redactions.withhold(s.tx, request.id, 1, "(b)(5)", actor=LORRAINE, at=NOW)
        elif change == "off":
            releases.take_off(s.tx, request.id, [1], actor=LORRAINE, at=NOW)
        else:
            releases.choose(s.tx, request.id, ItemKind.DECISION, ["ABCD1234"], actor=LORRAINE, at=NOW)
        with pytest.raises(ConflictError):
            releases.release(s.tx, agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)
        return releases.get(s.tx, request.id).state

    assert within(agency, work) is FoiaState.OPEN


def test_only_what_was_confirmed_leaves(agency: Agency) -> None:
    def work(s: Any) -> None:
        request = confirmed(s)
        other = Package(file=b"PK", manifest_sha256="00" * 32, fingerprint=fingerprint_of([]))
        with pytest.raises(ConflictError, match="nothing was released"):
            releases.release(s.tx, agency, request.id, other, actor=LORRAINE, at=NOW)

    within(agency, work)


def test_a_release_is_an_entry_with_the_hash_of_its_manifest_and_closes_the_request(agency: Agency) -> None:
    def work(s: Any) -> Any:
        request = confirmed(s)
        made = releases.release(s.tx, agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)
        event = s.tx.records[-1]
        again = releases.open_release(s.tx, agency, made.id, actor=LORRAINE, at=NOW)
        return made, event, releases.get(s.tx, request.id).state, again

    made, event, state, again = within(agency, work)
    assert b"FoiaReleased" in event
    assert b"00" * 32 in event
    assert (made.records, made.in_part, made.in_full, made.codes) == (1, 1, 0, (("(b)(6)", 1),))
    assert made.confirmed_by == PETER
    assert state is FoiaState.CLOSED
    assert again == b"PK"


def test_it_is_released_once(agency: Agency) -> None:
    def twice(s: Any) -> None:
        request = confirmed(s)
        releases.release(s.tx, agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)
        with pytest.raises(ConflictError):
            releases.release(s.tx, agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)

    within(agency, twice)


def test_an_appeal_opens_it_again_with_its_marks(agency: Agency) -> None:
    def work(s: Any) -> Any:
        request = confirmed(s)
        releases.release(s.tx, agency, request.id, package(s, request.id), actor=LORRAINE, at=NOW)
        day = TODAY + timedelta(days=10)
        releases.note_appeal(
            s.tx,
            request.id,
            day,
            "They want the name.",
            pack=agency.packs.base(),
            actor=LORRAINE,
            at=NOW,
            today=day,
        )
        return releases.get(s.tx, request.id), db.items_of(s.tx, request.id)

    request, items = within(agency, work)
    assert request.state is FoiaState.OPEN
    assert request.due_on == workdays_after(TODAY + timedelta(days=10), 20)
    assert items[0].marks
    assert request.appeals[0].note == "They want the name."


def test_a_pack_says_other_days_to_answer(agency: Agency) -> None:
    own = replace(agency.packs.base(), workdays={"foia": 5})

    def work(s: Any) -> date:
        return releases.open_request(
            s.tx,
            agency,
            RequestKind.FOIA,
            "Gazette",
            "Uses.",
            TODAY,
            pack=own,
            actor=LORRAINE,
            at=NOW,
            today=TODAY,
        ).due_on

    assert within(agency, work) == workdays_after(TODAY, 5)


def test_ten_more_workdays_are_taken_once(agency: Agency) -> None:
    def work(s: Any) -> None:
        request = taken_down(s)
        later = releases.take_longer(s.tx, request.id, "Many records.", actor=LORRAINE, at=NOW)
        assert later.due_on == workdays_after(request.due_on, 10)
        with pytest.raises(ConflictError):
            releases.take_longer(s.tx, request.id, "Again.", actor=LORRAINE, at=NOW)

    within(agency, work)


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("Ann Tester", [(0, 10), (35, 45), (54, 64)]),
        ("ann  tester,", [(35, 46)]),
        ("levee", [(23, 28)]),
        (".", [(17, 18), (33, 34), (64, 65)]),
    ],
)
def test_words_are_found_across_lines_and_capitals(words: str, places: list[tuple[int, int]]) -> None:
    assert list(redactions.places_of(TEXT, words)) == places


@pytest.mark.parametrize("words", ["", "  ", "Nobody", "x" * 501])
def test_words_that_are_not_there_take_nothing_out(words: str) -> None:
    with pytest.raises(UsageError):
        redactions.places_of(TEXT, words)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 99), (5, 5)])
def test_lines_that_are_not_there_take_nothing_out(first: int, last: int) -> None:
    with pytest.raises(UsageError):
        redactions.lines_of(TEXT, first, last)


def test_marks_do_not_overlap() -> None:
    a, b = "(b)(5)", "(b)(6)"

    def merged(*marks: tuple[int, int, str]) -> list[tuple[int, int, str]]:
        held = redactions.merged([Mark(start=s, end=e, code=c) for s, e, c in marks])
        return [(m.start, m.end, m.code) for m in held]

    assert merged((0, 4, a), (2, 6, a)) == [(0, 6, a)]
    assert merged((0, 4, a), (2, 6, b)) == [(0, 4, a), (4, 6, b)]
    assert merged((0, 9, a), (2, 6, b)) == [(0, 9, a)]
    assert merged((3, 5, b), (0, 2, a), (3, 5, b)) == [(0, 2, a), (3, 5, b)]


def test_a_record_that_changed_is_marked_anew(agency: Agency) -> None:
    def work(s: Any) -> None:
        request = marked(s)
        item = db.get_item(s.tx, request.id, 1)
        assert item is not None
        with pytest.raises(ConflictError, match="nothing can leave"):
            redactions.require_same(agency, item, "Another text.")
        mark = Mark(start=0, end=3, code="(b)(5)")
        again = redactions.mark(s.tx, agency, request.id, 1, "Another text.", [mark], actor=LORRAINE, at=NOW)
        assert again.marks == (mark,)
        assert not again.is_done

    within(agency, work)


@pytest.mark.parametrize("mark", [Mark(start=0, end=3, code="(b)(77)"), Mark(start=5, end=999, code="(b)(6)")])
def test_a_place_needs_its_exemption_and_the_record(agency: Agency, mark: Mark) -> None:
    def work(s: Any) -> None:
        request, text = chosen(s)
        redactions.mark(s.tx, agency, request.id, 1, text, [mark], actor=LORRAINE, at=NOW)

    with pytest.raises(UsageError):
        within(agency, work)


def test_texts_are_searched_one_by_one_on_the_access_log(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)
    ids: list[str] = []

    def fill(tx: Tx) -> str:
        staff(tx)
        ids.extend(keep(tx, agency, text).id for text in ("The levee\nHELD fast.", "Nothing here.", "A levee held."))
        request = taken_down(SimpleNamespace(tx=tx, agency=agency))
        query = RecordQuery(person_id=MAYA)
        soon = NOW + timedelta(seconds=1)
        return release_searches.begin(tx, agency, request.id, "levee  held", query, actor=LORRAINE, at=soon).id

    search_id = agency.store.write(fill)
    agency.store.write(lambda tx: transcripts.destroy(tx, ids[1], actor=LORRAINE, why="Test.", at=NOW))
    agency.store.write(lambda tx: keep(tx, agency, "A later levee held.", at=NOW + timedelta(seconds=5)))
    over = release_searches.run(agency, search_id, lambda: NOW)
    assert set(over.found) == {ids[0], ids[2]}
    assert (over.opened, over.is_over) == (2, True)
    with agency.store.read() as tx:
        records = [entry.record for entry in entries.page(tx, 0, 1000)]
    looks = [record.data for record in records if record.event == "TranscriptRead"]
    assert [(look["person"], look["why"]) for look in looks] == [(MAYA, "Search for request F2026-001")] * 2
    assert not any("levee" in str(record.data) for record in records)
    agency.store.close()


def test_a_search_that_stopped_goes_on_and_opens_nothing_twice(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)

    def fill(tx: Tx) -> str:
        staff(tx)
        for number in range(release_searches.GROUP + 5):
            keep(tx, agency, f"levee {number}", at=NOW)
        request = taken_down(SimpleNamespace(tx=tx, agency=agency))
        return release_searches.begin(
            tx, agency, request.id, "levee", RecordQuery(), actor=LORRAINE, at=NOW + timedelta(minutes=1)
        ).id

    search_id = agency.store.write(fill)
    times: list[int] = []

    def clock() -> Any:
        times.append(1)
        if len(times) == 2:
            raise KeyboardInterrupt
        return NOW

    with pytest.raises(KeyboardInterrupt):
        release_searches.run(agency, search_id, clock)
    with agency.store.read() as tx:
        held = db.get_search(tx, search_id)
    assert held is not None
    assert held[0].opened == release_searches.GROUP
    agency.store.write(lambda tx: release_searches.go_on(tx, search_id, actor=LORRAINE, at=NOW + timedelta(minutes=5)))
    over = release_searches.run(agency, search_id, lambda: NOW)
    assert over.opened == len(over.found) == release_searches.GROUP + 5
    agency.store.close()


def test_what_an_open_request_lists_is_not_destroyed_before_the_answer(agency: Agency) -> None:
    def work(s: Any) -> None:
        request, _ = chosen(s)
        ref = db.items_of(s.tx, request.id)[0].ref
        other = keep(s.tx, agency, "Another text.").id
        with pytest.raises(ConflictError, match=request.id):
            transcripts.destroy(s.tx, ref, actor=LORRAINE, why="It is due.", at=NOW)
        transcripts.destroy(s.tx, other, actor=LORRAINE, why="It is due.", at=NOW)
        releases.close(s.tx, request.id, "It was withdrawn.", actor=LORRAINE, at=NOW)
        assert transcripts.destroy(s.tx, ref, actor=LORRAINE, why="It is due.", at=NOW).ended_at == NOW

    within(agency, work)


def test_a_list_has_an_end(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "MOST_RECORDS", 2)
    with pytest.raises(UsageError, match="up to 2 records"):
        within(
            agency,
            lambda s: releases.choose(
                s.tx, taken_down(s).id, ItemKind.DECISION, ["A", "B", "C"], actor=LORRAINE, at=NOW
            ),
        )


def test_a_closed_request_changes_no_more(agency: Agency) -> None:
    def work(s: Any) -> None:
        request = taken_down(s)
        releases.close(s.tx, request.id, "We found none.", actor=LORRAINE, at=NOW)
        for act in (
            lambda: releases.close(s.tx, request.id, "Again.", actor=LORRAINE, at=NOW),
            lambda: releases.choose(s.tx, request.id, ItemKind.DECISION, ["A"], actor=LORRAINE, at=NOW),
            lambda: releases.take_longer(s.tx, request.id, "Why.", actor=LORRAINE, at=NOW),
        ):
            with pytest.raises(ConflictError):
                act()
        with pytest.raises(ProvisoError):
            releases.get(s.tx, "F2026-999")

    within(agency, work)
