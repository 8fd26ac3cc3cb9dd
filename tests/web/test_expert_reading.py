"""What a reader sees: numbered sentences, passages that lead back, changes in words, notes that stay at their place."""

from __future__ import annotations

import time
from datetime import timedelta

from proviso.actions.expert_texts import Opened
from proviso.model import (
    Audience,
    ExpertReview,
    Finding,
    FindingClass,
    PlaceNote,
    Reading,
    SourceText,
    TextVersion,
)
from proviso.web.expert_reading import GONE, MOST_NOTED, returned_notes, view_text
from tests.actions.expert_scene import ANSWER, PROMPT, SOURCE, TEXT
from tests.actions.house import NOW

CITED = (SourceText(title="https://county.example.gov", transcript_id="S"),)


def review(sources: tuple[SourceText, ...] = CITED) -> ExpertReview:
    version = TextVersion(number=1, transcript_id="T", digest="d", words=9, written_by="maya.okafor", at=NOW)
    return ExpertReview(
        id="7KQ2M4XD",
        author_id="maya.okafor",
        audience=Audience.INTERNAL,
        subject="Flood plan",
        topic="water",
        due_on=NOW.date() + timedelta(days=1),
        asked_at=NOW,
        sources=sources,
        versions=(version,),
    )


def opened(text: str = TEXT, **more: object) -> Opened:
    held = {"before": ANSWER, "before_is": "answer", "prompt": PROMPT, "sources": (SOURCE,)}
    return Opened(text=text, version=1, **{**held, **more})  # type: ignore[arg-type]


def test_sentences_lead_to_their_passage_and_back() -> None:
    view = view_text(review(), opened(), ())
    claims = [piece for piece in view.pieces if piece.number]
    assert [c.support for c in claims] == ["supported, source 1", "supported, source 1"]
    passages = {p.id: p.claims for s in view.sources for p in s.pieces if p.id}
    for claim in claims:
        assert claim.number in passages[claim.href.removeprefix("#passage-")]
    assert "".join(p.text for p in view.sources[0].pieces) == SOURCE
    assert view.supported == "2 of 2 sentences with a fact have support."


def test_a_sentence_made_of_two_leads_to_both_places() -> None:
    source = (
        "The levee on the north bank held all of April. "
        + "Crews went home at night and came back in the morning. " * 6
        + "Pumps at the old harbor were replaced in 2024."
    )
    text = "The levee on the north bank held all of April, and pumps at the old harbor were replaced in 2024."
    view = view_text(review(), opened(text, sources=(source,)), ())
    [claim] = [piece for piece in view.pieces if piece.number]
    assert (claim.support, claim.also) == ("supported, source 1", "second half, source 1")
    held = {f"#passage-{p.id}": p.text for p in view.sources[0].pieces if p.id}
    assert held[claim.href].startswith("The levee")
    assert held[claim.also_href].startswith("Pumps")
    assert "".join(p.text for p in view.sources[0].pieces) == source
    wrong = view_text(review(), opened(text.replace("2024", "2023"), sources=(source,)), ())
    assert next(p.support for p in wrong.pieces if p.number).startswith("no support found")


def test_what_nothing_supports_is_said_and_never_judged() -> None:
    view = view_text(review(), opened("The bridge has nine lanes. It cost 40 million dollars."), ())
    said = " ".join(piece.support for piece in view.pieces if piece.number)
    assert "no support found" in said
    assert "false" not in said


def test_without_a_source_what_was_sent_stands_for_it() -> None:
    view = view_text(review(()), opened(prompt=SOURCE, sources=()), ())
    assert [source.title for source in view.sources] == ["What was sent to the tool"]
    assert view.prompt == ""
    bare = view_text(review(()), opened(prompt="", sources=()), ())
    assert "There is no source to compare with." in bare.supported


def test_a_citation_without_words_is_listed() -> None:
    view = view_text(review((SourceText(title="The annual report, 2025"),)), opened(prompt="", sources=("",)), ())
    assert [(s.title, s.href, s.pieces) for s in view.sources] == [("The annual report, 2025", "", ())]


def test_changes_are_counted_and_read_as_words() -> None:
    view = view_text(review(), opened(), ())
    assert view.changes_title == "since the tool’s answer"
    assert {change.kind for change in view.changes} == {"", "added", "removed"}
    assert "".join(c.text for c in view.changes if c.kind != "removed") == TEXT
    assert view_text(review(), opened(before="", before_is=""), ()).changes == ()


def test_findings_are_marked() -> None:
    found = Finding(kind="US_SSN", cls=FindingClass.INDIVIDUAL, start=0, end=4, recognizer="us_ssn")
    view = view_text(review(), opened(), (found,))
    assert view.marked is not None
    assert len(view.marked.rows) == 1


def test_a_note_stays_at_its_sentence_when_the_text_moves_and_is_kept_when_it_is_gone() -> None:
    place = TEXT.index("The levee")
    notes = (
        PlaceNote(start=place, end=len(TEXT), note="Who inspected it?"),
        PlaceNote(start=0, end=place - 1, note="Which county?"),
        PlaceNote(start=0, end=0, note="Shorter."),
    )
    reading = Reading(order=1, reviewer_id="samuel.adeyemi", version=1, notes=notes)
    newer = f"This is short. {TEXT[place:]}"
    held = Opened(text=newer, version=2, before=TEXT, before_is="1", sources=(SOURCE,))
    view = view_text(review(), held, (), reading)
    assert [piece.note for piece in view.pieces if piece.note] == ["Who inspected it?"]
    assert "Shorter." in view.general
    assert f"{GONE} Which county?" in view.general


def test_a_returned_note_stands_with_its_words() -> None:
    reading = Reading(
        order=1, notes=(PlaceNote(start=0, end=10, note="Say more."), PlaceNote(start=0, end=0, note="All."))
    )
    assert returned_notes(reading, TEXT) == (("Wait times", "Say more."), ("", "All."))


def test_hostile_words_stay_words() -> None:
    text = "The gate cost 40 dollars.\u202e It was <b>closed</b> in 2026.\x00"
    view = view_text(review(), opened(text), ())
    assert "\u202e" not in "".join(piece.text for piece in view.pieces)


def test_a_long_text_has_a_bound() -> None:
    sentences = [f"Station {n} pumped {n * 7} liters on day {n} of the flood in 2026." for n in range(1, 600)]
    text, source = "\n".join(sentences), "\n".join(reversed(sentences))
    began = time.process_time()
    view = view_text(review(), opened(text, sources=(source,), before=source), ())
    assert time.process_time() - began < 8
    assert sum(bool(piece.name) for piece in view.pieces) == MOST_NOTED
    assert len([piece for piece in view.pieces if piece.number]) > 500
