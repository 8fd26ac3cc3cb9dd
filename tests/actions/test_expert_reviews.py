"""A text on its way to official use: asked for, routed, changed, passed on, withdrawn, undone (139-07.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import expert_reviews, expert_texts, experts, people, reminders, transcripts
from proviso.actions.agency import Agency
from proviso.actions.expert_verdicts import give, save
from proviso.courier.chores import sweep_experts
from proviso.db import expert_reviews as db
from proviso.db import outbox
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import (
    Audience,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    PlaceNote,
    Role,
    fingerprint,
)

from .expert_scene import (
    GRACE,
    MARCUS,
    MAYA,
    NADIA,
    OWEN,
    SAMUEL,
    TEXT,
    WATER,
    asked,
    opinion,
    played,
    seen,
    staff,
    wish,
)
from .house import NOW, open_agency

LATER = NOW + timedelta(minutes=5)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("experts"))
    made.store.write(staff)
    yield made
    made.store.close()


def verdict(
    tx: Tx, agency: Agency, review: ExpertReview, who: str, said: ExpertVerdict = ExpertVerdict.APPROVED, text: str = ""
) -> ExpertReview:
    """A reader's verdict on the newest version, with five times yes and a note where it is returned."""
    held = opinion(review.text.number)
    if said is ExpertVerdict.RETURNED:
        held = opinion(review.text.number, notes="Say which year.", accuracy="no")
    changed = expert_texts.look(agency, text) if text else None
    return give(tx, agency, review.id, said, held, changed, actor=who, at=LATER)


