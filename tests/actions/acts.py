"""One way to do each act of `duties`: what comes before it, done by who may, and the act itself by anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from proviso.actions import (
    access_tokens,
    approvals,
    connections,
    consulting,
    consulting_drafts,
    courses,
    credentials,
    evidence,
    feeds,
    guides,
    incidents,
    local_rules,
    objections,
    offices,
    outbox,
    packs,
    people,
    places,
    re_reviews,
    requests,
    review_answers,
    review_tests,
    reviews,
    rosters,
    second_approvals,
    signing,
    suggestions,
    systems,
    terms,
    tokens,
    tools,
    trials,
    undo,
    undo_answers,
    uses,
    views,
    waivers,
    webhooks,
)
from proviso.actions.agency import Agency
from proviso.db import outbox as outbox_db
from proviso.db import people as people_db
from proviso.db import places as places_db
from proviso.db.store import Tx
from proviso.model import (
    Channel,
    Conditions,
    Connection,
    EvidenceScope,
    GuideRow,
    LocalRules,
    ObjectionState,
    Passkey,
    Password,
    Position,
    Review,
    Role,
    SpillKind,
    TermAnswer,
    TermState,
    ToolStatus,
    Training,
    WaiverDraft,
)
from proviso.policy import Pack

from .affected_acts import AFFECTED_ACTS
from .expert_acts import EXPERT_ACTS
from .export_acts import EXPORT_ACTS
from .house import CHAT, NOW, person
from .records_acts import RECORDS_ACTS
from .release_acts import RELEASE_ACTS
from .rules import MORNINGS
from .spill_acts import SPILL_ACTS

TODAY = NOW.date()
AFTER = NOW + timedelta(hours=2)
SOON = TODAY + timedelta(days=30)
MAYA, TOM, ELENA, LEE, RUTH, JOAN = (
    "maya.okafor",
    "tom.reyes",
    "elena.sorokin",
    "lee.marsh",
    "ruth.delgado",
    "joan.castellanos",
)
ANA, MARCUS, YUSUF, LENA, HENRY = "ana.whitfield", "marcus.bell", "yusuf.karim", "lena.fox", "henry.osei"
CLAUSE = "139-07.5.d"
R = Role


@dataclass(frozen=True)
class Scene:
    """The house, inside one transaction that is taken back."""

    tx: Tx
    agency: Agency

    @property
    def pack(self) -> Pack:
        return self.agency.packs.base()

    def request(self, who: str = MAYA) -> str:
        return approvals.request_approval(self.tx, who, actor=who, at=NOW).id

    def approval(self, who: str = MAYA) -> str:
        return approvals.approve(self.tx, who, actor=ELENA, at=NOW).id

    def suggestion(self) -> str:
        return suggestions.suggest(
            self.tx, "Ferry", "https://ferry.example", "To translate.", pack=self.pack, actor=MAYA, at=NOW
        ).id

    def review(self) -> Review:
        return reviews.start(self.tx, "Ferry", "Ferry Language", "Translates.", pack=self.pack, actor=MARCUS, at=NOW)

    def section(self, review: Review) -> int:
        values = {"measured": "41.", "ours": "12 of 12.", "limits": "Dates."}
        saved = reviews.save_section(self.tx, review.id, "accuracy", values, version=0, actor=MARCUS, at=NOW)
        return saved.version

    def office_answer(self, review: Review) -> int:
        said = review_answers.save(
            self.tx,
            review.id,
            "privacy",
            Position.CONCUR,
            "",
            Conditions(),
            version=0,
            pack=self.pack,
            actor=JOAN,
            at=NOW,
        )
        return said.version

    def system(self) -> str:
        made = systems.register(self.tx, "Desk", MAYA, "Sums up.", {CHAT.id}, {"research"}, SOON, actor=MARCUS, at=NOW)
        return made.system.id

    def waiver(self, *, is_granted: bool = False) -> str:
        number = waivers.ask(self.tx, self.draft(LEE), {CLAUSE}, actor=LEE, at=NOW, today=TODAY).id
        if is_granted:
            waivers.grant(self.tx, number, confirm_days=20, actor=ANA, at=NOW, today=TODAY)
        return number

    def draft(self, who: str) -> WaiverDraft:
        said: dict[str, Any] = {"case_kind": "Filings", "grounds": "Daily.", "risk": "Gaps.", "safeguards": "Two read."}
        return WaiverDraft(person_id=who, clause=CLAUSE, **said, starts_on=TODAY.isoformat(), ends_on=SOON.isoformat())

    def rules(self, *, is_asked: bool = False) -> LocalRules:
        made = local_rules.draft(self.tx, self.agency, "Mornings", (MORNINGS,), actor=RUTH, at=NOW)
        if is_asked:
            made = local_rules.ask(self.tx, made.id, made.revision, version=made.version, actor=RUTH, at=NOW)
        return made

    def denied(self) -> tuple[str, str]:
        """A decision that Maya may object to, and the rule that leads."""
        use = uses.prepare(self.agency, MAYA, CHAT.id, "investigation", "Sum up.", Channel.WEB, NOW)
        found = people_db.standing(self.tx, MAYA, CHAT.id, use.digest)
        decision = uses.judge(use, found, self.pack, self.agency.screen)
        uses.record_decision(self.tx, decision, found)
        return decision.id, decision.reasons[0].rule

    def session(self) -> str:
        return rosters.plan(self.tx, NOW + timedelta(hours=1), "Room 1", 5, "1.0", actor=LENA, at=NOW).id

    def message(self) -> str:
        self.request()
        return outbox_db.page(self.tx)[0].id

    def webhook(self) -> str:
        return webhooks.add(
            self.tx,
            "https://hooks.example/a",
            (),
            sealing_key=self.agency.sealing_key,
            may_be_private=True,
            actor=YUSUF,
            at=NOW,
        ).webhook.id

    def trial(self) -> tuple[str, str]:
        review = self.review()
        held = trials.grant(self.tx, review.id, MAYA, SOON, pack=self.pack, actor=MARCUS, at=NOW)
        return review.id, held.id

    def passkey(self, code: str = "CODE0001") -> Passkey:
        return Passkey(
            id=f"id-{code}",
            code=code,
            person_id=MAYA,
            handle=b"h",
            name="Key",
            public_key=b"k",
            count=0,
            is_synced=False,
            added_at=NOW,
        )


Do = Callable[[Scene, str], object]


@dataclass(frozen=True)
class Act:
    """How it is done, who may beside the roles of its duty, and the roles where the duty says "that office"."""

    do: Do
    rightful: tuple[str, ...] = ()
    roles: frozenset[Role] | None = None


def only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _delegate_office(s: Scene, actor: str) -> object:
    return review_answers.delegate(s.tx, "privacy", TOM, TODAY, SOON, pack=s.pack, actor=actor, at=NOW)


def _end_delegation(s: Scene, actor: str) -> None:
    _delegate_office(s, JOAN)
    review_answers.end_delegation(s.tx, "privacy", actor=actor, at=NOW)


def _save_answer(s: Scene, actor: str) -> object:
    review = s.review()
    return review_answers.save(
        s.tx, review.id, "privacy", Position.CONCUR, "", Conditions(), version=0, pack=s.pack, actor=actor, at=NOW
    )


def _sign_answer(s: Scene, actor: str) -> object:
    review = s.review()
    version = s.office_answer(review)
    return review_answers.sign(s.tx, review.id, "privacy", version=version, pack=s.pack, actor=actor, at=NOW)


def _take_back_answer(s: Scene, actor: str) -> object:
    review = s.review()
    version = s.office_answer(review)
    review_answers.sign(s.tx, review.id, "privacy", version=version, pack=s.pack, actor=JOAN, at=NOW)
    return review_answers.take_back(s.tx, review.id, "privacy", pack=s.pack, actor=actor, at=NOW)


def _section(s: Scene, actor: str) -> object:
    review = s.review()
    values = {"measured": "41.", "ours": "12 of 12.", "limits": "Dates."}
    return reviews.save_section(s.tx, review.id, "accuracy", values, version=0, actor=actor, at=NOW)


def _close_section(s: Scene, actor: str) -> object:
    review = s.review()
    return reviews.close_section(s.tx, review.id, "accuracy", version=s.section(review), actor=actor, at=NOW)


def _reopen_section(s: Scene, actor: str) -> object:
    review = s.review()
    reviews.close_section(s.tx, review.id, "accuracy", version=s.section(review), actor=MARCUS, at=NOW)
    return reviews.reopen_section(s.tx, review.id, "accuracy", actor=actor, at=NOW)


def _term(s: Scene, actor: str) -> object:
    said = TermAnswer(review_id=s.review().id, term="T-01", state=TermState.MET, fact="It says so.")
    return reviews.save_term(s.tx, said, version=0, actor=actor, at=NOW)


def _test(s: Scene, actor: str) -> object:
    text = "Translate: the levee held."
    return review_tests.add_in(
        s.tx, s.agency, s.review().id, text, "El dique aguantó.", "right", pack=s.pack, actor=actor, at=NOW
    )


def _check_test(s: Scene, actor: str) -> object:
    review = s.review()
    test = review_tests.add_in(
        s.tx, s.agency, review.id, "The levee held.", "Aguantó.", "right", pack=s.pack, actor=MARCUS, at=NOW
    )
    return review_tests.check_test(s.tx, review.id, test.id, agrees=True, pack=s.pack, actor=actor, at=NOW)


def _revoke_second(s: Scene, actor: str) -> object:
    second = second_approvals.second(s.tx, s.approval(), actor=LEE, at=NOW)
    return second_approvals.revoke(s.tx, second.id, actor=actor, at=NOW)


def _confirm_pack(s: Scene, actor: str) -> object:
    held = packs.propose(s.tx, s.pack, NOW + timedelta(days=1), "Anew.", actor=ANA, at=NOW)
    return packs.confirm(s.tx, held.id, s.pack, actor=actor, at=NOW)


def _withdraw_pack(s: Scene, actor: str) -> object:
    held = packs.propose(s.tx, s.pack, NOW + timedelta(days=1), "Anew.", actor=ANA, at=NOW)
    return packs.withdraw(s.tx, held.id, "No.", actor=actor, at=NOW)


def _reply(s: Scene, actor: str) -> object:
    made = s.rules(is_asked=True)
    consulting.answer(
        s.tx,
        made.id,
        made.revision,
        R.PRIVACY,
        Position.DISSENT,
        sha256=made.sha256,
        reasons="Too wide.",
        actor=JOAN,
        at=NOW,
    )
    return consulting.reply(s.tx, made.id, made.revision, R.PRIVACY, "It is needed.", actor=actor, at=NOW)


def _consult(s: Scene, actor: str) -> object:
    made = s.rules(is_asked=True)
    return consulting.answer(
        s.tx, made.id, made.revision, R.PRIVACY, Position.CONCUR, sha256=made.sha256, actor=actor, at=NOW
    )


def _draft_answer(s: Scene, actor: str) -> object:
    made = s.rules(is_asked=True)
    return consulting_drafts.save_draft(
        s.tx,
        made.id,
        made.revision,
        R.PRIVACY,
        None,
        reasons="So far.",
        conditions="",
        version=0,
        actor=actor,
        at=NOW,
    )


def _remind_office(s: Scene, actor: str) -> object:
    made = s.rules(is_asked=True)
    return consulting_drafts.remind(s.tx, made.id, made.revision, R.PRIVACY, actor=actor, at=NOW)


def _object(s: Scene, actor: str) -> object:
    decision, rule = s.denied()
    return objections.send_in(s.tx, s.agency, decision, rule, "Something else", actor=actor, at=NOW)


def _answer_objection(s: Scene, actor: str) -> object:
    decision, rule = s.denied()
    sent = objections.send_in(s.tx, s.agency, decision, rule, "Something else", actor=MAYA, at=NOW)
    return objections.answer(s.tx, sent.id, ObjectionState.STANDS, "It stands.", actor=actor, at=NOW)


def _connect(s: Scene, actor: str) -> object:
    way = Connection(tool_id=CHAT.id, kind="openai", models=("gpt-4o",), key="sealed")
    return connections.connect(s.tx, way, sealing_key=s.agency.sealing_key, secret="sk-0123456789", actor=actor, at=NOW)


def _seal(s: Scene, actor: str) -> object:
    _connect(s, MARCUS)
    return connections.seal_key(s.tx, CHAT.id, "sk-9876543210", sealing_key=s.agency.sealing_key, actor=actor, at=NOW)


def _disconnect(s: Scene, actor: str) -> None:
    _connect(s, MARCUS)
    connections.disconnect(s.tx, CHAT.id, actor=actor, at=NOW)


def _attendance(s: Scene, actor: str) -> object:
    held = s.session()
    rosters.take_seat(s.tx, held, MAYA, actor=LENA, at=NOW)
    return rosters.record_attendance(s.tx, held, [MAYA], actor=actor, at=AFTER)


def _remove_passkey(s: Scene, actor: str) -> object:
    for code in ("CODE0001", "CODE0002"):
        credentials.add_passkey(s.tx, s.passkey(code), actor=MAYA, at=NOW)
    return credentials.remove_passkey(s.tx, "CODE0001", actor=actor, at=NOW)


def _rename_passkey(s: Scene, actor: str) -> object:
    credentials.add_passkey(s.tx, s.passkey(), actor=MAYA, at=NOW)
    return credentials.rename_passkey(s.tx, "CODE0001", "Phone", actor=actor, at=NOW)


def _end_token(s: Scene, actor: str) -> None:
    made = feeds.make_token(s.tx, feeds.DIRECTORY, "Directory", actor=YUSUF, at=NOW)
    feeds.end_token(s.tx, feeds.DIRECTORY, made.token.id, actor=actor, at=NOW)


def _undo_decline(s: Scene, actor: str) -> object:
    asked = s.request()
    approvals.decline(s.tx, asked, "Later.", actor=ELENA, at=NOW)
    return undo.undo_decline(s.tx, asked, actor=actor, at=NOW)


def _undo_pass_on(s: Scene, actor: str) -> object:
    asked = s.request()
    requests.pass_on(s.tx, asked, LEE, actor=ELENA, at=NOW)
    return undo_answers.undo_pass_on(s.tx, asked, actor=actor, at=NOW)


def _undo_suggestion(s: Scene, actor: str) -> object:
    group = s.suggestion()
    suggestions.decline(s.tx, group, "No.", actor=MARCUS, at=NOW)
    return undo_answers.undo_suggestion_answer(s.tx, group, actor=actor, at=NOW)


def _undo_objection(s: Scene, actor: str) -> object:
    decision, rule = s.denied()
    sent = objections.send_in(s.tx, s.agency, decision, rule, "Something else", actor=MAYA, at=NOW)
    objections.answer(s.tx, sent.id, ObjectionState.STANDS, "It stands.", actor=MARCUS, at=NOW)
    return undo_answers.undo_objection_answer(s.tx, sent.id, actor=actor, at=NOW)


def _reactivate(s: Scene, actor: str) -> object:
    people.deactivate(s.tx, MAYA, actor=YUSUF, at=NOW)
    return people.reactivate(s.tx, MAYA, actor=actor, at=NOW)


def _revise(s: Scene, actor: str) -> object:
    made = s.rules()
    local_rules.withdraw(s.tx, made.id, made.revision, "No.", version=made.version, actor=RUTH, at=NOW)
    return local_rules.revise(s.tx, s.agency, made.id, actor=actor, at=NOW)


def _change_rules(s: Scene, actor: str) -> object:
    made = s.rules()
    return local_rules.change(
        s.tx, s.agency, made.id, made.revision, "Noon", (MORNINGS,), version=made.version, actor=actor, at=NOW
    )


def _ask_rules(s: Scene, actor: str) -> object:
    made = s.rules()
    return local_rules.ask(s.tx, made.id, made.revision, version=made.version, actor=actor, at=NOW)


def _withdraw_rules(s: Scene, actor: str) -> object:
    made = s.rules()
    return local_rules.withdraw(s.tx, made.id, made.revision, "No.", version=made.version, actor=actor, at=NOW)


def _end_trial(s: Scene, actor: str) -> object:
    return trials.end(s.tx, s.trial()[1], actor=actor, at=NOW)


def _password(s: Scene, actor: str) -> None:
    credentials.set_password(s.tx, MAYA, Password(hash="x", is_short=False, set_at=NOW), actor=actor, at=NOW)


def _guide(s: Scene, actor: str) -> object:
    row = GuideRow(id="history", setting="Turn off history", clause="139-07.2.e.1", steps=("Settings",))
    return guides.set_guide(s.tx, CHAT.id, (row,), asks_again=False, seen_version=0, actor=actor, at=NOW)


def _waive(s: Scene, actor: str) -> object:
    return waivers.ask(s.tx, s.draft(actor), {CLAUSE}, actor=actor, at=NOW, today=TODAY)


def _free(s: Scene, actor: str) -> None:
    tools.change(s.tx, CHAT.id, conditions=Conditions(most_users=1), actor=MARCUS, at=NOW)
    places_db.take(s.tx, CHAT.id, MAYA, NOW)
    places.free(s.tx, CHAT.id, MAYA, actor=actor, at=NOW)


ACTS: dict[str, Act] = {
    "approvals.request_approval": Act(lambda s, a: approvals.request_approval(s.tx, MAYA, actor=a, at=NOW), (MAYA,)),
    "requests.remind": Act(
        lambda s, a: requests.remind(s.tx, s.request(), actor=a, at=NOW + timedelta(days=2)), (MAYA,)
    ),
    "approvals.approve": Act(lambda s, a: approvals.approve(s.tx, MAYA, actor=a, at=NOW), (ELENA,)),
    "approvals.decline": Act(lambda s, a: approvals.decline(s.tx, s.request(), "Later.", actor=a, at=NOW), (ELENA,)),
    "requests.pass_on": Act(lambda s, a: requests.pass_on(s.tx, s.request(), LEE, actor=a, at=NOW), (ELENA,)),
    "approvals.revoke_approval": Act(
        lambda s, a: approvals.revoke_approval(s.tx, s.approval(), actor=a, at=NOW), (ELENA,)
    ),
    "undo.undo_approval": Act(lambda s, a: undo.undo_approval(s.tx, s.approval(), actor=a, at=NOW), (ELENA,)),
    "undo.undo_decline": Act(_undo_decline),
    "undo_answers.undo_pass_on": Act(_undo_pass_on, (ELENA,)),
    "undo_answers.undo_suggestion_answer": Act(_undo_suggestion, (MARCUS,)),
    "undo_answers.undo_objection_answer": Act(_undo_objection, (MARCUS,)),
    "people.delegate": Act(
        lambda s, a: people.delegate(s.tx, ELENA, LEE, actor=a, at=NOW, ends_at=NOW + timedelta(days=3)), (ELENA,)
    ),
    "second_approvals.second": Act(lambda s, a: second_approvals.second(s.tx, s.approval(), actor=a, at=NOW), (LEE,)),
    "second_approvals.revoke": Act(_revoke_second, (LEE,)),
    "courses.begin": Act(lambda s, a: courses.begin(s.tx, TOM, s.pack, actor=a, at=NOW), (TOM,)),
    "rosters.plan": Act(lambda s, a: rosters.plan(s.tx, NOW + timedelta(days=1), "Room", 5, "1.0", actor=a, at=NOW)),
    "rosters.cancel": Act(
        lambda s, a: rosters.cancel(s.tx, s.session(), actor=a, at=NOW),
    ),
    "rosters.record_attendance": Act(_attendance),
    "rosters.take_seat": Act(lambda s, a: rosters.take_seat(s.tx, s.session(), MAYA, actor=a, at=NOW), (MAYA,)),
    "people.record_training": Act(
        lambda s, a: people.record_training(s.tx, MAYA, Training.PRIVACY, NOW, "by hand", actor=a, at=NOW)
    ),
    "feeds.read_learning": Act(lambda s, a: feeds.read_learning(s.tx, (), actor=a, at=NOW)),
    "signing.sign_rules": Act(
        lambda s, a: signing.sign_rules(s.tx, s.agency, TOM, s.pack, "Tom Reyes", method="demo", actor=a, at=NOW),
        (TOM,),
    ),
    "people.sign": Act(lambda s, a: people.sign(s.tx, TOM, "1", "00" * 32, actor=a, at=NOW), (TOM,)),
    "views.decline_to_sign": Act(
        lambda s, a: views.decline_to_sign(s.tx, MAYA, "1", "00" * 32, actor=a, at=NOW), (MAYA,)
    ),
    "people.attest_account": Act(
        lambda s, a: people.attest_account(s.tx, MAYA, CHAT.id, "m@dcs.example", True, True, actor=a, at=NOW), (MAYA,)
    ),
    "guides.set_guide": Act(_guide),
    "people.add": Act(lambda s, a: people.add(s.tx, person("new.one"), actor=a, at=NOW)),
    "people.change": Act(lambda s, a: people.change(s.tx, MAYA, actor=a, at=NOW, title="Analyst")),
    "people.reactivate": Act(_reactivate),
    "people.deactivate": Act(lambda s, a: people.deactivate(s.tx, MAYA, actor=a, at=NOW), (ELENA,)),
    "people.end_engagement": Act(lambda s, a: people.end_engagement(s.tx, MAYA, SOON, actor=a, at=NOW), (ELENA,)),
    "offices.name_component": Act(lambda s, a: offices.name_component(s.tx, "HIS", "Harbor", actor=a, at=NOW)),
    "offices.name_office": Act(lambda s, a: offices.name_office(s.tx, R.PRIVACY, JOAN, "Privacy", actor=a, at=NOW)),
    "offices.name_contact": Act(lambda s, a: offices.name_contact(s.tx, "help@dcs.example", actor=a, at=NOW)),
    "credentials.make_link": Act(lambda s, a: credentials.make_link(s.tx, MAYA, actor=a, at=NOW)),
    "credentials.remove_all": Act(lambda s, a: credentials.remove_all(s.tx, MAYA, actor=a, at=NOW)),
    "credentials.end_sessions": Act(lambda s, a: credentials.end_sessions(s.tx, MAYA, actor=a, at=NOW), (MAYA,)),
    "credentials.set_password": Act(_password, (MAYA,)),
    "credentials.add_passkey": Act(lambda s, a: credentials.add_passkey(s.tx, s.passkey(), actor=a, at=NOW), (MAYA,)),
    "feeds.make_token": Act(lambda s, a: feeds.make_token(s.tx, feeds.DIRECTORY, "Directory", actor=a, at=NOW)),
    "feeds.end_token": Act(_end_token),
    "suggestions.suggest": Act(
        lambda s, a: suggestions.suggest(s.tx, "Ferry", "", "To translate.", pack=s.pack, actor=a, at=NOW)
    ),
    "suggestions.withdraw": Act(lambda s, a: suggestions.withdraw(s.tx, s.suggestion(), actor=a, at=NOW), (MAYA,)),
    "reviews.start": Act(lambda s, a: reviews.start(s.tx, "Ferry", "Ferry Language", pack=s.pack, actor=a, at=NOW)),
    "reviews.start_for": Act(lambda s, a: reviews.start_for(s.tx, CHAT.id, pack=s.pack, actor=a, at=NOW)),
    "reviews.save_section": Act(_section),
    "reviews.close_section": Act(_close_section),
    "reviews.reopen_section": Act(_reopen_section),
    "reviews.save_term": Act(_term),
    "review_tests.add_in": Act(_test),
    "review_tests.check_test": Act(_check_test),
    "review_answers.remind": Act(
        lambda s, a: review_answers.remind(s.tx, s.review().id, "privacy", pack=s.pack, actor=a, at=NOW)
    ),
    "review_answers.save": Act(_save_answer, (JOAN,), only(R.PRIVACY)),
    "review_answers.sign": Act(_sign_answer, (JOAN,), only(R.PRIVACY)),
    "review_answers.take_back": Act(_take_back_answer, (JOAN,), only(R.PRIVACY)),
    "review_answers.delegate": Act(_delegate_office, (JOAN,), only(R.PRIVACY)),
    "review_answers.end_delegation": Act(_end_delegation, (JOAN,), only(R.PRIVACY)),
    "trials.grant": Act(lambda s, a: trials.grant(s.tx, s.review().id, MAYA, SOON, pack=s.pack, actor=a, at=NOW)),
    "trials.end": Act(_end_trial),
    "tools.add": Act(
        lambda s, a: tools.add(
            s.tx, replace(CHAT, id="other", name="Other", status=ToolStatus.SUGGESTED), actor=a, at=NOW
        )
    ),
    "tools.change": Act(
        lambda s, a: tools.change(s.tx, CHAT.id, conditions=Conditions(no_attachments=True), actor=a, at=NOW),
        (),
        only(R.CIO, R.CIO_OFFICE),
    ),
    "tools.revoke_all": Act(lambda s, a: tools.revoke_all(s.tx, "The policy ended", actor=a, at=NOW)),
    "re_reviews.report_incident": Act(
        lambda s, a: re_reviews.report_incident(s.tx, CHAT.id, "A breach.", s.pack, actor=a, at=NOW)
    ),
    "terms.keep": Act(lambda s, a: terms.keep(s.tx, CHAT.id, b"Terms", "terms.txt", "", s.pack, actor=a, at=NOW)),
    "connections.connect": Act(_connect),
    "connections.seal_key": Act(_seal),
    "connections.disconnect": Act(_disconnect),
    "waivers.save_draft": Act(lambda s, a: waivers.save_draft(s.tx, s.draft(a), actor=a, at=NOW)),
    "waivers.ask": Act(_waive),
    "waivers.confirm": Act(lambda s, a: waivers.confirm(s.tx, s.waiver(is_granted=True), actor=a, at=NOW, today=TODAY)),
    "waivers.draft_to_renew": Act(
        lambda s, a: waivers.draft_to_renew(s.tx, s.waiver(is_granted=True), actor=a, at=NOW)
    ),
    "waivers.withdraw": Act(lambda s, a: waivers.withdraw(s.tx, s.waiver(), actor=a, at=NOW), (LEE,)),
    "waivers.grant": Act(lambda s, a: waivers.grant(s.tx, s.waiver(), actor=a, at=NOW, today=TODAY)),
    "waivers.refuse": Act(lambda s, a: waivers.refuse(s.tx, s.waiver(), "No.", actor=a, at=NOW)),
    "waivers.revoke_waiver": Act(lambda s, a: waivers.revoke_waiver(s.tx, s.waiver(is_granted=True), actor=a, at=NOW)),
    "waivers.wish": Act(lambda s, a: waivers.wish(s.tx, CLAUSE, LEE, "Research", actor=a, at=NOW)),
    "local_rules.draft": Act(
        lambda s, a: local_rules.draft(s.tx, s.agency, "Mornings", (MORNINGS,), actor=a, at=NOW), (RUTH,)
    ),
    "local_rules.change": Act(_change_rules, (RUTH,)),
    "local_rules.ask": Act(_ask_rules, (RUTH,)),
    "local_rules.withdraw": Act(_withdraw_rules, (RUTH,)),
    "consulting.reply": Act(_reply),
    "consulting_drafts.save_draft": Act(_draft_answer, (JOAN,), only(R.PRIVACY)),
    "consulting_drafts.remind": Act(_remind_office, (RUTH,)),
    "consulting.answer": Act(_consult, (JOAN,), only(R.PRIVACY)),
    "packs.propose": Act(lambda s, a: packs.propose(s.tx, s.pack, NOW + timedelta(days=1), "Anew.", actor=a, at=NOW)),
    "packs.withdraw": Act(_withdraw_pack),
    "packs.end": Act(lambda s, a: packs.end(s.tx, "It was withdrawn.", actor=a, at=NOW)),
    "systems.register": Act(
        lambda s, a: systems.register(
            s.tx, "Desk", MAYA, "Sums up.", {CHAT.id}, {"research"}, SOON, purpose="research", actor=a, at=NOW
        )
    ),
    "systems.change": Act(
        lambda s, a: systems.change(s.tx, s.system(), "More.", requests_a_minute=90, actor=a, at=NOW)
    ),
    "systems.rotate_key": Act(lambda s, a: systems.rotate_key(s.tx, s.system(), actor=a, at=NOW), (MAYA,)),
    "systems.expire": Act(lambda s, a: systems.expire(s.tx, s.system(), TODAY, "Done.", actor=a, at=NOW), (MAYA,)),
    "systems.revoke": Act(lambda s, a: systems.revoke(s.tx, s.system(), "It leaked.", actor=a, at=NOW), (MAYA,)),
    "objections.send_in": Act(_object, (MAYA,)),
    "objections.answer": Act(_answer_objection, (), only(R.CIO_OFFICE)),
    "incidents.report": Act(lambda s, a: incidents.report(s.tx, SpillKind.CUI, actor=a, at=NOW), (MAYA,)),
    **{name: Act(*how) for name, how in AFFECTED_ACTS.items()},
    **{name: Act(*how) for name, how in EXPERT_ACTS.items()},
    **{name: Act(*how) for name, how in SPILL_ACTS.items()},
    **{name: Act(*how) for name, how in RECORDS_ACTS.items()},
    **{name: Act(*how) for name, how in RELEASE_ACTS.items()},
    **{name: Act(*how) for name, how in EXPORT_ACTS.items()},
    "evidence.ask": Act(
        lambda s, a: evidence.ask(s.tx, EvidenceScope(tool="northlight-chat"), "Evidence", 9, actor=a, at=NOW)
    ),
    "outbox.drop": Act(lambda s, a: outbox.drop(s.tx, s.message(), actor=a, at=NOW)),
    "webhooks.add": Act(
        lambda s, a: webhooks.add(
            s.tx,
            "https://hooks.example/b",
            (),
            sealing_key=s.agency.sealing_key,
            may_be_private=True,
            actor=a,
            at=NOW,
        )
    ),
    "webhooks.send_test": Act(lambda s, a: webhooks.send_test(s.tx, s.webhook(), actor=a, at=NOW)),
    "webhooks.remove": Act(lambda s, a: webhooks.remove(s.tx, s.webhook(), actor=a, at=NOW)),
    "tokens.make": Act(lambda s, a: tokens.make(s.tx, MAYA, "research", s.pack, actor=a, at=NOW)),
    "access_tokens.make": Act(
        lambda s, a: access_tokens.make(s.tx, MAYA, "Calendar", ["Tools"], 7, offered=["Tools"], actor=a, at=NOW),
        (MAYA,),
    ),
    "places.free": Act(_free),
    "tools.await_tool": Act(
        lambda s, a: (
            tools.change(s.tx, CHAT.id, status=ToolStatus.PAUSED, reason="x", actor=MARCUS, at=NOW),
            tools.await_tool(s.tx, CHAT.id, actor=a, at=NOW),
        )
    ),
    "credentials.remove_passkey": Act(_remove_passkey, (MAYA,)),
    "credentials.rename_passkey": Act(_rename_passkey, (MAYA,)),
    "packs.confirm": Act(_confirm_pack),
    "local_rules.revise": Act(_revise, (RUTH,)),
}
