"""No sequence of actions by one person alone yields a permission for that person (139-07.2.c.1, separation of duties).

Hypothesis tries the actions in any order, as somebody who holds every role at once: what such a person cannot do for
themselves, nobody with fewer roles can.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from proviso.actions import guides, people, requests, tools, undo, uses, waivers
from proviso.db import people as people_db
from proviso.db import records
from proviso.db.store import Tx
from proviso.errors import ProvisoError
from proviso.model import Channel, GuideRow, Person, Role, ToolStatus, Training, Waiver
from proviso.policy import judge, statements_of
from tests.actions.house import CHAT, NOW, PEOPLE, open_agency, person

EVERY = frozenset(Role) - {Role.AUDITOR}
ME = "yusuf.karim"
NAMES = tuple(one.id for one in PEOPLE)
others = st.sampled_from((*NAMES, "new.one", "new.two"))
anybody = st.one_of(others, st.just(ME))


class Alone(RuleBasedStateMachine):
    """One person, with every role but the auditor's, tries everything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="alone."))
        self.agency = open_agency(self.folder)
        self.granted: list[str] = []

    def teardown(self) -> None:
        self.agency.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def try_(self, work: Callable[[Tx], object]) -> object | None:
        """What is refused is fine; what breaks is not."""
        try:
            return self.agency.store.write(work)
        except ProvisoError:
            return None

    @initialize(supervisor=st.sampled_from(("elena.sorokin", ME, "marcus.bell", ME)), has_left=st.booleans())
    def begin(self, supervisor: str, has_left: bool) -> None:
        """Somebody in an office of their own choosing, perhaps under a supervisor who has left, perhaps under nobody
        but themselves."""

        def fill(tx: Tx) -> None:
            people.change(tx, ME, actor="system", at=NOW, roles=EVERY)
            held = people_db.get(tx, ME)
            assert held is not None
            people_db.put(tx, replace(held, supervisor_id=supervisor))
            if has_left and supervisor != ME:
                people.deactivate(tx, supervisor, actor="system", at=NOW)

        self.agency.store.write(fill)

    @rule(note=st.text(max_size=20))
    def ask(self, note: str) -> None:
        self.try_(lambda tx: people.request_approval(tx, ME, actor=ME, at=NOW, note=note))

    @rule(who=anybody, with_request=st.booleans())
    def approve(self, who: str, with_request: bool) -> None:
        def work(tx: Tx) -> None:
            asked = [r.id for r in people_db.requests_of(tx, who)]
            self.granted.append(
                people.approve(tx, who, request_id=asked[-1] if asked and with_request else None, actor=ME, at=NOW).id
            )

        self.try_(work)

    @rule()
    def approve_myself(self) -> None:
        def work(tx: Tx) -> None:
            asked = [r.id for r in people_db.requests_of(tx, ME)]
            people.approve(tx, ME, request_id=asked[-1] if asked else None, actor=ME, at=NOW)

        self.try_(work)

    @rule(verb=st.sampled_from(("pass on", "decline", "undo", "remind")), to=anybody)
    def answer_my_request(self, verb: str, to: str) -> None:
        """On the newest request of mine."""

        def work(tx: Tx) -> None:
            for request in people_db.requests_of(tx, ME)[-1:]:
                if verb == "pass on":
                    requests.pass_on(tx, request.id, to, actor=ME, at=NOW)
                elif verb == "decline":
                    people.decline(tx, request.id, "no", actor=ME, at=NOW)
                elif verb == "undo":
                    undo.undo_decline(tx, request.id, actor=ME, at=NOW)
                else:
                    requests.remind(tx, request.id, actor=ME, at=NOW)

        self.try_(work)

    @rule()
    def undo_or_take_back(self) -> None:
        for approval in self.granted[-2:]:
            self.try_(lambda tx, a=approval: undo.undo_approval(tx, a, actor=ME, at=NOW))  # type: ignore[misc]  # the default binds
            self.try_(lambda tx, a=approval: people.revoke_approval(tx, a, actor=ME, at=NOW))  # type: ignore[misc]  # the same

    @rule(who=anybody, to=anybody)
    def delegate_for(self, who: str, to: str) -> None:
        self.try_(lambda tx: people.delegate(tx, who, to, actor=ME, at=NOW))

    @rule(who=anybody, supervisor=anybody)
    def set_supervisor(self, who: str, supervisor: str) -> None:
        self.try_(lambda tx: people.change(tx, who, actor=ME, at=NOW, supervisor_id=supervisor))

    @rule(who=anybody, roles=st.frozensets(st.sampled_from(tuple(Role)), max_size=3))
    def set_roles(self, who: str, roles: frozenset[Role]) -> None:
        self.try_(lambda tx: people.change(tx, who, actor=ME, at=NOW, roles=roles))

    @rule(who=anybody, is_back=st.booleans())
    def close_or_open(self, who: str, is_back: bool) -> None:
        verb = people.reactivate if is_back else people.deactivate
        self.try_(lambda tx: verb(tx, who, actor=ME, at=NOW))

    @rule(handle=st.sampled_from(("new.one", "new.two")), supervisor=anybody)
    def add(self, handle: str, supervisor: str) -> None:
        made: Person = person(handle, Role.SUPERVISOR, supervisor=supervisor)
        self.try_(lambda tx: people.add(tx, made, actor=ME, at=NOW))

    @rule(who=anybody, kind=st.sampled_from(tuple(Training)))
    def train(self, who: str, kind: Training) -> None:
        self.try_(lambda tx: people.record_training(tx, who, kind, NOW, "me", version="2", actor=ME, at=NOW))

    @rule()
    def sign_and_attest(self) -> None:
        text = statements_of(self.agency.packs.base())
        mail = f"{ME}@dcs.example"
        self.try_(lambda tx: people.sign(tx, ME, text.version, text.sha256, actor=ME, at=NOW))
        self.try_(lambda tx: people.attest_account(tx, ME, CHAT.id, mail, True, True, actor=ME, at=NOW))

    @rule(again=st.booleans(), seen=st.integers(0, 2))
    def write_a_guide(self, again: bool, seen: int) -> None:
        row = GuideRow(id="ROW00001", setting="x", clause="139-07.2.e.1", steps=("x",))
        self.try_(
            lambda tx: guides.set_guide(tx, CHAT.id, (row,), asks_again=again, seen_version=seen, actor=ME, at=NOW)
        )

    @rule(clause=st.sampled_from(("139-07.2.c.1", "139-07.5.a")), asked_by=anybody)
    def waive(self, clause: str, asked_by: str) -> None:
        day = NOW.date()
        waiver = Waiver(id="2026-001", clause=clause, starts_on=day, ends_on=day, people=frozenset({ME}))
        self.try_(lambda tx: waivers.grant_waiver(tx, waiver, asked_by=asked_by, actor=ME, at=NOW))

    @rule()
    def open_the_tool(self) -> None:
        self.try_(lambda tx: tools.change(tx, CHAT.id, status=ToolStatus.APPROVED, reason="x", actor=ME, at=NOW))

    @invariant()
    def nobody_gave_themselves_a_permission(self) -> None:
        with self.agency.store.read() as tx:
            standing = people_db.standing(tx, ME, CHAT.id, "")
            assert records.standing_approvals(tx, ME) == []
        assert not judge(standing, NOW, self.agency.packs.base()).approval
        text = "How high did the river stand?"
        use = uses.prepare(self.agency, ME, CHAT.id, "research", text, Channel.WEB, NOW)
        assert not uses.consider(self.agency, use).decision.allowed


TestAlone = Alone.TestCase
TestAlone.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_the_same_actions_of_two_people_do_yield_one(tmp_path: Path) -> None:
    """Else the machine above would prove nothing: the records that it looks for are there when a second person acts."""
    agency = open_agency(tmp_path)
    try:
        agency.store.write(
            lambda tx: people.change(tx, ME, actor="system", at=NOW, roles=EVERY, supervisor_id="elena.sorokin")
        )
        asked = agency.store.write(lambda tx: people.request_approval(tx, ME, actor=ME, at=NOW))
        agency.store.write(lambda tx: people.approve(tx, ME, request_id=asked.id, actor="elena.sorokin", at=NOW))
        with agency.store.read() as tx:
            standing = people_db.standing(tx, ME, CHAT.id, "")
        assert judge(standing, NOW, agency.packs.base()).approval
    finally:
        agency.store.close()
