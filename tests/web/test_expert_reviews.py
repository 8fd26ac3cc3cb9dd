"""A text from the wish to the verdict on its pages, without JavaScript: words, gates, and nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from proviso.actions import expert_reviews, expert_texts, people, transcripts
from proviso.actions import packs as change_packs
from proviso.actions.agency import Agency
from proviso.db import expert_reviews as db
from proviso.db import incidents
from proviso.db.store import Tx
from proviso.model import Audience, ExpertReview, ExpertState, Role, Said
from tests.actions.expert_scene import GRACE, MAYA, NADIA, OWEN, SAMUEL, TEXT, seen, staff, wish

from .console import Browser
from .house import person, small_agency

MARCUS, ALICE, TOM = "marcus.bell", "alice.tran", "tom.reyes"
OFFICE = frozenset({Role.PERSONNEL, Role.CIO_OFFICE})
SECRET = "(TEST) SECRET//NOFORN\nThe pump station plan."
YES = {f"answer-{name}": "yes" for name in ("accuracy", "relevance", "sensitivity", "bias", "policy")}


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = small_agency(tmp_path_factory.mktemp("texts"))

    def fill(tx: Tx) -> None:
        for one in (person("Marcus Bell", roles=OFFICE, story="Her office."), person("Tom Reyes", story="New.")):
            people.add(tx, one, actor="system", at=now())
        change_packs.activate(tx, made.packs.base(), actor="system", at=now())
        staff(tx, now())

    made.store.write(fill)
    yield made
    made.store.close()


@pytest.fixture
def b(agency: Agency) -> Iterator[Browser]:
    browser = Browser(agency)
    yield browser
    browser.client.close()


def now() -> datetime:
    return datetime.now(UTC)


def ask(agency: Agency, audience: Audience = Audience.INTERNAL, who: str = MAYA) -> ExpertReview:
    """A text that waits for Samuel."""
    asked = replace(wish(audience), due_on=expert_reviews.today_of(agency, now()) + timedelta(days=2))
    texts = seen(agency)
    return agency.store.write(lambda tx: expert_reviews.ask(tx, agency, asked, texts, actor=who, at=now()))


def held(agency: Agency, review: ExpertReview) -> ExpertReview:
    with agency.store.read() as tx:
        found = db.get(tx, review.id)
    assert found is not None
    return found


def form(**but: str) -> dict[str, str]:
    """The form of the wish, filled in."""
    due = (now() + timedelta(days=3)).date().isoformat()
    filled = {"text": TEXT, "kind": "own", "where": "internal", "subject": "Flood plan", "topic": "water", "due": due}
    return {**filled, **but}


def test_an_author_asks_and_reads_who_has_it(b: Browser, agency: Agency) -> None:
    b.sign_in(MAYA).get("/official")
    words = b.post("/official", **form())
    assert re.search(r"Sent for review\. With Samuel since \d", words)
    assert TEXT in b.text
    assert "DRAFT. It is not approved for official use." in words
    with agency.store.read() as tx:
        review = db.by_author(tx, MAYA)[0]
    assert (review.is_ai, review.state) == (False, ExpertState.WAITING)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("text", " ", "Paste the text that you want to use."),
        ("text", "a\x00b c", "that we cannot read"),
        ("kind", "robot", "Say who wrote the first draft."),
        ("where", "", "Say where it is going to be used."),
        ("subject", "…", "letters what the text is."),
        ("subject", "SSN 851-33-1294", "This line goes into mail, so it cannot have"),
        ("topic", "astrology", "Choose what it is about"),
        ("due", "tomorrow", "Say until when you need it."),
        ("due", "2020-01-01", "Choose a day from today on"),
        ("from", "7KQ2-M4XD", "There is no decision of yours with this code"),
        ("source", "x" * 501, "longer than 500 letters"),
        ("source_text", "Words of a source.", "Say where the source was published."),
        ("source_text_2", "Words of another one.", "Say where the source was published."),
        ("source_3", "x" * 501, "longer than 500 letters"),
    ],
)
def test_a_form_with_errors_loses_nothing(b: Browser, field: str, typed: str, said: str) -> None:
    b.sign_in(MAYA).get("/official")
    words = b.post("/official", **form(**{field: typed}))
    assert b.status == 422
    assert said in words
    assert "Fix 1 thing" in words
    if field != "text":
        assert TEXT in b.text


def test_a_source_can_come_as_a_file_with_its_pages(b: Browser, agency: Agency) -> None:
    pages = "Page one says little.\n\f\nWait times fell from 61 to 48 days in 2025."
    b.sign_in(MAYA).get("/official")
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    sent = {"csrf": token[1], **form(source="County report, 2025", subject="With a file")}
    b.client.post("/official", data=sent, files={"file": ("report.txt", pages.encode(), "text/plain")})
    with agency.store.read() as tx:
        review = db.by_author(tx, MAYA)[0]
    assert review.subject == "With a file"
    assert "supported, source 1, page 2" in b.sign_in(SAMUEL).get(f"/expert-reviews/{review.id}")
    b.sign_in(MAYA).get("/official")
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    again = b.client.post("/official", data={**sent, "csrf": token[1]}, files={"file": ("x.pdf", b"%PDF-1.7 broken")})
    assert again.status_code == 422
    assert "x.pdf" in again.text
    assert TEXT in again.text


def test_each_source_has_a_file_of_its_own(b: Browser, agency: Agency) -> None:
    b.sign_in(MAYA).get("/official")
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    named = {"source": "First report", "source_2": "County report, 2025", "subject": "With two files"}
    sent = {"csrf": token[1], **form(**named)}
    first = ("first.txt", b"The north bank has a levee.", "text/plain")
    second = ("second.txt", b"Wait times fell from 61 to 48 days in 2025.", "text/plain")
    b.client.post("/official", data=sent, files={"file": first, "file_2": second})
    with agency.store.read() as tx:
        review = next(one for one in db.by_author(tx, MAYA) if one.subject == "With two files")
    assert "supported, source 2" in b.sign_in(SAMUEL).get(f"/expert-reviews/{review.id}")
    b.sign_in(MAYA).get("/official")
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    broken = {"file_3": ("x.pdf", b"%PDF-1.7 broken")}
    again = b.client.post("/official", data={**sent, "csrf": token[1]}, files=broken)
    assert again.status_code == 422
    assert 'id="file_3-error"' in again.text


def test_each_of_several_sources_is_looked_through(b: Browser, agency: Agency) -> None:
    text = "Wait times fell from 61 to 48 days in 2025. The levee on the north bank held all of April."
    b.sign_in(MAYA).get("/official")
    assert "Add a second source" in b.text
    sources = {
        "source": "County report, 2025",
        "source_text": "In 2025 wait times fell from 61 to 48 days.",
        "source_3": "River bulletin, May",
        "source_text_3": "All of April the levee on the north bank held.",
    }
    b.post("/official", **form(text=text, subject="Two sources", **sources))
    with agency.store.read() as tx:
        review = db.by_author(tx, MAYA)[0]
    assert [source.title for source in review.sources] == ["County report, 2025", "River bulletin, May"]
    words = b.sign_in(SAMUEL).get(f"/expert-reviews/{review.id}")
    assert "supported, source 1" in words
    assert "supported, source 2" in words


def test_a_text_that_may_be_classified_in_any_source_goes_nowhere(b: Browser, agency: Agency) -> None:
    with agency.store.read() as tx:
        before = db.count(tx)
    b.sign_in(MAYA).get("/official")
    b.post("/official", **form(source="A", source_text="Fine.", source_2="B", source_text_2=SECRET))
    assert SECRET not in b.text
    with agency.store.read() as tx:
        assert db.count(tx) == before


def test_what_is_found_is_shown_before_anything_is_sent(b: Browser, agency: Agency) -> None:
    text = "The claimant is Dana Cole, SSN 851-33-1294. Wait times fell."
    with agency.store.read() as tx:
        before = db.count(tx)
    b.sign_in(MAYA).get("/official")
    words = b.post("/official", **form(text=text))
    assert "in your text. Nothing was sent yet." in words
    assert "Social Security number" in words.replace("\u00a0", " ")
    with agency.store.read() as tx:
        assert db.count(tx) == before
    mark = re.search(r'name="seen" value="([^"]+)"', b.text)
    assert mark is not None
    assert "Nothing was sent yet" in b.post("/official", **form(text=f"{text} And 851-33-1295.", seen=mark[1]))
    assert "Sent for review." in b.post("/official", **form(text=text, seen=mark[1]))


@pytest.mark.parametrize("field", ["text", "source_text", "prompt", "subject"])
def test_a_text_that_may_be_classified_opens_an_incident_and_is_not_kept(
    b: Browser, agency: Agency, field: str
) -> None:
    with agency.store.read() as tx:
        before, open_before = db.count(tx), len(incidents.open(tx))
    b.sign_in(MAYA).get("/official")
    b.post("/official", **form(**{field: SECRET, "source": "https://a.example"}))
    assert "pump station" not in b.text
    assert "ecurity" in b.words
    with agency.store.read() as tx:
        assert (db.count(tx), len(incidents.open(tx))) == (before, open_before + 1)


def test_a_reader_answers_five_questions_and_approves(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    words = b.sign_in(SAMUEL).get(path)
    assert "supported, source 1" in words
    assert "Changes since the tool’s answer" in words
    assert "no support found" in words or "of 2 sentences with a fact" in words
    words = b.post(f"{path}/answers", do="approve", version="1", **{**YES, "answer-bias": "", "answer-policy": ""})
    assert b.status == 422
    assert "Answer 2 more questions: Bias, Policy." in words
    assert held(agency, review).readings[0].missing  # three are saved, two are not there
    assert b.text.count("checked") == 3
    words = b.post(f"{path}/answers", do="approve", version="1", **YES)
    assert "Approved. Maya can use it officially now. Receipt" in words
    assert held(agency, review).state is ExpertState.APPROVED
    assert "Take your answer back" in words
    assert "Your answer is taken back" in b.post(f"{path}/undo")
    assert held(agency, review).state is ExpertState.WAITING


def test_no_needs_a_note_and_forbids_to_approve(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    words = b.post(f"{path}/answers", do="return", version="1", **{**YES, "answer-accuracy": "no"})
    assert "Accuracy: say why not." in words
    no = {**YES, "answer-accuracy": "no", "note-accuracy": "The source says 2019."}
    assert "You said no to Accuracy." in b.post(f"{path}/answers", do="approve", version="1", **no)
    assert "say yes" in b.post(f"{path}/answers", do="change", version="1", **no)
    words = b.post(f"{path}/answers", do="return", version="1", **no, **{"note-0-20": "Which county?"})
    assert "Returned with notes. Maya sees your notes now." in words
    words = b.sign_in(MAYA).get(path)
    assert "2 things to change." in words
    assert "Which county?" in words
    assert "The source says 2019." in words
    b.get(f"{path}/version")
    assert "Which county?" in b.words
    words = b.post(f"{path}/version", version="1", text=f"{TEXT} County of Ellery.")
    assert "Version 2 is sent. With Samuel since" in words


def test_a_text_that_changed_meanwhile_keeps_what_was_typed(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    newer = expert_texts.look(agency, f"First of all. {TEXT}")
    agency.store.write(
        lambda tx: expert_reviews.add_version(tx, agency, review.id, newer, version=1, actor=MAYA, at=now())
    )
    place = TEXT.index("The levee")
    notes = {f"note-{place}-{len(TEXT)}": "Say who inspected it.", "general": "Shorter."}
    words = b.post(f"{path}/answers", do="approve", version="1", **YES, **notes)
    assert b.status == 409
    assert re.search(r"Maya Okafor changed the text at \d.*Your answers and notes are kept below\.", words)
    assert b.text.count("checked") == 5
    assert "Say who inspected it." in b.text
    assert f'name="note-{place + 14}-{len(TEXT) + 14}"' in b.text  # the note went with its sentence
    assert "Shorter." in b.text
    assert "Changes since version 1" in words
    assert held(agency, review).state is ExpertState.WAITING
    assert held(agency, review).readings[0].answers[0].said is Said.YES


def test_a_reader_approves_with_changes(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    b.get(f"{path}/changes")
    assert "Answer the five questions first." in b.words
    b.post(f"{path}/answers", do="change", version="1", **YES)
    assert b.path == f"{path}/changes"
    assert "You changed nothing." in b.post(f"{path}/changes", version="1", text=TEXT)
    words = b.post(f"{path}/changes", version="1", text="Wait times fell to 48 days.")
    assert "Approved with changes. Maya can use it officially now." in words
    assert held(agency, review).text.written_by == SAMUEL


def test_the_readers_changes_are_kept_when_the_text_changed_meanwhile(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    b.post(f"{path}/answers", do="change", version="1", **YES)
    newer = expert_texts.look(agency, f"First of all. {TEXT}")
    agency.store.write(
        lambda tx: expert_reviews.add_version(tx, agency, review.id, newer, version=1, actor=MAYA, at=now())
    )
    words = b.post(f"{path}/changes", version="1", text="My own words.")
    assert b.status == 409
    assert "Yours is kept below." in words
    assert "My own words." in b.text
    assert b.post(f"{path}/changes", version="1", text=SECRET)
    assert "pump station" not in b.text
    assert held(agency, review).text.number == 2


def test_a_text_that_was_destroyed_leaves_what_was_decided(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    b.post(f"{path}/answers", do="approve", version="1", **YES)
    agency.store.write(
        lambda tx: transcripts.destroy(tx, review.text.transcript_id, actor=MARCUS, why="its time is over", at=now())
    )
    words = b.sign_in(MAYA).get(path)
    assert b.status == 200
    assert "This text was destroyed when its time was over." in words
    assert "Approved by Samuel Adeyemi" in words
    waits = ask(agency)
    agency.store.write(
        lambda tx: transcripts.destroy(tx, waits.text.transcript_id, actor=MARCUS, why="its time is over", at=now())
    )
    b.sign_in(SAMUEL).get(f"/expert-reviews/{waits.id}")
    assert "This text was destroyed." in b.words
    b.post(f"/expert-reviews/{waits.id}/answers", do="approve", version="1", **YES)
    assert held(agency, waits).state is ExpertState.WAITING


def test_public_texts_say_who_reads_next_and_the_second_sees_what_the_first_said(b: Browser, agency: Agency) -> None:
    review = ask(agency, Audience.PUBLIC)
    path = f"/expert-reviews/{review.id}"
    assert "Grace Liu reviews next." in b.sign_in(SAMUEL).get(path)
    assert "Comes to you next" in b.sign_in(GRACE).get("/expert-reviews")
    b.sign_in(SAMUEL).get(path)
    words = b.post(f"{path}/answers", do="approve", version="1", **YES, **{"note-bias": "Fair to all."})
    assert "Approved. With Grace since" in words
    words = b.sign_in(GRACE).get(path)
    assert "You are the last one who reads it." in words
    assert "Fair to all." in words
    assert "Approved: Samuel Adeyemi" in words
    b.post(f"{path}/answers", do="approve", version="1", **YES)
    assert held(agency, review).state is ExpertState.APPROVED


def test_a_text_that_nobody_waits_for_is_not_late(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(SAMUEL).get(path)
    b.post(f"{path}/answers", do="approve", version="1", **YES)
    settled = held(agency, review)
    overdue = replace(settled, due_on=settled.due_on - timedelta(days=30))
    agency.store.write(lambda tx: db.put(tx, overdue))
    words = b.sign_in(MAYA).get(path)
    assert "From Maya Okafor · approved today ·" in words
    assert "late" not in words
    assert "It may be used officially. Approved today" in b.get("/")


def test_who_has_no_part_sees_nothing_and_the_office_no_words(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    for who in (TOM, NADIA):
        b.sign_in(who).get(path)
        assert b.status == 403
        b.get("/expert-reviews/NOTTHERE")
        assert b.status == 403
    words = b.sign_in(MARCUS).get(path)
    assert b.status == 200
    assert TEXT not in b.text
    assert "Give it to an expert" in words
    radios = re.findall(r'<input class="usa-radio__input[^>]*name="person"[^>]*>', b.text)
    assert radios
    assert not any("checked" in radio for radio in radios), "nobody is chosen beforehand"
    assert "Choose who reads it." in b.post(f"{path}/pass-on")
    assert b.status == 422
    assert "Nadia Haas has the text now" in b.post(f"{path}/pass-on", person=NADIA)
    reads = len(b.events("TranscriptRead"))
    assert TEXT in b.sign_in(ALICE).get(path)
    assert len(b.events("TranscriptRead")) > reads
    b.get("/expert-reviews")
    b.post(f"{path}/withdraw")
    assert b.status == 403


def test_a_withdrawn_text_can_be_put_back(b: Browser, agency: Agency) -> None:
    review = ask(agency)
    path = f"/expert-reviews/{review.id}"
    b.sign_in(MAYA).get(path)
    assert "Withdrawn. You can put it back for 10 minutes." in b.post(f"{path}/withdraw")
    assert "The text is back in review." in b.post(f"{path}/undo")
    b.post(f"{path}/withdraw")
    words = b.post(f"{path}/version", version="1", text="Another.")
    assert "not in review any more" in words


def test_topics_and_delegates_are_set_on_their_page(b: Browser, agency: Agency) -> None:
    b.sign_in(MARCUS).get("/expert-topics")
    assert "Saved: Ice, 1 expert." in b.post("/expert-topics", do="topic", name="Ice", expert=NADIA)
    assert "There is a topic of this name already." in b.post("/expert-topics", do="topic", name="ICE")
    b.sign_in(SAMUEL).get("/expert-topics")
    assert "You read texts of 1 topic." in b.post("/expert-topics", do="mine", mine="water")
    today = expert_reviews.today_of(agency, now())
    later = (today + timedelta(days=9)).isoformat()
    away = {"do": "delegate", "person": NADIA, "starts_on": later}
    assert "Give both days." in b.post("/expert-topics", **away)
    assert "The last day comes after the first" in b.post("/expert-topics", **away, ends_on=today.isoformat())
    assert "Nadia Haas reads in your place" in b.post("/expert-topics", **away, ends_on=later)
    assert "new texts come to you again" in b.post("/expert-topics", do="end")
    b.sign_in(TOM).get("/expert-topics")
    assert b.status == 403


def test_home_leads_to_what_waits_and_what_came_back(b: Browser, agency: Agency) -> None:
    review = ask(agency, who=TOM)
    path = f"/expert-reviews/{review.id}"
    agency.store.write(lambda tx: expert_reviews.pass_on(tx, agency, review.id, OWEN, actor=SAMUEL, at=now()))
    assert "Review: Flood plan From Tom Reyes, 1 page" in b.sign_in(OWEN).get("/")
    b.get(path)
    b.post(f"{path}/answers", do="return", version="1", general="Shorter.")
    assert "Change your text: Flood plan 1 thing to change." in b.sign_in(TOM).get("/")
