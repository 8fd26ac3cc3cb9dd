"""No words of a use are kept, unless the schedule of the pack keeps those of its purpose; then sealed, with an end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from proviso.actions import kept_uses, transcripts, uses
from proviso.actions.agency import Agency
from proviso.db import transcripts as db
from proviso.db import uses as uses_db
from proviso.errors import NotAllowedError, StoreError
from proviso.identity.keyring import Keyring
from proviso.model import Channel, Permit, TextKind, Transcript
from tests.actions.house import CHAT, NOW, PACKS, get_ready, open_agency

MAYA, JOAN = "maya.okafor", "joan.castellanos"
ASKED = "Sum up the published flood report of Quillfeather."
ANSWER = "The levee held at Quillfeather."


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """An agency whose rules keep the words of research, and of nothing else."""
    home = tmp_path_factory.mktemp("keeping")
    folder = home / "packs"
    shutil.copytree(PACKS / "dhs-139-07", folder / "dhs-139-07")
    toml = folder / "dhs-139-07" / "pack.toml"
    toml.write_text(toml.read_text().replace("days = 90\n", 'days = 90\nuses = ["research"]\n', 1))
    made = open_agency(home / "home", packs=folder)
    made.store.write(lambda tx: get_ready(tx, made, MAYA))
    yield made
    made.store.close()


def asked(agency: Agency, text: str = ASKED, purpose: str = "research") -> uses.Outcome:
    return uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, purpose, text, Channel.WEB, NOW))


def permit(outcome: uses.Outcome) -> Permit:
    assert outcome.permit is not None
    return outcome.permit


def kept(agency: Agency, decision_id: str) -> list[Transcript]:
    with agency.store.read() as tx:
        return db.of_decision(tx, decision_id)


def test_question_and_answer_are_kept_sealed_in_the_class_of_the_rule(keeping: Agency) -> None:
    outcome = asked(keeping)
    uses.receive(keeping, permit(outcome), ANSWER, NOW)
    question, answer = sorted(kept(keeping, outcome.decision.id), key=lambda text: text.kind is TextKind.ANSWER)
    assert [question.kind, answer.kind] == [TextKind.PROMPT, TextKind.ANSWER]
    assert {t.record_class for t in (question, answer)} == {"transitory"}
    assert {(t.person_id, t.tool_id, t.purpose, t.kept_by) for t in (question, answer)} == {
        (MAYA, CHAT.id, "research", "system")
    }
    assert question.due_on == date(2027, 2, 18)
    assert transcripts.read(keeping, question.id, actor=MAYA, why="mine", at=NOW) == ASKED
    assert transcripts.read(keeping, answer.id, actor=MAYA, why="mine", at=NOW) == ANSWER
    with pytest.raises(NotAllowedError):
        transcripts.read(keeping, question.id, actor="elena.sorokin", why="curious", at=NOW)
    with keeping.store.read() as tx:
        sealed = db.sealed(tx, question.id)
    assert sealed is not None
    assert b"Quillfeather" not in sealed[0]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Replace part A012 345 678 of the pump.", "research"),
        ("SECRET//NOFORN\n\nThe plan.\n\nSECRET//NOFORN", "research"),
        (ASKED, "draft"),
    ],
    ids=["not sent", "classified", "another purpose"],
)
def test_what_is_not_sent_and_what_no_rule_names_is_not_kept(keeping: Agency, text: str, purpose: str) -> None:
    outcome = asked(keeping, text, purpose)
    if outcome.permit is not None:
        uses.receive(keeping, outcome.permit, ANSWER, NOW)
    assert kept(keeping, outcome.decision.id) == []


def test_an_answer_that_may_be_classified_is_not_kept(keeping: Agency) -> None:
    outcome = asked(keeping)
    uses.receive(keeping, permit(outcome), "SECRET//NOFORN\n\nThe plan.\n\nSECRET//NOFORN", NOW)
    assert [text.kind for text in kept(keeping, outcome.decision.id)] == [TextKind.PROMPT]


def test_the_rules_that_ship_keep_no_words_of_a_use(agency: Agency) -> None:
    outcome = asked(agency)
    uses.receive(agency, permit(outcome), ANSWER, NOW)
    assert kept(agency, outcome.decision.id) == []


class LostKey(Keyring):
    """A master key that cannot be reached."""

    def wrap(self, key: bytes) -> bytes:
        raise StoreError("The master key is not here.")


def test_what_cannot_be_kept_is_not_sent(keeping: Agency) -> None:
    outcome = asked(replace(keeping, sealing_key=LostKey.open(keeping.settings.home / "keys")))
    assert outcome.permit is None
    with keeping.store.read() as tx:
        assert uses_db.get(tx, outcome.decision.id) is None, "neither the decision nor the words stand alone"


def test_destroying_one_leaves_the_other_and_the_record_says_so(keeping: Agency) -> None:
    outcome = asked(keeping)
    uses.receive(keeping, permit(outcome), ANSWER, NOW)
    with keeping.store.read() as tx:
        question = kept_uses.prompt_of(tx, outcome.decision.id)
    assert question is not None
    keeping.store.write(lambda tx: transcripts.destroy(tx, question.id, actor=JOAN, why="over", at=NOW))
    with keeping.store.read() as tx:
        assert [text.kind for text in kept_uses.of_use(tx, outcome.decision.id)] == [TextKind.ANSWER]
    assert keeping.journal.verify(keeping.store).is_whole
