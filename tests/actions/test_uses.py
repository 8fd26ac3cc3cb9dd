from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from proviso.actions import packs, people, tools, uses
from proviso.actions.agency import Agency
from proviso.db import entries, profiles
from proviso.db import incidents as incidents_db
from proviso.db import uses as db
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, UnreadableError, UsageError
from proviso.model import Channel, Part, ReasonKind, ToolStatus, Training, Use
from tests.actions.house import CHAT, NOW, get_ready

TEXT = "The levee on the north bank held. Rain fell on 22 days of April."
MAYA = "maya.okafor"


def use(agency: Agency, text: str = TEXT, *, person: str = MAYA, at: datetime = NOW, source: str = "") -> Use:
    return uses.prepare(agency, person, CHAT.id, "research", text, Channel.WEB, at, source)


def events(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [entry.record.event for entry in entries.page(tx, 0, 1000)]


def test_a_person_in_full_standing_gets_a_permit(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency))
    assert outcome.decision.allowed
    assert outcome.permit is not None
    assert (outcome.permit.text, outcome.permit.tool.id) == (TEXT, CHAT.id)


def test_the_decision_is_on_record_before_the_permit(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency))
    assert outcome.index is not None
    with agency.store.read() as tx:
        assert db.get(tx, outcome.decision.id) == outcome.decision
        assert db.entry_index(tx, outcome.decision.id) == outcome.index
        entry = entries.get(tx, outcome.index)
    assert entry is not None
    assert entry.record.data["decision"] == outcome.decision.id
    assert agency.journal.verify(agency.store).damage is None


def test_neither_the_row_nor_the_entry_holds_the_text(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency, "The zebrafinch counts of the pier. A012 345 678 was closed."))
    assert outcome.permit is None
    with agency.store.read() as tx:
        everything = b"".join(entry.raw for entry in entries.page(tx, 0, 1000))
        row = "".join(tx.conn.exec_driver_sql("SELECT body FROM uses").scalars())
    for secret in ("zebrafinch", "A012", "012 345", "345678"):
        assert secret.encode() not in everything
        assert secret not in row


@pytest.mark.parametrize("step", ["approval", "responsible_ai", "privacy", "cybersecurity", "sign", "account"])
def test_each_missing_step_denies(agency: Agency, step: str) -> None:
    agency.store.write(lambda tx: get_ready(tx, agency, "tom.reyes", but=step))
    outcome = uses.ask(agency, use(agency, person="tom.reyes"))
    assert outcome.permit is None
    assert outcome.decision.reasons[0].kind is ReasonKind.STEP


@pytest.mark.parametrize(("days", "allowed"), [(365, True), (366, False)])
def test_a_training_holds_on_day_365_and_not_on_day_366(agency: Agency, days: int, allowed: bool) -> None:
    agency.store.write(lambda tx: get_ready(tx, agency, "tom.reyes", but="privacy"))
    done = NOW - timedelta(days=days)
    agency.store.write(
        lambda tx: people.record_training(
            tx, "tom.reyes", Training.PRIVACY, done, "learning system", actor="system", at=NOW
        )
    )
    assert uses.ask(agency, use(agency, person="tom.reyes")).decision.allowed is allowed


def test_a_paused_tool_stops_the_next_use(agency: Agency) -> None:
    assert uses.ask(agency, use(agency)).permit is not None
    agency.store.write(
        lambda tx: tools.change(
            tx, CHAT.id, status=ToolStatus.PAUSED, reason="its terms changed", actor="ana.whitfield", at=NOW
        )
    )
    outcome = uses.ask(agency, use(agency))
    assert outcome.permit is None
    assert outcome.decision.reasons[0].kind is ReasonKind.PAUSED


def test_an_ended_policy_stops_the_next_use_and_the_denial_is_on_record(agency: Agency) -> None:
    agency.store.write(lambda tx: packs.end(tx, "withdrawn", actor="ana.whitfield", at=NOW))
    outcome = uses.ask(agency, use(agency, at=NOW + timedelta(seconds=1)))
    assert outcome.permit is None
    assert outcome.index is not None
    assert events(agency)[-2:] == ["PackEnded", "UseDecided"]


@pytest.mark.parametrize(
    ("field", "value"), [("person_id", "nobody"), ("tool_id", "unlisted"), ("purpose", "no-such-purpose")]
)
def test_what_is_not_known_is_denied_and_recorded(agency: Agency, field: str, value: str) -> None:
    outcome = uses.ask(agency, replace(use(agency), **{field: value}))  # type: ignore[arg-type]  # each is a str field
    assert outcome.permit is None
    assert not outcome.decision.allowed
    assert outcome.index is not None


def test_a_classified_text_opens_its_incident_in_the_same_breath(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency, "SECRET//NOFORN\n\n(S) This is a drill.\n\nSECRET//NOFORN\n"))
    assert outcome.decision.reasons[0].kind is ReasonKind.EMERGENCY
    with agency.store.read() as tx:
        (incident,) = incidents_db.by_decision(tx, outcome.decision.id)
    assert (incident.opened_by, incident.kind) == (MAYA, "classified")
    assert events(agency)[-2:] == ["UseDecided", "IncidentOpened"]


def test_a_clock_that_went_back_denies_and_sends_nothing(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency, at=NOW - timedelta(minutes=5)))
    assert (outcome.permit, outcome.index, outcome.decision.fault) == (None, None, "clock")
    assert outcome.decision.reasons[0].kind is ReasonKind.FAULT
    assert "backwards" in outcome.decision.reasons[0].sentence


