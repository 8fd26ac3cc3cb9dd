"""The demo agency's numbers, counted in its database: each of them is in ux.md, section 14, and on the dashboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from proviso.actions import budgets, retention, uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db import budgets as budgets_db
from proviso.db import connections as connections_db
from proviso.db import entries, people, tools, transcripts
from proviso.db import incidents as incidents_db
from proviso.db import objections as objections_db
from proviso.db import packs as packs_db
from proviso.db import systems as systems_db
from proviso.db import uses as uses_db
from proviso.demo import asks_well, is_seeded, seed
from proviso.demo.uses import kind_of
from proviso.errors import ConflictError
from proviso.model import Channel, Decision, DispositionState, ReasonKind, ToolStatus
from proviso.settings import Settings

NOW = datetime(2026, 11, 20, 19, 23, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    agency = open_agency(Settings(home=tmp_path_factory.mktemp("full"), demo=True))
    seed(agency, NOW)
    yield agency
    agency.store.close()


def count(agency: Agency, sql: str) -> int:
    with agency.store.read() as tx:
        return int(tx.conn.exec_driver_sql(sql).scalar_one())


def decisions(agency: Agency) -> list[Decision]:
    with agency.store.read() as tx:
        return uses_db.search(tx, limit=10_000)


def test_the_ledger_of_the_demo_is_whole(full: Agency) -> None:
    found = full.journal.verify(full.store)
    assert found.damage is None
    assert found.entries > 3_914
    with full.store.read() as tx:
        begins = [entry.record.event for entry in entries.page(tx, 0, 2)]
    assert begins[0] == "LedgerStarted" != begins[1]


@pytest.mark.parametrize(
    ("what", "sql", "number"),
    [
        ("uses", "SELECT count(*) FROM uses", 3_914),
        ("allowed", "SELECT count(*) FROM uses WHERE allowed", 3_655),
        ("Northlight Chat", "SELECT count(*) FROM uses WHERE tool_id = 'northlight-chat'", 2_480),
        ("Quillmate", "SELECT count(*) FROM uses WHERE tool_id = 'quillmate'", 982),
        ("CodeKite", "SELECT count(*) FROM uses WHERE tool_id = 'codekite'", 309),
        ("Verbatim Notes", "SELECT count(*) FROM uses WHERE tool_id = 'verbatim-notes'", 143),
        ("of Maya", "SELECT count(*) FROM uses WHERE person_id = 'maya.okafor'", 61),
        ("asked", "SELECT count(DISTINCT person_id) FROM approval_requests", 486),
        ("approved", "SELECT count(DISTINCT person_id) FROM approvals WHERE revoked_at IS NULL", 451),
        (
            "trained",
            "SELECT count(*) FROM (SELECT t.person_id FROM trainings t JOIN approvals USING (person_id) "
            "GROUP BY t.person_id HAVING count(DISTINCT training) = 3)",
            429,
        ),
        ("signed", "SELECT count(DISTINCT person_id) FROM acknowledgements", 418),
        ("used", "SELECT count(DISTINCT person_id) FROM uses WHERE allowed", 268),
        ("objections", "SELECT count(*) FROM objections", 31),
        ("right", "SELECT count(*) FROM objections WHERE state = 'right'", 9),
        ("stand", "SELECT count(*) FROM objections WHERE state = 'stands'", 17),
        ("open", "SELECT count(*) FROM objections WHERE state = 'open'", 5),
        ("expert reviews", "SELECT count(*) FROM expert_reviews", 46),
        ("approved texts", "SELECT count(*) FROM expert_reviews WHERE state = 'approved'", 38),
        ("returned texts", "SELECT count(*) FROM expert_reviews WHERE state = 'returned'", 5),
        ("texts that wait for Samuel", "SELECT count(*) FROM expert_reviews WHERE state = 'waiting' "
         "AND reviewer_id = 'samuel.adeyemi'", 3),
        ("tools", "SELECT count(*) FROM tools", 8),
        ("who wait for Elena", "SELECT count(*) FROM approval_requests WHERE supervisor_id = 'elena.sorokin' "
         "AND state = 'open'", 6),
        ("of the ledger's decisions", "SELECT count(*) FROM entries WHERE instr(record, '\"UseDecided\"') > 0", 3_914),
    ],
)  # fmt: skip
def test_the_numbers_of_the_demo(full: Agency, what: str, sql: str, number: int) -> None:
    assert count(full, sql) == number, what


def test_systems_asked_through_the_gateway_and_their_stories_are_told(full: Agency) -> None:
    with full.store.read() as tx:
        every = {system.name: system for system in systems_db.all(tx)}
        found = {name: Counter(map(kind_of, uses_db.search(tx, system=s.id))) for name, s in every.items()}
        used = {name: budgets.near_end(s, budgets_db.get(tx, s.id, NOW)) for name, s in every.items()}
        (latest, *_) = uses_db.search(tx, system=every["Form letter check"].id)
        answers = tx.conn.exec_driver_sql(
            "SELECT count(*) FROM entries WHERE instr(record, '\"AnswerReceived\"') > 0"
        ).scalar_one()
    assert found == {
        "Public comment summaries": {"allowed": 20, "source": 2, "person": 2},
        "Form letter check": {"step": 3},
        "Tide table reader": {"allowed": 3},
    }
    assert answers == 23, "each of their allowed uses has an answer on record"
    assert used == {"Public comment summaries": ("tokens", 81), "Form letter check": None, "Tide table reader": None}
    assert latest.reasons[0].headline == "Your privacy training ended on Nov. 17."
    assert [name for name, system in every.items() if system.revoked_at] == ["Tide table reader"]


def test_open_tools_are_connected_to_the_offline_demo_with_a_model_each(full: Agency) -> None:
    with full.store.read() as tx:
        found = {c.tool_id: (c.kind, c.models) for c in connections_db.all(tx)}
    assert found == {
        "northlight-chat": ("echo", ("northlight-1",)),
        "quillmate": ("echo", ("quillmate-1",)),
        "codekite": ("echo", ("codekite-1",)),
    }


def test_why_uses_were_stopped(full: Agency) -> None:
    found = Counter(kind_of(decision) for decision in decisions(full))
    del found["allowed"]
    assert found == {"step": 71, "source": 64, "person": 58, "cui": 27, "social": 14, "purpose": 13, "paused": 12}


def test_uses_by_week(full: Agency) -> None:
    today = NOW.astimezone(ZONE).date()
    weeks: Counter[tuple[int, bool]] = Counter()
    for decision in decisions(full):
        days = (decision.at.astimezone(ZONE).date() - today).days
        weeks[min(3, (days + 28) // 7), decision.allowed] += 1
    assert [(weeks[week, True], weeks[week, False]) for week in range(4)] == [
        (812, 41),
        (901, 55),
        (948, 71),
        (994, 92),
    ]


def test_412_people_are_ready_by_the_engine_itself(full: Agency) -> None:
    text = "The levee on the north bank held, and the tide tables were printed again."
    ready = 0
    with full.store.read() as tx:
        for person in people.everyone(tx, limit=1_000):
            use = uses.prepare(
                full, person.id, "northlight-chat", "research", text, Channel.WEB, NOW, "https://a.example"
            )
            standing = people.standing(tx, use.person_id, use.tool_id, use.digest)
            ready += uses.judge(use, standing, uses.pack_in_force(tx, full, use, standing)).allowed
    assert ready == 412


def test_nothing_is_later_than_now(full: Agency) -> None:
    assert max(decision.at for decision in decisions(full)) <= NOW


def test_no_decision_of_the_demo_is_a_fault(full: Agency) -> None:
    assert [decision for decision in decisions(full) if decision.fault] == []


def test_the_policy_began_four_weeks_ago_and_the_component_added_its_rules_a_week_later(full: Agency) -> None:
    with full.store.read() as tx:
        periods = packs_db.history(tx)
    days = {period.component: round((NOW - period.started_at).total_seconds() / 86_400) for period in periods}
    assert days == {None: 28, "LBB": 21}


def test_the_tools_are_in_the_states_that_their_stories_tell(full: Agency) -> None:
    today = NOW.astimezone(ZONE).date()
    with full.store.read() as tx:
        found = {tool.id: tool for tool in tools.all(tx)}
    paused = found["verbatim-notes"]
    assert (paused.status, paused.status_reason) == (ToolStatus.PAUSED, "its terms changed")
    assert paused.status_since is not None
    assert (today - paused.status_since.astimezone(ZONE).date()).days == 8
    due = found["sketchtide"].re_review_due
    assert due == today - timedelta(days=3)
    assert found["quillmate"].conditions.ends_on is not None
    assert found["quillmate"].conditions.ends_on > today
    assert found["ferry"].status is ToolStatus.IN_REVIEW
    assert found["lanternsearch"].status is ToolStatus.SUGGESTED
    assert not found["harbordesk"].needs_account


def test_some_texts_are_due_and_others_went_with_a_certificate(full: Agency) -> None:
    with full.store.read() as tx:
        (gone,) = transcripts.listed(tx, DispositionState.DONE)
        due = {held.id: held.due for held in retention.holdings(tx, full, NOW)}
        assert [transcripts.sealed(tx, item.transcript_id) for item in gone.items] == [None] * len(gone.items)
    assert (gone.proposed_by, gone.confirmed_by, gone.title) == (
        "lorraine.pike",
        "peter.novak",
        "Working texts that are no longer needed",
    )
    assert gone.items
    assert due["working"] > 0


def test_one_clock_runs_since_nine_minutes(full: Agency) -> None:
    with full.store.read() as tx:
        (incident,) = incidents_db.open(tx)
        everything = incidents_db.all(tx)
    assert incident.opened_at == NOW - timedelta(minutes=9)
    assert sorted((i.is_drill, i.state) for i in everything) == [(False, "closed"), (False, "open"), (True, "closed")]


def test_maya_was_right_twice(full: Agency) -> None:
    with full.store.read() as tx:
        found = objections_db.by_person(tx, "maya.okafor")
    assert [objection.state for objection in found] == ["right", "right"]
    assert all(objection.corrected_until for objection in found)


@pytest.mark.parametrize(("person", "clause"), [("priya.nair", "139-07.2.c.3"), ("tom.reyes", "139-07.2.c.1")])
def test_priya_and_tom_are_stopped_for_their_step(full: Agency, person: str, clause: str) -> None:
    text = "The levee on the north bank held."
    use = uses.prepare(full, person, "northlight-chat", "research", text, Channel.WEB, NOW, "https://a.example")
    with full.store.read() as tx:
        standing = people.standing(tx, use.person_id, use.tool_id, use.digest)
        decision = uses.judge(use, standing, uses.pack_in_force(tx, full, use, standing))
    assert (decision.reasons[0].kind, decision.reasons[0].clause) == (ReasonKind.STEP, clause)
    if person == "priya.nair":
        assert len(decision.reasons) == 1


def test_dale_leaves_in_nine_days(full: Agency) -> None:
    with full.store.read() as tx:
        dale = people.get(tx, "dale.whitcomb")
    assert dale is not None
    assert dale.engagement_ends == NOW.astimezone(ZONE).date() + timedelta(days=9)


def test_somebody_in_full_standing_asks_well(full: Agency) -> None:
    with full.store.read() as tx:
        assert asks_well(tx) == ("maya.okafor", "northlight-chat")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 21, 3, 0, tzinfo=UTC),  # Friday night in New York
        datetime(2026, 11, 22, 12, 0, tzinfo=UTC),  # Sunday
        datetime(2026, 11, 23, 13, 5, tzinfo=UTC),  # Monday, early
        datetime(2027, 3, 14, 7, 30, tzinfo=UTC),  # the clocks change
        datetime(2028, 2, 29, 18, 0, tzinfo=UTC),
    ],
)
def test_a_small_demo_is_made_on_any_day(
    tmp_path: object, tmp_path_factory: pytest.TempPathFactory, now: datetime
) -> None:
    agency = open_agency(Settings(home=tmp_path_factory.mktemp("small"), demo=True))
    told: list[tuple[int, int]] = []
    try:
        assert not is_seeded(agency)
        seed(agency, now, small=True, progress=lambda done, total: told.append((done, total)))
        assert is_seeded(agency)
        assert agency.journal.verify(agency.store).damage is None
        found = Counter(kind_of(decision) for decision in decisions(agency))
        assert found == {
            "allowed": 150, "step": 8, "source": 7, "person": 6, "cui": 3, "social": 2, "purpose": 2, "paused": 2,
        }  # fmt: skip
        assert told[-1][0] == told[-1][1]
        with pytest.raises(ConflictError):
            seed(agency, now, small=True)
    finally:
        agency.store.close()
