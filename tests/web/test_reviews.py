"""The pages of a review, without JavaScript: four offices, one dissent, two windows, forged forms, and the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from proviso.actions.agency import Agency
from proviso.db import reviews, suggestions, tools
from proviso.model import SECTIONS, TERMS, Position, Review, ReviewState, ToolStatus
from tests.web.demo import Reader, open_copy

PDF = b"%PDF-1.7\nA study.\n%%EOF"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    """The demo agency, as it is on the day when the Ferry review waits for Counsel."""
    yield from open_copy(tmp_path)


def ferry(agency: Agency) -> Review:
    with agency.store.read() as tx:
        return reviews.of_tool(tx, "ferry")[0]


def at(agency: Agency, path: str = "") -> str:
    return f"/reviews/{ferry(agency).id}{path}"


def words(reader: Reader) -> str:
    main = re.sub(r"(?s)^.*?<main[^>]*>|</main>.*$", " ", reader.html)
    return " ".join(re.sub(r"(?s)<[^>]+>", " ", main).split())


def version(reader: Reader) -> str:
    found = re.search(r'name="version" value="(\d+)"', reader.html)
    assert found
    return found.group(1)


def test_the_review_says_first_how_far_it_is(agency: Agency) -> None:
    ana = Reader(agency, "ana.whitfield")
    ana.get(at(agency))
    said = words(ana)
    assert "3 of 4 offices have answered. One does not concur. Counsel is next, due" in said
    assert "Day 10 of 30 · Decision due" in said
    assert "No personal accounts." in said
    assert "No tests by language." in said


@pytest.mark.parametrize("who", ["maya.okafor", "elena.sorokin", "lena.fox", "yusuf.karim", "henry.osei"])
def test_who_has_no_part_in_reviews_gets_a_page_that_says_for_whom_it_is(agency: Agency, who: str) -> None:
    reader = Reader(agency, who)
    for path in ("/reviews", at(agency), at(agency, "/decide"), at(agency, "/sections/facts"), at(agency, "/tests")):
        reader.get(path)
        assert reader.status == 403, path


def test_a_suggester_and_staff_read_what_came_of_it_on_the_tools_page(agency: Agency) -> None:
    maya = Reader(agency, "maya.okafor")
    maya.get("/tools/ferry/review")
    assert maya.status == 200
    assert "A review runs since" in words(maya)
    assert "No tests by language" not in maya.html


@pytest.mark.parametrize("office", ["privacy", "civil_rights", "security", "counsel", "training", "weather"])
def test_a_forged_form_for_another_office_changes_nothing_and_says_why(agency: Agency, office: str) -> None:
    for who in ("joan.castellanos", "omar.haddad", "ingrid.solberg", "ana.whitfield", "marcus.bell"):
        own = {"joan.castellanos": "privacy", "omar.haddad": "civil_rights", "ingrid.solberg": "security"}.get(who)
        if own == office:
            continue
        reader = Reader(agency, who)
        reader.get(at(agency))
        before = answers(agency)
        for path in ("", "/sign", "/take-back"):
            reader.post(at(agency, f"/answers/{office}{path}"), position="concur", version="0", do="sign")
            assert reader.status == 403, (who, office, path, words(reader)[:200])
        assert answers(agency) == before


def answers(agency: Agency) -> list[object]:
    with agency.store.read() as tx:
        review = reviews.of_tool(tx, "ferry")[0]
        return [reviews.answer(tx, review.id, office) for office in review.offices]


def test_two_windows_keep_both_words(agency: Agency) -> None:
    one, two = Reader(agency, "peter.novak"), Reader(agency, "peter.novak")
    one.get(at(agency))
    two.get(at(agency))
    stale = version(two)
    one.post(
        at(agency, "/answers/counsel"),
        position="",
        reasons="The amendment is unsigned.",
        version=version(one),
        do="save",
    )
    assert "Saved, not signed." in words(one)
    two.post(
        at(agency, "/answers/counsel"), position="", reasons="Mine are <b>other</b> words.", version=stale, do="save"
    )
    assert two.status == 409
    assert "changed this in another window" in words(two)
    assert "Your words are kept below. Compare." in words(two)
    assert "The amendment is unsigned." in words(two)
    assert "Mine are &lt;b&gt;other&lt;/b&gt; words." in two.html
    two.post(at(agency, "/answers/counsel"), position="", reasons="Mine.", version=version(two), do="save")
    assert two.status == 200


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"position": ""}, "Choose what your office says."),
        ({"position": "maybe"}, "Choose one of the three answers."),
        ({"position": "dissent", "reasons": " "}, "Say why."),
        ({"position": "conditions"}, "Name at least one condition"),
        ({"position": "conditions", "until": "31/12/2027"}, "Give a day like"),
        ({"position": "conditions", "who": "MARS"}, "Choose from the components"),
        ({"position": "concur", "reasons": "x" * 4_001}, "longer than 4,000 letters"),
    ],
)
def test_a_form_that_says_too_little_or_nonsense_comes_back_with_what_was_typed(
    agency: Agency, fields: dict[str, str], says: str
) -> None:
    peter = Reader(agency, "peter.novak")
    peter.get(at(agency))
    sent = {"reasons": "Typed before.", **fields}
    peter.post(at(agency, "/answers/counsel"), version=version(peter), do="sign", **sent)
    assert peter.status == 422
    assert says in words(peter)
    assert "<title>Error: " in peter.html
    if sent["reasons"].strip() and len(sent["reasons"]) < 100:
        assert "Typed before." in peter.html


def test_a_document_comes_back_as_a_download_under_its_hash(agency: Agency) -> None:
    peter = Reader(agency, "peter.novak")
    peter.get(at(agency))
    fields = {"position": "", "reasons": "See the study.", "version": version(peter), "do": "save"}
    peter.send(at(agency, "/answers/counsel"), fields, ("study \u202e.pdf", PDF))
    assert peter.status == 200
    href = re.search(r'href="(/reviews/\w+/files/\w+)"', peter.html)
    assert href
    found = peter.browser.get(href.group(1))
    assert found.content == PDF
    assert found.headers["content-disposition"].startswith("attachment;")
    assert Reader(agency, "maya.okafor").browser.get(href.group(1)).status_code == 403
    fields["version"] = version(peter)
    peter.send(at(agency, "/answers/counsel"), fields, ("run.exe", b"MZ"))
    assert "This is no PDF." in words(peter)


def sections_and_terms_are_written_by_their_offices_and_two_writers_are_noticed(agency: Agency) -> None:
    joan, marcus = Reader(agency, "joan.castellanos"), Reader(agency, "marcus.bell")
    joan.get(at(agency, "/sections/accuracy"))
    assert joan.status == 403
    marcus.get(at(agency, "/sections/accuracy"))
    old = version(marcus)
    marcus.post(
        at(agency, "/sections/accuracy"), measured="BLEU 41.", ours="", limits="Dates.", version=old, do="close"
    )
    assert "Still open: What our own tests showed" in words(marcus)
    marcus.post(at(agency, "/sections/accuracy"), measured="Other.", ours="x", limits="y", version=old, do="save")
    assert marcus.status == 409
    marcus.post(
        at(agency, "/sections/accuracy"), measured="BLEU 41.", ours="12 of 12.", limits="Dates.",
        version=version(marcus), do="close",
    )  # fmt: skip
    assert "The section Accuracy is closed." in words(marcus)
    peter = Reader(agency, "peter.novak")
    for term in TERMS:
        peter.get(at(agency, f"/terms/{term.id}"))
        now = version(peter)
        peter.post(at(agency, f"/terms/{term.id}"), state="met", fact="", version=now)
        assert "Write down the fact" in words(peter)
        peter.post(
            at(agency, f"/terms/{term.id}"), state="met", fact="It says so.", link="", expires_on="", version=now
        )
        assert peter.status == 200, words(peter)[:300]
    assert "14 of 14 terms are answered." in words(peter)


def a_test_is_screened_and_what_may_be_classified_does_not_come_back(agency: Agency) -> None:
    ingrid = Reader(agency, "ingrid.solberg")
    ingrid.get(at(agency, "/tests"))
    ingrid.post(at(agency, "/tests"), prompt="The file A012 345 678 was closed.", result="Fine.", sees="right")
    assert "It was not kept" in words(ingrid)
    ingrid.post(
        at(agency, "/tests"),
        prompt="SECRET//NOFORN\n\nThe plan Falcon.\n\nSECRET//NOFORN",
        result="Fine.",
        sees="right",
    )
    assert "Falcon" not in ingrid.html
    assert "This text may be classified" in words(ingrid)
    ingrid.get(at(agency, "/tests"))
    ingrid.post(at(agency, "/tests"), prompt="Translate: the river rises.", result="El río sube.", sees="right")
    assert "The test is written down." in words(ingrid)


def a_second_person_checks_the_tests(agency: Agency) -> None:
    with agency.store.read() as tx:
        waiting = [t for t in reviews.tests(tx, ferry(agency).id) if not t.checked_by]
    assert len(waiting) == 2
    joan = Reader(agency, "joan.castellanos")
    joan.get(at(agency))
    joan.post(at(agency, f"/tests/{waiting[0].id}/check"), agrees="no", note=" ")
    assert "Nothing changed: say what you see differently." in words(joan)
    for test in waiting:
        joan.post(at(agency, f"/tests/{test.id}/check"), agrees="yes")
        assert "The test is checked." in words(joan)


def test_the_cio_cannot_approve_before_each_office_has_answered(agency: Agency) -> None:
    ana = Reader(agency, "ana.whitfield")
    ana.get(at(agency, "/decide"))
    assert "The answer of Counsel is missing." in words(ana)
    ana.post(at(agency, "/decide"), outcome="approved", reason="Good.", reply="Because.", opens="now")
    assert ana.status == 422
    assert "It cannot be approved yet." in words(ana)
    assert "Because." in ana.html


def test_a_named_person_tests_the_tool_until_a_day(agency: Agency) -> None:
    marcus = Reader(agency, "marcus.bell")
    marcus.get(at(agency, "/trials"))
    marcus.post(at(agency, "/trials"), person="Nobody Here", ends_on="2020-13-01")
    assert "Nobody of this name" in words(marcus)
    assert "Give a day like" in words(marcus)
    last = ferry(agency).due_on.isoformat()
    marcus.post(at(agency, "/trials"), person="grace liu", ends_on=last)
    assert "Grace Liu can test it until" in words(marcus)
    grace = Reader(agency, "grace.liu")
    assert "You can test Ferry" in grace.get("/")
    assert "Try Ferry in the workspace" in grace.get(at(agency, "/tests"))
    assert "Test a tool in review" in grace.get("/workspace?tool=ferry&purpose=test")
    assert "Test a tool in review" not in Reader(agency, "dale.whitcomb").get(
        "/workspace?tool=northlight-chat&purpose=test"
    )


def counsel_signs_after_a_look_and_once(agency: Agency) -> None:
    peter = Reader(agency, "peter.novak")
    peter.get(at(agency))
    peter.post(
        at(agency, "/answers/counsel"),
        position="concur",
        reasons="Signed on Friday.",
        version=version(peter),
        do="sign",
    )
    assert "Check and confirm" in words(peter)
    assert "Then 4 of 4 offices have answered, and no answer is missing." in words(peter)
    sent = version(peter)
    peter.post(at(agency, "/answers/counsel/sign"), version=sent)
    assert "Signed for Counsel. Receipt" in words(peter)
    peter.post(at(agency, "/answers/counsel/sign"), version=sent)
    assert peter.status == 200
    with agency.store.read() as tx:
        signed = reviews.answer(tx, ferry(agency).id, "counsel")
    assert (signed.position, signed.signed_by) == (Position.CONCUR, "peter.novak")


def the_decision_needs_a_reply_to_the_dissent_and_says_who_may_use_it(agency: Agency) -> None:
    ana = Reader(agency, "ana.whitfield")
    ana.get(at(agency, "/decide"))
    assert "Everything is there. You can decide." in words(ana)
    ana.post(at(agency, "/decide"), outcome="approved", reason="Good for notices.", reply="", opens="now")
    assert "Write why you decide otherwise." in words(ana)
    fields = {
        "outcome": "approved",
        "reason": "Good for notices.",
        "reply": "We test 6 languages by May.",
        "opens": "now",
    }
    ana.post(at(agency, "/decide"), **fields)
    said = words(ana)
    assert re.search(r"Ferry is open to \d+ people who have done the steps now\.", said)
    assert "Civil rights does not concur." in said
    assert "We test 6 languages by May." in said
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', ana.html))
    ana.post(at(agency, "/decide/confirm"), **{**hidden, "state": "0" * 16})
    assert ana.status == 409
    assert "changed since you opened it" in words(ana)
    ana.post(at(agency, "/decide/confirm"), **hidden)
    assert "Ana Whitfield approved Ferry on" in words(ana)
    with agency.store.read() as tx:
        tool = tools.get(tx, "ferry")
    assert tool is not None
    assert (tool.status, tool.conditions.notes) == (ToolStatus.APPROVED, ("No personal accounts.",))
    assert ferry(agency).state is ReviewState.APPROVED


def after_the_decision_nothing_changes_and_the_dissent_stays(agency: Agency) -> None:
    for who, path in (
        ("peter.novak", "/answers/counsel"),
        ("peter.novak", "/answers/counsel/take-back"),
        ("marcus.bell", "/sections/facts"),
        ("marcus.bell", "/trials"),
        ("ana.whitfield", "/decide/confirm"),
    ):
        reader = Reader(agency, who)
        reader.get("/help")
        reader.post(
            at(agency, path), version="1", do="save", person="tom.reyes", ends_on="2030-01-01", outcome="declined"
        )
        assert reader.status in {200, 403, 409, 422}, path
    assert ferry(agency).state is ReviewState.APPROVED
    maya = Reader(agency, "maya.okafor")
    maya.get("/tools/ferry")
    assert "Civil rights: Does not concur. No tests by language." in words(maya)
    assert "Why the CIO decided otherwise: We test 6 languages by May." in words(maya)


def test_a_review_goes_from_its_sections_to_the_decision(agency: Agency) -> None:
    """One story, in its order."""
    sections_and_terms_are_written_by_their_offices_and_two_writers_are_noticed(agency)
    a_test_is_screened_and_what_may_be_classified_does_not_come_back(agency)
    a_second_person_checks_the_tests(agency)
    counsel_signs_after_a_look_and_once(agency)
    the_decision_needs_a_reply_to_the_dissent_and_says_who_may_use_it(agency)
    after_the_decision_nothing_changes_and_the_dissent_stays(agency)


def test_a_tool_is_reviewed_again_and_stays_open_meanwhile(agency: Agency) -> None:
    marcus = Reader(agency, "marcus.bell")
    assert "Review a tool again" in marcus.get("/reviews")
    marcus.post("/reviews/start", tool="codekite")
    assert "The review has begun." in words(marcus)
    marcus.get("/help")
    marcus.post("/reviews/start", tool="codekite")
    assert marcus.status == 409
    with agency.store.read() as tx:
        tool = tools.get(tx, "codekite")
    assert tool is not None
    assert tool.status is ToolStatus.APPROVED


def test_suggesting_a_tool_finds_the_one_that_is_known(agency: Agency) -> None:
    tom = Reader(agency, "tom.reyes")
    tom.get("/tools/suggest?name=Lantren+Search&url=")
    assert "1 tool looks like it." in words(tom)
    assert "3 people ask for it." in words(tom)
    like = re.search(r'name="like" id="like-1" value="(\w+)"', tom.html)
    assert like
    tom.post("/tools/suggest", name="Lantren Search", url="", use="", like=like.group(1))
    assert "Say what you would use it for." in words(tom)
    tom.post("/tools/suggest", name="Lantren Search", url="", use="To search.", like=like.group(1))
    assert "Thank you. 3 others asked for it too. An answer comes by" in words(tom)
    mine = re.search(r'action="(/tools/suggest/\w+/withdraw)"', tom.html)
    assert mine
    dale = Reader(agency, "dale.whitcomb")
    dale.get("/tools/suggest")
    dale.post(mine.group(1))
    assert dale.status == 403
    tom.get("/tools/suggest")
    tom.post(mine.group(1))
    assert "You withdrew it." in words(tom)


def test_a_script_in_a_suggestion_is_shown_as_text(agency: Agency) -> None:
    tom = Reader(agency, "tom.reyes")
    tom.get("/tools/suggest?name=%3Cscript%3Ealert(1)%3C/script%3E")
    tom.post("/tools/suggest", name="<script>alert(1)</script>", url="", use='"><img src=x onerror=alert(1)>')
    marcus = Reader(agency, "marcus.bell")
    for page in (tom.html, marcus.get("/reviews"), marcus.get("/")):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def the_office_starts_the_review_of_what_was_suggested(agency: Agency) -> None:
    with agency.store.read() as tx:
        group = next(s.group for s in suggestions.waiting(tx) if s.tool_id == "lanternsearch")
    marcus = Reader(agency, "marcus.bell")
    marcus.get(f"/reviews/suggestions/{group}")
    assert "3 people ask for it" in words(marcus)
    marcus.post(f"/reviews/suggestions/{group}", do="start", name="", vendor="")
    assert "The review has begun. Each office got mail." in words(marcus)
    assert "0 of 4 offices have answered." in words(marcus)
    assert len(SECTIONS) == 6
    maya = Reader(agency, "maya.okafor")
    maya.get("/tools/suggest")
    assert "It is in review. The decision is due" in words(maya)


def test_a_review_begins_with_a_suggestion_and_somebody_answers_in_the_officers_place(agency: Agency) -> None:
    the_office_starts_the_review_of_what_was_suggested(agency)
    joan = Reader(agency, "joan.castellanos")
    joan.get("/reviews/delegate")
    joan.post("/reviews/delegate", office="security", person="grace.liu", starts_on="x", ends_on="")
    assert "Fix 3 things" in words(joan)
    with agency.store.read() as tx:
        running = next(r for r in reviews.open(tx) if r.tool_id == "lanternsearch")
    first, last = (
        running.opened_at.astimezone(ZoneInfo("America/New_York")).date().isoformat(),
        running.due_on.isoformat(),
    )
    joan.post("/reviews/delegate", office="privacy", person="dale.whitcomb", starts_on=first, ends_on=last)
    assert "Dale Whitcomb answers for Privacy from" in words(joan)
    dale = Reader(agency, "dale.whitcomb")
    assert "Answer for Privacy: LanternSearch" in dale.get("/")
    dale.get(f"/reviews/{running.id}")
    assert "Your answer for Privacy" in words(dale)
    joan.get("/reviews/delegate")
    joan.post("/reviews/delegate", office="privacy", do="end")
    dale.get(f"/reviews/{running.id}")
    assert dale.status == 403


def test_pages_of_nothing_say_so(agency: Agency, tmp_path: Path) -> None:
    del tmp_path
    ana = Reader(agency, "ana.whitfield")
    for path in ("/reviews/NONE0000", "/reviews/suggestions/NONE0000", at(agency, "/files/NONE0000")):
        ana.get(path)
        assert ana.status == 404, path