def test_a_closed_store_denies_and_sends_nothing(agency: Agency) -> None:
    question = use(agency)
    agency.store.close()
    outcome = uses.ask(agency, question)
    assert (outcome.permit, outcome.index, outcome.decision.fault) == (None, None, "store")


def test_the_same_question_cannot_be_recorded_twice(agency: Agency) -> None:
    question = use(agency)
    assert uses.ask(agency, question).permit is not None
    again = uses.ask(agency, question)
    assert (again.permit, again.index) == (None, None)


def test_equal_texts_have_equal_digests_and_cuts_between_parts_count(agency: Agency) -> None:
    def of(*texts: str) -> str:
        return uses.digest(agency, tuple(Part(name="text", text=text) for text in texts))

    assert of("ab") == of("ab")
    assert len({of("ab"), of("a", "b"), of("b", "a"), of("abc")}) == 4


@pytest.mark.parametrize("text", ["", "  \n\t", "\u00a0"])
def test_an_empty_text_is_refused_with_what_to_do(agency: Agency, text: str) -> None:
    with pytest.raises(UsageError) as error:
        use(agency, text)
    assert "Paste" in error.value.hint


def test_a_text_that_is_too_long_is_refused(agency: Agency) -> None:
    with pytest.raises(UnreadableError, match="longest"):
        use(agency, "a" * (agency.settings.max_text_chars + 1))


@pytest.mark.parametrize(
    "text", ["lone \ud800 surrogate", "a\x00b", "\u202eright to left", "\U0010ffff", "e\u0301" * 50]
)
def test_odd_characters_are_decided_like_any_other(agency: Agency, text: str) -> None:
    outcome = uses.ask(agency, use(agency, text, source="https://news.example/\ud800\x00"))
    assert outcome.index is not None
    assert outcome.decision.source is not None
    assert "\x00" not in outcome.decision.source.citation


def test_an_answer_is_screened_and_recorded(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency))
    assert outcome.permit is not None
    answer = uses.receive(agency, outcome.permit, "File A012 345 678 was closed on the last day.", NOW)
    assert [finding.kind for finding in answer.findings] == ["US_A_NUMBER"]
    assert (answer.words, answer.is_demo) == (10, True)
    with agency.store.read() as tx:
        entry = entries.last(tx)
    assert entry is not None
    assert entry.record.event == "AnswerReceived"
    assert b"345" not in entry.raw.replace(answer.decision_id.encode(), b"").split(b'"digest"')[0]


def test_a_tool_that_did_not_answer_is_recorded(agency: Agency) -> None:
    outcome = uses.ask(agency, use(agency))
    assert outcome.permit is not None
    uses.fail(agency, outcome.permit, "timeout", NOW)
    assert events(agency)[-1] == "AnswerFailed"


def test_only_the_person_who_asked_shows_what_was_hidden(agency: Agency) -> None:
    decision = uses.ask(agency, use(agency)).decision
    agency.store.write(lambda tx: uses.show_hidden(tx, decision.id, "PHONE", actor=MAYA, at=NOW))
    assert events(agency)[-1] == "HiddenShown"
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: uses.show_hidden(tx, decision.id, "PHONE", actor="elena.sorokin", at=NOW))


def test_uses_are_searched_newest_first(agency: Agency) -> None:
    for seconds in range(4):
        uses.ask(agency, use(agency, f"{TEXT} {seconds}", at=NOW + timedelta(seconds=seconds)))
    uses.ask(agency, use(agency, person="tom.reyes", at=NOW + timedelta(seconds=9)))
    with agency.store.read() as tx:
        assert db.count(tx) == 5
        assert db.count_by_person(tx, MAYA) == 4
        assert [d.at for d in db.by_person(tx, MAYA, 1, 2)] == [NOW + timedelta(seconds=s) for s in (2, 1)]
        assert db.count(tx, allowed=False) == 1
        (stopped,) = db.search(tx, allowed=False)
        assert db.search(tx, rule=stopped.reasons[0].rule) == [stopped]
        assert db.count(tx, since=NOW + timedelta(seconds=1), until=NOW + timedelta(seconds=3)) == 2
        assert db.count(tx, tool="quillmate") == 0
        last = db.last_by_person(tx, MAYA)
        assert last is not None
        assert last.at == NOW + timedelta(seconds=3)
        assert db.rules(tx) == [stopped.reasons[0].rule]
        assert db.count(tx, rule=stopped.reasons[0].rule) == 1
        assert db.count(tx, since=NOW, most=2) == 2


def test_the_number_of_a_profile_is_remembered_only_when_it_is_durable(agency: Agency) -> None:
    profile = profiles.profile_of(uses.consider(agency, use(agency)).decision)
    numbers: list[int] = []

    def fails(tx: Tx) -> None:
        numbers.append(profiles.number(tx, profile))
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        agency.store.write(fails)
    assert agency.store.write(lambda tx: dict(tx.known)) == {}
    agency.store.write(lambda tx: numbers.append(profiles.number(tx, profile)))
    assert agency.store.write(lambda tx: dict(tx.known)) == {profile: numbers[-1]}
    with agency.store.read() as tx:
        assert tx.conn.exec_driver_sql("SELECT count(*) FROM use_profiles").scalar() == 1