def test_a_text_goes_sealed_to_the_expert_of_its_topic(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        assert review.state is ExpertState.WAITING
        assert review.reviewers == (SAMUEL,)
        assert db.get(tx, review.id) == review
        opened = expert_texts.open_all(tx, agency, review, actor=SAMUEL, at=NOW)
        assert opened.text == TEXT
        assert opened.before_is == "answer"
        assert TEXT not in "".join(tx.conn.exec_driver_sql("SELECT body FROM expert_reviews").scalars())
        mail = outbox.page(tx, limit=5)[0]
        assert mail.subject == "A text waits for you: Flood plan, 1 page"
        assert mail.lines == ("Maya Okafor needs it by Nov. 23, for use inside.", "About 6 minutes.")

    played(agency, scene)


def test_the_expert_with_the_least_to_read_gets_it_then_who_waits_longest(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        experts.set_topic(tx, WATER, "Water", (SAMUEL, NADIA), actor=MARCUS, at=NOW)
        first, second = asked(tx, agency), asked(tx, agency)
        assert {first.reviewers[0], second.reviewers[0]} == {SAMUEL, NADIA}
        verdict(tx, agency, first, first.reviewers[0])
        third = asked(tx, agency, at=LATER)
        assert third.reviewers == first.reviewers  # nothing waits there any more
        fourth = asked(tx, agency, at=LATER)
        assert fourth.reviewers == second.reviewers  # both have one; this one was given nothing for longer

    played(agency, scene)


def test_an_author_never_reads_their_own_text(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency, who=SAMUEL)
        assert review.reading is not None
        assert review.reading.reviewer_id == ""
        assert outbox.page(tx, limit=5)[0].subject == "Find an expert for a text on Water"
        with pytest.raises(NotAllowedError, match="wrote this text"):
            expert_reviews.pass_on(tx, agency, review.id, SAMUEL, actor=MARCUS, at=NOW)
        given = expert_reviews.pass_on(tx, agency, review.id, NADIA, actor=MARCUS, at=NOW)
        assert given.reviewers == (NADIA,)

    played(agency, scene)


def test_where_nobody_is_in_the_office_the_cio_hears_that_an_expert_is_missing(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        people.deactivate(tx, MARCUS, actor="yusuf.karim", at=NOW)
        asked(tx, agency, who=SAMUEL)
        told = [m.recipient for m in outbox.page(tx, limit=5) if m.kind == "expert-missing"]
        assert told == ["ana.whitfield"]

    played(agency, scene)


def test_a_text_for_the_public_is_read_by_two(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency, Audience.PUBLIC)
        assert review.reviewers == (SAMUEL,)
        after = verdict(tx, agency, review, SAMUEL)
        assert after.state is ExpertState.WAITING
        assert after.reviewers == (SAMUEL, GRACE)
        with pytest.raises(ConflictError, match="answered already"):
            verdict(tx, agency, after, SAMUEL)
        done = verdict(tx, agency, after, GRACE)
        assert done.state is ExpertState.APPROVED
        assert done.official_sha256 == fingerprint(TEXT)
        assert db.by_hash(tx, fingerprint(TEXT)) == [done]

    played(agency, scene)


def test_a_change_of_the_second_reader_goes_back_to_the_first(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = verdict(tx, agency, asked(tx, agency, Audience.PUBLIC), SAMUEL)
        changed = verdict(tx, agency, review, GRACE, ExpertVerdict.CHANGED, "Wait times fell to 48 days.")
        assert changed.state is ExpertState.WAITING
        assert changed.reading is not None
        assert changed.reading.reviewer_id == SAMUEL
        done = verdict(tx, agency, changed, SAMUEL)
        assert done.state is ExpertState.APPROVED
        assert done.official_sha256 == fingerprint("Wait times fell to 48 days.")

    played(agency, scene)


def test_a_returned_text_comes_back_to_who_returned_it(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        experts.set_topic(tx, WATER, "Water", (SAMUEL, NADIA), actor=MARCUS, at=NOW)
        review = asked(tx, agency)
        reader = review.reviewers[0]
        back = verdict(tx, agency, review, reader, ExpertVerdict.RETURNED)
        assert (back.state, back.reading) == (ExpertState.RETURNED, None)
        again = expert_reviews.add_version(
            tx,
            agency,
            back.id,
            expert_texts.look(agency, TEXT + " Source: the county."),
            version=1,
            actor=MAYA,
            at=LATER,
        )
        assert again.state is ExpertState.WAITING
        assert again.reading is not None
        assert (again.reading.reviewer_id, again.text.number) == (reader, 2)

    played(agency, scene)


def test_a_verdict_on_a_text_that_changed_meanwhile_is_refused(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        newer = expert_texts.look(agency, "Another text.")
        expert_reviews.add_version(tx, agency, review.id, newer, version=1, actor=MAYA, at=LATER)
        with pytest.raises(ConflictError, match="changed since you opened it"):
            give(tx, agency, review.id, ExpertVerdict.APPROVED, opinion(1), actor=SAMUEL, at=LATER)
        with pytest.raises(ConflictError, match="changed since"):
            expert_reviews.add_version(tx, agency, review.id, seen(agency), version=1, actor=MAYA, at=LATER)
        with pytest.raises(UsageError, match="the same text"):
            expert_reviews.add_version(tx, agency, review.id, newer, version=2, actor=MAYA, at=LATER)

    played(agency, scene)


def test_what_nobody_could_say_goes_to_another_expert(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        experts.set_topic(tx, WATER, "Water", (SAMUEL, NADIA), actor=MARCUS, at=NOW)
        review = asked(tx, agency)
        reader = review.reviewers[0]
        held = opinion(policy="not_mine")
        after = give(tx, agency, review.id, ExpertVerdict.APPROVED, held, actor=reader, at=LATER)
        assert after.state is ExpertState.WAITING
        other = next(one for one in after.reviewers if one != reader)
        assert verdict(tx, agency, after, other).state is ExpertState.APPROVED

    played(agency, scene)


def test_who_leaves_is_replaced_and_the_author_hears_of_it(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        experts.set_topic(tx, WATER, "Water", (SAMUEL, NADIA), actor=MARCUS, at=NOW)
        reviews = [asked(tx, agency), asked(tx, agency)]
        gone = reviews[0].reviewers[0]
        people.deactivate(tx, gone, actor="yusuf.karim", at=LATER)
        held = [db.get(tx, review.id) for review in reviews]
        assert {one.reviewers for one in held if one} == {
            ({SAMUEL, NADIA} - {gone}).pop() and tuple({SAMUEL, NADIA} - {gone})
        }
        told = [m.recipient for m in outbox.page(tx, limit=10) if m.kind == "expert-moved"]
        assert told == [MAYA]

    played(agency, scene)


def test_the_last_expert_who_leaves_leaves_it_to_the_cios_office(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        people.change(tx, SAMUEL, roles=frozenset({Role.PERSONNEL}), actor="yusuf.karim", at=LATER)
        after = db.get(tx, review.id)
        assert after is not None
        assert after.reading is not None
        assert after.reading.reviewer_id == ""
        assert db.waiting(tx, "") == [after]
        experts.set_topic(tx, WATER, "Water", (NADIA,), actor=MARCUS, at=LATER)
        assert experts.sweep(tx, NOW.date(), LATER) == 1
        assert db.waiting(tx, NADIA)[0].id == review.id

    played(agency, scene)


def test_a_delegate_reads_between_two_days(agency: Agency) -> None:
    today = NOW.date()

    def scene(tx: Tx) -> None:
        waits = asked(tx, agency)
        tomorrow = today + timedelta(days=1)
        experts.delegate(tx, NADIA, tomorrow, tomorrow, today=today, actor=SAMUEL, at=NOW)
        assert asked(tx, agency).reviewers == (SAMUEL,)
        assert experts.sweep(tx, tomorrow, LATER) == 2
        moved = db.get(tx, waits.id)
        assert moved is not None
        assert moved.reviewers == (NADIA,)
        experts.end_delegation(tx, actor=SAMUEL, at=LATER)
        assert asked(tx, agency, at=LATER).reviewers == (SAMUEL,)

    played(agency, scene)


@pytest.mark.parametrize(
    ("who", "ends", "said"),
    [
        (SAMUEL, 1, "Name somebody else"),
        (MAYA, 1, "is not an expert"),
        (NADIA, -1, "not before today"),
        (NADIA, 100, "90 days at most"),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(agency: Agency, who: str, ends: int, said: str) -> None:
    today = NOW.date()
    with pytest.raises(UsageError, match=said):
        agency.store.write(
            lambda tx: experts.delegate(tx, who, today, today + timedelta(days=ends), today=today, actor=SAMUEL, at=NOW)
        )


def test_a_reader_passes_a_text_on_and_nobody_else_may(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        for actor, to, fault in (
            (GRACE, NADIA, NotAllowedError),
            (SAMUEL, SAMUEL, UsageError),
            (SAMUEL, MAYA, NotAllowedError),
            (SAMUEL, "", UsageError),
            (SAMUEL, "nobody.here", NotFoundError),
        ):
            with pytest.raises(fault):
                expert_reviews.pass_on(tx, agency, review.id, to, actor=actor, at=LATER)
        after = expert_reviews.pass_on(tx, agency, review.id, OWEN, actor=SAMUEL, at=LATER)
        assert after.reviewers == (OWEN,)
        with pytest.raises(NotAllowedError, match="not with you"):
            verdict(tx, agency, after, SAMUEL)

    played(agency, scene)


def test_an_author_withdraws_and_puts_it_back_within_ten_minutes(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        gone = expert_reviews.withdraw(tx, agency, review.id, actor=MAYA, at=NOW)
        assert gone.reading is None
        with pytest.raises(NotAllowedError):
            expert_reviews.undo(tx, review.id, actor=SAMUEL, at=LATER)
        assert expert_reviews.undo(tx, review.id, actor=MAYA, at=LATER).state is ExpertState.WAITING
        expert_reviews.withdraw(tx, agency, review.id, actor=MAYA, at=LATER)
        with pytest.raises(ConflictError, match="ten minutes are over"):
            expert_reviews.undo(tx, review.id, actor=MAYA, at=LATER + timedelta(minutes=11))

    played(agency, scene)


def test_a_verdict_is_undone_within_ten_minutes_while_nothing_was_used(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        done = verdict(tx, agency, review, SAMUEL, ExpertVerdict.CHANGED, "Wait times fell.")
        with pytest.raises(NotAllowedError):
            expert_reviews.undo(tx, review.id, actor=MAYA, at=LATER)
        undone = expert_reviews.undo(tx, review.id, actor=SAMUEL, at=LATER)
        assert (undone.state, undone.official_sha256, undone.text.number) == (ExpertState.WAITING, "", 1)
        assert undone.reading is not None
        assert not undone.reading.missing  # what was answered is still there
        with pytest.raises(NotFoundError):
            transcripts.open_text(tx, agency, done.text.transcript_id, actor=SAMUEL, why="look", at=LATER)
        done = verdict(tx, agency, undone, SAMUEL)
        expert_reviews.note_export(tx, done.id, at=LATER)
        with pytest.raises(ConflictError, match="used officially"):
            expert_reviews.undo(tx, review.id, actor=SAMUEL, at=LATER)

    played(agency, scene)


def test_an_undone_first_approval_takes_the_text_from_the_second_reader(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = verdict(tx, agency, asked(tx, agency, Audience.PUBLIC), SAMUEL)
        undone = expert_reviews.undo(tx, review.id, actor=SAMUEL, at=LATER)
        assert undone.reading is not None
        assert undone.reading.reviewer_id == SAMUEL
        assert db.waiting(tx, GRACE) == []

    played(agency, scene)


def test_a_text_that_may_be_classified_is_never_kept(agency: Agency) -> None:
    text = "(TEST) SECRET//NOFORN\nThe pump station plan."

    def scene(tx: Tx) -> None:
        before = tx.conn.exec_driver_sql("SELECT count(*) FROM transcripts").scalar()
        with pytest.raises(NotAllowedError, match="classified"):
            expert_reviews.ask(tx, agency, wish(), seen(agency, text), actor=MAYA, at=NOW)
        review = asked(tx, agency)
        with pytest.raises(NotAllowedError, match="classified"):
            expert_reviews.add_version(
                tx, agency, review.id, expert_texts.look(agency, text), version=1, actor=MAYA, at=NOW
            )
        assert tx.conn.exec_driver_sql("SELECT count(*) FROM transcripts").scalar() == (before or 0) + 4

    played(agency, scene)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": " . "}, "what the text is"),
        ({"subject": "x" * 121}, "what the text is"),
        ({"topic": "astrology"}, "one of the topics"),
        ({"due_on": NOW.date() - timedelta(days=1)}, "from today on"),
        ({"due_on": NOW.date() + timedelta(days=400)}, "within a year"),
        ({"decisions": ("7KQ2M4XD",)}, "of yours"),
    ],
)
def test_what_cannot_be_asked_for_is_said(agency: Agency, changes: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        agency.store.write(lambda tx: asked(tx, agency, **changes))  # type: ignore[arg-type]


def test_an_empty_text_is_not_reviewed(agency: Agency) -> None:
    with pytest.raises(UsageError, match="no text"):
        agency.store.write(lambda tx: expert_reviews.ask(tx, agency, wish(), seen(agency, " \n… "), actor=MAYA, at=NOW))


def test_a_reviewed_text_tells_nobody_its_words_in_the_ledger(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        back = give(
            tx,
            agency,
            review.id,
            ExpertVerdict.RETURNED,
            opinion(accuracy="no", notes="The levee note is mine"),
            actor=SAMUEL,
            at=LATER,
        )
        assert back.readings[0].notes == ()
        said = b"".join(tx.records)
        for words in (b"48 days", b"levee", b"Flood plan", b"county.example"):
            assert words not in said

    played(agency, scene)


def test_notes_at_places_are_kept_with_the_reading(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        note = PlaceNote(start=0, end=12, note="Which county?")
        held = opinion()
        held = type(held)(version=1, answers=held.answers, notes=(note,))
        back = give(tx, agency, review.id, ExpertVerdict.RETURNED, held, actor=SAMUEL, at=LATER)
        assert back.readings[0].notes == (note,)

    played(agency, scene)


def test_the_usual_time_is_the_middle_one(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        assert db.usual(tx) is None
        for review in [asked(tx, agency) for _ in range(3)]:
            verdict(tx, agency, review, SAMUEL)
        assert db.usual(tx) == timedelta(minutes=5)

    played(agency, scene)


def test_an_expert_hears_once_a_day_what_is_due(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        today = NOW.date()
        for _ in range(2):
            asked(tx, agency, due_on=today)
        asked(tx, agency)  # due later
        assert db.owed(tx, today) == [(SAMUEL, 2)]
        samuel = people_db.get(tx, SAMUEL)
        assert samuel is not None
        said = [one for digest in reminders._digests(tx, agency, [samuel], NOW) for one in digest.said]
        assert [one.subject for one in said if one.path == "/expert-reviews"] == ["2 texts are due for your review"]

    played(agency, scene)


def test_one_text_has_one_verdict_of_one_reader(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        verdict(tx, agency, review, SAMUEL)
        with pytest.raises(ConflictError, match="answered already"):
            verdict(tx, agency, review, SAMUEL)
        with pytest.raises(ConflictError):
            expert_reviews.withdraw(tx, agency, review.id, actor=MAYA, at=LATER)
        with pytest.raises(ConflictError, match="Nobody owes"):
            expert_reviews.pass_on(tx, agency, review.id, NADIA, actor=MARCUS, at=LATER)

    played(agency, scene)


def test_answers_are_saved_as_one_goes_and_once(agency: Agency) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        first = save(tx, review.id, opinion(bias="", policy=""), actor=SAMUEL, at=LATER)
        assert first.reading is not None
        assert [c.value for c in first.reading.missing] == ["bias", "policy"]
        before = len(tx.records)
        save(tx, review.id, opinion(bias="", policy=""), actor=SAMUEL, at=LATER)
        assert len(tx.records) == before  # the same again changes nothing
        with pytest.raises(UsageError, match="1,000 fit"):
            save(tx, review.id, opinion(notes="x" * 1_001), actor=SAMUEL, at=LATER)

    played(agency, scene)


@pytest.mark.parametrize(
    ("said", "but", "notes", "wrong"),
    [
        (ExpertVerdict.APPROVED, {"bias": "", "policy": ""}, "", "Answer 2 more questions: Bias, Policy."),
        (ExpertVerdict.APPROVED, {"policy": ""}, "", "Answer 1 more question: Policy."),
        (ExpertVerdict.APPROVED, {"bias": "no"}, "", "Bias: say why not."),
        (ExpertVerdict.APPROVED, {"bias": "no"}, "Unfair.", "You said no to Bias."),
        (ExpertVerdict.CHANGED, {"bias": "no"}, "Unfair.", "If your changes mend it, say yes."),
        (ExpertVerdict.CHANGED, {}, "", "Write your changes first."),
        (ExpertVerdict.RETURNED, {}, "", "write at least one note"),
        (ExpertVerdict.RETURNED, {"accuracy": "no"}, " . ", "Accuracy: say why not."),
    ],
)
def test_no_verdict_without_what_it_needs(
    agency: Agency, said: ExpertVerdict, but: dict[str, str], notes: str, wrong: str
) -> None:
    def scene(tx: Tx) -> None:
        review = asked(tx, agency)
        held = opinion(1, notes, **but)
        with pytest.raises(UsageError, match=wrong):
            give(tx, agency, review.id, said, held, actor=SAMUEL, at=LATER)

    played(agency, scene)


def test_the_chore_moves_what_waits_for_who_is_away(tmp_path: Path) -> None:
    agency = open_agency(tmp_path)  # a house of its own: a day passes in it
    agency.store.write(staff)
    review = agency.store.write(lambda tx: asked(tx, agency, at=LATER))
    today = expert_reviews.today_of(agency, LATER)
    tomorrow = today + timedelta(days=1)
    agency.store.write(lambda tx: experts.delegate(tx, NADIA, tomorrow, tomorrow, today=today, actor=SAMUEL, at=LATER))
    sweep_experts(agency, LATER)
    with agency.store.read() as tx:
        assert db.waiting(tx, SAMUEL)[0].id == review.id
    sweep_experts(agency, LATER + timedelta(days=1))
    with agency.store.read() as tx:
        assert db.waiting(tx, NADIA)[0].id == review.id
    agency.store.close()
