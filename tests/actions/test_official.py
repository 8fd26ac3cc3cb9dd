"""Only an approved text leaves as official, only for those whose it is, and each time it is on record (139-07.4)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from proviso.actions import expert_reviews, official, people, transcripts
from proviso.actions.official import CHANGED, MADE
from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, LedgerError, NotAllowedError, NotFoundError
from proviso.model import Audience, ExpertReview, OfficialForm, fingerprint
from tests.actions import expert_scene as experts
from tests.actions.house import NOW
from tests.reports.official_scene import TEXT, Official, approved, open_official, taken_out


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Official]:
    yield from open_official(tmp_path_factory.mktemp("official"))


def newest(scene: Official, event: str) -> dict[str, object]:
    from proviso.db import entries

    with scene.agency.store.read() as tx:
        found = [e.record for e in entries.page(tx, 0, 500) if e.record.event == event]
    return dict(found[-1].data)


def waiting(scene: Official) -> ExpertReview:
    return scene.agency.store.write(lambda tx: experts.asked(tx, scene.agency))


@pytest.mark.parametrize("form", OfficialForm)
def test_a_text_that_waits_is_a_draft_in_every_form(scene: Official, form: OfficialForm) -> None:
    review = waiting(scene)
    with pytest.raises(ConflictError, match="not approved"):
        taken_out(scene.agency, review, form)


def test_a_withdrawn_text_does_not_leave(scene: Official) -> None:
    review = waiting(scene)
    scene.agency.store.write(
        lambda tx: expert_reviews.withdraw(tx, scene.agency, review.id, actor=experts.MAYA, at=NOW)
    )
    with pytest.raises(ConflictError):
        taken_out(scene.agency, review)


@pytest.mark.parametrize("who", ["tom.reyes", "marcus.bell", "alice.tran", "ana.whitfield"])
def test_it_leaves_for_its_author_and_its_readers_only(scene: Official, who: str) -> None:
    with pytest.raises(NotAllowedError):
        scene.agency.store.write(
            lambda tx: official.export(tx, scene.agency, scene.review.id, OfficialForm.WORD, actor=who, at=NOW)
        )


def test_the_expert_who_read_it_can_take_it_out(scene: Official) -> None:
    given = scene.agency.store.write(
        lambda tx: official.export(tx, scene.agency, scene.review.id, OfficialForm.COPY, actor=experts.SAMUEL, at=NOW)
    )
    assert given.text == TEXT
    assert newest(scene, "OfficialTextExported") == {
        "actor": experts.SAMUEL,
        "review": scene.review.id,
        "form": "copy",
        "version": 1,
        "sha256": fingerprint(TEXT),
        "statement_sha256": newest(scene, "OfficialTextExported")["statement_sha256"],
    }


def test_it_opens_the_kept_text_on_record(scene: Official) -> None:
    taken_out(scene.agency, scene.review)
    assert newest(scene, "TranscriptRead")["transcript"] == scene.review.text.transcript_id


def test_the_note_names_the_expert_the_day_and_the_receipt(scene: Official) -> None:
    code = f"{scene.review.code[:4]}-{scene.review.code[4:]}"
    assert scene.text.note == (f"Drafted with AI help. Reviewed by S. Adeyemi, Nov. 20, 2026. Receipt {code}.")


def test_a_public_text_names_both_readers(scene: Official) -> None:
    review = approved(scene.agency, "For the public: the gate opens at 9.", Audience.PUBLIC)
    note = taken_out(scene.agency, review).note
    assert " and " in note
    assert "S. Adeyemi" in note


def test_the_statement_says_what_the_tool_and_what_a_person_did(scene: Official) -> None:
    statement = msgspec.json.decode(scene.text.manifest)["statement"]
    actions, hashed = statement["assertions"]
    kinds = [(one["action"], one.get("digitalSourceType")) for one in actions["data"]["actions"]]
    assert kinds == [("c2pa.created", MADE), ("c2pa.edited", CHANGED), ("c2pa.published", None)]
    assert hashed["data"]["hash"] == fingerprint(TEXT) == scene.review.official_sha256


def test_an_unchanged_answer_has_no_edit_in_its_statement(scene: Official) -> None:
    review = approved(scene.agency, experts.ANSWER)
    statement = msgspec.json.decode(taken_out(scene.agency, review).manifest)["statement"]
    assert [one["action"] for one in statement["assertions"][0]["data"]["actions"]] == [
        "c2pa.created",
        "c2pa.published",
    ]


def forged(scene: Official, **changes: object) -> ExpertReview:
    """A review whose row somebody changed in the database, past every act."""
    from dataclasses import replace

    review = approved(scene.agency, "The gate opens at 9 in the morning.")
    held = replace(review, **changes)  # type: ignore[arg-type]

    def write(tx: Tx) -> None:
        db.put(tx, held)

    scene.agency.store.write(write)
    return held


def test_a_row_that_says_approved_without_the_ledger_lets_nothing_out(scene: Official) -> None:
    with pytest.raises(LedgerError, match="not the one"):
        taken_out(scene.agency, forged(scene, entry=0))
    with pytest.raises(LedgerError, match="not the one"):
        taken_out(scene.agency, forged(scene, official_sha256=fingerprint("other words")))
    with pytest.raises(LedgerError, match="not the one"):
        taken_out(scene.agency, forged(scene, versions=scene.review.versions))


def test_a_waiting_text_that_a_row_calls_approved_stays_inside(scene: Official) -> None:
    from dataclasses import replace

    from proviso.model import ExpertState

    review = waiting(scene)
    held = replace(
        review, state=ExpertState.APPROVED, official_sha256=fingerprint(experts.TEXT), entry=scene.review.entry
    )
    scene.agency.store.write(lambda tx: db.put(tx, held))
    with pytest.raises(LedgerError):
        taken_out(scene.agency, held)


def test_a_text_that_was_destroyed_says_so(scene: Official) -> None:
    review = approved(scene.agency, "This one goes soon, on the first of May.")
    scene.agency.store.write(
        lambda tx: transcripts.destroy(tx, review.text.transcript_id, actor="system", why="its time is over", at=NOW)
    )
    with pytest.raises(NotFoundError, match="no longer kept"):
        taken_out(scene.agency, review)


def test_after_the_first_export_nothing_is_undone(scene: Official) -> None:
    with scene.agency.store.read() as tx:
        held = expert_reviews.get(tx, scene.review.id)
    assert "used officially" in expert_reviews.why_no_undo(held, actor=experts.SAMUEL, at=NOW)


def test_who_has_left_takes_nothing_out(scene: Official) -> None:
    review = approved(scene.agency, "The pump house is dry since Monday.")

    def leave_and_try(tx: Tx) -> None:
        people.deactivate(tx, experts.MAYA, actor="system", at=NOW)
        official.export(tx, scene.agency, review.id, OfficialForm.WORD, actor=experts.MAYA, at=NOW)

    with pytest.raises(NotAllowedError, match="no longer works here"):
        scene.agency.store.write(leave_and_try)
